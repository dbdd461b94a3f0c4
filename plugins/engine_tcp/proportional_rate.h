// Proportional Rate Reduction (RFC 6937 §3): during recovery the window follows what leaves the network.
#pragma once

#include <algorithm>
#include <cstdint>

namespace tcplab::engine_tcp {

// All amounts are in one unit: octets, or segments where a segment counts as a full one (then mss is 1).
class ProportionalRate {
public:
    void begin(std::uint32_t windowBefore, std::uint32_t ssthresh)
    {
        before_ = windowBefore;
        ssthresh_ = ssthresh;
        delivered_ = out_ = 0;
        window_ = windowBefore;
    }

    void sent(std::uint32_t octets) { out_ += octets; }

    // An ACK that delivered something. `advanced`: SND.UNA moved and nothing new was found lost.
    void acknowledged(std::uint32_t delivered, std::uint32_t pipe, std::uint32_t mss, bool advanced)
    {
        if (delivered == 0 || before_ == 0)
            return;
        delivered_ += delivered;
        std::int64_t count;
        if (pipe > ssthresh_) {
            count = static_cast<std::int64_t>((std::uint64_t{ssthresh_} * delivered_ + before_ - 1) / before_) - out_;
        } else {
            count = std::max<std::int64_t>(std::int64_t{delivered_} - out_, delivered);
            if (advanced)  // slow start part of PRR-SSRB
                count += mss;
            count = std::min<std::int64_t>(count, ssthresh_ - pipe);
        }
        // The first retransmission goes out whatever the proportion says.
        count = std::max<std::int64_t>(count, out_ == 0 ? mss : 0);
        window_ = pipe + static_cast<std::uint32_t>(count);
    }

    std::uint32_t window() const { return window_; }

private:
    std::uint32_t before_ = 0, ssthresh_ = 0, delivered_ = 0, out_ = 0, window_ = 0;
};

}  // namespace tcplab::engine_tcp
