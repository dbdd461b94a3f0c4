#include "support/stream_program.h"

#include <array>

#include <fmt/format.h>

namespace tcplab::test {
namespace {

constexpr std::size_t kPeriod = 65521;

const std::array<std::uint8_t, kPeriod>& text()
{
    static const auto made = [] {
        std::array<std::uint8_t, kPeriod> octets{};
        RandomStream random(1, "text of streams");
        for (std::uint8_t& octet : octets)
            octet = static_cast<std::uint8_t>(random.next());
        return octets;
    }();
    return made;
}

}  // namespace

std::uint8_t StreamText::operator[](std::size_t at) const { return text()[(from_ + at) % kPeriod]; }

void StreamProgram::notice(Instant now, const Notice&)
{
    if (stage_ == Stage::Finished)
        return;
    const auto think = random_.chance(0.7) ? 0 : static_cast<std::int64_t>(random_.below(5'000'000));
    wake_ = std::min(wake_, now + Duration(think));
}

void StreamProgram::act(CallContext call)
{
    wake_ = kNever;
    if (!progress_)
        progress_ = call.now;
    switch (stage_) {
    case Stage::Begins: begin(call); break;
    case Stage::Waits: habits_.role == Role::Listens ? accept(call) : connect(call); break;
    case Stage::Talks: talk(call); break;
    case Stage::Finished: return;
    }
    if (stage_ == Stage::Finished || habits_.patience == Duration::zero())
        return;
    if (call.now - *progress_ >= habits_.patience) {
        if (stage_ == Stage::Talks)
            face_.abort(call, socket_);
        return failed(call, Errno::TimedOut);
    }
    wake_ = std::min(wake_, *progress_ + habits_.patience);
}

void StreamProgram::begin(CallContext call)
{
    const SocketId made = face_.socket(call, SocketType::Stream).socket();
    (habits_.role == Role::Listens ? listener_ : socket_) = made;
    if (habits_.role == Role::Listens || habits_.local.port != 0) {
        if (const CallResult bound = face_.bind(call, made, habits_.local); !bound.ok())
            failure_ = "bind() is refused";
    }
    stage_ = Stage::Waits;
    if (habits_.role == Role::Listens) {
        face_.setOption(call, made, SocketOption::FastOpen, 1 + static_cast<std::int64_t>(random_.below(3)));
        face_.listen(call, made, 1 + static_cast<int>(random_.below(3)));
        listens_ = true;
        return;
    }
    if (habits_.role == Role::Connects)
        return connect(call);
    Octets first(std::min(habits_.toSend, piece()));
    for (std::size_t i = 0; i < first.size(); ++i)
        first[i] = outgoing_[i];
    const CallResult result = face_.sendTo(call, socket_, habits_.remote, first, {.fastOpen = true});
    if (result.ok())
        sent_ = static_cast<std::size_t>(result.value);
    else if (result.error != Errno::InProgress)
        failed(call, result.error);
}

void StreamProgram::connect(CallContext call)
{
    const CallResult result = face_.connect(call, socket_, habits_.remote);
    if (result.error == Errno::InProgress || result.error == Errno::Already)
        return;
    if (!result.ok() && result.error != Errno::IsConnected)
        return failed(call, result.error);
    stage_ = Stage::Talks;
    progress_ = call.now;
    talk(call);
}

void StreamProgram::accept(CallContext call)
{
    const CallResult result = face_.accept(call, listener_);
    if (!result.ok())
        return;
    socket_ = result.socket();
    stage_ = Stage::Talks;
    progress_ = call.now;
    if (random_.chance(0.5)) {
        face_.close(call, listener_);
        listens_ = false;
    }
    talk(call);
}

void StreamProgram::talk(CallContext call)
{
    if (random_.chance(habits_.fiddles))
        fiddle(call);
    // Which of the two it does first matters.
    bool goesOn = true;
    for (bool reads = random_.chance(0.5); goesOn && stage_ == Stage::Talks && wake_ == kNever; reads = !reads) {
        const bool moved = reads ? read(call) : write(call);
        const bool movedToo = stage_ == Stage::Talks && wake_ == kNever && (reads ? write(call) : read(call));
        goesOn = moved || movedToo;
    }
    if (stage_ == Stage::Talks)
        endIfDone(call);
}

// Whether it is worth asking again.
bool StreamProgram::write(CallContext call)
{
    if (shut_ || sent_ == habits_.toSend)
        return false;
    const std::size_t size = std::min(piece(), habits_.toSend - sent_);
    Octets octets(size);
    for (std::size_t i = 0; i < size; ++i)
        octets[i] = outgoing_[sent_ + i];
    SendFlags flags;
    flags.more = sent_ + size < habits_.toSend && random_.chance(0.05);
    flags.endOfRecord = random_.chance(0.02);
    const CallResult result = face_.send(call, socket_, octets, flags);
    if (!result.ok()) {
        if (result.error != Errno::Again)
            failed(call, result.error);
        return false;
    }
    sent_ += static_cast<std::size_t>(result.value);
    progress_ = call.now;
    dawdle(call.now);
    return true;
}

bool StreamProgram::read(CallContext call)
{
    if (sawEnd_)
        return false;
    Octets room(piece());
    const CallResult result = face_.receive(call, socket_, room);
    if (!result.ok()) {
        if (result.error != Errno::Again)
            failed(call, result.error);
        return false;
    }
    progress_ = call.now;
    if (result.value == 0) {
        sawEnd_ = true;
        return false;
    }
    check(OctetView(room).first(static_cast<std::size_t>(result.value)));
    dawdle(call.now);
    return true;
}

void StreamProgram::check(OctetView octets)
{
    for (const std::uint8_t octet : octets) {
        if (failure_.empty() && received_ >= habits_.toExpect)
            failure_ = fmt::format("more octets than were sent: {}", received_ + 1);
        else if (failure_.empty() && octet != incoming_[received_])
            failure_ = fmt::format("octet {} of the stream is another one", received_);
        ++received_;
    }
}

void StreamProgram::dawdle(Instant now)
{
    if (habits_.pauseMost > Duration::zero() && random_.chance(habits_.dawdles))
        wake_ = now + Duration(1 + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(habits_.pauseMost.count()))));
}

