// How a decision looks on the wire, and what is remembered of it.
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {
namespace {

constexpr std::uint8_t kNotEct = 0, kEct0 = 2;  // RFC 3168 §5

}  // namespace

// RFC 7323 §5.4: a clock of milliseconds that begins anywhere; never 0, which some take for "none".
std::uint32_t Connection::timestampNow(Instant now) const
{
    const auto milliseconds = static_cast<std::uint32_t>(now.time_since_epoch() / Duration{1ms});
    return std::max(timestampOffset_ + milliseconds, 1u);
}

void Connection::addTimestamps(Instant now, wire::TcpFields& fields) const
{
    fields.options.timestamps = wire::TcpOptions::Timestamps{timestampNow(now), fields.flags.ack() ? tsRecent_ : 0};
}

// Perhaps somebody on the way minds the options: FreeBSD leaves most of them out of the third repetition of a SYN.
bool Connection::offersFew() const { return shared_.settings->dropSynOptions && retransmits_ >= 3; }

// What a SYN offers, and what a SYN,ACK accepts of what was offered.
void Connection::addSynOptions(wire::TcpFields& fields)
{
    const Settings& s = *shared_.settings;
    const bool answer = state_ != TcpState::SynSent;
    if (options_->noOptions)
        return;
    const bool few = offersFew();
    fields.options.maximumSegmentSize = static_cast<std::uint16_t>(advertisedMss());
    fields.options.sackPermitted = answer ? sackOn_ : s.sack && !few;
    if (answer ? scalingOn_ : s.windowScaling && !few)
        fields.options.windowScale = rcvShift_;
    if (takesAdvice() && !few)
        fields.options.userTimeout = wire::userTimeoutOption(ownUserTimeout());
    if (cookie_ && answer == passive_)
        fields.options.fastOpen = *cookie_;
    // RFC 3168 §6.1.1: a SYN asks with ECE and CWR, a SYN,ACK agrees with ECE.
    const bool asks = s.ecn == 1 && retransmits_ <= s.ecnRetries;
    if (answer ? ecnOn_ : asks)
        fields.flags.set(wire::TcpFlags::kEce);
    if (!answer && asks)
        fields.flags.set(wire::TcpFlags::kCwr);
}

// As many as fit beside the payload: a repeated segment is as large as it was.
void Connection::addSackBlocks(wire::TcpFields& fields, std::uint32_t payload)
{
    if (!sackOn_ || (reassembly_.empty() && !duplicate_))
        return;
    wire::TcpOptions& options = fields.options;
    const std::uint32_t besides = sendMss_ - std::min(sendMss_, payload);
    const std::size_t fit = payload == 0 ? 4 : (besides - std::min(besides, 4u)) / 8;
    const std::size_t room = std::min<std::size_t>(options.timestamps ? 3 : 4, fit);
    if (room == 0)
        return;
    std::array<wire::SackBlock, 4> blocks;
    const std::uint8_t count = reassembly_.blocks(blocks, room);
    if (duplicate_)
        options.sack[options.sackCount++] = *duplicate_;  // RFC 2883 §4: the first block
    for (std::size_t i = 0; i < count && options.sackCount < room; ++i)
        options.sack[options.sackCount++] = blocks[i];
    duplicate_.reset();
}

// RFC 5482 §3: once more behind the handshake, whose SYN a server with cookies forgets, and when the program changes it.
void Connection::addUserTimeout(wire::TcpFields& fields, std::uint32_t payload)
{
    constexpr std::uint32_t kOctets = 4;
    if (payload + kOctets > sendMss_ && payload > 0)
        return;
    fields.options.userTimeout = wire::userTimeoutOption(ownUserTimeout());
    tellsUserTimeout_ = false;
}

// RFC 3168 §6.1: the ECN bits of both headers. The answer goes into the IP header.
std::uint8_t Connection::addMarks(wire::TcpFields& fields, const Decision& decision)
{
    if (!ecnOn_ || decision.syn)
        return kNotEct;
    if (congestionEcho_)
        fields.flags.set(wire::TcpFlags::kEce);
    const bool freshData = decision.payload > 0 && !decision.again && !decision.keepsNothing;
    if (reduceToldPeer_ && freshData) {
        fields.flags.set(wire::TcpFlags::kCwr);
        reduceToldPeer_ = false;
    }
    return freshData || congestion_->wantsEveryMark() ? kEct0 : kNotEct;  // §6.1.4, §6.1.5: not on ACKs and repetitions
}

// §3.8.5: the pointer names the octet behind the urgent data.
void Connection::addUrgent(wire::TcpFields& fields, const Decision& decision) const
{
    if (!urgentMode_ || sndUp_ <= decision.seq || sndUp_.since(decision.seq) > 0xffff || decision.syn)
        return;
    fields.flags.set(wire::TcpFlags::kUrg);
    fields.urgentPointer = static_cast<std::uint16_t>(sndUp_.since(decision.seq) - (shared_.settings->standardUrgent ? 1 : 0));
}

// §3.9.1.2: the last octet that the program gave in one call is pushed.
bool Connection::endsWrite(const Decision& decision) const
{
    const SeqNumber end = decision.seq + decision.payload + (decision.syn ? 1u : 0u);
    return decision.payload > 0 && !pushes_.empty() && pushes_.front() <= end;
}

wire::TcpFields Connection::fieldsOf(Instant now, const Decision& decision)
{
    wire::TcpFields fields;
    fields.sourcePort = local_.port;
    fields.destinationPort = remote_.port;
    fields.seq = decision.seq;
    if (decision.fin)
        fields.flags.set(wire::TcpFlags::kFin);
    if (!decision.syn && (decision.push || (!decision.again && endsWrite(decision))))
        fields.flags.set(wire::TcpFlags::kPsh);
    const bool acknowledges = state_ != TcpState::SynSent;
    if (acknowledges) {
        fields.flags.set(wire::TcpFlags::kAck);
        fields.ack = ackOfFinWaits() && !decision.fin ? rcvNxt_ - 1 : rcvNxt_;
    }
    fields.window = scaledWindow(decision.syn);
    if (decision.syn) {
        fields.flags.set(wire::TcpFlags::kSyn);
        addSynOptions(fields);
    }
    if (decision.syn && !acknowledges ? shared_.settings->timestamps != 0 && !options_->noOptions && !offersFew() : timestampsOn_)
        addTimestamps(now, fields);
    if (acknowledges && !decision.syn)
        addSackBlocks(fields, decision.payload);
    if (tellsUserTimeout_ && !decision.syn && fields.options.sackCount == 0)
        addUserTimeout(fields, decision.payload);
    addUrgent(fields, decision);
    return fields;
}

OutgoingPacket Connection::build(Instant now, const Decision& decision)
{
    wire::TcpFields fields = fieldsOf(now, decision);
    const SegmentWriter::IpLook look{static_cast<std::uint8_t>((options_->typeOfService & ~3) | addMarks(fields, decision)),
                                     options_->timeToLive, options_->pathMtuDiscovery != 0};
    SegmentWriter::Repeat repeatOf;
    if (decision.again)
        repeatOf = {decision.again->first, static_cast<std::uint16_t>(decision.again->transmissions + 1)};
    const std::size_t from = decision.payload > 0 ? (decision.syn ? 0 : decision.seq.since(queueStart_)) : 0;
    OutgoingPacket packet = shared_.writer.write(
        now, id_, decision.cause, fields, local_.address, remote_.address, look, decision.payload,
        [&](PacketBuffer& datagram, std::size_t at) { return sendQueue_.fill(from, datagram, at); }, repeatOf);
    ++statistics_.segmentsSent;
    if (fields.flags.ack())
        ackIsSent(now, packet.sent);
    if (decision.again)
        rememberAgain(now, decision);
    else if (!decision.keepsNothing && (decision.payload > 0 || decision.syn || decision.fin))
        remember(now, decision, packet.sent);
    if (decision.cause.rule == Rule::TcpWindowProbe)
        setPersistTimer(now, {Rule::TcpPersistSet, packet.sent});
    else if (decision.payload > 0 || decision.syn || decision.fin)
        armAfterSending(now, packet.sent);
    if (!changed_)
        changed_ = {decision.cause.rule, packet.sent};
    return packet;
}

void Connection::ackIsSent(Instant now, EventId sent)
{
    ack_.reset();
    lastAckSent_ = rcvNxt_;
    ackPolicy_.ackSent();
    cancelTimer(TimerKind::DelayedAck, now, {Rule::TcpAckWentOut, sent});
}

// Keeps what was sent for a repetition.
void Connection::remember(Instant now, const Decision& decision, EventId sent)
{
    LossRecovery& recovery = makeRecovery();
    const std::uint32_t inFlight = recovery.board.pipe().octets;
    SentSegment& segment = recovery.board.push(decision.seq, decision.payload + (decision.syn ? 1u : 0u) + (decision.fin ? 1u : 0u));
    segment.syn = decision.syn;
    segment.fin = decision.fin;
    segment.push = endsWrite(decision);
    segment.endsBurst = decision.push;
    segment.pathProbe = decision.pathProbe;
    segment.sentAt = now;
    segment.first = sent;
    recovery.rate.sent(segment, now, inFlight);
    sndNxt_ = segment.end();
    statistics_.octetsSent += decision.payload;
    statistics_.dataSegmentsSent += decision.payload > 0 ? 1 : 0;
    while (!pushes_.empty() && pushes_.front() <= sndNxt_)
        pushes_.popFront();
    if (decision.payload > 0) {
        recovery.lastSent = now;
        ackPolicy_.dataSent(now, shared_.settings->delayedAck);
        if (decision.payload < sendMss_)
            lastSmall_ = sndNxt_;
        burst_ = decision.pathProbe ? 0 : burst_ + 1;
    }
    // RFC 5681 §3.2 step 2: with SACK, too, what went out because of the first duplicate ACKs is not of the flight size.
    if (decision.cause.rule == Rule::TcpLimitedTransmit || (sackOn_ && congestionState_ == CongestionState::Disorder))
        recovery.limitedTransmit += segment.length;
    if (congestionState_ == CongestionState::Recovery || congestionState_ == CongestionState::WindowReduced)
        recovery_->proportional.sent(shared_.settings->linuxHabits() ? 1 : segment.length);
    pace(now, segment.length);
    congestion_->sent({now, segment.length, flight(), false, statistics_.octetsSent});
    if (!decision.fin || finSent_)
        return;
    finSent_ = true;
    if (state_ == TcpState::CloseWait)
        changeState(now, TcpState::LastAck, {Rule::TcpFinSent, sent});
}

void Connection::rememberAgain(Instant now, const Decision& decision)
{
    SentSegment& segment = *decision.again;
    const bool probing = decision.cause.rule == Rule::TcpWindowProbe;
    recovery_->spurious.repeated(timestampsOn_ ? timestampNow(now) : 0);
    recovery_->rate.sent(segment, now, recovery_->board.pipe().octets);
    recovery_->board.markAgain(segment);
    segment.sentAt = now;
    recovery_->repeatedUpTo = segment.endsBurst ? iss_ : segment.end();
    segment.pathProbe = false;
    // Probes may go on for ever (§3.8.6.1, MUST-37): they are not counted against the retries.
    if (segment.transmissions < UINT16_MAX && (!probing || segment.transmissions == 1))
        ++segment.transmissions;
    ++statistics_.retransmissions;
    statistics_.octetsRetransmitted += decision.payload;
    if (decision.payload > 0)
        recovery_->lastSent = now;
    if (congestionState_ == CongestionState::Recovery || congestionState_ == CongestionState::WindowReduced)
        recovery_->proportional.sent(shared_.settings->linuxHabits() ? 1 : segment.length);
    pace(now, segment.length);
    congestion_->sent({now, segment.length, flight(), true, statistics_.octetsSent});
}

// When the next segment may follow. Without a rate of the controller's: 1.2 windows a round trip, 2 in slow start.
void Connection::pace(Instant now, std::uint32_t octets)
{
    std::optional<std::int64_t> rate = congestion_->pacingRate();
    if (!rate && shared_.settings->pacing && rto_.sampled() && rto_.srtt() > Duration::zero()) {
        const std::int64_t tenths = congestion_->window() < congestion_->ssthresh() ? 20 : 12;
        rate = static_cast<std::int64_t>(8e8 * static_cast<double>(tenths) * congestionWindow() /
                                         static_cast<double>(nanoseconds(rto_.srtt())));
    }
    if (options_->maxPacingRate > 0)
        rate = std::min(rate.value_or(options_->maxPacingRate), options_->maxPacingRate);
    if (!rate || *rate <= 0)
        return;
    const std::int64_t bits = std::int64_t{octets + 40} * 8;
    nextPaced_ = std::max(now, nextPaced_) + Duration{bits * 1'000'000'000 / *rate};
}

}  // namespace tcplab::engine_tcp
