#include "engine_tcp/connection.h"

#include "trace/transitions.h"

namespace tcplab::engine_tcp {

Connection::Connection(Shared& shared, ConnectionId id, const Endpoint& local, const Endpoint& remote, SeqNumber iss,
                       std::unique_ptr<CongestionControl> congestionControl)
    : shared_(shared), id_(id), local_(local), remote_(remote), congestion_(std::move(congestionControl)),
      rto_(shared.settings.initialRto, shared.settings.minimumRto, shared.settings.maximumRto), timers_(shared.recorder, {shared.host, id}),
      noDelay_(shared.settings.noDelay), iss_(iss), sndUna_(iss), sndNxt_(iss), sendBuffer_(shared.settings.sendBuffer),
      queueStart_(iss + 1), recover_(iss), receiveBuffer_(shared.settings.receiveBuffer)
{}

void Connection::openActively(CallContext call)
{
    trigger_ = call.cause;
    changeState(call.now, TcpState::SynSent, {Rule::TcpActiveOpen, call.cause});
}

void Connection::openPassively(Instant now, EventId arrived, const wire::TcpFields& syn)
{
    passive_ = true;
    trigger_ = arrived;
    irs_ = syn.seq;
    rcvNxt_ = syn.seq + 1;
    rcvEdge_ = rcvNxt_;
    sndWnd_ = greatestSndWnd_ = syn.window;
    sndWl1_ = syn.seq;
    sndWl2_ = iss_;
    // RFC 9293 §3.7.1: never more than the peer takes, nor than our own network carries.
    sendMss_ = std::min<std::uint32_t>(syn.options.maximumSegmentSize.value_or(536), receiveMss());
    congestion_->mssChanged(sendMss_);
    state_ = TcpState::Listen;
    changeState(now, TcpState::SynReceived, {Rule::TcpSynReceived, arrived});
}

CallResult Connection::send(CallContext call, OctetView octets)
{
    if (error_ != Errno::None)
        return CallResult::failed(takeError());
    if (finQueued_ || state_ == TcpState::Closed)
        return CallResult::failed(Errno::Pipe);
    const std::size_t room = sendBuffer_ > sendQueue_.size() ? sendBuffer_ - sendQueue_.size() : 0;
    if (room == 0) {
        programWaitsToSend_ = true;
        return CallResult::failed(Errno::Again);
    }
    const OctetView taken = octets.first(std::min(room, octets.size()));
    programWaitsToSend_ = taken.size() < octets.size();
    sendQueue_.append(taken);
    trigger_ = call.cause;
    noteRule(Rule::TcpAccepted, call.cause);
    return {static_cast<std::int64_t>(taken.size()), Errno::None};
}

CallResult Connection::receive(CallContext call, std::span<std::uint8_t> room)
{
    if (receiveShut_)
        return {0, Errno::None};
    if (!receiveQueue_.empty()) {
        const std::size_t octets = std::min(room.size(), receiveQueue_.size());
        receiveQueue_.copy(0, room.first(octets));
        receiveQueue_.drop(octets);
        trigger_ = call.cause;
        noteRule(Rule::TcpDelivered, call.cause);
        // RFC 9293 §3.8.6.2.2: a window update is worth a segment of its own once the window has at least doubled.
        const std::uint32_t told = rcvEdge_.since(rcvNxt_);
        const auto space = static_cast<std::uint32_t>(receiveBuffer_ - std::min<std::size_t>(receiveBuffer_, receiveQueue_.size()));
        if (!peerClosed_ && space >= 2 * told && space - told >= std::min(receiveBuffer_ / 2, receiveMss()))
            ackNow(Rule::TcpWindowUpdate, call.cause);
        return {static_cast<std::int64_t>(octets), Errno::None};
    }
    if (error_ != Errno::None)
        return CallResult::failed(takeError());
    if (peerClosed_ || state_ == TcpState::Closed)
        return {0, Errno::None};
    return CallResult::failed(Errno::Again);
}

CallResult Connection::shutdownSend(CallContext call)
{
    trigger_ = call.cause;
    sendFinAfterData(call.now, call.cause);
    return {};
}

void Connection::close(CallContext call, bool lingerZero)
{
    trigger_ = call.cause;
    socket_ = {};
    socketClosed_ = true;
    if (state_ == TcpState::Closed)
        return;
    if (state_ == TcpState::SynSent) {
        enterClosed(call.now, {Rule::TcpCloses, call.cause}, Errno::None);
        return;
    }
    if (lingerZero || !receiveQueue_.empty()) {
        abort(call, lingerZero ? Rule::TcpAbort : Rule::TcpResetUnread);
        return;
    }
    sendFinAfterData(call.now, call.cause);
    if (state_ == TcpState::FinWait2)
        timers_.set(TimerKind::FinWait2, call.now, call.now + shared_.settings.finWait2Timeout, {Rule::TcpCloses, call.cause});
}

// §3.10.4: "queue this until all preceding SENDs have been segmentized, then form a FIN".
void Connection::sendFinAfterData(Instant now, EventId call)
{
    if (finQueued_)
        return;
    if (state_ == TcpState::Established)
        changeState(now, TcpState::FinWait1, {Rule::TcpCloses, call});
    finQueued_ = state_ != TcpState::Closed;
}

void Connection::abort(CallContext call, Rule rule)
{
    trigger_ = call.cause;
    // §3.10.5: no reset where the peer has nothing to be told.
    const bool peerKnows = state_ != TcpState::SynSent && state_ != TcpState::TimeWait && state_ != TcpState::Closing &&
                           state_ != TcpState::LastAck && state_ != TcpState::Closed;
    if (peerKnows)
        sendReset(call.now, {rule, call.cause});
    enterClosed(call.now, {rule, call.cause}, Errno::None);
}

void Connection::timeHasCome(Instant now)
{
    while (const auto fired = timers_.fire(now)) {
        trigger_ = fired->event;
        switch (fired->timer) {
        case TimerKind::Retransmission: retransmissionTimeout(now, fired->event); break;
        case TimerKind::DelayedAck: ackNow(Rule::TcpAckDelayed, fired->event); break;
        case TimerKind::Persist: probe_ = Cause{Rule::TcpWindowProbe, fired->event}; break;
        case TimerKind::TimeWait: enterClosed(now, {Rule::TcpTimeWaitEnds, fired->event}, Errno::None); break;
        case TimerKind::FinWait2: enterClosed(now, {Rule::TcpFinWaitEnds, fired->event}, Errno::None); break;
        }
    }
}

EventId Connection::changeState(Instant now, TcpState to, Cause cause)
{
    TCPLAB_ASSURE(transition(state_, to) != nullptr);
    return shared_.recorder.record(now, where(), cause, StateChanged{std::exchange(state_, to), to});
}

void Connection::enterClosed(Instant now, Cause cause, Errno error)
{
    if (state_ == TcpState::Closed)
        return;
    const EventId event = changeState(now, TcpState::Closed, cause);
    timers_.cancelAll(now, cause);
    error_ = error;
    sent_.clear();
    lostOctets_ = 0;
    quiet_.reset();
    sendQueue_.drop(sendQueue_.size());
    reassembly_.clear();
    forced_.reset();
    probe_.reset();
    ack_.reset();
    notify(everEstablished_ ? Notice::Kind::Readable : Notice::Kind::Connected, event);
    notify(Notice::Kind::Writable, event);
}

void Connection::enterTimeWait(Instant now, Cause cause)
{
    changeState(now, TcpState::TimeWait, cause);
    timers_.cancel(TimerKind::Retransmission, now, cause);
    timers_.cancel(TimerKind::FinWait2, now, cause);
    timers_.set(TimerKind::TimeWait, now, now + shared_.settings.timeWait, {Rule::TcpTimeWaitStarts, cause.parent});
}

// An ACK that is due already keeps its first reason.
void Connection::ackNow(Rule rule, EventId parent)
{
    if (!ack_)
        ack_ = Cause{rule, parent};
}

void Connection::sendReset(Instant now, Cause cause)
{
    shared_.outbox.push_back(shared_.writer.reset(now, id_, cause, local_, remote_, sndNxt_, rcvNxt_));
}

void Connection::notify(Notice::Kind kind, EventId cause)
{
    if (socket_.valid())
        shared_.notices.push_back({socket_, kind, cause});
}

ConnectionVariables Connection::variables() const
{
    ConnectionVariables v;
    v.iss = iss_, v.irs = irs_, v.sndUna = sndUna_, v.sndNxt = sndNxt_, v.rcvNxt = rcvNxt_;
    v.sndWnd = sndWnd_;
    v.rcvWnd = rcvEdge_.since(rcvNxt_);
    v.cwnd = congestion_->window();
    v.ssthresh = congestion_->ssthresh();
    v.flight = sndNxt_.since(sndUna_);
    v.sndQueued = static_cast<std::uint32_t>(sendQueue_.size());
    v.rcvQueued = static_cast<std::uint32_t>(receiveQueue_.size());
    v.srtt = rto_.srtt(), v.rttvar = rto_.rttvar(), v.rto = rto_.rto();
    v.pacingRate = congestion_->pacingRate().value_or(0);
    return v;
}

ConnectionLook Connection::look() const
{
    ConnectionLook look;
    look.connection = id_, look.state = state_, look.local = local_, look.remote = remote_;
    look.variables = variables();
    look.sendMss = sendMss_;
    return look;
}

void Connection::settle(Instant now)
{
    if (const ConnectionVariables current = variables(); !(current == recorded_)) {
        recorded_ = current;
        shared_.recorder.variablesChanged(now, where(), changed_.value_or(Cause{Rule::TcpTimerFires, trigger_}), current);
    }
    changed_.reset();
    if (quiet_ == recordedQuiet_)
        return;
    recordedQuiet_ = quiet_;
    if (quiet_)
        shared_.recorder.record(now, where(), {*quiet_, trigger_}, Note{});
}

}  // namespace tcplab::engine_tcp
