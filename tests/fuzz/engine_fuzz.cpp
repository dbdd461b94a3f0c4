// The engine in every state, poked in any order: segments near what it expects and far from it, raw datagrams, calls
// of a program, time. Nothing crashes or turns in circles, states change only as RFC 9293 allows, and everything
// that it sends is well formed.
#include <algorithm>
#include <memory>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "all_plugins.h"
#include "trace/transitions.h"
#include "wire/icmp.h"
#include "wire/tcp.h"

using namespace tcplab;

namespace {

constexpr Ipv4Address kHere{0x0a000001};
constexpr Ipv4Address kThere{0x0a000002};
constexpr std::uint16_t kPort = 80;

const Catalogue& catalogue()
{
    static const Catalogue all = [] {
        Catalogue filled;
        contributeAll(filled);
        return filled;
    }();
    return all;
}

class World {
public:
    explicit World(FuzzedDataProvider& input) : input_(input)
    {
        const HostId host = recorder_.addHost("here", kHere);
        ValueMap given;
        if (input_.ConsumeBool())
            given["receiveBuffer"] = Value{formatSize(input_.ConsumeIntegralInRange(1, 3000))};
        EngineSetup setup{host,
                          kHere,
                          {},
                          input_.PickValueInArray<std::uint32_t>({68, 576, 1500, 9000}),
                          normalize(catalogue().card("engine_tcp")->parameters, given).value(),
                          RandomStream(1, "engine"),
                          recorder_,
                          catalogue()};
        engine_ = (*catalogue().engine("engine_tcp"))(std::move(setup));
    }

    void play()
    {
        // Most searches begin on an open connection, or they would seldom find their way into one.
        switch (input_.ConsumeIntegralInRange(0, 3)) {
        case 0: break;
        case 1: openPassively(); break;
        default: openActively(); break;
        }
        // Enough for a whole life of a connection and short enough for many lives a second.
        for (int steps = 0; steps < 200 && input_.remaining_bytes() > 0; ++steps) {
            poke();
            settle();
        }
        judge();
    }

private:
    void poke()
    {
        switch (input_.ConsumeIntegralInRange(0, 16)) {
        case 0: listen(); break;
        case 1: connect(); break;
        case 2: sockets_.push_back(engine_->accept(call(), socket()).socket()); break;
        case 3: send(); break;
        case 4: receive(); break;
        case 5:
            engine_->shutdown(call(), socket(), input_.PickValueInArray({ShutdownHow::Receive, ShutdownHow::Send, ShutdownHow::Both}));
            break;
        case 6: engine_->close(call(), socket()); break;
        case 7: engine_->abort(call(), socket()); break;
        case 8: engine_->setOption(call(), socket(), option(), input_.ConsumeIntegral<std::int64_t>()); break;
        case 9: wait(); break;
        case 10: raw(); break;
        case 11: echo(); break;
        default: segment(); break;
        }
    }

    CallContext call() { return {now_, recorder_.record(now_, {HostId(0)}, {Rule::Program}, CallBegun{})}; }
    SocketOption option()
    {
        return input_.PickValueInArray({SocketOption::NoDelay, SocketOption::SendBuffer, SocketOption::ReceiveBuffer,
                                        SocketOption::LingerSeconds, SocketOption::ReuseAddress, SocketOption::Error});
    }
    // One of those that were given out, or none.
    SocketId socket() { return sockets_.empty() ? SocketId(7) : sockets_[input_.ConsumeIntegral<std::uint8_t>() % sockets_.size()]; }

