// Losses and congestion: when something counts as lost, how far the sender backs off, and when that was a mistake
// (RFC 5681, RFC 6582, RFC 6675, RFC 8985, RFC 5682, RFC 3168, RFC 6298 §5).
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {
namespace {

// RFC 8985 §7.2: the longest that a peer is expected to delay the ACK of a single segment.
constexpr Duration kWorstDelayedAck = 200ms;
// No timer is set shorter: a clock tick or two must pass anyway (Linux's floor).
constexpr Duration kTimerFloor = 2ms;

}  // namespace

// The first lost segment goes out now, whatever the window says.
void Connection::markForRepeat(SentSegment& segment, Reason reason)
{
    recovery_->board.unmarkAgain(segment);
    recovery_->board.markLost(segment);
    if (!recovery_->forced)
        recovery_->forced = reason;
}

std::uint32_t Connection::flight() const
{
    if (nothingOut())
        return 0;
    Amount pipe = recovery_->pipe();
    // Linux counts what is in a connection's own queue; the SYN,ACK of one that a program has early is not yet there.
    if (shared_.settings->linuxHabits() && state_ == TcpState::SynReceived && fastOpenAccepted_ && recovery_->board.front().syn)
        pipe.segments -= std::min(1u, pipe.segments);
    return inWindowUnits(pipe);
}

Rack::Context Connection::rackContext(Instant now) const
{
    const bool recovering = congestionState_ == CongestionState::Recovery || congestionState_ == CongestionState::Loss;
    return {now, recovery_->minimumRtt.value(), rto_.srtt(), recovering, duplicateThreshold()};
}

bool Connection::usesProportionalRate() const
{
    return shared_.settings->proportionalRateReduction && (sackOn_ || shared_.settings->linuxHabits()) && !congestion_->ownsRecovery();
}

// --- what an ACK says about losses

void Connection::judgeLosses(Arrival& a, AckFindings& found)
{
    const bool doubtful = found.duplicateAcks > 0 || found.sacked.segments > 0 || found.marked || found.duplicateSack ||
                          congestionState_ != CongestionState::Open;
    if (!doubtful)
        return;
    leaveWhenRepaired(a, found);
    switch (congestionState_) {
    case CongestionState::Recovery: return inRecovery(a, found);
    case CongestionState::Loss: return inLoss(a, found);
    default: return outsideRecovery(a, found);
    }
}

void Connection::leaveWhenRepaired(Arrival& a, AckFindings& found)
{
    if (sndUna_ < recovery_->recover)
        return;
    found.leavesRecovery = congestionState_ == CongestionState::Recovery;
    if (congestionState_ == CongestionState::WindowReduced && sndUna_ != recovery_->recover) {
        endReduction(a.now, a.event);
    } else if (congestionState_ == CongestionState::Recovery) {
        if (recovery_->spurious.needless())
            undo(a.now, a.event);
        else
            endReduction(a.now, a.event);
        recovery_->emulatedSacks = 0;
    }
}

void Connection::inRecovery(Arrival& a, AckFindings& found)
{
    if (found.advanced && partialUndo(a))
        return;
    if (shared_.settings->linuxHabits() && !sackOn_)
        recovery_->emulatedSacks =
            found.advanced ? recovery_->emulatedSacks - std::min(recovery_->emulatedSacks, std::max(found.acknowledged.segments, 1u) - 1)
                           : recovery_->emulatedSacks + found.duplicateAcks;
    findLosses(a.now, a.event, found);
    if (found.advanced && !sackOn_ && !nothingOut()) {
        // RFC 6582 §3.2 step 3: a partial acknowledgment tells of the next hole.
        if (!recovery_->board.front().again) {
            found.newlyLost += recovery_->board.front().lost ? 0 : recovery_->board.front().length;
            recovery_->board.markLost(recovery_->board.front());
            recovery_->forced = {Rule::TcpPartialAck, a.event};
        }
    }
}

// RFC 4015: an ACK of the original in the middle of recovery shows that the network only reordered.
bool Connection::partialUndo(Arrival& a)
{
    if (!recovery_->spurious.needless() || recovery_->spurious.allReported())
        return false;
    if (recovery_->board.again().segments > 0)
        return true;
    undo(a.now, a.event);
    return true;
}

void Connection::outsideRecovery(Arrival& a, AckFindings& found)
{
    if (shared_.settings->linuxHabits() && !sackOn_) {
        if (found.advanced)
            recovery_->emulatedSacks = 0;
        recovery_->emulatedSacks =
            std::min<std::uint32_t>(recovery_->emulatedSacks + found.duplicateAcks, static_cast<std::uint32_t>(recovery_->board.size()));
    }
    if (recovery_->spurious.allReported())
        undo(a.now, a.event);
    findLosses(a.now, a.event, found);
    if (recovery_->board.lost().segments == 0)
        return tryToOpenOrReduce(a, found);
    if (recovery_->board.front().pathProbe && path_.probing())
        return losePathProbe(a.event);
    // RFC 6582 §3.2 step 1: duplicates of what was sent before the last loss tell nothing new.
    if (!sackOn_ && sndUna_ < recovery_->recover && !shared_.settings->linuxHabits())
        return recovery_->board.forgetLosses();
    enterReduction(a.now, a.event, CongestionCause::DuplicateAcks, CongestionState::Recovery);
    found.entersRecovery = true;
    recovery_->forced = {sackOn_ ? Rule::TcpSackRetransmit : Rule::TcpFastRetransmit, a.event};
}

void Connection::tryToOpenOrReduce(Arrival& a, const AckFindings& found)
{
    if (found.marked && congestionState_ != CongestionState::WindowReduced && !congestion_->wantsEveryMark()) {
        // RFC 3168 §6.1.2: a mark counts like a loss, once in a round trip.
        enterReduction(a.now, a.event, CongestionCause::EcnEcho, CongestionState::WindowReduced);
        return;
    }
    if (congestionState_ == CongestionState::WindowReduced)
        return;
    const bool disorder = recovery_->board.sacked().segments + recovery_->emulatedSacks > 0 || recovery_->board.again().segments > 0;
    congestionState_ = disorder ? CongestionState::Disorder : CongestionState::Open;
}

// --- which segments are lost

void Connection::findLosses(Instant now, EventId parent, AckFindings& found)
{
    const std::uint32_t before = found.newlyLost;
    if (!sackOn_) {
        findLossesWithoutSack(found);
    } else if (shared_.settings->rack) {
        const auto wait = recovery_->rack.detect(rackContext(now), recovery_->board, found.newlyLost);
        if (wait) {
            const Duration floor = shared_.settings->linuxHabits() ? kTimerFloor : Duration::zero();
            cancelTimer(TimerKind::TailLossProbe, now, {Rule::TcpReorderingWait, parent});
            setTimer(TimerKind::Reordering, now, now + *wait + floor, {Rule::TcpReorderingWait, parent});
        } else {
            cancelTimer(TimerKind::Reordering, now, {Rule::TcpReorderingWait, parent});
        }
    } else {
        findLossesByCount(found);
    }
    recovery_->rate.lost(found.newlyLost - before);
}

// RFC 6675 §4 IsLost(): DupThresh segments, or more than (DupThresh-1) full segments' octets, were sacked above it.
void Connection::findLossesByCount(AckFindings& found)
{
    std::uint32_t segments = 0, octets = 0;
    for (std::size_t i = recovery_->board.size(); i-- > 0;) {
        SentSegment& segment = recovery_->board[i];
        if (segment.sacked) {
            ++segments;
            octets += segment.length;
        } else if (!segment.lost && (segments >= duplicateThreshold() || octets > (duplicateThreshold() - 1) * sendMss_)) {
            found.newlyLost += segment.length;
            recovery_->board.markLost(segment);
        }
    }
}

void Connection::findLossesWithoutSack(AckFindings& found)
{
    const bool enough = shared_.settings->linuxHabits() ? recovery_->emulatedSacks >= duplicateThreshold()
                                                        : duplicateAcks_ == duplicateThreshold() && found.duplicateAcks > 0;
    if (congestionState_ == CongestionState::Recovery || !enough || nothingOut() || recovery_->board.front().lost)
        return;
    found.newlyLost += recovery_->board.front().length;
    recovery_->board.markLost(recovery_->board.front());
}

// RFC 8985 §6.3: what waited for the reordering window to pass.
void Connection::reorderingTimeout(Instant now, EventId fired)
{
    AckFindings found;
    findLosses(now, fired, found);
    if (found.newlyLost > 0 && congestionState_ != CongestionState::Recovery && congestionState_ != CongestionState::Loss) {
        enterReduction(now, fired, CongestionCause::DuplicateAcks, CongestionState::Recovery);
        // No ACK came that would say how much may go: one segment.
        const std::uint32_t unit = windowUnit();
        recovery_->proportional.acknowledged(1, flight() / unit, sendMss_ / unit, false);
        recovery_->forced = {Rule::TcpReorderingEnds, fired};
    }
    armLossTimer(now, fired, true);
}

// --- the window's reduction, and its end

void Connection::enterReduction(Instant now, EventId parent, CongestionCause cause, CongestionState to)
{
    const std::uint32_t windowBefore = congestionWindow();
    CongestionFacts facts;
    facts.now = now;
    facts.cause = cause;
    // RFC 5681 §3.2 step 2: what limited transmit sent does not count.
    facts.flight = shared_.settings->linuxHabits() ? windowBefore : sndNxt_.since(sndUna_) - recovery_->limitedTransmit;
    facts.sentTotal = statistics_.octetsSent;
    noteRule(congestion_->congestion(facts), parent);
    recovery_->proportional.begin(windowBefore / windowUnit(), congestion_->ssthresh() / windowUnit());
    recovery_->recover = sndNxt_;
    recovery_->spurious.begin(sndUna_, recovery_->board.again().segments, cause == CongestionCause::DuplicateAcks);
    recovery_->tailProbe.answered();
    reduceToldPeer_ = ecnOn_;
    congestionState_ = to;
}

void Connection::endReduction(Instant now, EventId parent)
{
    if (congestionState_ == CongestionState::Recovery)
        recovery_->rack.recoveryEnded();
    noteRule(congestion_->recovered(now), parent);
    congestionState_ = CongestionState::Open;
    duplicateAcks_ = 0;
}

void Connection::undo(Instant now, EventId parent)
{
    noteRule(congestion_->spurious(now).value_or(Rule::TcpSpurious), parent);
    recovery_->board.forgetLosses();
    rto_.undoBackOff(*shared_.settings);
    recovery_->spurious.end();
    frto_ = false;
    recovery_->forced.reset();
    congestionState_ = recovery_->board.sacked().segments > 0 ? CongestionState::Disorder : CongestionState::Open;
    duplicateAcks_ = 0;
}

// --- timeouts

void Connection::retransmissionTimeout(Instant now, EventId fired)
{
    if (nothingOut())
        return;
    // MUST-37: a peer that has shrunk its window to nothing and answers is alive; the repetitions are but probes.
    if (sndWnd_ == 0 && everEstablished_ && statistics_.lastAckReceived > recovery_->board.front().sentAt)
        retransmits_ = 0;
    if (retriesExhausted(now))
        return giveUp(now, fired);
    if (retransmits_ == 0)  // Linux counts the user timeout from the first repetition
        firstUnanswered_ = shared_.settings->linuxHabits() ? now : recovery_->board.front().sentAt;
    if (retransmits_ < 255)
        ++retransmits_;
    if (recovery_->board.front().syn && !everEstablished_)
        handshakeTimeout(now, fired);
    else
        enterLoss(now, fired);
    if (retransmits_ == shared_.settings->retries1 && everEstablished_)  // R1 (SHLD-9)
        notify(Notice::Kind::Doubtful, shared_.recorder.record(now, where(), {Rule::TcpDoubts, fired}, Note{}));
    const bool linear = options_->thinLinearTimeouts && recovery_->board.size() < 4 && retransmits_ <= 6;
    if (!shared_.settings->lesson.noRtoBackoff && !linear)
        rto_.backOff(*shared_.settings);
    duplicateAcks_ = 0;
    recovery_->limitedTransmit = 0;
    recovery_->emulatedSacks = 0;
}

void Connection::handshakeTimeout(Instant now, EventId fired)
{
    synTimedOut_ = true;
    if (state_ == TcpState::SynSent && cookie_ && !shared_.settings->linuxHabits())
        shared_.fastOpenServers.remember(remote_.address, {{}, peerMss_, cookie_->experimental, false, now});  // RFC 7413 §4.1.3.1
    repeatBareSyn({state_ == TcpState::SynSent ? Rule::TcpSynRetransmit : Rule::TcpSynAckRetransmit, fired});
}

// RFC 7413 §4.2.1 and RFC 3168 §6.1.1.1: the repetition asks for less, perhaps somebody on the way minds the options. Data
// that went with the SYN follows once the connection is established.
void Connection::repeatBareSyn(Reason reason)
{
    if (state_ == TcpState::SynSent)
        cookie_.reset();
    if (recovery_->board.front().payload() > 0) {
        recovery_->board.split(0, 1);
        recovery_->board.markLost(recovery_->board[1]);
    }
    synAgain_ = true;
    recovery_->forced = reason;
}

void Connection::enterLoss(Instant now, EventId fired)
{
    SentSegment& oldest = recovery_->board.front();
    // RFC 5681 §3.1: only a repetition by the timer holds ssthresh, not one by fast retransmit.
    const bool repeated = oldest.timedOut;
    oldest.timedOut = true;
    const bool reducedAlready = congestionState_ == CongestionState::Loss && sndUna_ < recovery_->recover && repeated;
    CongestionFacts facts;
    facts.now = now;
    facts.cause = CongestionCause::Timeout;
    facts.flight = shared_.settings->linuxHabits() ? congestionWindow() : flight();
    facts.repeated = repeated;
    facts.sentTotal = statistics_.octetsSent;
    noteRule(congestion_->congestion(facts), fired);
    if (!reducedAlready)
        recovery_->spurious.begin(sndUna_, recovery_->board.again().segments, true);
    markTimedOut(now);
    frto_ = shared_.settings->frto && !path_.probing() && (!reducedAlready || retransmits_ > 1);
    recovery_->recover = sndNxt_;
    recovery_->tailProbe.answered();
    reduceToldPeer_ = ecnOn_;
    congestionState_ = CongestionState::Loss;
    cancelTimer(TimerKind::Reordering, now, {Rule::TcpTimeout, fired});
    suspectBlackHole();
    recovery_->forced = {oldest.fin && oldest.length == 1 ? Rule::TcpFinRetransmit : Rule::TcpTimeout, fired};
}

// RFC 8985 §6.3: everything sent more than a round trip ago; without RACK, everything that was not sacked.
void Connection::markTimedOut(Instant now)
{
    // RFC 2018 §8: after a timeout the sacks are not believed when the peer seems to have dropped what it held.
    if (recovery_->board.front().sacked)
        recovery_->board.forgetSacks();
    const Rack::Context context = rackContext(now);
    const bool byTime = sackOn_ && shared_.settings->rack && recovery_->rack.hasSample();
    for (std::size_t i = 0; i < recovery_->board.size(); ++i) {
        SentSegment& segment = recovery_->board[i];
        if (segment.sacked || (byTime && i > 0 && !recovery_->rack.overdue(context, recovery_->board, segment)))
            continue;
        recovery_->board.unmarkAgain(segment);
        recovery_->board.markLost(segment);
    }
}

// RFC 4821 §7.7: what is repeated in vain may be too large for the path, and nobody says so.
void Connection::suspectBlackHole()
{
    if (shared_.settings->mtuProbing == 0 || retransmits_ <= shared_.settings->retries1)
        return;
    if (path_.searching())
        path_.shrink(ipAndTcpOctets() + 48);
    else
        path_.search(shared_.settings->baseMss + ipAndTcpOctets());
    mssChanged();
}

void Connection::losePathProbe(EventId parent)
{
    path_.probeLost();
    mssChanged();
    recovery_->board.front().pathProbe = false;
    recovery_->forced = {Rule::TcpPathProbeLost, parent};
}

void Connection::inLoss(Arrival& a, AckFindings& found)
{
    if (found.advanced && recovery_->spurious.needless())
        return undo(a.now, a.event);
    if (frto_ && recoverSpuriousTimeout(a, found))
        return;
    if (sndUna_ >= recovery_->recover) {
        recovery_->spurious.end();
        congestionState_ = CongestionState::Open;
        frto_ = false;
        return tryToOpenOrReduce(a, found);
    }
    findLosses(a.now, a.event, found);
    if (found.advanced && !nothingOut() && !recovery_->board.front().lost && !sackOn_)
        recovery_->board.markLost(recovery_->board.front());
}

// RFC 5682 §2.1 and §3.1: whether the ACKs after a timeout are of the originals.
bool Connection::recoverSpuriousTimeout(Arrival& a, const AckFindings& found)
{
    if (found.originalArrived) {
        undo(a.now, a.event);
        return true;
    }
    if (!found.advanced && !sackOn_ && found.duplicateAcks > 0)
        frto_ = false;  // step 2a
    if (sndNxt_ > recovery_->recover) {
        // Step 3a: the loss was real. The window may be three segments now, of which two are out.
        if (found.sacked.segments > 0 || found.duplicateAcks > 0) {
            frto_ = false;
            if (!shared_.settings->linuxHabits())
                recovery_->forced = {ruleOfRepeat(), a.event};
        }
    } else if (found.advanced && sndUna_ < recovery_->recover) {
        // Step 2b: new data goes out instead of repetitions, and the next ACK decides.
        recovery_->recover = sndNxt_;
        if (unsent() > 0 && peerRoom() > 0)
            return true;
        frto_ = false;
    }
    return false;
}

// §3.10.8: when what is outstanding has been so for the user timeout.
Instant Connection::userDeadline() const
{
    if (userTimeout() == Duration::zero() || (retransmits_ == 0 && shared_.settings->linuxHabits()))
        return kNever;
    return (retransmits_ > 0 ? firstUnanswered_ : recovery_->board.front().sentAt) + userTimeout();
}

Duration Connection::ownUserTimeout() const
{
    constexpr Duration kDefault = 300s;  // RFC 9293 §3.9.1.1
    return options_->userTimeout == Duration::zero() ? kDefault : options_->userTimeout;
}

// RFC 5482 §3.1: what the program has set holds. Otherwise the longer of both ends' times does, within limits: less than 100 s would be
// too little for TCP (RFC 1122 §4.2.3.5), and no peer shall keep a dead connection here for more than an hour (RFC 5482 §6).
Duration Connection::userTimeout() const
{
    constexpr Duration kLeast = 100s, kMost = 3600s;
    if (!takesAdvice() || options_->userTimeout != Duration::zero())
        return options_->userTimeout;
    return std::min(std::max({ownUserTimeout(), wire::userTimeoutOf(advisedUserTimeout_), kLeast}), kMost);
}

bool Connection::retriesExhausted(Instant now) const
{
    const Settings& s = *shared_.settings;
    if (now >= userDeadline())
        return true;
    if (takesAdvice() && everEstablished_)
        return false;
    const int limit = state_ == TcpState::SynSent       ? options_->synRetries.value_or(s.synRetries)
                      : state_ == TcpState::SynReceived ? s.synAckRetries
                      : socketClosed_                   ? std::min(s.orphanRetries, s.retries2)
                                                        : s.retries2;
    return retransmits_ >= limit;
}

void Connection::giveUp(Instant now, EventId fired)
{
    enterClosed(now, {Rule::TcpGivesUp, fired}, softError_ == Errno::None ? Errno::TimedOut : softError_);
}

// --- the tail loss probe (RFC 8985 §7)

bool Connection::armTailLossProbe(Instant now, EventId parent)
{
    const bool open = congestionState_ == CongestionState::Open || congestionState_ == CongestionState::WindowReduced;
    if (!shared_.settings->tailLossProbe || !sackOn_ || !open || recovery_->tailProbe.pending() || !everEstablished_ ||
        recovery_->board.sacked().segments > 0 || sndWnd_ == 0)
        return false;
    const bool linux = shared_.settings->linuxHabits();
    Duration wait = rto_.sampled() ? 2 * rto_.srtt() : Duration{1s};
    if (rto_.sampled())
        wait += recovery_->board.size() == 1 ? kWorstDelayedAck : linux ? kTimerFloor : Duration::zero();
    // Not later than the retransmission timer would fire.
    wait = std::min(wait, recovery_->board.front().sentAt + rto() - now);
    if (wait <= Duration::zero())
        return false;
    cancelTimer(TimerKind::Retransmission, now, {Rule::TcpTailProbeSet, parent});
    setTimer(TimerKind::TailLossProbe, now, now + wait, {Rule::TcpTailProbeSet, parent});
    return true;
}

// RFC 8985 §7.4.2: did the probe repair a loss that nobody else saw? Then congestion control has to know.
void Connection::tailLossProbeAnswered(Arrival& a, const AckFindings& found)
{
    TailProbe& probe = recovery_->tailProbe;
    if (!probe.pending() || sndUna_ < probe.end())
        return;
    if (probe.repeats() && sndUna_ > probe.end()) {
        enterReduction(a.now, a.event, CongestionCause::DuplicateAcks, CongestionState::WindowReduced);
        recovery_->spurious.end();
        endReduction(a.now, a.event);
    } else if (!probe.repeats() || (!found.advanced && found.sacked.segments == 0 && found.duplicateAcks > 0)) {
        probe.answered();
    }
}

// --- timers

void Connection::armRetransmissionTimer(Instant now, Instant from, const Cause& cause)
{
    cancelTimer(TimerKind::TailLossProbe, now, cause);
    const Instant deadline = shared_.settings->linuxHabits() ? from + rto() : std::min(from + rto(), userDeadline());
    setTimer(TimerKind::Retransmission, now, std::max(deadline, now), cause);
}

bool Connection::lossTimerRuns() const
{
    return timers_.runs(TimerKind::Retransmission) || timers_.runs(TimerKind::TailLossProbe) || timers_.runs(TimerKind::Reordering) ||
           timers_.runs(TimerKind::Persist);
}

// RFC 6298 §5.2 and §5.3, with the probe of RFC 8985 §7.3 in the timer's place while nothing is missing.
// A back-off ends with the first sample that follows (§5.7, second note).
void Connection::armLossTimer(Instant now, EventId parent, bool restart)
{
    if (nothingOut()) {
        cancelTimer(TimerKind::Retransmission, now, {Rule::TcpRtoStop, parent});
        cancelTimer(TimerKind::TailLossProbe, now, {Rule::TcpRtoStop, parent});
        cancelTimer(TimerKind::Reordering, now, {Rule::TcpRtoStop, parent});
        return;
    }
    if (timers_.runs(TimerKind::Persist) || timers_.runs(TimerKind::Reordering))
        return;
    if (armTailLossProbe(now, parent))
        return;
    if (restart || !timers_.runs(TimerKind::Retransmission))
        armRetransmissionTimer(now, now, {Rule::TcpRtoRestart, parent});
}

// RFC 6298 §5.1: the timer that may ask for a repetition.
void Connection::armAfterSending(Instant now, EventId sent)
{
    if (timers_.runs(TimerKind::Persist)) {
        if (sndWnd_ == 0)
            return;  // probing goes on
        stopPersistTimer(now, sent);
    }
    if (timers_.runs(TimerKind::Reordering))
        return;
    if (armTailLossProbe(now, sent))
        return;
    if (!timers_.runs(TimerKind::Retransmission))
        armRetransmissionTimer(now, now, {Rule::TcpRtoSet, sent});
}

}  // namespace tcplab::engine_tcp
