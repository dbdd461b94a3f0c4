// Bit rates and what they mean for time.
#pragma once

#include <cstdint>

#include "base/time.h"

namespace tcplab {

// Bits per second, 1 … 2^53.
class BitRate {
public:
    constexpr BitRate() = default;
    constexpr explicit BitRate(std::int64_t bitsPerSecond) : bitsPerSecond_(bitsPerSecond) {}

    constexpr std::int64_t bitsPerSecond() const { return bitsPerSecond_; }
    friend constexpr bool operator==(BitRate, BitRate) = default;

private:
    std::int64_t bitsPerSecond_ = 0;
};

// How long `octets` take on the wire, rounded up to a nanosecond. The rate must not be 0.
constexpr Duration transmissionTime(BitRate rate, std::int64_t octets)
{
    // An ordinary division costs a tenth of that of 128 bits, and does for every datagram.
    constexpr std::int64_t kFits = 1'000'000'000;
    if (octets < kFits)
        return Duration{(octets * 8'000'000'000 + rate.bitsPerSecond() - 1) / rate.bitsPerSecond()};
    __extension__ using Wide = __int128;
    const Wide bits = Wide{octets} * 8;
    const Wide perSecond = rate.bitsPerSecond();
    return Duration{static_cast<std::int64_t>((bits * 1'000'000'000 + perSecond - 1) / perSecond)};
}

}  // namespace tcplab
