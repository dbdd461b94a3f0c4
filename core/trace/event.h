// What a Trace is made of: small typed events, each with its cause.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "base/id.h"
#include "base/seq_number.h"
#include "base/time.h"
#include "trace/rule.h"

namespace tcplab {

// RFC 9293 §3.3.2.
enum class TcpState : std::uint8_t {
    Closed,
    Listen,
    SynSent,
    SynReceived,
    Established,
    FinWait1,
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
};
constexpr std::size_t kTcpStateCount = 11;
// The RFC's words: "SYN-SENT".
std::string_view name(TcpState state);

enum class TimerKind : std::uint8_t {
    Retransmission,
    DelayedAck,
    Persist,
    TimeWait,
    FinWait2,
    TailLossProbe,
    Reordering,
    KeepAlive,
    Pacing
};
constexpr std::size_t kTimerKindCount = 9;
std::string_view name(TimerKind timer);  // "retransmission", "delayed ACK", …: English, translated in the context "Timer"

// Why it happened: the rule, and the events that led to it (the nearest first).
struct Cause {
    Rule rule;
    EventId parent{};
    EventId second{};
};

// A datagram leaves the host. `transmission` counts the times that the same octets were sent: 1 is the first.
struct PacketSent {
    std::uint32_t packet = 0;  // index for Trace::packet()
    EventId original{};        // the first transmission, when this one repeats it
    std::uint16_t transmission = 1;
};
struct PacketArrived {
    EventId sent{};            // the PacketSent of the same datagram
    std::uint32_t packet = 0;  // differs from the sent one only when the datagram was changed on its way
};
struct PacketDropped {
    EventId sent{};
    LinkId link{};   // where: on this link; when none, on the event's host after it arrived
    TextId place{};  // which stage of the link ("link_loss"; the second of its kind is "link_loss 2"), or the host's layer ("tcp")
};
// A stage of a link has marked the datagram (ECN), damaged or doubled it, cut it into fragments or held it back; it goes on.
struct PacketAltered {
    EventId sent{};
    LinkId link{};
    TextId place{};  // as in PacketDropped
};
struct StateChanged {
    TcpState from = TcpState::Closed;
    TcpState to = TcpState::Closed;
};
struct CallBegun {
    TextId call{};  // "connect(10.0.0.2:80)"
    SocketId socket{};
    ProgramId program{};     // whose text has the call; none when there is no text
    std::uint16_t line = 0;  // in that text, from 1; 0: it does not stand there
};
struct CallReturned {
    EventId begun{};
    std::uint8_t error = 0;  // Errno of trace/errno.h; 0 is success
    std::int64_t value = 0;  // octets, a socket's number or 0; meaningless with an error

    CallReturned() = default;
    CallReturned(EventId begun, std::int64_t value, std::uint8_t error) : begun(begun), error(error), value(value) {}
};
struct TimerSet {
    Instant deadline{};
    TimerKind timer{};
};
struct TimerFired {
    EventId set{};
    TimerKind timer{};
};
struct TimerCancelled {
    EventId set{};
    TimerKind timer{};
};
struct VariablesChanged {
    std::uint32_t variables = 0;  // index for Trace::variables()
};
struct QueueFilled {
    LinkId link{};
    TextId place{};  // whose queue: the stage, as in PacketDropped
    std::uint32_t packets = 0;
    std::uint32_t octets = 0;
};
// RFC 4987 §2.2 names the two queues of a listening socket.
enum class ListenQueue : std::uint8_t {
    Syn,     // half open: in SYN-RECEIVED
    Accept,  // established, and not yet taken by accept()
};
// A connection has entered a queue of the listening socket, whose event this is, or left it; or the queue has got its limit.
struct ListenQueueChanged {
    ConnectionId entry{};  // none when only the limit changed
    std::uint32_t length = 0;
    std::uint32_t limit = 0;
    ListenQueue queue{};
    bool entered = false;
};
// The program has taken (or given) octets: `total` so far in this direction, `stream` their running fingerprint.
struct BytesDelivered {
    std::uint64_t total = 0;
    std::uint64_t stream = 0;
};
struct BytesAccepted {
    std::uint64_t total = 0;
    std::uint64_t stream = 0;
};
struct Note {
    TextId text{};
};
// What a congestion control measures has changed: a curve of its own (Trace::reading()).
struct ReadingChanged {
    ReadingId reading{};
    double value = 0;  // finite, in the reading's unit
};

using EventBody =
    std::variant<PacketSent, PacketArrived, PacketDropped, StateChanged, CallBegun, CallReturned, TimerSet, TimerFired, TimerCancelled,
                 VariablesChanged, QueueFilled, BytesDelivered, BytesAccepted, Note, ReadingChanged, PacketAltered, ListenQueueChanged>;

struct Event {
    Instant at{};
    EventId parent{};
    EventId second{};
    ConnectionId connection{};  // none when the event belongs to no connection
    HostId host{};              // none when it happened on a link
    Rule rule{};
    EventBody body;
};
static_assert(sizeof(Event) <= 48, "a Trace is mostly events: what is larger belongs into a table of its own");

// The quantities of one end of a connection (RFC 9293 §3.3.1, RFC 6298, RFC 5681). Octets and nanoseconds.
struct ConnectionVariables {
    static constexpr std::uint32_t kUnlimited = 0xffffffff;  // cwnd and ssthresh that limit nothing

    SeqNumber iss, irs, sndUna, sndNxt, rcvNxt;
    std::uint32_t sndWnd = 0;  // unscaled to octets
    std::uint32_t rcvWnd = 0;
    std::uint32_t cwnd = 0;
    std::uint32_t ssthresh = 0;
    std::uint32_t flight = 0;     // sent and not acknowledged
    std::uint32_t sndQueued = 0;  // accepted from the program and not yet acknowledged
    std::uint32_t rcvQueued = 0;  // in order and not yet read
    Duration srtt{};
    Duration rttvar{};
    Duration rto{};
    std::int64_t pacingRate = 0;  // bit/s; 0: not paced

    friend bool operator==(const ConnectionVariables&, const ConnectionVariables&) = default;
};

}  // namespace tcplab
