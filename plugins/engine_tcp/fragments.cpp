// Datagrams that come in fragments (RFC 791 §2.3, RFC 8200 §4.5, RFC 1122 §3.3.2). wire::Reassembly puts them together and bounds what
// they may take; here it is told why, and the sender is told when it waited in vain.
#include "engine_tcp/tcp_engine.h"

namespace tcplab::engine_tcp {
namespace {

constexpr std::uint8_t kReassemblyTimeExceeded = 1;  // RFC 792, RFC 4443 §3.3

}  // namespace

void TcpEngine::fragmentArrived(Instant now, const wire::IpDatagram& fragment, OctetView octets, EventId arrived)
{
    using Verdict = wire::Reassembly::Verdict;
    const wire::Reassembly::Taken taken = fragments_.take(now, fragment, octets, arrived.number());
    giveUpFragments(now);
    switch (taken.verdict) {
    case Verdict::Waiting: recorder_.record(now, {host_}, {Rule::IpFragment, arrived}, Note{}); return;
    case Verdict::Repeated: return dropped(now, Rule::IpFragmentRepeated, arrived, "ip");
    case Verdict::Malformed: return dropped(now, Rule::IpMalformed, arrived, "ip");
    case Verdict::Inconsistent: return dropped(now, Rule::IpFragmentsDiffer, arrived, "ip");
    case Verdict::Whole: break;
    }
    recorder_.record(now, {host_}, {Rule::IpReassembled, arrived}, Note{});
    const auto whole = wire::parseIp(taken.datagram);
    if (!whole)
        return dropped(now, Rule::IpMalformed, arrived, "ip");
    datagramArrived(now, *whole, taken.datagram, arrived, wire::Checksums::Check);
}

// Those whose time is over, or whose room was needed.
void TcpEngine::giveUpFragments(Instant now)
{
    while (const auto given = fragments_.nextGivenUp(now)) {
        for (const std::uint32_t tag : given->tags)
            dropped(now, Rule::IpFragmentsTimeOut, EventId(tag), "ip");
        if (given->first.empty())
            continue;
        const std::uint8_t type = given->source.isV4() ? wire::kIcmpTimeExceeded : wire::kIcmpv6TimeExceeded;
        const Octets message = wire::emitIcmp(type, kReassemblyTimeExceeded, 0, given->first, given->destination, given->source);
        outbox_.push_back(
            writer_.icmp(now, {Rule::IcmpTimeExceeded, EventId(given->tags.front())}, given->destination, given->source, message));
    }
}

}  // namespace tcplab::engine_tcp
