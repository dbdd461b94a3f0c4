// UDP datagrams (RFC 768; over IPv6: RFC 8200 §8.1).
#pragma once

#include "wire/ipv4.h"

namespace tcplab::wire {

constexpr std::size_t kUdpHeaderOctets = 8;

struct UdpDatagram {
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    OctetView payload;  // into the octets that were parsed, as far as the length field says
    // Also when the sender computed none, which only IPv4 allows. (RFC 6935 allows it for tunnels over IPv6; we are none.)
    bool checksumCorrect = true;
};

Parsed<UdpDatagram> parseUdp(OctetView octets, const IpAddress& source, const IpAddress& destination);

// Writes the header to `out` (kUdpHeaderOctets), with the checksum over `payload`: at most 65,527 octets.
void emitUdp(std::uint16_t sourcePort, std::uint16_t destinationPort, const IpAddress& source, const IpAddress& destination,
             OctetView payload, std::uint8_t* out);

}  // namespace tcplab::wire
