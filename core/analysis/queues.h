// Trace → the queues of links and of listening sockets, and the tables of TIME-WAIT: how full each is, and who waits in it.
#pragma once

#include <optional>
#include <vector>

#include "trace/trace.h"

namespace tcplab {

struct QueueFilling {
    Instant at{};
    std::uint32_t length = 0;  // datagrams, or connections
    std::uint32_t octets = 0;  // only of datagrams
    std::uint32_t limit = 0;   // at most so many; 0: no limit is known
    EventId event{};
};

// One that waits. It may be unknown who: then it has no stay, and the filling counts it all the same.
struct QueueStay {
    EventId event{};            // the PacketSent of the datagram; of a connection, the event by which it came in
    ConnectionId connection{};  // none for a datagram
    Instant from{};
    Instant until = kNever;  // kNever: it is still there when the Trace ends
};

struct QueueHistory {
    enum class Kind : std::uint8_t {
        Link,      // before a stage of a link
        Syn,       // half-open connections of a listening socket
        Accept,    // connections that wait for accept()
        TimeWait,  // connections of a host in TIME-WAIT: no queue, but a table that fills and empties like one
    };
    Kind kind{};
    HostId host{};                 // none for Link
    ConnectionId listener{};       // Syn, Accept
    LinkId link{};                 // Link
    TextId place{};                // Link: the stage
    std::uint32_t mostOctets = 0;  // Link: what it holds at most; 0: no limit
    std::uint32_t mostPackets = 0;
    std::vector<QueueFilling> fillings;  // in order of time, one a change
    std::vector<QueueStay> stays;        // in the order of entering

    // The last filling at or before the instant, with all that happens at it; nothing before the first.
    const QueueFilling* at(Instant instant) const;
    // Who is there at the instant, the longest first. Takes time in proportion to the queue's length, when it is first in, first out.
    std::vector<QueueStay> inside(Instant instant) const;
    std::uint32_t longest() const;
};

// First by host its listening sockets, SYN queue before accept queue, and its TIME-WAIT if there was any; then those of links that can
// queue, in the order of links and stages.
std::vector<QueueHistory> queuesOf(const Trace& trace);

}  // namespace tcplab
