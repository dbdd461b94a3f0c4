// Fields → a datagram that leaves this host, written into the Trace.
#pragma once

#include "plugin/engine.h"
#include "wire/tcp.h"

namespace tcplab::engine_tcp {

class SegmentWriter {
public:
    SegmentWriter(Recorder& recorder, HostId host) : recorder_(recorder), host_(host) {}

    struct Repeat {
        EventId original{};  // the first transmission of these octets; none when this is it
        std::uint16_t transmission = 1;
    };

    // `fillPayload(out)` writes the payload into its place in the datagram.
    template <class FillPayload>
    OutgoingPacket write(Instant now, ConnectionId connection, Cause cause, const wire::TcpFields& fields, const IpAddress& from, const IpAddress& to,
                         std::size_t payloadOctets, FillPayload&& fillPayload, Repeat repeat)
    {
        const std::size_t tcpHeader = wire::kTcpHeaderOctets + wire::optionOctets(fields.options);
        Octets datagram(wire::kIpv4HeaderOctets + tcpHeader + payloadOctets);
        const std::span<std::uint8_t> payload(datagram.data() + wire::kIpv4HeaderOctets + tcpHeader, payloadOctets);
        fillPayload(payload);
        wire::emitTcp(fields, from, to, payload, datagram.data() + wire::kIpv4HeaderOctets);
        return send(now, connection, cause, std::move(datagram), wire::kProtocolTcp, from.v4(), to.v4(), repeat);
    }

    // <SEQ=seq><CTL=RST> or, with `ack`, <SEQ=seq><ACK=ack><CTL=RST,ACK>.
    OutgoingPacket reset(Instant now, ConnectionId connection, Cause cause, const Endpoint& from, const Endpoint& to, SeqNumber seq,
                         std::optional<SeqNumber> ack);

    // The answer to an ICMP echo request.
    OutgoingPacket echoReply(Instant now, Cause cause, Ipv4Address from, Ipv4Address to, OctetView message);

private:
    // `datagram` has room for the IP header in front.
    OutgoingPacket send(Instant now, ConnectionId connection, Cause cause, Octets datagram, std::uint8_t protocol, Ipv4Address from,
                        Ipv4Address to, Repeat repeat);

    Recorder& recorder_;
    HostId host_;
    std::uint16_t identification_ = 0;
};

}  // namespace tcplab::engine_tcp
