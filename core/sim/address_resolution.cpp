#include "sim/address_resolution.h"

#include <algorithm>

namespace tcplab {
namespace {

constexpr MacAddress kUnknown{};

std::uint16_t etherTypeOf(const IpAddress& address) { return address.isV4() ? wire::kEtherTypeIpv4 : wire::kEtherTypeIpv6; }
std::string_view placeOf(const IpAddress& address) { return address.isV4() ? "arp" : "neighbour"; }

}  // namespace

MacAddress macFor(Ipv4Address address, std::size_t interface)
{
    const std::uint32_t v = address.value;
    return {{0x02, static_cast<std::uint8_t>(interface), static_cast<std::uint8_t>(v >> 24), static_cast<std::uint8_t>(v >> 16),
             static_cast<std::uint8_t>(v >> 8), static_cast<std::uint8_t>(v)}};
}

// --- datagrams

void AddressResolution::send(Instant now, const IpAddress& hop, TransitPacket&& packet)
{
    if (hop.isGroup()) {
        const MacAddress all = hop.isV4() ? kBroadcast : wire::groupMac(hop.v6());
        outgoing_.push_back({all, etherTypeOf(hop), std::move(packet)});
    } else if (const Entry* entry = usable(now, hop, packet.sent)) {
        outgoing_.push_back({entry->mac, etherTypeOf(hop), std::move(packet)});
    } else {
        wait(now, hop, std::move(packet));
    }
}

// RFC 4861 §7.3.3: what was not heard from for long is used, and checked if nothing is heard from it soon.
const AddressResolution::Entry* AddressResolution::usable(Instant now, const IpAddress& hop, EventId sent)
{
    const auto found = entries_.find(hop);
    if (found == entries_.end())
        return nullptr;
    Entry& entry = found->second;
    if (hop.isV4())
        return now - entry.heard < kArpLifetime ? &entry : nullptr;
    if (now - entry.heard >= kReachable && entry.checkAt == kNever) {
        entry.checkAt = now + kDelayBeforeProbing;
        entry.used = sent;
    }
    return &entry;
}

// RFC 1122 §2.3.2.2: the latest datagram is kept.
void AddressResolution::wait(Instant now, const IpAddress& hop, TransitPacket&& packet)
{
    Question& question = questions_[hop];
    if (waiting_ == kWaitingMax) {
        if (question.waiting.empty()) {
            drop(now, Rule::NeighbourQueueFull, hop, std::move(packet));
            return static_cast<void>(questions_.erase(hop));
        }
        drop(now, Rule::NeighbourQueueFull, hop, std::move(question.waiting.front()));
        question.waiting.pop_front();
        --waiting_;
    }
    question.waiting.push_back(std::move(packet));
    ++waiting_;
    if (question.tries == 0)
        ask(now, hop, question);
}

// --- questions

void AddressResolution::ask(Instant now, const IpAddress& hop, Question& question)
{
    ++question.tries;
    question.repeatAt = now + kRetryAfter;
    const EventId sent = question.waiting.front().sent;
    if (hop.isV4())
        askByArp(now, hop.v4(), {Rule::ArpAsks, sent});
    else
        askNeighbour(now, hop.v6(), {Rule::NeighbourAsks, sent}, std::nullopt);
}

void AddressResolution::askByArp(Instant now, Ipv4Address hop, Cause cause)
{
    tell(now, kBroadcast, wire::kEtherTypeArp,
         wire::emitArp({wire::ArpMessage::Operation::Request, setup_.mac, setup_.address, kUnknown, hop}), cause);
}

// RFC 4861 §7.2.2: of those whose addresses end like this one; §7.3.3: of itself, when it is known.
void AddressResolution::askNeighbour(Instant now, const Ipv6Address& hop, Cause cause, const std::optional<MacAddress>& directly)
{
    const Ipv6Address to = directly ? hop : wire::solicitedNodeGroup(hop);
    tell(now, directly.value_or(wire::groupMac(to)), wire::kEtherTypeIpv6,
         wire::emitNeighbour({wire::NeighbourMessage::Kind::Solicitation, hop, setup_.mac}, setup_.address6.value_or(Ipv6Address{}), to),
         cause);
}

void AddressResolution::tell(Instant now, const MacAddress& to, std::uint16_t etherType, const Octets& message, Cause cause)
{
    outgoing_.push_back({to, etherType, {message, recorder_.packetSent(now, {setup_.host}, cause, message)}});
}

void AddressResolution::timeHasCome(Instant now)
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
    check(now);
}

