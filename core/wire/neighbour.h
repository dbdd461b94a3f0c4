// Neighbour discovery for IPv6 (RFC 4861): solicitation and advertisement, the questions and answers that ARP has for IPv4.
#pragma once

#include <optional>

#include "wire/ethernet.h"
#include "wire/icmp.h"

namespace tcplab::wire {

constexpr std::uint8_t kIcmpv6NeighbourSolicitation = 135;
constexpr std::uint8_t kIcmpv6NeighbourAdvertisement = 136;
// §7.1: with another one a message came over a router and is not believed.
constexpr std::uint8_t kNeighbourHopLimit = 255;

constexpr Ipv6Address kAllNodes{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
// The group of those whose addresses end alike (RFC 4291 §2.7.1).
Ipv6Address solicitedNodeGroup(const Ipv6Address& address);
// RFC 2464 §7.
MacAddress groupMac(const Ipv6Address& group);

struct NeighbourMessage {
    enum class Kind : std::uint8_t { Solicitation = kIcmpv6NeighbourSolicitation, Advertisement = kIcmpv6NeighbourAdvertisement };
    Kind kind = Kind::Solicitation;
    Ipv6Address target;             // who is asked for, or tells
    std::optional<MacAddress> mac;  // of who asks, or of the target
    bool solicited = false;         // of an advertisement: it answers
    bool overrides = false;         // of an advertisement: it replaces what is known

    friend bool operator==(const NeighbourMessage&, const NeighbourMessage&) = default;
};

// §7.1.1, §7.1.2, but for the hop limit: Malformed::Type for every other message of ICMPv6.
Parsed<NeighbourMessage> parseNeighbour(const IcmpMessage& message);

// What two hosts tell each other about hardware addresses: ARP's messages, which begin where others have their IP header, and
// those of neighbour discovery.
struct LinkMessage {
    enum class Kind : std::uint8_t { ArpRequest, ArpReply, NeighbourSolicitation, NeighbourAdvertisement };
    Kind kind{};
    IpAddress sender;
    IpAddress target;               // whose hardware address is asked for; of an answer, who is told
    std::optional<MacAddress> mac;  // the sender's

    bool isQuestion() const { return kind == Kind::ArpRequest || kind == Kind::NeighbourSolicitation; }
};
// Nothing for every other packet. Looks at no checksum.
std::optional<LinkMessage> linkMessageIn(OctetView packet);

// The whole datagram.
Octets emitNeighbour(const NeighbourMessage& message, const Ipv6Address& source, const Ipv6Address& destination);

}  // namespace tcplab::wire
