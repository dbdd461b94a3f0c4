#include "wire/prefix.h"

#include <algorithm>

namespace tcplab {
namespace {

struct Mask {
    std::uint64_t high, low;
};

std::uint64_t upper(unsigned bits) { return bits == 0 ? 0 : ~std::uint64_t{0} << (64 - bits); }

// An IPv4 address is the end of a mapped one: its prefix begins behind 96 bits.
Mask maskOf(const IpPrefix& prefix)
{
    const unsigned bits = prefix.length + (prefix.address.isV4() ? 96u : 0u);
    return {upper(std::min(bits, 64u)), upper(bits < 64 ? 0 : bits - 64)};
}

IpAddress fromWords(std::uint64_t high, std::uint64_t low)
{
    Ipv6Address address;
    for (std::size_t i = 0; i < 8; ++i) {
        address.octets[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
        address.octets[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    }
    return address;
}

std::optional<std::uint8_t> parseLength(std::string_view text, unsigned most)
{
    if (text.empty() || text.size() > 3 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    if (text.size() > 1 && text.front() == '0')
        return std::nullopt;
    unsigned length = 0;
    for (const char digit : text)
        length = 10 * length + static_cast<unsigned>(digit - '0');
    return length <= most ? std::optional(static_cast<std::uint8_t>(length)) : std::nullopt;
}

}  // namespace

bool IpPrefix::holds(const IpAddress& one) const
{
    const Mask mask = maskOf(*this);
    return address.isV4() == one.isV4() && ((address.high() ^ one.high()) & mask.high) == 0 &&
           ((address.low() ^ one.low()) & mask.low) == 0;
}

IpPrefix IpPrefix::network() const
{
    const Mask mask = maskOf(*this);
    return {fromWords(address.high() & mask.high, address.low() & mask.low), length};
}

std::optional<IpPrefix> parseIpPrefix(std::string_view text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    const auto address = parseIpAddress(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    const auto length = parseLength(text.substr(slash + 1), address->isV4() ? 32 : 128);
    return length ? std::optional(IpPrefix{*address, *length}) : std::nullopt;
}

std::string format(const IpPrefix& prefix) { return format(prefix.address) + "/" + std::to_string(prefix.length); }

}  // namespace tcplab
