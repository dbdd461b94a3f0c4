// What a congestion control measures besides the window, as its card declares it and graphs draw it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/localized_text.h"

namespace tcplab {

enum class ReadingUnit : std::uint8_t { Number, Segments, Octets, Seconds, BitRate };
// As cards name them.
constexpr std::array<std::string_view, 5> kReadingUnitNames{"number", "segments", "octets", "seconds", "bit/s"};
constexpr std::string_view name(ReadingUnit unit) { return kReadingUnitNames[static_cast<std::size_t>(unit)]; }

struct ReadingSpec {
    std::string name;  // as the controller's readings() has it: "w_max"
    ReadingUnit unit = ReadingUnit::Number;
    LocalizedText title;

    friend bool operator==(const ReadingSpec&, const ReadingSpec&) = default;
};

}  // namespace tcplab
