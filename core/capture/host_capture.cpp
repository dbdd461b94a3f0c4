#include "capture/host_capture.h"

#include "wire/ip.h"
#include "wire/neighbour.h"

namespace tcplab {
namespace {

bool hasWaited(Rule rule) { return rule == Rule::ArpWaits || rule == Rule::NeighbourWaits; }

bool neverLeft(Rule rule) { return rule == Rule::ArpUnanswered || rule == Rule::NeighbourUnanswered || rule == Rule::NeighbourQueueFull; }

bool isArp(OctetView packet) { return !packet.empty() && packet[0] >> 4 == 0; }

// Who is meant by the frame: one, or all who listen.
MacAddress destinationOf(OctetView packet, const MacAddress& neighbour)
{
    const auto message = wire::linkMessageIn(packet);
    if (message && message->kind == wire::LinkMessage::Kind::ArpRequest)
        return kBroadcast;
    const auto addresses = wire::addressesOf(packet);
    if (!addresses || !addresses->destination.isGroup())
        return neighbour;
    return addresses->destination.isV4() ? kBroadcast : wire::groupMac(addresses->destination.v6());
}

}  // namespace

HostCapture::HostCapture(const Trace& trace, HostId seenAt) : trace_(trace), seenAt_(seenAt)
{
    for (std::size_t i = 0; i < trace.linkCount(); ++i)
        if (const TraceLink& link = trace.link(LinkId(static_cast<std::uint16_t>(i))); !seenAt.valid() || link.from == seenAt)
            ethernet_ = ethernet_ || link.fromMac.has_value();
    if (!ethernet_)
        return;
    const std::size_t size = trace.size();
    for (std::size_t i = 0; i < size; ++i) {
        const Event& event = trace[i];
        if (const auto* arrived = std::get_if<PacketArrived>(&event.body); arrived && arrived->sent.valid()) {
            links_.emplace(arrived->sent, linkOf(arrived->sent, event.host));
        } else if (const auto* dropped = std::get_if<PacketDropped>(&event.body); dropped && dropped->sent.valid()) {
            if (dropped->link.valid())
                links_.emplace(dropped->sent, dropped->link);
            else if (neverLeft(event.rule))
                delayed_[dropped->sent] = Leaving::Never;
        } else if (const auto* altered = std::get_if<PacketAltered>(&event.body); altered && hasWaited(event.rule)) {
            delayed_[altered->sent] = Leaving::Later;
            links_.emplace(altered->sent, altered->link);
        }
    }
}

// The link between the two hosts; none when there is none.
LinkId HostCapture::linkOf(EventId sent, HostId arrivesAt) const
{
    const HostId from = trace_[sent].host;
    for (std::size_t i = 0; i < trace_.linkCount(); ++i) {
        const LinkId id(static_cast<std::uint16_t>(i));
        if (trace_.link(id).from == from && trace_.link(id).to == arrivesAt)
            return id;
    }
    return {};
}

bool HostCapture::leavesAt(const Event& event) const { return !seenAt_.valid() || event.host == seenAt_; }

std::optional<HostCapture::Packet> HostCapture::at(std::size_t index) const
{
    const Event& event = trace_[index];
    const EventId id(static_cast<std::uint32_t>(index));
    EventId sent = id;
    bool seen = false;
    if (std::holds_alternative<PacketSent>(event.body)) {
        seen = leavesAt(event) && delayed_.find(id) == delayed_.end();
    } else if (const auto* altered = std::get_if<PacketAltered>(&event.body)) {
        sent = altered->sent;
        seen = ethernet_ && hasWaited(event.rule) && leavesAt(event);
    } else if (const auto* arrived = std::get_if<PacketArrived>(&event.body)) {
        sent = arrived->sent;
        seen = seenAt_.valid() && event.host == seenAt_;
    }
    const TracePacket* packet = seen ? trace_.packetOf(event) : nullptr;
    if (!packet || (!ethernet_ && isArp(packet->view())))
        return std::nullopt;
    Packet made{{}, packet->length, sent.valid() ? trace_[sent].rule : event.rule};
    if (ethernet_) {
        const auto link = links_.find(sent);
        made.octets = headerFor(packet->view(), link == links_.end() ? LinkId{} : link->second);
        made.length += static_cast<std::uint32_t>(made.octets.size());
    }
    const Octets known = packet->known();
    made.octets.insert(made.octets.end(), known.begin(), known.end());
    return made;
}

Octets HostCapture::headerFor(OctetView packet, LinkId link) const
{
    const TraceLink* known = link.valid() ? &trace_.link(link) : nullptr;
    const MacAddress from = known ? known->fromMac.value_or(MacAddress{}) : MacAddress{};
    const MacAddress to = known ? known->toMac.value_or(MacAddress{}) : MacAddress{};
    const bool v6 = !packet.empty() && packet[0] >> 4 == 6;
    const std::uint16_t type = isArp(packet) ? wire::kEtherTypeArp : v6 ? wire::kEtherTypeIpv6 : wire::kEtherTypeIpv4;
    return wire::emitEthernet({destinationOf(packet, to), from, type, {}});
}

}  // namespace tcplab
