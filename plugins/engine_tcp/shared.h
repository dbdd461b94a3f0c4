// What the connections of one host share.
#pragma once

#include "base/ring.h"
#include "engine_tcp/fast_open.h"
#include "engine_tcp/isn.h"
#include "engine_tcp/segment_writer.h"
#include "engine_tcp/settings.h"
#include "plugin/engine.h"

namespace tcplab::engine_tcp {

// So many of something a second, for the whole host: challenge ACKs (RFC 5961 §7), ICMP errors (RFC 1812 §4.3.2.8, RFC 4443 §2.4).
class RateLimit {
public:
    bool allows(Instant now, int aSecond)
    {
        const auto second = now.time_since_epoch() / Duration{1s};
        if (second != second_) {
            second_ = second;
            sent_ = 0;
        }
        return sent_++ < aSecond;
    }

private:
    std::int64_t second_ = -1;
    int sent_ = 0;
};

struct Shared {
    const Settings* settings;
    Recorder& recorder;
    HostId host;
    std::uint32_t mtu;
    SegmentWriter& writer;
    tcplab::Ring<OutgoingPacket>& outbox;  // goes out before anything that connections decide to send
    tcplab::Ring<Notice>& notices;
    const IsnGenerator& isn;
    FastOpenClient& fastOpenServers;
    RateLimit challenges{};
    std::size_t timeWaits = 0;  // connections in TIME-WAIT
};

}  // namespace tcplab::engine_tcp
