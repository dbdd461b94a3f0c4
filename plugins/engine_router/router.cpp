#include "engine_router/router.h"

#include <algorithm>

#include "card.h"
#include "engine_router/plugin.h"
#include "wire/checksum.h"
#include "wire/octet_order.h"

namespace tcplab::engine_router {
namespace {

constexpr std::size_t kTimeToLive4 = 8, kHopLimit6 = 7;  // in the IP header
constexpr std::size_t kIdentification4 = 4, kChecksum4 = 10;

ErrorLimit limitOf(const Parameters& parameters) { return {parameters.count("icmpErrorRate"), parameters.count("icmpErrorBurst")}; }

// RFC 1812 §5.3.1. IPv6 has no checksum that covers it; IPv4's is updated (RFC 1624 §3, equation 3: the word with the TTL is 0x100 less).
void decrementTimeToLive(PacketBuffer& datagram, std::uint32_t headerOctets)
{
    std::uint8_t* octets = datagram.writableBeginning(headerOctets);
    if (octets[0] >> 4 == 6) {
        --octets[kHopLimit6];
        return;
    }
    --octets[kTimeToLive4];
    wire::ChecksumSum sum;
    sum.add16(static_cast<std::uint16_t>(~wire::get16(octets + kChecksum4)));
    sum.add16(0xffff - 0x100);
    wire::put16(octets + kChecksum4, sum.checksum());
}

// IPv4 options would have to be copied or not, one by one (RFC 791 §3.1): such a datagram counts as not to be fragmented.
bool mayBeFragmented(const wire::IpDatagram& ip)
{
    return ip.version == 4 && !ip.dontFragment && ip.headerOctets == wire::kIpv4HeaderOctets;
}

}  // namespace

Router::Router(const EngineSetup& setup)
    : host_(setup.host), addresses_{setup.address, setup.address6}, mtu_(setup.mtu), recorder_(setup.recorder),
      errors_(limitOf(setup.parameters)),
      fragments_(recorder_, host_, [this](Instant now, const wire::Reassembly::GivenUp& given, EventId dropped) {
          tell(now, Trouble::FragmentsMissing, given.first, dropped);
      })
{}

void Router::configure(const Parameters& parameters) { errors_ = limitOf(parameters); }

std::optional<OutgoingPacket> Router::nextPacket(Instant)
{
    if (outbox_.empty())
        return std::nullopt;
    OutgoingPacket packet = std::move(outbox_.front());
    outbox_.pop_front();
    return packet;
}

EventId Router::dropped(Instant now, Rule rule, EventId arrived)
{
    return recorder_.packetDropped(now, {host_}, {rule, arrived}, recorder_.trace().sentOf(arrived), {}, "ip");
}

void Router::packetArrived(Instant now, PacketBuffer buffer, EventId arrived, wire::Checksums checksums)
{
    // Who passes a datagram on does not look behind its header.
    const auto ip = wire::parseIp(buffer.unfetched(), wire::Extent::Whole, checksums);
    if (!ip)
        return static_cast<void>(dropped(now, Rule::IpMalformed, arrived));
    if (!ip->checksumCorrect)
        return static_cast<void>(dropped(now, Rule::IpChecksum, arrived));
    if (addresses_.has(ip->source))
        return static_cast<void>(dropped(now, Rule::IpFromOurselves, arrived));
    if (addresses_.has(ip->destination))
        return ip->fragment ? fragmentForUs(now, *ip, std::as_const(buffer), arrived)
                            : arrivedForUs(now, *ip, std::as_const(buffer), arrived);
    if (ip->destination.isGroup() || ip->source.isGroup() || ip->source.isUnspecified() || ip->destination.isUnspecified())
        return static_cast<void>(dropped(now, Rule::RouterNotForOne, arrived));
    if (ip->timeToLive <= 1)
        return tell(now, Trouble::Expired, std::as_const(buffer), dropped(now, Rule::RouterExpired, arrived));
    if (buffer.size() > mtu_ && !mayBeFragmented(*ip))
        return tell(now, Trouble::TooBig, std::as_const(buffer), dropped(now, Rule::RouterTooBig, arrived), mtu_);
    forward(now, std::move(buffer), ip->headerOctets, arrived);
}

void Router::forward(Instant now, PacketBuffer datagram, std::uint32_t headerOctets, EventId arrived)
{
    const bool vouched = datagram.checksumsHold();
    decrementTimeToLive(datagram, headerOctets);
    if (datagram.size() > mtu_)
        return fragment(now, std::as_const(datagram), mtu_, arrived);
    if (vouched)  // for the new one as well
        datagram.vouchForChecksums();
    const EventId sent = recorder_.packetSent(now, {host_}, {Rule::RouterForwards, arrived}, datagram);
    outbox_.push_back({std::move(datagram), sent});
}

void Router::fragment(Instant now, OctetView datagram, std::uint32_t mtu, EventId cause)
{
    for (const Octets& part : wire::fragmentsOf(datagram, mtu, wire::get16(datagram.data() + kIdentification4))) {
        const EventId sent = recorder_.packetSent(now, {host_}, {Rule::RouterFragments, cause}, part);
        outbox_.push_back({part, sent});
    }
}

void Router::returned(Instant now, const ReturnedDatagram& returned)
{
    const auto ip = wire::parseIp(returned.datagram);
    if (!ip)  // a link may damage it before it finds it too big
        return;
    switch (returned.why) {
    case NotSent::NoRoute: return tell(now, Trouble::NoRoute, returned.datagram, returned.dropped);
    case NotSent::Unanswered: return tell(now, Trouble::Unanswered, returned.datagram, returned.dropped);
    case NotSent::TooBig: break;
    }
    constexpr std::uint32_t kLeast = 68;  // RFC 791: what every link carries; a smaller one has no room for a fragment
    if (mayBeFragmented(*ip) && returned.mtu >= kLeast)
        fragment(now, returned.datagram, returned.mtu, returned.dropped);
    else
        tell(now, Trouble::TooBig, returned.datagram, returned.dropped, returned.mtu);
}

// --- What is addressed to the router itself.

void Router::arrivedForUs(Instant now, const wire::IpDatagram& ip, OctetView datagram, EventId arrived)
{
    if (ip.protocol == wire::icmpProtocol(ip.version))
        return icmpArrived(now, ip, arrived);
    const Trouble trouble = ip.protocol == wire::kProtocolUdp ? Trouble::NoPort : Trouble::NoProtocol;
    tell(now, trouble, datagram, dropped(now, Rule::IpProtocol, arrived));
}

void Router::icmpArrived(Instant now, const wire::IpDatagram& ip, EventId arrived)
{
    const auto message = wire::parseIcmp(ip.payload, ip.source, ip.destination);
    const bool believed = message && message->checksumCorrect && !ip.source.isGroup() && !ip.source.isUnspecified();
    if (const auto reply = believed ? wire::echoReplyTo(*message, ip.source, ip.destination) : std::nullopt)
        sendIcmp(now, {Rule::IcmpEcho, arrived}, ip.destination, ip.source, *reply);
    else
        dropped(now, Rule::IcmpIgnored, arrived);
}

void Router::sendIcmp(Instant now, const Cause& cause, const IpAddress& from, const IpAddress& to, OctetView message)
{
    const std::uint8_t version = wire::versionOf(to);
    const std::size_t header = wire::ipHeaderOctets(version);
    Octets datagram(header + message.size());
    std::copy(message.begin(), message.end(), datagram.begin() + static_cast<std::ptrdiff_t>(header));
    wire::IpFields fields;
    fields.source = from;
    fields.destination = to;
    fields.protocol = wire::icmpProtocol(version);
    fields.dontFragment = false;
    fields.identification = static_cast<std::uint16_t>(++identification_);
    wire::emitIp(fields, message.size(), datagram.data());
    for (const Octets& part : wire::fragmentsOf(datagram, mtu_, identification_)) {
        const EventId sent = recorder_.packetSent(now, {host_}, cause, part);
        outbox_.push_back({part, sent});
    }
}

void Router::fragmentForUs(Instant now, const wire::IpDatagram& ip, OctetView datagram, EventId arrived)
{
    const auto complete = fragments_.take(now, ip, datagram, arrived);
    if (!complete)
        return;
    if (const auto whole = wire::parseIp(*complete))
        arrivedForUs(now, *whole, *complete, arrived);
}

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), EngineFactory([](const EngineSetup& setup) { return std::make_unique<Router>(setup); }));
}

}  // namespace tcplab::engine_router
