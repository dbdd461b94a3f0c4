// How much the program may hand over before it has to wait: SO_SNDBUF, tcp_wmem and TCP_NOTSENT_LOWAT.
#include "engine_tcp/connection.h"

namespace tcplab::engine_tcp {
namespace {

// Linux counts the memory that data takes, not its octets: what each of its buffers needs besides the data, and the room of
// one segment with its headers (the next power of two) when each is alone in its buffer.
constexpr std::uint32_t kBufferOverhead = 1280;
constexpr std::uint32_t kLargestBuffer = 65535;
constexpr std::uint32_t kSegmentHead = 640, kSegmentOverhead = 256;

std::uint32_t memoryOfSegment(std::uint32_t mss)
{
    std::uint32_t size = 1;
    while (size < mss + kSegmentHead)
        size *= 2;
    return size + kSegmentOverhead;
}

// A program that writes octet by octet must not make the marks outgrow the data.
constexpr std::size_t kMostMarks = 4096;

void mark(Ring<SeqNumber>& marks, SeqNumber end)
{
    if (marks.size() < kMostMarks)
        marks.pushBack(end);
    else
        marks.back() = end;
}

std::uint32_t dividedUp(std::uint32_t octets, std::uint32_t by) { return (octets + by - 1) / by; }

}  // namespace

CallResult Connection::take(CallContext call, OctetView octets, SendFlags flags)
{
    return take(call, octets.size(), flags, [&](std::size_t taken) { sendQueue_.append(octets.first(taken)); });
}

CallResult Connection::takeFrom(CallContext call, const SourcePart& part)
{
    return take(call, part.size, {}, [&](std::size_t taken) { sendQueue_.append(SourcePart{part.source, part.position, taken}); });
}

// Puts as many of the octets as there is room for into the queue: `queue(taken)` does, for at least one.
template <class Queue>
CallResult Connection::take(CallContext call, std::size_t octets, SendFlags flags, Queue&& queue)
{
    const std::size_t taken = std::min(roomFor(octets), octets);
    if (taken == 0 && octets > 0) {
        programWaitsToSend_ = true;
        return CallResult::failed(Errno::Again);
    }
    programWaitsToSend_ = taken < octets;
    if (taken > 0)
        queue(taken);
    trigger_ = call.cause;
    corkedTail_ = flags.more;
    if (!flags.more && taken > 0)
        mark(pushes_, pushedTo_ = queueEnd());
    if (flags.endOfRecord && taken > 0)
        mark(records_, queueEnd());
    if (flags.outOfBand && taken > 0) {
        sndUp_ = queueEnd();
        urgentMode_ = true;
    }
    noteRule(Rule::TcpAccepted, call.cause);
    return {static_cast<std::int64_t>(taken), Errno::None};
}

// How far the windows allow to send, whether there is that much or not.
SeqNumber Connection::sendableEnd() const { return canSendData() ? sndNxt_ + std::min(peerRoom(), congestionRoom()) : sndNxt_; }

// A buffer grows to half of the greatest window, in whole segments.
std::uint32_t Connection::fullBuffer() const
{
    const std::uint32_t most = std::min(greatestSndWnd_ > 536 ? greatestSndWnd_ / 2 : greatestSndWnd_, kLargestBuffer);
    return std::max(most / sendMss_, 1u) * sendMss_;
}

// Of a queue that ends at `end`.
std::size_t Connection::memoryOf(SeqNumber end) const
{
    const std::uint32_t octets = end.since(queueStart_);
    if (!shared_.settings->linuxHabits())
        return octets;
    const std::uint32_t sent = earlier(later(sendableEnd(), queueStart_), end).since(queueStart_);
    const std::uint32_t buffers = dividedUp(sent, burstLimit() * sendMss_) + dividedUp(octets - sent, fullBuffer());
    return octets + std::size_t{kBufferOverhead} * buffers;
}

std::uint32_t Connection::notSentLowWater() const
{
    return options_->notSentLowWater != 0 ? options_->notSentLowWater : shared_.settings->notSentLowWater;
}

bool Connection::memoryIsFree(SeqNumber end) const
{
    const SeqNumber sendable = sendableEnd();
    return memoryOf(end) < sendBuffer_ && (end > sendable ? end.since(sendable) : 0) < notSentLowWater();
}

// How much of `wanted` is taken now. Linux begins a buffer as long as memory is free, and then fills it.
std::size_t Connection::roomFor(std::size_t wanted)
{
    if (!shared_.settings->linuxHabits())
        return sendBuffer_ > sendQueue_.size() ? sendBuffer_ - sendQueue_.size() : 0;
    std::size_t taken = 0;
    while (taken < wanted) {
        const SeqNumber end = queueEnd() + static_cast<std::uint32_t>(taken);
        std::uint32_t held = end.since(earlier(later(newestBuffer_, sendableEnd()), end));
        if (held == 0 || held >= fullBuffer()) {
            if (!memoryIsFree(end))
                break;
            newestBuffer_ = end;
            held = 0;
        }
        taken += std::min<std::size_t>(wanted - taken, fullBuffer() - held);
        pushLongWrite(queueEnd() + static_cast<std::uint32_t>(taken));
    }
    return taken;
}

// Linux pushes at the end of a buffer, too, when half of the greatest window has been written since the last PSH.
void Connection::pushLongWrite(SeqNumber end)
{
    if (end.since(pushedTo_) > greatestSndWnd_ / 2)
        mark(pushes_, pushedTo_ = end);
}

bool Connection::writable() const
{
    const bool room = 3 * memoryOf(queueEnd()) <= std::size_t{2} * sendBuffer_;
    const std::uint64_t waiting = std::uint64_t{unsent()} * (shared_.settings->linuxHabits() ? 2 : 1);
    return state_ == TcpState::Closed || finQueued_ || (usable() && state_ != TcpState::SynSent && room && waiting < notSentLowWater());
}

// Twice the congestion window, so that a window's worth of repetitions does not keep the program from writing the next;
// only while the window is not what the program waits for.
void Connection::growSendBuffer()
{
    const std::uint32_t window = congestionWindow();
    if (options_->sendBufferFixed || flight() >= window - window % sendMss_)
        return;
    const std::uint64_t segments = std::max(window / sendMss_, 10u);
    const std::uint64_t wanted = 2 * segments * (shared_.settings->linuxHabits() ? memoryOfSegment(peerMss_) : sendMss_);
    const std::uint64_t greatest = shared_.settings->sendMemory.greatest;
    sendBuffer_ = std::max(sendBuffer_, static_cast<std::uint32_t>(std::min(wanted, greatest)));
}

void Connection::wakeWriter()
{
    growSendBuffer();
    if (!writable())
        return;
    programWaitsToSend_ = false;
    notify(Notice::Kind::Writable, trigger_);
}

Readiness Connection::readiness() const
{
    Readiness r;
    r.error = error_ != Errno::None;
    r.hungUp = state_ == TcpState::Closed || (peerClosed_ && finQueued_);
    r.peerClosed = peerClosed_ || receiveShut_;
    r.readable = !receiveQueue_.empty() || r.peerClosed || state_ == TcpState::Closed;
    r.writable = writable();
    r.urgent = urgentWaits_ && urgentNew_;
    return r;
}

}  // namespace tcplab::engine_tcp
