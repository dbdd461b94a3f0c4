// RED's exponentially weighted average of the queue's length.
#pragma once

#include <cstdint>

namespace tcplab::link_red {

// In integers: a compiler may fuse a product with a sum, and then the same run would differ between systems.
class Average {
public:
    // The weight of each length is 2^-shift; 0 … 16.
    explicit Average(int shift) : shift_(shift) {}

    void take(std::size_t length)
    {
        const std::int64_t present = static_cast<std::int64_t>(length) << kFraction;
        scaled_ += (present - scaled_) >> shift_;
    }

    // As take(0) so many times, but for rounding: (1 - weight)^times by squaring.
    void decay(std::uint64_t times)
    {
        __extension__ using Wide = unsigned __int128;
        constexpr std::uint64_t kOne = std::uint64_t{1} << 32;
        std::uint64_t power = kOne - (kOne >> shift_);
        std::uint64_t product = kOne;
        for (; times > 0; times >>= 1) {
            if (times & 1)
                product = static_cast<std::uint64_t>(Wide{product} * power >> 32);
            power = static_cast<std::uint64_t>(Wide{power} * power >> 32);
        }
        scaled_ = static_cast<std::int64_t>(Wide{static_cast<std::uint64_t>(scaled_)} * product >> 32);
    }

    double value() const { return static_cast<double>(scaled_) / static_cast<double>(std::int64_t{1} << kFraction); }

private:
    static constexpr int kFraction = 32;

    int shift_;
    std::int64_t scaled_ = 0;
};

}  // namespace tcplab::link_red
