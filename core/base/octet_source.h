// Octets that can be had again at any time: a file, or what can be worked out.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "base/octets.h"

namespace tcplab {

// Eight octets as a number, the first one lowest.
inline std::uint64_t littleEndianAt(const std::uint8_t* octets)
{
    std::uint64_t word;
    std::memcpy(&word, octets, sizeof word);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? word : __builtin_bswap64(word);
}

inline void putLittleEndian(std::uint64_t word, std::uint8_t* octets)
{
    if constexpr (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
        word = __builtin_bswap64(word);
    std::memcpy(octets, &word, sizeof word);
}

// Sums over blocks of four such words each, modulo 2^64.
struct BlockSums {
    static constexpr std::size_t kWords = 4;
    static constexpr std::size_t kBlock = 8 * kWords;

    std::array<std::uint64_t, kWords> words{};  // of all blocks
    std::array<std::uint64_t, kWords> sums{};   // of what `words` was after each of them

    // Those of `blocks` blocks that follow.
    void append(const BlockSums& next, std::uint64_t blocks)
    {
        for (std::size_t i = 0; i < kWords; ++i) {
            sums[i] += blocks * words[i] + next.sums[i];
            words[i] += next.words[i];
        }
    }
};

// A source is there until the program ends: datagrams and queues name it instead of copying.
class OctetSource {
public:
    virtual ~OctetSource() = default;
    // Fills `out` with the octets from `position` on: the same ones each time.
    virtual void copy(std::uint64_t position, std::span<std::uint8_t> out) const = 0;

    // What comes of so many octets from `position` on; nothing where it is not known without looking at each of them.
    struct Sums {
        BlockSums ofBlocks;
        std::array<std::uint64_t, BlockSums::kWords> rest{};  // the octets behind the last whole block, zeros behind those
    };
    virtual std::optional<Sums> sumsOf(std::uint64_t /*position*/, std::uint64_t /*octets*/) const { return std::nullopt; }
    // Likewise the sum of the 16-bit words, most significant octet first, of so many octets; a last one that is alone counts with a 0
    // behind it.
    virtual std::optional<std::uint64_t> sumOfShorts(std::uint64_t /*position*/, std::uint64_t /*octets*/) const { return std::nullopt; }
};

// A part of a source.
struct SourcePart {
    const OctetSource& source;
    std::uint64_t position = 0;
    std::size_t size = 0;

    SourcePart from(std::size_t octets) const { return {source, position + octets, size - octets}; }
    SourcePart first(std::size_t octets) const { return {source, position, octets}; }
};

// Shows the octets of a part, some at a time: `look(OctetView)`.
template <class Look>
void lookAt(const SourcePart& part, Look&& look)
{
    std::array<std::uint8_t, 4096> some;
    for (std::size_t done = 0; done < part.size;) {
        const std::span next = std::span(some).first(std::min(some.size(), part.size - done));
        part.source.copy(part.position + done, next);
        look(OctetView(next));
        done += next.size();
    }
}

}  // namespace tcplab
