// One connection: the transmission control block (RFC 9293 §3.3.1) and what may be done with it.
//   connection.cpp      its life: opening, timers, states, what inspectors see
//   calls.cpp           the user's calls (§3.10.1 to §3.10.6)
//   writing.cpp         how much the program may hand over before it has to wait
//   arrival.cpp         SEGMENT ARRIVES (§3.10.7): a table of small steps
//   receiving.cpp       text, FIN, windows and acknowledgments of the receiving side
//   acknowledgment.cpp  what an ACK and its SACK blocks tell the sender
//   recovery.cpp        losses and congestion: when, how far, and when it was a mistake
//   sending.cpp         what to send now, and why: decide
//   building.cpp        how it looks on the wire: build
//   consistency.cpp     what must hold between any two pokes
#pragma once

#include <memory>
#include <optional>

#include "engine_tcp/ack_policy.h"
#include "engine_tcp/controller.h"
#include "engine_tcp/loss_recovery.h"
#include "engine_tcp/octet_queue.h"
#include "engine_tcp/path_mtu.h"
#include "engine_tcp/reason.h"
#include "engine_tcp/reassembly.h"
#include "engine_tcp/sender_limits.h"
#include "engine_tcp/rto.h"
#include "engine_tcp/segment_writer.h"
#include "engine_tcp/shared.h"
#include "engine_tcp/socket_options.h"
#include "engine_tcp/timers.h"
#include "plugin/congestion_control.h"
#include "plugin/sockets.h"

namespace tcplab::engine_tcp {

// A segment that the network brought.
struct ArrivedSegment {
    EventId event;  // its PacketArrived
    const wire::TcpSegment& segment;
    std::uint8_t trafficClass = 0;     // of the IP header
    PacketBuffer* datagram = nullptr;  // what it lies in: the connection may take it to keep the text
};

class Connection {
public:
    Connection(Shared& shared, ConnectionId id, const Endpoint& local, const Endpoint& remote, SeqNumber iss, SharedOptions options,
               Controller controller);

    // The user's calls; which of them are legal in which state is told by RFC 9293 §3.10.1 to §3.10.6.
    void openActively(CallContext call);
    // RFC 7413 §4.2.1: the SYN carries a cookie or asks for one, and `octets` if there is a cookie.
    CallResult openFast(CallContext call, OctetView octets);
    // §3.10.7.2, third: a SYN reached the listening socket.
    void openPassively(Instant now, EventId arrived, const wire::TcpSegment& syn, bool ecn);
    // RFC 7413 §4.2.2: the SYN's cookie is good, so its text is taken and the program may answer before the handshake ends.
    void acceptFast(Instant now, EventId arrived, const wire::TcpSegment& syn);
    // Of a SYN whose text nobody may have yet.
    void keepUntilEstablished(const wire::TcpSegment& syn);
    // The SYN,ACK carries this cookie.
    void grantCookie(const wire::FastOpenCookie& cookie) { cookie_ = std::make_unique<wire::FastOpenCookie>(cookie); }
    // RFC 4987 §3.6: the ACK brought back all that a SYN told.
    void openFromCookie(Instant now, EventId arrived, const wire::TcpFields& syn, SeqNumber iss);
    CallResult send(CallContext call, OctetView octets, SendFlags flags);
    CallResult sendFrom(CallContext call, const SourcePart& part);
    // The program sleeps until the connection is open, to send what the SYN did not take.
    void writerWaits() { programWaitsToSend_ = writerBlocked_ = true; }
    CallResult receive(CallContext call, std::span<std::uint8_t> room, ReceiveFlags flags);
    CallResult receiveTo(CallContext call, std::size_t most, OctetSink& sink);
    CallResult shutdownSend(CallContext call);
    void shutdownReceive(CallContext call);
    // The socket is gone; what is queued is still sent, then a FIN. Unread data makes it a reset.
    void close(CallContext call);
    void abort(CallContext call, Rule rule);
    // RFC 9293 MAY-2: another connection takes its four-tuple.
    void displaced(Instant now, EventId arrived);
    void setOptions(CallContext call, SharedOptions options);
    void setQuickAck(CallContext call, bool on);
    // TCP_NODELAY set, or TCP_CORK taken away: what waits goes out, whatever held it back.
    void sendHeldBack() { corkedTail_ = false, pushOnce_ = true; }
    void setCongestionControl(CallContext call, Controller controller);

