#include "analysis/segment.h"

#include "wire/octet_order.h"

namespace tcplab {
namespace {

// IP header and at least the TCP header with all of its options.
constexpr std::size_t kHeaders = 60 + 60;

}  // namespace

std::optional<TracedSegment> segmentOf(const TracePacket& packet)
{
    // The headers are enough. Reading a copy that ends behind them lets the parsers work on a packet that was cut, and
    // spares them the checksum of the payload.
    std::array<std::uint8_t, kHeaders> headers{};
    const std::size_t held = std::min<std::size_t>(packet.captured, headers.size());
    if (held < wire::kIpv4HeaderOctets)
        return std::nullopt;
    std::copy_n(packet.octets, held, headers.begin());
    const std::uint32_t total = wire::get16(headers.data() + 2);
    wire::put16(headers.data() + 2, static_cast<std::uint16_t>(std::min<std::size_t>(total, held)));

    const auto ip = wire::parseIpv4(OctetView(headers.data(), held));
    if (!ip || ip->fields.protocol != wire::kProtocolTcp || ip->fields.fragmentOffset != 0)
        return std::nullopt;
    const auto tcp = wire::parseTcp(ip->payload, ip->fields.source, ip->fields.destination);
    if (!tcp)
        return std::nullopt;
    const std::size_t before = wire::kIpv4HeaderOctets + ip->options.size() + wire::kTcpHeaderOctets + tcp->optionOctets.size();
    return TracedSegment{{ip->fields.source, tcp->fields.sourcePort},
                         {ip->fields.destination, tcp->fields.destinationPort},
                         tcp->fields,
                         static_cast<std::uint32_t>(total > before ? total - before : 0)};
}

std::optional<TracedAddresses> addressesOf(const TracePacket& packet)
{
    if (packet.captured < wire::kIpv4HeaderOctets || packet.octets[0] >> 4 != 4)
        return std::nullopt;
    return TracedAddresses{Ipv4Address{wire::get32(packet.octets + 12)}, Ipv4Address{wire::get32(packet.octets + 16)}};
}

}  // namespace tcplab
