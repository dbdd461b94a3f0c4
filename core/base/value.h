// Parameter values as they stand in lab files, in cards and in generated forms.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/rate.h"
#include "base/result.h"
#include "base/time.h"

namespace tcplab {

struct Value;
using ValueMap = std::map<std::string, Value, std::less<>>;
using ValueList = std::vector<Value>;

// What JSON can say, without null. Quantities with a unit are texts ("20 ms", "10 Mbit/s", "64 KiB").
struct Value {
    std::variant<bool, std::int64_t, double, std::string, ValueList, ValueMap> is;

    friend bool operator==(const Value&, const Value&) = default;
};

// Texts with units. A number and a unit, one optional space between: "1.5 s", "200ms", "10 Mbit/s", "64 KiB".
// Duration units: ns us ms s min h. Rate units: bit/s kbit/s Mbit/s Gbit/s (powers of 1000).
// Size units: B kB MB GB (powers of 1000), KiB MiB GiB (powers of 1024).
// An unreadable text is a Problem whose sentence names the text and the units that would do.
Result<Duration> parseDuration(std::string_view text);
Result<BitRate> parseRate(std::string_view text);
Result<std::int64_t> parseSize(std::string_view text);  // octets

// The shortest text that the parser above reads back to the same quantity.
std::string formatDuration(Duration duration);
std::string formatRate(BitRate rate);
std::string formatSize(std::int64_t octets);

}  // namespace tcplab