    void segmentArrived(Instant now, const ArrivedSegment& arrived);
    // An ICMP error that quotes a segment of this connection (RFC 9293 §3.9.2.2, RFC 5927 §4.1).
    void errorArrived(Instant now, EventId arrived, SeqNumber quoted, Errno error, bool hard);
    void packetTooBig(EventId arrived, SeqNumber quoted, std::uint32_t mtu);
    void timeHasCome(Instant now);
    // Fills in the next segment to send; false when there is none now. The engine asks until then.
    bool nextPacket(Instant now, OutgoingPacket& packet);
    // Writes changed variables, and why nothing more is sent, into the Trace; after the last nextPacket().
    void settle(Instant now);

    Instant nextWake() const { return timers_.next(); }
    TcpState state() const { return state_; }
    // Has the handshake been finished, or may the program act as if it were (RFC 7413)?
    bool usable() const { return everEstablished_ || fastOpenAccepted_; }
    bool established() const { return everEstablished_; }
    bool passive() const { return passive_; }
    // Nobody can reach it any more: the engine may delete it.
    bool forgotten() const { return state_ == TcpState::Closed && !socket_.valid() && !book.acceptable; }
    // RFC 9293 MAY-2, RFC 6191: a SYN with these fields may begin a new connection on this one in TIME-WAIT.
    bool yieldsTo(const wire::TcpFields& syn) const;
    // RFC 6191 §2, seen by the host that wants to open again.
    bool yieldsToReuse(Instant now) const;
    SeqNumber sndNxt() const { return sndNxt_; }
    SeqNumber nextIssAfterThis() const { return sndNxt_ + 65535 + 2; }
    // This ACK would finish the handshake of a passive open.
    bool completesHandshake(const wire::TcpFields& fields) const;
    bool defersAccept(const wire::TcpSegment& segment) const;

    ConnectionId id() const { return id_; }
    const Endpoint& local() const { return local_; }
    const Endpoint& remote() const { return remote_; }
    ConnectionLook look(Instant now) const;
    Readiness readiness() const;

    // The socket that the program holds; none before accept() and after close().
    SocketId socket() const { return socket_; }
    void attach(SocketId socket) { socket_ = socket; }
    const SharedOptions& options() const { return options_; }
    std::uint32_t receiveBuffer() const { return receiveBuffer_; }  // octets, as it has grown
    std::uint32_t sendBuffer() const { return sendBuffer_; }        // likewise
    // What happened to it last: call, arrival or timer.
    EventId trigger() const { return trigger_; }
    Errno takeError() { return std::exchange(error_, Errno::None); }
    Errno error() const { return error_; }
    bool readable() const { return !receiveQueue_.empty() || peerClosed_ || error_ != Errno::None || state_ == TcpState::Closed; }

    // Where it stands among what may have something to send and what waits; the engine's.
    struct Bookkeeping {
        bool active = false;
        std::uint32_t heapIndex = UINT32_MAX;
        std::uint16_t listenerPort = 0;  // passively opened and not yet accepted
        std::uint16_t fastOpenPort = 0;  // of the listening socket that counts it as a pending Fast Open request
        bool acceptable = false;
    } book;

    // The rule of sequence space, scoreboard, buffers or timers that does not hold; empty when all is as it has to be. To be asked
    // when there is nothing left to send.
    std::string_view inconsistency() const;

private:
    // --- a segment on its way through the steps of §3.10.7
    struct Arrival {
        Instant now;
        EventId event;
        const wire::TcpSegment& segment;
        SeqNumber seq;  // of `text`, after trimming to the window
        OctetView text;
        bool fin;
        bool congestionExperienced;        // RFC 3168: CE in the IP header
        PacketBuffer* datagram = nullptr;  // as in ArrivedSegment
        const wire::TcpFields& fields() const { return segment.fields; }
        ArrivedText arrivedText() const { return {text, datagram}; }
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
    static const std::array<Step, 10> kSteps;
    template <const auto& steps>
    Verdict firstVerdict(Arrival& a);

    static constexpr Verdict goOn() { return {}; }
    static constexpr Verdict done() { return {Verdict::Action::Done, {}}; }
    static constexpr Verdict drop(Rule rule) { return {Verdict::Action::Drop, rule}; }
    static constexpr Verdict answer(Rule rule) { return {Verdict::Action::Answer, rule}; }
    static constexpr Verdict reset(Rule rule) { return {Verdict::Action::Reset, rule}; }

