// Congestion avoidance of CUBIC as Linux rounds it: in whole segments and ms, at most one step of the curve in 32 ms.
// Scripts written for Linux assert the windows that come of this. What is better understood is in cubic.cpp.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace tcplab::cc_cubic {

class LinuxGrowth {
public:
    // By how many segments the window grows for this ACK. `wMax`: segments; 0 when nothing is remembered.
    std::uint32_t grow(Instant now, std::uint32_t window, std::uint32_t wMax, std::uint32_t acknowledged, Duration minimumRtt,
                       bool friendly);
    // A loss: the next ACK in congestion avoidance begins a new epoch.
    void lost() { epochStart_.reset(), count_ = 0; }
    void forget() { *this = LinuxGrowth(); }
    // The epoch's clock stands still while there is nothing to send.
    void pause(Duration silence);

    std::optional<Instant> epochStart() const { return epochStart_; }
    std::uint32_t k() const { return k_; }  // ms

private:
    void beginEpoch(Instant now, std::uint32_t window, std::uint32_t wMax, std::uint32_t acknowledged);
    void update(Instant now, std::uint32_t window, std::uint32_t wMax, std::uint32_t acknowledged, Duration minimumRtt, bool friendly);
    std::uint32_t target(Instant now, Duration minimumRtt) const;
    std::uint32_t renoLimit(std::uint32_t window);

    std::optional<Instant> epochStart_;
    std::uint32_t origin_ = 0;             // segments: where the curve is flat
    std::uint32_t k_ = 0;                  // ms
    std::uint32_t reno_ = 0;               // segments that Reno would have
    std::uint32_t epochAcknowledged_ = 0;  // segments that Reno has not yet been credited for
    std::uint32_t perStep_ = 0;            // segments to be acknowledged before the window grows by one
    std::uint32_t count_ = 0;              // of these, already acknowledged
    std::uint32_t lastWindow_ = 0;
    Instant lastUpdate_{};
};

}  // namespace tcplab::cc_cubic
