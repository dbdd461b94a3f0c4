// What became of a live session, in numbers.
#pragma once

#include <string>
#include <vector>

#include "trace/trace.h"

namespace tcplab {

struct TalkState;

struct LiveSummary {
    struct Connection {
        Endpoint local;
        Endpoint remote;
        TcpState state = TcpState::Closed;  // the last one
        std::uint64_t accepted = 0;         // octets that the program gave
        std::uint64_t delivered = 0;        // octets that the program took
    };
    std::vector<Connection> connections;  // those with a peer
    std::uint64_t sent = 0;               // datagrams of all hosts
    std::uint64_t arrived = 0;
    std::uint64_t dropped = 0;  // on the way
    std::uint64_t events = 0;
    Instant end{};
};

LiveSummary summaryOf(const Trace& trace);

Sentence toSentence(const LiveSummary& summary);
// One object; octets as numbers, the end in seconds.
std::string toJson(const LiveSummary& summary, const TalkState& talk);

// Whether the connection has come to its end, TIME-WAIT included, or never began. `from` is the first event that is
// looked at, and then the first of the next time: calls after one another look at each event once.
bool isClosed(const Trace& trace, ConnectionId connection, std::size_t& from);

}  // namespace tcplab
