// What to send now, and why. How it looks on the wire: building.cpp.
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {
namespace {

// RFC 4821 §7.4: a probe is worth its risk only when its loss can be repaired by what follows it.
constexpr std::uint32_t kProbeWindowSegments = 11;

}  // namespace

bool Connection::nextPacket(Instant now, OutgoingPacket& packet)
{
    Decision decision;
    if (!decide(now, decision))
        return false;
    packet = build(now, decision);
    return true;
}

// The first that has something to send wins.
bool Connection::decide(Instant now, Decision& decision)
{
    if (state_ == TcpState::Closed || state_ == TcpState::Listen)
        return false;
    if (rests())
        return decideAck(decision);
    return decideForced(decision) || decideSyn(decision) || decideProbe(decision) || decideData(now, decision) || decideAck(decision);
}

// Nothing waits and nothing is out, and nothingNow() has seen it so: a receiver's usual state.
bool Connection::rests() const
{
    return quiet_ == Rule::TcpQuietNoData && windowUseEnd_ == sndNxt_ && greatestFlight_ == 0 && !congestionLimited_ && nothingOut() &&
           unsent() == 0 && !finUnsent() && !probe_ && !(recovery_ && (recovery_->forced || recovery_->tailProbe.due));
}

bool Connection::decideData(Instant now, Decision& decision)
{
    if (!canSendData())
        return false;
    if (unsent() > 0 && peerRoom() > 0)
        idleBeforeSending(now);
    const Room room{peerRoom(), congestionRoom()};
    return decideLost(now, room, decision) || decidePathProbe(room, decision) || decideNew(now, room, decision);
}

bool Connection::repeat(SentSegment& segment, Cause cause, Decision& decision)
{
    // RFC 9293 §3.7.1: the path may have turned out narrower since it was sent.
    if (segment.payload() > sendMss_ && !segment.syn) {
        const std::size_t index = recovery_->board.indexOf(segment);
        recovery_->board.split(index, sendMss_);
        return repeat(recovery_->board[index], cause, decision);
    }
    decision.seq = segment.seq;
    decision.payload = segment.payload();
    decision.syn = segment.syn;
    decision.fin = segment.fin;
    decision.push = segment.push;
    decision.again = &segment;
    decision.cause = cause;
    return true;
}

bool Connection::decideForced(Decision& decision)
{
    if (!recovery_ || (!recovery_->forced && !synAgain_ && !recovery_->tailProbe.due))
        return false;
    if (synAgain_ && !nothingOut() && recovery_->board.front().syn) {
        synAgain_ = false;
        const Cause cause = recovery_->forced ? recovery_->forced.take() : Cause{Rule::TcpSynRepeated, trigger_};
        return repeat(recovery_->board.front(), cause, decision);
    }
    if (recovery_->forced) {
        const Cause cause = recovery_->forced.take();
        if (SentSegment* segment = recovery_->board.firstToRepeat())
            return repeat(*segment, cause, decision);
    }
    if (!recovery_->tailProbe.due)
        return false;
    const Cause cause = recovery_->tailProbe.due.take();
    if (nothingOut())
        return false;
    if (unsent() == 0 || peerRoom() == 0) {
        recovery_->tailProbe.sent(sndNxt_, true);
        return repeat(recovery_->board.back(), cause, decision);
    }
    decision.seq = sndNxt_;
    decision.payload = std::min({unsent(), peerRoom(), segmentLimit(sndNxt_)});
    decision.cause = cause;
    recovery_->tailProbe.sent(sndNxt_ + decision.payload, false);
    return true;
}

Rule Connection::ruleOfRepeat() const
{
    if (congestionState_ == CongestionState::Loss)
        return Rule::TcpTimeoutFollows;
    return sackOn_ ? Rule::TcpSackRetransmit : Rule::TcpPartialAck;
}

// What is lost goes before anything new (RFC 6675 §4 NextSeg() rule 1; after a timeout RFC 5681 §3.1, "go back").
bool Connection::decideLost(Instant now, const Room& room, Decision& decision)
{
    if (nothingOut())
        return false;
    if (frto_ && unsent() > 0 && peerRoom() > 0 && retransmits_ == 0)
        return false;  // RFC 5682 §2.1 step 2b: new data first
    SentSegment* segment = recovery_->board.firstToRepeat();
    if (!segment)
        return false;
    const bool fits = flight() == 0 || room.congestion >= (shared_.settings->linuxHabits() ? sendMss_ : segment->length);
    const bool peerHasRoom = segment->end() <= sndUna_ + sndWnd_ || segment->fin || segment->seq == sndUna_;
    if (!fits || !peerHasRoom || paced(now))
        return false;
    repeat(*segment, {ruleOfRepeat(), trigger_}, decision);
    decision.push = decision.push || endsRepeatedBurst(*decision.again, room);
    return true;
}

// The same habit as with new bursts, endsBurst(): repetitions that follow each other and went out in one piece the first time.
bool Connection::endsRepeatedBurst(const SentSegment& segment, const Room& room)
{
    if (!shared_.settings->linuxHabits() || segment.seq != recovery_->repeatedUpTo)
        return false;
    const std::size_t following = recovery_->board.indexOf(segment) + 1;
    const bool goesOn = !segment.endsBurst && following < recovery_->board.size() && recovery_->board[following].lost &&
                        !recovery_->board[following].again && room.congestion >= 2 * sendMss_;
    return !goesOn;
}

// RFC 7413 §4.2.1: which options the SYN will carry is not looked at, so room is left for all that there could be.
std::uint32_t Connection::synDataLimit() const
{
    std::uint32_t mss = std::min<std::uint32_t>(peerMss_, path_.current() - ipAndTcpOctets());
    if (options_->maxSegment)
        mss = std::min(mss, *options_->maxSegment);
    return mss - std::min<std::uint32_t>(mss, wire::kTcpOptionOctetsMax);
}

bool Connection::decideSyn(Decision& decision)
{
    if (sndNxt_ != iss_)
        return false;
    decision.seq = iss_;
    decision.syn = true;
    decision.cause = {state_ == TcpState::SynSent ? Rule::TcpActiveOpen : Rule::TcpSynReceived, trigger_};
    if (state_ == TcpState::SynSent && fastOpenAccepted_ && !sendQueue_.empty()) {
        decision.payload = std::min<std::uint32_t>(static_cast<std::uint32_t>(sendQueue_.size()), synDataLimit());
        decision.cause.rule = Rule::TcpFastOpenSyn;
    }
    return true;
}

// RFC 9293 §3.8.6.1: one octet beyond the closed window (or the FIN, when no octet is left). Linux asks with an old octet
// instead, which the peer cannot take and has to answer; so do keep-alives (§3.8.4).
bool Connection::decideProbe(Decision& decision)
{
    if (!probe_)
        return false;
    const Cause cause = probe_.take();
    const bool keepAlive = cause.rule == Rule::TcpKeepAliveProbe;
    if (keepAlive || shared_.settings->linuxHabits()) {
        decision.seq = (keepAlive ? sndNxt_ : sndUna_) - 1;
        decision.keepsNothing = true;
        decision.cause = cause;
        return true;
    }
    if (!nothingOut())
        return repeat(recovery_->board.front(), cause, decision);
    if (unsent() == 0 && !finUnsent())
        return false;
    decision.seq = sndNxt_;
    // A window that is only too small to be worth using is used now (§3.8.6.2.1, the override timeout).
    decision.payload = std::min({unsent(), std::max(peerRoom(), 1u), fullSegment()});
    decision.fin = unsent() == 0;
    decision.cause = cause;
    return true;
}

bool Connection::canSendData() const
{
    return state_ == TcpState::Established || state_ == TcpState::CloseWait || state_ == TcpState::FinWait1 ||
           state_ == TcpState::Closing || state_ == TcpState::LastAck || (state_ == TcpState::SynReceived && fastOpenAccepted_);
}

std::uint32_t Connection::peerRoom() const
{
    // The window of a SYN begins behind our own SYN, also for Linux's early writers (RFC 7413 §4.2.2).
    const SeqNumber edge = (shared_.settings->linuxHabits() ? later(sndUna_, iss_ + 1) : sndUna_) + sndWnd_;
    return edge > sndNxt_ ? edge.since(sndNxt_) : 0;
}

std::uint32_t Connection::congestionWindow() const
{
    if (shared_.settings->lesson.noCongestionControl)
        return UINT32_MAX / 2;
    const bool reducing = congestionState_ == CongestionState::Recovery || congestionState_ == CongestionState::WindowReduced;
    if (reducing && usesProportionalRate())
        return recovery_->proportional.window() * windowUnit();
    return congestion_->window();
}

std::uint32_t Connection::congestionRoom() const
{
    std::uint32_t window = congestionWindow();
    // RFC 3042 §2: the first two duplicate ACKs widen it by a segment each. With SACK the flight shrinks instead.
    const bool untouched = congestionState_ == CongestionState::Open || congestionState_ == CongestionState::Disorder;
    if (shared_.settings->limitedTransmit && !sackOn_ && !shared_.settings->linuxHabits() && untouched)
        window += std::min<std::uint32_t>(duplicateAcks_, 2) * sendMss_;
    if (shared_.settings->linuxHabits())
        window -= window % sendMss_;
    const std::uint32_t inFlight = flight();
    return window > inFlight ? window - inFlight : 0;
}

// Octets of the SACK option that the next segment will carry; none where it would leave less than half of the segment for data.
std::uint32_t Connection::sackOctets() const
{
    if (!sackOn_ || (reassembly_.empty() && !duplicate_))
        return 0;
    const auto blocks =
        static_cast<std::uint32_t>(std::min<std::size_t>(reassembly_.pieces() + (duplicate_ ? 1 : 0), timestampsOn_ ? 3 : 4));
    const std::uint32_t octets = 4 + 8 * blocks;
    return octets <= sendMss_ / 2 ? octets : 0;
}

// A segment ends at the end of a record (MSG_EOR).
std::uint32_t Connection::segmentLimit(SeqNumber from) const
{
    for (std::size_t i = 0; i < records_.size(); ++i)
        if (records_[i] > from)
            return std::min(fullSegment(), records_[i].since(from));
    return fullSegment();
}

// RFC 9293 §3.7.4; Minshall's variant (Linux) holds back a small segment only behind another small one.
bool Connection::nagleAllows(bool last) const
{
    if (pushOnce_)
        return true;
    if (options_->cork || (last && corkedTail_))
        return false;
    const bool onlySyn = recovery_ && recovery_->board.size() == 1 && recovery_->board.front().syn &&
                         recovery_->board.front().payload() == 0;  // no data is out
    if (options_->noDelay || nothingOut() || onlySyn || urgentMode_)
        return true;
    return shared_.settings->linuxHabits() && !(lastSmall_ > sndUna_ && lastSmall_ <= sndNxt_);
}

// RFC 9293 §3.8.6.2.1 (silly window avoidance) with §3.7.4 (Nagle).
bool Connection::maySend(std::uint32_t payload, std::uint32_t usable, bool last) const
{
    if (payload >= segmentLimit(sndNxt_))
        return true;
    const bool nagle = nagleAllows(last);
    if (last && payload <= usable && (nagle || finUnsent()))
        return true;
    if (shared_.settings->lesson.noSillyWindowAvoidance ||
        (shared_.settings->linuxHabits() && peerRoom() < sendMss_ && congestionRoom() > 0))
        return nagle && payload > 0;
    return nagle && payload > 0 && 2 * payload >= greatestSndWnd_;
}

bool Connection::decideNew(Instant now, const Room& room, Decision& decision)
{
    const std::uint32_t waiting = unsent();
    const std::uint32_t usable = std::min(room.peer, room.congestion);
    const std::uint32_t payload = std::min({waiting, usable, segmentLimit(sndNxt_)});
    const bool last = payload == waiting;
    const bool waits = waiting > 0 && (!maySend(payload, usable, last) || paced(now));
    const bool finAlone = shared_.settings->lesson.finAck == Counterfactuals::FinAck::NeverMerged && ack_ && ack_.rule() == Rule::TcpAckFin;
    const bool fin = finUnsent() && last && !finAlone && (payload > 0 || room.peer > 0);
    if (waits || (payload == 0 && !fin)) {
        nothingNow(now, waiting, room);
        return false;
    }
    decision.seq = sndNxt_;
    decision.payload = payload;
    decision.fin = fin;
    decision.push = endsBurst(payload, waiting, usable);
    const bool limited = duplicateAcks_ > 0 && !sackOn_ && congestionState_ != CongestionState::Recovery && flight() >= congestionWindow();
    const Rule rule = payload == 0 ? Rule::TcpFinSent : limited ? Rule::TcpLimitedTransmit : Rule::TcpSendData;
    decision.cause = {rule, trigger_, ack_ && !(ack_.parent() == trigger_) ? ack_.parent() : EventId{}};
    return true;
}

// Linux hands bursts to the network in one piece and pushes each, so that the receiver need not wait for more of it. A segment
// alone is no burst.
bool Connection::endsBurst(std::uint32_t payload, std::uint32_t waiting, std::uint32_t usable) const
{
    if (!shared_.settings->linuxHabits() || payload == 0)
        return false;
    const std::uint32_t limit = burstLimit(), position = burst_ % limit;
    if (position + 1 == limit)
        return limit > 1;
    const std::uint32_t rest = waiting - payload;
    const std::uint32_t room = usable - std::min(usable, std::max(payload, sendMss_));
    const std::uint32_t next = std::min({rest, room, sendMss_});
    return position > 0 && (next == 0 || !maySend(next, room, next == rest));
}

// How many segments go together: about a millisecond's worth of the pacing rate (as long as none is known: what fits into a
// datagram's length), and half of the window at most.
std::uint32_t Connection::burstLimit() const
{
    const std::uint32_t window = congestionWindow();
    double octets = 65535;
    if (rto_.sampled() && rto_.srtt() > Duration::zero())
        octets = (congestion_->window() < congestion_->ssthresh() / 2 ? 2.0 : 1.2) * window / seconds(rto_.srtt()) / 1024;
    const auto together = static_cast<std::uint32_t>(std::min(octets, 65535.0)) / sendMss_;
    return std::min(std::max(together, shared_.settings->minimumBurst), std::max(window / sendMss_ / 2, 1u));
}

// Why nothing more goes out now, for the timeline; and what has to be done so that it will.
void Connection::nothingNow(Instant now, std::uint32_t waiting, const Room& room)
{
    const std::uint32_t wanted = std::min(waiting, sendMss_);
    const bool peerFull = room.peer < wanted;
    const bool windowFull = (!nothingOut() && recovery_->board.firstToRepeat()) || (waiting > 0 && room.congestion < wanted && !peerFull);
    noteWindowUse(waiting, room);
    if (recovery_ && waiting == 0 && room.congestion > 0)
        recovery_->rate.applicationLimited(recovery_->board.pipe().octets);
    if (waiting == 0)
        quiet_ = Rule::TcpQuietNoData;
    else
        quiet_ = peerFull ? Rule::TcpQuietWindow : windowFull ? Rule::TcpQuietCwnd : Rule::TcpNagleWaits;
    const bool stuck =
        nothingOut() && ((waiting > 0 && (peerFull || options_->cork || corkedTail_)) || (finUnsent() && waiting == 0 && room.peer == 0));
    if (stuck && !timers_.runs(TimerKind::Persist))
        setPersistTimer(now, {Rule::TcpPersistSet, trigger_});
}

// RFC 7661 §4.1, RFC 2861: whether the window was what limited the sender, noted once in a round trip.
void Connection::noteWindowUse(std::uint32_t waiting, const Room& room)
{
    const std::uint32_t inUse = nothingOut() ? 0 : inWindowUnits(recovery_->board.outstanding());
    const bool limited =
        room.congestion < (shared_.settings->linuxHabits() ? sendMss_ : std::min(std::max(waiting, 1u), sendMss_)) && room.peer > 0;
    if (sndUna_ < windowUseEnd_ && !limited && (congestionLimited_ || inUse <= greatestFlight_))
        return;
    congestionLimited_ = limited;
    greatestFlight_ = inUse;
    windowUseEnd_ = sndNxt_;
}

// RFC 5681 §4.1.
void Connection::idleBeforeSending(Instant now)
{
    if (!shared_.settings->slowStartAfterIdle || !recovery_ || !nothingOut() || recovery_->lastSent == kNever ||
        now - recovery_->lastSent <= rto())
        return;
    noteRule(congestion_->idle(now, now - recovery_->lastSent), trigger_);
    recovery_->lastSent = now;
}

// Whether the segment has to wait so that what is sent stays below the pacing rate.
bool Connection::paced(Instant now)
{
    const bool asked = shared_.settings->pacing || options_->maxPacingRate > 0;
    if (!congestion_->pacingRate() && !asked)
        return false;
    if (now >= nextPaced_)
        return false;
    if (!timers_.runs(TimerKind::Pacing))
        setTimer(TimerKind::Pacing, now, nextPaced_, {Rule::TcpPaced, trigger_});
    return true;
}

// A segment larger than what the path is known to carry (RFC 4821 §7.3), of data that had to be sent anyway.
bool Connection::decidePathProbe(const Room& room, Decision& decision)
{
    const std::uint32_t size = path_.nextProbe();
    if (size == 0 || !everEstablished_ || congestionState_ != CongestionState::Open ||
        congestionWindow() < kProbeWindowSegments * sendMss_ || (recovery_ && recovery_->board.sacked().segments > 0))
        return false;
    const std::uint32_t payload = size - ipAndTcpOctets() - timestampOctets();
    if (unsent() < payload + (duplicateThreshold() + 1) * sendMss_ || room.peer < payload + (duplicateThreshold() + 1) * sendMss_ ||
        room.congestion < 2 * sendMss_)
        return false;
    path_.probeSent(size);
    decision.seq = sndNxt_;
    decision.payload = payload;
    decision.pathProbe = true;
    decision.cause = {Rule::TcpPathProbe, trigger_};
    return true;
}

// FreeBSD's acknowledgments carry the FIN again until it is acknowledged; those to what may be forged do not.
bool Connection::repeatsFinWith(Rule rule) const
{
    return shared_.settings->freeBsdHabits() && finSent_ && !nothingOut() && recovery_->board.back().fin && rule != Rule::TcpChallengeAck;
}

bool Connection::decideAck(Decision& decision)
{
    if (!ack_)
        return false;
    if (state_ == TcpState::SynSent) {  // nothing to acknowledge yet
        ack_.reset();
        return false;
    }
    decision.seq = sndNxt_;
    decision.cause = ack_.cause();
    if (repeatsFinWith(ack_.rule())) {
        decision.seq = sndNxt_ - 1;
        decision.fin = decision.keepsNothing = true;
    }
    return true;
}

}  // namespace tcplab::engine_tcp
