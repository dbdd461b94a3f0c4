#include "sim/stream_print.h"

#include <algorithm>
#include <cstring>

#include "base/wide.h"

namespace tcplab {
namespace {

// g++ and clang make the processor's vectors of these.
using TwoWords [[gnu::vector_size(16)]] = std::uint64_t;
using FourWords [[gnu::vector_size(32)]] = std::uint64_t;

constexpr bool kLittleEndian = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

template <class Vector>
[[gnu::always_inline]] inline void load(const std::uint8_t* octets, Vector& words)
{
    std::memcpy(&words, octets, sizeof words);
    if constexpr (!kLittleEndian)
        for (std::size_t i = 0; i < sizeof(Vector) / 8; ++i)
            words[i] = __builtin_bswap64(words[i]);
}

// A number and its place in a list, so mixed that the list's order counts when these are added up.
std::uint64_t mixed(std::size_t place, std::uint64_t number)
{
    std::uint64_t word = (number ^ place) * 0x9e3779b97f4a7c15u;
    word = (word ^ word >> 32) * (0xff51afd7ed558ccdu + 2 * place);
    return word ^ word >> 29;
}

// Adds blocks to four sums of words and to the four sums of these.
template <class Vector>
[[gnu::always_inline]] inline void sum(std::uint64_t* words, std::uint64_t* sums, const std::uint8_t* octets, std::size_t blocks)
{
    constexpr std::size_t kBlock = BlockSums::kBlock;
    constexpr std::size_t kVectors = kBlock / sizeof(Vector);
    Vector ofWords[kVectors], ofSums[kVectors];
    std::memcpy(ofWords, words, kBlock);
    std::memcpy(ofSums, sums, kBlock);
#pragma GCC unroll 4
    for (; blocks > 0; --blocks, octets += kBlock) {
        for (std::size_t i = 0; i < kVectors; ++i) {
            Vector next;
            load(octets + i * sizeof(Vector), next);
            ofWords[i] += next;
            ofSums[i] += ofWords[i];
        }
    }
    std::memcpy(words, ofWords, kBlock);
    std::memcpy(sums, ofSums, kBlock);
}

TCPLAB_WIDE void sumWide(std::uint64_t* words, std::uint64_t* sums, const std::uint8_t* octets, std::size_t blocks)
{
    sum<FourWords>(words, sums, octets, blocks);
}

}  // namespace

void StreamPrint::add(OctetView octets)
{
    const std::size_t held = total_ % kBlock;
    total_ += octets.size();
    restSource_ = nullptr;
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

// Where a stream's blocks are those of its source, nobody looks at them. The rest is begun again with what follows it.
void StreamPrint::add(const SourcePart& part)
{
    const std::size_t held = total_ % kBlock;
    const bool goesOn = held > 0 && restSource_ == &part.source && restPosition_ + held == part.position;
    const std::size_t before = goesOn ? 0 : std::min(part.size, (kBlock - held) % kBlock);
    lookAt(part.first(before), [this](OctetView octets) { add(octets); });
    if (before == part.size)
        return;
    const SourcePart whole = goesOn ? SourcePart{part.source, restPosition_, held + part.size} : part.from(before);
    const auto sums = whole.source.sumsOf(whole.position, whole.size);
    if (!sums)
        return lookAt(part.from(before), [this](OctetView octets) { add(octets); });
    const std::uint64_t blocks = whole.size / kBlock;
    blocks_.append(sums->ofBlocks, blocks);
    total_ += part.size - before;
    for (std::size_t i = 0; i < kWords; ++i)
        putLittleEndian(sums->rest[i], rest_.data() + 8 * i);
    restSource_ = &whole.source;
    restPosition_ = whole.position + blocks * kBlock;
}

void StreamPrint::addBlocks(const std::uint8_t* octets, std::size_t blocks)
{
    if (processorIsWide())
        sumWide(blocks_.words.data(), blocks_.sums.data(), octets, blocks);
    else
        sum<TwoWords>(blocks_.words.data(), blocks_.sums.data(), octets, blocks);
}

std::uint64_t StreamPrint::fingerprint() const
{
    std::uint64_t print = mixed(0, total_);
    for (std::size_t i = 0; i < kWords; ++i)
        print += mixed(2 * i + 1, blocks_.words[i] ^ littleEndianAt(rest_.data() + 8 * i)) + mixed(2 * i + 2, blocks_.sums[i]);
    return print;
}

}  // namespace tcplab
