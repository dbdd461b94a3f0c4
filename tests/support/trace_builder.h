// Traces written by hand, for tests and pictures of what draws them.
#pragma once

#include <memory>

#include "trace/recorder.h"
#include "wire/tcp.h"

namespace tcplab::test {

// Two hosts, one connection, one way time. The client's initial number is 1,000, the server's 5,000.
class TraceBuilder {
public:
    static constexpr Ipv4Address kClientAddress{0x0a000001}, kServerAddress{0x0a000002};

    explicit TraceBuilder(Duration transit = 20ms) : transit_(transit)
    {
        client_ = recorder_.addHost("client", kClientAddress);
        server_ = recorder_.addHost("server", kServerAddress);
        forward_ = recorder_.addLink("client>server", client_, server_);
        backward_ = recorder_.addLink("server>client", server_, client_);
        clientEnd_ = recorder_.addConnection(client_, {kClientAddress, 49152}, {kServerAddress, 80});
        serverEnd_ = recorder_.addConnection(server_, {kServerAddress, 80}, {kClientAddress, 49152});
    }

    struct Side {
        bool client;
    };
    static constexpr Side kClient{true};
    static constexpr Side kServer{false};

    // What a segment carries; seq and ack are relative to the SYNs.
    struct Segment {
        std::uint16_t flags = wire::TcpFlags::kAck;
        std::uint32_t seq = 0;
        std::uint32_t ack = 0;
        std::uint32_t length = 0;
        std::uint16_t window = 65535;
        bool mss = false;
    };

    EventId send(Instant at, Side side, const Segment& segment, Rule rule = Rule::TcpSendData, EventId parent = {}, EventId original = {},
                 std::uint16_t transmission = 1)
    {
        const Octets datagram = datagramOf(side, segment);
        return recorder_.packetSent(at, where(side), {rule, parent, {}}, datagram, original, transmission);
    }
    EventId arrive(Instant at, Side receiver, EventId sent)
    {
        return recorder_.packetArrived(at, where(receiver), {Rule::LinkDelivers, sent, {}}, sent, octetsOf(sent));
    }
    EventId lose(Instant at, Side sender, EventId sent, Rule rule = Rule::EditLoses)
    {
        return recorder_.packetDropped(at, {HostId{}, ConnectionId{}}, {rule, sent, {}}, sent, sender.client ? forward_ : backward_,
                                       "edit");
    }
    EventId dropAtHost(Instant at, Side receiver, EventId sent, Rule rule)
    {
        return recorder_.packetDropped(at, where(receiver), {rule, sent, {}}, sent, LinkId{}, "tcp");
    }
    // Sends at once and returns the arrival, one way time later. Only when nothing else happens between.
    EventId carry(Instant at, Side side, const Segment& segment, Rule rule = Rule::TcpSendData, EventId parent = {})
    {
        const EventId sent = send(at, side, segment, rule, parent);
        return arrive(at + transit_, {!side.client}, sent);
    }
    EventId state(Instant at, Side side, TcpState from, TcpState to, Rule rule, EventId parent = {})
    {
        return recorder_.record(at, where(side), {rule, parent, {}}, StateChanged{from, to});
    }
    EventId call(Instant at, Side side, std::string_view text, std::uint32_t socket = 3)
    {
        return recorder_.record(at, where(side), {Rule::Program}, CallBegun{recorder_.text(text), SocketId{socket}});
    }
    EventId returns(Instant at, Side side, EventId begun, std::int64_t value, std::uint8_t error = 0)
    {
        return recorder_.record(at, where(side), {error == 0 ? Rule::CallReturns : Rule::CallRefused, begun, {}},
                                CallReturned{begun, value, error});
    }
    EventId timerSet(Instant at, Side side, TimerKind timer, Instant deadline, EventId parent = {})
    {
        return recorder_.record(at, where(side), {Rule::TcpRtoSet, parent, {}}, TimerSet{deadline, timer});
    }
    EventId timerFires(Instant at, Side side, TimerKind timer, EventId set)
    {
        return recorder_.record(at, where(side), {Rule::TcpTimerFires, set, {}}, TimerFired{set, timer});
    }
    EventId variables(Instant at, Side side, const ConnectionVariables& values, Rule rule, EventId parent = {})
    {
        return recorder_.variablesChanged(at, where(side), {rule, parent, {}}, values);
    }

