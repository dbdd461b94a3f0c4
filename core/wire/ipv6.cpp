#include "wire/ipv6.h"

#include <algorithm>

#include "base/result.h"
#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {

constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kDestinationOptions = 60;

void putAddress(std::uint8_t* p, const Ipv6Address& address) { std::copy(address.octets.begin(), address.octets.end(), p); }

Ipv6FragmentHeader readFragment(const std::uint8_t* p)
{
    return {get32(p + 4), static_cast<std::uint16_t>(get16(p + 2) >> 3), (p[3] & 1) != 0};
}

// Walks the chain of extension headers from the fixed header's next header on. Returns their octets.
class ExtensionWalk {
public:
    ExtensionWalk(OctetView behindHeader, Ipv6Datagram& datagram) : rest_(behindHeader), datagram_(datagram) {}

    Parsed<std::size_t> walk()
    {
        while (isExtension(datagram_.fields.protocol)) {
            if (rest_.size() < 8)
                return tl::unexpected(Malformed::HeaderLength);
            if (datagram_.fields.protocol == kRouting && rest_[3] != 0)
                break;
            const bool fragment = datagram_.fields.protocol == kProtocolIpv6Fragment;
            const std::size_t size = fragment ? kIpv6FragmentHeaderOctets : (rest_[1] + 1u) * 8u;
            if (size > rest_.size())
                return tl::unexpected(Malformed::HeaderLength);
            const Ipv6FragmentHeader header = fragment ? readFragment(rest_.data()) : Ipv6FragmentHeader{};
            skip(size);
            if (header.moreFragments || header.fragmentOffset != 0) {
                datagram_.fragment = header;
                break;
            }
        }
        return walked_;
    }

private:
    static bool isExtension(std::uint8_t protocol)
    {
        return protocol == kHopByHop || protocol == kRouting || protocol == kDestinationOptions || protocol == kProtocolIpv6Fragment;
    }

    void skip(std::size_t size)
    {
        datagram_.fields.protocol = rest_[0];
        rest_ = rest_.subspan(size);
        walked_ += size;
    }

    OctetView rest_;
    Ipv6Datagram& datagram_;
    std::size_t walked_ = 0;
};

}  // namespace

Ipv6Address getIpv6Address(const std::uint8_t* p)
{
    Ipv6Address address;
    std::copy_n(p, address.octets.size(), address.octets.begin());
    return address;
}

Parsed<Ipv6Datagram> parseIpv6(OctetView octets, Extent extent)
{
    if (octets.size() < kIpv6HeaderOctets)
        return tl::unexpected(Malformed::TooShort);
    const std::uint8_t* p = octets.data();
    const std::uint32_t first = get32(p);
    if (first >> 28 != 6)
        return tl::unexpected(Malformed::WrongVersion);
    const std::size_t length = get16(p + 4);
    OctetView behind = octets.subspan(kIpv6HeaderOctets);
    if (length > behind.size() && extent == Extent::Whole)
        return tl::unexpected(Malformed::TotalLength);
    behind = behind.first(std::min(length, behind.size()));

    Ipv6Datagram datagram;
    Ipv6Fields& fields = datagram.fields;
    fields.trafficClass = static_cast<std::uint8_t>(first >> 20);
    fields.flowLabel = first & 0xfffff;
    fields.protocol = p[6];
    fields.hopLimit = p[7];
    fields.source = getIpv6Address(p + 8);
    fields.destination = getIpv6Address(p + 24);
    const auto extensions = ExtensionWalk(behind, datagram).walk();
    if (!extensions)
        return tl::unexpected(extensions.error());
    datagram.extensions = behind.first(*extensions);
    datagram.payload = behind.subspan(*extensions);
    datagram.payloadOctets = static_cast<std::uint32_t>(length - *extensions);
    return datagram;
}

void emitIpv6(const Ipv6Fields& fields, std::size_t payloadOctets, std::uint8_t* out)
{
    TCPLAB_ASSURE(payloadOctets <= 0xffff);
    put32(out, 6u << 28 | std::uint32_t{fields.trafficClass} << 20 | (fields.flowLabel & 0xfffff));
    put16(out + 4, static_cast<std::uint16_t>(payloadOctets));
    out[6] = fields.protocol;
    out[7] = fields.hopLimit;
    putAddress(out + 8, fields.source);
    putAddress(out + 24, fields.destination);
}

void emitIpv6Fragment(const Ipv6FragmentHeader& header, std::uint8_t protocol, std::uint8_t* out)
{
    out[0] = protocol;
    out[1] = 0;
    put16(out + 2, static_cast<std::uint16_t>(header.fragmentOffset << 3 | (header.moreFragments ? 1 : 0)));
    put32(out + 4, header.identification);
}

}  // namespace tcplab::wire
