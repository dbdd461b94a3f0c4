// A datagram's headers as a list of named fields with their places in bits.
#pragma once

#include <vector>

#include <QString>

#include "analysis/exchange.h"

namespace tcplab {

struct HeaderField {
    enum class Part : std::uint8_t { Arp, Ipv4, Ipv6, Tcp, Udp, Icmp, Payload };
    Part part = Part::Ipv4;
    QString name;
    QString value;
    std::uint32_t bit = 0;   // from the first bit of the datagram
    std::uint32_t bits = 0;  // > 0

    std::uint32_t firstOctet() const { return bit / 8; }
    std::uint32_t pastOctet() const { return (bit + bits + 7) / 8; }
};

// The fields in their order on the wire. Octets that are no readable header are one field of payload.
std::vector<HeaderField> headerFields(OctetView datagram, const InitialNumbers& numbers);

}  // namespace tcplab
