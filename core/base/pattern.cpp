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

// Writes whole rows one behind the other.
class RowWriter {
public:
    // `position` is a multiple of kRow.
    explicit RowWriter(std::uint64_t position) : position_(position), row_(position % kCycle / kRow) { beginCycle(); }

    void write(std::uint8_t* out)
    {
        const Eight digits = firstDigits_ | last_[row_];
        std::memcpy(out, cycle_.data(), kRow);
        std::memcpy(out + kLastDigits, &digits, sizeof(Eight));
        position_ += kRow;
        if (++row_ == kCycleRows) {
            row_ = 0;
            beginCycle();
        }
    }

private:
    void beginCycle()
    {
        cycle_ = rowAt(position_ - row_ * kRow);
        Row digits = cycle_;
        std::fill_n(digits.begin() + kLastDigits + 3, 5, std::uint8_t{0});
        std::memcpy(&firstDigits_, digits.data() + kLastDigits, sizeof(Eight));
    }

    const std::array<Eight, kCycleRows>& last_ = lastDigits();
    std::uint64_t position_;
    std::size_t row_;
    Row cycle_;          // the first row of the present cycle
    Eight firstDigits_;  // of its number, in their places
};

}  // namespace

void fillPattern(std::uint64_t position, std::span<std::uint8_t> room)
{
    const std::size_t skipped = position % kRow;
    RowWriter writer(position - skipped);
    std::uint8_t* out = room.data();
    std::size_t left = room.size();
    if (skipped > 0) {
        Row row;
        writer.write(row.data());
        const std::size_t taken = std::min(kRow - skipped, left);
        out = std::copy_n(row.begin() + static_cast<std::ptrdiff_t>(skipped), taken, out);
        left -= taken;
    }
    for (; left >= kRow; left -= kRow, out += kRow)
        writer.write(out);
    if (left > 0) {
        Row row;
        writer.write(row.data());
        std::copy_n(row.begin(), left, out);
    }
}

Octets pattern(std::uint64_t position, std::size_t length)
{
    Octets octets(length);
    fillPattern(position, octets);
    return octets;
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
