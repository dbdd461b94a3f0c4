// IPv6 datagrams (RFC 8200).
#pragma once

#include <optional>

#include "wire/ipv4.h"

namespace tcplab::wire {

constexpr std::size_t kIpv6HeaderOctets = 40;
constexpr std::size_t kIpv6FragmentHeaderOctets = 8;
constexpr std::uint8_t kProtocolIpv6Fragment = 44;

struct Ipv6Fields {
    std::uint8_t trafficClass = 0;  // DSCP and ECN
    std::uint32_t flowLabel = 0;    // 20 bits (RFC 6437)
    std::uint8_t hopLimit = 64;
    std::uint8_t protocol = 0;  // the next header behind the extension headers
    Ipv6Address source;
    Ipv6Address destination;

    friend bool operator==(const Ipv6Fields&, const Ipv6Fields&) = default;
};

// RFC 8200 §4.5.
struct Ipv6FragmentHeader {
    std::uint32_t identification = 0;
    std::uint16_t fragmentOffset = 0;  // in units of 8 octets, 0 … 8191
    bool moreFragments = false;

    friend bool operator==(const Ipv6FragmentHeader&, const Ipv6FragmentHeader&) = default;
};

struct Ipv6Datagram {
    Ipv6Fields fields;
    OctetView extensions;                        // the extension headers, as they stand
    std::optional<Ipv6FragmentHeader> fragment;  // the last of them, unless the fragment is the whole datagram (RFC 6946)
    OctetView payload;                           // behind them, into the octets that were parsed
    std::uint32_t payloadOctets = 0;             // on the wire; more than payload.size() when it was cut
};

// Skips hop-by-hop options, destination options and routing headers that have no way left to go; one that has stands as
// the payload, since no type of it is known here (RFC 8200 §4.4). Jumbograms are not understood: theirs is a payload length
// of 0.
Parsed<Ipv6Datagram> parseIpv6(OctetView octets, Extent extent = Extent::Whole);

// The 16 octets at `p`.
Ipv6Address getIpv6Address(const std::uint8_t* p);

// Writes a header without extension headers into `out` (kIpv6HeaderOctets); `payloadOctets` is at most 65,535.
void emitIpv6(const Ipv6Fields& fields, std::size_t payloadOctets, std::uint8_t* out);

// Writes the fragment header in front of `protocol` into `out` (kIpv6FragmentHeaderOctets).
void emitIpv6Fragment(const Ipv6FragmentHeader& header, std::uint8_t protocol, std::uint8_t* out);

}  // namespace tcplab::wire
