// ICMP over IPv4 (RFC 792) and ICMPv6 (RFC 4443): echo, and the errors that quote a datagram.
#pragma once

#include <optional>

#include "base/seq_number.h"
#include "wire/ipv4.h"

namespace tcplab::wire {

constexpr std::uint8_t kIcmpEchoReply = 0;
constexpr std::uint8_t kIcmpUnreachable = 3;
constexpr std::uint8_t kIcmpSourceQuench = 4;
constexpr std::uint8_t kIcmpEchoRequest = 8;
constexpr std::uint8_t kIcmpTimeExceeded = 11;
constexpr std::uint8_t kIcmpParameterProblem = 12;

// Codes of kIcmpUnreachable (RFC 792, RFC 1122 §3.2.2.1).
constexpr std::uint8_t kIcmpNetUnreachable = 0;
constexpr std::uint8_t kIcmpHostUnreachable = 1;
constexpr std::uint8_t kIcmpProtocolUnreachable = 2;
constexpr std::uint8_t kIcmpPortUnreachable = 3;
constexpr std::uint8_t kIcmpFragmentationNeeded = 4;  // the lower half of `rest` is the next hop's MTU (RFC 1191 §4)
constexpr std::uint8_t kIcmpSourceRouteFailed = 5;
constexpr std::uint8_t kIcmpProhibited = 13;  // RFC 1812 §5.2.7.1

constexpr std::uint8_t kIcmpv6Unreachable = 1;
constexpr std::uint8_t kIcmpv6PacketTooBig = 2;  // `rest` is the MTU
constexpr std::uint8_t kIcmpv6TimeExceeded = 3;
constexpr std::uint8_t kIcmpv6ParameterProblem = 4;
constexpr std::uint8_t kIcmpv6EchoRequest = 128;
constexpr std::uint8_t kIcmpv6EchoReply = 129;

// Codes of kIcmpv6Unreachable (RFC 4443 §3.1).
constexpr std::uint8_t kIcmpv6NoRoute = 0;
constexpr std::uint8_t kIcmpv6Prohibited = 1;
constexpr std::uint8_t kIcmpv6AddressUnreachable = 3;
constexpr std::uint8_t kIcmpv6PortUnreachable = 4;

struct IcmpMessage {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint32_t rest = 0;  // the second word: identifier and sequence number of an echo, MTU of what was too big
    OctetView body;          // behind the 8 octets of the header
    bool checksumCorrect = true;
};

// The addresses are both of one version, and the message is of that version; ICMPv6's checksum covers them (RFC 4443 §2.3).
Parsed<IcmpMessage> parseIcmp(OctetView octets, const IpAddress& source, const IpAddress& destination);

// Header and body, with the checksum.
Octets emitIcmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, OctetView body, const IpAddress& source,
                const IpAddress& destination);

// Ping's answer: nothing when the message that came from `source` is no echo request.
std::optional<Octets> echoReplyTo(const IcmpMessage& message, const IpAddress& source, const IpAddress& destination);

// As much of a datagram, from its IP header on, as an error of its version quotes: the error has 576 octets (RFC 1812 §4.3.2.3) or
// 1,280 (RFC 4443 §2.4 c) in all.
OctetView quotedInError(OctetView datagram, std::uint8_t version);

// What an error tells of the datagram that it is about. RFC 792 promises the IP header and 8 octets behind it: in TCP the
// ports and the sequence number, which is what shows that it was one of ours (RFC 5927 §4).
struct QuotedDatagram {
    IpAddress source;
    IpAddress destination;
    std::uint8_t protocol = 0;
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    SeqNumber seq;  // of TCP
};

// From the body of an error of either version. Nothing when less is there, or a fragment behind the first.
std::optional<QuotedDatagram> parseQuoted(OctetView body);

}  // namespace tcplab::wire
