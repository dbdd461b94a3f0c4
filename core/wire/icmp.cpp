#include "wire/icmp.h"

#include <algorithm>

#include "wire/checksum.h"
#include "wire/ip.h"
#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {

constexpr std::size_t kHeaderOctets = 8;
constexpr std::size_t kQuotedOctets = 8;

ChecksumSum sumOf(OctetView message, const IpAddress& source, const IpAddress& destination)
{
    ChecksumSum sum;
    if (!source.isV4())
        sum.addPseudoHeader(source, destination, kProtocolIcmpv6, static_cast<std::uint32_t>(message.size()));
    sum.add(message);
    return sum;
}

}  // namespace

Parsed<IcmpMessage> parseIcmp(OctetView octets, const IpAddress& source, const IpAddress& destination)
{
    if (octets.size() < kHeaderOctets)
        return tl::unexpected(Malformed::TooShort);
    const bool correct = sumOf(octets, source, destination).checksum() == 0;
    return IcmpMessage{octets[0], octets[1], get32(octets.data() + 4), octets.subspan(kHeaderOctets), correct};
}

Octets emitIcmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, OctetView body, const IpAddress& source,
                const IpAddress& destination)
{
    Octets octets(kHeaderOctets + body.size());
    octets[0] = type;
    octets[1] = code;
    put32(octets.data() + 4, rest);
    std::copy(body.begin(), body.end(), octets.begin() + kHeaderOctets);
    put16(octets.data() + 2, sumOf(octets, source, destination).checksum());
    return octets;
}

std::optional<Octets> echoReplyTo(const IcmpMessage& message, const IpAddress& source, const IpAddress& destination)
{
    const bool v4 = source.isV4();
    if (message.type != (v4 ? kIcmpEchoRequest : kIcmpv6EchoRequest))
        return std::nullopt;
    return emitIcmp(v4 ? kIcmpEchoReply : kIcmpv6EchoReply, 0, message.rest, message.body, destination, source);
}

OctetView quotedInError(OctetView datagram, std::uint8_t version)
{
    const std::size_t largest = version == 4 ? 576 : 1280;
    return datagram.first(std::min(datagram.size(), largest - ipHeaderOctets(version) - kHeaderOctets));
}

std::optional<QuotedDatagram> parseQuoted(OctetView body)
{
    const auto ip = parseIp(body, Extent::Cut);
    if (!ip || ip->payload.size() < kQuotedOctets || (ip->fragment && ip->fragment->offset != 0))
        return std::nullopt;
    const std::uint8_t* p = ip->payload.data();
    return QuotedDatagram{ip->source, ip->destination, ip->protocol, get16(p), get16(p + 2), SeqNumber(get32(p + 4))};
}

}  // namespace tcplab::wire
