#include "cc_cubic/linux_growth.h"

#include <algorithm>

#include "cc_cubic/cubic_curve.h"

namespace tcplab::cc_cubic {

namespace {

std::int64_t milliseconds(Duration duration) { return duration / 1ms; }

}  // namespace

std::uint32_t LinuxGrowth::grow(Instant now, std::uint32_t window, std::uint32_t wMax, std::uint32_t acknowledged, Duration minimumRtt,
                                bool friendly)
{
    update(now, window, wMax, acknowledged, minimumRtt, friendly);
    std::uint32_t steps = 0;
    if (count_ >= perStep_) {  // the step has become shorter meanwhile
        count_ = 0;
        steps = 1;
    }
    count_ += acknowledged;
    steps += count_ / perStep_;
    count_ %= perStep_;
    return steps;
}

void LinuxGrowth::update(Instant now, std::uint32_t window, std::uint32_t wMax, std::uint32_t acknowledged, Duration minimumRtt,
                         bool friendly)
{
    constexpr std::int64_t kPause = 31;  // ms
    epochAcknowledged_ += acknowledged;
    const std::int64_t since = milliseconds(now - lastUpdate_);
    if (window == lastWindow_ && since <= kPause)
        return;
    if (!epochStart_ || since > 0) {
        lastWindow_ = window;
        lastUpdate_ = now;
        if (!epochStart_)
            beginEpoch(now, window, wMax, acknowledged);
        const std::uint32_t wanted = target(now, minimumRtt);
        perStep_ = wanted > window ? window / (wanted - window) : 100 * window;
        if (wMax == 0)
            perStep_ = std::min(perStep_, 20u);  // nothing is known of the path: at least 5 % a round trip
    }
    if (friendly)
        perStep_ = std::min(perStep_, renoLimit(window));
    perStep_ = std::max(perStep_, 2u);  // never faster than half of slow start
}

void LinuxGrowth::beginEpoch(Instant now, std::uint32_t window, std::uint32_t wMax, std::uint32_t acknowledged)
{
    epochStart_ = now;
    epochAcknowledged_ = acknowledged;
    reno_ = window;
    const CubicCurve curve = CubicCurve::through(window, wMax, 1);
    origin_ = curve.wMax;
    k_ = static_cast<std::uint32_t>(curve.k);
}

std::uint32_t LinuxGrowth::target(Instant now, Duration minimumRtt) const
{
    const std::int64_t t = milliseconds(now - *epochStart_) + milliseconds(minimumRtt);
    const std::int64_t offset = t - k_;
    const std::int64_t distance = CubicCurve{0, 0, 1}.at(offset < 0 ? -offset : offset);
    return static_cast<std::uint32_t>(std::max<std::int64_t>(0, offset < 0 ? origin_ - distance : origin_ + distance));
}

// Reno's window in segments (RFC 9438 §4.3): with beta = 717/1024, one more after each window × 15/8 that is acknowledged and
// one segment on top.
std::uint32_t LinuxGrowth::renoLimit(std::uint32_t window)
{
    const std::uint32_t perSegment = std::max(window * 15 / 8, 1u);
    if (epochAcknowledged_ > perSegment) {
        const std::uint32_t segments = (epochAcknowledged_ - 1) / perSegment;
        reno_ += segments;
        epochAcknowledged_ -= segments * perSegment;
    }
    return reno_ > window ? window / (reno_ - window) : UINT32_MAX;
}

void LinuxGrowth::pause(Duration silence)
{
    if (epochStart_)
        *epochStart_ += silence;
}

}  // namespace tcplab::cc_cubic
