// SEGMENT ARRIVES (RFC 9293 §3.10.7.3 and §3.10.7.4). CLOSED and LISTEN (§3.10.7.1, §3.10.7.2) are the engine's.
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {

// "First check the ACK bit … second check the RST bit … fourth check the SYN bit": security is not supported.
const std::array<Connection::Step, 3> Connection::kSynSentSteps{{
    {"3.10.7.3 first", &Connection::synSentAck},
    {"3.10.7.3 second", &Connection::synSentRst},
    {"3.10.7.3 fourth", &Connection::synSentSyn},
}};

const std::array<Connection::Step, 6> Connection::kSteps{{
    {"3.10.7.4 first", &Connection::checkSequence},
    {"3.10.7.4 second", &Connection::checkRst},
    {"3.10.7.4 fourth", &Connection::checkSyn},
    {"3.10.7.4 fifth", &Connection::checkAck},
    {"3.10.7.4 seventh", &Connection::takeText},
    {"3.10.7.4 eighth", &Connection::takeFin},
}};

void Connection::segmentArrived(Instant now, EventId arrived, const wire::TcpSegment& segment)
{
    trigger_ = arrived;
    const wire::TcpFields& fields = segment.fields;
    // The SYN takes the first sequence number: text begins behind it.
    Arrival a{now, arrived, segment, fields.flags.syn() ? fields.seq + 1 : fields.seq, segment.payload, fields.flags.fin()};
    if (state_ == TcpState::SynSent) {
        for (const Step& step : kSynSentSteps)
            if (const Verdict verdict = (this->*step.run)(a); verdict.action != Verdict::Action::GoOn)
                return follow(verdict, a);
        if (state_ != TcpState::Established)
            return;
        takeText(a);
        takeFin(a);
        return;
    }
    for (const Step& step : kSteps)
        if (const Verdict verdict = (this->*step.run)(a); verdict.action != Verdict::Action::GoOn)
            return follow(verdict, a);
}

void Connection::follow(const Verdict& verdict, Arrival& a)
{
    if (verdict.action == Verdict::Action::Done)
        return;
    const wire::TcpFields& fields = a.fields();
    shared_.recorder.packetDropped(a.now, where(), {verdict.rule, a.event}, shared_.recorder.trace().sentOf(a.event), {}, "tcp");
    if (verdict.action == Verdict::Action::Answer)
        ackNow(verdict.rule, a.event);
    else if (verdict.action == Verdict::Action::Reset)
        shared_.outbox.push_back(shared_.writer.reset(a.now, id_, {verdict.rule, a.event}, local_, remote_, fields.ack, std::nullopt));
}

// --- SYN-SENT

Connection::Verdict Connection::synSentAck(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (!fields.flags.ack() || (fields.ack > iss_ && fields.ack <= sndNxt_))
        return goOn();
    return fields.flags.rst() ? drop(Rule::TcpResetIgnored) : reset(Rule::TcpResetBadAck);
}

Connection::Verdict Connection::synSentRst(Arrival& a)
{
    if (!a.fields().flags.rst())
        return goOn();
    // Only a reset that acknowledges our SYN can be from the host we asked (RFC 5961 §3.2).
    if (!a.fields().flags.ack())
        return drop(Rule::TcpResetIgnored);
    enterClosed(a.now, {Rule::TcpRefused, a.event}, Errno::Refused);
    return done();
}

Connection::Verdict Connection::synSentSyn(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (!fields.flags.syn())
        return drop(Rule::TcpNoAckBit);
    irs_ = fields.seq;
    rcvNxt_ = fields.seq + 1;
    rcvEdge_ = rcvNxt_;
    sendMss_ = std::min<std::uint32_t>(fields.options.maximumSegmentSize.value_or(536), receiveMss());
    congestion_->mssChanged(sendMss_);
    sndWnd_ = greatestSndWnd_ = fields.window;
    sndWl1_ = fields.seq;
    sndWl2_ = fields.ack;
    rcvEdge_ = rcvNxt_ + windowToAdvertise();
    if (fields.flags.ack()) {
        newlyAcknowledged(a);
        establish(a.now, {Rule::TcpSynAcknowledged, a.event});
        ackNow(Rule::TcpSynAcknowledged, a.event);
        return goOn();
    }
    // §3.5, figure 7: simultaneous open. Our SYN goes out again, now with the ACK.
    changeState(a.now, TcpState::SynReceived, {Rule::TcpSynCrossed, a.event});
    if (!sent_.empty()) {
        markLost(sent_.front());
        forced_ = Cause{Rule::TcpSynCrossed, a.event};
    }
    return done();
}

void Connection::establish(Instant now, Cause cause)
{
    everEstablished_ = true;
    if (synTimedOut_ && rto_.srtt() == Duration::zero())
        rto_.restartAfterSynTimeout();
    const EventId event = changeState(now, TcpState::Established, cause);
    notify(Notice::Kind::Connected, event);
    notify(Notice::Kind::Writable, event);
    if (finQueued_)  // closed before it was established
        changeState(now, TcpState::FinWait1, {Rule::TcpCloses, cause.parent});
}

// --- the synchronized states

Connection::Verdict Connection::checkSequence(Arrival& a)
{
    const std::uint32_t window = rcvEdge_.since(rcvNxt_);
    const SeqNumber seq = a.fields().seq;
    const std::uint32_t length = a.segment.length();
    bool acceptable;
    if (length == 0)
        acceptable = window == 0 ? seq == rcvNxt_ : inWindow(seq, rcvNxt_, window);
    else
        acceptable = window > 0 && (inWindow(seq, rcvNxt_, window) || inWindow(seq + (length - 1), rcvNxt_, window));
    // "If the RCV.WND is zero, … special allowance should be made to accept valid ACKs, URGs, and RSTs."
    if (!acceptable && window == 0 && seq == rcvNxt_) {
        a.text = {};
        a.fin = false;
        ackNow(Rule::TcpAckUnacceptable, a.event);
        return goOn();
    }
    // §3.5, figure 7: when both sides open at once, the SYN that is here already comes again with the ACK of ours.
    const bool crossedSyn = state_ == TcpState::SynReceived && a.fields().flags.syn() && a.fields().flags.ack() && seq == irs_;
    if (!acceptable && !crossedSyn)
        return outsideWindow(a);
    trimToWindow(a);
    return goOn();
}

Connection::Verdict Connection::outsideWindow(Arrival& a)
{
    if (a.fields().flags.rst())
        return drop(Rule::TcpOutOfWindow);
    if (state_ == TcpState::TimeWait && a.fin) {
        timers_.set(TimerKind::TimeWait, a.now, a.now + shared_.settings.timeWait, {Rule::TcpTimeWaitRestarts, a.event});
        return answer(Rule::TcpTimeWaitRestarts);
    }
    return answer(Rule::TcpAckUnacceptable);
}

void Connection::trimToWindow(Arrival& a)
{
    if (a.seq < rcvNxt_) {
        const std::size_t old = std::min<std::size_t>(rcvNxt_.since(a.seq), a.text.size());
        a.text = a.text.subspan(old);
        a.seq = a.seq + static_cast<std::uint32_t>(old);
    }
    const std::uint32_t room = a.seq < rcvEdge_ ? rcvEdge_.since(a.seq) : 0;
    if (a.text.size() > room) {
        a.text = a.text.first(room);
        a.fin = false;  // it lies behind what was cut off
    }
}

Connection::Verdict Connection::checkRst(Arrival& a)
{
    if (!a.fields().flags.rst())
        return goOn();
    // RFC 5961 §3.2: only the exact number is believed; a near miss is challenged.
    if (a.fields().seq != rcvNxt_)
        return answer(Rule::TcpChallengeAck);
    const Cause cause{Rule::TcpResetArrives, a.event};
    if (state_ == TcpState::SynReceived)
        enterClosed(a.now, cause, Errno::Refused);
    else if (state_ == TcpState::Closing || state_ == TcpState::LastAck || state_ == TcpState::TimeWait)
        enterClosed(a.now, cause, Errno::None);
    else
        enterClosed(a.now, cause, Errno::Reset);
    return done();
}

Connection::Verdict Connection::checkSyn(Arrival& a)
{
    // RFC 5961 §4.2: a SYN on a live connection is challenged. The peer's own one gets here only when it crossed ours.
    return a.fields().flags.syn() && a.fields().seq != irs_ ? answer(Rule::TcpChallengeAck) : goOn();
}

Connection::Verdict Connection::checkAck(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (!fields.flags.ack())
        return drop(Rule::TcpNoAckBit);
    if (state_ == TcpState::SynReceived) {
        if (const Verdict verdict = ackInSynReceived(a); verdict.action != Verdict::Action::GoOn)
            return verdict;
    }
    // RFC 5961 §5.2: too old to be from this connection.
    if (fields.ack < sndUna_ && sndUna_.since(fields.ack) > std::max(greatestSndWnd_, 0xffffu))
        return answer(Rule::TcpChallengeAck);
    if (fields.ack > sndNxt_)
        return answer(Rule::TcpAckUnsent);
    if (fields.ack > sndUna_)
        newlyAcknowledged(a);
    else if (fields.ack == sndUna_ && !sent_.empty() && a.segment.length() == 0 && fields.window == sndWnd_ && sndWnd_ > 0)
        duplicateAck(a);  // RFC 5681 §2
    if (state_ == TcpState::Closed)
        return done();
    updateSendWindow(a);
    ackOfFin(a);
    return state_ == TcpState::Closed ? done() : goOn();
}

Connection::Verdict Connection::ackInSynReceived(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (!(fields.ack > sndUna_ && fields.ack <= sndNxt_))
        return reset(Rule::TcpResetBadAck);
    sndWnd_ = greatestSndWnd_ = fields.window;
    sndWl1_ = fields.seq;
    sndWl2_ = fields.ack;
    newlyAcknowledged(a);
    establish(a.now, {Rule::TcpHandshakeDone, a.event});
    return goOn();
}

// "If our FIN is now acknowledged": what follows in each state.
void Connection::ackOfFin(Arrival& a)
{
    if (!finSent_ || !sent_.empty() || sndUna_ != sndNxt_)
        return;
    const Cause cause{Rule::TcpFinAcknowledged, a.event};
    if (state_ == TcpState::FinWait1) {
        changeState(a.now, TcpState::FinWait2, cause);
        if (socketClosed_)
            timers_.set(TimerKind::FinWait2, a.now, a.now + shared_.settings.finWait2Timeout, cause);
    } else if (state_ == TcpState::Closing) {
        enterTimeWait(a.now, cause);
    } else if (state_ == TcpState::LastAck) {
        enterClosed(a.now, cause, Errno::None);
    }
}

void Connection::updateSendWindow(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    const bool newer = sndWl1_ < fields.seq || (sndWl1_ == fields.seq && sndWl2_ <= fields.ack);
    if (!newer || fields.ack < sndUna_)
        return;
    if (fields.window != sndWnd_ && !changed_)  // what an acknowledgment did weighs more
        noteRule(Rule::TcpWindowChanges, a.event);
    const bool opened = fields.window > sndWnd_;
    sndWnd_ = fields.window;
    greatestSndWnd_ = std::max(greatestSndWnd_, sndWnd_);
    sndWl1_ = fields.seq;
    sndWl2_ = fields.ack;
    if (sndWnd_ > 0 && (timers_.runs(TimerKind::Persist) || probes_ > 0)) {
        timers_.cancel(TimerKind::Persist, a.now, {Rule::TcpPersistStop, a.event});
        probes_ = 0;
        if (opened && !sent_.empty()) {
            markLost(sent_.front());
            forced_ = Cause{Rule::TcpProbeRepeated, a.event};
        }
    }
}

Connection::Verdict Connection::takeText(Arrival& a)
{
    if (a.text.empty())
        return goOn();
    const bool takesText = state_ == TcpState::Established || state_ == TcpState::FinWait1 || state_ == TcpState::FinWait2;
    if (!takesText)
        return goOn();  // "This should not occur since a FIN has been received": ignore the text
    if (socketClosed_) {
        // RFC 1122 §4.2.2.13: nobody will read it, and the peer must know.
        sendReset(a.now, {Rule::TcpResetUnread, a.event});
        enterClosed(a.now, {Rule::TcpResetUnread, a.event}, Errno::None);
        return done();
    }
    if (a.seq == rcvNxt_) {
        deliverInOrder(a);
    } else {
        reassembly_.keep(a.seq, a.text);
        ackNow(Rule::TcpAckOutOfOrder, a.event);
    }
    return goOn();
}

void Connection::deliverInOrder(Arrival& a)
{
    const bool gap = !reassembly_.empty();
    receiveQueue_.append(a.text);
    rcvNxt_ += static_cast<std::uint32_t>(a.text.size());
    if (gap) {
        const Octets following = reassembly_.take(rcvNxt_);
        receiveQueue_.append(following);
        rcvNxt_ += static_cast<std::uint32_t>(following.size());
    }
    rcvEdge_ = later(rcvEdge_, rcvNxt_);
    noteRule(Rule::TcpDataArrives, a.event);
    unacknowledgedOctets_ += static_cast<std::uint32_t>(a.text.size());
    if (gap)
        ackNow(Rule::TcpAckFillsGap, a.event);
    else
        scheduleAck(a);
    notify(Notice::Kind::Readable, a.event);
}

// RFC 9293 §3.8.6.3: at least every second full-sized segment at once, any other within half a second.
void Connection::scheduleAck(Arrival& a)
{
    if (unacknowledgedOctets_ >= 2 * std::min(sendMss_, receiveMss()))
        ackNow(Rule::TcpAckSecond, a.event);
    else if (shared_.settings.delayedAck == Duration::zero())
        ackNow(Rule::TcpDataArrives, a.event);
    else if (!timers_.runs(TimerKind::DelayedAck))
        timers_.set(TimerKind::DelayedAck, a.now, a.now + shared_.settings.delayedAck, {Rule::TcpAckWait, a.event});
}

Connection::Verdict Connection::takeFin(Arrival& a)
{
    if (a.fin)
        finAt_ = a.seq + static_cast<std::uint32_t>(a.text.size());
    if (!finAt_ || *finAt_ != rcvNxt_ || peerClosed_)
        return done();
    peerFinArrived(a.now, a.event);
    return done();
}

void Connection::peerFinArrived(Instant now, EventId arrived)
{
    peerClosed_ = true;
    rcvNxt_ += 1;
    rcvEdge_ = later(rcvEdge_, rcvNxt_);
    noteRule(Rule::TcpFinArrives, arrived);
    ack_ = Cause{Rule::TcpAckFin, arrived};
    const Cause cause{Rule::TcpFinArrives, arrived};
    switch (state_) {
    case TcpState::SynReceived:
    case TcpState::Established: changeState(now, TcpState::CloseWait, cause); break;
    case TcpState::FinWait1: changeState(now, TcpState::Closing, cause); break;  // our FIN's ACK came by checkAck
    case TcpState::FinWait2: enterTimeWait(now, cause); break;
    default: break;
    }
    notify(Notice::Kind::Readable, arrived);
}

}  // namespace tcplab::engine_tcp
