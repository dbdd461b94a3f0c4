#include "sim/ethernet_port.h"

#include <algorithm>

#include <fmt/format.h>

namespace tcplab {
namespace {

constexpr MacAddress kUnknown{};

std::uint32_t maskOf(unsigned prefixLength) { return prefixLength == 0 ? 0 : ~std::uint32_t{0} << (32 - prefixLength); }

// Frames are padded to 60 octets; the datagram's own length tells where it ends. What is not well formed goes up as it
// is: judging it is the stack's duty.
Octets withoutPadding(OctetView payload)
{
    if (const auto datagram = wire::parseIp(payload))
        payload = payload.first(datagram->headerOctets + datagram->payload.size());
    return {payload.begin(), payload.end()};
}

std::uint16_t etherTypeOf(const IpAddress& address) { return address.isV4() ? wire::kEtherTypeIpv4 : wire::kEtherTypeIpv6; }
std::string_view protocolOf(const IpAddress& address) { return address.isV4() ? "ARP" : "neighbour discovery"; }

}  // namespace

void EthernetPort::send(Instant now, TransitPacket packet)
{
    const auto addresses = wire::addressesOf(packet.datagram);
    TCPLAB_ASSURE(addresses);
    const IpAddress hop = nextHopTo(addresses->destination);
    const auto entry = entries_.find(hop);
    if (entry != entries_.end() && now - entry->second.heard < kEntryLifetime)
        frame(entry->second.mac, etherTypeOf(hop), packet.datagram, packet.sent);
    else
        wait(now, hop, std::move(packet));
}

IpAddress EthernetPort::nextHopTo(const IpAddress& destination) const
{
    if (!destination.isV4() || !setup_.gateway)
        return destination;
    const bool neighbour = ((destination.v4().value ^ setup_.address.value) & maskOf(setup_.prefixLength)) == 0;
    return neighbour ? destination : *setup_.gateway;
}

void EthernetPort::wait(Instant now, const IpAddress& hop, TransitPacket packet)
{
    if (waiting_ == kWaitingMax)
        return drop(now, hop, std::move(packet));
    Question& question = questions_[hop];
    question.waiting.push_back(std::move(packet));
    ++waiting_;
    if (question.tries == 0)
        ask(now, hop, question);
}

void EthernetPort::ask(Instant now, const IpAddress& hop, Question& question)
{
    ++question.tries;
    question.repeatAt = now + kRetryAfter;
    if (hop.isV4())
        askByArp(hop.v4());
    else
        askNeighbour(hop.v6());
    note(now, {hop.isV4() ? Rule::ArpAsks : Rule::NeighbourAsks, question.waiting.front().sent},
         fmt::format("{}: who has {}?", protocolOf(hop), format(hop)));
}

void EthernetPort::askByArp(Ipv4Address hop)
{
    frame(kBroadcast, wire::kEtherTypeArp,
          wire::emitArp({wire::ArpMessage::Operation::Request, setup_.mac, setup_.address, kUnknown, hop}));
}

// RFC 4861 §7.2.2: of those whose addresses end like this one.
void EthernetPort::askNeighbour(const Ipv6Address& hop)
{
    const Ipv6Address group = wire::solicitedNodeGroup(hop);
    frame(
        wire::groupMac(group), wire::kEtherTypeIpv6,
        wire::emitNeighbour({wire::NeighbourMessage::Kind::Solicitation, hop, setup_.mac}, setup_.address6.value_or(Ipv6Address{}), group));
}

bool EthernetPort::isForUs(const MacAddress& destination) const
{
    if (destination == setup_.mac || destination == kBroadcast)
        return true;
    return setup_.address6 &&
           (destination == wire::groupMac(wire::solicitedNodeGroup(*setup_.address6)) || destination == wire::groupMac(wire::kAllNodes));
}

std::optional<Octets> EthernetPort::frameArrived(Instant now, OctetView octets)
{
    const auto frame = wire::parseEthernet(octets);
    if (!frame || !isForUs(frame->destination))
        return std::nullopt;
    if (frame->etherType == wire::kEtherTypeArp)
        arpArrived(now, frame->payload);
    const bool v6 = frame->etherType == wire::kEtherTypeIpv6 && setup_.address6;
    if ((!v6 && frame->etherType != wire::kEtherTypeIpv4) || (v6 && neighbourArrived(now, frame->payload)))
        return std::nullopt;
    return withoutPadding(frame->payload);
}

// RFC 826, Packet Reception: what is known of the sender is updated; it is newly learned only by whom it addresses.
void EthernetPort::arpArrived(Instant now, OctetView payload)
{
    const auto message = wire::parseArp(payload);
    if (!message || message->senderAddress == setup_.address)
        return;
    const bool forUs = message->targetAddress == setup_.address;
    if (forUs || entries_.contains(message->senderAddress))
        remember(now, message->senderAddress, message->senderMac);
    if (!forUs || message->operation != wire::ArpMessage::Operation::Request)
        return;
    frame(message->senderMac, wire::kEtherTypeArp,
          wire::emitArp({wire::ArpMessage::Operation::Reply, setup_.mac, setup_.address, message->senderMac, message->senderAddress}));
    note(now, {Rule::ArpAnswers}, fmt::format("ARP: {} is told who {} is", format(message->senderAddress), format(setup_.address)));
}

bool EthernetPort::neighbourArrived(Instant now, OctetView datagram)
{
    const auto ip = wire::parseIp(datagram);
    if (!ip || ip->protocol != wire::kProtocolIcmpv6 || ip->fragment || ip->timeToLive != wire::kNeighbourHopLimit)
        return false;
    const auto icmp = wire::parseIcmp(ip->payload, ip->source, ip->destination);
    if (!icmp || !icmp->checksumCorrect)
        return false;
    const auto message = wire::parseNeighbour(*icmp);
    if (!message)
        return false;
    if (message->kind == wire::NeighbourMessage::Kind::Solicitation)
        solicited(now, *ip, *message);
    else
        advertised(now, *message);
    return true;
}

// RFC 4861 §7.2.3, §7.2.4. Who asks without an address of its own tests whether ours is free (RFC 4862 §5.4.3): all are told.
void EthernetPort::solicited(Instant now, const wire::IpDatagram& ip, const wire::NeighbourMessage& message)
{
    if (message.target != *setup_.address6)
        return;
    const bool anonymous = ip.source.isUnspecified();
    if (!anonymous && !message.mac)
        return;
    if (!anonymous)
        remember(now, ip.source, *message.mac);
    const Ipv6Address to = anonymous ? wire::kAllNodes : ip.source.v6();
    frame(anonymous ? wire::groupMac(wire::kAllNodes) : *message.mac, wire::kEtherTypeIpv6,
          wire::emitNeighbour({wire::NeighbourMessage::Kind::Advertisement, *setup_.address6, setup_.mac, !anonymous, true},
                              *setup_.address6, to));
    note(now, {Rule::NeighbourAnswers}, fmt::format("neighbour discovery: {} is told who {} is", format(to), format(*setup_.address6)));
}

// RFC 4861 §7.2.5: only what was asked for, or is known already, is taken in.
void EthernetPort::advertised(Instant now, const wire::NeighbourMessage& message)
{
    const IpAddress target = message.target;
    const auto known = entries_.find(target);
    const bool replaces = known == entries_.end() || message.overrides || (message.mac && known->second.mac == *message.mac);
    if (message.mac && replaces && (known != entries_.end() || questions_.contains(target)))
        remember(now, target, *message.mac);
}

void EthernetPort::remember(Instant now, const IpAddress& address, const MacAddress& mac)
{
    if (entries_.size() == kEntriesMax && !entries_.contains(address))
        entries_.erase(std::min_element(entries_.begin(), entries_.end(),
                                        [](const auto& a, const auto& b) { return a.second.heard < b.second.heard; }));
    entries_[address] = {mac, now};
    const auto question = questions_.find(address);
    if (question == questions_.end())
        return;
    for (const TransitPacket& packet : question->second.waiting)
        frame(mac, etherTypeOf(address), packet.datagram, packet.sent);
    waiting_ -= question->second.waiting.size();
    questions_.erase(question);
}

void EthernetPort::timeHasCome(Instant now)
{
    for (auto at = questions_.begin(); at != questions_.end();) {
        auto& [hop, question] = *at;
        if (question.repeatAt > now) {
            ++at;
        } else if (question.tries < kTries) {
            ask(now, hop, question);
            ++at;
        } else {
            giveUp(now, hop, question);
            at = questions_.erase(at);
        }
    }
}

void EthernetPort::giveUp(Instant now, const IpAddress& hop, Question& question)
{
    for (TransitPacket& packet : question.waiting)
        drop(now, hop, std::move(packet));
    waiting_ -= question.waiting.size();
}

void EthernetPort::drop(Instant now, const IpAddress& hop, TransitPacket packet)
{
    const Rule rule = hop.isV4() ? Rule::ArpUnanswered : Rule::NeighbourUnanswered;
    const EventId dropped =
        recorder_.packetDropped(now, {setup_.host}, {rule, packet.sent}, packet.sent, {}, hop.isV4() ? "arp" : "neighbour");
    unanswered_.push_back({std::move(packet.datagram), dropped});
}

void EthernetPort::note(Instant now, Cause cause, const std::string& text)
{
    recorder_.record(now, {setup_.host}, cause, Note{recorder_.text(text)});
}

Instant EthernetPort::nextWake() const
{
    Instant wake = kNever;
    for (const auto& [hop, question] : questions_)
        wake = std::min(wake, question.repeatAt);
    return wake;
}

std::optional<OutgoingFrame> EthernetPort::nextFrame()
{
    if (frames_.empty())
        return std::nullopt;
    OutgoingFrame frame = std::move(frames_.front());
    frames_.pop_front();
    return frame;
}

std::optional<EthernetPort::Unanswered> EthernetPort::nextUnanswered()
{
    if (unanswered_.empty())
        return std::nullopt;
    Unanswered one = std::move(unanswered_.front());
    unanswered_.pop_front();
    return one;
}

void EthernetPort::frame(const MacAddress& destination, std::uint16_t etherType, OctetView payload, EventId sent)
{
    frames_.push_back({wire::emitEthernet({destination, setup_.mac, etherType, payload}), sent});
}

}  // namespace tcplab
