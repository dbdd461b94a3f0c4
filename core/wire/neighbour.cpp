#include "wire/neighbour.h"

#include <algorithm>

#include "wire/ip.h"

namespace tcplab::wire {
namespace {

constexpr std::size_t kTargetOctets = 16;
constexpr std::size_t kMacOptionOctets = 8;
constexpr std::uint32_t kSolicited = 1u << 30, kOverride = 1u << 29;

// §4.6.1: the source's address in a solicitation, the target's in an advertisement.
std::uint8_t macOption(NeighbourMessage::Kind kind) { return kind == NeighbourMessage::Kind::Solicitation ? 1 : 2; }

Parsed<std::optional<MacAddress>> readMac(OctetView options, std::uint8_t wanted)
{
    std::optional<MacAddress> mac;
    while (!options.empty()) {
        // §4.6: the length is in units of 8 octets, and 0 is not allowed.
        const std::size_t octets = options.size() < 2 ? 0 : options[1] * 8u;
        if (octets == 0 || octets > options.size())
            return tl::unexpected(Malformed::OptionLength);
        if (options[0] == wanted && octets == kMacOptionOctets)
            std::copy_n(options.data() + 2, 6, mac.emplace().octets.begin());
        options = options.subspan(octets);
    }
    return mac;
}

}  // namespace

Ipv6Address solicitedNodeGroup(const Ipv6Address& address)
{
    Ipv6Address group{{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff}};
    std::copy(address.octets.end() - 3, address.octets.end(), group.octets.end() - 3);
    return group;
}

MacAddress groupMac(const Ipv6Address& group)
{
    MacAddress mac{{0x33, 0x33}};
    std::copy(group.octets.end() - 4, group.octets.end(), mac.octets.end() - 4);
    return mac;
}

Parsed<NeighbourMessage> parseNeighbour(const IcmpMessage& message)
{
    if (message.code != 0 || (message.type != kIcmpv6NeighbourSolicitation && message.type != kIcmpv6NeighbourAdvertisement))
        return tl::unexpected(Malformed::Type);
    if (message.body.size() < kTargetOctets)
        return tl::unexpected(Malformed::TooShort);
    NeighbourMessage neighbour;
    neighbour.kind = static_cast<NeighbourMessage::Kind>(message.type);
    neighbour.target = getIpv6Address(message.body.data());
    const auto mac = readMac(message.body.subspan(kTargetOctets), macOption(neighbour.kind));
    if (!mac)
        return tl::unexpected(mac.error());
    neighbour.mac = *mac;
    if (neighbour.kind == NeighbourMessage::Kind::Advertisement) {
        neighbour.solicited = message.rest & kSolicited;
        neighbour.overrides = message.rest & kOverride;
    }
    return neighbour;
}

std::optional<LinkMessage> linkMessageIn(OctetView packet)
{
    if (const auto arp = parseArp(packet)) {
        const bool asks = arp->operation == ArpMessage::Operation::Request;
        return LinkMessage{asks ? LinkMessage::Kind::ArpRequest : LinkMessage::Kind::ArpReply, arp->senderAddress, arp->targetAddress,
                           arp->senderMac};
    }
    const auto ip = parseIp(packet);
    if (!ip || ip->version != 6 || ip->protocol != kProtocolIcmpv6 || ip->fragment)
        return std::nullopt;
    const auto icmp = parseIcmp(ip->payload, ip->source, ip->destination);
    const auto message = icmp ? parseNeighbour(*icmp) : tl::unexpected(Malformed::Type);
    if (!message)
        return std::nullopt;
    if (message->kind == NeighbourMessage::Kind::Solicitation)
        return LinkMessage{LinkMessage::Kind::NeighbourSolicitation, ip->source, message->target, message->mac};
    return LinkMessage{LinkMessage::Kind::NeighbourAdvertisement, message->target, ip->destination, message->mac};
}

Octets emitNeighbour(const NeighbourMessage& message, const Ipv6Address& source, const Ipv6Address& destination)
{
    Octets body(message.target.octets.begin(), message.target.octets.end());
    if (message.mac) {
        body.insert(body.end(), {macOption(message.kind), 1});
        body.insert(body.end(), message.mac->octets.begin(), message.mac->octets.end());
    }
    const std::uint32_t flags = (message.solicited ? kSolicited : 0) | (message.overrides ? kOverride : 0);
    const Octets icmp = emitIcmp(static_cast<std::uint8_t>(message.kind), 0, flags, body, source, destination);
    Octets datagram(kIpv6HeaderOctets);
    emitIpv6({0, 0, kNeighbourHopLimit, kProtocolIcmpv6, source, destination}, icmp.size(), datagram.data());
    datagram.insert(datagram.end(), icmp.begin(), icmp.end());
    return datagram;
}

}  // namespace tcplab::wire
