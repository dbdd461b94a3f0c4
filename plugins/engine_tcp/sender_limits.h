// For how long a connection had something to send, and for how long of that the peer's window or its own send buffer held it back:
// what Linux tells in tcp_info.
#pragma once

#include <array>

#include "base/time.h"

namespace tcplab::engine_tcp {

class SenderLimits {
public:
    enum class By : std::uint8_t { Idle, Network, PeerWindow, SendBuffer };

    // From now on.
    void note(Instant now, By by)
    {
        times_[static_cast<std::size_t>(by_)] = time(now, by_);
        since_ = now;
        by_ = by;
    }

    Duration time(Instant now, By by) const { return times_[static_cast<std::size_t>(by)] + (by == by_ ? now - since_ : Duration::zero()); }
    // Whatever held it back.
    Duration busy(Instant now) const { return time(now, By::Network) + time(now, By::PeerWindow) + time(now, By::SendBuffer); }

private:
    std::array<Duration, 4> times_{};  // of those that have ended
    Instant since_ = kStart;
    By by_ = By::Idle;
};

}  // namespace tcplab::engine_tcp
