// All plugins, with an engine_tcp that asks for its inconsistency() whenever there is nothing left to send: for tests and fuzzers that
// play whole labs and scripts. A broken rule is our own mistake and ends the program.
#pragma once

#include "engine_tcp/tcp_engine.h"

namespace tcplab::test {

class CheckedEngine : public engine_tcp::TcpEngine {
public:
    using TcpEngine::TcpEngine;
    std::optional<OutgoingPacket> nextPacket(Instant now) override;
};

const Catalogue& checkedCatalogue();

}  // namespace tcplab::test
