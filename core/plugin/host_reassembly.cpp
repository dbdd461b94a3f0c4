#include "plugin/host_reassembly.h"

namespace tcplab {

std::optional<Octets> HostReassembly::take(Instant now, const wire::IpDatagram& fragment, OctetView octets, EventId arrived)
{
    using Verdict = wire::Reassembly::Verdict;
    wire::Reassembly::Taken taken = fragments_.take(now, fragment, octets, arrived.number());
    giveUp(now);
    switch (taken.verdict) {
    case Verdict::Waiting: recorder_.record(now, {host_}, {Rule::IpFragment, arrived}, Note{}); return std::nullopt;
    case Verdict::Repeated: dropped(now, Rule::IpFragmentRepeated, arrived); return std::nullopt;
    case Verdict::Malformed: dropped(now, Rule::IpMalformed, arrived); return std::nullopt;
    case Verdict::Inconsistent: dropped(now, Rule::IpFragmentsDiffer, arrived); return std::nullopt;
    case Verdict::Whole: break;
    }
    recorder_.record(now, {host_}, {Rule::IpReassembled, arrived}, Note{});
    return std::move(taken.datagram);
}

void HostReassembly::giveUp(Instant now)
{
    while (const auto given = fragments_.nextGivenUp(now)) {
        EventId last;
        for (const std::uint32_t tag : given->tags)
            last = dropped(now, Rule::IpFragmentsTimeOut, EventId(tag));
        if (!given->first.empty())
            told_(now, *given, last);
    }
}

EventId HostReassembly::dropped(Instant now, Rule rule, EventId arrived)
{
    return recorder_.packetDropped(now, {host_}, {rule, arrived}, recorder_.trace().sentOf(arrived), {}, "ip");
}

}  // namespace tcplab
