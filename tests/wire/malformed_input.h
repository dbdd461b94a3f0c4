// What every parser of octets must endure.
#pragma once

#include "base/octets.h"
#include "base/random.h"

namespace tcplab {

// Every beginning of `good`, from nothing to all of it, each in memory of just its size so that a sanitizer sees a
// read behind it.
template <class Parse>
void parseBeginnings(const Octets& good, Parse&& parse)
{
    for (std::size_t size = 0; size <= good.size(); ++size)
        parse(Octets(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)));
}

// `good` with a few octets changed, many times.
template <class Parse>
void parseDamaged(const Octets& good, Parse&& parse)
{
    RandomStream random(1, "damage");
    for (int i = 0; i < 20'000; ++i) {
        Octets damaged = good;
        for (std::uint64_t changes = 1 + random.below(4); changes > 0; --changes)
            damaged[random.below(damaged.size())] = static_cast<std::uint8_t>(random.next());
        parse(damaged);
    }
}

}  // namespace tcplab
