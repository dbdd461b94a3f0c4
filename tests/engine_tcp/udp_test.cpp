// UDP between two hosts (RFC 768, RFC 1122 §4.1, RFC 6935): what a program sees, and what is on the wire.
#include <QtTest>

#include <functional>

#include "all_plugins.h"
#include "engine_tcp/tcp_engine.h"
#include "support/trace_count.h"
#include "wire/fragments.h"
#include "wire/octet_order.h"
#include "wire/udp.h"

using namespace tcplab;
using Verdict = std::pair<std::int64_t, Errno>;

namespace {

constexpr std::uint16_t kPort = 5300;

class Host {
public:
    Host(Recorder& recorder, const std::string& name, Ipv4Address address, const Ipv6Address& address6, const ValueMap& parameters)
        : recorder_(recorder), id_(recorder.addHost(name, address, address6)),
          engine_({id_, address, address6, 1500, normalize(allPlugins().card("engine_tcp")->parameters, parameters).value(),
                   RandomStream(1, name), recorder, allPlugins()})
    {}

    engine_tcp::TcpEngine& engine() { return engine_; }
    CallContext call() { return {now, recorder_.record(now, {id_}, {Rule::Program}, CallBegun{})}; }
    SocketId open() { return engine_.socket(call(), SocketType::Datagram).socket(); }
    SocketId boundTo(std::uint16_t port)
    {
        const SocketId socket = open();
        TCPLAB_ASSURE(engine_.bind(call(), socket, {{}, port}).ok());
        return socket;
    }
    Verdict send(SocketId socket, const Endpoint& to, std::size_t octets)
    {
        return verdict(engine_.sendTo(call(), socket, to, Octets(octets, 'x')));
    }
    Verdict receive(SocketId socket, std::size_t room = 65536, ReceiveFlags flags = {})
    {
        Octets buffer(room);
        return verdict(engine_.receiveFrom(call(), socket, buffer, heard, flags));
    }
    void arrives(OctetView datagram)
    {
        engine_.packetArrived(now, datagram, recorder_.packetArrived(now, {id_}, {Rule::Observed}, {}, datagram), wire::Checksums::Check);
    }
    std::vector<PacketBuffer> leaves()
    {
        std::vector<PacketBuffer> packets;
        while (auto packet = engine_.nextPacket(now))
            packets.push_back(std::move(packet->datagram));
        for (Notice notice; engine_.nextNotice(notice);) {
        }
        const std::string broken = engine_.inconsistency();
        TCPLAB_ASSURE(broken.empty());
        return packets;
    }
    static Verdict verdict(const CallResult& result) { return {result.value, result.error}; }

    Instant now = kStart;
    Endpoint heard;

private:
    Recorder& recorder_;
    HostId id_;
    engine_tcp::TcpEngine engine_;
};

}  // namespace

// Two hosts and a link that carries everything at once, unless it is told to lose or change something.
class UdpTest : public QObject {
    Q_OBJECT

private slots:
    void init();

    void eachSendIsOneReceive();
    void whatDoesNotFitIsLost();
    void peekedDatagramsStay();
    void theLimit_data();
    void theLimit();
    void oneLostFragmentCostsTheDatagram();
    void aClosedPortRefusesTheConnected();
    void errorsAreLimited();
    void tcpAndUdpShareNoPorts();
    void aConnectedSocketHearsItsPeerOnly();
    void noChecksum_data();
    void noChecksum();
    void damageIsDroppedInSilence();
    void aFullBufferDrops();
    void portsAreTaken();
    void ephemeralPortsEnd();
    void theNarrowLinkIsLearned();
    void whatStreamsKnowIsRefused();
    void addressesThatAreNoPeers();

private:
    Endpoint at(Host& host, std::uint16_t port = kPort) const
    {
        return {v6_ ? IpAddress(&host == here_.get() ? kHere6 : kThere6) : IpAddress(&host == here_.get() ? kHere : kThere), port};
    }
    void carry()
    {
        for (bool moved = true; moved;) {
            moved = false;
            for (auto [from, to] : {std::pair(here_.get(), there_.get()), std::pair(there_.get(), here_.get())})
                for (PacketBuffer& packet : from->leaves()) {
                    moved = true;
                    carried_.push_back(packet);
                    if (!change_ || change_(packet))
                        to->arrives(std::as_const(packet));
                }
        }
    }
    std::size_t recorded(Rule rule) const { return countOf(*trace_, rule); }

