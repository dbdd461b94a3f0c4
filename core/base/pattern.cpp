#include "base/pattern.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace tcplab {
namespace {

constexpr std::size_t kRow = 32;
constexpr std::size_t kFirstDigit = 6;
constexpr std::string_view kRowText = "octet 0000000000 of the stream.\n";
static_assert(kRowText.size() == kRow && kRow == BlockSums::kBlock);

// A row as words, the first octet lowest. Every 100,000 octets the rows are the same but for the number's first five digits: those lie in
// words 0 and 1, the other five in word 1 alone.
constexpr std::size_t kWords = BlockSums::kWords;
constexpr std::size_t kOfLastDigits = 1;
constexpr std::uint64_t kCycle = 100'000;
constexpr std::size_t kCycleRows = kCycle / kRow;
using Row = std::array<std::uint64_t, kWords>;

constexpr std::uint64_t textWord(std::size_t index)
{
    std::uint64_t word = 0;
    for (std::size_t i = 8; i-- > 0;)
        word = word << 8 | static_cast<std::uint8_t>(kRowText[8 * index + i]);
    return word;
}

// Three digits of a number below 1,000, the first lowest.
constexpr std::array<std::uint32_t, 1000> kThreeDigits = [] {
    std::array<std::uint32_t, 1000> made{};
    for (std::uint32_t i = 0; i < made.size(); ++i)
        made[i] = ('0' + i / 100) | ('0' + i / 10 % 10) << 8 | ('0' + i % 10) << 16;
    return made;
}();

// Five digits of a number below 100,000, the first lowest.
constexpr std::uint64_t fiveDigits(std::uint64_t number)
{
    return kThreeDigits[number / 1000] >> 8 | std::uint64_t{kThreeDigits[number % 1000]} << 16;
}

// The sum of the shorts in a row, most significant octet first.
constexpr std::uint64_t shortsOf(const Row& row)
{
    constexpr std::uint64_t kEveryOther = 0x00ff'00ff'00ff'00ff, kEach = 0x0001'0001'0001'0001;
    std::uint64_t upper = 0, lower = 0;  // in four lanes that have room for the octets of all words
    for (const std::uint64_t word : row) {
        upper += word & kEveryOther;
        lower += word >> 8 & kEveryOther;
    }
    return ((upper * kEach >> 48) << 8) + (lower * kEach >> 48);
}

// What the last five digits are in a row of a cycle, and what they alone add to sums over all rows before it.
struct LastDigits {
    std::uint64_t here = 0;
    std::uint64_t words = 0;
    std::uint64_t sums = 0;  // of what `words` was after each row
    std::uint64_t shorts = 0;
};

const std::array<LastDigits, kCycleRows + 1>& lastDigits()
{
    static const auto all = [] {
        std::array<LastDigits, kCycleRows + 1> made;
        for (std::size_t i = 0; i < kCycleRows; ++i) {
            made[i].here = fiveDigits(i * kRow) << 24;
            made[i + 1].words = made[i].words + made[i].here;
            made[i + 1].sums = made[i].sums + made[i + 1].words;
            made[i + 1].shorts = made[i].shorts + shortsOf({made[i].here});
        }
        return made;
    }();
    return all;
}

// Rows one behind the other.
class Rows {
public:
    // From the one on in which the position lies.
    explicit Rows(std::uint64_t position) : cycle_(position / kCycle), next_(position % kCycle / kRow) { beginCycle(); }

    void write(std::uint64_t rows, std::uint8_t* out)
    {
        eachCycle(rows, [&](std::size_t here) {
            const std::array<LastDigits, kCycleRows + 1>& last = lastDigits();
            const Row row = row_;
#pragma GCC unroll 4
            for (std::size_t i = next_; i < next_ + here; ++i, out += kRow) {
                putLittleEndian(row[0], out);
                putLittleEndian(row[1] | last[i].here, out + 8);
                putLittleEndian(row[2], out + 16);
                putLittleEndian(row[3], out + 24);
            }
        });
    }

    // The octets [from, to) of the next row.
    void writeOf(std::size_t from, std::size_t to, std::uint8_t* out)
    {
        std::array<std::uint8_t, kRow> row;
        write(1, row.data());
        std::memcpy(out, row.data() + from, to - from);
    }

