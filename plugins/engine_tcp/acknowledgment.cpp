// What an ACK and its SACK blocks tell the sender (RFC 9293 §3.10.7.4 fifth, RFC 2018 §5, RFC 6298 §2 and §3).
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {

void Connection::acknowledgmentArrived(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    statistics_.lastAckReceived = a.now;
    if (fields.ack < sndUna_) {
        // Old, but its SACK blocks may be news (RFC 2018 §4).
        if (sackOn_ && fields.options.sackCount > 0 && !nothingOut()) {
            AckFindings found;
            found.flightBefore = flight();
            takeSackBlocks(a, found);
            if (found.sacked.segments > 0) {
                judgeLosses(a, found);
                armLossTimer(a.now, a.event, false);
            }
        }
        return;
    }
    if (keepAliveProbes_ > 0) {
        keepAliveProbes_ = 0;
        setKeepAliveTimer(a.now, a.event, options_->keepIdle);
    }
    probes_ = 0;  // the peer lives
    if (recovery_ && timestampsOn_ && fields.options.timestamps)
        recovery_->spurious.echoed(fields.options.timestamps->echoReply);
    if (nothingOut())
        return acknowledgesNothing(a);
    AckFindings found;
    found.flightBefore = flight();
    found.marked = isMarked(fields);
    const bool duplicate = isDuplicateAck(a);
    if (fields.ack > sndUna_)
        removeAcknowledged(a, found);
    updateSendWindow(a);
    takeSackBlocks(a, found);
    if (duplicate)
        countDuplicateAck(a, found);
    else if (found.advanced)
        duplicateAcks_ = 0;
    sampleRtt(a, found);
    if (found.advanced) {
        corkedTail_ = false;  // MSG_MORE holds until the next ACK; what holds for longer is TCP_CORK
        retransmits_ = 0;
        recovery_->limitedTransmit = 0;
        softError_ = Errno::None;
    }
    if (everEstablished_ || fastOpenAccepted_) {
        tailLossProbeAnswered(a, found);
        judgeLosses(a, found);
        growWindow(a, found);
    }
    if (found.advanced || found.sacked.segments > 0 || !lossTimerRuns())
        armLossTimer(a.now, a.event, found.advanced);
}

// What every segment of a peer that only sends carries.
void Connection::acknowledgesNothing(Arrival& a)
{
    updateSendWindow(a);
    if (!sackOn_ || a.fields().options.sackCount == 0)
        return;
    AckFindings found;
    found.marked = isMarked(a.fields());
    takeSackBlocks(a, found);
    if (found.duplicateSack)  // the repetition was needless, even if nothing is out any more (RFC 3708 §3)
        judgeLosses(a, found);
}

// RFC 3168 §6.1.2.
bool Connection::isMarked(const wire::TcpFields& fields) const { return ecnOn_ && fields.flags.ece() && !fields.flags.syn(); }

// RFC 5681 §2, the five conditions.
bool Connection::isDuplicateAck(const Arrival& a) const
{
    const wire::TcpFields& fields = a.fields();
    const std::uint32_t window = std::uint32_t{fields.window} << sndShift_;
    return fields.ack == sndUna_ && !nothingOut() && a.segment.length() == 0 &&
           (window == sndWnd_ || (sackOn_ && fields.options.sackCount > 0)) && sndWnd_ > 0;
}

// Takes what the ACK covers out of the retransmission queue and of the data that the program gave.
void Connection::removeAcknowledged(Arrival& a, AckFindings& found)
{
    const SeqNumber ack = a.fields().ack;
    found.advanced = true;
    found.covered = ack.since(sndUna_);
    // SYN and FIN take sequence numbers but no room in any buffer.
    const SeqNumber dataFrom = later(sndUna_, queueStart_);
    const SeqNumber dataTo = earlier(ack, queueEnd());
    const std::uint32_t octets = dataTo > dataFrom ? dataTo.since(dataFrom) : 0;
    noteRule(Rule::TcpAckAdvances, a.event);
    sndUna_ = ack;
    std::optional<SeqNumber> lowestOriginal;
    const bool hadSacks = recovery_->board.sacked().segments > 0;
    const SeqNumber highest = hadSacks ? recovery_->board.highestSacked() : ack;
    recovery_->board.acknowledge(ack, [&](const SentSegment& segment) {
        if (!segment.sacked && !segment.retransmitted() && !lowestOriginal)
            lowestOriginal = segment.seq;
        segmentLeft(segment, a, found, found.acknowledged);
    });
    // What duplicate ACKs told before is not news.
    if (const std::uint32_t told = recovery_->emulatedSacks; told > 0)
        found.acknowledged.segments = std::max(found.acknowledged.segments - std::min(found.acknowledged.segments, told), 1u);
    // Without SACK nobody knows which of them the repetition filled in.
    found.originalArrived = found.originalArrived && (sackOn_ || !found.retransmissionCovered);
    // Original data below what was sacked before has arrived after all (RFC 8985 §6.2 step 3).
    if (lowestOriginal && hadSacks && *lowestOriginal < highest)
        reorderingSeen(*lowestOriginal, highest);
    sendQueue_.drop(octets);
    queueStart_ += octets;
    statistics_.octetsAcknowledged += octets;
    while (!records_.empty() && records_.front() <= ack)
        records_.popFront();
    if (urgentMode_ && sndUna_ >= sndUp_)
        urgentMode_ = false;
}

// A segment that SEG.ACK or a SACK block tells to have arrived, as it stood before.
void Connection::segmentLeft(const SentSegment& segment, const Arrival& a, AckFindings& found, Amount& left)
{
    const Instant now = a.now;
    const auto& timestamps = a.fields().options.timestamps;
    const Duration age = now - segment.sentAt;
    if (segment.retransmitted()) {
        found.retransmissionCovered = found.retransmissionCovered || !segment.sacked;
    } else if (!segment.sacked) {
        if (!found.rtt)
            found.rtt = age;
        found.newestRtt = age;
        found.originalArrived = found.originalArrived || segment.end() <= recovery_->recover;
    }
    if (segment.sacked)
        return;
    if (segment.pathProbe && path_.probing()) {
        path_.probeArrived();
        mssChanged();
    }
    left.add(segment);
    ++statistics_.delivered;
    if (found.marked)
        ++statistics_.deliveredMarked;
    std::optional<bool> echoed;
    if (timestampsOn_ && timestamps && segment.retransmitted())
        echoed = static_cast<std::int32_t>(timestamps->echoReply - timestampNow(segment.sentAt)) >= 0;
    recovery_->arrived(segment, now, echoed);
}

// RFC 2018 §5: the segments that the blocks cover are not sent again.
void Connection::takeSackBlocks(Arrival& a, AckFindings& found)
{
    const wire::TcpOptions& options = a.fields().options;
    if (!sackOn_ || options.sackCount == 0)
        return;
    const SeqNumber ack = a.fields().ack;
    std::size_t first = 0;
    if (takeDuplicateSack(options.sack[0], options.sackCount > 1 ? &options.sack[1] : nullptr, ack, found))
        first = 1;
    if (nothingOut())
        return;
    const SeqNumber highestBefore = recovery_->board.sacked().segments > 0 ? recovery_->board.highestSacked() : sndUna_;
    for (std::size_t i = first; i < options.sackCount; ++i) {
        const wire::SackBlock& block = options.sack[i];
        // RFC 5961's caution applied to SACK: nothing outside of what is out is believed.
        if (!(block.left < block.right) || block.left < sndUna_ || block.right > sndNxt_)
            continue;
        recovery_->board.selectivelyAcknowledge(block, [&](const SentSegment& segment) {
            segmentLeft(segment, a, found, found.sacked);
            if (!segment.retransmitted() && segment.seq < highestBefore)
                reorderingSeen(segment.seq, highestBefore);
        });
    }
}

// RFC 8985 §6.2 step 3. Linux also remembers how far, and asks for as many duplicate ACKs before it believes in a loss.
void Connection::reorderingSeen(SeqNumber low, SeqNumber highest)
{
    constexpr std::uint32_t kGreatest = 300;
    recovery_->rack.reorderingSeen();
    ++statistics_.reorderings;
    const std::uint32_t distance = (highest.since(low) + sendMss_ - 1) / sendMss_;
    if (shared_.settings->linuxHabits())
        recovery_->reorderedBy = std::max(recovery_->reorderedBy, std::min(distance, kGreatest));
}

// RFC 2883 §4: a first block below SEG.ACK, or inside the second block, reports octets that came twice.
bool Connection::takeDuplicateSack(const wire::SackBlock& first, const wire::SackBlock* second, SeqNumber ack, AckFindings& found)
{
    const bool below = first.left < ack;
    const bool inside = second && second->left <= first.left && first.right <= second->right;
    if (!below && !inside)
        return false;
    found.duplicateSack = true;
    ++statistics_.duplicateSacks;
    LossRecovery& recovery = makeRecovery();
    recovery.spurious.duplicateReported(first.right, sndUna_);
    if (!recovery.tailProbe.wasNeedless(first.right))
        recovery.rack.duplicateSackSeen(sndUna_, sndNxt_);
    return true;
}

void Connection::countDuplicateAck(Arrival& a, AckFindings& found)
{
    found.duplicateAcks = 1;
    if (duplicateAcks_ < 255)
        ++duplicateAcks_;
    noteRule(Rule::TcpOldAck, a.event);
}

// Karn's rule (RFC 6298 §3): a segment sent twice gives no sample, unless timestamps tell which of the two it was (RFC 7323 §4).
void Connection::sampleRtt(Arrival& a, AckFindings& found)
{
    const auto& echo = a.fields().options.timestamps;
    if (found.retransmissionCovered)
        found.rtt.reset();
    if (!found.rtt && found.advanced && timestampsOn_ && echo && echo->echoReply != 0) {
        const auto milliseconds = static_cast<std::int32_t>(timestampNow(a.now) - echo->echoReply);
        if (milliseconds >= 0)
            found.rtt = std::max<Duration>(std::int64_t{milliseconds} * 1ms, 1ms);
    }
    if (found.newestRtt)
        recovery_->minimumRtt.sample(a.now, *found.newestRtt);
    if (!found.rtt || !(found.advanced || found.sacked.segments > 0))
        return;
    rto_.sample(*shared_.settings, *found.rtt, sndUna_, sndNxt_);
    noteRule(Rule::TcpRttSample, a.event);
}

AcknowledgedFacts Connection::factsOf(Instant now, const AckFindings& found)
{
    AcknowledgedFacts facts;
    facts.now = now;
    // Linux lets the window grow by what is sacked, too, once the path was seen to reorder.
    const bool sacksCount = shared_.settings->linuxHabits() &&
                            (found.advanced || recovery_->reorderedBy > static_cast<std::uint32_t>(shared_.settings->reordering));
    facts.newlyAcknowledged = inWindowUnits(found.acknowledged) + (sacksCount ? inWindowUnits(found.sacked) : 0);
    facts.newlySacked = inWindowUnits(found.sacked);
    facts.newlyLost = found.newlyLost;
    facts.flightBefore = found.flightBefore;
    facts.flight = flight();
    facts.rtt = found.newestRtt;
    facts.delivered = recovery_->rate.delivered();
    facts.acknowledgedTotal = statistics_.octetsAcknowledged;
    facts.sentTotal = statistics_.octetsSent;
    facts.sample = recovery_->rate.take(now, recovery_->minimumRtt.value());
    facts.inRecovery = congestionState_ == CongestionState::Recovery || congestionState_ == CongestionState::WindowReduced;
    facts.applicationLimited =
        !congestionLimited_ && !(congestion_->window() < congestion_->ssthresh() && congestion_->window() < 2 * greatestFlight_);
    facts.congestionMarked = found.marked;
    return facts;
}

// The window follows the ACK: in proportion while a reduction goes on, by the congestion control's rule otherwise.
void Connection::growWindow(Arrival& a, const AckFindings& found)
{
    const std::uint32_t delivered = inWindowUnits(found.acknowledged) + inWindowUnits(found.sacked);
    const AcknowledgedFacts facts = factsOf(a.now, found);
    if (usesProportionalRate() && facts.inRecovery) {
        const std::uint32_t unit = windowUnit();
        recovery_->proportional.acknowledged(delivered / unit, flight() / unit, sendMss_ / unit, found.advanced && found.newlyLost == 0);
        noteRule(Rule::TcpProportional, a.event);
        return;
    }
    // Without SACK every duplicate ACK tells that a segment has left the network (RFC 5681 §3.2 step 4).
    const bool news =
        found.acknowledged.octets + found.sacked.octets > 0 || (facts.inRecovery && found.duplicateAcks > 0 && !found.entersRecovery);
    // RFC 6582 §3.2 step 3: the ACK that ends recovery deflates the window and does not let it grow.
    if (news && (shared_.settings->linuxHabits() || !found.leavesRecovery))
        noteRule(congestion_->acknowledged(facts), a.event);
}

}  // namespace tcplab::engine_tcp