    static constexpr Ipv4Address kHere{0x0a000001}, kThere{0x0a000002};
    const Ipv6Address kHere6 = *parseIpv6("fd00::1"), kThere6 = *parseIpv6("fd00::2");

    std::unique_ptr<Trace> trace_;
    std::unique_ptr<Recorder> recorder_;
    std::unique_ptr<Host> here_, there_;
    bool v6_ = false;
    std::vector<PacketBuffer> carried_;
    std::function<bool(PacketBuffer&)> change_;  // false: it is lost
};

void UdpTest::init()
{
    here_.reset();
    there_.reset();
    trace_ = std::make_unique<Trace>();
    recorder_ = std::make_unique<Recorder>(*trace_);
    const ValueMap parameters{{"rmem_default", Value{std::int64_t{100'000}}}, {"ip_local_port_range", Value{std::string("40000 40001")}}};
    here_ = std::make_unique<Host>(*recorder_, "here", kHere, kHere6, parameters);
    there_ = std::make_unique<Host>(*recorder_, "there", kThere, kThere6, parameters);
    v6_ = false;
    carried_.clear();
    change_ = nullptr;
}

// RFC 768: boundaries are kept, unlike in TCP's stream.
void UdpTest::eachSendIsOneReceive()
{
    const SocketId server = there_->boundTo(kPort), client = here_->open();
    QCOMPARE(there_->receive(server), Verdict(-1, Errno::Again));
    for (const std::size_t octets : {100, 0, 300})
        QCOMPARE(here_->send(client, at(*there_), octets), Verdict(octets, Errno::None));
    carry();
    QCOMPARE(carried_.size(), std::size_t{3});
    QCOMPARE(there_->receive(server), Verdict(100, Errno::None));
    QVERIFY(there_->heard.address == IpAddress(kHere) && there_->heard.port >= 40000);
    QCOMPARE(there_->receive(server), Verdict(0, Errno::None));
    QCOMPARE(there_->receive(server), Verdict(300, Errno::None));
    QCOMPARE(there_->receive(server), Verdict(-1, Errno::Again));
    // And back to whom it heard.
    QCOMPARE(there_->send(server, there_->heard, 7), Verdict(7, Errno::None));
    carry();
    QCOMPARE(here_->receive(client), Verdict(7, Errno::None));
    QVERIFY(here_->heard == at(*there_));
}

void UdpTest::whatDoesNotFitIsLost()
{
    const SocketId server = there_->boundTo(kPort), client = here_->open();
    here_->send(client, at(*there_), 100);
    here_->send(client, at(*there_), 5);
    carry();
    QCOMPARE(there_->receive(server, 30), Verdict(30, Errno::None));
    QCOMPARE(recorded(Rule::UdpTruncated), std::size_t{1});
    QCOMPARE(there_->receive(server, 30), Verdict(5, Errno::None));
    QCOMPARE(recorded(Rule::UdpTruncated), std::size_t{1});
}

void UdpTest::peekedDatagramsStay()
{
    const SocketId server = there_->boundTo(kPort), client = here_->open();
    here_->send(client, at(*there_), 100);
    carry();
    QCOMPARE(there_->receive(server, 30, {true}), Verdict(30, Errno::None));
    QCOMPARE(there_->receive(server), Verdict(100, Errno::None));
    QCOMPARE(recorded(Rule::UdpTruncated), std::size_t{0});
}

void UdpTest::theLimit_data()
{
    QTest::addColumn<bool>("v6");
    QTest::addColumn<qint64>("limit");
    QTest::newRow("IPv4: 65535 - 20 - 8") << false << qint64{65507};
    QTest::newRow("IPv6: 65535 - 8") << true << qint64{65527};
}

void UdpTest::theLimit()
{
    QFETCH(qint64, limit);
    QFETCH(bool, v6);
    v6_ = v6;
    const SocketId server = there_->boundTo(kPort), client = here_->open();
    QCOMPARE(here_->send(client, at(*there_), static_cast<std::size_t>(limit) + 1), Verdict(-1, Errno::MessageSize));
    QCOMPARE(here_->send(client, at(*there_), static_cast<std::size_t>(limit)), Verdict(limit, Errno::None));
    carry();
    QCOMPARE(carried_.size(), std::size_t{v6 ? 46u : 45u});  // of at most 1,480 octets, or 1,448
    QCOMPARE(there_->receive(server), Verdict(limit, Errno::None));
}

// RFC 8085 §3.2: why large datagrams are a bad idea.
void UdpTest::oneLostFragmentCostsTheDatagram()
{
    const SocketId server = there_->boundTo(kPort), client = here_->open();
    int count = 0;
    change_ = [&](PacketBuffer&) { return ++count != 2; };
    here_->send(client, at(*there_), 4000);
    carry();
    QCOMPARE(count, 3);
    QCOMPARE(recorded(Rule::IpFragmented), std::size_t{3});
    QCOMPARE(there_->receive(server), Verdict(-1, Errno::Again));
    here_->send(client, at(*there_), 4000);
    carry();
    QCOMPARE(there_->receive(server), Verdict(4000, Errno::None));
}

// RFC 1122 §4.1.3.1 and §4.1.3.3.
void UdpTest::aClosedPortRefusesTheConnected()
{
    for (const bool v6 : {false, true}) {
        init();
        v6_ = v6;
        const SocketId unconnected = here_->open(), connected = here_->open();
        here_->send(unconnected, at(*there_), 10);
        carry();
        QCOMPARE(here_->receive(unconnected), Verdict(-1, Errno::Again));
        QCOMPARE(recorded(Rule::IcmpPortUnreachable), std::size_t{1});
        QVERIFY(here_->engine().connect(here_->call(), connected, at(*there_)).ok());
        QCOMPARE(Host::verdict(here_->engine().send(here_->call(), connected, Octets(10))), Verdict(10, Errno::None));
        carry();
        QVERIFY(here_->engine().readiness(connected).error);
        QCOMPARE(here_->receive(connected), Verdict(-1, Errno::Refused));
        QCOMPARE(here_->receive(connected), Verdict(-1, Errno::Again));
        // send() tells it, too, and the one after it goes out.
        here_->engine().send(here_->call(), connected, Octets(10));
        carry();
        QCOMPARE(Host::verdict(here_->engine().send(here_->call(), connected, Octets(10))), Verdict(-1, Errno::Refused));
        QCOMPARE(Host::verdict(here_->engine().send(here_->call(), connected, Octets(10))), Verdict(10, Errno::None));
    }
}

// RFC 4443 §2.4 (f): Linux allows a thousand a second.
void UdpTest::errorsAreLimited()
{
    const SocketId client = here_->open();
    for (int i = 0; i < 1005; ++i)
        here_->send(client, at(*there_), 1);
    carry();
    QCOMPARE(recorded(Rule::UdpNoSocket), std::size_t{1005});
    QCOMPARE(recorded(Rule::IcmpPortUnreachable), std::size_t{1000});
    there_->now += 1s;
    here_->send(client, at(*there_), 1);
    carry();
    QCOMPARE(recorded(Rule::IcmpPortUnreachable), std::size_t{1001});
}

void UdpTest::tcpAndUdpShareNoPorts()
{
    const SocketId datagrams = there_->boundTo(kPort);
    const SocketId stream = there_->engine().socket(there_->call(), SocketType::Stream).socket();
    QVERIFY(there_->engine().bind(there_->call(), stream, {{}, kPort}).ok());
    QVERIFY(there_->engine().listen(there_->call(), stream, 5).ok());
    const SocketId client = here_->open();
    here_->send(client, at(*there_), 10);
    carry();
    QCOMPARE(there_->receive(datagrams), Verdict(10, Errno::None));
    QVERIFY(!there_->engine().readiness(stream).readable);
}

void UdpTest::aConnectedSocketHearsItsPeerOnly()
{
    const SocketId open = there_->boundTo(kPort), first = here_->boundTo(1), second = here_->boundTo(2);
    there_->engine().setOption(there_->call(), open, SocketOption::ReuseAddress, 1);
    const SocketId connected = there_->open();
    there_->engine().setOption(there_->call(), connected, SocketOption::ReuseAddress, 1);
    QVERIFY(there_->engine().bind(there_->call(), connected, {{}, kPort}).ok());
    QVERIFY(there_->engine().connect(there_->call(), connected, at(*here_, 1)).ok());
    QVERIFY(there_->engine().remoteEndpoint(connected) == at(*here_, 1));
    here_->send(first, at(*there_), 11);
    here_->send(second, at(*there_), 22);
    carry();
    QCOMPARE(there_->receive(connected), Verdict(11, Errno::None));
    QCOMPARE(there_->receive(connected), Verdict(-1, Errno::Again));
    QCOMPARE(there_->receive(open), Verdict(22, Errno::None));
    QCOMPARE(there_->receive(open), Verdict(-1, Errno::Again));
    // Connected to nobody, it hears everybody.
    there_->engine().close(there_->call(), open);
    QVERIFY(there_->engine().connect(there_->call(), connected, {}).ok());
    here_->send(second, at(*there_), 33);
    carry();
    QCOMPARE(there_->receive(connected), Verdict(33, Errno::None));
}

void UdpTest::noChecksum_data()
{
    QTest::addColumn<bool>("v6");
    QTest::addColumn<bool>("asked");
    QTest::addColumn<bool>("taken");
    QTest::newRow("IPv4: the sender may leave it out (RFC 768)") << false << false << true;
    QTest::newRow("IPv6: nobody would notice damage (RFC 8200 §8.1)") << true << false << false;
    QTest::newRow("IPv6: the socket says that it does not mind (RFC 6935 §5)") << true << true << true;
}

void UdpTest::noChecksum()
{
    QFETCH(bool, v6);
    QFETCH(bool, asked);
    QFETCH(bool, taken);
    v6_ = v6;
    const SocketId server = there_->boundTo(kPort), client = here_->open();
    QVERIFY(here_->engine().setOption(here_->call(), client, SocketOption::NoChecksum, 1).ok());
    QVERIFY(there_->engine().setOption(there_->call(), server, SocketOption::AcceptNoChecksum, asked ? 1 : 0).ok());
    here_->send(client, at(*there_), 10);
    carry();
    QCOMPARE(wire::get16(std::as_const(carried_[0]).data() + wire::ipHeaderOctets(v6 ? 6 : 4) + 6), std::uint16_t{0});
    QCOMPARE(there_->receive(server), taken ? Verdict(10, Errno::None) : Verdict(-1, Errno::Again));
    QCOMPARE(recorded(Rule::UdpNoChecksum), std::size_t{taken ? 0u : 1u});
}

void UdpTest::damageIsDroppedInSilence()
{
    const SocketId server = there_->boundTo(kPort), client = here_->open();
    change_ = [](PacketBuffer& packet) {
        packet.data()[packet.size() - 1] ^= 4;
        return true;
    };
    here_->send(client, at(*there_), 10);
    carry();
    QCOMPARE(there_->receive(server), Verdict(-1, Errno::Again));
    QCOMPARE(recorded(Rule::UdpChecksum), std::size_t{1});
    QCOMPARE(carried_.size(), std::size_t{1});
}

// No window holds the sender back.
void UdpTest::aFullBufferDrops()
{
    const SocketId server = there_->boundTo(kPort), client = here_->open();
    QVERIFY(there_->engine().setOption(there_->call(), server, SocketOption::ReceiveBuffer, 5000).ok());
    for (int i = 0; i < 10; ++i)
        here_->send(client, at(*there_), 1000);
    for (int i = 0; i < 1000; ++i)
        here_->send(client, at(*there_), 0);
    carry();
    std::size_t received = 0;
    while (there_->receive(server).second == Errno::None)
        ++received;
    QVERIFY2(received >= 4 && received < 30, QByteArray::number(qulonglong(received)));
    QCOMPARE(recorded(Rule::UdpBufferFull), 1010 - received);
}

void UdpTest::portsAreTaken()
{
    const SocketId first = here_->boundTo(kPort), second = here_->open();
    const auto bind = [&](SocketId socket, const Endpoint& to) { return here_->engine().bind(here_->call(), socket, to).error; };
    QCOMPARE(bind(second, {{}, kPort}), Errno::AddressInUse);
    here_->engine().setOption(here_->call(), second, SocketOption::ReuseAddress, 1);
    QCOMPARE(bind(second, {{}, kPort}), Errno::AddressInUse);  // both have to agree
    here_->engine().setOption(here_->call(), first, SocketOption::ReuseAddress, 1);
    QCOMPARE(bind(second, {{}, kPort}), Errno::None);
    QCOMPARE(bind(second, {{}, kPort}), Errno::Invalid);  // it has one
    QCOMPARE(bind(here_->open(), {IpAddress(kThere), kPort}), Errno::AddressNotAvailable);
    here_->engine().close(here_->call(), first);
    here_->engine().close(here_->call(), second);
    QCOMPARE(bind(here_->open(), {{}, kPort}), Errno::None);
}

void UdpTest::ephemeralPortsEnd()
{
    const SocketId first = here_->open();
    QCOMPARE(here_->send(first, at(*there_), 1), Verdict(1, Errno::None));
    QCOMPARE(here_->send(here_->open(), at(*there_), 1), Verdict(1, Errno::None));
    QCOMPARE(here_->send(here_->open(), at(*there_), 1), Verdict(-1, Errno::Again));  // as Linux says it of an unbound socket
    here_->engine().close(here_->call(), first);
    QCOMPARE(here_->send(here_->open(), at(*there_), 1), Verdict(1, Errno::None));
}

// RFC 1191: a router whose link is narrower says so.
void UdpTest::theNarrowLinkIsLearned()
{
    const SocketId client = here_->boundTo(7);
    here_->send(client, at(*there_), 1400);
    carry();
    const Octets quoted(std::as_const(carried_[0]).begin(), std::as_const(carried_[0]).begin() + 28);
    QVERIFY(wire::parseIp(OctetView(carried_[0]))->dontFragment);
    const Octets message =
        wire::emitIcmp(wire::kIcmpUnreachable, wire::kIcmpFragmentationNeeded, 1000, quoted, Ipv4Address{0x0a0000fe}, kHere);
    Octets datagram(wire::kIpv4HeaderOctets);
    wire::emitIp({Ipv4Address{0x0a0000fe}, kHere, wire::kProtocolIcmp}, message.size(), datagram.data());
    datagram.insert(datagram.end(), message.begin(), message.end());
    here_->arrives(datagram);
    carried_.clear();
    here_->send(client, at(*there_), 1400);
    carry();
    QCOMPARE(recorded(Rule::IpFragmented), std::size_t{2});
    QVERIFY(!wire::parseIp(OctetView(carried_[0]))->dontFragment && carried_[0].size() <= 1000);
    here_->engine().setOption(here_->call(), client, SocketOption::PathMtuDiscovery, 2);
    QCOMPARE(here_->send(client, at(*there_), 1400), Verdict(-1, Errno::MessageSize));
    QCOMPARE(here_->send(client, at(*there_), 1000 - 28), Verdict(972, Errno::None));
    // RFC 1191 §6.3: perhaps the path is wider by now.
    here_->now += 600s;
    QCOMPARE(here_->send(client, at(*there_), 1400), Verdict(1400, Errno::None));
}

void UdpTest::whatStreamsKnowIsRefused()
{
    const SocketId socket = here_->boundTo(kPort);
    QCOMPARE(here_->engine().listen(here_->call(), socket, 1).error, Errno::NotSupported);
    QCOMPARE(here_->engine().accept(here_->call(), socket).error, Errno::NotSupported);
    QCOMPARE(here_->engine().setOption(here_->call(), socket, SocketOption::NoDelay, 1).error, Errno::NoProtocolOption);
    QCOMPARE(here_->engine().shutdown(here_->call(), socket, ShutdownHow::Send).error, Errno::NotConnected);
    QCOMPARE(here_->engine().send(here_->call(), socket, Octets(1)).error, Errno::NeedsAddress);
    QVERIFY(here_->engine().connect(here_->call(), socket, at(*there_)).ok());
    QVERIFY(here_->engine().shutdown(here_->call(), socket, ShutdownHow::Both).ok());
    QCOMPARE(here_->engine().send(here_->call(), socket, Octets(1)).error, Errno::Pipe);
    QCOMPARE(here_->receive(socket), Verdict(0, Errno::None));
    QVERIFY(here_->engine().abort(here_->call(), socket).ok());
    QCOMPARE(here_->engine().close(here_->call(), socket).error, Errno::BadSocket);
}

void UdpTest::addressesThatAreNoPeers()
{
    const SocketId socket = here_->open();
    QCOMPARE(here_->send(socket, {IpAddress(kThere), 0}, 1), Verdict(-1, Errno::Invalid));
    QCOMPARE(here_->send(socket, {IpAddress(Ipv4Address{0xe0000001}), 1}, 1), Verdict(-1, Errno::NetworkUnreachable));
    QCOMPARE(here_->engine().connect(here_->call(), socket, {IpAddress(Ipv4Address{0xffffffff}), 1}).error, Errno::NetworkUnreachable);
}

QTEST_APPLESS_MAIN(UdpTest)
#include "udp_test.moc"
