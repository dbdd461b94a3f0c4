#include "wire/fragments.h"

#include <algorithm>

#include "base/result.h"
#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {

constexpr std::size_t kUnit = 8;
constexpr std::uint32_t kPayloadMax = 0xffff;
constexpr std::uint8_t kEcn = 3, kCongestionExperienced = 3;

Octets fragmentOf(const IpDatagram& datagram, std::size_t at, std::size_t size, std::uint32_t identification)
{
    const IpFragment whole = datagram.fragment.value_or(IpFragment{});
    const bool more = at + size < datagram.payload.size() || whole.more;
    const auto offset = static_cast<std::uint16_t>((whole.offset + at) / kUnit);
    Octets octets;
    if (datagram.version == 4) {
        octets.resize(kIpv4HeaderOctets);
        emitIpv4({datagram.trafficClass, static_cast<std::uint16_t>(identification), false, more, offset, datagram.timeToLive,
                  datagram.protocol, datagram.source.v4(), datagram.destination.v4()},
                 size, octets.data());
    } else {
        octets.resize(kIpv6HeaderOctets + kIpv6FragmentHeaderOctets);
        emitIpv6({datagram.trafficClass, datagram.flowLabel, datagram.timeToLive, kProtocolIpv6Fragment, datagram.source.v6(),
                  datagram.destination.v6()},
                 kIpv6FragmentHeaderOctets + size, octets.data());
        emitIpv6Fragment({identification, offset, more}, datagram.protocol, octets.data() + kIpv6HeaderOctets);
    }
    const OctetView part = datagram.payload.subspan(at, size);
    octets.insert(octets.end(), part.begin(), part.end());
    return octets;
}

}  // namespace

std::vector<Octets> fragmentsOf(OctetView datagram, std::size_t mtu, std::uint32_t identification)
{
    const auto ip = parseIp(datagram);
    TCPLAB_ASSURE(ip && (!ip->fragment || ip->version == 4) && ip->headerOctets == ipHeaderOctets(ip->version));
    if (datagram.size() <= mtu)
        return {Octets(datagram.begin(), datagram.end())};
    const std::size_t header = ip->version == 4 ? kIpv4HeaderOctets : kIpv6HeaderOctets + kIpv6FragmentHeaderOctets;
    TCPLAB_ASSURE(mtu >= header + kUnit);
    const std::size_t room = (mtu - header) / kUnit * kUnit;
    std::vector<Octets> fragments;
    for (std::size_t at = 0; at < ip->payload.size(); at += room)
        fragments.push_back(fragmentOf(*ip, at, std::min(room, ip->payload.size() - at), identification));
    return fragments;
}

Reassembly::Taken Reassembly::take(Instant now, const IpDatagram& fragment, OctetView octets, std::uint32_t tag)
{
    TCPLAB_ASSURE(fragment.fragment);
    const std::size_t size = fragment.payload.size();
    const std::size_t header = fragment.version == 4 ? kIpv4HeaderOctets : 0;  // which the total length counts, or not
    if (size == 0 || (fragment.fragment->more && size % kUnit != 0) || header + fragment.fragment->offset + size > kPayloadMax)
        return {Verdict::Malformed, {}};

    const bool v4 = fragment.version == 4;
    Partial& partial = partialOf(
        now, {fragment.source, fragment.destination, fragment.fragment->identification, v4 ? fragment.protocol : std::uint8_t{0}});
    const Verdict verdict = partial.dropped ? Verdict::Inconsistent : add(partial, fragment);
    if (verdict == Verdict::Inconsistent) {
        // Only its name stays.
        Partial name;
        name.key = partial.key;
        name.begun = partial.begun;
        name.dropped = true;
        partial = std::move(name);
        return {verdict, {}};
    }
    if (verdict == Verdict::Repeated)
        return {verdict, {}};
    partial.tags.push_back(tag);
    if (fragment.fragment->offset == 0)
        partial.first.assign(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(std::min(octets.size(), kQuotedMax)));
    if (verdict == Verdict::Waiting)
        return {verdict, {}};
    Taken taken{verdict, whole(partial)};
    remove(partial);
    return taken;
}

