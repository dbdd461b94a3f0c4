// The user's calls (RFC 9293 §3.10.1 to §3.10.6). Which errors they give is POSIX's.
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {
void Connection::openActively(CallContext call)
{
    trigger_ = call.cause;
    roundBegan_ = call.now;
    searchPath();
    changeState(call.now, TcpState::SynSent, {Rule::TcpActiveOpen, call.cause});
    tellLessons(call.now);
    if (options_->openingTimeout > Duration::zero())
        setTimer(TimerKind::KeepAlive, call.now, call.now + options_->openingTimeout, {Rule::TcpActiveOpen, call.cause});
}

CallResult Connection::openFast(CallContext call, OctetView octets)
{
    fastOpenUsed_ = true;
    const auto* known = shared_.fastOpenServers.find(remote_.address);
    const bool withoutCookie = options_->fastOpenNoCookie || (shared_.settings->fastOpen & fast_open::kClientWithoutCookie) != 0;
    if (!known || !known->refuses(call.now))
        cookie_ = std::make_unique<wire::FastOpenCookie>();
    if (known && cookie_) {
        *cookie_ = known->cookie;
        cookie_->experimental = known->experimental;
        if (known->mss != 0)
            peerMss_ = known->mss;
    } else if (shared_.settings->linuxHabits()) {
        peerMss_ = static_cast<std::uint16_t>(advertisedMss());  // RFC 7413 §4.1.3.2 would have 536
    }
    openActively(call);
    mssChanged();
    fastOpenAccepted_ = withoutCookie || (cookie_ && cookie_->length > 0);
    if (withoutCookie && cookie_ && cookie_->length == 0)
        cookie_.reset();
    fastOpenOption_ = cookie_ != nullptr;
    if (shared_.settings->profile == Profile::FreeBsd)  // queues everything, cookie or not
        return take(call, octets, {});
    if (!fastOpenAccepted_ || octets.empty())
        return CallResult::failed(Errno::InProgress);
    // What does not fit into the SYN waits until the connection is established.
    return take(call, octets.first(std::min<std::size_t>(octets.size(), synDataLimit())), {});
}

CallResult Connection::send(CallContext call, OctetView octets, SendFlags flags)
{
    const Errno error = refusesToSend(flags);
    return error == Errno::None ? take(call, octets, flags) : CallResult::failed(error);
}

CallResult Connection::sendFrom(CallContext call, const SourcePart& part)
{
    const Errno error = refusesToSend({});
    return error == Errno::None ? takeFrom(call, part) : CallResult::failed(error);
}

Errno Connection::refusesToSend(SendFlags flags)
{
    if (error_ != Errno::None)
        return takeError();
    if (finQueued_ || state_ == TcpState::Closed)
        return Errno::Pipe;
    const bool opening = state_ == TcpState::SynSent || (state_ == TcpState::SynReceived && !fastOpenAccepted_);
    if (!opening || !shared_.settings->linuxHabits())
        return Errno::None;
    programWaitsToSend_ = true;
    writerBlocked_ = flags.waits;
    return Errno::Again;
}

CallResult Connection::receive(CallContext call, std::span<std::uint8_t> room, ReceiveFlags flags)
{
    if (flags.outOfBand)
        return receiveUrgent(room, flags.peek);
    if (!flags.peek)
        return read(call, room.size(), [&](std::size_t octets) { receiveQueue_.take(room.first(octets)); });
    const std::optional<std::size_t> octets = readable(room.size());
    if (!octets)
        return nothingToRead();
    receiveQueue_.copy(0, room.first(*octets));
    return {static_cast<std::int64_t>(*octets), Errno::None};
}

CallResult Connection::receiveTo(CallContext call, std::size_t most, OctetSink& sink)
{
    return read(call, most, [&](std::size_t octets) { receiveQueue_.take(octets, sink); });
}

// How many octets stand before the urgent one; nothing when none is ahead or it is read like any other.
std::optional<std::uint32_t> Connection::beforeUrgent() const
{
    if (!urgentWaits_ || options_->outOfBandInline)
        return std::nullopt;
    const SeqNumber head = rcvNxt_ - static_cast<std::uint32_t>(receiveQueue_.size()) - (peerClosed_ ? 1u : 0u);  // not yet read
    const SeqNumber urgent = rcvUp_ - 1;
    return urgent >= head ? std::optional(urgent.since(head)) : std::nullopt;
}

CallResult Connection::receiveUrgent(std::span<std::uint8_t> room, bool peek)
{
    if (!urgentWaits_ || !urgentNew_ || options_->outOfBandInline || room.empty())
        return CallResult::failed(Errno::Invalid);
    const auto before = beforeUrgent();
    if (!before || *before >= receiveQueue_.size())
        return CallResult::failed(Errno::Again);
    receiveQueue_.copy(*before, room.first(1));
    urgentNew_ = peek;
    return {1, Errno::None};
}

// How many octets can be read now, of those that are asked for; nothing when there are none to be had.
std::optional<std::size_t> Connection::readable(std::size_t most)
{
    // The urgent octet is not of the stream: reading stops before it and goes on behind it (§3.8.5, sockets' habit).
    if (beforeUrgent() == 0u && !receiveQueue_.empty()) {
        receiveQueue_.drop(1);
        urgentWaits_ = false;
    }
    if (receiveQueue_.empty() || (receiveShut_ && !shared_.settings->linuxHabits()))
        return std::nullopt;
    const std::size_t octets = std::min(most, receiveQueue_.size());
    return std::min<std::size_t>(octets, beforeUrgent().value_or(UINT32_MAX));
}

CallResult Connection::nothingToRead()
{
    if (error_ != Errno::None)
        return CallResult::failed(takeError());
    if (receiveShut_ || peerClosed_ || state_ == TcpState::Closed)
        return {0, Errno::None};
    return CallResult::failed(Errno::Again);
}

// `take(octets)` takes so many out of the queue.
template <class Take>
CallResult Connection::read(CallContext call, std::size_t most, Take&& take)
{
    const std::optional<std::size_t> octets = readable(most);
    if (!octets)
        return nothingToRead();
    take(*octets);
    trigger_ = call.cause;
    noteRule(Rule::TcpDelivered, call.cause);
    readThisRound_ += static_cast<std::uint32_t>(*octets);
    adaptReceiveBuffer(call.now);
    windowUpdateAfterReading(call);
    return {static_cast<std::int64_t>(*octets), Errno::None};
}
CallResult Connection::shutdownSend(CallContext call)
{
    trigger_ = call.cause;
    sendFinAfterData(call.now, call.cause);
    return {};
}

void Connection::shutdownReceive(CallContext call)
{
    receiveShut_ = true;
    notify(Notice::Kind::Readable, call.cause);
}

void Connection::close(CallContext call)
{
    trigger_ = call.cause;
    socket_ = {};
    socketClosed_ = true;
    cancelTimer(TimerKind::KeepAlive, call.now, {Rule::TcpCloses, call.cause});
    if (state_ == TcpState::Closed)
        return;
    if (state_ == TcpState::SynSent) {
        enterClosed(call.now, {Rule::TcpCloses, call.cause}, Errno::None);
        return;
    }
    const bool linger = options_->lingerSeconds == 0;
    const bool unread = !receiveQueue_.empty();
    if (linger || unread) {
        abort(call, linger ? Rule::TcpAbort : Rule::TcpResetUnread);
        return;
    }
    sendFinAfterData(call.now, call.cause);
    if (state_ == TcpState::FinWait2)
        setTimer(TimerKind::FinWait2, call.now, call.now + options_->finWait2, {Rule::TcpCloses, call.cause});
}

// §3.10.4: "queue this until all preceding SENDs have been segmentized, then form a FIN".
void Connection::sendFinAfterData(Instant now, EventId call)
{
    if (finQueued_ || state_ == TcpState::Closed || state_ == TcpState::SynSent)
        return;
    if (state_ == TcpState::Established || (state_ == TcpState::SynReceived && fastOpenAccepted_))
        changeState(now, TcpState::FinWait1, {Rule::TcpCloses, call});
    finQueued_ = true;
    corkedTail_ = false;
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

void Connection::setOptions(CallContext call, SharedOptions options)
{
    const SharedOptions old = std::exchange(options_, std::move(options));
    trigger_ = call.cause;
    if (old->receiveBuffer != options_->receiveBuffer)
        receiveBuffer_ = options_->receiveBuffer;
    if (old->sendBuffer != options_->sendBuffer)
        sendBuffer_ = options_->sendBuffer;
    if (old->maxSegment != options_->maxSegment && state_ != TcpState::SynSent)
        mssChanged();
    tellsUserTimeout_ |= takesAdvice() && everEstablished_ && old->userTimeout != options_->userTimeout;
    if (options_->keepAlive && everEstablished_ && !socketClosed_ &&
        (!old->keepAlive || old->keepIdle != options_->keepIdle || old->keepInterval != options_->keepInterval))
        setKeepAliveTimer(call.now, call.cause, options_->keepIdle);
    else if (!options_->keepAlive && everEstablished_)
        cancelTimer(TimerKind::KeepAlive, call.now, {Rule::Program, call.cause});
}

void Connection::setQuickAck(CallContext call, bool on)
{
    ackPolicy_.setQuick(on);
    if (on && timers_.runs(TimerKind::DelayedAck))
        ackNow(Rule::TcpAckQuick, call.cause);
}

void Connection::setCongestionControl(CallContext call, Controller controller)
{
    trigger_ = call.cause;
    useController(std::move(controller));
    congestion_->mssChanged(sendMss_);
    tellLessonController(call.now);
}

}  // namespace tcplab::engine_tcp
