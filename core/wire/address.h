// Addresses of hosts and of their doors.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tcplab {

// An IPv4 address in host order; "10.0.0.1" is 0x0a000001.
struct Ipv4Address {
    std::uint32_t value = 0;

    friend constexpr bool operator==(Ipv4Address, Ipv4Address) = default;
    friend constexpr bool operator<(Ipv4Address a, Ipv4Address b) { return a.value < b.value; }
};

// Four decimal numbers with dots, nothing else.
std::optional<Ipv4Address> parseIpv4(std::string_view text);
std::string format(Ipv4Address address);

// An IPv6 address in the order of the wire.
struct Ipv6Address {
    std::array<std::uint8_t, 16> octets{};

    friend constexpr bool operator==(const Ipv6Address&, const Ipv6Address&) = default;
    friend constexpr bool operator<(const Ipv6Address& a, const Ipv6Address& b) { return a.octets < b.octets; }
};

// The forms of RFC 4291 §2.2, with "::" and with an embedded IPv4 address; no zone ("%eth0").
std::optional<Ipv6Address> parseIpv6(std::string_view text);
// As RFC 5952 recommends: "2001:db8::1".
std::string format(const Ipv6Address& address);

// Either of the two. An IPv4 address is held as the IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2), and a mapped address
// is the IPv4 address: a host has one name for one door.
class IpAddress {
public:
    constexpr IpAddress() = default;  // 0.0.0.0
    constexpr IpAddress(Ipv4Address address) : low_(kMapped | address.value) {}
    constexpr IpAddress(const Ipv6Address& address) : high_(get64(address, 0)), low_(get64(address, 8)) {}

    constexpr bool isV4() const { return high_ == 0 && low_ >> 32 == kMapped >> 32; }
    // Only for an address that isV4().
    constexpr Ipv4Address v4() const { return {static_cast<std::uint32_t>(low_)}; }
    // The mapped address for one that isV4().
    constexpr Ipv6Address v6() const
    {
        Ipv6Address address;
        for (std::size_t i = 0; i < 8; ++i) {
            address.octets[i] = static_cast<std::uint8_t>(high_ >> (56 - 8 * i));
            address.octets[8 + i] = static_cast<std::uint8_t>(low_ >> (56 - 8 * i));
        }
        return address;
    }
    // 0.0.0.0 or ::
    constexpr bool isUnspecified() const { return high_ == 0 && (low_ == kMapped || low_ == 0); }

    // Multicast (RFC 1112 §4, RFC 4291 §2.7) or the limited broadcast address: no single host's. Which addresses are a subnet's
    // broadcast address cannot be seen.
    constexpr bool isGroup() const { return isV4() ? v4().value >> 28 == 0xe || v4().value == 0xffffffff : high_ >> 56 == 0xff; }

    // The 128 bits, for hashing and for checksums.
    constexpr std::uint64_t high() const { return high_; }
    constexpr std::uint64_t low() const { return low_; }

    friend constexpr bool operator==(const IpAddress&, const IpAddress&) = default;
    friend constexpr bool operator<(const IpAddress& a, const IpAddress& b)
    {
        return a.high_ != b.high_ ? a.high_ < b.high_ : a.low_ < b.low_;
    }

private:
    static constexpr std::uint64_t kMapped = 0xffff'0000'0000;

    static constexpr std::uint64_t get64(const Ipv6Address& address, std::size_t at)
    {
        std::uint64_t value = 0;
        for (std::size_t i = at; i < at + 8; ++i)
            value = value << 8 | address.octets[i];
        return value;
    }

    std::uint64_t high_ = 0;
    std::uint64_t low_ = kMapped;
};

// What one host is reached by.
struct HostAddresses {
    Ipv4Address v4;
    std::optional<Ipv6Address> v6{};

    bool has(const IpAddress& address) const { return address == v4 || (v6 && address == *v6); }
    // The one to speak from to `peer`: of the same version. Nothing when the host has none.
    std::optional<IpAddress> towards(const IpAddress& peer) const
    {
        if (peer.isV4())
            return IpAddress(v4);
        return v6 ? std::optional<IpAddress>(*v6) : std::nullopt;
    }
};

std::optional<IpAddress> parseIpAddress(std::string_view text);
std::string format(const IpAddress& address);

struct Endpoint {
    IpAddress address;
    std::uint16_t port = 0;

    friend constexpr bool operator==(const Endpoint&, const Endpoint&) = default;
    friend constexpr bool operator<(const Endpoint& a, const Endpoint& b)
    {
        return a.address == b.address ? a.port < b.port : a.address < b.address;
    }
};

// "10.0.0.1:80", "[2001:db8::1]:80"
std::string format(const Endpoint& endpoint);

struct MacAddress {
    std::array<std::uint8_t, 6> octets{};

    friend constexpr bool operator==(const MacAddress&, const MacAddress&) = default;
};

// "02:00:0a:00:00:01"
std::string format(const MacAddress& address);

constexpr MacAddress kBroadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

}  // namespace tcplab