Reassembly::Partial& Reassembly::partialOf(Instant now, const Key& key)
{
    const auto found = std::find_if(datagrams_.begin(), datagrams_.end(), [&](const Partial& partial) { return partial.key == key; });
    // What waits too long already is given up, and its name is free.
    if (found != datagrams_.end() && now < found->begun + kPatience)
        return *found;
    if (found != datagrams_.end() || datagrams_.size() == kDatagramsMax) {
        const auto old = found != datagrams_.end() ? found : datagrams_.begin();
        if (!old->dropped)
            givenUp_.push_back({old->key.source, old->key.destination, std::move(old->tags), std::move(old->first)});
        datagrams_.erase(old);
    }
    datagrams_.push_back({});
    datagrams_.back().key = key;
    datagrams_.back().begun = now;
    return datagrams_.back();
}

void Reassembly::remove(const Partial& partial) { datagrams_.erase(datagrams_.begin() + (&partial - datagrams_.data())); }

Reassembly::Verdict Reassembly::add(Partial& partial, const IpDatagram& fragment)
{
    const std::uint32_t begin = fragment.fragment->offset;
    const std::uint32_t end = begin + static_cast<std::uint32_t>(fragment.payload.size());
    const bool last = !fragment.fragment->more;
    const bool endsDiffer = partial.end && (end > *partial.end || (last && end != *partial.end));
    if (endsDiffer || (last && partial.payload.size() > end))
        return Verdict::Inconsistent;

    std::vector<Range>& ranges = partial.ranges;
    const bool contained =
        std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) { return range.begin <= begin && end <= range.end; });
    const bool overlaps =
        std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) { return range.begin < end && begin < range.end; });
    // RFC 8200 §4.5: an exact repetition does no harm. RFC 791 takes the copy that arrived last in any case.
    if (contained && std::equal(fragment.payload.begin(), fragment.payload.end(), partial.payload.begin() + begin))
        return Verdict::Repeated;
    if (overlaps && fragment.version == 6)
        return Verdict::Inconsistent;

    partial.marked = partial.marked || (fragment.trafficClass & kEcn) == kCongestionExperienced;
    partial.unmarkable = partial.unmarkable || (fragment.trafficClass & kEcn) == 0;
    if ((partial.marked && partial.unmarkable) || partial.tags.size() == kFragmentsMax)
        return Verdict::Inconsistent;
    if (begin == 0)
        partial.fields = {fragment.source,
                          fragment.destination,
                          fragment.protocol,
                          fragment.trafficClass,
                          fragment.timeToLive,
                          false,
                          static_cast<std::uint16_t>(fragment.fragment->identification),
                          fragment.flowLabel};
    if (last)
        partial.end = end;
    if (partial.payload.size() < end)
        partial.payload.resize(end);
    std::copy(fragment.payload.begin(), fragment.payload.end(), partial.payload.begin() + begin);
    insert(ranges, {begin, end});
    const bool complete = partial.end && ranges.size() == 1 && ranges[0].begin == 0 && ranges[0].end == *partial.end;
    return complete ? Verdict::Whole : Verdict::Waiting;
}

// Joins the ranges that touch the new one.
void Reassembly::insert(std::vector<Range>& ranges, Range range)
{
    const auto first = std::find_if(ranges.begin(), ranges.end(), [&](const Range& other) { return other.end >= range.begin; });
    auto past = first;
    for (; past != ranges.end() && past->begin <= range.end; ++past)
        range = {std::min(range.begin, past->begin), std::max(range.end, past->end)};
    ranges.insert(ranges.erase(first, past), range);
}

Octets Reassembly::whole(const Partial& partial)
{
    IpFields fields = partial.fields;
    if (partial.marked)
        fields.trafficClass |= kCongestionExperienced;
    Octets datagram(ipHeaderOctets(versionOf(fields.source)));
    emitIp(fields, partial.payload.size(), datagram.data());
    datagram.insert(datagram.end(), partial.payload.begin(), partial.payload.end());
    return datagram;
}

std::optional<Reassembly::GivenUp> Reassembly::nextGivenUp(Instant now)
{
    while (!datagrams_.empty() && datagrams_.front().begun + kPatience <= now) {
        Partial& old = datagrams_.front();
        if (!old.dropped)
            givenUp_.push_back({old.key.source, old.key.destination, std::move(old.tags), std::move(old.first)});
        datagrams_.erase(datagrams_.begin());
    }
    if (givenUp_.empty())
        return std::nullopt;
    GivenUp given = std::move(givenUp_.front());
    givenUp_.erase(givenUp_.begin());
    return given;
}

Instant Reassembly::nextWake() const { return datagrams_.empty() ? kNever : datagrams_.front().begun + kPatience; }

}  // namespace tcplab::wire
