#include "engine_tcp/segment_writer.h"

#include <algorithm>

#include "wire/fragments.h"
#include "wire/udp.h"

namespace tcplab::engine_tcp {

OutgoingPacket SegmentWriter::reset(Instant now, ConnectionId connection, const Cause& cause, const Endpoint& from, const Endpoint& to,
                                    SeqNumber seq, std::optional<SeqNumber> ack, const IpLook& look)
{
    wire::TcpFields fields;
    fields.sourcePort = from.port;
    fields.destinationPort = to.port;
    fields.seq = seq;
    fields.flags.set(wire::TcpFlags::kRst);
    if (ack) {
        fields.ack = *ack;
        fields.flags.set(wire::TcpFlags::kAck);
    }
    return write(now, connection, cause, fields, from.address, to.address, look, 0, SegmentWriter::noPayload, {});
}

OutgoingPacket SegmentWriter::icmp(Instant now, const Cause& cause, const IpAddress& from, const IpAddress& to, OctetView message)
{
    const std::size_t ipHeader = wire::ipHeaderOctets(wire::versionOf(to));
    PacketBuffer datagram(ipHeader + message.size());
    std::copy(message.begin(), message.end(), datagram.begin() + ipHeader);
    return send(now, {}, cause, std::move(datagram), wire::icmpProtocol(wire::versionOf(to)), from, to, {}, {});
}

void SegmentWriter::udp(const CallContext& call, const Endpoint& from, const Endpoint& to, const IpLook& look, OctetView payload,
                        bool checksummed, std::size_t mtu, tcplab::Ring<OutgoingPacket>& out)
{
    const std::size_t ipHeader = wire::ipHeaderOctets(wire::versionOf(to.address));
    PacketBuffer datagram(ipHeader + wire::kUdpHeaderOctets + payload.size());
    std::copy(payload.begin(), payload.end(), datagram.begin() + ipHeader + wire::kUdpHeaderOctets);
    wire::emitUdp(from, to, payload, checksummed, datagram.data() + ipHeader);
    if (datagram.size() <= mtu) {
        const Cause cause{Rule::UdpSends, call.cause};
        out.push(send(call.now, {}, cause, std::move(datagram), wire::kProtocolUdp, from.address, to.address, look, {}));
        return;
    }
    const std::uint16_t identification = emitIp(datagram, wire::kProtocolUdp, from.address, to.address, look);
    for (const Octets& part : wire::fragmentsOf(std::as_const(datagram), mtu, identification)) {
        const EventId sent = recorder_.packetSent(call.now, {host_}, {Rule::IpFragmented, call.cause}, part, {}, 1);
        out.push({PacketBuffer(part), sent});
    }
}

OutgoingPacket SegmentWriter::send(Instant now, ConnectionId connection, const Cause& cause, PacketBuffer&& datagram, std::uint8_t protocol,
                                   const IpAddress& from, const IpAddress& to, const IpLook& look, Repeat repeat)
{
    emitIp(datagram, protocol, from, to, look);
    const EventId sent = recorder_.packetSent(now, {host_, connection}, cause, datagram, repeat.original, repeat.transmission);
    datagram.vouchForChecksums();
    return {std::move(datagram), sent};
}

std::uint16_t SegmentWriter::emitIp(PacketBuffer& datagram, std::uint8_t protocol, const IpAddress& from, const IpAddress& to,
                                    const IpLook& look)
{
    wire::IpFields ip;
    ip.identification = identification_++;
    ip.protocol = protocol;
    ip.source = from;
    ip.destination = to;
    ip.trafficClass = look.trafficClass;
    ip.timeToLive = look.timeToLive;
    ip.dontFragment = look.dontFragment;
    const std::size_t header = wire::ipHeaderOctets(wire::versionOf(to));
    wire::emitIp(ip, datagram.size() - header, datagram.writableBeginning(header));
    return ip.identification;
}

}  // namespace tcplab::engine_tcp
