#include "base/pattern.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace tcplab {
namespace {

constexpr std::size_t kRow = 32;
constexpr std::size_t kFirstDigit = 6;
constexpr std::size_t kDigits = 10;
constexpr std::string_view kRowText = "octet 0000000000 of the stream.\n";
static_assert(kRowText.size() == kRow);

using Row = std::array<std::uint8_t, kRow>;

Row rowAt(std::uint64_t position)
{
    Row row;
    std::copy(kRowText.begin(), kRowText.end(), row.begin());
    for (std::size_t digit = kFirstDigit + kDigits; digit-- > kFirstDigit; position /= 10)
        row[digit] = static_cast<std::uint8_t>('0' + position % 10);
    return row;
}

// Every 100,000 octets the rows are the same but for the number's first five digits. So the eights of octets in which the
// other five lie are made once, with nothing in the places of the first five.
constexpr std::uint64_t kCycle = 100'000;
constexpr std::size_t kCycleRows = kCycle / kRow;
constexpr std::size_t kLastDigits = 8;  // the eight begins here, with the number's third digit
using Eight = std::uint64_t;
using TwoEights [[gnu::vector_size(16)]] = Eight;  // g++ and clang make the processor's vectors of these

const std::array<Eight, kCycleRows>& lastDigits()
{
    static const auto all = [] {
        std::array<Eight, kCycleRows> made;
        for (std::size_t i = 0; i < kCycleRows; ++i) {
            Row row = rowAt(i * kRow);
            std::fill_n(row.begin() + kLastDigits, 3, std::uint8_t{0});
            std::memcpy(&made[i], row.data() + kLastDigits, sizeof(Eight));
        }
        return made;
    }();
    return all;
}

// Rows from a position on, a multiple of kRow, one behind the other.
class Rows {
public:
    explicit Rows(std::uint64_t position) : cycle_(position / kCycle), next_(position % kCycle / kRow) { beginCycle(); }

    void write(std::size_t rows, std::uint8_t* out)
    {
        while (rows > 0) {
            if (next_ == kCycleRows) {
                ++cycle_;
                next_ = 0;
                beginCycle();
            }
            const std::size_t here = std::min(rows, kCycleRows - next_);
            writeInCycle(here, out);
            next_ += here;
            out += here * kRow;
            rows -= here;
        }
    }

private:
    // The number's first five digits, which all rows of a cycle have.
    void beginCycle()
    {
        auto number = static_cast<std::uint32_t>(cycle_ % kCycle);
        for (std::size_t digit = kFirstDigit + 5; digit-- > kFirstDigit; number /= 10)
            row_[digit] = static_cast<std::uint8_t>('0' + number % 10);
    }

    void writeInCycle(std::size_t rows, std::uint8_t* out) const
    {
        const std::array<Eight, kCycleRows>& last = lastDigits();
        TwoEights half;  // of a row; the other half has no digits
        std::memcpy(&half, row_.data(), sizeof half);
        const Eight firstDigits = half[1];
        const Row row = row_;
#pragma GCC unroll 4
        for (std::size_t i = next_; i < next_ + rows; ++i, out += kRow) {
            half[1] = firstDigits | last[i];
            std::memcpy(out, &half, sizeof half);
            std::memcpy(out + sizeof half, row.data() + sizeof half, kRow - sizeof half);
        }
    }

    // With nothing in the places of the last five digits.
    static constexpr Row withoutLastDigits()
    {
        Row row{};
        std::copy(kRowText.begin(), kRowText.end(), row.begin());
        std::fill_n(row.begin() + kFirstDigit + 5, 5, std::uint8_t{0});
        return row;
    }

    Row row_ = withoutLastDigits();
    std::uint64_t cycle_;
    std::size_t next_;  // row of the cycle
};

}  // namespace

void fillPattern(std::uint64_t position, std::span<std::uint8_t> room)
{
    Row row;
    const std::size_t skipped = position % kRow;
    Rows rows(position - skipped);
    if (skipped > 0) {
        rows.write(1, row.data());
        const std::size_t taken = std::min(kRow - skipped, room.size());
        std::copy_n(row.begin() + static_cast<std::ptrdiff_t>(skipped), taken, room.begin());
        room = room.subspan(taken);
    }
    const std::size_t whole = room.size() / kRow;
    rows.write(whole, room.data());
    if (const auto rest = room.subspan(whole * kRow); !rest.empty()) {
        rows.write(1, row.data());
        std::copy_n(row.begin(), rest.size(), rest.begin());
    }
}

Octets pattern(std::uint64_t position, std::size_t length)
{
    Octets octets(length);
    fillPattern(position, octets);
    return octets;
}

const OctetSource& patternSource()
{
    struct Pattern : OctetSource {
        void copy(std::uint64_t position, std::span<std::uint8_t> out) const override { fillPattern(position, out); }
    };
    static const Pattern only;
    return only;
}

bool isPattern(std::uint64_t position, OctetView octets)
{
    std::array<std::uint8_t, 1024> part;
    while (!octets.empty()) {
        const std::size_t taken = std::min(part.size(), octets.size());
        fillPattern(position, {part.data(), taken});
        if (!std::equal(part.data(), part.data() + taken, octets.begin()))
            return false;
        octets = octets.subspan(taken);
        position += taken;
    }
    return true;
}

}  // namespace tcplab
