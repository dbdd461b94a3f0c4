// IPv4 datagrams (RFC 791).
#pragma once

#include <cstdint>
#include <string_view>

#include <tl/expected.hpp>

#include "base/octets.h"
#include "wire/address.h"

namespace tcplab::wire {

constexpr std::uint8_t kProtocolIcmp = 1;
constexpr std::uint8_t kProtocolTcp = 6;
constexpr std::uint8_t kProtocolUdp = 17;
constexpr std::uint8_t kProtocolIcmpv6 = 58;

constexpr std::size_t kIpv4HeaderOctets = 20;

// Why octets are not what they claim to be: the name of the field or check that fails.
enum class Malformed : std::uint8_t {
    TooShort,
    WrongVersion,
    HeaderLength,
    TotalLength,
    Checksum,
    OptionLength,
    Type,
};
std::string_view name(Malformed malformed);

template <class T>
using Parsed = tl::expected<T, Malformed>;

// Whether a datagram must be there to its end, or only its beginning was kept: by a capture, by the Trace, or in an ICMP
// error that quotes it.
enum class Extent : std::uint8_t { Whole, Cut };

// Checksums are looked at, or known to hold: then they count as correct.
enum class Checksums : std::uint8_t { Check, Hold };

struct Ipv4Fields {
    std::uint8_t trafficClass = 0;  // DSCP and ECN, RFC 2474 and RFC 3168
    std::uint16_t identification = 0;
    bool dontFragment = true;
    bool moreFragments = false;
    std::uint16_t fragmentOffset = 0;  // in units of 8 octets, 0 … 8191
    std::uint8_t timeToLive = 64;
    std::uint8_t protocol = 0;
    Ipv4Address source;
    Ipv4Address destination;

    friend bool operator==(const Ipv4Fields&, const Ipv4Fields&) = default;
};

struct Ipv4Datagram {
    Ipv4Fields fields;
    OctetView options;                // 0 … 40 octets, as they stand
    OctetView payload;                // into the octets that were parsed; padding after the total length is left out
    std::uint32_t payloadOctets = 0;  // on the wire; more than payload.size() when it was cut
    bool checksumCorrect = true;
};

// Structure only: a wrong checksum is told, not refused.
Parsed<Ipv4Datagram> parseIpv4(OctetView octets, Extent extent = Extent::Whole, Checksums checksums = Checksums::Check);

// Writes a header without options into `out` (kIpv4HeaderOctets). `payloadOctets` goes into the total length:
// 20 + payloadOctets must not exceed 65,535.
void emitIpv4(const Ipv4Fields& fields, std::size_t payloadOctets, std::uint8_t* out);

}  // namespace tcplab::wire
