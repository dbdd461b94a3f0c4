// A short conversation between two hosts, as a run records it.
#pragma once

#include "trace/recorder.h"
#include "wire/tcp.h"

namespace tcplab {

class Conversation {
public:
    static constexpr Ipv4Address kClientAddress{0x0a000001}, kServerAddress{0x0a000002};
    static constexpr std::uint32_t kClientInitial = 1000, kServerInitial = 5000;

    Conversation() : client_(recorder_.addHost("client", kClientAddress)), server_(recorder_.addHost("server", kServerAddress)) {}

    static Octets datagram(bool fromClient, std::uint32_t seq, std::uint32_t ack, std::uint8_t flags, const Octets& payload = {})
    {
        wire::TcpFields tcp;
        tcp.sourcePort = fromClient ? 40000 : 80;
        tcp.destinationPort = fromClient ? 80 : 40000;
        tcp.seq = SeqNumber(seq);
        tcp.ack = SeqNumber(ack);
        tcp.flags = wire::TcpFlags(flags);
        tcp.window = 65535;
        wire::Ipv4Fields ip;
        ip.protocol = wire::kProtocolTcp;
        ip.source = fromClient ? kClientAddress : kServerAddress;
        ip.destination = fromClient ? kServerAddress : kClientAddress;
        Octets octets(wire::kIpv4HeaderOctets + wire::kTcpHeaderOctets);
        wire::emitIpv4(ip, wire::kTcpHeaderOctets + payload.size(), octets.data());
        wire::emitTcp(tcp, ip.source, ip.destination, payload, octets.data() + wire::kIpv4HeaderOctets);
        octets.insert(octets.end(), payload.begin(), payload.end());
        return octets;
    }

    // Sent now, arrived 10 ms later.
    void pass(bool fromClient, Rule rule, const Octets& octets)
    {
        const EventId sent = send(fromClient, rule, octets);
        now_ += 10ms;
        recorder_.packetArrived(now_, {fromClient ? server_ : client_}, {Rule::LinkDelivers, sent}, sent, octets);
    }

    EventId send(bool fromClient, Rule rule, const Octets& octets)
    {
        return recorder_.packetSent(now_, {fromClient ? client_ : server_}, {rule}, octets);
    }

    void handshake()
    {
        using wire::TcpFlags;
        pass(true, Rule::TcpActiveOpen, datagram(true, kClientInitial, 0, TcpFlags::kSyn));
        pass(false, Rule::TcpSynReceived, datagram(false, kServerInitial, kClientInitial + 1, TcpFlags::kSyn | TcpFlags::kAck));
        pass(true, Rule::TcpSynAcknowledged, datagram(true, kClientInitial + 1, kServerInitial + 1, TcpFlags::kAck));
    }

    Recorder& recorder() { return recorder_; }
    const Trace& trace() const { return *trace_; }
    HostId client() const { return client_; }
    HostId server() const { return server_; }

private:
    std::unique_ptr<Trace> trace_ = std::make_unique<Trace>();
    Recorder recorder_{*trace_};
    HostId client_, server_;
    Instant now_{};
};

}  // namespace tcplab
