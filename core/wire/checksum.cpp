#include "wire/checksum.h"

#include <cstring>

#include "base/wide.h"

namespace tcplab::wire {
namespace {

constexpr bool kLittleEndian = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

template <class Word>
Word load(const std::uint8_t* p)
{
    Word word;
    std::memcpy(&word, p, sizeof word);
    return word;
}

constexpr std::size_t kBlock = 32;

std::uint64_t addHalves(std::uint64_t word) { return (word & 0xffff'ffff) + (word >> 32); }

// The sum of whole blocks, four words side by side; copies them if asked to.
template <bool kCopies>
[[gnu::always_inline]] inline std::uint64_t sumOf(const std::uint8_t* p, std::size_t blocks, std::uint8_t* out)
{
    using FourWords [[gnu::vector_size(32)]] = std::uint64_t;
    // Of the 64-bit words, whose carries get lost, and of their upper halves. What the first has too much in its upper half is what the
    // second holds: the lower halves come out as the difference, without a mask for each word.
    FourWords words{}, uppers{};
#pragma GCC unroll 4
    for (; blocks > 0; --blocks, p += kBlock) {
        FourWords next;
        std::memcpy(&next, p, sizeof next);
        if constexpr (kCopies) {
            std::memcpy(out, &next, sizeof next);
            out += kBlock;
        }
        words += next;
        uppers += next >> 32;
    }
    const FourWords sum = words - (uppers << 32) + uppers;
    return sum[0] + sum[1] + sum[2] + sum[3];
}

TCPLAB_WIDE std::uint64_t addWide(const std::uint8_t* p, std::size_t blocks) { return sumOf<false>(p, blocks, nullptr); }
TCPLAB_WIDE std::uint64_t copyWide(const std::uint8_t* p, std::size_t blocks, std::uint8_t* out) { return sumOf<true>(p, blocks, out); }

// RFC 1071 §2(B): a sum was taken in the machine's own order. Swapping the octets of all of it swaps those of each of its 16-bit
// words: the order of the words is of no matter.
std::uint64_t inNetworkOrder(std::uint64_t sum) { return kLittleEndian ? __builtin_bswap64(sum) : sum; }

}  // namespace

void ChecksumSum::addCopied(OctetView octets, std::uint8_t* out)
{
    const std::size_t blocks = processorIsWide() ? octets.size() / kBlock : 0;
    if (blocks > 0)
        add64(inNetworkOrder(copyWide(octets.data(), blocks, out)));
    const OctetView rest = octets.subspan(blocks * kBlock);
    if (rest.empty())
        return;
    std::memcpy(out + blocks * kBlock, rest.data(), rest.size());
    add(rest);
}

void ChecksumSum::add(const SourcePart& part)
{
    if (const auto sum = part.source.sumOfShorts(part.position, part.size))
        return add64(*sum);
    lookAt(part, [this](OctetView octets) { add(octets); });
}

void ChecksumSum::add(OctetView octets)
{
    // 32 bits are added at a time, so that no carry out of 64 gets lost in 2^32 of them.
    const std::uint8_t* p = octets.data();
    std::size_t left = octets.size();
    std::uint64_t sum = 0;
    if (left >= 4 * kBlock && processorIsWide()) {
        sum = addWide(p, left / kBlock);
        p += left / kBlock * kBlock;
        left %= kBlock;
    }
    for (; left >= 8; left -= 8, p += 8)
        sum += addHalves(load<std::uint64_t>(p));
    if (left >= 4) {
        sum += load<std::uint32_t>(p);
        left -= 4, p += 4;
    }
    if (left >= 2) {
        sum += load<std::uint16_t>(p);
        left -= 2, p += 2;
    }
    if (left > 0)
        sum += kLittleEndian ? std::uint64_t{*p} : std::uint64_t{*p} << 8;
    add64(inNetworkOrder(sum));
}

}  // namespace tcplab::wire
