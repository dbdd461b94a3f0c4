#include "sim/ethernet_port.h"

namespace tcplab {
namespace {

std::uint32_t maskOf(unsigned prefixLength) { return prefixLength == 0 ? 0 : ~std::uint32_t{0} << (32 - prefixLength); }

// Frames are padded to 60 octets; the datagram's own length tells where it ends. What is not well formed goes up as it
// is: judging it is the stack's duty.
Octets withoutPadding(OctetView payload)
{
    if (const auto datagram = wire::parseIp(payload))
        payload = payload.first(datagram->headerOctets + datagram->payload.size());
    return {payload.begin(), payload.end()};
}

}  // namespace

void EthernetPort::send(Instant now, TransitPacket&& packet)
{
    const auto addresses = wire::addressesOf(std::as_const(packet.datagram));
    TCPLAB_ASSURE(addresses);
    resolution_.send(now, nextHopTo(addresses->destination), std::move(packet));
}

IpAddress EthernetPort::nextHopTo(const IpAddress& destination) const
{
    if (!destination.isV4() || !setup_.gateway)
        return destination;
    const bool neighbour = ((destination.v4().value ^ setup_.resolution.address.value) & maskOf(setup_.prefixLength)) == 0;
    return neighbour ? destination : *setup_.gateway;
}

bool EthernetPort::isForUs(const MacAddress& destination) const
{
    if (destination == setup_.resolution.mac || destination == kBroadcast)
        return true;
    const auto& address6 = setup_.resolution.address6;
    return address6 &&
           (destination == wire::groupMac(wire::solicitedNodeGroup(*address6)) || destination == wire::groupMac(wire::kAllNodes));
}

std::optional<Octets> EthernetPort::frameArrived(Instant now, OctetView octets)
{
    const auto frame = wire::parseEthernet(octets);
    if (!frame || !isForUs(frame->destination))
        return std::nullopt;
    if (frame->etherType == wire::kEtherTypeArp)
        arpArrived(now, frame->payload);
    const bool v6 = frame->etherType == wire::kEtherTypeIpv6 && setup_.resolution.address6;
    if ((!v6 && frame->etherType != wire::kEtherTypeIpv4) || (v6 && neighbourArrived(now, frame->payload)))
        return std::nullopt;
    return withoutPadding(frame->payload);
}

// A network is full of questions for others: they leave no trace.
void EthernetPort::arpArrived(Instant now, OctetView payload)
{
    const auto message = wire::parseArp(payload);
    const bool forUs = message && message->targetAddress == setup_.resolution.address;
    resolution_.arpArrived(now, payload, forUs ? witnessed(now, wire::emitArp(*message)) : EventId{});
}

bool EthernetPort::neighbourArrived(Instant now, OctetView datagram)
{
    const auto message = AddressResolution::neighbourMessageIn(datagram);
    if (message)
        resolution_.neighbourArrived(now, datagram, *message, witnessed(now, withoutPadding(datagram)));
    return message.has_value();
}

std::optional<OutgoingFrame> EthernetPort::nextFrame()
{
    auto one = resolution_.next();
    if (!one)
        return std::nullopt;
    const OctetView payload = std::as_const(one->packet.datagram);
    return OutgoingFrame{wire::emitEthernet({one->destination, setup_.resolution.mac, one->etherType, payload}), one->packet.sent};
}

}  // namespace tcplab