    // arrival.cpp
    Verdict synSentAck(Arrival& a);
    bool echoIsOurs(const Arrival& a) const;
    Verdict synSentRst(Arrival& a);
    Verdict synSentSyn(Arrival& a);
    Verdict timeWaitHabits(Arrival& a);
    Verdict checkTimestamps(Arrival& a);
    Verdict checkSequence(Arrival& a);
    Verdict checkRst(Arrival& a);
    Verdict checkSyn(Arrival& a);
    Verdict checkAck(Arrival& a);
    Verdict checkUrgent(Arrival& a);
    Verdict checkMarks(Arrival& a);
    Verdict takeText(Arrival& a);
    Verdict takeFin(Arrival& a);
    Verdict ackInSynReceived(Arrival& a);
    Verdict outsideWindow(Arrival& a);
    Verdict repeatedSyn(Arrival& a);
    bool mayAnswerInvalid(Instant now);
    Verdict challenge(Instant now);
    Errno errorOfReset() const;
    void ackOfFin(Arrival& a);
    void trimToWindow(Arrival& a);
    void follow(const Verdict& verdict, Arrival& a);
    void takeOptions(const wire::TcpFields& syn);
    void takeUserTimeout(std::uint16_t option);
    void synAcknowledged(Arrival& a);
    void acknowledgeSynAck(const Arrival& a);
    void rememberServer(Instant now, const wire::TcpFields& synAck);
    void establish(Instant now, Cause cause);
    void updateSendWindow(Arrival& a);
    void windowOpened(Arrival& a);

    // receiving.cpp
    void deliverInOrder(Arrival& a);
    void keepOutOfOrder(Arrival& a);
    void takeKept(Arrival& a);
    void reportDuplicate(SeqNumber from, SeqNumber to);
    void scheduleAck(Arrival& a);
    void peerFinArrived(Instant now, EventId arrived);
    void adaptReceiveBuffer(Instant now);
    std::uint32_t receiveSpace() const;
    std::uint32_t acceptanceWindow() const;
    std::uint32_t toldWindow() const { return rcvEdge_.since(rcvNxt_); }  // RCV.WND as the peer knows it
    std::uint32_t windowToAdvertise(std::uint32_t told, std::uint32_t space) const;
    std::uint16_t scaledWindow(bool syn);
    bool ackOfFinWaits() const;
    void acknowledgeFin(Instant now, EventId arrived);
    void letAckWait(Instant now, EventId arrived);
    void windowUpdateAfterReading(CallContext call);
    bool worthTelling(std::uint32_t told, std::uint32_t space) const;
    bool skipsUrgent(SeqNumber seq) const;

    // acknowledgment.cpp
    struct AckFindings {
        std::uint32_t flightBefore = 0;
        Amount acknowledged;          // by SEG.ACK and not sacked before: what left the network now
        std::uint32_t covered = 0;    // octets that SND.UNA moved on, SYN and FIN included
        Amount sacked;                // by this ACK's blocks
        std::uint32_t newlyLost = 0;  // octets
        bool advanced = false;        // SND.UNA moved
        bool retransmissionCovered = false;
        bool originalArrived = false;  // something never sent again, below recover_ (RFC 5682 §3.1)
        bool duplicateSack = false;
        bool entersRecovery = false, leavesRecovery = false;
        std::uint32_t duplicateAcks = 0;
        std::optional<Duration> rtt;        // for the RTO: the oldest covered
        std::optional<Duration> newestRtt;  // for the congestion control
        bool marked = false;                // ECN-Echo
    };
    void acknowledgmentArrived(Arrival& a);
    void acknowledgesNothing(Arrival& a);
    bool isMarked(const wire::TcpFields& fields) const;
    void takeSackBlocks(Arrival& a, AckFindings& found);
    bool takeDuplicateSack(const wire::SackBlock& first, const wire::SackBlock* second, SeqNumber ack, AckFindings& found);
    void removeAcknowledged(Arrival& a, AckFindings& found);
    void sampleRtt(Arrival& a, AckFindings& found);
    void segmentLeft(const SentSegment& segment, const Arrival& a, AckFindings& found, Amount& left);
    bool isDuplicateAck(const Arrival& a) const;
    void countDuplicateAck(Arrival& a, AckFindings& found);
    void growWindow(Arrival& a, const AckFindings& found);
    AcknowledgedFacts factsOf(Instant now, const AckFindings& found);
    void reorderingSeen(SeqNumber low, SeqNumber highest);

