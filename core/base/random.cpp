#include "base/random.h"

#include "base/fingerprint.h"

namespace tcplab {
namespace {

// SplitMix64 (Steele, Lea, Flood 2014): fills the state from a seed.
std::uint64_t splitMix(std::uint64_t& x)
{
    std::uint64_t z = (x += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

constexpr std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view place)
{
    Fingerprint name;
    name.add(place);
    std::uint64_t x = seed ^ name.value();
    for (auto& word : state_)
        word = splitMix(x);
}

// xoshiro256** 1.0 (Blackman, Vigna 2018).
std::uint64_t RandomStream::next()
{
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate(state_[3], 45);
    return result;
}

double RandomStream::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::uint64_t RandomStream::below(std::uint64_t limit)
{
    // Rejecting the incomplete last stretch keeps every result equally likely.
    const std::uint64_t unfair = (0 - limit) % limit;
    for (;;) {
        const std::uint64_t number = next();
        if (number >= unfair)
            return number % limit;
    }
}

}  // namespace tcplab
