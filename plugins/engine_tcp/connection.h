// One connection: the transmission control block (RFC 9293 §3.3.1) and what may be done with it.
//   connection.cpp  the user's calls and the timers' expiry
//   arrival.cpp     SEGMENT ARRIVES (§3.10.7): a table of small steps
//   recovery.cpp    acknowledgments, round-trip times, loss and congestion
//   sending.cpp     what to send now, and why: decide and build
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "engine_tcp/byte_queue.h"
#include "engine_tcp/reassembly.h"
#include "engine_tcp/rto.h"
#include "engine_tcp/segment_writer.h"
#include "engine_tcp/settings.h"
#include "engine_tcp/timers.h"
#include "plugin/congestion_control.h"
#include "plugin/sockets.h"

namespace tcplab::engine_tcp {

// What the connections of one host share.
struct Shared {
    const Settings& settings;
    Recorder& recorder;
    HostId host;
    std::uint32_t mtu;
    SegmentWriter& writer;
    std::deque<OutgoingPacket>& outbox;  // goes out before anything that connections decide to send
    std::deque<Notice>& notices;
};

class Connection {
public:
    Connection(Shared& shared, ConnectionId id, const Endpoint& local, const Endpoint& remote, SeqNumber iss,
               std::unique_ptr<CongestionControl> congestionControl);

    // The user's calls; which of them are legal in which state is told by RFC 9293 §3.10.1 to §3.10.6.
    void openActively(CallContext call);
    // §3.10.7.2, third: a SYN reached the listening socket.
    void openPassively(Instant now, EventId arrived, const wire::TcpFields& syn);
    CallResult send(CallContext call, OctetView octets);
    CallResult receive(CallContext call, std::span<std::uint8_t> room);
    CallResult shutdownSend(CallContext call);
    void shutdownReceive() { receiveShut_ = true; }
    // The socket is gone; what is queued is still sent, then a FIN. Unread data makes it a reset.
    void close(CallContext call, bool lingerZero);
    void abort(CallContext call, Rule rule);

    void segmentArrived(Instant now, EventId arrived, const wire::TcpSegment& segment);
    void timeHasCome(Instant now);
    // The next segment to send; nothing when there is none now. The engine asks until then.
    std::optional<OutgoingPacket> nextPacket(Instant now);
    // Writes changed variables, and why nothing more is sent, into the Trace; after the last nextPacket().
    void settle(Instant now);

    Instant nextWake() const { return timers_.next(); }
    TcpState state() const { return state_; }
    bool established() const { return everEstablished_; }
    // Nobody can reach it any more: the engine may delete it.
    bool forgotten() const { return state_ == TcpState::Closed && !socket_.valid(); }

    ConnectionId id() const { return id_; }
    const Endpoint& local() const { return local_; }
    const Endpoint& remote() const { return remote_; }
    ConnectionLook look() const;

    // The socket that the program holds; none before accept() and after close().
    SocketId socket() const { return socket_; }
    void attach(SocketId socket) { socket_ = socket; }
    void setNoDelay(bool on) { noDelay_ = on; }
    void setSendBuffer(std::uint32_t octets) { sendBuffer_ = octets; }
    void setReceiveBuffer(std::uint32_t octets) { receiveBuffer_ = std::min<std::uint32_t>(octets, 0xffff); }
    Errno takeError() { return std::exchange(error_, Errno::None); }
    Errno error() const { return error_; }
    bool readable() const { return !receiveQueue_.empty() || peerClosed_ || error_ != Errno::None || state_ == TcpState::Closed; }

private:
    // --- a segment that was sent and is not yet acknowledged (the retransmission queue)
    struct SentSegment {
        SeqNumber seq;
        std::uint32_t length = 0;  // sequence space
        bool syn = false;
        bool fin = false;
        bool lost = false;      // to be sent again; not in flight
        bool timedOut = false;  // repeated by the retransmission timer, at least once
        std::uint16_t transmissions = 1;
        Instant sentAt{};
        EventId first{};
        SeqNumber end() const { return seq + length; }
    };

