// Segments and ICMP messages that come in fragments: put together they do what they would have done whole, and what stays incomplete
// is given up and told (RFC 791, RFC 1122 §3.3.2, RFC 8200 §4.5).
#include <QtTest>

#include <algorithm>

#include "engine_tcp/tcp_engine.h"
#include "all_plugins.h"
#include "support/trace_count.h"
#include "wire/fragments.h"

using namespace tcplab;

namespace {

constexpr Ipv4Address kHere{0x0a000001}, kThere{0x0a000002};
const Ipv6Address kHere6 = *parseIpv6("fd00::1"), kThere6 = *parseIpv6("fd00::2");
constexpr std::uint16_t kPort = 80, kPeerPort = 40000;

// A host that listens, and whoever sends to it.
class Listening {
public:
    explicit Listening(bool v6) : here_(v6 ? IpAddress(kHere6) : IpAddress(kHere)), there_(v6 ? IpAddress(kThere6) : IpAddress(kThere))
    {
        const HostId host = recorder_.addHost("here", kHere, kHere6);
        engine_ = std::make_unique<engine_tcp::TcpEngine>(EngineSetup{host, kHere, kHere6, 1500,
                                                                      normalize(allPlugins().card("engine_tcp")->parameters, {}).value(),
                                                                      RandomStream(1, "engine"), recorder_, allPlugins()});
        const CallContext call{now_, recorder_.record(now_, {host}, {Rule::Program}, CallBegun{})};
        const SocketId listener = engine_->socket(call, SocketType::Stream).socket();
        engine_->bind(call, listener, {here_, kPort});
        engine_->listen(call, listener, 5);
    }

    // A SYN that is long: its payload is no business of a listener without Fast Open.
    std::vector<Octets> synInFragments(std::uint32_t identification = 7) const
    {
        wire::TcpFields fields;
        fields.sourcePort = kPeerPort;
        fields.destinationPort = kPort;
        fields.seq = SeqNumber(1000);
        fields.flags = wire::TcpFlags(wire::TcpFlags::kSyn);
        fields.window = 65535;
        const Octets payload(500, 'x');
        const std::size_t header = wire::ipHeaderOctets(wire::versionOf(here_));
        Octets datagram(header + wire::kTcpHeaderOctets);
        wire::emitIp({there_, here_, wire::kProtocolTcp}, wire::kTcpHeaderOctets + payload.size(), datagram.data());
        wire::emitTcp(fields, there_, here_, payload, datagram.data() + header);
        datagram.insert(datagram.end(), payload.begin(), payload.end());
        return wire::fragmentsOf(datagram, 200, identification);
    }

    void arrives(const Octets& octets)
    {
        engine_->packetArrived(now_, octets, recorder_.packetArrived(now_, {HostId(0)}, {Rule::Observed}, {}, octets),
                               wire::Checksums::Check);
        collect();
    }
    void waitUntil(Instant then)
    {
        while (engine_->nextWake() <= then) {
            now_ = engine_->nextWake();
            engine_->timeHasCome(now_);
            collect();
        }
        now_ = then;
    }
    void collect()
    {
        while (auto packet = engine_->nextPacket(now_))
            sent_.push_back(std::move(packet->datagram));
        QCOMPARE(QString::fromStdString(engine_->inconsistency()), QString());
    }

    std::size_t recorded(Rule rule) const { return countOf(*trace_, rule); }
    const std::vector<PacketBuffer>& sent() const { return sent_; }
    std::size_t connections() const { return engine_->connectionCount(); }
    const IpAddress& there() const { return there_; }

private:
    IpAddress here_, there_;
    std::unique_ptr<Trace> trace_ = std::make_unique<Trace>();
    Recorder recorder_{*trace_};
    std::unique_ptr<engine_tcp::TcpEngine> engine_;
    Instant now_ = kStart;
    std::vector<PacketBuffer> sent_;
};

}  // namespace

class FragmentsTest : public QObject {
    Q_OBJECT