    // recovery.cpp
    bool nothingOut() const { return !recovery_ || recovery_->board.empty(); }
    // RFC 5681's DupThresh.
    std::uint32_t duplicateThreshold() const
    {
        return std::max(static_cast<std::uint32_t>(shared_.settings->reordering), recovery_ ? recovery_->reorderedBy : 0);
    }
    void judgeLosses(Arrival& a, AckFindings& found);
    void findLosses(Instant now, EventId parent, AckFindings& found);
    void findLossesByCount(AckFindings& found);
    void findLossesWithoutSack(AckFindings& found);
    void leaveWhenRepaired(Arrival& a, AckFindings& found);
    bool partialUndo(Arrival& a);
    void inRecovery(Arrival& a, AckFindings& found);
    void inLoss(Arrival& a, AckFindings& found);
    void outsideRecovery(Arrival& a, AckFindings& found);
    void tryToOpenOrReduce(Arrival& a, const AckFindings& found);
    void enterReduction(Instant now, EventId parent, CongestionCause cause, CongestionState to);
    void endReduction(Instant now, EventId parent);
    void undo(Instant now, EventId parent);
    void retransmissionTimeout(Instant now, EventId fired);
    void handshakeTimeout(Instant now, EventId fired);
    void repeatBareSyn(Reason reason);
    void enterLoss(Instant now, EventId fired);
    void markTimedOut(Instant now);
    bool recoverSpuriousTimeout(Arrival& a, const AckFindings& found);
    void losePathProbe(EventId parent);
    void reorderingTimeout(Instant now, EventId fired);
    void suspectBlackHole();
    void tailLossProbeAnswered(Arrival& a, const AckFindings& found);
    Instant userDeadline() const;
    bool retriesExhausted(Instant now) const;
    void giveUp(Instant now, EventId fired);
    bool lossTimerRuns() const;
    void armLossTimer(Instant now, EventId parent, bool restart);
    void armRetransmissionTimer(Instant now, Instant from, const Cause& cause);
    void armAfterSending(Instant now, EventId sent);
    bool armTailLossProbe(Instant now, EventId parent);
    void noteRule(Rule rule, EventId parent) { changed_ = {rule, parent}; }
    void noteRule(const std::optional<Rule>& rule, EventId parent)
    {
        if (rule)
            noteRule(*rule, parent);
    }
    void markForRepeat(SentSegment& segment, Reason reason);
    Rack::Context rackContext(Instant now) const;

    // calls.cpp
    // Why nothing can be sent now; None when it can.
    Errno refusesToSend(SendFlags flags);

    // writing.cpp
    CallResult take(CallContext call, OctetView octets, SendFlags flags);
    template <class Take>
    CallResult read(CallContext call, std::size_t most, Take&& take);
    std::optional<std::size_t> readable(std::size_t most);
    CallResult nothingToRead();
    CallResult receiveUrgent(std::span<std::uint8_t> room, bool peek);
    std::optional<std::uint32_t> beforeUrgent() const;
    CallResult takeFrom(CallContext call, const SourcePart& part);
    template <class Queue>
    CallResult take(CallContext call, std::size_t octets, SendFlags flags, Queue&& queue);
    void pushLongWrite(SeqNumber end);
    std::size_t roomFor(std::size_t wanted);
    bool memoryIsFree(SeqNumber end) const;
    std::size_t memoryOf(SeqNumber end) const;
    std::uint32_t fullBuffer() const;
    std::uint32_t notSentLowWater() const;
    bool writable() const;
    void growSendBuffer();
    void wakeWriter();
    SeqNumber sendableEnd() const;

