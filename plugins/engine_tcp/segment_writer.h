// Fields → a datagram that leaves this host, written into the Trace.
#pragma once

#include "base/ring.h"
#include "engine_tcp/settings.h"
#include "plugin/engine.h"
#include "wire/icmp.h"
#include "wire/ip.h"
#include "wire/tcp.h"

namespace tcplab::engine_tcp {

class SegmentWriter {
public:
    SegmentWriter(Recorder& recorder, HostId host, const Settings& settings)
        : recorder_(recorder), host_(host), order_(settings.optionOrder())
    {}

    void configure(const Settings& settings) { order_ = settings.optionOrder(); }

    struct Repeat {
        EventId original{};  // the first transmission of these octets; none when this is it
        std::uint16_t transmission = 1;
    };
    struct IpLook {
        std::uint8_t trafficClass = 0;
        std::uint8_t timeToLive = 64;
        bool dontFragment = true;
    };

    // `fillPayload(datagram, at)` gives the datagram its payload, from `at` on, and returns the sum of that.
    template <class FillPayload>
    OutgoingPacket write(Instant now, ConnectionId connection, const Cause& cause, const wire::TcpFields& fields, const IpAddress& from,
                         const IpAddress& to, const IpLook& look, std::size_t payloadOctets, FillPayload&& fillPayload, Repeat repeat)
    {
        const std::size_t ipHeader = wire::ipHeaderOctets(wire::versionOf(to));
        const std::size_t tcpHeader = wire::kTcpHeaderOctets + wire::optionOctets(fields.options, order_);
        PacketBuffer datagram(ipHeader + tcpHeader + payloadOctets);
        wire::ChecksumSum sum;
        if (payloadOctets > 0)
            sum = fillPayload(datagram, ipHeader + tcpHeader);
        wire::emitTcp(fields, from, to, payloadOctets, sum, datagram.writableBeginning(ipHeader + tcpHeader) + ipHeader, order_);
        return send(now, connection, cause, std::move(datagram), wire::kProtocolTcp, from, to, look, repeat);
    }

    static wire::ChecksumSum noPayload(PacketBuffer&, std::size_t) { return {}; }

    // <SEQ=seq><CTL=RST> or, with `ack`, <SEQ=seq><ACK=ack><CTL=RST,ACK>.
    OutgoingPacket reset(Instant now, ConnectionId connection, const Cause& cause, const Endpoint& from, const Endpoint& to, SeqNumber seq,
                         std::optional<SeqNumber> ack, const IpLook& look);

    // A UDP datagram, in as many fragments as `mtu` asks for, to the end of `out`.
    void udp(const CallContext& call, const Endpoint& from, const Endpoint& to, const IpLook& look, OctetView payload, bool checksummed,
             std::size_t mtu, tcplab::Ring<OutgoingPacket>& out);

    // An ICMP message, with its own header.
    OutgoingPacket icmp(Instant now, const Cause& cause, const IpAddress& from, const IpAddress& to, OctetView message);

private:
    // Writes the IP header in front of what is there, and tells the identification that it gave.
    std::uint16_t emitIp(PacketBuffer& datagram, std::uint8_t protocol, const IpAddress& from, const IpAddress& to, const IpLook& look);
    // `datagram` has room for the IP header in front.
    OutgoingPacket send(Instant now, ConnectionId connection, const Cause& cause, PacketBuffer&& datagram, std::uint8_t protocol,
                        const IpAddress& from, const IpAddress& to, const IpLook& look, Repeat repeat);

    Recorder& recorder_;
    HostId host_;
    wire::OptionOrder order_;
    std::uint16_t identification_ = 0;
};

}  // namespace tcplab::engine_tcp
