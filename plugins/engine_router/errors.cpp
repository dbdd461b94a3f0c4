#include <algorithm>

#include "engine_router/router.h"

namespace tcplab::engine_router {
namespace {

struct Message {
    Rule rule;
    std::uint8_t type4, code4;
    std::uint8_t type6, code6;
};

// RFC 792, RFC 4443 §3. IPv6 has no word for a protocol that is not there but "unrecognized next header".
Message messageOf(Trouble trouble)
{
    using namespace wire;
    switch (trouble) {
    case Trouble::Expired: return {Rule::IcmpTellsExpired, kIcmpTimeExceeded, 0, kIcmpv6TimeExceeded, 0};
    case Trouble::FragmentsMissing: return {Rule::IcmpTimeExceeded, kIcmpTimeExceeded, 1, kIcmpv6TimeExceeded, 1};
    case Trouble::NoRoute: return {Rule::IcmpTellsUnreachable, kIcmpUnreachable, kIcmpNetUnreachable, kIcmpv6Unreachable, kIcmpv6NoRoute};
    case Trouble::Unanswered:
        return {Rule::IcmpTellsUnreachable, kIcmpUnreachable, kIcmpHostUnreachable, kIcmpv6Unreachable, kIcmpv6AddressUnreachable};
    case Trouble::TooBig: return {Rule::IcmpTellsTooBig, kIcmpUnreachable, kIcmpFragmentationNeeded, kIcmpv6PacketTooBig, 0};
    case Trouble::NoPort:
        return {Rule::IcmpTellsNoProtocol, kIcmpUnreachable, kIcmpPortUnreachable, kIcmpv6Unreachable, kIcmpv6PortUnreachable};
    case Trouble::NoProtocol: return {Rule::IcmpTellsNoProtocol, kIcmpUnreachable, kIcmpProtocolUnreachable, kIcmpv6ParameterProblem, 1};
    }
    return {};
}

// The second word of the message.
std::uint32_t restOf(Trouble trouble, std::uint8_t version, std::uint32_t mtu)
{
    constexpr std::uint32_t kNextHeader = 6;  // where in IPv6's header the protocol stands that is not there (RFC 4443 §3.4)
    if (trouble == Trouble::TooBig)
        return version == 4 ? std::min<std::uint32_t>(mtu, 0xffff) : mtu;
    return trouble == Trouble::NoProtocol && version == 6 ? kNextHeader : 0;
}

bool isError(const wire::IpDatagram& ip)
{
    if (ip.protocol != wire::icmpProtocol(ip.version) || ip.payload.empty())
        return false;
    const std::uint8_t type = ip.payload[0];
    if (ip.version == 6)
        return type < wire::kIcmpv6EchoRequest;
    return type == wire::kIcmpUnreachable || type == wire::kIcmpSourceQuench || type == wire::kIcmpTimeExceeded ||
           type == wire::kIcmpParameterProblem;
}

// No single host sends from these (RFC 1812 §4.3.2.7).
bool isNoHost(const IpAddress& source)
{
    const bool loopback = source.isV4() ? source.v4().value >> 24 == 127 : source.high() == 0 && source.low() == 1;
    return source.isGroup() || source.isUnspecified() || loopback;
}

}  // namespace

bool mayBeTold(const wire::IpDatagram& ip)
{
    const bool behindFirst = ip.fragment && ip.fragment->offset != 0;
    return !behindFirst && !isError(ip) && !ip.destination.isGroup() && !isNoHost(ip.source);
}

void Router::tell(Instant now, Trouble trouble, OctetView about, EventId cause, std::uint32_t mtu)
{
    // The quoted beginning of a fragment that waited in vain is all that there is of it.
    const auto ip = wire::parseIp(about, wire::Extent::Cut);
    const auto from = ip ? addresses_.towards(ip->source) : std::nullopt;
    if (!from || addresses_.has(ip->source) || !mayBeTold(*ip))
        return;
    if (!errors_.take(now))
        return static_cast<void>(recorder_.record(now, {host_}, {Rule::IcmpLimited, cause}, Note{}));
    const Message message = messageOf(trouble);
    const std::uint32_t rest = restOf(trouble, ip->version, mtu);
    const bool v4 = ip->version == 4;
    sendIcmp(now, {message.rule, cause}, *from, ip->source,
             wire::emitIcmp(v4 ? message.type4 : message.type6, v4 ? message.code4 : message.code6, rest,
                            wire::quotedInError(about, ip->version), *from, ip->source));
}

}  // namespace tcplab::engine_router
