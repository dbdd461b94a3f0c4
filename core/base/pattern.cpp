#include "base/pattern.h"

#include <algorithm>
#include <array>
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

// Adds 32 in decimal: much faster than writing each number anew.
void advance(Row& row)
{
    constexpr std::size_t kLast = kFirstDigit + kDigits - 1;
    row[kLast] = static_cast<std::uint8_t>(row[kLast] + 2);
    row[kLast - 1] = static_cast<std::uint8_t>(row[kLast - 1] + 3);
    for (std::size_t digit = kLast; digit >= kFirstDigit; --digit) {
        if (row[digit] > '9') {
            row[digit] = static_cast<std::uint8_t>(row[digit] - 10);
            if (digit > kFirstDigit)
                ++row[digit - 1];
        } else if (digit < kLast) {
            return;
        }
    }
}

// Calls use(part) with the stream's octets from `position` on, `length` of them, a row or less at a time,
// for as long as it answers true.
template <class Use>
bool forEachPart(std::uint64_t position, std::size_t length, Use&& use)
{
    std::size_t skipped = position % kRow;
    for (Row row = rowAt(position - skipped); length > 0; advance(row)) {
        const std::size_t taken = std::min(kRow - skipped, length);
        if (!use(OctetView(row).subspan(skipped, taken)))
            return false;
        skipped = 0;
        length -= taken;
    }
    return true;
}

}  // namespace

void fillPattern(std::uint64_t position, std::span<std::uint8_t> room)
{
    auto to = room.begin();
    forEachPart(position, room.size(), [&](OctetView part) {
        to = std::copy(part.begin(), part.end(), to);
        return true;
    });
}

Octets pattern(std::uint64_t position, std::size_t length)
{
    Octets octets(length);
    fillPattern(position, octets);
    return octets;
}

bool isPattern(std::uint64_t position, OctetView octets)
{
    auto from = octets.begin();
    return forEachPart(position, octets.size(), [&](OctetView part) {
        const bool same = std::equal(part.begin(), part.end(), from);
        from += static_cast<std::ptrdiff_t>(part.size());
        return same;
    });
}

}  // namespace tcplab