    // --- a segment on its way through the steps of §3.10.7
    struct Arrival {
        Instant now;
        EventId event;
        const wire::TcpSegment& segment;
        SeqNumber seq;  // of `text`, after trimming to the window
        OctetView text;
        bool fin;
        const wire::TcpFields& fields() const { return segment.fields; }
    };
    struct Verdict {
        enum class Action : std::uint8_t {
            GoOn,    // to the next step
            Done,    // the step has dealt with the segment
            Drop,    // in silence, with the rule as reason
            Answer,  // drop, and send an ACK with the rule as reason
            Reset,   // drop, and send a RST
        };
        Action action = Action::GoOn;
        Rule rule{};
    };
    struct Step {
        std::string_view paragraph;  // of §3.10.7
        Verdict (Connection::*run)(Arrival&);
    };
    static const std::array<Step, 3> kSynSentSteps;
    static const std::array<Step, 6> kSteps;

    static constexpr Verdict goOn() { return {}; }
    static constexpr Verdict done() { return {Verdict::Action::Done, {}}; }
    static constexpr Verdict drop(Rule rule) { return {Verdict::Action::Drop, rule}; }
    static constexpr Verdict answer(Rule rule) { return {Verdict::Action::Answer, rule}; }
    static constexpr Verdict reset(Rule rule) { return {Verdict::Action::Reset, rule}; }

    Verdict synSentAck(Arrival& a);
    Verdict synSentRst(Arrival& a);
    Verdict synSentSyn(Arrival& a);
    Verdict checkSequence(Arrival& a);
    Verdict checkRst(Arrival& a);
    Verdict checkSyn(Arrival& a);
    Verdict checkAck(Arrival& a);
    Verdict takeText(Arrival& a);
    Verdict takeFin(Arrival& a);

    Verdict ackInSynReceived(Arrival& a);
    void ackOfFin(Arrival& a);
    Verdict outsideWindow(Arrival& a);
    void trimToWindow(Arrival& a);
    void follow(const Verdict& verdict, Arrival& a);
    void establish(Instant now, Cause cause);
    void updateSendWindow(Arrival& a);
    void deliverInOrder(Arrival& a);
    void scheduleAck(Arrival& a);
    void peerFinArrived(Instant now, EventId arrived);

    // --- recovery.cpp
    void newlyAcknowledged(Arrival& a);
    std::optional<Duration> removeAcknowledged(Instant now, SeqNumber ack);
    void duplicateAck(Arrival& a);
    void enterRecovery(Arrival& a);
    void recoveryAck(Arrival& a, std::uint32_t acknowledged, std::uint32_t flightBefore, std::optional<Duration> rtt);
    void retransmissionTimeout(Instant now, EventId fired);
    bool retriesExhausted() const;
    void giveUp(Instant now, EventId fired);
    void restartRetransmissionTimer(Instant now, EventId parent);
    void noteRule(std::optional<Rule> rule, EventId parent);

    // --- sending.cpp
    struct Decision {
        SeqNumber seq;
        std::uint32_t payload = 0;
        bool syn = false;
        bool fin = false;
        SentSegment* again = nullptr;  // the segment that is sent again
        Cause cause;
    };
    std::optional<Decision> decide(Instant now);
    std::optional<Decision> decideForced();
    std::optional<Decision> decideLost();
    std::optional<Decision> decideSyn();
    std::optional<Decision> decideProbe();
    std::optional<Decision> decideNew(Instant now);
    std::optional<Decision> decideAck();
    Decision repeat(SentSegment& segment, Cause cause);
    OutgoingPacket build(Instant now, const Decision& decision);
    wire::TcpFields fieldsOf(const Decision& decision);
    void remember(Instant now, const Decision& decision, EventId sent);
    void ackIsSent(Instant now, EventId sent);
    void idleBeforeSending(Instant now);
    bool maySend(std::uint32_t payload, std::uint32_t usable, bool last);
    std::uint32_t unsent() const { return finSent_ ? 0 : queueEnd().since(later(sndNxt_, queueStart_)); }
    SeqNumber queueEnd() const { return queueStart_ + static_cast<std::uint32_t>(sendQueue_.size()); }
    std::uint32_t peerRoom() const;
    std::uint32_t congestionRoom() const;
    // Sent, not acknowledged and not given up as lost, in octets of sequence space.
    std::uint32_t flight() const { return sndNxt_.since(sndUna_) - lostOctets_; }
    void markLost(SentSegment& segment);
    void unmarkLost(SentSegment& segment);
    std::uint32_t windowToAdvertise();
    bool finUnsent() const { return finQueued_ && !finSent_; }
    bool canSendData() const;

