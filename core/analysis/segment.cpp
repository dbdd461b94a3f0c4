#include "analysis/segment.h"

#include <algorithm>

#include "wire/ip.h"

namespace tcplab {

std::optional<TracedSegment> segmentOf(const TracePacket& packet)
{
    const auto ip = wire::parseIp(packet.view(), wire::Extent::Cut);
    if (!ip || ip->protocol != wire::kProtocolTcp || (ip->fragment && ip->fragment->offset != 0))
        return std::nullopt;
    // The header is enough, and spares the checksum of the payload.
    constexpr std::size_t kHeaderMax = wire::kTcpHeaderOctets + wire::kTcpOptionOctetsMax;
    const auto tcp = wire::parseTcp(ip->payload.first(std::min(ip->payload.size(), kHeaderMax)), ip->source, ip->destination);
    if (!tcp)
        return std::nullopt;
    const std::uint32_t header = static_cast<std::uint32_t>(wire::kTcpHeaderOctets + tcp->optionOctets.size());
    return TracedSegment{{ip->source, tcp->fields.sourcePort},
                         {ip->destination, tcp->fields.destinationPort},
                         tcp->fields,
                         ip->payloadOctets > header ? ip->payloadOctets - header : 0};
}

}  // namespace tcplab
