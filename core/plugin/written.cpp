#include "plugin/written.h"

#include <fmt/format.h>

namespace tcplab {

std::string written(ParameterType type, const Value& normalized)
{
    if (const auto* text = std::get_if<std::string>(&normalized.is))
        return *text;
    if (const auto* number = std::get_if<double>(&normalized.is))
        return fmt::format("{}", *number);
    if (const auto* truth = std::get_if<bool>(&normalized.is))
        return *truth ? "true" : "false";
    const std::int64_t value = std::get<std::int64_t>(normalized.is);
    switch (type) {
    case ParameterType::Duration: return formatDuration(Duration{value});
    case ParameterType::Rate: return formatRate(BitRate{value});
    case ParameterType::Size: return formatSize(value);
    default: return fmt::format("{}", value);
    }
}

}  // namespace tcplab