    // sending.cpp
    struct Decision {
        SeqNumber seq;
        std::uint32_t payload = 0;
        bool syn = false;
        bool fin = false;
        bool push = false;
        SentSegment* again = nullptr;  // the segment that is sent again
        bool pathProbe = false;
        bool keepsNothing = false;  // a probe whose octet is old: not remembered
        Cause cause;
    };
    // What may go out now, in octets.
    struct Room {
        std::uint32_t peer;        // in the peer's window
        std::uint32_t congestion;  // in the congestion window
    };
    // Each of these says whether it has something to send, and only then fills in the decision, which is empty before. repeat() always has.
    bool decide(Instant now, Decision& decision);
    bool decideForced(Decision& decision);
    bool rests() const;
    bool decideData(Instant now, Decision& decision);
    bool decideLost(Instant now, const Room& room, Decision& decision);
    bool decideSyn(Decision& decision);
    bool decideProbe(Decision& decision);
    bool decideNew(Instant now, const Room& room, Decision& decision);
    bool decidePathProbe(const Room& room, Decision& decision);
    bool decideAck(Decision& decision);
    bool repeatsFinWith(Rule rule) const;
    bool repeat(SentSegment& segment, Cause cause, Decision& decision);
    Rule ruleOfRepeat() const;
    std::uint32_t segmentLimit(SeqNumber from) const;
    std::uint32_t sackOctets() const;
    // RFC 6691 §2: options take their octets from the data.
    std::uint32_t fullSegment() const { return sendMss_ - sackOctets(); }
    std::uint32_t synDataLimit() const;
    void nothingNow(Instant now, std::uint32_t waiting, const Room& room);
    void idleBeforeSending(Instant now);
    bool maySend(std::uint32_t payload, std::uint32_t usable, bool last) const;
    bool endsBurst(std::uint32_t payload, std::uint32_t waiting, std::uint32_t usable) const;
    bool endsRepeatedBurst(const SentSegment& segment, const Room& room);
    std::uint32_t burstLimit() const;
    bool nagleAllows(bool last) const;
    bool paced(Instant now);
    void noteWindowUse(std::uint32_t waiting, const Room& room);
    std::uint32_t unsent() const { return finSent_ ? 0 : queueEnd().since(later(sndNxt_, queueStart_)); }
    SeqNumber queueEnd() const { return queueStart_ + static_cast<std::uint32_t>(sendQueue_.size()); }
    std::uint32_t peerRoom() const;
    std::uint32_t congestionRoom() const;
    std::uint32_t congestionWindow() const;
    // What the congestion window counts: octets, or (Linux) whole segments, each as a full one.
    std::uint32_t windowUnit() const { return shared_.settings->linuxHabits() ? sendMss_ : 1; }
    std::uint32_t inWindowUnits(const Amount& amount) const
    {
        return shared_.settings->linuxHabits() ? amount.segments * sendMss_ : amount.octets;
    }
    std::uint32_t flight() const;
    bool finUnsent() const { return finQueued_ && !finSent_; }
    bool canSendData() const;
    bool usesProportionalRate() const;

    // building.cpp
    OutgoingPacket build(Instant now, const Decision& decision);
    wire::TcpFields fieldsOf(Instant now, const Decision& decision);
    void addSynOptions(wire::TcpFields& fields);
    bool offersFew() const;
    void addTimestamps(Instant now, wire::TcpFields& fields) const;
    void addSackBlocks(wire::TcpFields& fields, std::uint32_t payload);
    void addUserTimeout(wire::TcpFields& fields, std::uint32_t payload);
    std::uint8_t addMarks(wire::TcpFields& fields, const Decision& decision);
    void addUrgent(wire::TcpFields& fields, const Decision& decision) const;
    void remember(Instant now, const Decision& decision, EventId sent);
    void rememberAgain(Instant now, const Decision& decision);
    void ackIsSent(Instant now, EventId sent);
    void pace(Instant now, std::uint32_t octets);
    bool endsWrite(const Decision& decision) const;
    std::uint32_t timestampNow(Instant now) const;

