// Prefixes of addresses: what a route is for (RFC 4632 §3.1, RFC 4291 §2.3).
#pragma once

#include "wire/address.h"

namespace tcplab {

struct IpPrefix {
    IpAddress address;
    std::uint8_t length = 0;  // 0 … 32 for IPv4, 0 … 128 for IPv6

    // Never an address of the other version.
    bool holds(const IpAddress& one) const;
    // With zeros behind the prefix.
    IpPrefix network() const;

    friend bool operator==(const IpPrefix&, const IpPrefix&) = default;
};

// "10.0.2.0/24", "2001:db8:2::/64", with whatever behind the prefix; nothing when it is neither.
std::optional<IpPrefix> parseIpPrefix(std::string_view text);
std::string format(const IpPrefix& prefix);

}  // namespace tcplab
