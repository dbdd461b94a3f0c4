#include "sim/stream_print.h"

#include <algorithm>
#include <cstring>

namespace tcplab {
namespace {

std::uint64_t wordAt(const std::uint8_t* octets)
{
    std::uint64_t word;
    std::memcpy(&word, octets, sizeof word);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? word : __builtin_bswap64(word);
}

std::uint64_t mixed(std::uint64_t before, std::uint64_t word)
{
    const std::uint64_t product = (before ^ word) * 0x9e3779b97f4a7c15u;
    return product ^ product >> 32;
}

}  // namespace

void StreamPrint::add(OctetView octets)
{
    const std::size_t held = total_ % kBlock;
    total_ += octets.size();
    if (held > 0) {
        const std::size_t taken = std::min(kBlock - held, octets.size());
        std::copy_n(octets.begin(), taken, rest_.begin() + static_cast<std::ptrdiff_t>(held));
        if (held + taken < kBlock)
            return;
        octets = octets.subspan(taken);
        addBlocks(rest_.data(), 1);
        rest_.fill(0);
    }
    addBlocks(octets.data(), octets.size() / kBlock);
    const OctetView behind = octets.subspan(octets.size() / kBlock * kBlock);
    std::copy(behind.begin(), behind.end(), rest_.begin());
}

void StreamPrint::addBlocks(const std::uint8_t* octets, std::size_t blocks)
{
    // In locals, because the octets might lie anywhere: the compiler would have to write the members after each word.
    Sums first = first_;
    Sums second = second_;
    for (; blocks > 0; --blocks, octets += kBlock) {
        first.add(Pair{wordAt(octets), wordAt(octets + 8)});
        second.add(Pair{wordAt(octets + 16), wordAt(octets + 24)});
    }
    first_ = first;
    second_ = second;
}

std::uint64_t StreamPrint::fingerprint() const
{
    std::uint64_t print = total_;
    for (const Pair& pair : {first_.words, first_.sums, second_.words, second_.sums})
        print = mixed(mixed(print, pair[0]), pair[1]);
    for (std::size_t word = 0; word < rest_.size(); word += 8)
        print = mixed(print, wordAt(rest_.data() + word));
    return print;
}

}  // namespace tcplab
