#include "wire/udp.h"

#include "base/result.h"
#include "wire/checksum.h"
#include "wire/octet_order.h"

namespace tcplab::wire {

Parsed<UdpDatagram> parseUdp(OctetView octets, const IpAddress& source, const IpAddress& destination)
{
    if (octets.size() < kUdpHeaderOctets)
        return tl::unexpected(Malformed::TooShort);
    const std::uint8_t* p = octets.data();
    const std::size_t length = get16(p + 4);
    if (length < kUdpHeaderOctets || length > octets.size())
        return tl::unexpected(Malformed::TotalLength);
    octets = octets.first(length);
    ChecksumSum sum;
    sum.addPseudoHeader(source, destination, kProtocolUdp, static_cast<std::uint32_t>(length));
    sum.add(octets);
    const bool none = get16(p + 6) == 0;
    return UdpDatagram{get16(p), get16(p + 2), octets.subspan(kUdpHeaderOctets), !none, none || sum.checksum() == 0};
}

void emitUdp(const Endpoint& from, const Endpoint& to, OctetView payload, bool checksummed, std::uint8_t* out)
{
    const std::size_t length = kUdpHeaderOctets + payload.size();
    TCPLAB_ASSURE(length <= 0xffff);
    put16(out, from.port);
    put16(out + 2, to.port);
    put16(out + 4, static_cast<std::uint16_t>(length));
    put16(out + 6, 0);
    if (!checksummed)
        return;
    ChecksumSum sum;
    sum.addPseudoHeader(from.address, to.address, kProtocolUdp, static_cast<std::uint32_t>(length));
    sum.add({out, kUdpHeaderOctets});
    sum.add(payload);
    // A field of 0 says that there is none; the other zero of one's complement stands for it.
    put16(out + 6, sum.checksum() == 0 ? 0xffff : sum.checksum());
}

}  // namespace tcplab::wire