    EventId note(Instant at, Side side, Rule rule) { return recorder_.record(at, where(side), {rule}, Note{}); }
    EventId reading(Instant at, Side side, const ReadingSpec& spec, double value)
    {
        return recorder_.record(at, where(side), {Rule::CcSlowStart}, ReadingChanged{recorder_.addReading(spec), value});
    }

    // At the server's socket that listens on port 80.
    EventId queue(Instant at, ListenQueue which, std::uint32_t length, std::uint32_t limit, ConnectionId entry, bool entered)
    {
        if (!listener_.valid())
            listener_ = recorder_.addConnection(server_, {kServerAddress, 80}, {});
        return recorder_.record(at, {server_, listener_}, {Rule::TcpSynQueueEnters},
                                ListenQueueChanged{entry, length, limit, which, entered});
    }
    // Before the link from client to server.
    void addQueue(std::string_view stage) { recorder_.addQueue({forward_, recorder_.text(stage), 10, 0}); }
    EventId waits(Instant at, EventId sent, std::uint32_t packets)
    {
        addQueue("link_rate");
        return recorder_.record(at, {}, {Rule::QueueGrows, sent},
                                QueueFilled{forward_, recorder_.text("link_rate"), packets, packets * 1040});
    }

    // Another connection of the two, on which nothing is sent.
    void addConnection(std::uint16_t clientPort, std::uint16_t serverPort)
    {
        recorder_.addConnection(client_, {kClientAddress, clientPort}, {kServerAddress, serverPort});
    }

    const Trace& trace() const { return *trace_; }
    Duration transit() const { return transit_; }
    ConnectionId connection(Side side) const { return side.client ? clientEnd_ : serverEnd_; }

    static constexpr std::uint32_t kClientIss = 1000;
    static constexpr std::uint32_t kServerIss = 5000;

private:
    Where where(Side side) const { return side.client ? Where{client_, clientEnd_} : Where{server_, serverEnd_}; }

    Octets octetsOf(EventId sent) const
    {
        const OctetView view = trace_->packetOf((*trace_)[sent])->view();
        return {view.begin(), view.end()};
    }

    Octets datagramOf(Side side, const Segment& segment) const
    {
        wire::TcpFields fields;
        fields.sourcePort = side.client ? 49152 : 80;
        fields.destinationPort = side.client ? 80 : 49152;
        fields.seq = SeqNumber(segment.seq + (side.client ? kClientIss : kServerIss));
        fields.flags = wire::TcpFlags(segment.flags);
        if (fields.flags.ack())
            fields.ack = SeqNumber(segment.ack + (side.client ? kServerIss : kClientIss));
        fields.window = segment.window;
        if (segment.mss)
            fields.options.maximumSegmentSize = 1460;
        wire::Ipv4Fields ip;
        ip.protocol = wire::kProtocolTcp;
        ip.source = side.client ? kClientAddress : kServerAddress;
        ip.destination = side.client ? kServerAddress : kClientAddress;
        const Octets payload(segment.length, 'x');
        Octets octets(wire::kIpv4HeaderOctets + wire::kTcpHeaderOctets + wire::optionOctets(fields.options));
        wire::emitTcp(fields, ip.source, ip.destination, payload, octets.data() + wire::kIpv4HeaderOctets);
        wire::emitIpv4(ip, octets.size() - wire::kIpv4HeaderOctets + payload.size(), octets.data());
        octets.insert(octets.end(), payload.begin(), payload.end());
        return octets;
    }

    std::unique_ptr<Trace> trace_ = std::make_unique<Trace>();
    Recorder recorder_{*trace_};
    Duration transit_;
    HostId client_, server_;
    LinkId forward_, backward_;
    ConnectionId clientEnd_, serverEnd_, listener_;
};

}  // namespace tcplab::test
