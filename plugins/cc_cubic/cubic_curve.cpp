#include "cc_cubic/cubic_curve.h"

#include <algorithm>

namespace tcplab::cc_cubic {

std::uint64_t cubeRoot(std::uint64_t n)
{
    if (n == 0)
        return 0;
    std::uint64_t x = 1;
    while (x < 2'642'246 && x * x * x < n)  // the cube root of 2^64; start above the root, from where Newton only descends
        x *= 2;
    x = std::min<std::uint64_t>(x, 2'642'246);
    for (;;) {
        const std::uint64_t next = (2 * x + n / (x * x)) / 3;
        if (next >= x)
            return x;
        x = next;
    }
}

CubicCurve CubicCurve::through(std::uint32_t window, std::uint32_t wMax, std::uint32_t mss)
{
    if (wMax <= window)
        return {window, 0, mss};
    // K = cbrt((W_max - cwnd) / C): with C = 2/5 and ms instead of s, K³ = (W_max - cwnd) / mss × 5/2 × 10^9.
    const std::uint64_t cube = std::uint64_t{wMax - window} * 2'500'000'000u / mss;
    return {wMax, static_cast<std::int64_t>(cubeRoot(cube)), mss};
}

std::int64_t CubicCurve::at(std::int64_t t) const
{
    constexpr std::int64_t kFar = 1 << 20;               // 17 min from K no window fits the curve any more
    constexpr std::int64_t kPerSegment = 2'500'000'000;  // ms³ / C
    const std::int64_t offset = std::clamp(t - k, -kFar, kFar);
    const std::int64_t cube = offset * offset * offset;
    // cube × mss would not fit: whole segments first, then the rest.
    return std::int64_t{wMax} + cube / kPerSegment * mss + cube % kPerSegment * mss / kPerSegment;
}

}  // namespace tcplab::cc_cubic
