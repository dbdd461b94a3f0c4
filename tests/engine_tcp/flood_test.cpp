// Memory is bounded whatever the peer sends: each structure that grows with what arrives is flooded, and what the process then holds
// more than before stays within a stated bound.
#include <QtTest>

#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

#include "all_plugins.h"
#include "engine_tcp/tcp_engine.h"
#include "sim/ethernet_port.h"
#include "wire/checksum.h"
#include "wire/fragments.h"

using namespace tcplab;

namespace {

std::atomic<std::ptrdiff_t> held{0};  // octets that the process has asked for and not given back

void* counted(std::size_t size)
{
    void* memory = std::malloc(size == 0 ? 1 : size);
    if (!memory)
        throw std::bad_alloc();
    held += static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
    return memory;
}

void giveBack(void* memory)
{
    held -= static_cast<std::ptrdiff_t>(malloc_usable_size(memory));
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { giveBack(memory); }
void operator delete(void* memory, std::size_t) noexcept { giveBack(memory); }

namespace {

using Flags = wire::TcpFlags;

constexpr Ipv4Address kHere{0x0a000001}, kThere{0x0a000002};
constexpr std::uint16_t kPort = 80;
constexpr std::ptrdiff_t kKiB = 1024;
constexpr std::ptrdiff_t kSmall = 16 * kKiB;  // what tables and queues keep for the next time

class Host {
public:
    explicit Host(const ValueMap& given = {})
    {
        recorder_.addHost("here", kHere);
        engine_ = std::make_unique<engine_tcp::TcpEngine>(EngineSetup{HostId(0),
                                                                      kHere,
                                                                      {},
                                                                      1500,
                                                                      normalize(allPlugins().card("engine_tcp")->parameters, given).value(),
                                                                      RandomStream(1, "engine"),
                                                                      recorder_,
                                                                      allPlugins()});
        listener_ = engine_->socket(call(), SocketType::Stream).socket();
        engine_->setOption(call(), listener_, SocketOption::FastOpen, 8);
        engine_->bind(call(), listener_, {kHere, kPort});
        engine_->listen(call(), listener_, 4096);
    }

    // An established connection with a peer on this port, whose ISS is 1000.
    SocketId establish(std::uint16_t peerPort = 1024)
    {
        wire::TcpFields syn = fields(peerPort, Flags::kSyn, 1000);
        syn.options.sackPermitted = true;
        syn.options.maximumSegmentSize = 1460;
        arrives(segment(syn, {}));
        arrives(segment(fields(peerPort, Flags::kAck, 1001), {}));
        const CallResult accepted = engine_->accept(call(), listener_);
        collect();
        return accepted.socket();
    }

    wire::TcpFields fields(std::uint16_t peerPort, std::uint16_t flags, std::uint32_t seq) const
    {
        wire::TcpFields fields;
        fields.sourcePort = peerPort;
        fields.destinationPort = kPort;
        fields.flags = Flags(flags);
        fields.seq = SeqNumber(seq);
        fields.ack = (flags & Flags::kAck) ? ourNxt_ : SeqNumber(0);
        fields.window = 65535;
        return fields;
    }

    Octets segment(const wire::TcpFields& fields, OctetView payload, Ipv4Address from = kThere) const
    {
        Octets octets(wire::kIpv4HeaderOctets + wire::kTcpHeaderOctets + wire::optionOctets(fields.options));
        wire::emitIp({from, kHere, wire::kProtocolTcp}, octets.size() - wire::kIpv4HeaderOctets + payload.size(), octets.data());
        wire::emitTcp(fields, from, kHere, payload, octets.data() + wire::kIpv4HeaderOctets);
        octets.insert(octets.end(), payload.begin(), payload.end());
        return octets;
    }

    void arrives(const Octets& octets)
    {
        engine_->packetArrived(now_, octets, {}, wire::Checksums::Check);
        collect();
    }
    void arrives(const wire::TcpFields& fields, std::size_t length = 0) { arrives(segment(fields, Octets(length, 'x'))); }

    void waitUntil(Instant then)
    {
        while (engine_->nextWake() <= then) {
            now_ = std::max(now_, engine_->nextWake());
            engine_->timeHasCome(now_);
            collect();
        }
        now_ = then;
    }

    void collect()
    {
        while (const auto packet = engine_->nextPacket(now_)) {
            ++sent_;
            lastDatagram_.assign(packet->datagram.begin(), packet->datagram.end());
            const auto ip = wire::parseIp(lastDatagram_).value();
            if (const auto parsed = wire::parseTcp(ip.payload, ip.source, ip.destination); parsed && !parsed->fields.flags.rst())
                ourNxt_ = parsed->fields.seq + parsed->length();
        }
        for (Notice notice; engine_->nextNotice(notice);) {
        }
    }

    CallContext call() const { return {now_, {}}; }
    engine_tcp::TcpEngine& engine() { return *engine_; }
    std::size_t sent() const { return sent_; }
    const Octets& lastDatagram() const { return lastDatagram_; }

private:
    Trace trace_;
    Recorder recorder_{trace_, 0, 1};  // the Trace is the observer's, not the host's
    std::unique_ptr<engine_tcp::TcpEngine> engine_;
    SocketId listener_;
    Instant now_ = kStart;
    SeqNumber ourNxt_;
    std::size_t sent_ = 0;
    Octets lastDatagram_;
};

// What a flood leaves behind, in octets.
template <class Flood>
std::ptrdiff_t growth(Flood&& flood)
{
    const std::ptrdiff_t before = held;
    flood();
    return held - before;
}

void atMost(std::ptrdiff_t octets, std::ptrdiff_t bound)
{
    QVERIFY2(octets <= bound, qPrintable(QStringLiteral("%1 octets, at most %2 are allowed").arg(octets).arg(bound)));
}

}  // namespace

class FloodTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { (void)allPlugins(); }

    // Single octets with gaps between them: each costs more than it weighs, so there is a limit on both together.
    void holes()
    {
        Host host;
        host.establish();
        atMost(growth([&] {
                   for (std::uint32_t i = 1; i < 60'000; i += 2)
                       host.arrives(host.fields(1024, Flags::kAck, 1001 + i), 1);
               }),
               2 * 256 * kKiB);
        QCOMPARE(QString::fromStdString(host.engine().inconsistency()), QString());
    }

    // Every second octet, then the others, a few at a time, and never the first: what is joined costs what it weighs.
    void holesThatAreFilled()
    {
        Host host;
        host.establish();
        atMost(growth([&] {
                   for (std::uint32_t few = 1; few < 60'000; few += 100)
                       for (const std::uint32_t first : {0, 1})
                           for (std::uint32_t i = first; i < 100; i += 2)
                               host.arrives(host.fields(1024, Flags::kAck, 1001 + few + i), 1);
               }),
               2 * 256 * kKiB);
        QCOMPARE(QString::fromStdString(host.engine().inconsistency()), QString());
    }

    void everythingButTheFirstOctet()
    {
        Host host({{"receiveBuffer", Value{std::string("1 MiB")}}});
        host.establish();
        atMost(growth([&] {
                   for (std::uint32_t i = 1; i < 4'000'000; i += 1000)
                       host.arrives(host.fields(1024, Flags::kAck, 1001 + i), 1000);
               }),
               2 * 2 * 1024 * kKiB);
    }

    // Octet by octet, and nobody reads.
    void tinySegments()
    {
        Host host({{"receiveBuffer", Value{std::string("64 KiB")}}});
        host.establish();
        atMost(growth([&] {
                   for (std::uint32_t i = 0; i < 200'000; ++i)
                       host.arrives(host.fields(1024, Flags::kAck, 1001 + i), 1);
               }),
               2 * 64 * kKiB + kSmall);
    }

    // Blocks of any size about what is out: what is out is what the program gave.
    void sackBlocks()
    {
        Host host;
        const SocketId socket = host.establish();
        const SeqNumber una = host.fields(1024, Flags::kAck, 1001).ack;
        host.engine().send(host.call(), socket, Octets(20'000), {});
        host.collect();
        RandomStream random(1, "sack");
        atMost(growth([&] {
                   for (int i = 0; i < 50'000; ++i) {
                       wire::TcpFields fields = host.fields(1024, Flags::kAck, 1001);
                       fields.ack = una;
                       for (fields.options.sackCount = 0; fields.options.sackCount < 4; ++fields.options.sackCount) {
                           const SeqNumber left = una + static_cast<std::uint32_t>(random.below(20'000));
                           fields.options.sack[fields.options.sackCount] = {left, left + static_cast<std::uint32_t>(random.below(5000))};
                       }
                       host.arrives(fields);
                   }
               }),
               64 * kKiB);
    }

    // The peer takes segments of the least size and acknowledges octet by octet: a segment that is out costs less than 128 octets.
    void tinyPeer()
    {
        Host host({{"sendBuffer", Value{std::string("64 KiB")}}});
        wire::TcpFields syn = host.fields(1024, Flags::kSyn, 1000);
        syn.options.maximumSegmentSize = 1;
        host.arrives(syn);
        const SeqNumber first = host.fields(1024, Flags::kAck, 1001).ack;
        host.arrives(host.fields(1024, Flags::kAck, 1001));
        const SocketId socket(4);
        (void)host.engine().accept(host.call(), SocketId(3));
        atMost(growth([&] {
                   for (std::uint32_t i = 1; i < 30'000; ++i) {
                       host.engine().send(host.call(), socket, Octets(64 * 1024), {});
                       host.collect();
                       wire::TcpFields fields = host.fields(1024, Flags::kAck, 1001);
                       fields.ack = first + i;
                       host.arrives(fields);
                   }
               }),
               2 * 64 * kKiB + 64 * kKiB / 8 * 2 * 128);
    }

    // wire::Reassembly: so many datagrams of at most 64 KiB, each the name of its fragments.
    void fragments()
    {
        Host host;
        Octets datagram = host.segment(host.fields(1024, Flags::kAck, 1001), Octets(60'000, 'x'));
        atMost(growth([&] {
                   for (std::uint32_t i = 0; i < 2000; ++i) {
                       const std::vector<Octets> pieces = wire::fragmentsOf(datagram, 1500, i);
                       host.arrives(pieces.front());
                       host.arrives(pieces.back());
                   }
               }),
               static_cast<std::ptrdiff_t>(wire::Reassembly::kDatagramsMax) * 2 * 64 * kKiB);
    }

    // RFC 4987: half-open connections are limited, with cookies and without.
    void synQueue_data()
    {
        QTest::addColumn<int>("cookies");
        for (const int cookies : {0, 1, 2})
            QTest::addRow("tcp_syncookies %d", cookies) << cookies;
    }
    void synQueue()
    {
        QFETCH(int, cookies);
        constexpr std::int64_t kBacklog = 100;
        Host host({{"tcp_max_syn_backlog", Value{kBacklog}}, {"tcp_syncookies", Value{std::int64_t{cookies}}}});
        const std::ptrdiff_t grown = growth([&] {
            for (std::uint32_t i = 0; i < 20'000; ++i)
                host.arrives(host.segment(host.fields(static_cast<std::uint16_t>(1024 + i), Flags::kSyn, i), {}, Ipv4Address{i}));
        });
        QVERIFY(host.engine().connectionCount() <= (cookies == 2 ? 0 : kBacklog));
        atMost(grown, kBacklog * 8 * kKiB + kSmall);
        QCOMPARE(QString::fromStdString(host.engine().inconsistency()), QString());
    }

    // RFC 7413 §5.1: no more requests are pending than the program allows; their data count as received.
    void fastOpenRequests()
    {
        constexpr std::int64_t kBacklog = 100;
        Host host({{"tcp_fastopen", Value{std::int64_t{0x602}}},
                   {"tcp_syncookies", Value{std::int64_t{0}}},
                   {"tcp_max_syn_backlog", Value{kBacklog}},
                   {"receiveBuffer", Value{std::string("4 KiB")}}});
        const std::ptrdiff_t grown = growth([&] {
            for (std::uint32_t i = 0; i < 5000; ++i)
                host.arrives(host.fields(static_cast<std::uint16_t>(1024 + i), Flags::kSyn, i), 1400);
        });
        QVERIFY(host.engine().connectionCount() <= 8 + kBacklog + 4096);
        atMost(grown, static_cast<std::ptrdiff_t>(host.engine().connectionCount()) * 16 * kKiB + kSmall);
        QCOMPARE(QString::fromStdString(host.engine().inconsistency()), QString());
    }

    // RFC 5961 §7: so many answers a second for the whole host, and nothing kept.
    void challenges()
    {
        Host host({{"tcp_challenge_ack_limit", Value{std::int64_t{10}}}});
        host.establish();
        const std::size_t before = host.sent();
        atMost(growth([&] {
                   for (std::uint32_t i = 0; i < 20'000; ++i)
                       host.arrives(host.fields(1024, (i & 1) ? Flags::kRst : Flags::kSyn, 1002 + i));
               }),
               kSmall);
        QVERIFY(host.sent() - before <= 10);
    }

    // What routers tell of the path is one number of a connection.
    void pathMtu()
    {
        Host host;
        const SocketId socket = host.establish();
        host.engine().send(host.call(), socket, Octets(1000), {});
        host.collect();
        const Octets quoted = host.lastDatagram();
        atMost(growth([&] {
                   for (std::uint32_t i = 0; i < 20'000; ++i) {
                       const Octets message = wire::emitIcmp(wire::kIcmpUnreachable, wire::kIcmpFragmentationNeeded, 68 + i % 1400,
                                                             OctetView(quoted).first(28), Ipv4Address{i}, kHere);
                       Octets datagram(wire::kIpv4HeaderOctets);
                       wire::emitIp({Ipv4Address{i}, kHere, wire::kProtocolIcmp}, message.size(), datagram.data());
                       datagram.insert(datagram.end(), message.begin(), message.end());
                       host.arrives(datagram);
                   }
               }),
               kSmall);
        QCOMPARE(QString::fromStdString(host.engine().inconsistency()), QString());
    }

    // A connection that is idle since its handshake: all that the host and the Trace keep of it, and the socket.
    void idle()
    {
        constexpr std::uint16_t kConnections = 2000;
        Host host;
        host.establish();
        const std::ptrdiff_t grown = growth([&] {
            for (std::uint16_t i = 0; i < kConnections; ++i)
                host.establish(static_cast<std::uint16_t>(2000 + i));
        });
        atMost(grown, kConnections * kKiB);
        QCOMPARE(QString::fromStdString(host.engine().inconsistency()), QString());
    }

    // A connection in TIME-WAIT costs little, whatever comes for it, and nothing after 2 MSL.
    void timeWait()
    {
        constexpr std::uint16_t kConnections = 500;
        Host host;
        std::vector<SeqNumber> ours;
        const std::ptrdiff_t grown = growth([&] {
            for (std::uint16_t i = 0; i < kConnections; ++i) {
                const SocketId socket = host.establish(static_cast<std::uint16_t>(2000 + i));
                host.engine().close(host.call(), socket);
                host.collect();
                host.arrives(host.fields(static_cast<std::uint16_t>(2000 + i), Flags::kFin | Flags::kAck, 1001));
                for (std::uint32_t j = 0; j < 20; ++j)
                    host.arrives(host.fields(static_cast<std::uint16_t>(2000 + i), Flags::kAck, 900 + 100 * j), 500);
            }
        });
        QCOMPARE(host.engine().connectionCount(), std::size_t{kConnections});
        atMost(grown, kConnections * 4 * kKiB + kSmall);
        host.waitUntil(kStart + 300s);
        QCOMPARE(host.engine().connectionCount(), std::size_t{0});
    }

    // ARP from everybody: so many neighbours are remembered.
    void neighbours()
    {
        Trace trace;
        Recorder recorder(trace, 0, 1);
        EthernetPort port({{HostId(0), {}, MacAddress{{2, 0, 0, 0, 0, 1}}, kHere, {}}, 8}, recorder);
        atMost(growth([&] {
                   for (std::uint32_t i = 0; i < 10'000; ++i) {
                       const MacAddress mac{
                           {2, 0, 0, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}};
                       const wire::ArpMessage ask{wire::ArpMessage::Operation::Request, mac, Ipv4Address{0x0a100000 + i}, {}, kHere};
                       port.frameArrived(kStart, wire::emitEthernet({kBroadcast, mac, wire::kEtherTypeArp, wire::emitArp(ask)}));
                       while (port.nextFrame()) {
                       }
                   }
               }),
               static_cast<std::ptrdiff_t>(AddressResolution::kEntriesMax) * 256 + kSmall);
    }

    // Datagrams for neighbours that never answer: so many wait.
    void unansweredQuestions()
    {
        Trace trace;
        Recorder recorder(trace, 0, 1);
        EthernetPort port({{HostId(0), {}, MacAddress{{2, 0, 0, 0, 0, 1}}, kHere, {}}, 8}, recorder);
        atMost(growth([&] {
                   for (std::uint32_t i = 0; i < 10'000; ++i) {
                       TransitPacket packet;
                       packet.datagram = PacketBuffer(1500);
                       wire::emitIp({kHere, Ipv4Address{0x0a100000 + i}, wire::kProtocolTcp}, 1480, packet.datagram.data());
                       port.send(kStart, std::move(packet));
                       while (port.nextFrame()) {
                       }
                       while (port.nextUnanswered()) {
                       }
                   }
               }),
               static_cast<std::ptrdiff_t>(AddressResolution::kWaitingMax) * 4 * kKiB + kSmall);
    }
};

QTEST_GUILESS_MAIN(FloodTest)
#include "flood_test.moc"
