#include "support/bad_network.h"

#include "base/result.h"
#include "wire/checksum.h"
#include "wire/fragments.h"
#include "wire/icmp.h"

namespace tcplab::test {
namespace {

constexpr IpAddress kRouter{Ipv4Address{0x0a0000fe}};

// Congestion experienced, where ECT is set; IPv4's header gets a new checksum.
void mark(Octets& octets)
{
    const auto ip = wire::parseIp(octets);
    if (!ip || (ip->trafficClass & 3) == 0)
        return;
    if (ip->version == 6) {
        octets[1] |= 0x30;
        return;
    }
    octets[1] |= 3;
    octets[10] = octets[11] = 0;
    wire::ChecksumSum header;
    header.add(OctetView(octets).first(ip->headerOctets));
    octets[10] = static_cast<std::uint8_t>(header.checksum() >> 8);
    octets[11] = static_cast<std::uint8_t>(header.checksum() & 0xff);
}

Octets withHeader(const IpAddress& from, const IpAddress& to, const Octets& message)
{
    const std::uint8_t version = wire::versionOf(to);
    Octets octets(wire::ipHeaderOctets(version));
    wire::emitIp({from, to, wire::icmpProtocol(version)}, message.size(), octets.data());
    octets.insert(octets.end(), message.begin(), message.end());
    return octets;
}

}  // namespace

std::vector<BadNetwork::Arrival> BadNetwork::carry(OctetView datagram)
{
    std::vector<Arrival> arrivals;
    if (datagram.size() <= habits_.mtu) {
        carryWhole({datagram.begin(), datagram.end()}, arrivals);
        return arrivals;
    }
    const auto ip = wire::parseIp(datagram);
    TCPLAB_ASSURE(ip.has_value());
    if (ip->dontFragment)
        arrivals.push_back({habits_.delay, tooBig(datagram), true});
    else
        for (Octets& fragment : wire::fragmentsOf(datagram, habits_.mtu, identification_++))
            carryWhole(std::move(fragment), arrivals);
    return arrivals;
}

void BadNetwork::carryWhole(Octets datagram, std::vector<Arrival>& arrivals)
{
    if (random_.chance(habits_.loss))
        return;
    if (random_.chance(habits_.mark))
        mark(datagram);
    if (random_.chance(habits_.duplication))
        arrivals.push_back({delay(), datagram});
    if (random_.chance(habits_.damage))
        datagram[random_.below(datagram.size())] ^= static_cast<std::uint8_t>(1u << random_.below(8));
    arrivals.push_back({delay(), std::move(datagram)});
}

// RFC 1191 §4, RFC 4443 §3.2.
Octets BadNetwork::tooBig(OctetView datagram) const
{
    const auto ip = wire::parseIp(datagram);
    const OctetView quoted = datagram.first(ip->headerOctets + 8);
    const auto mtu = static_cast<std::uint32_t>(habits_.mtu);
    const bool v4 = ip->version == 4;
    // A router on an IPv6 path has any address: the other host's does.
    const IpAddress router = v4 ? IpAddress(kRouter) : ip->destination;
    return withHeader(router, ip->source,
                      wire::emitIcmp(v4 ? wire::kIcmpUnreachable : wire::kIcmpv6PacketTooBig, v4 ? wire::kIcmpFragmentationNeeded : 0, mtu,
                                     quoted, router, ip->source));
}

Duration BadNetwork::delay()
{
    Duration delay = habits_.delay;
    if (habits_.jitter > Duration::zero())
        delay += Duration(static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(habits_.jitter.count()))));
    if (random_.chance(habits_.stray))
        delay += Duration(static_cast<std::int64_t>(random_.below(5'000'000'000)));
    return delay;
}

}  // namespace tcplab::test