    // connection.cpp
    void useController(Controller controller);
    void tellLessons(Instant now);
    void tellLessonController(Instant now);
    EventId changeState(Instant now, TcpState to, Cause cause);
    void enterClosed(Instant now, Cause cause, Errno error);
    void enterTimeWait(Instant now, Cause cause);
    void skipTimeWait(Instant now, EventId parent);
    void setTimer(TimerKind timer, Instant now, Instant deadline, const Cause& cause);
    void cancelTimer(TimerKind timer, Instant now, const Cause& cause);
    void cancelTimers(Instant now, const Cause& cause);
    void setPersistTimer(Instant now, Cause cause);
    void stopPersistTimer(Instant now, EventId parent);
    void persistTimeout(Instant now, EventId fired);
    void keepAliveTimeout(Instant now, EventId fired);
    void setKeepAliveTimer(Instant now, EventId parent, Duration wait);
    void sendFinAfterData(Instant now, EventId call);
    void ackNow(Rule rule, EventId parent);
    void sendReset(Instant now, Cause cause);
    void notify(Notice::Kind kind, EventId cause);
    void mssChanged();
    void searchPath();
    // Makes it for the first segment that is sent.
    LossRecovery& makeRecovery();
    // An empty one where there is none.
    const LossRecovery& sentSoFar() const;
    void restAfterHandshake();
    // How long data may stay unacknowledged; zero: the retries decide.
    Duration userTimeout() const;
    // What this end advises.
    Duration ownUserTimeout() const;
    bool takesAdvice() const { return shared_.settings->userTimeoutOption && !options_->noOptions; }
    ConnectionVariables variables() const;
    // What has changed, to the Trace.
    void tell(Instant now);
    void noteLimits(Instant now);
    bool isNews(const ConnectionVariables& current);
    std::uint32_t ipAndTcpOctets() const { return (local_.address.isV4() ? 20u : 40u) + 20u; }
    std::uint32_t timestampOctets() const { return timestampsOn_ ? 12 : 0; }  // of each header, with the two NOPs
    std::uint32_t advertisedMss() const;
    std::uint32_t largestText() const;
    Where where() const { return {shared_.host, id_}; }
    Duration rto() const { return rto_.rto(*shared_.settings); }

    // consistency.cpp
    std::string_view sequenceSpaceBroken() const;
    std::string_view receivingBroken() const;
    std::string_view scoreboardBroken() const;
    std::string_view buffersBroken() const;
    std::string_view timersBroken() const;
    std::string_view progressBroken() const;

    Shared& shared_;
    ConnectionId id_;
    Endpoint local_, remote_;
    SocketId socket_;
    SharedOptions options_;
    std::unique_ptr<CongestionControl> congestion_;
    std::unique_ptr<ReadingsLog> readings_;  // none for a controller that has none to show

    TcpState state_ = TcpState::Closed;
    CongestionState congestionState_ = CongestionState::Open;
    Errno error_ = Errno::None;
    Errno softError_ = Errno::None;  // what ICMP told last; the reason when the retries end
    bool passive_ : 1 = false;
    bool everEstablished_ : 1 = false;
    bool fastOpenAccepted_ : 1 = false;
    bool socketClosed_ : 1 = false;  // close() was called: nobody will read any more
    bool receiveShut_ : 1 = false;
    bool lessonController_ : 1 = false;  // the congestion control is one that no real network should meet
    // Negotiated.
    bool sackOn_ : 1 = false;
    bool timestampsOn_ : 1 = false;
    bool scalingOn_ : 1 = false;
    bool ecnOn_ : 1 = false;
    // Sending.
    bool finQueued_ : 1 = false;
    bool finSent_ : 1 = false;
    SenderLimits::By heldBy_ = SenderLimits::By::Idle;  // since it was last told to limits_, which are in nobody's cache
    bool programWaitsToSend_ : 1 = false;
    bool urgentMode_ : 1 = false;
    bool synTimedOut_ : 1 = false;
    bool synAgain_ : 1 = false;        // our SYN is to go out again, with whatever the state makes of it
    bool reduceToldPeer_ : 1 = false;  // CWR is to be set on the next new data (RFC 3168 §6.1.2)
    bool ecnSeen_ : 1 = false;
    bool congestionLimited_ : 1 = false;
    bool frto_ : 1 = false;  // RFC 5682: whether the timeout was spurious is not yet known
    bool synDataAcknowledged_ : 1 = false;
    bool fastOpenUsed_ : 1 = false;      // by the program, with or without a cookie
    bool fastOpenOption_ : 1 = false;    // the first SYN carried it
    bool writerBlocked_ : 1 = false;     // the program sleeps in a write since before the connection was open
    bool corkedTail_ : 1 = false;        // MSG_MORE: the last octets wait for more
    bool pushOnce_ : 1 = false;          // what was held back goes out now
    bool tellsUserTimeout_ : 1 = false;  // the next segment advises the peer (RFC 5482)
    // Receiving.
    bool peerClosed_ : 1 = false;
    bool congestionEcho_ : 1 = false;  // RFC 3168 §6.1.3: ECE until the peer sends CWR
    bool urgentWaits_ : 1 = false;     // rcvUp_ is valid and not yet read
    bool urgentNew_ : 1 = false;

    RtoEstimator rto_;
    Timers timers_;