    void openPassively()
    {
        listen();
        wire::TcpFields fields;
        fields.sourcePort = 1024;
        fields.destinationPort = kPort;
        fields.flags = wire::TcpFlags(wire::TcpFlags::kSyn);
        fields.window = 65535;
        arrives(datagram(fields, {}));
        settle();
        answerWith(wire::TcpFlags::kAck);
        sockets_.push_back(engine_->accept(call(), sockets_.back()).socket());
    }
    void openActively()
    {
        sockets_.push_back(engine_->socket(call(), SocketType::Stream).socket());
        engine_->connect(call(), sockets_.back(), {kThere, kPort});
        settle();
        answerWith(wire::TcpFlags::kSyn | wire::TcpFlags::kAck);
        engine_->send(call(), sockets_.back(), Octets(20'000));
        settle();
    }
    // The peer acknowledges what was sent last.
    void answerWith(std::uint16_t flags)
    {
        wire::TcpFields fields;
        ConnectionVariables variables;
        answerLastSent(fields, variables);
        fields.seq = variables.rcvNxt;
        fields.ack = variables.sndNxt;
        fields.flags = wire::TcpFlags(flags);
        fields.window = 65535;
        arrives(datagram(fields, {}));
        settle();
    }

    void listen()
    {
        sockets_.push_back(engine_->socket(call(), SocketType::Stream).socket());
        engine_->bind(call(), sockets_.back(), {kHere, kPort});
        engine_->listen(call(), sockets_.back(), input_.ConsumeIntegralInRange(-1, 3));
    }
    void connect()
    {
        sockets_.push_back(engine_->socket(call(), SocketType::Stream).socket());
        engine_->connect(call(), sockets_.back(), {input_.ConsumeBool() ? kThere : kHere, kPort});
    }
    void send()
    {
        const Octets octets(input_.ConsumeIntegralInRange<std::size_t>(0, 5000));
        engine_->send(call(), socket(), octets);
    }
    void receive()
    {
        Octets room(input_.ConsumeIntegralInRange<std::size_t>(0, 5000));
        engine_->receive(call(), socket(), room);
    }

    void wait()
    {
        const auto wake = engine_->nextWake();
        if (wake && input_.ConsumeBool())
            now_ = std::max(now_, *wake);
        else
            now_ += Duration(input_.ConsumeIntegralInRange<std::int64_t>(0, 200'000'000'000));
        engine_->timeHasCome(now_);
    }

    void raw()
    {
        const std::string octets = input_.ConsumeRandomLengthString(200);
        arrives(Octets(octets.begin(), octets.end()));
    }

    void echo()
    {
        const std::string body = input_.ConsumeRandomLengthString(50);
        const Octets message = wire::emitIcmp(wire::kIcmpEchoRequest, 0, 1, Octets(body.begin(), body.end()));
        Octets octets(wire::kIpv4HeaderOctets);
        wire::Ipv4Fields ip;
        ip.protocol = wire::kProtocolIcmp;
        ip.source = kThere;
        ip.destination = kHere;
        wire::emitIpv4(ip, message.size(), octets.data());
        octets.insert(octets.end(), message.begin(), message.end());
        arrives(octets);
    }

    // A segment for a connection that exists or does not, with numbers near the edges of its windows or anywhere.
    void segment()
    {
        wire::TcpFields fields;
        fields.sourcePort = kPort;
        fields.destinationPort = kPort;
        ConnectionVariables variables;
        if (const auto look = engine_->look(socket())) {
            fields.sourcePort = look->remote.port;
            fields.destinationPort = look->local.port;
            variables = look->variables;
        } else if (!lastSent_.empty() && input_.ConsumeBool()) {
            answerLastSent(fields, variables);
        } else {
            fields.sourcePort = input_.PickValueInArray<std::uint16_t>({1024, 1025, kPort});
        }
        fields.flags = flags();
        fields.seq = near(variables.rcvNxt, variables.rcvWnd);
        fields.ack = near(variables.sndUna, variables.sndNxt.since(variables.sndUna));
        fields.window = input_.ConsumeBool() ? std::uint16_t{65535} : input_.ConsumeIntegral<std::uint16_t>();
        if (input_.ConsumeBool())
            fields.options.maximumSegmentSize = input_.ConsumeIntegral<std::uint16_t>();
        arrives(datagram(fields, Octets(input_.ConsumeIntegralInRange<std::size_t>(0, 3000))));
    }

    wire::TcpFlags flags()
    {
        using Flags = wire::TcpFlags;
        const auto usual = input_.PickValueInArray<std::uint16_t>(
            {0, Flags::kAck, Flags::kAck, Flags::kAck, Flags::kFin | Flags::kAck, Flags::kSyn, Flags::kSyn | Flags::kAck, Flags::kRst});
        return Flags(usual != 0 ? usual : input_.ConsumeIntegral<std::uint16_t>());
    }

    // What the peer of a connection that no socket shows yet (a SYN-RECEIVED one) would send.
    void answerLastSent(wire::TcpFields& fields, ConnectionVariables& variables)
    {
        const auto sent = wire::parseTcp(lastSent_, kHere, kThere);
        fields.sourcePort = sent->fields.destinationPort;
        fields.destinationPort = sent->fields.sourcePort;
        variables.sndUna = sent->fields.seq;
        variables.sndNxt = sent->fields.seq + sent->length();
        variables.rcvNxt = sent->fields.ack;
        variables.rcvWnd = sent->fields.window;
    }

    SeqNumber near(SeqNumber first, std::uint32_t length)
    {
        switch (input_.ConsumeIntegralInRange(0, 7)) {
        case 0: return first - 1;
        case 1: return first + length;
        case 2: return first + length + 1;
        case 3: return first + input_.ConsumeIntegral<std::uint16_t>();
        case 5: return first + 100u * input_.ConsumeIntegralInRange(0u, 20u);
        case 4: return SeqNumber(input_.ConsumeIntegral<std::uint32_t>());
        default: return first;
        }
    }

    Octets datagram(const wire::TcpFields& fields, const Octets& payload)
    {
        Octets octets(wire::kIpv4HeaderOctets + wire::kTcpHeaderOctets + wire::optionOctets(fields.options));
        wire::Ipv4Fields ip;
        ip.protocol = wire::kProtocolTcp;
        ip.source = kThere;
        ip.destination = kHere;
        wire::emitIpv4(ip, octets.size() - wire::kIpv4HeaderOctets + payload.size(), octets.data());
        wire::emitTcp(fields, kThere, kHere, payload, octets.data() + wire::kIpv4HeaderOctets);
        octets.insert(octets.end(), payload.begin(), payload.end());
        return octets;
    }

    void arrives(const Octets& octets)
    {
        engine_->packetArrived(now_, octets, recorder_.packetArrived(now_, {HostId(0)}, {Rule::Observed}, {}, octets));
    }

    // The driver's duty. A self-connection's packets come back.
    void settle()
    {
        for (int rounds = 0; rounds < 100; ++rounds) {
            std::vector<Octets> toItself;
            int packets = 0;
            while (const auto packet = engine_->nextPacket(now_)) {
                TCPLAB_ASSURE(++packets < 10'000);
                sent(packet->datagram, toItself);
            }
            while (engine_->nextNotice()) {
            }
            // What is due is done at once, or the driver would turn in circles.
            for (int due = 0; engine_->nextWake() && *engine_->nextWake() <= now_; ++due) {
                TCPLAB_ASSURE(due < 1000);
                engine_->timeHasCome(now_);
            }
            for (const Octets& octets : toItself)
                arrives(octets);
            if (toItself.empty() && packets == 0)
                return;
        }
    }

    void sent(OctetView octets, std::vector<Octets>& toItself)
    {
        const auto datagram = wire::parseIpv4(octets);
        TCPLAB_ASSURE(datagram && datagram->checksumCorrect && datagram->fields.source == kHere);
        if (datagram->fields.protocol == wire::kProtocolTcp) {
            const auto segment = wire::parseTcp(datagram->payload, kHere, datagram->fields.destination);
            TCPLAB_ASSURE(segment && segment->checksumCorrect);
            lastSent_.assign(datagram->payload.begin(), datagram->payload.end());
        } else {
            TCPLAB_ASSURE(wire::parseIcmp(datagram->payload)->checksumCorrect);
        }
        if (datagram->fields.destination == kHere)
            toItself.emplace_back(octets.begin(), octets.end());
    }

    void judge() const
    {
        for (std::size_t i = 0; i < trace_->size(); ++i) {
            const Event& event = (*trace_)[i];
            TCPLAB_ASSURE(i == 0 || (*trace_)[i - 1].at <= event.at);
            TCPLAB_ASSURE(!event.parent.valid() || event.parent.number() < i);
            if (const auto* change = std::get_if<StateChanged>(&event.body))
                TCPLAB_ASSURE(transition(change->from, change->to) != nullptr);
            if (const auto* changed = std::get_if<VariablesChanged>(&event.body)) {
                const ConnectionVariables& v = trace_->variables(changed->variables);
                TCPLAB_ASSURE(v.sndUna <= v.sndNxt);
            }
        }
    }

    FuzzedDataProvider& input_;
    std::unique_ptr<Trace> trace_ = std::make_unique<Trace>();
    Recorder recorder_{*trace_, 0, 100'000};
    std::unique_ptr<Engine> engine_;
    std::vector<SocketId> sockets_;
    Instant now_ = kStart;
    Octets lastSent_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    World(input).play();
    return 0;
}
