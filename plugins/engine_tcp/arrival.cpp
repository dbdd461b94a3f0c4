// SEGMENT ARRIVES (RFC 9293 §3.10.7.3 and §3.10.7.4). CLOSED and LISTEN (§3.10.7.1, §3.10.7.2) are the engine's.
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {
namespace {

constexpr Duration kLongestDelayedAck = 200ms;  // Linux's TCP_DELACK_MAX

}  // namespace

// "First check the ACK bit … second check the RST bit … fourth check the SYN bit": security is not supported.
constexpr std::array<Connection::Step, 3> Connection::kSynSentSteps{{
    {"3.10.7.3 first", &Connection::synSentAck},
    {"3.10.7.3 second", &Connection::synSentRst},
    {"3.10.7.3 fourth", &Connection::synSentSyn},
}};

constexpr std::array<Connection::Step, 10> Connection::kSteps{{
    {"FreeBSD's tcp_twcheck()", &Connection::timeWaitHabits},
    {"RFC 7323 5.3 R1", &Connection::checkTimestamps},
    {"3.10.7.4 first", &Connection::checkSequence},
    {"3.10.7.4 second", &Connection::checkRst},
    {"3.10.7.4 fourth", &Connection::checkSyn},
    {"3.10.7.4 fifth", &Connection::checkAck},
    {"RFC 3168 6.1.3", &Connection::checkMarks},
    {"3.10.7.4 sixth", &Connection::checkUrgent},
    {"3.10.7.4 seventh", &Connection::takeText},
    {"3.10.7.4 eighth", &Connection::takeFin},
}};

// Up to the first that does not let the segment go on. The calls are direct: a loop's would be indirect.
template <const auto& steps>
Connection::Verdict Connection::firstVerdict(Arrival& a)
{
    const auto each = [&]<std::size_t... i>(std::index_sequence<i...>)
    {
        Verdict verdict;
        static_cast<void>((((verdict = (this->*steps[i].run)(a)).action == Verdict::Action::GoOn) && ...));
        return verdict;
    };
    return each(std::make_index_sequence<steps.size()>());
}

void Connection::segmentArrived(Instant now, const ArrivedSegment& arrived)
{
    const wire::TcpSegment& segment = arrived.segment;
    trigger_ = arrived.event;
    ++statistics_.segmentsReceived;
    if (!segment.payload.empty())
        ++statistics_.dataSegmentsReceived;
    const wire::TcpFields& fields = segment.fields;
    // The SYN takes the first sequence number: text begins behind it.
    Arrival a{now,
              arrived.event,
              segment,
              fields.flags.syn() ? fields.seq + 1 : fields.seq,
              segment.payload,
              fields.flags.fin(),
              (arrived.trafficClass & 3) == 3,
              arrived.datagram};
    if (state_ == TcpState::SynSent) {
        if (const Verdict verdict = firstVerdict<kSynSentSteps>(a); verdict.action != Verdict::Action::GoOn)
            return follow(verdict, a);
        if (state_ == TcpState::Established && takeText(a).action == Verdict::Action::GoOn)
            takeFin(a);
        return;
    }
    if (const Verdict verdict = firstVerdict<kSteps>(a); verdict.action != Verdict::Action::GoOn)
        follow(verdict, a);
}

void Connection::follow(const Verdict& verdict, Arrival& a)
{
    if (verdict.action == Verdict::Action::Done)
        return;
    shared_.recorder.packetDropped(a.now, where(), {verdict.rule, a.event}, shared_.recorder.trace().sentOf(a.event), {}, "tcp");
    if (verdict.action == Verdict::Action::Answer && mayAnswerInvalid(a.now))
        ackNow(verdict.rule, a.event);
    else if (verdict.action == Verdict::Action::Reset)
        shared_.outbox.push(shared_.writer.reset(a.now, id_, {verdict.rule, a.event}, local_, remote_, a.fields().ack, std::nullopt, {}));
}

// So that two confused hosts do not answer each other's answers for ever. Where no network lies between the two, nothing else would
// slow them down.
bool Connection::mayAnswerInvalid(Instant now)
{
    const Duration limit = std::max(shared_.settings->invalidRateLimit, local_.address == remote_.address ? Duration{1ms} : Duration{});
    if (now < answersInvalidFrom_)
        return false;
    answersInvalidFrom_ = now + limit;
    return true;
}

// RFC 5961 §7: the challenges are limited.
Connection::Verdict Connection::challenge(Instant now)
{
    return shared_.challenges.allows(now, shared_.settings->challengeAckLimit) ? answer(Rule::TcpChallengeAck)
                                                                               : drop(Rule::TcpChallengeLimit);
}

// --- SYN-SENT

Connection::Verdict Connection::synSentAck(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    const bool acceptable = fields.ack > iss_ && fields.ack <= sndNxt_ && echoIsOurs(a);
    if (!fields.flags.ack() || acceptable)
        return goOn();
    return fields.flags.rst() ? drop(Rule::TcpResetIgnored) : reset(Rule::TcpResetBadAck);
}

// Linux also wants the time stamp back that went out with one of the SYNs (RFC 7323 §3.2).
bool Connection::echoIsOurs(const Arrival& a) const
{
    const auto& stamps = a.fields().options.timestamps;
    if (!shared_.settings->linuxHabits() || !stamps || stamps->echoReply == 0 || shared_.settings->timestamps == 0)
        return true;
    const std::uint32_t newest = timestampNow(a.now);
    const std::uint32_t first = timestampNow(roundBegan_);
    return stamps->echoReply - first <= newest - first;
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

// What both sides' SYNs agree on (RFC 9293 §3.7.1, RFC 7323 §1.3, RFC 2018 §2).
void Connection::takeOptions(const wire::TcpFields& syn)
{
    const Settings& s = *shared_.settings;
    const wire::TcpOptions offered = options_->noOptions ? wire::TcpOptions{} : syn.options;
    irs_ = syn.seq;
    rcvNxt_ = rcvEdge_ = syn.seq + 1;
    lastAckSent_ = rcvNxt_;
    if (offered.userTimeout)
        takeUserTimeout(*offered.userTimeout);
    peerMss_ = std::max<std::uint16_t>(offered.maximumSegmentSize.value_or(local_.address.isV4() ? 536 : 1220), 48);
    scalingOn_ = s.windowScaling && offered.windowScale;
    sndShift_ = scalingOn_ ? std::min<std::uint8_t>(*offered.windowScale, 14) : 0;
    if (!scalingOn_)
        rcvShift_ = 0;
    sackOn_ = s.sack && offered.sackPermitted;
    timestampsOn_ = s.timestamps != 0 && offered.timestamps;
    if (timestampsOn_) {
        tsRecent_ = offered.timestamps->value;
        tsRecentAt_ = Instant{};
    }
    sndWnd_ = greatestSndWnd_ = syn.window;  // never scaled in a SYN (RFC 7323 §2.2)
    sndWl1_ = syn.seq;
    mssChanged();
    // FreeBSD's buffer holds whole segments, as if they had no options.
    if (const std::uint32_t mss = sendMss_ + timestampOctets(); s.freeBsdHabits())
        receiveBuffer_ = (receiveBuffer_ + mss - 1) / mss * mss;
}

Connection::Verdict Connection::synSentSyn(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (!fields.flags.syn())
        return drop(Rule::TcpNoAckBit);
    takeOptions(fields);
    tsRecentAt_ = a.now;
    sndWl2_ = fields.ack;
    if (fields.flags.ack()) {
        ecnOn_ = shared_.settings->ecn == 1 && fields.flags.ece() && !fields.flags.cwr();
        synAcknowledged(a);
        establish(a.now, {Rule::TcpSynAcknowledged, a.event});
        acknowledgeSynAck(a);
        return goOn();
    }
    // §3.5, figure 7: simultaneous open. Our SYN goes out again, now with the ACK; it agrees to ECN, for which Linux must have asked.
    ecnOn_ = (shared_.settings->linuxHabits() ? shared_.settings->ecn == 1 : shared_.settings->ecn != 0) && fields.flags.ece() &&
             fields.flags.cwr();
    keepUntilEstablished(a.segment);
    changeState(a.now, TcpState::SynReceived, {Rule::TcpSynCrossed, a.event});
    fastOpenAccepted_ = false;
    repeatBareSyn({Rule::TcpSynCrossed, a.event});
    return done();
}

// §3.10.7.3, fourth. Linux leaves it to the data of a program that waits to send.
void Connection::acknowledgeSynAck(const Arrival& a)
{
    if (!writerBlocked_ || !shared_.settings->linuxHabits())
        return ackNow(Rule::TcpSynAcknowledged, a.event);
    ackPolicy_.expectAnswer(a.now);
    setTimer(TimerKind::DelayedAck, a.now, a.now + kLongestDelayedAck, {Rule::TcpAckWait, a.event});
}

// The peer's SYN acknowledges ours, and perhaps the data that went with it (RFC 7413 §4.2.1).
void Connection::synAcknowledged(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    const bool sentData = !nothingOut() && recovery_->board.front().payload() > 0;
    acknowledgmentArrived(a);
    if (fastOpenUsed_)
        rememberServer(a.now, fields);
    cookie_.reset();
    synDataAcknowledged_ = sentData && nothingOut();
    // What the server did not take goes out again at once, as ordinary data.
    if (sentData && !nothingOut())
        for (std::size_t i = 0; i < recovery_->board.size(); ++i)
            markForRepeat(recovery_->board[i], {Rule::TcpFastOpenRepeats, a.event});
}

// RFC 7413 §4.1.3: what the next connection to this server may use.
void Connection::rememberServer(Instant now, const wire::TcpFields& synAck)
{
    const bool asked = cookie_ && cookie_->length == 0;
    FastOpenClient::Remembered remembered;
    if (const auto* known = shared_.fastOpenServers.find(remote_.address))
        remembered = *known;
    remembered.mss = synAck.options.maximumSegmentSize.value_or(0);
    if (fastOpenOption_ && synAck.options.fastOpen && synAck.options.fastOpen->length > 0) {
        remembered.cookie = *synAck.options.fastOpen;
        remembered.experimental = synAck.options.fastOpen->experimental;
    } else if (asked && !synTimedOut_ && shared_.settings->linuxHabits()) {
        // Perhaps the server knows the experimental option; that is tried once.
        remembered.experimental = !std::exchange(remembered.triedExperimental, true);
    } else if ((asked || !nothingOut()) && !shared_.settings->linuxHabits()) {
        remembered.cookie = {};
        remembered.refusedAt = now;  // RFC 7413 §4.1.3.1
    }
    shared_.fastOpenServers.remember(remote_.address, remembered);
}

void Connection::establish(Instant now, Cause cause)
{
    everEstablished_ = true;
    tellsUserTimeout_ = takesAdvice() && !passive_;
    retransmits_ = 0;
    if (synTimedOut_ && !rto_.sampled() && !shared_.settings->linuxHabits())
        rto_.restartAfterSynTimeout(*shared_.settings);
    if (synTimedOut_ && statistics_.retransmissions > 1 && !shared_.settings->linuxHabits())
        congestion_->beginSmall();
    const EventId event = changeState(now, TcpState::Established, cause);
    notify(Notice::Kind::Connected, event);
    notify(Notice::Kind::Writable, event);
    roundBegan_ = now;
    ackPolicy_.begin(now);
    if (options_->keepAlive)
        setKeepAliveTimer(now, event, options_->keepIdle);
    else
        cancelTimer(TimerKind::KeepAlive, now, cause);
    if (finQueued_)  // closed before it was established
        changeState(now, TcpState::FinWait1, {Rule::TcpCloses, cause.parent});
}

// --- the synchronized states

// FreeBSD looks at nothing but the numbers in TIME-WAIT, and at no RST (RFC 1337).
Connection::Verdict Connection::timeWaitHabits(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (state_ != TcpState::TimeWait || !shared_.settings->freeBsdHabits())
        return goOn();
    if (fields.flags.rst())
        return drop(Rule::TcpTimeWaitGuarded);
    if (!fields.flags.ack())
        return drop(Rule::TcpNoAckBit);
    if (timestampsOn_ && !fields.options.timestamps)
        return drop(Rule::TcpTimestampMissing);
    if (a.fin && a.seq + static_cast<std::uint32_t>(a.text.size()) + 1 == rcvNxt_) {
        setTimer(TimerKind::TimeWait, a.now, a.now + shared_.settings->timeWait, {Rule::TcpTimeWaitRestarts, a.event});
        return answer(Rule::TcpTimeWaitRestarts);
    }
    const bool tellsNothing =
        fields.flags == wire::TcpFlags(wire::TcpFlags::kAck) && a.text.empty() && fields.seq == rcvNxt_ && fields.ack == sndNxt_;
    return tellsNothing ? done() : answer(Rule::TcpAckUnacceptable);
}

// RFC 7323 §5.3 R1 and §3.2.
Connection::Verdict Connection::checkTimestamps(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (!timestampsOn_ || fields.flags.rst())
        return goOn();
    if (!fields.options.timestamps)
        return shared_.settings->linuxHabits() || fields.flags.syn() ? goOn() : drop(Rule::TcpTimestampMissing);
    constexpr Duration kForgotten = 24 * 24 * 3600s;  // §5.5: after 24 days the old value says nothing
    const bool old = static_cast<std::int32_t>(fields.options.timestamps->value - tsRecent_) < 0;
    if (!old || shared_.settings->lesson.noPaws || a.now - tsRecentAt_ > kForgotten)
        return goOn();
    if (!a.text.empty() && sackOn_)
        reportDuplicate(a.seq, a.seq + static_cast<std::uint32_t>(a.text.size()));
    return answer(Rule::TcpPaws);
}

Connection::Verdict Connection::checkSequence(Arrival& a)
{
    const std::uint32_t window = acceptanceWindow();
    const SeqNumber seq = a.fields().seq;
    const std::uint32_t length = a.segment.length();
    if (state_ == TcpState::SynReceived && a.fields().flags.syn() && seq == irs_)
        return repeatedSyn(a);
    bool acceptable;
    if (length == 0)  // Linux takes what begins right behind the window, too
        acceptable = inWindow(seq, rcvNxt_, window == 0 || shared_.settings->linuxHabits() ? window + 1 : window);
    else
        acceptable = window > 0 && (inWindow(seq, rcvNxt_, window) || inWindow(seq + (length - 1), rcvNxt_, window) ||
                                    (seq < rcvNxt_ && seq + length > rcvNxt_));
    // "If the RCV.WND is zero, … special allowance should be made to accept valid ACKs, URGs, and RSTs."
    if (!acceptable && window == 0 && seq == rcvNxt_) {
        a.text = {};
        a.fin = false;
        ackNow(Rule::TcpAckUnacceptable, a.event);
        return goOn();
    }
    if (!acceptable)
        return outsideWindow(a);
    // RFC 7323 §4.3: only what is at the left edge, so that delayed ACKs do not shorten the measured time.
    if (timestampsOn_ && a.fields().options.timestamps && seq <= lastAckSent_) {
        const std::uint32_t value = a.fields().options.timestamps->value;
        if (static_cast<std::int32_t>(value - tsRecent_) >= 0) {
            tsRecent_ = value;
            tsRecentAt_ = a.now;
        }
    }
    if (a.fields().options.userTimeout)
        takeUserTimeout(*a.fields().options.userTimeout);
    trimToWindow(a);
    return goOn();
}

// RFC 5482 §3.1, §3.3: zero is reserved and says nothing.
void Connection::takeUserTimeout(std::uint16_t option)
{
    if (takesAdvice() && wire::userTimeoutOf(option) > Duration::zero())
        advisedUserTimeout_ = option;
}

// The SYN that is here already comes again.
Connection::Verdict Connection::repeatedSyn(Arrival& a)
{
    // §3.5, figure 7: when both sides open at once, it comes with the ACK of ours.
    if (a.fields().flags.ack() && !passive_) {
        reportDuplicate(irs_, irs_ + 1);
        if (duplicate_)
            ackNow(Rule::TcpAckUnacceptable, a.event);
        trimToWindow(a);
        return goOn();
    }
    if (a.fields().flags.rst())
        return drop(Rule::TcpResetIgnored);
    if (!passive_)
        return answer(Rule::TcpAckUnacceptable);
    synAgain_ = true;
    makeRecovery().forced = {Rule::TcpSynRepeated, a.event};
    return done();
}

Connection::Verdict Connection::outsideWindow(Arrival& a)
{
    if (a.fields().flags.rst())
        return drop(Rule::TcpOutOfWindow);
    // RFC 5961 §4.2: a SYN on a live connection is challenged wherever it lies.
    if (a.fields().flags.syn() && state_ != TcpState::SynReceived)
        return challenge(a.now);
    if (state_ == TcpState::TimeWait && a.fin) {
        setTimer(TimerKind::TimeWait, a.now, a.now + shared_.settings->timeWait, {Rule::TcpTimeWaitRestarts, a.event});
        return answer(Rule::TcpTimeWaitRestarts);
    }
    if (a.fin && ackOfFinWaits())
        return drop(Rule::LessonFinMerged);
    // RFC 2883 §4: what has come twice is told, whole segments below the left edge included.
    if (!a.text.empty() && a.seq < rcvNxt_) {
        reportDuplicate(a.seq, earlier(a.seq + static_cast<std::uint32_t>(a.text.size()), rcvNxt_));
        ackPolicy_.quicken(receiveSpace());
    }
    if (!shared_.settings->freeBsdHabits() || a.fields().seq > rcvNxt_)
        return answer(Rule::TcpAckUnacceptable);
    // FreeBSD listens to the acknowledgment of an old segment.
    a.text = {};
    a.fin = false;
    ackNow(Rule::TcpAckUnacceptable, a.event);
    return goOn();
}

void Connection::trimToWindow(Arrival& a)
{
    if (a.seq < rcvNxt_) {
        const std::size_t old = std::min<std::size_t>(rcvNxt_.since(a.seq), a.text.size());
        if (old > 0)
            reportDuplicate(a.seq, a.seq + static_cast<std::uint32_t>(old));
        a.text = a.text.subspan(old);
        a.seq = a.seq + static_cast<std::uint32_t>(old);
    }
    const SeqNumber edge = rcvNxt_ + acceptanceWindow();
    const std::uint32_t room = a.seq < edge ? edge.since(a.seq) : 0;
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
    if (a.fields().seq != rcvNxt_ && !shared_.settings->insecureReset)
        return challenge(a.now);
    if (state_ == TcpState::TimeWait && shared_.settings->rfc1337)
        return drop(Rule::TcpTimeWaitGuarded);
    enterClosed(a.now, {Rule::TcpResetArrives, a.event}, errorOfReset());
    return done();
}

// What the program is told when the peer resets: nothing where both sides have closed already, which FreeBSD sees otherwise.
Errno Connection::errorOfReset() const
{
    switch (state_) {
    case TcpState::SynReceived: return fastOpenAccepted_ ? Errno::Reset : Errno::Refused;
    case TcpState::CloseWait: return shared_.settings->linuxHabits() ? Errno::Pipe : Errno::Reset;
    case TcpState::Closing:
    case TcpState::LastAck: return shared_.settings->freeBsdHabits() ? Errno::Reset : Errno::None;
    case TcpState::TimeWait: return Errno::None;
    default: return Errno::Reset;
    }
}

Connection::Verdict Connection::checkSyn(Arrival& a)
{
    // The peer's own SYN gets here only when it crossed ours.
    if (!a.fields().flags.syn() || a.fields().seq == irs_)
        return goOn();
    // "If the connection was initiated with a passive OPEN, then return this connection to the LISTEN state."
    if (state_ == TcpState::SynReceived && passive_) {
        enterClosed(a.now, {Rule::TcpBackToListen, a.event}, Errno::None);
        return drop(Rule::TcpBackToListen);
    }
    if (shared_.settings->insecureSyn) {
        sendReset(a.now, {Rule::TcpResetBySyn, a.event});
        enterClosed(a.now, {Rule::TcpResetBySyn, a.event}, Errno::Reset);
        return done();
    }
    // RFC 5961 §4.2: a SYN on a live connection is challenged.
    return challenge(a.now);
}

Connection::Verdict Connection::checkAck(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (!fields.flags.ack())
        return drop(Rule::TcpNoAckBit);
    if (state_ == TcpState::SynReceived) {
        if (const Verdict verdict = ackInSynReceived(a); verdict.action != Verdict::Action::GoOn)
            return verdict;
    } else {
        // RFC 5961 §5.2: too old to be from this connection.
        if (fields.ack < sndUna_ && sndUna_.since(fields.ack) > greatestSndWnd_)
            return challenge(a.now);
        if (fields.ack > sndNxt_)
            return answer(Rule::TcpAckUnsent);
        acknowledgmentArrived(a);
    }
    if (state_ == TcpState::Closed)
        return done();
    ackOfFin(a);
    return state_ == TcpState::Closed ? done() : goOn();
}

Connection::Verdict Connection::ackInSynReceived(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (!(fields.ack > sndUna_ && fields.ack <= sndNxt_))
        return reset(Rule::TcpResetBadAck);
    sndWnd_ = greatestSndWnd_ = std::uint32_t{fields.window} << sndShift_;
    sndWl1_ = fields.seq;
    sndWl2_ = fields.ack;
    acknowledgmentArrived(a);
    cookie_.reset();
    establish(a.now, {Rule::TcpHandshakeDone, a.event});
    takeKept(a);
    return goOn();
}

// "If our FIN is now acknowledged": what follows in each state.
void Connection::ackOfFin(Arrival& a)
{
    if (!finSent_ || !nothingOut() || sndUna_ != sndNxt_)
        return;
    const Cause cause{Rule::TcpFinAcknowledged, a.event};
    if (state_ == TcpState::FinWait1) {
        changeState(a.now, TcpState::FinWait2, cause);
        if (socketClosed_)
            setTimer(TimerKind::FinWait2, a.now, a.now + options_->finWait2, cause);
    } else if (state_ == TcpState::Closing) {
        enterTimeWait(a.now, cause);
    } else if (state_ == TcpState::LastAck) {
        enterClosed(a.now, cause, Errno::None);
    }
}

// RFC 3168 §6.1.3, on the receiver's side.
Connection::Verdict Connection::checkMarks(Arrival& a)
{
    if (!ecnOn_)
        return goOn();
    if (a.fields().flags.cwr() && !a.congestionExperienced)
        congestionEcho_ = false;
    if (congestion_->wantsEveryMark()) {  // RFC 8257 §3.2: ECE mirrors CE, and a change is told at once
        if (congestionEcho_ != a.congestionExperienced && !a.text.empty()) {
            if (ackPolicy_.unacknowledged() > 0)
                ackNow(Rule::TcpMarkEchoed, a.event);
            congestionEcho_ = a.congestionExperienced;
        }
    } else if (a.congestionExperienced) {
        congestionEcho_ = true;
        ackPolicy_.quicken(receiveSpace());
    }
    ecnSeen_ = ecnSeen_ || a.congestionExperienced;
    return goOn();
}

// §3.8.5: the pointer goes forward only, and the program is told once.
Connection::Verdict Connection::checkUrgent(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    if (!fields.flags.urg() || fields.urgentPointer == 0 || peerClosed_)
        return goOn();
    const SeqNumber up = fields.seq + fields.urgentPointer + (shared_.settings->standardUrgent ? 1 : 0);
    if (up <= rcvNxt_ || (urgentWaits_ && up <= rcvUp_))
        return goOn();
    rcvUp_ = up;
    urgentWaits_ = urgentNew_ = true;
    notify(Notice::Kind::Readable, a.event);
    return goOn();
}

void Connection::updateSendWindow(Arrival& a)
{
    const wire::TcpFields& fields = a.fields();
    const std::uint32_t window = std::uint32_t{fields.window} << (fields.flags.syn() ? 0 : sndShift_);
    const bool newer = sndWl1_ < fields.seq || (sndWl1_ == fields.seq && sndWl2_ <= fields.ack);
    if (!newer || fields.ack < sndUna_)
        return;
    if (window != sndWnd_ && !changed_)  // what an acknowledgment did weighs more
        noteRule(Rule::TcpWindowChanges, a.event);
    const bool opened = window > sndWnd_;
    sndWnd_ = window;
    greatestSndWnd_ = std::max(greatestSndWnd_, sndWnd_);
    sndWl1_ = fields.seq;
    sndWl2_ = fields.ack;
    if (opened)
        windowOpened(a);
}

void Connection::windowOpened(Arrival& a)
{
    if (probeWait_ == Duration::zero())
        return;
    stopPersistTimer(a.now, a.event);
    if (!nothingOut() && !recovery_->board.front().sacked)
        markForRepeat(recovery_->board.front(), {Rule::TcpProbeRepeated, a.event});
}

Connection::Verdict Connection::takeText(Arrival& a)
{
    if (a.text.empty())
        return goOn();
    const bool takesText = state_ == TcpState::Established || state_ == TcpState::FinWait1 || state_ == TcpState::FinWait2 ||
                           (state_ == TcpState::SynReceived && fastOpenAccepted_);
    if (!takesText)
        return goOn();  // "This should not occur since a FIN has been received": ignore the text
    if (socketClosed_ && (shared_.settings->linuxHabits() ? a.seq + static_cast<std::uint32_t>(a.text.size()) > rcvNxt_ : true)) {
        // RFC 1122 §4.2.2.13: nobody will read it, and the peer must know.
        if (shared_.settings->linuxHabits())
            shared_.outbox.push(
                shared_.writer.reset(a.now, id_, {Rule::TcpResetUnread, a.event}, local_, remote_, a.fields().ack, std::nullopt, {}));
        else
            sendReset(a.now, {Rule::TcpResetUnread, a.event});
        enterClosed(a.now, {Rule::TcpResetUnread, a.event}, Errno::None);
        return done();
    }
    if (timers_.runs(TimerKind::KeepAlive))
        setKeepAliveTimer(a.now, a.event, options_->keepIdle);
    if (a.seq == rcvNxt_)
        deliverInOrder(a);
    else
        keepOutOfOrder(a);
    return goOn();
}

Connection::Verdict Connection::takeFin(Arrival& a)
{
    if (a.fin)
        finAt_ = a.seq + static_cast<std::uint32_t>(a.text.size());
    if (a.fin && *finAt_ != rcvNxt_ && a.text.empty())
        ackNow(Rule::TcpAckOutOfOrder, a.event);
    if (!finAt_ || *finAt_ != rcvNxt_ || peerClosed_)
        return done();
    peerFinArrived(a.now, a.event);
    return done();
}

// --- questions of the engine before it hands a segment over

bool Connection::completesHandshake(const wire::TcpFields& fields) const
{
    return state_ == TcpState::SynReceived && passive_ && !fastOpenAccepted_ && fields.flags.ack() && !fields.flags.rst() &&
           !fields.flags.syn() && fields.ack > sndUna_ && fields.ack <= sndNxt_ && fields.seq == rcvNxt_;
}

// TCP_DEFER_ACCEPT: a bare ACK does not finish the handshake as long as data may still come.
bool Connection::defersAccept(const wire::TcpSegment& segment) const
{
    return options_->deferAccept > Duration::zero() && segment.payload.empty() && !segment.fields.flags.fin();
}

bool Connection::yieldsTo(const wire::TcpFields& syn) const
{
    if (state_ != TcpState::TimeWait || !syn.flags.syn() || syn.flags.ack() || syn.flags.rst())
        return false;
    if (!shared_.settings->freeBsdHabits() && timestampsOn_ && syn.options.timestamps) {
        const auto newer = static_cast<std::int32_t>(syn.options.timestamps->value - tsRecent_);
        if (newer != 0)
            return newer > 0;
    }
    return syn.seq > rcvNxt_;
}

bool Connection::yieldsToReuse(Instant now) const { return state_ == TcpState::TimeWait && timestampsOn_ && now - tsRecentAt_ > 1s; }

}  // namespace tcplab::engine_tcp
