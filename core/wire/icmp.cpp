#include "wire/icmp.h"

#include <algorithm>

#include "wire/checksum.h"
#include "wire/ip.h"
#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {

constexpr std::size_t kHeaderOctets = 8;
constexpr std::size_t kQuotedOctets = 8;

Parsed<IcmpMessage> parse(OctetView octets, ChecksumSum sum)
{
    if (octets.size() < kHeaderOctets)
        return tl::unexpected(Malformed::TooShort);
    sum.add(octets);
    return IcmpMessage{octets[0], octets[1], get32(octets.data() + 4), octets.subspan(kHeaderOctets), sum.checksum() == 0};
}

Octets emit(std::uint8_t type, std::uint8_t code, std::uint32_t rest, OctetView body, ChecksumSum sum)
{
    Octets octets(kHeaderOctets + body.size());
    octets[0] = type;
    octets[1] = code;
    put32(octets.data() + 4, rest);
    std::copy(body.begin(), body.end(), octets.begin() + kHeaderOctets);
    sum.add(octets);
    put16(octets.data() + 2, sum.checksum());
    return octets;
}

ChecksumSum pseudoHeader(const IpAddress& source, const IpAddress& destination, std::size_t length)
{
    ChecksumSum sum;
    sum.addPseudoHeader(source, destination, kProtocolIcmpv6, static_cast<std::uint32_t>(length));
    return sum;
}

}  // namespace

Parsed<IcmpMessage> parseIcmp(OctetView octets) { return parse(octets, {}); }

Parsed<IcmpMessage> parseIcmpv6(OctetView octets, const IpAddress& source, const IpAddress& destination)
{
    return parse(octets, pseudoHeader(source, destination, octets.size()));
}

Octets emitIcmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, OctetView body) { return emit(type, code, rest, body, {}); }

Octets emitIcmpv6(std::uint8_t type, std::uint8_t code, std::uint32_t rest, OctetView body, const IpAddress& source,
                  const IpAddress& destination)
{
    return emit(type, code, rest, body, pseudoHeader(source, destination, kHeaderOctets + body.size()));
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
