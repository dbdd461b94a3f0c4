#include "capture/link_header.h"

#include <pcap/pcap.h>

#include "wire/ethernet.h"
#include "wire/octet_order.h"

namespace tcplab {
namespace {

using Inside = std::optional<OctetView>;

constexpr std::uint16_t kVlan = 0x8100, kProviderVlan = 0x88a8;

Inside behindEtherType(std::uint16_t type, OctetView rest)
{
    while ((type == kVlan || type == kProviderVlan) && rest.size() >= 4) {
        type = wire::get16(rest.data() + 2);
        rest = rest.subspan(4);
    }
    return type == wire::kEtherTypeIpv4 || type == wire::kEtherTypeIpv6 ? Inside(rest) : std::nullopt;
}

Inside behindEthernet(OctetView packet)
{
    const auto frame = wire::parseEthernet(packet);
    return frame ? behindEtherType(frame->etherType, frame->payload) : std::nullopt;
}

// A header of fixed length that has an EtherType somewhere.
Inside behindCooked(OctetView packet, std::size_t typeAt, std::size_t headerOctets)
{
    if (packet.size() < headerOctets)
        return std::nullopt;
    return behindEtherType(wire::get16(packet.data() + typeAt), packet.subspan(headerOctets));
}

Inside behindNothing(OctetView packet)
{
    const int version = packet.empty() ? 0 : packet[0] >> 4;
    return version == 4 || version == 6 ? Inside(packet) : std::nullopt;
}

// BSD loopback: a protocol family in four octets, in the order of the machine that captured (DLT_NULL) or of the network
// (DLT_LOOP). The families differ from system to system, the IP version does not.
Inside behindLoopback(OctetView packet) { return packet.size() < 4 ? std::nullopt : behindNothing(packet.subspan(4)); }

}  // namespace

bool isKnownLinkHeader(int type)
{
    switch (type) {
    case DLT_EN10MB:
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
    case DLT_NULL:
    case DLT_LOOP: return true;
    default: return false;
    }
}

std::optional<OctetView> behindLinkHeader(int type, OctetView packet)
{
    switch (type) {
    case DLT_EN10MB: return behindEthernet(packet);
    case DLT_LINUX_SLL: return behindCooked(packet, 14, 16);
    case DLT_LINUX_SLL2: return behindCooked(packet, 0, 20);
    case DLT_NULL:
    case DLT_LOOP: return behindLoopback(packet);
    default: return behindNothing(packet);
    }
}

}  // namespace tcplab
