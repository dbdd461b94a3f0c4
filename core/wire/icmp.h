// ICMP over IPv4 (RFC 792): echo, and the errors that quote a datagram.
#pragma once

#include "wire/ipv4.h"

namespace tcplab::wire {

constexpr std::uint8_t kIcmpEchoReply = 0;
constexpr std::uint8_t kIcmpUnreachable = 3;
constexpr std::uint8_t kIcmpEchoRequest = 8;
constexpr std::uint8_t kIcmpTimeExceeded = 11;

struct IcmpMessage {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint32_t rest = 0;  // the second word: identifier and sequence number of an echo, MTU of "fragmentation needed"
    OctetView body;          // behind the 8 octets of the header
    bool checksumCorrect = true;
};

Parsed<IcmpMessage> parseIcmp(OctetView octets);

// Header and body, with the checksum.
Octets emitIcmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, OctetView body);

}  // namespace tcplab::wire
