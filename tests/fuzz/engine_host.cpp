#include "engine_host.h"

#include <algorithm>

#include "trace/transitions.h"
#include "wire/checksum.h"
#include "wire/fragments.h"

namespace tcplab::fuzz {
namespace {

using Flags = wire::TcpFlags;

constexpr Ipv4Address kHere{0x0a000001}, kThere{0x0a000002};
const Ipv6Address kHere6 = *parseIpv6("fd00::1"), kThere6 = *parseIpv6("fd00::2");

Octets octetsOf(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace

EngineHost::EngineHost(FuzzedDataProvider& input) : input_(input), v6_(input.ConsumeBool())
{
    here_ = v6_ ? IpAddress(kHere6) : IpAddress(kHere);
    there_ = v6_ ? IpAddress(kThere6) : IpAddress(kThere);
    const HostId host = recorder_.addHost("here", kHere, kHere6);
    const auto mtu = input_.PickValueInArray<std::uint32_t>({1500, 9000, 1280, v6_ ? 1280u : 68u});
    EngineSetup setup{host,
                      kHere,
                      kHere6,
                      mtu,
                      normalize(test::checkedCatalogue().card("engine_tcp")->parameters, settings()).value(),
                      RandomStream(1, "engine"),
                      recorder_,
                      test::checkedCatalogue()};
    engine_ = std::make_unique<test::CheckedEngine>(setup);
    peerIss_ = SeqNumber(input_.ConsumeBool() ? 5000u : 0xffffff00u);
    peerNxt_ = peerIss_;
}

ValueMap EngineHost::settings()
{
    ValueMap given;
    const auto text = [](const char* value) { return Value{std::string(value)}; };
    const auto number = [&](std::int64_t most) { return Value{input_.ConsumeIntegralInRange<std::int64_t>(0, most)}; };
    given["profile"] = text(input_.PickValueInArray({"rfc", "linux", "freebsd"}));
    given["congestionControl"] = text(
        input_.PickValueInArray({"cc_reno", "cc_newreno", "cc_tahoe", "cc_cubic", "cc_bbr", "cc_vegas", "cc_dctcp", "cc_none", "cc_aimd"}));
    const auto switches = input_.ConsumeIntegral<std::uint16_t>();
    if (switches & 1)
        given["receiveBuffer"] = Value{formatSize(input_.ConsumeIntegralInRange(1, 3000))};
    given["tcp_sack"] = Value{(switches & 2) == 0};
    given["tcp_window_scaling"] = Value{(switches & 4) == 0};
    given["tcp_recovery"] = Value{std::int64_t{(switches & 8) == 0}};
    given["noDelay"] = Value{(switches & 16) != 0};
    given["tcp_pacing"] = Value{(switches & 32) != 0};
    given["keepAlive"] = Value{(switches & 64) != 0};
    given["tcp_early_retrans"] = Value{std::int64_t{(switches & 128) == 0 ? 3 : 0}};
    given["tcp_fastopen"] = Value{std::int64_t{(switches & 256) == 0 ? 3 : 0x605 | 2}};
    if (switches & 512)
        given["tcp_mtu_probing"] = number(2);
    if (switches & 1024)
        given["tcp_ecn"] = number(2);
    if (switches & 2048)
        given["tcp_timestamps"] = number(2);
    if (switches & 4096)
        given["tcp_max_syn_backlog"] = Value{std::int64_t{1}};
    return given;
}

// --- the eleven states

void EngineHost::reach(TcpState state, Opening opening)
{
    using S = TcpState;
    if (state == S::Closed)
        return;
    if (state == S::Listen)
        return listen();
    if (state == S::SynSent) {
        connect();
    } else if (state == S::SynReceived && opening == Opening::Passive) {
        listen();
        peerSends(Flags::kSyn);
    } else if (state == S::SynReceived) {
        connect();
        peerSends(Flags::kSyn);
    } else {
        if (opening == Opening::Passive)
            openPassively();
        else
            openActively(opening == Opening::Simultaneous);
    }
    const bool peerFirst = state == S::CloseWait || state == S::LastAck;
    const bool weClose = state == S::FinWait1 || state == S::FinWait2 || state == S::Closing || state == S::TimeWait;
    if (peerFirst)
        finFromPeer();
    if (weClose || state == S::LastAck) {
        engine_->shutdown(call(), sockets_.back(), ShutdownHow::Send);
        settle();
    }
    if (state == S::FinWait2 || (state == S::TimeWait && opening != Opening::Simultaneous))
        ackFromPeer();
    if (state == S::Closing || state == S::TimeWait)
        finFromPeer();
    if (state == S::TimeWait && opening == Opening::Simultaneous)
        ackFromPeer();
    TCPLAB_ASSURE(newestState() == state);
}

void EngineHost::openPassively()
{
    listen();
    peerSends(Flags::kSyn);
    ackFromPeer();
    sockets_.push_back(engine_->accept(call(), sockets_.back()).socket());
    settle();
}

void EngineHost::openActively(bool simultaneously)
{
    connect();
    if (simultaneously)
        peerSends(Flags::kSyn);
    peerSends(simultaneously ? Flags::kAck : Flags::kSyn | Flags::kAck);
}

void EngineHost::finFromPeer()
{
    // Of our FIN it knows nothing yet where both close at once: ourUna_ stays.
    wire::TcpFields fields = expected();
    fields.ack = ourUna_;
    fields.flags = Flags(Flags::kFin | Flags::kAck);
    datagramArrives(segment(fields, {}));
    peerNxt_ += 1;
}

void EngineHost::ackFromPeer()
{
    ourUna_ = ourNxt_;
    peerSends(Flags::kAck);
}

void EngineHost::peerSends(std::uint16_t flags, const Octets& payload)
{
    wire::TcpFields fields = expected();
    fields.flags = Flags(flags);
    fields.ack = fields.flags.ack() ? ourNxt_ : SeqNumber(0);
    if (fields.flags.ack())
        ourUna_ = ourNxt_;
    if (fields.flags.syn()) {
        fields.seq = peerIss_;
        peerNxt_ = peerIss_ + 1;
        const auto offers = input_.ConsumeIntegral<std::uint8_t>();
        fields.options.maximumSegmentSize = (offers & 1) ? 1460 : 536;
        fields.options.sackPermitted = (offers & 2) == 0;
        if (offers & 4)
            fields.options.windowScale = 7;
        if (offers & 8)
            peerTimestamp_ = 1000;
        if (offers & 16)
            fields.flags.set(Flags::kEce | (fields.flags.ack() ? 0 : Flags::kCwr));
    }
    if (peerTimestamp_)
        fields.options.timestamps = wire::TcpOptions::Timestamps{*peerTimestamp_, 0};
    peerNxt_ += static_cast<std::uint32_t>(payload.size());
    datagramArrives(segment(fields, payload));
}

// Of the connection that changed last.
TcpState EngineHost::newestState() const
{
    for (std::size_t i = trace_->size(); i-- > 0;)
        if (const auto* change = std::get_if<StateChanged>(&(*trace_)[i].body); change && change->to != TcpState::Listen)
            return change->to;
    return TcpState::Closed;
}

// --- calls

CallContext EngineHost::call() { return {now_, recorder_.record(now_, {HostId(0)}, {Rule::Program}, CallBegun{})}; }

// One of those that were given out, or none.
SocketId EngineHost::socket()
{
    return sockets_.empty() ? SocketId(7) : sockets_[input_.ConsumeIntegral<std::uint8_t>() % sockets_.size()];
}

void EngineHost::listen()
{
    sockets_.push_back(engine_->socket(call(), SocketType::Stream).socket());
    engine_->setOption(call(), sockets_.back(), SocketOption::FastOpen, 2);
    engine_->bind(call(), sockets_.back(), {here_, kPort});
    engine_->listen(call(), sockets_.back(), 2);
    settle();
}

void EngineHost::connect()
{
    sockets_.push_back(engine_->socket(call(), SocketType::Stream).socket());
    engine_->connect(call(), sockets_.back(), {there_, peerPort_});
    settle();
}

void EngineHost::callSomething()
{
    Octets octets(input_.ConsumeIntegralInRange<std::size_t>(0, 5000));
    const auto flags = input_.ConsumeIntegral<std::uint8_t>();
    const auto option = static_cast<SocketOption>(flags % (static_cast<int>(SocketOption::ThinLinearTimeouts) + 1));
    switch (input_.ConsumeIntegralInRange(0, 12)) {
    case 0: listen(); break;
    case 1: connect(); break;
    case 2:
        // To itself: RFC 9293 §3.5, simultaneous open with oneself.
        sockets_.push_back(engine_->socket(call(), SocketType::Stream).socket());
        engine_->bind(call(), sockets_.back(), {here_, 99});
        engine_->connect(call(), sockets_.back(), {here_, 99});
        break;
    case 3: sockets_.push_back(engine_->accept(call(), socket()).socket()); break;
    case 4: engine_->sendTo(call(), socket(), {there_, peerPort_}, octets, {false, false, false, true}); break;
    case 5: engine_->receive(call(), socket(), octets, {(flags & 1) != 0, (flags & 2) != 0}); break;
    case 6: engine_->shutdown(call(), socket(), static_cast<ShutdownHow>(flags % 3)); break;
    case 7: engine_->close(call(), socket()); break;
    case 8: engine_->abort(call(), socket()); break;
    case 9:
        engine_->setOption(call(), socket(), option,
                           (flags & 1) ? input_.ConsumeIntegral<std::int64_t>() : input_.ConsumeIntegralInRange<std::int64_t>(0, 2000));
        break;
    case 10: engine_->setCongestionControl(call(), socket(), (flags & 1) ? "cc_bbr" : "cc_reno"); break;
    default: engine_->send(call(), socket(), octets, {(flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0}); break;
    }
    settle();
}

void EngineHost::wait()
{
    const Instant wake = engine_->nextWake();
    if (wake != kNever && input_.ConsumeBool())
        now_ = std::max(now_, wake);
    else
        now_ += Duration(input_.ConsumeIntegralInRange<std::int64_t>(0, 200'000'000'000));
    engine_->timeHasCome(now_);
    settle();
}

// --- arrivals

// What the peer would send next.
wire::TcpFields EngineHost::expected()
{
    wire::TcpFields fields;
    fields.sourcePort = peerPort_;
    fields.destinationPort = localPort_;
    fields.seq = peerNxt_;
    fields.ack = ourNxt_;
    fields.flags = Flags(Flags::kAck);
    fields.window = 65535;
    if (peerTimestamp_)
        fields.options.timestamps = wire::TcpOptions::Timestamps{++*peerTimestamp_, 1};
    return fields;
}

SeqNumber EngineHost::near(SeqNumber first, std::uint32_t length)
{
    switch (input_.ConsumeIntegralInRange(0, 7)) {
    case 0: return first - 1;
    case 1: return first + length;
    case 2: return first + length + 1;
    case 3: return first + input_.ConsumeIntegral<std::uint16_t>();
    case 4: return SeqNumber(input_.ConsumeIntegral<std::uint32_t>());
    case 5: return first + 100u * input_.ConsumeIntegralInRange(0u, 20u);
    default: return first;
    }
}

wire::TcpOptions EngineHost::options()
{
    wire::TcpOptions options;
    const auto which = input_.ConsumeIntegral<std::uint8_t>();
    if (peerTimestamp_ && (which & 1) == 0)
        options.timestamps = wire::TcpOptions::Timestamps{(which & 2) ? input_.ConsumeIntegral<std::uint32_t>() : ++*peerTimestamp_,
                                                          (which & 4) ? input_.ConsumeIntegral<std::uint32_t>() : 1};
    if (which & 8)
        options.maximumSegmentSize = input_.ConsumeIntegral<std::uint16_t>();
    if (which & 16)
        for (std::size_t i = 0; i < input_.ConsumeIntegralInRange<std::size_t>(1, 3); ++i) {
            const SeqNumber left = near(ourUna_, ourNxt_.since(ourUna_));
            options.sack[options.sackCount++] = {left, near(left, 500)};
        }
    return options;
}

void EngineHost::segmentArrives()
{
    wire::TcpFields fields = expected();
    std::uint32_t window = 65535;
    if (const auto look = engine_->look(now_, socket())) {
        fields.sourcePort = look->remote.port;
        fields.destinationPort = look->local.port;
        peerNxt_ = look->variables.rcvNxt;
        ourUna_ = look->variables.sndUna;
        ourNxt_ = look->variables.sndNxt;
        window = look->variables.rcvWnd;
    } else if (input_.ConsumeBool()) {
        fields.sourcePort = input_.PickValueInArray<std::uint16_t>({1024, 1025, kPort});
        fields.destinationPort = kPort;
    }
    const auto usual = input_.PickValueInArray<std::uint16_t>(
        {0, Flags::kAck, Flags::kAck, Flags::kAck, Flags::kFin | Flags::kAck, Flags::kSyn, Flags::kSyn | Flags::kAck, Flags::kRst});
    fields.flags = Flags(usual != 0 ? usual : input_.ConsumeIntegral<std::uint16_t>());
    fields.seq = near(peerNxt_, window);
    fields.ack = near(ourUna_, ourNxt_.since(ourUna_));
    fields.window = input_.ConsumeBool() ? std::uint16_t{65535} : input_.ConsumeIntegral<std::uint16_t>();
    fields.urgentPointer = fields.flags.urg() ? input_.ConsumeIntegral<std::uint16_t>() : std::uint16_t{0};
    fields.options = options();
    datagramArrives(segment(fields, Octets(input_.ConsumeIntegralInRange<std::size_t>(0, 3000))));
}

// Where they stand for numbers of the connection, the input may leave it to us to make them fit.
void EngineHost::segmentArrives(OctetView given)
{
    Octets octets(given.begin(), given.end());
    if (octets.size() < wire::kTcpHeaderOctets)
        octets.resize(wire::kTcpHeaderOctets);
    const auto put = [&](std::size_t at, std::uint32_t value, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i)
            octets[at + i] = static_cast<std::uint8_t>(value >> 8 * (size - 1 - i));
    };
    put(0, peerPort_, 2);
    put(2, localPort_, 2);
    // The reserved bits of the header decide: they mean nothing to TCP.
    if ((octets[12] & 8) == 0)
        put(4, near(peerNxt_, 65535).value(), 4);
    if ((octets[12] & 4) == 0)
        put(8, near(ourUna_, ourNxt_.since(ourUna_)).value(), 4);
    octets[12] = static_cast<std::uint8_t>((octets[12] & 0xf1) < 0x50 ? (octets[12] | 0x50) : octets[12]);
    put(16, 0, 2);
    wire::ChecksumSum sum;
    sum.addPseudoHeader(there_, here_, wire::kProtocolTcp, static_cast<std::uint32_t>(octets.size()));
    sum.add(octets);
    put(16, sum.checksum(), 2);
    datagramArrives(datagram(wire::kProtocolTcp, octets));
}

void EngineHost::optionsArrive(OctetView given)
{
    const std::size_t size = std::min<std::size_t>(given.size(), wire::kTcpOptionOctetsMax) / 4 * 4;
    wire::TcpFields fields = expected();
    fields.options = {};
    if (input_.ConsumeBool())
        fields.flags = Flags(input_.PickValueInArray<std::uint16_t>({Flags::kSyn, Flags::kSyn | Flags::kAck, Flags::kFin | Flags::kAck}));
    Octets octets(wire::kTcpHeaderOctets);
    wire::emitTcp(fields, there_, here_, {}, octets.data());
    octets[12] = static_cast<std::uint8_t>((5 + size / 4) << 4);
    octets.insert(octets.end(), given.begin(), given.begin() + static_cast<std::ptrdiff_t>(size));
    octets[16] = octets[17] = 0;
    wire::ChecksumSum sum;
    sum.addPseudoHeader(there_, here_, wire::kProtocolTcp, static_cast<std::uint32_t>(octets.size()));
    sum.add(octets);
    octets[16] = static_cast<std::uint8_t>(sum.checksum() >> 8);
    octets[17] = static_cast<std::uint8_t>(sum.checksum() & 0xff);
    datagramArrives(datagram(wire::kProtocolTcp, octets));
}

void EngineHost::icmpArrives()
{
    Octets quoted = input_.ConsumeBool() ? lastDatagram_ : octetsOf(input_.ConsumeRandomLengthString(60));
    if (quoted.size() > 48 && input_.ConsumeBool())  // about another number
        quoted[(v6_ ? wire::kIpv6HeaderOctets : wire::kIpv4HeaderOctets) + 4 + input_.ConsumeIntegralInRange<std::size_t>(0, 3)] ^=
            input_.ConsumeIntegral<std::uint8_t>();
    if (input_.ConsumeBool())
        quoted.resize(std::min<std::size_t>(quoted.size(), input_.ConsumeIntegralInRange<std::size_t>(0, 100)));
    const std::uint8_t type =
        v6_ ? input_.PickValueInArray<std::uint8_t>({1, 2, 3, 4, 128, 129, 135, input_.ConsumeIntegral<std::uint8_t>()})
            : input_.PickValueInArray<std::uint8_t>({3, 4, 8, 11, 12, 0, 5, input_.ConsumeIntegral<std::uint8_t>()});
    const auto code = input_.ConsumeIntegralInRange<std::uint8_t>(0, 16);
    const std::uint32_t rest =
        input_.ConsumeBool() ? input_.ConsumeIntegralInRange<std::uint32_t>(0, 1500) : input_.ConsumeIntegral<std::uint32_t>();
    const Octets message = wire::emitIcmp(type, code, rest, quoted, there_, here_);
    datagramArrives(datagram(v6_ ? wire::kProtocolIcmpv6 : wire::kProtocolIcmp, message));
}

void EngineHost::fragmentsArrive()
{
    const Octets payload(input_.ConsumeIntegralInRange<std::size_t>(0, 3000));
    const Octets whole = segment(expected(), payload);
    std::vector<Octets> fragments =
        wire::fragmentsOf(whole, input_.ConsumeIntegralInRange<std::size_t>(100, 1500), input_.ConsumeIntegralInRange<std::uint32_t>(0, 3));
    for (int i = 0; i < 20 && input_.remaining_bytes() > 0; ++i) {
        Octets fragment = fragments[input_.ConsumeIntegralInRange<std::size_t>(0, fragments.size() - 1)];
        if (input_.ConsumeIntegralInRange(0, 3) == 0)
            fragment[input_.ConsumeIntegralInRange<std::size_t>(0, fragment.size() - 1)] = input_.ConsumeIntegral<std::uint8_t>();
        datagramArrives(fragment);
    }
}

void EngineHost::datagramArrives(const Octets& octets)
{
    engine_->packetArrived(now_, octets, recorder_.packetArrived(now_, {HostId(0)}, {Rule::Observed}, {}, octets), wire::Checksums::Check);
    settle();
}

Octets EngineHost::segment(const wire::TcpFields& fields, OctetView payload) const
{
    Octets octets(wire::kTcpHeaderOctets + wire::optionOctets(fields.options));
    wire::emitTcp(fields, there_, here_, payload, octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return datagram(wire::kProtocolTcp, octets);
}

Octets EngineHost::datagram(std::uint8_t protocol, OctetView payload) const
{
    Octets octets(wire::ipHeaderOctets(v6_ ? 6 : 4));
    wire::IpFields ip{there_, here_, protocol};
    ip.trafficClass = input_.remaining_bytes() > 0 ? static_cast<std::uint8_t>(input_.ConsumeIntegralInRange(0, 3)) : std::uint8_t{0};
    ip.dontFragment = false;
    wire::emitIp(ip, payload.size(), octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

// --- the driver's duty

// A self-connection's packets come back.
void EngineHost::settle()
{
    for (int rounds = 0; rounds < 100; ++rounds) {
        std::vector<Octets> toItself;
        int packets = 0;
        while (const auto packet = engine_->nextPacket(now_)) {
            TCPLAB_ASSURE(++packets < 10'000);
            sent(packet->datagram, toItself);
        }
        for (Notice notice; engine_->nextNotice(notice);) {
        }
        // What is due is done at once, or the driver would turn in circles.
        for (int due = 0; engine_->nextWake() <= now_; ++due) {
            TCPLAB_ASSURE(due < 1000);
            engine_->timeHasCome(now_);
            while (const auto packet = engine_->nextPacket(now_))
                sent(packet->datagram, toItself);
        }
        for (const Octets& octets : toItself)
            engine_->packetArrived(now_, octets, recorder_.packetArrived(now_, {HostId(0)}, {Rule::Observed}, {}, octets),
                                   wire::Checksums::Check);
        if (toItself.empty() && packets == 0)
            return;
    }
}

void EngineHost::sent(OctetView octets, std::vector<Octets>& toItself)
{
    const auto ip = wire::parseIp(octets);
    TCPLAB_ASSURE(ip && ip->checksumCorrect && (ip->source == IpAddress(kHere) || ip->source == IpAddress(kHere6)));
    if (ip->protocol == wire::kProtocolTcp) {
        const auto segment = wire::parseTcp(ip->payload, ip->source, ip->destination);
        TCPLAB_ASSURE(segment && segment->checksumCorrect);
        if (ip->destination == there_ && !segment->fields.flags.rst()) {
            if (segment->fields.flags.syn())
                ourUna_ = segment->fields.seq;
            localPort_ = segment->fields.sourcePort;
            peerPort_ = segment->fields.destinationPort;
            ourNxt_ = segment->fields.seq + segment->length();
            lastDatagram_.assign(octets.begin(), octets.end());
        }
    } else {
        const auto message = wire::parseIcmp(ip->payload, ip->source, ip->destination);
        TCPLAB_ASSURE(message && message->checksumCorrect);
    }
    if (ip->destination == ip->source)
        toItself.emplace_back(octets.begin(), octets.end());
}

void EngineHost::judge() const
{
    for (std::size_t i = 0; i < trace_->size(); ++i) {
        const Event& event = (*trace_)[i];
        TCPLAB_ASSURE(i == 0 || (*trace_)[i - 1].at <= event.at);
        TCPLAB_ASSURE(!event.parent.valid() || event.parent.number() < i);
        if (const auto* change = std::get_if<StateChanged>(&event.body))
            TCPLAB_ASSURE(transition(change->from, change->to) != nullptr);
    }
}

}  // namespace tcplab::fuzz