void AddressResolution::check(Instant now)
{
    for (auto at = entries_.begin(); at != entries_.end();) {
        auto& [address, entry] = *at;
        if (entry.checkAt > now) {
            ++at;
        } else if (entry.checks < kTries) {
            ++entry.checks;
            entry.checkAt = now + kRetryAfter;
            askNeighbour(now, address.v6(), {Rule::NeighbourProbes, entry.used}, entry.mac);
            ++at;
        } else {
            at = entries_.erase(at);
        }
    }
}

Instant AddressResolution::nextWake() const
{
    Instant wake = kNever;
    for (const auto& [hop, question] : questions_)
        wake = std::min(wake, question.repeatAt);
    for (const auto& [address, entry] : entries_)
        wake = std::min(wake, entry.checkAt);
    return wake;
}

// --- answers

// RFC 826, Packet Reception: what is known of the sender is updated; it is newly learned only by whom it addresses.
void AddressResolution::arpArrived(Instant now, OctetView octets, EventId arrived)
{
    const auto refuse = [&](Rule rule) {
        if (arrived.valid())
            recorder_.packetDropped(now, {setup_.host}, {rule, arrived}, recorder_.trace().sentOf(arrived), {}, "arp");
    };
    const auto message = wire::parseArp(octets);
    if (!message || message->senderAddress == setup_.address)
        return refuse(Rule::IpMalformed);
    const bool forUs = message->targetAddress == setup_.address;
    if (forUs || entries_.contains(message->senderAddress))
        remember(now, message->senderAddress, message->senderMac, arrived, now);
    if (!forUs)
        return refuse(Rule::ArpNotAsked);
    if (message->operation == wire::ArpMessage::Operation::Request)
        tell(now, message->senderMac, wire::kEtherTypeArp,
             wire::emitArp({wire::ArpMessage::Operation::Reply, setup_.mac, setup_.address, message->senderMac, message->senderAddress}),
             {Rule::ArpAnswers, arrived});
}

std::optional<wire::NeighbourMessage> AddressResolution::neighbourMessageIn(OctetView datagram)
{
    const auto ip = wire::parseIp(datagram);
    if (!ip || ip->version != 6 || ip->protocol != wire::kProtocolIcmpv6 || ip->fragment || ip->timeToLive != wire::kNeighbourHopLimit)
        return std::nullopt;
    const auto icmp = wire::parseIcmp(ip->payload, ip->source, ip->destination);
    if (!icmp || !icmp->checksumCorrect)
        return std::nullopt;
    const auto message = wire::parseNeighbour(*icmp);
    return message ? std::optional(*message) : std::nullopt;
}

void AddressResolution::neighbourArrived(Instant now, OctetView datagram, const wire::NeighbourMessage& message, EventId arrived)
{
    const auto addresses = wire::addressesOf(datagram);
    TCPLAB_ASSURE(addresses);
    if (message.kind == wire::NeighbourMessage::Kind::Solicitation)
        solicited(now, addresses->source, message, arrived);
    else
        advertised(now, message, arrived);
}

