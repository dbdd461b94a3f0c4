// For how long a connection had something to send, and for how long of that the peer's window or its own send buffer held it back:
// what Linux tells in tcp_info.
#pragma once

#include <array>

#include "base/time.h"

namespace tcplab::engine_tcp {

class SenderLimits {
public:
    enum class By : std::uint8_t { Idle, Network, PeerWindow, SendBuffer };

    // What was so since the last time that this was told, until now.
    void add(Instant now, By by)
    {
        times_[static_cast<std::size_t>(by)] += now - since_;
        since_ = now;
    }

    Duration time(By by) const { return times_[static_cast<std::size_t>(by)]; }
    // Whatever held it back.
    Duration busy() const { return time(By::Network) + time(By::PeerWindow) + time(By::SendBuffer); }

private:
    std::array<Duration, 4> times_{};
    Instant since_ = kStart;
};

}  // namespace tcplab::engine_tcp