    // Sending. The queue holds what the program gave and the peer has not yet acknowledged.
    SeqNumber iss_, sndUna_, sndNxt_, sndUp_;
    std::uint32_t sndWnd_ = 0;  // octets
    std::uint32_t greatestSndWnd_ = 0;
    SeqNumber sndWl1_, sndWl2_;
    std::uint32_t sendMss_ = 536;  // payload of a full segment (RFC 9293 §3.7.1, MUST-15: until the peer's option tells)
    std::uint16_t peerMss_ = 536;
    std::uint8_t sndShift_ = 0, rcvShift_ = 0;  // RFC 7323 §2
    SendQueue sendQueue_;
    SeqNumber queueStart_;                    // of the queue's first octet
    SeqNumber pushedTo_;                      // where the last PSH stands or will stand
    SeqNumber newestBuffer_;                  // where the buffer begins that the program fills now (Linux)
    std::uint32_t sendBuffer_;                // octets
    Ring<SeqNumber> pushes_;                  // ends of what the program wrote in one call, above SND.NXT
    Ring<SeqNumber> records_;                 // ends of records (MSG_EOR), above SND.UNA
    SeqNumber lastSmall_;                     // end of the last segment that was not full (Minshall)
    std::unique_ptr<LossRecovery> recovery_;  // none: nothing was sent, or only the SYN, which is acknowledged
    std::unique_ptr<SenderLimits> limits_;    // none: never had anything to send
    RttSample handshake_;                     // of that SYN
    Reason probe_;                            // a window probe or keep-alive is due
    std::uint32_t timestampOffset_ = 0;
    std::uint8_t probes_ = 0, retransmits_ = 0, keepAliveProbes_ = 0, duplicateAcks_ = 0;
    Duration probeWait_{};
    Instant firstUnanswered_{};  // of the first retransmission in a row, for the user timeout
    Instant nextPaced_{};
    PathMtu path_;

    SeqNumber windowUseEnd_;  // SND.NXT when the use of the window was last noted
    std::uint32_t greatestFlight_ = 0;
    std::uint16_t burst_ = 0;               // new segments since the last pause
    std::uint16_t advisedUserTimeout_ = 0;  // by the peer, as in its option (RFC 5482); 0: it advised none

    // Receiving.
    SeqNumber irs_, rcvNxt_, rcvEdge_, rcvUp_;  // rcvEdge_: right edge of the window that the peer was told
    SeqNumber lastAckSent_;                     // RFC 7323 §4.3
    std::uint32_t receiveBuffer_;
    ReceiveQueue receiveQueue_;
    Reassembly reassembly_;
    std::optional<SeqNumber> finAt_;            // the peer's FIN arrived above a gap
    std::optional<wire::SackBlock> duplicate_;  // to be reported by D-SACK
    AckPolicy ackPolicy_;
    Reason ack_;  // an ACK is due now
    std::uint32_t tsRecent_ = 0;
    Instant tsRecentAt_{};
    Instant answersInvalidFrom_{};  // what is not acceptable
    Instant roundBegan_{};          // of the round trip over which the program's reading is measured
    std::uint32_t readThisRound_ = 0;

    std::unique_ptr<wire::FastOpenCookie> cookie_;  // that our SYN or SYN,ACK carries; length 0: the client asks for one

    struct Statistics {
        std::uint64_t octetsSent = 0, octetsAcknowledged = 0;  // stream positions of SND.NXT and SND.UNA
        std::uint64_t octetsReceived = 0, octetsRetransmitted = 0;
        std::uint32_t segmentsSent = 0, segmentsReceived = 0, dataSegmentsSent = 0, dataSegmentsReceived = 0;
        std::uint32_t retransmissions = 0, delivered = 0, deliveredMarked = 0, outOfOrder = 0, duplicateSacks = 0, reorderings = 0;
        Instant lastAckReceived{};
    } statistics_;

    // For the Trace.
    EventId trigger_{};                          // what happened last: call, arrival or timer
    Reason changed_;                             // why the variables changed last
    std::uint64_t toldVariables_ = 0;            // fingerprint of those that were told last
    std::optional<Rule> quiet_, recordedQuiet_;  // why nothing more is sent
};

// A host has as many as a lesson or a flood asks for, most of them idle. What only few need stands behind a pointer.
static_assert(sizeof(Connection) <= 736);

}  // namespace tcplab::engine_tcp
