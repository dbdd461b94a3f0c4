// The cubic curve of RFC 9438 §4.2, in octets and milliseconds, without floating point.
#pragma once

#include <cstdint>

namespace tcplab::cc_cubic {

// The greatest x with x³ <= n.
std::uint64_t cubeRoot(std::uint64_t n);

// W_cubic(t) = C (t - K)³ + W_max with C = 0.4 segments/s³: t seconds after the loss the window is W_cubic(t), and at t = K
// it is back at W_max. A millisecond is fine enough: in one the window moves by less than a segment wherever CUBIC is used.
struct CubicCurve {
    std::uint32_t wMax = 0;  // octets
    std::int64_t k = 0;      // ms
    std::uint32_t mss = 1;

    // The curve that leaves `window` at t = 0 and reaches wMax at K. From a window above wMax it goes upward at once: K = 0.
    static CubicCurve through(std::uint32_t window, std::uint32_t wMax, std::uint32_t mss);

    // Octets at t ms; may be negative far before K.
    std::int64_t at(std::int64_t t) const;
};

}  // namespace tcplab::cc_cubic
