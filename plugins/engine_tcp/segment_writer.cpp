#include "engine_tcp/segment_writer.h"

#include <algorithm>

namespace tcplab::engine_tcp {

OutgoingPacket SegmentWriter::reset(Instant now, ConnectionId connection, Cause cause, const Endpoint& from, const Endpoint& to,
                                    SeqNumber seq, std::optional<SeqNumber> ack)
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
    return write(now, connection, cause, fields, from.address, to.address, 0, [](auto) {}, {});
}

OutgoingPacket SegmentWriter::echoReply(Instant now, Cause cause, Ipv4Address from, Ipv4Address to, OctetView message)
{
    Octets datagram(wire::kIpv4HeaderOctets + message.size());
    std::copy(message.begin(), message.end(), datagram.begin() + wire::kIpv4HeaderOctets);
    return send(now, {}, cause, std::move(datagram), wire::kProtocolIcmp, from, to, {});
}

OutgoingPacket SegmentWriter::send(Instant now, ConnectionId connection, Cause cause, Octets datagram, std::uint8_t protocol,
                                   Ipv4Address from, Ipv4Address to, Repeat repeat)
{
    wire::Ipv4Fields ip;
    ip.identification = identification_++;
    ip.protocol = protocol;
    ip.source = from;
    ip.destination = to;
    wire::emitIpv4(ip, datagram.size() - wire::kIpv4HeaderOctets, datagram.data());
    const EventId sent = recorder_.packetSent(now, {host_, connection}, cause, datagram, repeat.original, repeat.transmission);
    return {std::move(datagram), sent};
}

}  // namespace tcplab::engine_tcp