    static void bothVersions()
    {
        QTest::addColumn<bool>("v6");
        QTest::addRow("IPv4") << false;
        QTest::addRow("IPv6") << true;
    }

private slots:
    void segmentsArePutTogether_data() { bothVersions(); }
    void segmentsArePutTogether()
    {
        QFETCH(bool, v6);
        Listening host(v6);
        std::vector<Octets> fragments = host.synInFragments();
        QVERIFY(fragments.size() > 2);
        std::reverse(fragments.begin(), fragments.end());
        for (const Octets& fragment : fragments) {
            QCOMPARE(host.sent().size(), std::size_t{0});
            host.arrives(fragment);
        }
        QCOMPARE(host.connections(), std::size_t{1});
        QCOMPARE(host.sent().size(), std::size_t{1});
        const auto ip = wire::parseIp(host.sent()[0]).value();
        const auto answer = wire::parseTcp(ip.payload, ip.source, ip.destination).value();
        QVERIFY(answer.fields.flags.syn() && answer.fields.flags.ack());
        QCOMPARE(answer.fields.ack.value(), 1001u);
        QCOMPARE(host.recorded(Rule::IpFragment), fragments.size() - 1);
        QCOMPARE(host.recorded(Rule::IpReassembled), std::size_t{1});
    }

    // RFC 1122 §3.3.2: after a minute the sender is told, if the first fragment is there to be quoted.
    void whatStaysIncompleteIsToldAfterAMinute_data() { bothVersions(); }
    void whatStaysIncompleteIsToldAfterAMinute()
    {
        QFETCH(bool, v6);
        Listening host(v6);
        const std::vector<Octets> fragments = host.synInFragments();
        host.arrives(fragments[0]);
        host.arrives(fragments[1]);
        host.waitUntil(kStart + 59s);
        QCOMPARE(host.sent().size(), std::size_t{0});
        host.waitUntil(kStart + 61s);
        QCOMPARE(host.sent().size(), std::size_t{1});
        const auto ip = wire::parseIp(host.sent()[0]).value();
        QVERIFY(ip.destination == host.there());
        const auto message = wire::parseIcmp(ip.payload, ip.source, ip.destination).value();
        QVERIFY(message.checksumCorrect);
        QCOMPARE(int{message.type}, int{v6 ? wire::kIcmpv6TimeExceeded : wire::kIcmpTimeExceeded});
        QCOMPARE(int{message.code}, 1);
        QVERIFY(std::equal(message.body.begin(), message.body.begin() + 40, fragments[0].begin()));
        QCOMPARE(host.recorded(Rule::IpFragmentsTimeOut), std::size_t{2});
        // What comes later begins anew.
        host.arrives(fragments[2]);
        QCOMPARE(host.recorded(Rule::IpFragment), std::size_t{3});
    }

    void withoutTheFirstNobodyIsTold()
    {
        Listening host(false);
        host.arrives(host.synInFragments()[1]);
        host.waitUntil(kStart + 61s);
        QCOMPARE(host.sent().size(), std::size_t{0});
        QCOMPARE(host.recorded(Rule::IpFragmentsTimeOut), std::size_t{1});
    }

    // RFC 5722: an overlap in IPv6 costs the whole datagram.
    void overlapsInIpv6AreRefused()
    {
        Listening host(true);
        std::vector<Octets> fragments = host.synInFragments();
        host.arrives(fragments[0]);
        Octets other = fragments[0];
        other.back() ^= 1;
        host.arrives(other);
        for (std::size_t i = 1; i < fragments.size(); ++i)
            host.arrives(fragments[i]);
        QCOMPARE(host.connections(), std::size_t{0});
        QCOMPARE(host.recorded(Rule::IpFragmentsDiffer), fragments.size());
        host.waitUntil(kStart + 100s);
        QCOMPARE(host.sent().size(), std::size_t{0});
    }

    void repetitionsDoNoHarm()
    {
        Listening host(false);
        for (const Octets& fragment : host.synInFragments()) {
            host.arrives(fragment);
            if (host.sent().empty())
                host.arrives(fragment);
        }
        QVERIFY(host.recorded(Rule::IpFragmentRepeated) > 0);
        QCOMPARE(host.sent().size(), std::size_t{1});
    }

    // What many have begun is bounded, and the one that waits longest makes room.
    void aFloodOfBeginningsIsBounded()
    {
        Listening host(false);
        constexpr std::uint32_t kBegun = 1000;
        for (std::uint32_t i = 0; i < kBegun; ++i)
            host.arrives(host.synInFragments(i)[0]);
        QCOMPARE(host.recorded(Rule::IpFragmentsTimeOut), kBegun - wire::Reassembly::kDatagramsMax);
    }
};

QTEST_GUILESS_MAIN(FragmentsTest)
#include "fragments_test.moc"
