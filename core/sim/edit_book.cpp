#include "sim/edit_book.h"

#include <algorithm>

#include "wire/ip.h"

namespace tcplab {
namespace {

template <class T>
bool allows(const std::optional<T>& wanted, const T& found)
{
    return !wanted || *wanted == found;
}

}  // namespace

EditBook::EditBook(const std::vector<LabEdit>& edits)
{
    for (const LabEdit& edit : edits)
        entries_.push_back({edit});
}

template <class Matches>
bool EditBook::touches(const std::string& from, const std::string& to, Matches&& matches)
{
    bool lost = false;
    for (Entry& entry : entries_) {
        const SegmentPattern& pattern = entry.edit.segment;
        if (pattern.from != from || pattern.to != to || !matches(pattern))
            continue;
        ++entry.matches;
        if (!entry.edit.enabled || (pattern.nth != 0 && pattern.nth != entry.matches))
            continue;
        ++entry.hits;
        lost = true;
    }
    return lost;
}

bool EditBook::loses(const std::string& from, const std::string& to, OctetView datagram)
{
    if (entries_.empty())
        return false;
    if (const auto message = wire::linkMessageIn(datagram))
        return touches(from, to, [&](const SegmentPattern& pattern) { return pattern.message == message->kind; });
    const auto ip = wire::parseIp(datagram);
    if (!ip || ip->protocol != wire::kProtocolTcp || ip->fragment)
        return false;
    const auto segment = wire::parseTcp(ip->payload, ip->source, ip->destination);
    if (!segment)
        return false;
    const Endpoint source{ip->source, segment->fields.sourcePort};
    const Endpoint destination{ip->destination, segment->fields.destinationPort};
    observe(source, destination, segment->fields);

    return touches(from, to, [&](const SegmentPattern& pattern) { return matches(pattern, source, destination, *segment); });
}

std::vector<std::uint64_t> EditBook::hits() const
{
    std::vector<std::uint64_t> hits;
    for (const Entry& entry : entries_)
        hits.push_back(entry.hits);
    return hits;
}

void EditBook::observe(const Endpoint& from, const Endpoint& to, const wire::TcpFields& fields)
{
    if (!fields.flags.syn())
        return;
    const auto known = std::find_if(initials_.begin(), initials_.end(), [&](const Initial& i) { return i.from == from && i.to == to; });
    if (known != initials_.end())
        known->seq = fields.seq;
    else
        initials_.push_back({from, to, fields.seq});
}

std::optional<std::uint32_t> EditBook::relative(const Endpoint& from, const Endpoint& to, SeqNumber seq) const
{
    for (const Initial& initial : initials_)
        if (initial.from == from && initial.to == to)
            return seq.since(initial.seq);
    return std::nullopt;
}

bool EditBook::matches(const SegmentPattern& pattern, const Endpoint& from, const Endpoint& to, const wire::TcpSegment& segment) const
{
    const wire::TcpFields& fields = segment.fields;
    if (pattern.message || !allows(pattern.fromPort, from.port) || !allows(pattern.toPort, to.port) || !allows(pattern.flags, fields.flags))
        return false;
    if (pattern.length && *pattern.length != segment.payload.size())
        return false;
    if (pattern.seq && relative(from, to, fields.seq) != pattern.seq)
        return false;
    return !pattern.ack || (fields.flags.ack() && relative(to, from, fields.ack) == pattern.ack);
}

}  // namespace tcplab
