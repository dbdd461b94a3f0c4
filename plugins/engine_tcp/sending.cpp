// What to send now, and why (decide), and how it looks on the wire (build).
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {

std::optional<OutgoingPacket> Connection::nextPacket(Instant now)
{
    const auto decision = decide(now);
    if (!decision)
        return std::nullopt;
    return build(now, *decision);
}

// The first that has something to send wins.
std::optional<Connection::Decision> Connection::decide(Instant now)
{
    if (state_ == TcpState::Closed || state_ == TcpState::Listen)
        return std::nullopt;
    if (auto decision = decideForced())
        return decision;
    if (auto decision = decideSyn())
        return decision;
    if (auto decision = decideProbe())
        return decision;
    if (auto decision = decideLost())
        return decision;
    if (auto decision = decideNew(now))
        return decision;
    return decideAck();
}

Connection::Decision Connection::repeat(SentSegment& segment, Cause cause)
{
    const std::uint32_t controls = (segment.syn ? 1u : 0u) + (segment.fin ? 1u : 0u);
    return {segment.seq, segment.length - controls, segment.syn, segment.fin, &segment, cause};
}

std::optional<Connection::Decision> Connection::decideForced()
{
    if (!forced_ || sent_.empty())
        return std::nullopt;
    Decision decision = repeat(sent_.front(), *forced_);
    forced_.reset();
    return decision;
}

// After a timeout the rest follows as the congestion window opens (RFC 5681 §3.1, "go back").
std::optional<Connection::Decision> Connection::decideLost()
{
    if (lostOctets_ == 0)
        return std::nullopt;
    for (SentSegment& segment : sent_) {
        if (!segment.lost)
            continue;
        const std::uint32_t inFlight = flight();
        const bool fits = inFlight == 0 || inFlight + segment.length <= congestion_->window();
        const bool peerHasRoom = segment.end() <= sndUna_ + sndWnd_ || segment.fin;
        if (!fits || !peerHasRoom)
            return std::nullopt;
        return repeat(segment, {Rule::TcpTimeoutFollows, trigger_});
    }
    return std::nullopt;
}

std::optional<Connection::Decision> Connection::decideSyn()
{
    if (sndNxt_ != iss_)
        return std::nullopt;
    Decision decision;
    decision.seq = iss_;
    decision.syn = true;
    decision.cause = {state_ == TcpState::SynSent ? Rule::TcpActiveOpen : Rule::TcpSynReceived, trigger_};
    return decision;
}

// RFC 9293 §3.8.6.1: one octet beyond the closed window (or the FIN, when no octet is left).
std::optional<Connection::Decision> Connection::decideProbe()
{
    if (!probe_)
        return std::nullopt;
    const Cause cause = *std::exchange(probe_, std::nullopt);
    ++probes_;
    if (!sent_.empty())
        return repeat(sent_.front(), cause);
    Decision decision;
    decision.seq = sndNxt_;
    decision.cause = cause;
    // A window that is only too small to be worth using is used now (§3.8.6.2.1, the override timeout).
    decision.payload = std::min({unsent(), std::max(peerRoom(), 1u), sendMss_});
    decision.fin = unsent() == 0 && finUnsent();
    if (decision.payload == 0 && !decision.fin)
        return std::nullopt;
    return decision;
}

bool Connection::canSendData() const
{
    return state_ == TcpState::Established || state_ == TcpState::CloseWait || state_ == TcpState::FinWait1 ||
           state_ == TcpState::Closing || state_ == TcpState::LastAck;
}

std::uint32_t Connection::peerRoom() const
{
    const SeqNumber edge = sndUna_ + sndWnd_;
    return edge > sndNxt_ ? edge.since(sndNxt_) : 0;
}

std::uint32_t Connection::congestionRoom() const
{
    std::uint32_t window = congestion_->window();
    // RFC 3042 §2: the first two duplicate ACKs widen it by a segment each.
    if (shared_.settings.limitedTransmit && !inRecovery_ && !afterTimeout_)
        window += static_cast<std::uint32_t>(std::min(duplicateAcks_, 2)) * sendMss_;
    const std::uint32_t inFlight = flight();
    return window > inFlight ? window - inFlight : 0;
}

// RFC 9293 §3.8.6.2.1 (silly window avoidance) with §3.7.4 (Nagle).
bool Connection::maySend(std::uint32_t payload, std::uint32_t usable, bool last)
{
    if (payload >= sendMss_)
        return true;
    const bool nagleAllows = noDelay_ || sent_.empty();
    if (last && payload <= usable && (nagleAllows || finUnsent()))
        return true;
    return nagleAllows && payload > 0 && 2 * payload >= greatestSndWnd_;
}

std::optional<Connection::Decision> Connection::decideNew(Instant now)
{
    if (!canSendData())
        return std::nullopt;
    const std::uint32_t waiting = unsent();
    if (waiting > 0)
        idleBeforeSending(now);
    const std::uint32_t usable = std::min(peerRoom(), congestionRoom());
    const std::uint32_t payload = std::min({waiting, usable, sendMss_});
    const bool last = payload == waiting;

    // What is lost waits for the congestion window, whatever room the peer has.
    congestionLimited_ =
        lostOctets_ > 0 || (waiting > 0 && congestionRoom() < std::min(waiting, sendMss_) && peerRoom() >= std::min(waiting, sendMss_));
    if (waiting > 0 && !maySend(payload, usable, last)) {
        quiet_ = peerRoom() < std::min(waiting, sendMss_) ? Rule::TcpQuietWindow
                 : congestionLimited_                     ? Rule::TcpQuietCwnd
                                                          : Rule::TcpNagleWaits;
        if (peerRoom() < std::min(waiting, sendMss_) && sent_.empty() && !timers_.runs(TimerKind::Persist))
            setProbeTimer(now, {Rule::TcpPersistSet, trigger_});
        return std::nullopt;
    }
    const bool fin = finUnsent() && last && (payload > 0 || peerRoom() > 0);
    if (payload == 0 && !fin) {
        if (finUnsent() && sent_.empty() && !timers_.runs(TimerKind::Persist))
            setProbeTimer(now, {Rule::TcpPersistSet, trigger_});
        quiet_ = Rule::TcpQuietNoData;
        return std::nullopt;
    }
    Decision decision;
    decision.seq = sndNxt_;
    decision.payload = payload;
    decision.fin = fin;
    const bool limited = duplicateAcks_ > 0 && !inRecovery_ && flight() >= congestion_->window();
    const Rule rule = payload == 0 ? Rule::TcpFinSent : limited ? Rule::TcpLimitedTransmit : Rule::TcpSendData;
    decision.cause = {rule, trigger_, ack_ && !(ack_->parent == trigger_) ? ack_->parent : EventId{}};
    return decision;
}

// RFC 5681 §4.1.
void Connection::idleBeforeSending(Instant now)
{
    if (!sent_.empty() || !lastSent_ || now - *lastSent_ <= rto_.rto())
        return;
    noteRule(congestion_->idle(now, now - *lastSent_), trigger_);
    lastSent_ = now;
}

// RFC 9293 §3.8.6.1: the first probe after the RTO, then doubling (SHLD-29, SHLD-30).
void Connection::setProbeTimer(Instant now, Cause cause)
{
    probeWait_ = probes_ == 0 ? rto_.rto() : std::min(2 * probeWait_, shared_.settings.maximumRto);
    timers_.set(TimerKind::Persist, now, now + probeWait_, cause);
}

std::optional<Connection::Decision> Connection::decideAck()
{
    if (!ack_)
        return std::nullopt;
    if (state_ == TcpState::SynSent) {  // nothing to acknowledge yet
        ack_.reset();
        return std::nullopt;
    }
    Decision decision;
    decision.seq = sndNxt_;
    decision.cause = *ack_;
    return decision;
}

// §3.8.6.2.2: the right edge moves only by a worthwhile step, and never back (§3.8.6, SHLD-14).
std::uint32_t Connection::windowToAdvertise()
{
    const std::uint32_t told = rcvEdge_ > rcvNxt_ ? rcvEdge_.since(rcvNxt_) : 0;
    const auto used = static_cast<std::uint32_t>(std::min<std::size_t>(receiveBuffer_, receiveQueue_.size()));
    const std::uint32_t space = receiveBuffer_ - used;
    if (space < told + std::min(receiveBuffer_ / 2, receiveMss()))
        return told;
    return space;
}

wire::TcpFields Connection::fieldsOf(const Decision& decision)
{
    wire::TcpFields fields;
    fields.sourcePort = local_.port;
    fields.destinationPort = remote_.port;
    fields.seq = decision.seq;
    if (decision.syn) {
        fields.flags.set(wire::TcpFlags::kSyn);
        fields.options.maximumSegmentSize = static_cast<std::uint16_t>(receiveMss());
    }
    if (decision.fin)
        fields.flags.set(wire::TcpFlags::kFin);
    // The last octet that is there to send is pushed (§3.9.1.2).
    if (decision.payload > 0 && decision.seq + decision.payload == queueEnd())
        fields.flags.set(wire::TcpFlags::kPsh);
    if (state_ == TcpState::SynSent) {
        fields.window = static_cast<std::uint16_t>(receiveBuffer_);
        return fields;
    }
    fields.flags.set(wire::TcpFlags::kAck);
    fields.ack = rcvNxt_;
    rcvEdge_ = rcvNxt_ + windowToAdvertise();
    fields.window = static_cast<std::uint16_t>(rcvEdge_.since(rcvNxt_));
    return fields;
}

OutgoingPacket Connection::build(Instant now, const Decision& decision)
{
    const wire::TcpFields fields = fieldsOf(decision);
    SegmentWriter::Repeat repeatOf;
    if (decision.again)
        repeatOf = {decision.again->first, static_cast<std::uint16_t>(decision.again->transmissions + 1)};
    OutgoingPacket packet = shared_.writer.write(
        now, id_, decision.cause, fields, local_.address, remote_.address, decision.payload,
        [&](std::span<std::uint8_t> out) { sendQueue_.copy(out.empty() ? 0 : decision.seq.since(queueStart_), out); }, repeatOf);
    if (fields.flags.ack())
        ackIsSent(now, packet.sent);
    if (decision.payload > 0 || decision.syn || decision.fin)
        remember(now, decision, packet.sent);
    if (!changed_)
        changed_ = Cause{decision.cause.rule, packet.sent};
    return packet;
}

void Connection::ackIsSent(Instant now, EventId sent)
{
    ack_.reset();
    unacknowledgedOctets_ = 0;
    timers_.cancel(TimerKind::DelayedAck, now, {Rule::TcpAckWentOut, sent});
}

// Keeps what was sent for a repetition, and starts the timer that may ask for it (RFC 6298 §5.1).
void Connection::remember(Instant now, const Decision& decision, EventId sent)
{
    const std::uint32_t length = decision.payload + (decision.syn ? 1u : 0u) + (decision.fin ? 1u : 0u);
    const bool probing = decision.cause.rule == Rule::TcpWindowProbe;
    lastSent_ = now;
    if (SentSegment* again = decision.again) {
        unmarkLost(*again);
        // Probes may go on for ever (§3.8.6.1, MUST-37): they are not counted against the retries.
        if (!probing || again->transmissions == 1)
            ++again->transmissions;
    } else {
        SentSegment segment{decision.seq, length, decision.syn, decision.fin};
        segment.sentAt = now;
        segment.first = sent;
        sent_.push_back(segment);
        sndNxt_ += length;
    }
    if (decision.cause.rule == Rule::TcpLimitedTransmit)
        limitedTransmit_ += length;
    congestion_->sent({now, length, flight(), decision.again != nullptr});
    if (decision.fin && !finSent_) {
        finSent_ = true;
        if (state_ == TcpState::CloseWait)
            changeState(now, TcpState::LastAck, {Rule::TcpFinSent, sent});
    }
    if (probing)
        setProbeTimer(now, {Rule::TcpPersistSet, sent});
    else if (!timers_.runs(TimerKind::Retransmission))
        timers_.set(TimerKind::Retransmission, now, now + rto_.rto(), {Rule::TcpRtoSet, sent});
}

}  // namespace tcplab::engine_tcp