// RFC 4861 §7.2.3, §7.2.4: who asks is STALE, because nobody knows whether it hears us. Who asks without an address of its own tests
// whether ours is free (RFC 4862 §5.4.3): all are told.
void AddressResolution::solicited(Instant now, const IpAddress& source, const wire::NeighbourMessage& message, EventId arrived)
{
    if (!setup_.address6 || message.target != *setup_.address6)
        return;
    const bool anonymous = source.isUnspecified();
    if (!anonymous && !message.mac)
        return;
    if (!anonymous && (!entries_.contains(source) || !(entries_.at(source).mac == *message.mac)))
        remember(now, source, *message.mac, arrived, now - kReachable);
    const Ipv6Address to = anonymous ? wire::kAllNodes : source.v6();
    tell(now, anonymous ? wire::groupMac(wire::kAllNodes) : *message.mac, wire::kEtherTypeIpv6,
         wire::emitNeighbour({wire::NeighbourMessage::Kind::Advertisement, *setup_.address6, setup_.mac, !anonymous, true},
                             *setup_.address6, to),
         {Rule::NeighbourAnswers, arrived});
}

// RFC 4861 §7.2.5: only what was asked for, or is known already, is taken in.
void AddressResolution::advertised(Instant now, const wire::NeighbourMessage& message, EventId arrived)
{
    const IpAddress target = message.target;
    const auto known = entries_.find(target);
    const bool replaces = known == entries_.end() || message.overrides || (message.mac && known->second.mac == *message.mac);
    if (message.mac && replaces && (known != entries_.end() || questions_.contains(target)))
        remember(now, target, *message.mac, arrived, message.solicited ? now : now - kReachable);
}

void AddressResolution::remember(Instant now, const IpAddress& address, const MacAddress& mac, EventId arrived, Instant heard)
{
    if (entries_.size() == kEntriesMax && !entries_.contains(address))
        entries_.erase(std::min_element(entries_.begin(), entries_.end(),
                                        [](const auto& a, const auto& b) { return a.second.heard < b.second.heard; }));
    entries_[address] = {mac, heard};
    const auto question = questions_.find(address);
    if (question == questions_.end())
        return;
    release(now, address, mac, question->second, arrived);
    questions_.erase(question);
}

void AddressResolution::release(Instant now, const IpAddress& hop, const MacAddress& mac, Question& question, EventId arrived)
{
    const TextId place = recorder_.text(placeOf(hop));
    const Rule rule = hop.isV4() ? Rule::ArpWaits : Rule::NeighbourWaits;
    for (TransitPacket& packet : question.waiting) {
        recorder_.record(now, {setup_.host}, {rule, packet.sent, arrived}, PacketAltered{packet.sent, setup_.link, place});
        outgoing_.push_back({mac, etherTypeOf(hop), std::move(packet)});
    }
    waiting_ -= question.waiting.size();
}

// --- the end of patience

void AddressResolution::giveUp(Instant now, const IpAddress& hop, Question& question)
{
    for (TransitPacket& packet : question.waiting)
        drop(now, hop.isV4() ? Rule::ArpUnanswered : Rule::NeighbourUnanswered, hop, std::move(packet));
    waiting_ -= question.waiting.size();
}

void AddressResolution::drop(Instant now, Rule rule, const IpAddress& hop, TransitPacket&& packet)
{
    const EventId dropped = recorder_.packetDropped(now, {setup_.host}, {rule, packet.sent}, packet.sent, {}, placeOf(hop));
    if (rule != Rule::NeighbourQueueFull)
        unanswered_.push_back({std::move(packet.datagram), dropped});
}

void AddressResolution::loseAll(Instant now, const Cause& cause)
{
    for (const auto& [hop, question] : questions_)
        for (const TransitPacket& packet : question.waiting)
            recorder_.packetDropped(now, {setup_.host}, {cause.rule, packet.sent, cause.parent}, packet.sent, {}, placeOf(hop));
    questions_.clear();
    entries_.clear();
    outgoing_.clear();
    unanswered_.clear();
    waiting_ = 0;
}

std::optional<AddressResolution::Outgoing> AddressResolution::next()
{
    if (outgoing_.empty())
        return std::nullopt;
    Outgoing one = std::move(outgoing_.front());
    outgoing_.pop_front();
    return one;
}

std::optional<AddressResolution::Unanswered> AddressResolution::nextUnanswered()
{
    if (unanswered_.empty())
        return std::nullopt;
    Unanswered one = std::move(unanswered_.front());
    unanswered_.pop_front();
    return one;
}

}  // namespace tcplab
