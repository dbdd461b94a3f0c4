#include "wire/address.h"

#include <algorithm>

#include <fmt/format.h>

namespace tcplab {
namespace {

constexpr std::size_t kGroups = 8;
using Groups = std::array<std::uint16_t, kGroups>;

std::optional<std::uint16_t> parseGroup(std::string_view text)
{
    if (text.empty() || text.size() > 4)
        return std::nullopt;
    unsigned value = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            value = value << 4 | static_cast<unsigned>(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value << 4 | static_cast<unsigned>(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            value = value << 4 | static_cast<unsigned>(c - 'A' + 10);
        else
            return std::nullopt;
    }
    return static_cast<std::uint16_t>(value);
}

// The groups on one side of "::", or all of them; an IPv4 address at the end stands for two.
struct GroupList {
    Groups groups{};
    std::size_t count = 0;

    bool append(std::uint16_t group)
    {
        if (count == kGroups)
            return false;
        groups[count++] = group;
        return true;
    }

    bool appendIpv4(std::string_view text)
    {
        const auto v4 = parseIpv4(text);
        return v4 && append(static_cast<std::uint16_t>(v4->value >> 16)) && append(static_cast<std::uint16_t>(v4->value));
    }
};

std::optional<GroupList> parseGroups(std::string_view text, bool mayEndInIpv4)
{
    GroupList list;
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view part = text.substr(0, colon);
        const bool last = colon == std::string_view::npos;
        if (last && mayEndInIpv4 && part.find('.') != std::string_view::npos)
            return list.appendIpv4(part) ? std::optional(list) : std::nullopt;
        const auto group = parseGroup(part);
        if (!group || !list.append(*group))
            return std::nullopt;
        if (last)
            return list;
        text.remove_prefix(colon + 1);
        if (text.empty())
            return std::nullopt;
    }
    return list;
}

Ipv6Address fromGroups(const Groups& groups)
{
    Ipv6Address address;
    for (std::size_t i = 0; i < kGroups; ++i) {
        address.octets[2 * i] = static_cast<std::uint8_t>(groups[i] >> 8);
        address.octets[2 * i + 1] = static_cast<std::uint8_t>(groups[i]);
    }
    return address;
}

Groups toGroups(const Ipv6Address& address)
{
    Groups groups;
    for (std::size_t i = 0; i < kGroups; ++i)
        groups[i] = static_cast<std::uint16_t>(address.octets[2 * i] << 8 | address.octets[2 * i + 1]);
    return groups;
}

struct ZeroRun {
    std::size_t first = kGroups;
    std::size_t length = 1;  // RFC 5952 §4.2.2: a single zero group is not shortened
};

// RFC 5952 §4.2.3: the longest run, the first of equals.
ZeroRun longestZeroRun(const Groups& groups)
{
    ZeroRun longest;
    for (std::size_t first = 0; first < kGroups; ++first) {
        std::size_t length = 0;
        while (first + length < kGroups && groups[first + length] == 0)
            ++length;
        if (length > longest.length)
            longest = {first, length};
    }
    return longest;
}

}  // namespace

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

std::optional<Ipv6Address> parseIpv6(std::string_view text)
{
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) {
        const auto all = parseGroups(text, true);
        if (!all || all->count != kGroups)
            return std::nullopt;
        return fromGroups(all->groups);
    }
    const auto before = parseGroups(text.substr(0, gap), false);
    const auto behind = parseGroups(text.substr(gap + 2), true);
    if (!before || !behind || before->count + behind->count >= kGroups)
        return std::nullopt;
    Groups groups = before->groups;
    std::copy_n(behind->groups.begin(), behind->count, groups.end() - static_cast<std::ptrdiff_t>(behind->count));
    return fromGroups(groups);
}

std::string format(const Ipv6Address& address)
{
    const IpAddress either(address);
    if (either.isV4())
        return "::ffff:" + format(either.v4());
    const Groups groups = toGroups(address);
    const ZeroRun zeros = longestZeroRun(groups);
    std::string text;
    for (std::size_t i = 0; i < kGroups; ++i) {
        if (i == zeros.first) {
            text += "::";
            i += zeros.length - 1;
            continue;
        }
        if (!text.empty() && text.back() != ':')
            text += ':';
        text += fmt::format("{:x}", groups[i]);
    }
    return text;
}

std::optional<IpAddress> parseIpAddress(std::string_view text)
{
    if (const auto v4 = parseIpv4(text))
        return *v4;
    if (const auto v6 = parseIpv6(text))
        return *v6;
    return std::nullopt;
}

std::string format(const IpAddress& address) { return address.isV4() ? format(address.v4()) : format(address.v6()); }

std::string format(const MacAddress& address)
{
    const auto& o = address.octets;
    return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", o[0], o[1], o[2], o[3], o[4], o[5]);
}

std::string format(const Endpoint& endpoint)
{
    const std::string address = format(endpoint.address);
    return endpoint.address.isV4() ? fmt::format("{}:{}", address, endpoint.port) : fmt::format("[{}]:{}", address, endpoint.port);
}

}  // namespace tcplab
