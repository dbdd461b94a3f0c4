// IP datagrams of either version, for whoever has no business with the differences.
#pragma once

#include <optional>

#include "wire/ipv4.h"
#include "wire/ipv6.h"

namespace tcplab::wire {

struct IpFragment {
    std::uint32_t identification = 0;
    std::uint32_t offset = 0;  // in octets, a multiple of 8
    bool more = false;

    friend bool operator==(const IpFragment&, const IpFragment&) = default;
};

struct IpDatagram {
    IpAddress source;
    IpAddress destination;
    std::uint8_t version = 4;
    std::uint8_t protocol = 0;
    std::uint8_t trafficClass = 0;
    std::uint8_t timeToLive = 0;  // IPv6's hop limit
    bool dontFragment = true;     // always so in IPv6
    bool checksumCorrect = true;  // IPv6 has none
    std::uint32_t flowLabel = 0;  // IPv6 only
    std::optional<IpFragment> fragment;
    std::uint32_t headerOctets = 0;   // with options and extension headers
    std::uint32_t payloadOctets = 0;  // on the wire; more than payload.size() when it was cut
    OctetView payload;                // into the octets that were parsed; a fragment's part when it is one
};

// Structure only: a wrong checksum is told, not refused.
Parsed<IpDatagram> parseIp(OctetView octets, Extent extent = Extent::Whole, Checksums checksums = Checksums::Check);

// Only the addresses, for whoever needs nothing else: of a datagram that may be malformed in every other way. Nothing when
// it is too short or of another version.
struct IpAddresses {
    IpAddress source;
    IpAddress destination;
};
std::optional<IpAddresses> addressesOf(OctetView datagram);

struct IpFields {
    IpAddress source;  // both of one version
    IpAddress destination;
    std::uint8_t protocol = 0;
    std::uint8_t trafficClass = 0;
    std::uint8_t timeToLive = 64;
    bool dontFragment = true;          // IPv4 only
    std::uint16_t identification = 0;  // IPv4 only
    std::uint32_t flowLabel = 0;       // IPv6 only
};

constexpr std::uint8_t versionOf(const IpAddress& address) { return address.isV4() ? 4 : 6; }
// Of a header as emitIp() writes it.
constexpr std::size_t ipHeaderOctets(std::uint8_t version) { return version == 4 ? kIpv4HeaderOctets : kIpv6HeaderOctets; }
constexpr std::uint8_t icmpProtocol(std::uint8_t version) { return version == 4 ? kProtocolIcmp : kProtocolIcmpv6; }

// Writes a header of the addresses' version without options into `out`. The limits are those of emitIpv4() and emitIpv6().
void emitIp(const IpFields& fields, std::size_t payloadOctets, std::uint8_t* out);

}  // namespace tcplab::wire
