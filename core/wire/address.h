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

struct Endpoint {
    Ipv4Address address;
    std::uint16_t port = 0;

    friend constexpr bool operator==(const Endpoint&, const Endpoint&) = default;
};

// "10.0.0.1:80"
std::string format(const Endpoint& endpoint);

struct MacAddress {
    std::array<std::uint8_t, 6> octets{};

    friend constexpr bool operator==(const MacAddress&, const MacAddress&) = default;
};

constexpr MacAddress kBroadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

}  // namespace tcplab
