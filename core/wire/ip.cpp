#include "wire/ip.h"

#include "base/result.h"
#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {

Parsed<IpDatagram> eitherOf(const Ipv4Datagram& v4, OctetView octets)
{
    const Ipv4Fields& fields = v4.fields;
    Parsed<IpDatagram> datagram;
    datagram->source = fields.source;
    datagram->destination = fields.destination;
    datagram->version = 4;
    datagram->protocol = fields.protocol;
    datagram->trafficClass = fields.trafficClass;
    datagram->timeToLive = fields.timeToLive;
    datagram->dontFragment = fields.dontFragment;
    datagram->checksumCorrect = v4.checksumCorrect;
    if (fields.moreFragments || fields.fragmentOffset != 0)
        datagram->fragment = IpFragment{fields.identification, fields.fragmentOffset * 8u, fields.moreFragments};
    datagram->headerOctets = static_cast<std::uint32_t>(kIpv4HeaderOctets + v4.options.size());
    datagram->payloadOctets = v4.payloadOctets;
    // Not v4.payload: what has just been stored as two words would be loaded as one, which has to wait (1 % of a simulation's time).
    datagram->payload = octets.subspan(datagram->headerOctets, v4.payload.size());
    return datagram;
}

Parsed<IpDatagram> eitherOf(const Ipv6Datagram& v6)
{
    const Ipv6Fields& fields = v6.fields;
    Parsed<IpDatagram> datagram;
    datagram->source = fields.source;
    datagram->destination = fields.destination;
    datagram->version = 6;
    datagram->protocol = fields.protocol;
    datagram->trafficClass = fields.trafficClass;
    datagram->timeToLive = fields.hopLimit;
    datagram->flowLabel = fields.flowLabel;
    if (v6.fragment)
        datagram->fragment = IpFragment{v6.fragment->identification, v6.fragment->fragmentOffset * 8u, v6.fragment->moreFragments};
    datagram->headerOctets = static_cast<std::uint32_t>(kIpv6HeaderOctets + v6.extensions.size());
    datagram->payloadOctets = v6.payloadOctets;
    datagram->payload = v6.payload;
    return datagram;
}

}  // namespace

Parsed<IpDatagram> parseIp(OctetView octets, Extent extent, Checksums checksums)
{
    if (octets.empty())
        return tl::unexpected(Malformed::TooShort);
    if (octets[0] >> 4 == 6) {
        const auto v6 = parseIpv6(octets, extent);
        if (!v6)
            return tl::unexpected(v6.error());
        // RFC 4291 §2.5.5.2: a mapped address names an IPv4 host; none is on the wire of IPv6, or two families would mix.
        if (IpAddress(v6->fields.source).isV4() || IpAddress(v6->fields.destination).isV4())
            return tl::unexpected(Malformed::Type);
        return eitherOf(*v6);
    }
    const auto v4 = parseIpv4(octets, extent, checksums);
    if (!v4)
        return tl::unexpected(v4.error());
    return eitherOf(*v4, octets);
}

std::optional<IpAddresses> addressesOf(OctetView datagram)
{
    const std::uint8_t* p = datagram.data();
    if (datagram.size() >= kIpv4HeaderOctets && p[0] >> 4 == 4)
        return IpAddresses{Ipv4Address{get32(p + 12)}, Ipv4Address{get32(p + 16)}};
    if (datagram.size() >= kIpv6HeaderOctets && p[0] >> 4 == 6)
        return IpAddresses{getIpv6Address(p + 8), getIpv6Address(p + 24)};
    return std::nullopt;
}

void emitIp(const IpFields& fields, std::size_t payloadOctets, std::uint8_t* out)
{
    TCPLAB_ASSURE(fields.source.isV4() == fields.destination.isV4());
    if (fields.source.isV4())
        emitIpv4({fields.trafficClass, fields.identification, fields.dontFragment, false, 0, fields.timeToLive, fields.protocol,
                  fields.source.v4(), fields.destination.v4()},
                 payloadOctets, out);
    else
        emitIpv6({fields.trafficClass, fields.flowLabel, fields.timeToLive, fields.protocol, fields.source.v6(), fields.destination.v6()},
                 payloadOctets, out);
}

}  // namespace tcplab::wire
