#include "engine_tcp/connection.h"

#include <array>
#include <cstring>
#include <type_traits>

#include "trace/transitions.h"

namespace tcplab::engine_tcp {
namespace {

std::uint64_t fingerprintOf(const ConnectionVariables& variables)
{
    std::array<std::uint64_t, 10> words;
    static_assert(sizeof words == sizeof variables && std::has_unique_object_representations_v<ConnectionVariables>);
    std::memcpy(words.data(), &variables, sizeof words);
    __extension__ using Product = unsigned __int128;
    std::uint64_t print = 0;
    for (std::size_t i = 0; i < words.size(); i += 2) {  // two at a time: the product's halves tell of both
        const Product product = Product{words[i] ^ (0x9e3779b97f4a7c15u * (i + 1))} * (words[i + 1] ^ (0xff51afd7ed558ccdu * (i + 1)));
        print += static_cast<std::uint64_t>(product >> 64) ^ static_cast<std::uint64_t>(product);
    }
    return print;
}

}  // namespace

Connection::Connection(Shared& shared, ConnectionId id, const Endpoint& local, const Endpoint& remote, SeqNumber iss, SharedOptions options,
                       Controller controller)
    : shared_(shared), id_(id), local_(local), remote_(remote), options_(std::move(options)), rto_(*shared.settings), iss_(iss),
      sndUna_(iss), sndNxt_(iss), queueStart_(iss + 1), pushedTo_(iss + 1), newestBuffer_(iss + 1), sendBuffer_(options_->sendBuffer),
      lastSmall_(iss), windowUseEnd_(iss), receiveBuffer_(options_->receiveBuffer)
{
    useController(std::move(controller));
    peerMss_ = local_.address.isV4() ? 536 : 1220;
    path_.begin(shared.mtu, shared.settings->routeMtu);
    rcvShift_ = options_->windowShift(*shared.settings);
    if (shared.settings->timestamps == 1)
        timestampOffset_ = shared.isn.timestampOffset(local.address, remote.address);
}

// RFC 4821 §7.2, when it is asked for from the beginning.
void Connection::searchPath()
{
    if (shared_.settings->mtuProbing != 2)
        return;
    const std::uint32_t base = shared_.settings->baseMss + ipAndTcpOctets();
    if (passive_ && shared_.settings->linuxHabits())
        path_.searchFromHere(base, peerMss_ + ipAndTcpOctets());
    else
        path_.search(base);
    mssChanged();
}

// §3.10.7.2, third.
void Connection::openPassively(Instant now, EventId arrived, const wire::TcpSegment& syn, bool ecn)
{
    passive_ = true;
    trigger_ = arrived;
    takeOptions(syn.fields);
    searchPath();
    tsRecentAt_ = now;
    sndWl2_ = iss_;
    ecnOn_ = ecn;
    state_ = TcpState::Listen;
    changeState(now, TcpState::SynReceived, {Rule::TcpSynReceived, arrived});
    tellLessons(now);
    if (!shared_.settings->lesson.twoWayHandshake)
        return;
    sndWnd_ = greatestSndWnd_ = syn.fields.window;  // of a SYN: not scaled
    establish(now, {Rule::LessonTwoWayHandshake, arrived});
}

void Connection::acceptFast(Instant now, EventId arrived, const wire::TcpSegment& syn)
{
    fastOpenAccepted_ = true;
    synDataAcknowledged_ = !syn.payload.empty();
    if (!syn.payload.empty()) {
        Arrival a{now, arrived, syn, syn.fields.seq + 1, syn.payload, syn.fields.flags.fin(), false};
        const auto octets = static_cast<std::uint32_t>(std::min<std::size_t>(syn.payload.size(), receiveSpace()));
        a.text = a.text.first(octets);
        receiveQueue_.append(a.text);
        rcvNxt_ += octets;
        rcvEdge_ = rcvNxt_;
        statistics_.octetsReceived += octets;
        noteRule(Rule::TcpFastOpenAccepted, arrived);
    }
    if (syn.fields.flags.fin())
        peerFinArrived(now, arrived);
}

void Connection::openFromCookie(Instant now, EventId arrived, const wire::TcpFields& syn, SeqNumber iss)
{
    passive_ = true;
    trigger_ = arrived;
    takeOptions(syn);
    searchPath();
    tsRecentAt_ = now;
    sndNxt_ = iss + 1;
    sndWnd_ = greatestSndWnd_ = std::uint32_t{syn.window} << sndShift_;
    sndUna_ = sndNxt_;
    sndWl2_ = sndNxt_;
    rcvEdge_ = rcvNxt_ + std::min(receiveSpace(), 65535u);
    state_ = TcpState::Listen;
    changeState(now, TcpState::SynReceived, {Rule::TcpCookieReturned, arrived});
    tellLessons(now);
    establish(now, {Rule::TcpCookieReturned, arrived});
}

// --- congestion control and lessons

void Connection::useController(Controller controller)
{
    readings_ = controller.card->readings.empty() ? nullptr : std::make_unique<ReadingsLog>(shared_.recorder, controller);
    lessonController_ = controller.card->counterfactual;
    congestion_ = std::move(controller.control);
}

// What this connection does otherwise than TCP is told once, where it begins: nobody shall take what follows for TCP.
void Connection::tellLessons(Instant now)
{
    for (const Rule rule : shared_.settings->lesson.rules())
        shared_.recorder.record(now, where(), {rule, trigger_}, Note{});
    tellLessonController(now);
}

void Connection::tellLessonController(Instant now)
{
    if (lessonController_)
        shared_.recorder.record(now, where(), {Rule::LessonController, trigger_}, Note{});
}

// --- ICMP

// RFC 9293 §3.9.2.2: soft errors do not end a connection that lives (MUST-54); while it is being opened they are the reason
// why it does not come about, and hard ones end it at once. RFC 5927 §4.1: the quoted number must be one that is out.
void Connection::errorArrived(Instant now, EventId arrived, SeqNumber quoted, Errno error, bool hard)
{
    if (quoted < sndUna_ || quoted > sndNxt_ || (quoted == sndNxt_ && !shared_.settings->linuxHabits())) {
        shared_.recorder.record(now, where(), {Rule::IcmpOutOfWindow, arrived}, Note{});
        return;
    }
    trigger_ = arrived;
    softError_ = error;
    // A program that was given the connection early (RFC 7413) has it as one that lives.
    const bool opening = state_ == TcpState::SynSent || (state_ == TcpState::SynReceived && !(fastOpenAccepted_ && socket_.valid()));
    if (opening && shared_.settings->icmpMayReset && (hard || shared_.settings->linuxHabits()))
        enterClosed(now, {Rule::IcmpEndsOpening, arrived}, error);
    else
        shared_.recorder.record(now, where(), {Rule::IcmpSoftError, arrived}, Note{});
}

// RFC 1191 §6.4, RFC 8201 §5.2.
void Connection::packetTooBig(EventId arrived, SeqNumber quoted, std::uint32_t mtu)
{
    const std::uint32_t least = local_.address.isV4() ? 68 : 1280;
    if (quoted < sndUna_ || quoted >= sndNxt_ || options_->pathMtuDiscovery == 0 || !path_.tooBig(mtu, least))
        return;
    trigger_ = arrived;
    mssChanged();
    if (!nothingOut() && recovery_->board.front().syn)  // without text it cannot have been too big
        return recovery_->board.front().payload() > 0 ? repeatBareSyn({Rule::TcpPathMtu, arrived}) : void();
    // What was too large goes out again in smaller pieces: no sign of congestion.
    for (std::size_t i = 0; i < recovery_->board.size(); ++i)
        if (recovery_->board[i].payload() > sendMss_)
            markForRepeat(recovery_->board[i], {Rule::TcpPathMtu, arrived});
}

void Connection::mssChanged()
{
    std::uint32_t mss = std::min<std::uint32_t>(peerMss_, path_.current() - ipAndTcpOctets());
    if (options_->maxSegment)
        mss = std::min(mss, *options_->maxSegment);
    mss = std::max(mss - timestampOctets(), 8u);
    if (std::exchange(sendMss_, mss) != mss)
        congestion_->mssChanged(mss);
}

std::uint32_t Connection::advertisedMss() const
{
    // What this host can take. Linux tells what the path can carry, FreeBSD does for IPv6.
    const bool ofPath = shared_.settings->linuxHabits() || (shared_.settings->freeBsdHabits() && !local_.address.isV4());
    const std::uint32_t mtu = ofPath ? std::min(shared_.mtu, path_.current()) : shared_.mtu;
    const std::uint32_t mss = std::min(mtu - ipAndTcpOctets(), shared_.settings->advertisedMss.value_or(65535));
    return options_->maxSegment ? std::min(mss, *options_->maxSegment) : mss;
}

// Of a segment that this host takes.
std::uint32_t Connection::largestText() const { return advertisedMss() - timestampOctets(); }

// --- timers

// The probe's deadline moves with every segment and every ACK (RFC 8985 §7.2): only that it began to run is told.
void Connection::setTimer(TimerKind timer, Instant now, Instant deadline, const Cause& cause)
{
    if (timer == TimerKind::TailLossProbe && timers_.runs(timer))
        timers_.move(timer, deadline);
    else
        timers_.set(timer, deadline, shared_.recorder.record(now, where(), cause, TimerSet{deadline, timer}));
}

void Connection::cancelTimer(TimerKind timer, Instant now, const Cause& cause)
{
    if (timers_.runs(timer))
        shared_.recorder.record(now, where(), cause, TimerCancelled{timers_.stop(timer), timer});
}

void Connection::cancelTimers(Instant now, const Cause& cause)
{
    for (std::size_t i = 0; i < kTimerKindCount; ++i)
        cancelTimer(static_cast<TimerKind>(i), now, cause);
}

void Connection::timeHasCome(Instant now)
{
    while (const auto timer = timers_.due(now)) {
        const EventId set = timers_.stop(*timer);
        const EventId fired = shared_.recorder.record(now, where(), {Rule::TcpTimerFires, set}, TimerFired{set, *timer});
        trigger_ = fired;
        switch (*timer) {
        case TimerKind::Retransmission: retransmissionTimeout(now, fired); break;
        case TimerKind::DelayedAck: ackNow(Rule::TcpAckDelayed, fired); break;
        case TimerKind::Persist: persistTimeout(now, fired); break;
        case TimerKind::TimeWait: enterClosed(now, {Rule::TcpTimeWaitEnds, fired}, Errno::None); break;
        case TimerKind::FinWait2: enterClosed(now, {Rule::TcpFinWaitEnds, fired}, Errno::None); break;
        case TimerKind::TailLossProbe: recovery_->tailProbe.due = {Rule::TcpTailProbe, fired}; break;
        case TimerKind::Reordering: reorderingTimeout(now, fired); break;
        case TimerKind::KeepAlive: keepAliveTimeout(now, fired); break;
        case TimerKind::Pacing: break;  // what waited is asked for now
        }
    }
}

// RFC 9293 §3.8.6.1: the first probe after the RTO, then doubling (SHLD-29, SHLD-30).
void Connection::setPersistTimer(Instant now, Cause cause)
{
    probeWait_ = probeWait_ == Duration::zero() ? rto() : std::min(2 * probeWait_, shared_.settings->maximumRto);
    cancelTimer(TimerKind::Retransmission, now, cause);
    cancelTimer(TimerKind::TailLossProbe, now, cause);
    setTimer(TimerKind::Persist, now, now + probeWait_, cause);
}

void Connection::stopPersistTimer(Instant now, EventId parent)
{
    cancelTimer(TimerKind::Persist, now, {Rule::TcpPersistStop, parent});
    probeWait_ = {};
    probe_.reset();
}

void Connection::persistTimeout(Instant now, EventId fired)
{
    if (probes_ == 0)
        firstUnanswered_ = now;
    const int limit = socketClosed_ ? std::min(shared_.settings->orphanRetries, shared_.settings->retries2) : shared_.settings->retries2;
    const bool tooLong = userTimeout() > Duration::zero() && probes_ > 0 && now - firstUnanswered_ >= userTimeout();
    // MUST-37: as long as the peer answers, probes_ starts again and the connection stays.
    if (tooLong || (probes_ >= limit && !takesAdvice()))
        return giveUp(now, fired);
    ++probes_;
    const bool roomEnough = peerRoom() >= (shared_.settings->linuxHabits() ? 1 : std::min(unsent(), fullSegment()));
    if (peerRoom() > 0 && roomEnough && (options_->cork || corkedTail_))
        pushes_.pushBack(queueEnd()), sendHeldBack();  // what MSG_MORE announced did not come
    else
        probe_ = {Rule::TcpWindowProbe, fired};
}

void Connection::setKeepAliveTimer(Instant now, EventId parent, Duration wait)
{
    if (!options_->keepAlive || !everEstablished_ || socketClosed_ || state_ == TcpState::Closed || state_ == TcpState::TimeWait)
        return;
    setTimer(TimerKind::KeepAlive, now, now + wait, {Rule::TcpKeepAliveSet, parent});
}

// RFC 9293 §3.8.4 (MUST-24 to MUST-29): only while nothing is outstanding, and no single unanswered probe ends the connection.
void Connection::keepAliveTimeout(Instant now, EventId fired)
{
    if (!everEstablished_)
        return enterClosed(now, {Rule::TcpOpenTakesTooLong, fired}, Errno::TimedOut);
    const Instant lastHeard = std::max(statistics_.lastAckReceived, ackPolicy_.lastData());
    if (!nothingOut() || unsent() > 0)
        return setKeepAliveTimer(now, fired, options_->keepIdle);
    if (keepAliveProbes_ == 0 && now - lastHeard < options_->keepIdle)
        return setKeepAliveTimer(now, fired, options_->keepIdle - (now - lastHeard));
    const bool tooLong = userTimeout() > Duration::zero() && keepAliveProbes_ > 0 && now - lastHeard >= userTimeout();
    if (tooLong || (userTimeout() == Duration::zero() && keepAliveProbes_ >= options_->keepCount)) {
        sendReset(now, {Rule::TcpKeepAliveEnds, fired});
        return enterClosed(now, {Rule::TcpKeepAliveEnds, fired}, Errno::TimedOut);
    }
    ++keepAliveProbes_;
    probe_ = {Rule::TcpKeepAliveProbe, fired};
    setKeepAliveTimer(now, fired, options_->keepInterval);
}

// --- states

EventId Connection::changeState(Instant now, TcpState to, Cause cause)
{
    TCPLAB_ASSURE(transition(state_, to) != nullptr);
    if (to == TcpState::TimeWait)
        ++shared_.timeWaits;
    else if (state_ == TcpState::TimeWait)
        --shared_.timeWaits;
    return shared_.recorder.record(now, where(), cause, StateChanged{std::exchange(state_, to), to});
}

void Connection::enterClosed(Instant now, Cause cause, Errno error)
{
    if (state_ == TcpState::Closed)
        return;
    const EventId event = changeState(now, TcpState::Closed, cause);
    cancelTimers(now, cause);
    error_ = error;
    if (recovery_)
        recovery_->abandon();
    quiet_.reset();
    sendQueue_.drop(sendQueue_.size());
    reassembly_.clear();
    pushes_.clear();
    records_.clear();
    probe_.reset();
    ack_.reset();
    notify(everEstablished_ ? Notice::Kind::Readable : Notice::Kind::Connected, event);
    notify(Notice::Kind::Writable, event);
}

void Connection::displaced(Instant now, EventId arrived) { enterClosed(now, {Rule::TcpTimeWaitYields, arrived}, error_); }

void Connection::enterTimeWait(Instant now, Cause cause)
{
    if (shared_.timeWaits >= shared_.settings->timeWaitBuckets)
        return skipTimeWait(now, cause.parent);
    changeState(now, TcpState::TimeWait, cause);
    for (const TimerKind timer : {TimerKind::Retransmission, TimerKind::TailLossProbe, TimerKind::FinWait2, TimerKind::KeepAlive})
        cancelTimer(timer, now, cause);
    const Duration wait = shared_.settings->lesson.noTimeWait ? Duration::zero() : shared_.settings->timeWait;
    const Rule rule = shared_.settings->lesson.noTimeWait ? Rule::LessonNoTimeWait : Rule::TcpTimeWaitStarts;
    setTimer(TimerKind::TimeWait, now, now + wait, {rule, cause.parent});
}

// As Linux does when its table is full. The peer's FIN is still acknowledged.
void Connection::skipTimeWait(Instant now, EventId parent)
{
    Decision decision;
    if (decideAck(decision))
        shared_.outbox.push(build(now, decision));
    enterClosed(now, {Rule::TcpTimeWaitOverflow, parent}, Errno::None);
}

// An ACK that is due already keeps its first reason.
void Connection::ackNow(Rule rule, EventId parent)
{
    if (!ack_)
        ack_ = {rule, parent};
}

void Connection::sendReset(Instant now, Cause cause)
{
    wire::TcpFields fields;
    fields.sourcePort = local_.port;
    fields.destinationPort = remote_.port;
    fields.seq = sndNxt_;
    fields.ack = rcvNxt_;
    fields.flags = wire::TcpFlags(wire::TcpFlags::kRst | wire::TcpFlags::kAck);
    if (timestampsOn_)
        addTimestamps(now, fields);
    shared_.outbox.push(
        shared_.writer.write(now, id_, cause, fields, local_.address, remote_.address, {}, 0, SegmentWriter::noPayload, {}));
}

void Connection::notify(Notice::Kind kind, EventId cause)
{
    if (socket_.valid())
        shared_.notices.push({socket_, kind, cause});
}

// --- what is told

ConnectionVariables Connection::variables() const
{
    ConnectionVariables v;
    v.iss = iss_, v.irs = irs_, v.sndUna = sndUna_, v.sndNxt = sndNxt_, v.rcvNxt = rcvNxt_;
    v.sndWnd = sndWnd_;
    v.rcvWnd = toldWindow();
    v.cwnd = shared_.settings->lesson.noCongestionControl ? ConnectionVariables::kUnlimited : congestionWindow();
    v.ssthresh = congestion_->ssthresh();
    v.flight = sndNxt_.since(sndUna_);
    v.sndQueued = static_cast<std::uint32_t>(sendQueue_.size());
    v.rcvQueued = static_cast<std::uint32_t>(receiveQueue_.size());
    v.srtt = rto_.srtt(), v.rttvar = rto_.rttvar(), v.rto = rto();
    v.pacingRate = congestion_->pacingRate().value_or(0);
    return v;
}

ConnectionLook Connection::look(Instant now) const
{
    ConnectionLook look;
    look.connection = id_, look.state = state_, look.local = local_, look.remote = remote_;
    look.variables = variables();
    look.sendMss = sendMss_;
    look.receiveMss = std::max(ackPolicy_.segmentSize(), 536u);
    look.advertisedMss = largestText();
    look.pathMtu = path_.current();
    look.congestionState = congestionState_;
    look.timestamps = timestampsOn_, look.selectiveAck = sackOn_, look.windowScaling = scalingOn_;
    look.ecn = ecnOn_, look.ecnSeen = ecnSeen_, look.synDataAcknowledged = synDataAcknowledged_;
    look.sendWindowScale = sndShift_, look.receiveWindowScale = rcvShift_;
    const LossRecovery& sent = sentSoFar();
    look.cwndSegments = congestionWindow() / sendMss_;
    look.ssthreshSegments = congestion_->ssthresh() >= 0x7fffffff ? 0x7fffffff : congestion_->ssthresh() / sendMss_;
    look.unacknowledgedSegments = sent.board.outstanding().segments;
    look.sackedSegments = sent.board.sacked().segments + sent.emulatedSacks;
    look.lostSegments = sent.board.lost().segments;
    look.retransmittedSegments = sent.board.again().segments;
    look.reordering = duplicateThreshold(), look.reorderingSeen = statistics_.reorderings;
    look.retransmits = retransmits_, look.probes = probes_, look.backoff = retransmits_;
    look.totalRetransmissions = statistics_.retransmissions;
    look.delivered = statistics_.delivered, look.deliveredMarked = statistics_.deliveredMarked;
    look.segmentsSent = statistics_.segmentsSent, look.segmentsReceived = statistics_.segmentsReceived;
    look.dataSegmentsSent = statistics_.dataSegmentsSent, look.dataSegmentsReceived = statistics_.dataSegmentsReceived;
    look.octetsSent = statistics_.octetsSent + statistics_.octetsRetransmitted;
    look.octetsRetransmitted = statistics_.octetsRetransmitted;
    // Linux counts the SYN of who opened.
    const bool synCounts = shared_.settings->linuxHabits() && !passive_ && sndUna_ != iss_;
    look.octetsAcknowledged = statistics_.octetsAcknowledged + (synCounts ? 1 : 0), look.octetsReceived = statistics_.octetsReceived;
    look.notSent = unsent();
    look.outOfOrderReceived = statistics_.outOfOrder, look.duplicateSacks = statistics_.duplicateSacks;
    look.receiveSpace = receiveSpace();
    look.delayedAck = shared_.settings->delayedAck;
    if (const RttSample& least = recovery_ ? recovery_->minimumRtt.best() : handshake_; least.known())
        look.minimumRtt = least.rtt;
    look.sinceDataSent = now - (sent.lastSent == kNever ? kStart : sent.lastSent);
    look.sinceDataReceived = now - ackPolicy_.lastData();
    look.sinceAckReceived = now - statistics_.lastAckReceived;
    if (limits_) {
        SenderLimits limits = *limits_;
        limits.add(now, heldBy_);
        look.busy = limits.busy();
        look.windowLimited = limits.time(SenderLimits::By::PeerWindow);
        look.sendBufferLimited = limits.time(SenderLimits::By::SendBuffer);
    }
    look.deliveryRate = sent.rate.lastRate();
    look.deliveryRateApplicationLimited = sent.rate.lastWasLimited();
    for (const Reading& reading : congestion_->readings())
        look.readings.emplace_back(std::string(reading.name), reading.value);
    return look;
}

LossRecovery& Connection::makeRecovery()
{
    if (!recovery_) {
        recovery_ = std::make_unique<LossRecovery>(iss_, handshake_);
        if (sndNxt_ != iss_)  // nothing was out until now: the first data says little of the path
            recovery_->rate.applicationLimited(0);
    }
    return *recovery_;
}

const LossRecovery& Connection::sentSoFar() const
{
    static const LossRecovery kNothing;
    return recovery_ ? *recovery_ : kNothing;
}

// What is idle since its handshake keeps none of the handshake's memory.
void Connection::restAfterHandshake()
{
    timers_.trim();
    const bool idle = sndNxt_ == sndUna_ && unsent() == 0 && congestionState_ == CongestionState::Open;
    if (!recovery_ || !idle || !recovery_->knowsOnlyHandshake())
        return;
    handshake_ = recovery_->minimumRtt.best();
    recovery_.reset();
}

// What was told last stands in the Trace, far away by now: a fingerprint of it stands here. Two that are different have the same one once
// in 10^19 times, and then one step of a curve is missing.
bool Connection::isNews(const ConnectionVariables& current)
{
    const std::uint64_t before = std::exchange(toldVariables_, fingerprintOf(current));
    return before != toldVariables_;
}

void Connection::tell(Instant now)
{
    const auto cause = [&] { return changed_ ? changed_.cause() : Cause{Rule::TcpTimerFires, trigger_}; };
    if (const ConnectionVariables current = variables(); isNews(current))
        shared_.recorder.variablesChanged(now, where(), cause(), current);
    if (readings_)
        readings_->note(shared_.recorder, now, where(), cause(), congestion_->readings());
}

void Connection::noteLimits(Instant now)
{
    using By = SenderLimits::By;
    const bool waiting = unsent() > 0 || finUnsent();
    const bool closed = waiting && (quiet_ == Rule::TcpQuietWindow || peerRoom() == 0) && congestionRoom() > 0;
    By by = By::Idle;
    if (everEstablished_ && (waiting || !nothingOut()))
        by = closed ? By::PeerWindow : !waiting && programWaitsToSend_ ? By::SendBuffer : By::Network;
    if (by == heldBy_)
        return;
    if (!limits_)
        limits_ = std::make_unique<SenderLimits>();
    limits_->add(now, std::exchange(heldBy_, by));
}

void Connection::settle(Instant now)
{
    if (!shared_.recorder.full())
        tell(now);
    changed_.reset();
    burst_ = 0;
    if (recovery_)
        recovery_->repeatedUpTo = iss_;
    pushOnce_ = false;
    if (programWaitsToSend_)
        wakeWriter();
    noteLimits(now);
    if (sndUna_ == iss_ + 1 && rcvNxt_ == irs_ + 1)
        restAfterHandshake();
    if (quiet_ == recordedQuiet_)
        return;
    recordedQuiet_ = quiet_;
    if (quiet_)
        shared_.recorder.record(now, where(), {*quiet_, trigger_}, Note{});
}

}  // namespace tcplab::engine_tcp
