// Random times and sizes with a given mean. No logarithm and no power: they differ between systems.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/random.h"

namespace tcplab::app_bulk {

enum class Distribution : std::uint8_t {
    Fixed,        // always the mean
    Exponential,  // longer than x with probability exp(-x / mean)
    Pareto,       // at least 3/8 of the mean; longer than x with probability (least / x)^1.6. Its variance is infinite.
};
Distribution distributionNamed(std::string_view name);

// At least 1, at most kLongestOfMean times the mean, rounded. mean > 0.
constexpr std::int64_t kLongestOfMean = 10'000;
std::int64_t draw(RandomStream& random, Distribution distribution, std::int64_t mean);

}  // namespace tcplab::app_bulk
