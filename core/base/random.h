// Our own seeded generator: the same numbers on every compiler and system.
#pragma once

#include <cstdint>
#include <string_view>

namespace tcplab {

// A stream of random numbers for one named place ("link client>server / link_loss").
// Two places never share a stream, so a change in one leaves the others as they were.
class RandomStream {
public:
    RandomStream(std::uint64_t seed, std::string_view place);

    std::uint64_t next();

    // 0 <= result < 1, in steps of 2^-53.
    double uniform();

    // True with probability p, 0 … 1. Draws exactly one number.
    bool chance(double p) { return uniform() < p; }

    // 0 <= result < limit; limit > 0.
    std::uint64_t below(std::uint64_t limit);

    // A seed for a stream inside this place.
    RandomStream split(std::string_view place) { return RandomStream(next(), place); }

private:
    std::uint64_t state_[4];
};

}  // namespace tcplab
