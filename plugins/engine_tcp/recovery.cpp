// Acknowledgments, round-trip times, loss and congestion (RFC 6298, RFC 5681, RFC 6582, RFC 3042).
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {

void Connection::noteRule(std::optional<Rule> rule, EventId parent)
{
    if (rule)
        changed_ = Cause{*rule, parent};
}

void Connection::markLost(SentSegment& segment)
{
    if (!std::exchange(segment.lost, true))
        lostOctets_ += segment.length;
}

void Connection::unmarkLost(SentSegment& segment)
{
    if (std::exchange(segment.lost, false))
        lostOctets_ -= segment.length;
}

void Connection::newlyAcknowledged(Arrival& a)
{
    const std::uint32_t flightBefore = flight();
    const SeqNumber ack = a.fields().ack;
    const bool synAcknowledged = sndUna_ == iss_;
    // SYN and FIN take sequence numbers but no room in any window.
    const SeqNumber dataFrom = later(sndUna_, queueStart_);
    const SeqNumber dataTo = earlier(ack, queueEnd());
    const std::uint32_t octets = dataTo > dataFrom ? dataTo.since(dataFrom) : 0;

    noteRule(Rule::TcpAckAdvances, a.event);
    const std::optional<Duration> rtt = removeAcknowledged(a.now, ack);
    sendQueue_.drop(octets);
    queueStart_ += octets;
    if (rtt) {
        rto_.sample(*rtt);
        noteRule(Rule::TcpRttSample, a.event);
    }
    duplicateAcks_ = 0;
    limitedTransmit_ = 0;
    if (!synAcknowledged)
        recoveryAck(a, octets, flightBefore, rtt);
    restartRetransmissionTimer(a.now, a.event);
    if (programWaitsToSend_ && sendBuffer_ - sendQueue_.size() >= sendBuffer_ / 3) {
        programWaitsToSend_ = false;
        notify(Notice::Kind::Writable, a.event);
    }
}

// Takes what `ack` covers out of the retransmission queue. The RTT sample is the oldest covered segment's,
// so that a delayed ACK lengthens it; nothing when one of them was sent twice (Karn, RFC 6298 §3).
std::optional<Duration> Connection::removeAcknowledged(Instant now, SeqNumber ack)
{
    std::optional<Duration> rtt;
    bool repeated = false;
    while (!sent_.empty() && sent_.front().end() <= ack) {
        SentSegment& segment = sent_.front();
        repeated = repeated || segment.transmissions > 1;
        if (!rtt)
            rtt = now - segment.sentAt;
        unmarkLost(segment);
        sent_.pop_front();
    }
    if (!sent_.empty() && sent_.front().seq < ack) {
        SentSegment& partly = sent_.front();
        if (partly.lost)
            lostOctets_ -= ack.since(partly.seq);
        partly.length -= ack.since(partly.seq);
        partly.seq = ack;
        partly.syn = false;
    }
    sndUna_ = ack;
    return repeated ? std::nullopt : rtt;
}

void Connection::recoveryAck(Arrival& a, std::uint32_t acknowledged, std::uint32_t flightBefore, std::optional<Duration> rtt)
{
    AcknowledgedFacts facts;
    facts.now = a.now;
    facts.newlyAcknowledged = acknowledged;
    facts.flightBefore = flightBefore;
    facts.flight = flight();
    facts.rtt = rtt;
    facts.applicationLimited = !congestionLimited_;

    const bool complete = sndUna_ >= recover_;
    if (inRecovery_ && complete) {
        inRecovery_ = false;
        noteRule(congestion_->recovered(a.now), a.event);
        return;
    }
    afterTimeout_ = afterTimeout_ && !complete;
    facts.inRecovery = inRecovery_;
    if (acknowledged > 0)
        noteRule(congestion_->acknowledged(facts), a.event);
    if (inRecovery_ && !sent_.empty()) {
        // RFC 6582 §3.2 step 3: a partial acknowledgment tells of the next hole.
        markLost(sent_.front());
        forced_ = Cause{Rule::TcpPartialAck, a.event};
    }
}

void Connection::duplicateAck(Arrival& a)
{
    ++duplicateAcks_;
    noteRule(Rule::TcpOldAck, a.event);
    if (inRecovery_ || duplicateAcks_ > 3) {
        if (!inRecovery_)
            return;
        AcknowledgedFacts facts;
        facts.now = a.now;
        facts.flightBefore = facts.flight = flight();
        facts.inRecovery = true;
        noteRule(congestion_->acknowledged(facts), a.event);
    } else if (duplicateAcks_ == 3) {
        enterRecovery(a);
    }
}

void Connection::enterRecovery(Arrival& a)
{
    // RFC 6582 §3.2 step 1: duplicates of what was sent before the last loss tell nothing new.
    if (afterTimeout_ || sndUna_ < recover_)
        return;
    // RFC 5681 §3.2 step 2: what limited transmit sent does not count.
    noteRule(congestion_->congestion({a.now, CongestionCause::DuplicateAcks, flight() - limitedTransmit_, false}), a.event);
    inRecovery_ = true;
    recover_ = sndNxt_;
    markLost(sent_.front());
    forced_ = Cause{Rule::TcpFastRetransmit, a.event};
}

void Connection::retransmissionTimeout(Instant now, EventId fired)
{
    if (sent_.empty())
        return;
    if (retriesExhausted()) {
        giveUp(now, fired);
        return;
    }
    SentSegment& oldest = sent_.front();
    // RFC 5681 §3.1: only a repetition by the timer holds ssthresh, not one by fast retransmit.
    const bool repeated = std::exchange(oldest.timedOut, true);
    Rule rule = Rule::TcpTimeout;
    if (oldest.syn) {
        synTimedOut_ = true;
        rule = state_ == TcpState::SynSent ? Rule::TcpSynRetransmit : Rule::TcpSynAckRetransmit;
    } else {
        if (oldest.fin && oldest.length == 1)
            rule = Rule::TcpFinRetransmit;
        noteRule(congestion_->congestion({now, CongestionCause::Timeout, flight(), repeated}), fired);
        recover_ = sndNxt_;
        inRecovery_ = false;
        afterTimeout_ = true;
    }
    rto_.backOff();
    for (SentSegment& segment : sent_)
        markLost(segment);
    duplicateAcks_ = 0;
    limitedTransmit_ = 0;
    forced_ = Cause{rule, fired};
}

bool Connection::retriesExhausted() const
{
    const Settings& s = shared_.settings;
    const int limit = state_ == TcpState::SynSent ? s.synRetries : state_ == TcpState::SynReceived ? s.synAckRetries : s.dataRetries;
    return sent_.front().transmissions > limit;
}

void Connection::giveUp(Instant now, EventId fired) { enterClosed(now, {Rule::TcpGivesUp, fired}, Errno::TimedOut); }

// RFC 6298 §5.2 and §5.3. A back-off ends with the first sample that follows (§5.7, second note).
void Connection::restartRetransmissionTimer(Instant now, EventId parent)
{
    if (sent_.empty())
        timers_.cancel(TimerKind::Retransmission, now, {Rule::TcpRtoStop, parent});
    else if (timers_.runs(TimerKind::Retransmission))
        timers_.set(TimerKind::Retransmission, now, now + rto_.rto(), {Rule::TcpRtoRestart, parent});
}

}  // namespace tcplab::engine_tcp