    // --- common
    EventId changeState(Instant now, TcpState to, Cause cause);
    void enterClosed(Instant now, Cause cause, Errno error);
    void enterTimeWait(Instant now, Cause cause);
    void setProbeTimer(Instant now, Cause cause);
    void sendFinAfterData(Instant now, EventId call);
    void ackNow(Rule rule, EventId parent);
    void sendReset(Instant now, Cause cause);
    void notify(Notice::Kind kind, EventId cause);
    ConnectionVariables variables() const;
    std::uint32_t receiveMss() const { return shared_.mtu - 40; }
    Where where() const { return {shared_.host, id_}; }

    Shared& shared_;
    ConnectionId id_;
    Endpoint local_, remote_;
    SocketId socket_;
    std::unique_ptr<CongestionControl> congestion_;
    RtoEstimator rto_;
    Timers timers_;

    TcpState state_ = TcpState::Closed;
    bool passive_ = false;
    bool everEstablished_ = false;
    bool socketClosed_ = false;  // close() was called: nobody will read any more
    bool receiveShut_ = false;
    bool noDelay_;
    Errno error_ = Errno::None;

    // Sending. The queue holds what the program gave and the peer has not yet acknowledged.
    SeqNumber iss_, sndUna_, sndNxt_;
    std::uint32_t sndWnd_ = 0;
    std::uint32_t greatestSndWnd_ = 0;
    SeqNumber sndWl1_, sndWl2_;
    std::uint32_t sendMss_ = 536;  // RFC 9293 §3.7.1, MUST-15: until the peer's option tells
    std::uint32_t sendBuffer_;
    ByteQueue sendQueue_;
    SeqNumber queueStart_;  // of the queue's first octet
    bool finQueued_ = false;
    bool finSent_ = false;
    bool programWaitsToSend_ = false;
    std::deque<SentSegment> sent_;
    std::uint32_t lostOctets_ = 0;  // of the segments in sent_ that are marked as lost
    std::optional<Cause> forced_;   // the first lost segment goes out now, whatever the congestion window says
    std::optional<Cause> probe_;    // a window probe is due
    int probes_ = 0;
    Duration probeWait_{};
    std::optional<Instant> lastSent_;

    // Loss recovery (RFC 5681, RFC 6582).
    int duplicateAcks_ = 0;
    std::uint32_t limitedTransmit_ = 0;  // octets that duplicate ACKs let out (RFC 3042)
    bool inRecovery_ = false;
    bool afterTimeout_ = false;
    bool synTimedOut_ = false;
    SeqNumber recover_;
    bool congestionLimited_ = false;

    // Receiving.
    SeqNumber irs_, rcvNxt_, rcvEdge_;  // rcvEdge_: right edge of the window that the peer was told
    std::uint32_t receiveBuffer_;
    ByteQueue receiveQueue_;
    Reassembly reassembly_;
    std::optional<SeqNumber> finAt_;  // the peer's FIN arrived above a gap
    bool peerClosed_ = false;
    std::uint32_t unacknowledgedOctets_ = 0;
    std::optional<Cause> ack_;  // an ACK is due now

    // For the Trace.
    EventId trigger_{};             // what happened last: call, arrival or timer
    std::optional<Cause> changed_;  // why the variables changed last
    ConnectionVariables recorded_{};
    std::optional<Rule> quiet_, recordedQuiet_;  // why nothing more is sent
};

}  // namespace tcplab::engine_tcp
