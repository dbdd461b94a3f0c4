#include "app_bulk/distribution.h"

#include <algorithm>
#include <cmath>

namespace tcplab::app_bulk {
namespace {

// Mean 1. Von Neumann's method ("Various techniques used in connection with random digits", 1951): a row of uniform numbers is as long as
// they fall. Rows of even length are thrown away, and each adds one; of the first row of odd length counts what it began with.
double exponential(RandomStream& random)
{
    for (double whole = 0;; whole += 1) {
        const double first = random.uniform();
        bool odd = true;
        for (double before = first, next = random.uniform(); next < before; next = random.uniform()) {
            before = next;
            odd = !odd;
        }
        if (odd)
            return whole + first;
    }
}

// Mean 1, exponent 8/5: 3/8 u^(-5/8) for a uniform u in (0, 1], with square roots only, which IEEE 754 rounds the same everywhere.
double pareto(RandomStream& random)
{
    const double half = std::sqrt(1 - random.uniform());
    return 0.375 / (half * std::sqrt(std::sqrt(half)));
}

}  // namespace

Distribution distributionNamed(std::string_view name)
{
    if (name == "fixed")
        return Distribution::Fixed;
    return name == "pareto" ? Distribution::Pareto : Distribution::Exponential;
}

std::int64_t draw(RandomStream& random, Distribution distribution, std::int64_t mean)
{
    if (distribution == Distribution::Fixed)
        return mean;
    const double times = distribution == Distribution::Pareto ? pareto(random) : exponential(random);
    const double value = static_cast<double>(mean) * std::min(times, static_cast<double>(kLongestOfMean));
    return std::max<std::int64_t>(static_cast<std::int64_t>(std::floor(value + 0.5)), 1);
}

}  // namespace tcplab::app_bulk
