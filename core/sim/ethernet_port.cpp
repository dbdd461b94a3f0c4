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
    if (const auto datagram = wire::parseIpv4(payload))
        payload = payload.first(wire::kIpv4HeaderOctets + datagram->options.size() + datagram->payload.size());
    return {payload.begin(), payload.end()};
}

}  // namespace

void EthernetPort::send(Instant now, TransitPacket packet)
{
    const auto datagram = wire::parseIpv4(packet.datagram);
    TCPLAB_ASSURE(datagram);
    const Ipv4Address hop = nextHopTo(datagram->fields.destination);
    const auto entry = entries_.find(hop);
    if (entry != entries_.end() && now - entry->second.heard < kEntryLifetime)
        frame(entry->second.mac, wire::kEtherTypeIpv4, packet.datagram, packet.sent);
    else
        wait(now, hop, std::move(packet));
}

Ipv4Address EthernetPort::nextHopTo(Ipv4Address destination) const
{
    const bool neighbour = ((destination.value ^ setup_.address.value) & maskOf(setup_.prefixLength)) == 0;
    return neighbour || !setup_.gateway ? destination : *setup_.gateway;
}

void EthernetPort::wait(Instant now, Ipv4Address hop, TransitPacket packet)
{
    if (waiting_ == kWaitingMax)
        return drop(now, packet);
    Question& question = questions_[hop];
    question.waiting.push_back(std::move(packet));
    ++waiting_;
    if (question.tries == 0)
        ask(now, hop, question);
}

void EthernetPort::ask(Instant now, Ipv4Address hop, Question& question)
{
    ++question.tries;
    question.repeatAt = now + kRetryAfter;
    frame(kBroadcast, wire::kEtherTypeArp,
          wire::emitArp({wire::ArpMessage::Operation::Request, setup_.mac, setup_.address, kUnknown, hop}));
    recorder_.record(now, {setup_.host}, {Rule::ArpAsks, question.waiting.front().sent},
                     Note{recorder_.text(fmt::format("ARP: who has {}?", format(hop)))});
}

std::optional<Octets> EthernetPort::frameArrived(Instant now, OctetView octets)
{
    const auto frame = wire::parseEthernet(octets);
    if (!frame || (frame->destination != setup_.mac && frame->destination != kBroadcast))
        return std::nullopt;
    if (frame->etherType == wire::kEtherTypeArp)
        arpArrived(now, frame->payload);
    if (frame->etherType != wire::kEtherTypeIpv4)
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
    recorder_.record(
        now, {setup_.host}, {Rule::ArpAnswers},
        Note{recorder_.text(fmt::format("ARP: {} is told who {} is", format(message->senderAddress), format(setup_.address)))});
}

void EthernetPort::remember(Instant now, Ipv4Address address, const MacAddress& mac)
{
    if (entries_.size() == kEntriesMax && !entries_.contains(address))
        entries_.erase(std::min_element(entries_.begin(), entries_.end(),
                                        [](const auto& a, const auto& b) { return a.second.heard < b.second.heard; }));
    entries_[address] = {mac, now};
    const auto question = questions_.find(address);
    if (question == questions_.end())
        return;
    for (const TransitPacket& packet : question->second.waiting)
        frame(mac, wire::kEtherTypeIpv4, packet.datagram, packet.sent);
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
            giveUp(now, question);
            at = questions_.erase(at);
        }
    }
}

void EthernetPort::giveUp(Instant now, Question& question)
{
    for (const TransitPacket& packet : question.waiting)
        drop(now, packet);
    waiting_ -= question.waiting.size();
}

void EthernetPort::drop(Instant now, const TransitPacket& packet)
{
    recorder_.packetDropped(now, {setup_.host}, {Rule::ArpUnanswered, packet.sent}, packet.sent, {}, "arp");
}

std::optional<Instant> EthernetPort::nextWake() const
{
    std::optional<Instant> wake;
    for (const auto& [hop, question] : questions_)
        wake = std::min(wake.value_or(question.repeatAt), question.repeatAt);
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

void EthernetPort::frame(const MacAddress& destination, std::uint16_t etherType, OctetView payload, EventId sent)
{
    frames_.push_back({wire::emitEthernet({destination, setup_.mac, etherType, payload}), sent});
}

}  // namespace tcplab