    OctetSource::Sums sums(std::uint64_t octets)
    {
        OctetSource::Sums all;
        goOn();
        const std::uint64_t inThis = std::min<std::uint64_t>(octets / kRow, kCycleRows - next_);  // nearly always all
        all.ofBlocks = sumsInCycle(inThis);
        next_ += inThis;
        eachCycle(octets / kRow - inThis, [&](std::size_t here) { all.ofBlocks.append(sumsInCycle(here), here); });
        all.rest = beginningOfNext(octets % kRow);
        return all;
    }

    // Of so many octets.
    std::uint64_t shorts(std::uint64_t octets)
    {
        std::uint64_t sum = 0;
        eachCycle(octets / kRow,
                  [&](std::size_t here) { sum += here * shortsOf(row_) + lastDigits()[next_ + here].shorts - lastDigits()[next_].shorts; });
        return sum + shortsOf(beginningOfNext(octets % kRow));
    }

private:
    // Goes over so many rows: `visit(rows)` for those from next_ on that lie in one cycle.
    template <class Visit>
    void eachCycle(std::uint64_t rows, Visit&& visit)
    {
        while (rows > 0) {
            goOn();
            const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(rows, kCycleRows - next_));
            visit(here);
            next_ += here;
            rows -= here;
        }
    }

    void goOn()
    {
        if (next_ < kCycleRows)
            return;
        ++cycle_;
        next_ = 0;
        beginCycle();
    }

    // The number's first five digits, which all rows of a cycle have.
    void beginCycle()
    {
        const std::uint64_t digits = fiveDigits(cycle_ % kCycle);
        row_[0] = kFirst | digits << 8 * kFirstDigit;
        row_[1] = digits >> 8 * (8 - kFirstDigit);
    }

    BlockSums sumsInCycle(std::uint64_t rows) const
    {
        BlockSums all;
        for (std::size_t i = 0; i < kWords; ++i) {
            all.words[i] = rows * row_[i];
            all.sums[i] = rows * (rows + 1) / 2 * row_[i];
        }
        const LastDigits& before = lastDigits()[next_];
        const LastDigits& after = lastDigits()[next_ + rows];
        all.words[kOfLastDigits] += after.words - before.words;
        all.sums[kOfLastDigits] += after.sums - before.sums - rows * before.words;
        return all;
    }

    // The first octets of the next row, zeros behind them.
    Row beginningOfNext(std::size_t octets)
    {
        goOn();
        Row row = row_;
        row[kOfLastDigits] |= lastDigits()[next_].here;
        for (std::size_t i = 0; i < kWords; ++i) {
            const std::size_t kept = octets - std::min(octets, 8 * i);
            if (kept < 8)
                row[i] &= (std::uint64_t{1} << 8 * kept) - 1;
        }
        return row;
    }

    static constexpr std::uint64_t kFirst = textWord(0) & ((std::uint64_t{1} << 8 * kFirstDigit) - 1);

    Row row_{0, 0, textWord(2), textWord(3)};  // with nothing in the places of the last five digits
    std::uint64_t cycle_;
    std::size_t next_;  // row of the cycle
};

}  // namespace

void fillPattern(std::uint64_t position, std::span<std::uint8_t> room)
{
    if (room.empty())
        return;
    Rows rows(position);
    const std::size_t skipped = position % kRow;
    if (skipped > 0) {
        const std::size_t taken = std::min(kRow - skipped, room.size());
        rows.writeOf(skipped, skipped + taken, room.data());
        room = room.subspan(taken);
    }
    const std::size_t whole = room.size() / kRow;
    rows.write(whole, room.data());
    if (const auto rest = room.subspan(whole * kRow); !rest.empty())
        rows.writeOf(0, rest.size(), rest.data());
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
        std::optional<Sums> sumsOf(std::uint64_t position, std::uint64_t octets) const override
        {
            return position % kRow == 0 ? std::optional(Rows(position).sums(octets)) : std::nullopt;
        }
        std::optional<std::uint64_t> sumOfShorts(std::uint64_t position, std::uint64_t octets) const override
        {
            return position % kRow == 0 ? std::optional(Rows(position).shorts(octets)) : std::nullopt;
        }
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
