#include "wire/ipv4.h"

#include <algorithm>

#include "base/result.h"
#include "wire/checksum.h"
#include "wire/octet_order.h"

namespace tcplab::wire {

std::string_view name(Malformed malformed)
{
    switch (malformed) {
    case Malformed::TooShort: return "too short";
    case Malformed::WrongVersion: return "version";
    case Malformed::HeaderLength: return "header length";
    case Malformed::TotalLength: return "total length";
    case Malformed::Checksum: return "checksum";
    case Malformed::OptionLength: return "option length";
    case Malformed::Type: return "type";
    }
    return "?";
}

Parsed<Ipv4Datagram> parseIpv4(OctetView octets, Extent extent)
{
    if (octets.size() < kIpv4HeaderOctets)
        return tl::unexpected(Malformed::TooShort);
    const std::uint8_t* p = octets.data();
    if (p[0] >> 4 != 4)
        return tl::unexpected(Malformed::WrongVersion);
    const std::size_t header = (p[0] & 15u) * 4u;
    if (header < kIpv4HeaderOctets || header > octets.size())
        return tl::unexpected(Malformed::HeaderLength);
    const std::size_t total = get16(p + 2);
    if (total < header || (total > octets.size() && extent == Extent::Whole))
        return tl::unexpected(Malformed::TotalLength);

    Ipv4Datagram datagram;
    Ipv4Fields& fields = datagram.fields;
    fields.trafficClass = p[1];
    fields.identification = get16(p + 4);
    fields.dontFragment = p[6] & 0x40;
    fields.moreFragments = p[6] & 0x20;
    fields.fragmentOffset = get16(p + 6) & 0x1fff;
    fields.timeToLive = p[8];
    fields.protocol = p[9];
    fields.source.value = get32(p + 12);
    fields.destination.value = get32(p + 16);
    datagram.options = octets.subspan(kIpv4HeaderOctets, header - kIpv4HeaderOctets);
    datagram.payload = octets.subspan(header, std::min(total, octets.size()) - header);
    datagram.payloadOctets = static_cast<std::uint32_t>(total - header);
    ChecksumSum sum;
    sum.add(octets.first(header));
    datagram.checksumCorrect = sum.checksum() == 0;
    return datagram;
}

void emitIpv4(const Ipv4Fields& fields, std::size_t payloadOctets, std::uint8_t* out)
{
    const std::size_t total = kIpv4HeaderOctets + payloadOctets;
    TCPLAB_ASSURE(total <= 0xffff);
    out[0] = 0x45;
    out[1] = fields.trafficClass;
    put16(out + 2, static_cast<std::uint16_t>(total));
    put16(out + 4, fields.identification);
    put16(out + 6, static_cast<std::uint16_t>((fields.dontFragment ? 0x4000 : 0) | (fields.moreFragments ? 0x2000 : 0) |
                                              (fields.fragmentOffset & 0x1fff)));
    out[8] = fields.timeToLive;
    out[9] = fields.protocol;
    put16(out + 10, 0);
    put32(out + 12, fields.source.value);
    put32(out + 16, fields.destination.value);
    ChecksumSum sum;
    sum.add({out, kIpv4HeaderOctets});
    put16(out + 10, sum.checksum());
}

}  // namespace tcplab::wire
