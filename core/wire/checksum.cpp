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

// One lane of the sum, with the carries counted aside: they come back in at the end (RFC 1071 §2(A), deferred carries).
struct Lane {
    std::uint64_t sum = 0;
    std::uint64_t carries = 0;

    void add(std::uint64_t word)
    {
        sum += word;
        carries += sum < word ? 1 : 0;
    }
};

constexpr std::size_t kBlock = 64;

// The sum of whole blocks, eight words side by side. 32 bits of each are added at a time, so no carry gets lost in 2^32 blocks.
TCPLAB_WIDE void addWide(const std::uint8_t* p, std::size_t blocks, Lane& even, Lane& odd)
{
    using FourWords [[gnu::vector_size(32)]] = std::uint64_t;
    FourWords low{}, high{};
    for (; blocks > 0; --blocks, p += kBlock) {
        FourWords first, second;
        std::memcpy(&first, p, sizeof first);
        std::memcpy(&second, p + sizeof first, sizeof second);
        low += (first & 0xffff'ffff) + (second & 0xffff'ffff);
        high += (first >> 32) + (second >> 32);
    }
    for (std::size_t i = 0; i < 4; ++i) {
        even.add(low[i]);
        odd.add(high[i]);
    }
}

}  // namespace

void ChecksumSum::add(OctetView octets)
{
    // RFC 1071 §2(B): the sum may be taken in the machine's own order and its octets swapped at the end.
    const std::uint8_t* p = octets.data();
    std::size_t left = octets.size();
    Lane even, odd;
    if (left >= 2 * kBlock && processorIsWide()) {
        addWide(p, left / kBlock, even, odd);
        p += left / kBlock * kBlock;
        left %= kBlock;
    }
    for (; left >= 32; left -= 32, p += 32) {
        even.add(load<std::uint64_t>(p));
        odd.add(load<std::uint64_t>(p + 8));
        even.add(load<std::uint64_t>(p + 16));
        odd.add(load<std::uint64_t>(p + 24));
    }
    for (; left >= 8; left -= 8, p += 8)
        even.add(load<std::uint64_t>(p));
    if (left >= 4) {
        odd.add(load<std::uint32_t>(p));
        left -= 4, p += 4;
    }
    if (left >= 2) {
        odd.add(load<std::uint16_t>(p));
        left -= 2, p += 2;
    }
    if (left > 0)
        odd.add(kLittleEndian ? std::uint64_t{*p} : std::uint64_t{*p} << 8);

    ChecksumSum sum;
    sum.add64(even.sum);
    sum.add64(odd.sum);
    sum.add64(even.carries + odd.carries);
    // Swapping the octets of the whole sum swaps those of each of its 16-bit words: the order of the words is of no matter.
    add64(kLittleEndian ? __builtin_bswap64(sum.sum_) : sum.sum_);
}

}  // namespace tcplab::wire
