#include "base/value.h"

#include <array>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace tcplab {
namespace {

struct Unit {
    std::string_view name;
    std::int64_t factor;
};

// Largest first: formatting takes the first unit that divides without a rest or leaves a short decimal.
constexpr std::array<Unit, 6> kDurationUnits{
    {{"h", 3'600'000'000'000}, {"min", 60'000'000'000}, {"s", 1'000'000'000}, {"ms", 1'000'000}, {"us", 1'000}, {"ns", 1}}};
constexpr std::array<Unit, 4> kRateUnits{{{"Gbit/s", 1'000'000'000}, {"Mbit/s", 1'000'000}, {"kbit/s", 1'000}, {"bit/s", 1}}};
constexpr std::array<Unit, 7> kSizeUnits{
    {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"GB", 1'000'000'000}, {"MB", 1'000'000}, {"kB", 1'000}, {"B", 1}}};

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Exact decimal reading: whole.fraction × factor, nothing rounded, nothing overflowed.
std::optional<std::int64_t> scaled(std::string_view number, std::int64_t factor)
{
    __extension__ using Wide = __int128;
    const bool negative = !number.empty() && number.front() == '-';
    if (negative)
        number.remove_prefix(1);
    Wide value = 0;
    Wide divisor = 1;
    bool fraction = false;
    bool digits = false;
    for (const char c : number) {
        if (c == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (!isDigit(c) || value > Wide{1} << 80 || divisor > Wide{1} << 80)
            return std::nullopt;
        digits = true;
        value = value * 10 + (c - '0');
        if (fraction)
            divisor *= 10;
    }
    if (!digits)
        return std::nullopt;
    value *= factor;
    if (value % divisor != 0)
        return std::nullopt;
    value /= divisor;
    if (value > INT64_MAX)
        return std::nullopt;
    return static_cast<std::int64_t>(negative ? -value : value);
}

template <std::size_t N>
std::optional<std::int64_t> parseWithUnit(std::string_view text, const std::array<Unit, N>& units)
{
    std::size_t end = 0;
    while (end < text.size() && (isDigit(text[end]) || text[end] == '.' || (end == 0 && text[end] == '-')))
        ++end;
    const std::string_view number = text.substr(0, end);
    std::string_view name = text.substr(end);
    if (!name.empty() && name.front() == ' ')
        name.remove_prefix(1);
    for (const Unit& unit : units)
        if (unit.name == name)
            return scaled(number, unit.factor);
    return std::nullopt;
}

template <std::size_t N>
Problem unreadable(std::string_view text, const Sentence& what, const std::array<Unit, N>& units)
{
    std::string names;
    for (const Unit& unit : units)
        names += fmt::format("{}{}", names.empty() ? "" : ", ", unit.name);
    return problemAt({},
                     {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is not {1}: write a number and one of the units {2}."), text, what, names});
}

template <std::size_t N>
std::string formatWithUnit(std::int64_t value, const std::array<Unit, N>& units)
{
    if (value == 0)
        return fmt::format("0 {}", units.back().name);
    for (const Unit& unit : units) {
        if (value % unit.factor == 0)
            return fmt::format("{} {}", value / unit.factor, unit.name);
        // "1.5 s" rather than "1500 ms", when up to three decimals say it exactly; binary units stay whole.
        if (unit.factor % 1000 == 0 && value / unit.factor != 0 && value % (unit.factor / 1000) == 0) {
            std::string decimals = fmt::format("{:03}", value / (unit.factor / 1000) % 1000);
            if (decimals.front() == '-')
                continue;
            decimals.erase(decimals.find_last_not_of('0') + 1);
            return fmt::format("{}.{} {}", value / unit.factor, decimals, unit.name);
        }
    }
    return fmt::format("{} {}", value, units.back().name);
}

}  // namespace

Result<Duration> parseDuration(std::string_view text)
{
    if (const auto value = parseWithUnit(text, kDurationUnits))
        return Duration{*value};
    return tl::unexpected(unreadable(text, QT_TRANSLATE_NOOP("Sentence", "a duration"), kDurationUnits));
}

Result<BitRate> parseRate(std::string_view text)
{
    if (const auto value = parseWithUnit(text, kRateUnits); value && *value > 0)
        return BitRate{*value};
    return tl::unexpected(unreadable(text, QT_TRANSLATE_NOOP("Sentence", "a bit rate above 0"), kRateUnits));
}

Result<std::int64_t> parseSize(std::string_view text)
{
    if (const auto value = parseWithUnit(text, kSizeUnits); value && *value >= 0)
        return *value;
    return tl::unexpected(unreadable(text, QT_TRANSLATE_NOOP("Sentence", "a size"), kSizeUnits));
}

std::string formatDuration(Duration duration) { return formatWithUnit(duration.count(), kDurationUnits); }
std::string formatRate(BitRate rate) { return formatWithUnit(rate.bitsPerSecond(), kRateUnits); }
std::string formatSize(std::int64_t octets) { return formatWithUnit(octets, kSizeUnits); }

}  // namespace tcplab
