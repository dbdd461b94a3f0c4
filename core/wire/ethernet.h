// Ethernet frames and ARP for IPv4 (RFC 894, RFC 826).
#pragma once

#include "wire/ipv4.h"

namespace tcplab::wire {

constexpr std::uint16_t kEtherTypeIpv4 = 0x0800;
constexpr std::uint16_t kEtherTypeArp = 0x0806;
constexpr std::uint16_t kEtherTypeIpv6 = 0x86dd;  // RFC 2464
constexpr std::size_t kEthernetHeaderOctets = 14;

struct EthernetFrame {
    MacAddress destination;
    MacAddress source;
    std::uint16_t etherType = 0;
    OctetView payload;
};

Parsed<EthernetFrame> parseEthernet(OctetView octets);
// The payload is copied; no padding and no frame check sequence are added (the device does).
Octets emitEthernet(const EthernetFrame& frame);

struct ArpMessage {
    enum class Operation : std::uint16_t { Request = 1, Reply = 2 };
    Operation operation = Operation::Request;
    MacAddress senderMac;
    Ipv4Address senderAddress;
    MacAddress targetMac;
    Ipv4Address targetAddress;

    friend bool operator==(const ArpMessage&, const ArpMessage&) = default;
};

// Only Ethernet and IPv4; everything else is Malformed::Type.
Parsed<ArpMessage> parseArp(OctetView octets);
Octets emitArp(const ArpMessage& message);

}  // namespace tcplab::wire
