// What happened in a session, as a packetdrill script.
#pragma once

#include "base/result.h"
#include "base/value.h"
#include "packetdrill/script.h"
#include "lab/lab.h"
#include "plugin/catalogue.h"
#include "trace/trace.h"

namespace tcplab::script_run {

struct ExportSubject {
    HostId host;          // the one whose stack the script will test
    ValueMap parameters;  // of its engine, as in the lab; the script sets them
    std::uint32_t mtu = 1500;
    std::map<std::string, ValueMap> congestionControls{};  // the same of them, by their ids
};

// As the lab has it. The profile is told in any case: who plays the script may have another one in mind.
ExportSubject subjectOf(const Lab& lab, HostId host, const Catalogue& catalogue);

// The first TCP connection of the host: its segments as they left it and as they arrived at it, and its program's calls,
// which never wait in the script. Where no calls were recorded (a capture), such calls are made up as lead to these
// segments. The Problem says that there is no such connection.
// Limit: in a session a program makes several calls before the stack sends; in a script the stack may send after each.
Result<packetdrill::Script> scriptOf(const Trace& trace, const ExportSubject& subject);

}  // namespace tcplab::script_run
