// Text → Script → text.
#pragma once

#include "base/result.h"
#include "packetdrill/reader.h"
#include "packetdrill/script.h"

namespace tcplab::packetdrill {

struct ParseOptions {
    Defines defines;                      // besides those in the script
    std::vector<std::string> conditions;  // names for which #ifdef holds
};

// A Problem names `file`, line, column and says in a sentence what is wrong there.
Result<Script> parseScript(std::string_view text, const std::string& file, const ParseOptions& options = {});

// Reads back to the same script.
std::string writeScript(const Script& script);
// One event as it stands in a script, without an end of line.
std::string writeEvent(const Event& event);
std::string writePacket(const Packet& packet);
std::string writeCall(const Call& call);
std::string writeExpression(const Expression& expression);

}  // namespace tcplab::packetdrill
