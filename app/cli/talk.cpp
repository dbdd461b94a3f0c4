#include "cli/talk.h"

#include <vector>

namespace tcplab {
namespace {
constexpr std::size_t kRoom = 65536;
}

void Talk::start(Instant now)
{
    const CallResult socket = sockets_.socket({now}, SocketType::Stream);
    if (!socket.ok())
        return end({now}, socket.error);
    state_.socket = socket.socket();
    goOn({now});
}

void Talk::notice(Instant now, const Notice& notice)
{
    if (!state_.finished && notice.socket == state_.socket)
        goOn({now, notice.cause});
}

// Listens also while there is more to say: a peer that answers at once must not be kept waiting.
void Talk::goOn(CallContext call)
{
    if (!connect(call))
        return;
    speak(call);
    if (!state_.finished)
        listen(call);
}

bool Talk::connect(CallContext call)
{
    connected_ = connected_ || hasSucceeded(call, sockets_.connect(call, state_.socket, plan_.to));
    return connected_;
}

void Talk::speak(CallContext call)
{
    while (said_ < plan_.say.size()) {
        const auto* octets = reinterpret_cast<const std::uint8_t*>(plan_.say.data());
        const CallResult sent = sockets_.send(call, state_.socket, {octets + said_, plan_.say.size() - said_});
        if (!hasSucceeded(call, sent))
            return;
        said_ += static_cast<std::size_t>(sent.value);
    }
    if (plan_.halfClose && !halfClosed_)
        halfClosed_ = hasSucceeded(call, sockets_.shutdown(call, state_.socket, ShutdownHow::Send));
}

void Talk::listen(CallContext call)
{
    std::vector<std::uint8_t> room(kRoom);
    for (;;) {
        const CallResult received = sockets_.receive(call, state_.socket, room);
        if (!hasSucceeded(call, received))
            return;
        if (received.value == 0)
            return end(call, Errno::None);
        state_.heard += static_cast<std::uint64_t>(received.value);
        listener_({room.data(), static_cast<std::size_t>(received.value)});
    }
}

bool Talk::hasSucceeded(CallContext call, const CallResult& result)
{
    if (!result.ok() && !isWaiting(result.error))
        end(call, result.error);
    return result.ok();
}

void Talk::end(CallContext call, Errno error)
{
    if (state_.socket.valid())
        sockets_.close(call, state_.socket);
    state_.socket = {};
    state_.error = error;
    state_.finished = true;
}

}  // namespace tcplab