void StreamProgram::fiddle(CallContext call)
{
    const auto on = static_cast<std::int64_t>(random_.below(2));
    const auto buffer = static_cast<std::int64_t>(500 + random_.below(200'000));
    switch (random_.below(11)) {
    case 0: face_.setOption(call, socket_, SocketOption::NoDelay, on); break;
    case 1:
        corked_ = on != 0;
        face_.setOption(call, socket_, SocketOption::Cork, on);
        break;
    case 2: face_.setOption(call, socket_, SocketOption::QuickAck, on); break;
    case 3: face_.setOption(call, socket_, SocketOption::SendBuffer, buffer); break;
    case 4: face_.setOption(call, socket_, SocketOption::ReceiveBuffer, buffer); break;
    case 5: face_.setOption(call, socket_, SocketOption::KeepIdle, 1 + static_cast<std::int64_t>(random_.below(20))); break;
    case 6: face_.setOption(call, socket_, SocketOption::KeepAlive, on); break;
    case 7: face_.setOption(call, socket_, SocketOption::MaxPacingRate, on * 100'000); break;
    case 8: face_.setOption(call, socket_, SocketOption::PathMtuDiscovery, on); break;
    case 9: face_.setOption(call, socket_, SocketOption::MaxSegment, 88 + static_cast<std::int64_t>(random_.below(1400))); break;
    default: face_.setOption(call, socket_, SocketOption::NotSentLowWater, 1 + static_cast<std::int64_t>(random_.below(100'000))); break;
    }
}

void StreamProgram::endIfDone(CallContext call)
{
    if (habits_.ending == Ending::Abort && sent_ >= habits_.toSend / 2 && received_ >= habits_.toExpect / 2) {
        face_.abort(call, socket_);
        return closeAll(call);
    }
    if (habits_.ending == Ending::Deafness && !deaf_ && received_ >= habits_.toExpect / 2) {
        face_.shutdown(call, socket_, ShutdownHow::Receive);
        deaf_ = true;
        wake_ = std::min(wake_, call.now + 1ms);
    }
    if (sent_ < habits_.toSend)
        return;
    if (corked_) {
        face_.setOption(call, socket_, SocketOption::Cork, 0);
        corked_ = false;
    }
    if (sawEnd_ || habits_.ending == Ending::Early) {
        face_.close(call, socket_);
        return closeAll(call);
    }
    if (!shut_) {
        face_.shutdown(call, socket_, ShutdownHow::Send);
        shut_ = true;
    }
}

void StreamProgram::closeAll(CallContext call)
{
    if (listens_)
        face_.close(call, listener_);
    stage_ = Stage::Finished;
    wake_ = kNever;
}

void StreamProgram::failed(CallContext call, Errno error)
{
    error_ = error;
    if (socket_.valid())
        face_.close(call, socket_);
    closeAll(call);
}

}  // namespace tcplab::test
