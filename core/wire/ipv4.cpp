#include "wire/ipv4.h"

#include <algorithm>
#include <optional>

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

namespace {

std::size_t headerOctets(OctetView octets) { return (octets[0] & 15u) * 4u; }
std::size_t totalOctets(OctetView octets) { return get16(octets.data() + 2); }

std::optional<Malformed> whatIsMalformed(OctetView octets, Extent extent)
{
    if (octets.size() < kIpv4HeaderOctets)
        return Malformed::TooShort;
    if (octets[0] >> 4 != 4)
        return Malformed::WrongVersion;
    const std::size_t header = headerOctets(octets);
    if (header < kIpv4HeaderOctets || header > octets.size())
        return Malformed::HeaderLength;
    const std::size_t total = totalOctets(octets);
    if (total < header || (total > octets.size() && extent == Extent::Whole))
        return Malformed::TotalLength;
    return std::nullopt;
}

bool holds(OctetView header)
{
    ChecksumSum sum;
    sum.add(header);
    return sum.checksum() == 0;
}

// Made where the caller wants it: a copy of what was just written field by field costs more than the reading.
Parsed<Ipv4Datagram> read(OctetView octets, Checksums checksums)
{
    const std::uint8_t* p = octets.data();
    const std::size_t header = headerOctets(octets);
    const std::size_t total = totalOctets(octets);
    Parsed<Ipv4Datagram> datagram;
    Ipv4Fields& fields = datagram->fields;
    fields.trafficClass = p[1];
    fields.identification = get16(p + 4);
    fields.dontFragment = p[6] & 0x40;
    fields.moreFragments = p[6] & 0x20;
    fields.fragmentOffset = get16(p + 6) & 0x1fff;
    fields.timeToLive = p[8];
    fields.protocol = p[9];
    fields.source.value = get32(p + 12);
    fields.destination.value = get32(p + 16);
    datagram->options = octets.subspan(kIpv4HeaderOctets, header - kIpv4HeaderOctets);
    datagram->payload = octets.subspan(header, std::min(total, octets.size()) - header);
    datagram->payloadOctets = static_cast<std::uint32_t>(total - header);
    datagram->checksumCorrect = checksums == Checksums::Hold || holds(octets.first(header));
    return datagram;
}

}  // namespace

Parsed<Ipv4Datagram> parseIpv4(OctetView octets, Extent extent, Checksums checksums)
{
    if (const auto malformed = whatIsMalformed(octets, extent))
        return tl::unexpected(*malformed);
    return read(octets, checksums);
}

void emitIpv4(const Ipv4Fields& fields, std::size_t payloadOctets, std::uint8_t* out)
{
    const std::size_t total = kIpv4HeaderOctets + payloadOctets;
    TCPLAB_ASSURE(total <= 0xffff);
    std::uint64_t words = 0;
    const auto put = [&](std::size_t at, std::uint32_t word) {
        put32(out + at, word);
        words += word;
    };
    put(0, 0x45000000u | std::uint32_t{fields.trafficClass} << 16 | static_cast<std::uint32_t>(total));
    put(4, std::uint32_t{fields.identification} << 16 | (fields.dontFragment ? 0x4000u : 0u) | (fields.moreFragments ? 0x2000u : 0u) |
               (fields.fragmentOffset & 0x1fffu));
    put(8, std::uint32_t{fields.timeToLive} << 24 | std::uint32_t{fields.protocol} << 16);
    put(12, fields.source.value);
    put(16, fields.destination.value);
    ChecksumSum sum;
    sum.add64(words);
    put16(out + 10, sum.checksum());
}

}  // namespace tcplab::wire
