// A host that talks to itself: two sockets, and one socket with itself (RFC 9293 §3.5, figure 7; Appendix A.2).
#include <QTest>

#include "all_plugins.h"
#include "plugin/engine.h"
#include "wire/ip.h"
#include "wire/tcp.h"

using namespace tcplab;

namespace {

constexpr Ipv4Address kHere{0x0a000001};

class Host {
public:
    Host()
    {
        host_ = recorder_.addHost("here", kHere);
        EngineSetup setup{
            host_,     kHere,       {}, 1500, normalize(allPlugins().card("engine_tcp")->parameters, {}).value(), RandomStream(1, "engine"),
            recorder_, allPlugins()};
        engine_ = (*allPlugins().engine("engine_tcp"))(std::move(setup));
    }

    SocketFace& sockets() { return *engine_; }
    CallContext call() const { return {now_, {}}; }
    SocketId socket() { return engine_->socket(call(), SocketType::Stream).socket(); }
    TcpState state(SocketId socket)
    {
        const auto look = engine_->look(now_, socket);
        return look ? look->state : TcpState::Closed;
    }

    // Lets everything happen that is due within this time; answers how many datagrams left the host.
    std::size_t pass(Duration time = 1ms)
    {
        const Instant until = now_ + time;
        std::size_t left = drain();
        while (engine_->nextWake() <= until) {
            now_ = std::max(now_, engine_->nextWake());
            engine_->timeHasCome(now_);
            left += drain();
        }
        now_ = until;
        return left;
    }

    std::string read(SocketId socket)
    {
        std::array<std::uint8_t, 100> room{};
        const CallResult result = engine_->receive(call(), socket, room);
        return result.ok() ? std::string(room.begin(), room.begin() + result.value) : "error";
    }

    // A SYN from the endpoint to itself comes over a link.
    Rule whySynIsDropped(const Endpoint& endpoint)
    {
        wire::TcpFields syn;
        syn.sourcePort = syn.destinationPort = endpoint.port;
        syn.flags.set(wire::TcpFlags::kSyn);
        constexpr std::size_t kHeader = 20;
        Octets datagram(kHeader + wire::kTcpHeaderOctets);
        wire::emitTcp(syn, endpoint.address, endpoint.address, {}, datagram.data() + kHeader);
        wire::IpFields ip;
        ip.protocol = wire::kProtocolTcp;
        ip.source = ip.destination = endpoint.address;
        wire::emitIp(ip, wire::kTcpHeaderOctets, datagram.data());
        engine_->packetArrived(now_, datagram, recorder_.packetArrived(now_, {host_}, {Rule::LinkDelivers}, {}, datagram),
                               wire::Checksums::Check);
        pass();
        Rule rule{};
        for (std::size_t i = 0; i < trace_.size(); ++i)
            if (std::holds_alternative<PacketDropped>(trace_[i].body))
                rule = trace_[i].rule;
        return rule;
    }

    bool write(SocketId socket, const std::string& text)
    {
        const Octets octets(text.begin(), text.end());
        return engine_->send(call(), socket, octets).value == static_cast<std::int64_t>(text.size());
    }

private:
    std::size_t drain()
    {
        std::size_t left = 0;
        while (engine_->nextPacket(now_))
            ++left;
        for (Notice notice; engine_->nextNotice(notice);) {
        }
        return left;
    }

    Trace trace_;
    Recorder recorder_{trace_};
    HostId host_;
    std::unique_ptr<Engine> engine_;
    Instant now_ = kStart;
};

}  // namespace

class LoopbackTest : public QObject {
    Q_OBJECT
private slots:
    void twoSocketsOfOneHost()
    {
        Host host;
        const SocketId listener = host.socket(), client = host.socket();
        QVERIFY(host.sockets().bind(host.call(), listener, {kHere, 80}).ok());
        QVERIFY(host.sockets().listen(host.call(), listener, 5).ok());
        QCOMPARE(host.sockets().connect(host.call(), client, {kHere, 80}).error, Errno::InProgress);
        QCOMPARE(host.pass(), std::size_t{0});
        QCOMPARE(host.state(client), TcpState::Established);
        const CallResult accepted = host.sockets().accept(host.call(), listener);
        QVERIFY(accepted.ok());
        QVERIFY(host.write(client, "question"));
        QCOMPARE(host.pass(), std::size_t{0});
        QCOMPARE(host.read(accepted.socket()), std::string("question"));
        QVERIFY(host.write(accepted.socket(), "answer"));
        host.pass();
        QCOMPARE(host.read(client), std::string("answer"));
        QVERIFY(host.sockets().close(host.call(), accepted.socket()).ok());
        host.pass();
        QCOMPARE(host.state(client), TcpState::CloseWait);
    }

    // Nobody listens there: the RST comes back the same way.
    void nobodyListens()
    {
        Host host;
        const SocketId client = host.socket();
        QCOMPARE(host.sockets().connect(host.call(), client, {kHere, 81}).error, Errno::InProgress);
        QCOMPARE(host.pass(), std::size_t{0});
        QCOMPARE(host.sockets().connect(host.call(), client, {kHere, 81}).error, Errno::Refused);
    }

    // A SYN from the network in our own name would let the host answer itself for ever ("LAND").
    void nobodyElseSpeaksInOurName()
    {
        Host host;
        const SocketId listener = host.socket();
        QVERIFY(host.sockets().bind(host.call(), listener, {kHere, 80}).ok());
        QVERIFY(host.sockets().listen(host.call(), listener, 5).ok());
        QCOMPARE(host.whySynIsDropped({kHere, 80}), Rule::IpFromOurselves);
        QCOMPARE(host.sockets().accept(host.call(), listener).error, Errno::Again);
    }

    // Both ends are one: the SYN crosses itself, what is written is read, and the FIN crosses itself, too.
    void oneSocketWithItself()
    {
        Host host;
        const SocketId socket = host.socket();
        QVERIFY(host.sockets().bind(host.call(), socket, {kHere, 7000}).ok());
        QCOMPARE(host.sockets().connect(host.call(), socket, {kHere, 7000}).error, Errno::InProgress);
        QCOMPARE(host.pass(), std::size_t{0});
        QCOMPARE(host.state(socket), TcpState::Established);
        QVERIFY(host.write(socket, "hello"));
        QCOMPARE(host.pass(), std::size_t{0});
        QCOMPARE(host.read(socket), std::string("hello"));
        host.pass(1s);
        QVERIFY(host.sockets().shutdown(host.call(), socket, ShutdownHow::Send).ok());
        QCOMPARE(host.pass(), std::size_t{0});
        QCOMPARE(host.read(socket), std::string());
        QCOMPARE(host.state(socket), TcpState::TimeWait);
    }
};

QTEST_APPLESS_MAIN(LoopbackTest)
#include "loopback_test.moc"
