// UDP datagrams (RFC 768; over IPv6: RFC 8200 §8.1, RFC 6935).
#pragma once

#include "wire/ipv4.h"

namespace tcplab::wire {

constexpr std::size_t kUdpHeaderOctets = 8;
// What fits behind the headers into the length field of IPv4, and of IPv6.
constexpr std::size_t udpPayloadMax(std::uint8_t version) { return 65535 - kUdpHeaderOctets - (version == 4 ? kIpv4HeaderOctets : 0); }

struct UdpDatagram {
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    OctetView payload;            // into the octets that were parsed, as far as the length field says
    bool checksummed = true;      // false: the sender computed none
    bool checksumCorrect = true;  // also when there is none
};

Parsed<UdpDatagram> parseUdp(OctetView octets, const IpAddress& source, const IpAddress& destination);

// Writes the header to `out` (kUdpHeaderOctets), with the checksum over `payload` or without any: at most udpPayloadMax(6) octets.
void emitUdp(const Endpoint& from, const Endpoint& to, OctetView payload, bool checksummed, std::uint8_t* out);

}  // namespace tcplab::wire
