#include "support/story.h"

#include <fmt/format.h>

namespace tcplab::test {
namespace {

std::string describe(const Segment& s)
{
    std::string text = fmt::format("{} seq={}", s.flags, s.seq);
    if (s.ack)
        text += fmt::format(" ack={}", *s.ack);
    if (s.length)
        text += fmt::format(" len={}", s.length);
    if (s.window)
        text += fmt::format(" win={}", *s.window);
    if (s.mss)
        text += fmt::format(" mss={}", *s.mss);
    return text;
}

// "ms.µs" is what one compares in a story.
std::string time(Instant at) { return fmt::format("{:12.6f} s", seconds(at)); }

}  // namespace

Story::Story(ValueMap parameters, std::uint32_t mtu)
{
    host_ = recorder_.addHost("here", kHere);
    EngineSetup setup{host_,
                      kHere,
                      {},
                      mtu,
                      normalize(allPlugins().card("engine_tcp")->parameters, parameters).value(),
                      RandomStream(1, "engine"),
                      recorder_,
                      allPlugins()};
    engine_ = (*allPlugins().engine("engine_tcp"))(std::move(setup));
}

void Story::log(const std::string& line) { log_ += time(now_) + "  " + line + "\n"; }

Story& Story::expect(bool condition, const std::string& what)
{
    if (!condition && failure_.empty())
        failure_ = "\n" + time(now_) + "  EXPECTED: " + what + "\n" + log_;  // the expectation first: Qt Test cuts long texts
    return *this;
}

void Story::collect()
{
    while (auto packet = engine_->nextPacket(now_))
        sent_.push_back(std::move(*packet));
    for (Notice notice; engine_->nextNotice(notice);)
        told_.insert(notice.kind);
    if (const ConnectionId id = engine_->connectionOf(socket_); id.valid())
        connection_ = id;
}

Story& Story::at(Duration sinceStart)
{
    const Instant goal = kStart + sinceStart;
    while (engine_->nextWake() <= goal) {
        now_ = std::max(now_, engine_->nextWake());
        engine_->timeHasCome(now_);
        collect();
    }
    now_ = goal;
    return *this;
}

CallContext Story::call(const std::string& text)
{
    log("program: " + text);
    return {now_, recorder_.record(now_, {host_}, {Rule::Program}, CallBegun{recorder_.text(text), socket_})};
}

Octets Story::make(const Segment& s) const
{
    wire::TcpFields fields;
    fields.sourcePort = peerPort_;
    fields.destinationPort = localPort_;
    fields.seq = SeqNumber(kPeerIss) + s.seq;
    fields.flags = wire::parseTcpFlags(s.flags).value();
    if (s.ack)
        fields.ack = iss_.value_or(SeqNumber(0)) + *s.ack;
    fields.window = s.window.value_or(65535);
    fields.options.maximumSegmentSize = s.mss;
    Octets payload(s.length);
    for (std::uint32_t i = 0; i < s.length; ++i)
        payload[i] = static_cast<std::uint8_t>(s.seq + i);
    const std::size_t header = wire::kIpv4HeaderOctets + wire::kTcpHeaderOctets + wire::optionOctets(fields.options);
    Octets datagram(header + payload.size());
    std::copy(payload.begin(), payload.end(), datagram.begin() + static_cast<std::ptrdiff_t>(header));
    wire::Ipv4Fields ip;
    ip.protocol = wire::kProtocolTcp;
    ip.source = kThere;
    ip.destination = kHere;
    wire::emitIpv4(ip, datagram.size() - wire::kIpv4HeaderOctets, datagram.data());
    wire::emitTcp(fields, kThere, kHere, payload, datagram.data() + wire::kIpv4HeaderOctets);
    return datagram;
}

Story& Story::datagram(const Octets& octets)
{
    const EventId arrived = recorder_.packetArrived(now_, {host_}, {Rule::Observed}, {}, octets);
    engine_->packetArrived(now_, octets, arrived, wire::Checksums::Check);
    collect();
    return *this;
}

Story& Story::arrives(const Segment& segment)
{
    log("arrives: " + describe(segment));
    return datagram(make(segment));
}

Story& Story::damaged(const Segment& segment)
{
    log("arrives damaged: " + describe(segment));
    Octets octets = make(segment);
    octets[wire::kIpv4HeaderOctets + 16] ^= 1;
    return datagram(octets);
}

Story& Story::listen(int backlog)
{
    listener_ = engine_->socket(call("socket()"), SocketType::Stream).socket();
    engine_->bind(call("bind()"), listener_, {kHere, kPort});
    engine_->listen(call("listen()"), listener_, backlog);
    return *this;
}

Story& Story::closeListener()
{
    engine_->close(call("close() of the listener"), listener_);
    collect();
    return *this;
}

Story& Story::accept(Errno expected)
{
    const CallResult result = engine_->accept(call("accept()"), listener_);
    if (result.ok())
        socket_ = result.socket();
    collect();
    return expect(result.error == expected, fmt::format("accept() gives \"{}\", not \"{}\"", name(expected), name(result.error)));
}

Story& Story::connect()
{
    socket_ = engine_->socket(call("socket()"), SocketType::Stream).socket();
    const CallResult result = engine_->connect(call("connect()"), socket_, {kThere, kPeerPort});
    expect(result.error == Errno::InProgress, "connect() is in progress");
    localPort_ = engine_->localEndpoint(socket_).port;
    collect();
    return *this;
}

Story& Story::connectGives(Errno expected)
{
    const CallResult result = engine_->connect(call("connect() again"), socket_, {kThere, kPeerPort});
    return expect(result.error == expected, fmt::format("connect() gives \"{}\", not \"{}\"", name(expected), name(result.error)));
}

Story& Story::send(std::uint32_t octets)
{
    const Octets data(octets, 'x');
    const CallResult result = engine_->send(call(fmt::format("send({})", octets)), socket_, data);
    collect();
    return expect(result.value == octets, fmt::format("send({}) takes all, not {} {}", octets, result.value, name(result.error)));
}

Story& Story::sendFails(Errno expected)
{
    const CallResult result = engine_->send(call("send(1)"), socket_, Octets(1));
    return expect(result.error == expected, fmt::format("send() fails with {}, not \"{}\"", name(expected), name(result.error)));
}

Story& Story::receive(std::uint32_t room, std::int64_t expected)
{
    Octets buffer(room);
    const CallResult result = engine_->receive(call(fmt::format("receive({})", room)), socket_, buffer);
    collect();
    return expect(result.ok() && result.value == expected,
                  fmt::format("receive({}) gives {}, not {} {}", room, expected, result.value, name(result.error)));
}

Story& Story::receiveFails(Errno expected)
{
    Octets buffer(1);
    const CallResult result = engine_->receive(call("receive(1)"), socket_, buffer);
    collect();
    return expect(result.error == expected,
                  fmt::format("receive() fails with {}, not {} \"{}\"", name(expected), result.value, name(result.error)));
}

Story& Story::shutdownSend()
{
    engine_->shutdown(call("shutdown(SHUT_WR)"), socket_, ShutdownHow::Send);
    collect();
    return *this;
}

Story& Story::close()
{
    engine_->close(call("close()"), socket_);
    collect();
    return *this;
}

Story& Story::abort()
{
    engine_->abort(call("abort()"), socket_);
    collect();
    return *this;
}

Story& Story::option(SocketOption option, std::int64_t value)
{
    engine_->setOption(call("setsockopt()"), socket_.valid() ? socket_ : listener_, option, value);
    return *this;
}

Story& Story::sends(const Segment& expected)
{
    if (sent_.empty())
        return expect(false, "sends " + describe(expected) + ", but nothing was sent");
    const OutgoingPacket packet = std::move(sent_.front());
    sent_.pop_front();
    lastSent_ = packet.sent;
    const auto ip = wire::parseIpv4(packet.datagram);
    const auto tcp = wire::parseTcp(ip->payload, ip->fields.source, ip->fields.destination);
    const wire::TcpFields& fields = tcp->fields;
    if (fields.flags.syn())
        iss_ = fields.seq;
    Segment found{wire::format(fields.flags), fields.seq.since(iss_.value_or(SeqNumber(0)))};
    found.length = static_cast<std::uint32_t>(tcp->payload.size());
    if (expected.ack)
        found.ack = fields.ack.since(SeqNumber(kPeerIss));
    if (expected.window)
        found.window = fields.window;
    if (expected.mss)
        found.mss = fields.options.maximumSegmentSize;
    log("sends:   " + describe(found) + "  [" + std::string(textOf(trace_->operator[](packet.sent).rule).name) + "]");
    expect(tcp->checksumCorrect && ip->checksumCorrect, "correct checksums");
    return expect(describe(found) == describe(expected), "sends " + describe(expected));
}

Story& Story::sendsNothing()
{
    if (!sent_.empty())
        sends({"none"});
    return expect(sent_.empty(), "sends nothing");
}

Story& Story::cause(Rule expected)
{
    const Rule found = (*trace_)[*lastSent_].rule;
    return expect(found == expected, fmt::format("the reason {}, not {}", textOf(expected).name, textOf(found).name));
}

Story& Story::isTold(Notice::Kind expected)
{
    const bool told = told_.count(expected) > 0;
    told_.clear();
    return expect(told, "the program is told");
}

Story& Story::isNotTold(Notice::Kind unexpected) { return expect(told_.count(unexpected) == 0, "the program is not told"); }

Story& Story::isIn(TcpState expected)
{
    TcpState found = TcpState::Closed;
    for (std::size_t i = 0; i < trace_->size(); ++i)
        if (const auto* change = std::get_if<StateChanged>(&(*trace_)[i].body);
            change && (!connection_.valid() || (*trace_)[i].connection == connection_))
            found = change->to;
    return expect(found == expected, fmt::format("state {}, not {}", name(expected), name(found)));
}

Story& Story::established(std::uint16_t peerWindow, std::uint16_t peerMss)
{
    return connect()
        .sends({"SYN", 0})
        .after(10ms)
        .arrives({"SYN,ACK", 0, 1, 0, peerWindow, peerMss})
        .sends({"ACK", 1, 1})
        .connectGives(Errno::None);
}

ConnectionVariables Story::variables() const
{
    const auto look = engine_->look(now_, socket_);
    TCPLAB_ASSURE(look.has_value());  // a story asks only where the program has a connection
    return look->variables;
}

}  // namespace tcplab::test
