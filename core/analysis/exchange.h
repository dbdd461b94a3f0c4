// Trace → what a ladder diagram shows: segments on their way, states, calls and timers as spans of time.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "trace/trace.h"
#include "wire/neighbour.h"
#include "wire/tcp.h"

namespace tcplab {

// One datagram from the instant it leaves to its end, which is an arrival, a drop or open (still under way). What a link doubles or cuts
// into fragments ends several times: each further end is a path of its own, a copy.
struct SegmentPath {
    EventId sent{};  // none when only the arrival was seen
    bool isCopy = false;
    EventId arrived{};  // none when it never arrived
    EventId dropped{};  // none when it was not dropped; may be set together with `arrived` (dropped by the host)
    HostId from;
    HostId to;              // the next one on the way, a router perhaps; none when nobody is known there
    Endpoint fromEndpoint;  // of the datagram; ports are 0 for other protocols than TCP
    Endpoint toEndpoint;
    Instant leaves{};  // the arrival, when the sending was not seen
    std::optional<Instant> ends;
    ConnectionId connection{};  // the sender's end
    EventId original{};         // first transmission, for a retransmission
    std::uint16_t transmission = 1;
    std::optional<wire::TcpFields> tcp;        // nothing for other protocols
    std::optional<wire::LinkMessage> message;  // of ARP or neighbour discovery
    std::uint32_t relativeSeq = 0;             // the direction's SYN is 0
    std::uint32_t relativeAck = 0;
    std::uint32_t payloadOctets = 0;
    bool lost() const { return dropped.valid() && !arrived.valid(); }
};

struct StateSpan {
    HostId host;
    ConnectionId connection;
    TcpState state{};
    Instant from{};
    Instant until{};    // the Trace's end when nothing came after, or the end of its host
    EventId entered{};  // the StateChanged
};

struct CallSpan {
    HostId host;
    EventId begun;
    EventId returned{};  // none while it waits
    Instant from{};
    Instant until{};        // the Trace's end while it waits
    std::string call;       // "connect(10.0.0.2:80)"
    std::string result{};   // "0", "1460", "ECONNREFUSED"; empty while it waits
    bool cutShort = false;  // its program ended before it returned
};

struct TimerSpan {
    HostId host;
    ConnectionId connection;
    TimerKind timer{};
    EventId set;
    EventId ended{};  // TimerFired, TimerCancelled, the TimerSet that moved it or the end of its host; none when still running
    bool fired = false;
    Instant from{};
    Instant until{};
    Instant deadline{};
};

// A rule of TCP that a connection does without for a lesson, told where the connection begins.
struct LessonMark {
    HostId host;
    ConnectionId connection;
    Rule rule{};
    EventId told;
    Instant at{};
};

// Something that happened to a host from outside, or to a link: told at the hosts at its ends.
struct FateMark {
    HostId host;
    Rule rule{};
    EventId told;
    Instant at{};
};

struct Exchange {
    std::vector<SegmentPath> segments;  // in order of `leaves`
    std::vector<StateSpan> states;      // in order of `from`
    std::vector<CallSpan> calls;
    std::vector<TimerSpan> timers;
    std::vector<LessonMark> lessons;  // in order of `at`
    std::vector<FateMark> fates;      // in order of `at`
    Instant end{};
    Duration typicalTransit{};  // median time from leaving to arrival; 0 when nothing arrived
};

Exchange exchangeOf(const Trace& trace);

// Of one host, the first mark of each rule.
std::vector<LessonMark> lessonsOf(const Exchange& exchange, HostId host);

// Sequence numbers relative to the SYN of their direction.
class InitialNumbers {
public:
    InitialNumbers() = default;
    // Of a whole Trace. Where a pair of endpoints met more than once, the nearest SYN below the number counts.
    explicit InitialNumbers(const Trace& trace);

    void add(const Endpoint& from, const Endpoint& to, SeqNumber initial);
    // Of an octet that `from` sends to `to`. The absolute number when no SYN was seen.
    std::uint32_t relativeSeq(const Endpoint& from, const Endpoint& to, SeqNumber seq) const;

private:
    std::map<std::pair<Endpoint, Endpoint>, std::vector<SeqNumber>> initials_;
};

// The pattern that finds exactly this segment again in the lab's next run (see lab.h), made from what is characteristic
// of it: hosts, flags, relative seq and length of data, ack of what carries none, ports when these hosts have more than
// one connection, and n-th among those alike.
struct SegmentPattern;
SegmentPattern patternFor(const Exchange& exchange, const Trace& trace, std::size_t segment);

}  // namespace tcplab
