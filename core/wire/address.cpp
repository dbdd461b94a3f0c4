#include "wire/address.h"

#include <fmt/format.h>

namespace tcplab {

std::optional<Ipv4Address> parseIpv4(std::string_view text)
{
    std::uint32_t value = 0;
    int parts = 0;
    std::size_t at = 0;
    while (at < text.size() && parts < 4) {
        std::uint32_t part = 0;
        const std::size_t first = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9' && at - first < 3)
            part = part * 10 + static_cast<std::uint32_t>(text[at++] - '0');
        if (at == first || part > 255)
            return std::nullopt;
        value = value << 8 | part;
        ++parts;
        if (parts < 4 && (at >= text.size() || text[at++] != '.'))
            return std::nullopt;
    }
    if (parts != 4 || at != text.size())
        return std::nullopt;
    return Ipv4Address{value};
}

std::string format(Ipv4Address address)
{
    const std::uint32_t v = address.value;
    return fmt::format("{}.{}.{}.{}", v >> 24, v >> 16 & 255, v >> 8 & 255, v & 255);
}

std::string format(const Endpoint& endpoint) { return fmt::format("{}:{}", format(endpoint.address), endpoint.port); }

}  // namespace tcplab
