// Writing a Trace: what is kept of packets and texts, and where recording ends.
#include <QtTest>

#include <numeric>

#include "base/pattern.h"
#include "trace/recorder.h"

using namespace tcplab;

namespace {

Octets datagram(std::size_t length, std::uint8_t first)
{
    Octets octets(length);
    std::iota(octets.begin(), octets.end(), first);
    return octets;
}

bool same(OctetView kept, OctetView whole) { return std::equal(kept.begin(), kept.end(), whole.begin()); }

}  // namespace

class RecorderTest : public QObject {
    Q_OBJECT

private slots:
    void eventsCarryWhenWhereAndWhy()
    {
        Trace trace;
        Recorder recorder(trace);
        const HostId client = recorder.addHost("client", *parseIpv4("10.0.0.1"));
        const HostId server = recorder.addHost("server", *parseIpv4("10.0.0.2"));
        const LinkId link = recorder.addLink("client>server", client, server);
        const ConnectionId connection = recorder.addConnection(client, {*parseIpv4("10.0.0.1"), 49152}, {*parseIpv4("10.0.0.2"), 80});
        const EventId call = recorder.record(kStart, {client}, {Rule::Program}, CallBegun{recorder.text("connect"), SocketId(3)});
        const EventId state = recorder.record(kStart + 1ms, {client, connection}, {Rule::LinkDelivers, call, call},
                                              StateChanged{TcpState::Closed, TcpState::SynSent});

        QCOMPARE(trace.host(server).name, std::string("server"));
        QCOMPARE(trace.link(link).to, server);
        QCOMPARE(trace.connection(connection).remote.port, std::uint16_t{80});
        const Event& event = trace[state];
        QCOMPARE(event.at, kStart + 1ms);
        QCOMPARE(event.host, client);
        QCOMPARE(event.connection, connection);
        QCOMPARE(event.rule, Rule::LinkDelivers);
        QCOMPARE(event.parent, call);
        QCOMPARE(event.second, call);
        QCOMPARE(std::get<StateChanged>(event.body).to, TcpState::SynSent);
        QCOMPARE(trace.end(), kStart + 1ms);
    }

    void textsAreKeptOnce()
    {
        Trace trace;
        Recorder recorder(trace);
        const TextId one = recorder.text("link_loss");
        const TextId other = recorder.text("link_rate");
        QVERIFY(one != other);
        QCOMPARE(recorder.text("link_loss"), one);
        QCOMPARE(trace.text(one), std::string("link_loss"));
    }

    void anUnchangedDatagramIsKeptOnce()
    {
        Trace trace;
        Recorder recorder(trace);
        const HostId host = recorder.addHost("a", {});
        const Octets original = datagram(60, 1);
        Octets damaged = original;
        damaged[30] ^= 1;
        const Octets shorter(original.begin(), original.end() - 1);
        const EventId sent = recorder.packetSent(kStart, {host}, {Rule::Program}, original);
        const EventId whole = recorder.packetArrived(kStart, {host}, {Rule::LinkDelivers, sent}, sent, original);
        const EventId changed = recorder.packetArrived(kStart, {host}, {Rule::LinkDelivers, sent}, sent, damaged);
        const EventId cut = recorder.packetArrived(kStart, {host}, {Rule::LinkDelivers, sent}, sent, shorter);

        QCOMPARE(trace.packetOf(trace[whole]), trace.packetOf(trace[sent]));
        QVERIFY(trace.packetOf(trace[changed]) != trace.packetOf(trace[sent]));
        QVERIFY(same(trace.packetOf(trace[changed])->view(), damaged));
        QCOMPARE(trace.packetOf(trace[cut])->length, 59u);
    }

    void aDropShowsWhatWasSent()
    {
        Trace trace;
        Recorder recorder(trace);
        const HostId host = recorder.addHost("a", {});
        const EventId sent = recorder.packetSent(kStart, {host}, {Rule::Program}, datagram(60, 1));
        const EventId drop = recorder.packetDropped(kStart, {{}}, {Rule::LinkLoses, sent}, sent, LinkId(0), "link_loss");
        const EventId note = recorder.record(kStart, {host}, {Rule::Program}, Note{recorder.text("hello")});
        QCOMPARE(trace.packetOf(trace[drop]), trace.packetOf(trace[sent]));
        QCOMPARE(trace.text(std::get<PacketDropped>(trace[drop].body).place), std::string("link_loss"));
        QVERIFY(trace.packetOf(trace[note]) == nullptr);
    }

    void octetsSurviveEveryChunkOfStorage()
    {
        Trace trace;
        Recorder recorder(trace);
        const HostId host = recorder.addHost("a", {});
        std::vector<EventId> sent;
        for (int i = 0; i < 1000; ++i)
            sent.push_back(recorder.packetSent(kStart, {host}, {Rule::Program}, datagram(1500, static_cast<std::uint8_t>(i))));
        for (std::size_t i = 0; i < sent.size(); ++i) {
            const TracePacket& packet = *trace.packetOf(trace[sent[i]]);
            QCOMPARE(packet.captured, 1500u);
            QVERIFY(same(packet.view(), datagram(1500, static_cast<std::uint8_t>(i))));
        }
    }

    void beyondTheBudgetOnlyHeadersAreKept()
    {
        Trace trace;
        Recorder recorder(trace, 2000);
        const HostId host = recorder.addHost("a", {});
        const Octets large = datagram(1500, 7);
        const EventId whole = recorder.packetSent(kStart, {host}, {Rule::Program}, large);
        const EventId cut = recorder.packetSent(kStart, {host}, {Rule::Program}, large);
        QCOMPARE(trace.packetOf(trace[whole])->captured, 1500u);
        QCOMPARE(trace.packetOf(trace[cut])->captured, std::uint32_t{Recorder::kHeaderOctetsKept});
        QCOMPARE(trace.packetOf(trace[cut])->length, 1500u);
        QVERIFY(same(trace.packetOf(trace[cut])->view(), large));
        // What is kept of it arrives unchanged, so it is still the same packet.
        const EventId arrived = recorder.packetArrived(kStart, {host}, {Rule::LinkDelivers, cut}, cut, large);
        QCOMPARE(trace.packetOf(trace[arrived]), trace.packetOf(trace[cut]));
    }

    // What lies in a source is known whole and takes nothing of the budget; what is changed on its way is kept as it came.
    void whatLiesInASourceIsLeftThere()
    {
        const auto left = [](std::uint64_t position) {
            PacketBuffer made(1500);
            fillPattern(position, std::span(made).subspan(52));
            made.leaveInSource(52, {patternSource(), position, 1448}, 60);
            return made;
        };
        Trace trace;
        Recorder recorder(trace, 2000);
        const HostId host = recorder.addHost("a", {});
        PacketBuffer datagram = left(777);
        const Octets octets(std::as_const(datagram).begin(), std::as_const(datagram).end());
        std::vector<EventId> sent;
        for (int i = 0; i < 1000; ++i)
            sent.push_back(recorder.packetSent(kStart, {host}, {Rule::Program}, datagram));
        for (const EventId one : sent)
            QVERIFY(trace.packetOf(trace[one])->known() == octets);
        QCOMPARE(trace.packetOf(trace[sent[0]])->captured, 52u);
        const auto arrives = [&](const PacketBuffer& as) {
            return trace.packetOf(trace[recorder.packetArrived(kStart, {host}, {Rule::LinkDelivers, sent[0]}, sent[0], as)]);
        };
        const TracePacket* const original = trace.packetOf(trace[sent[0]]);
        QCOMPARE(arrives(datagram), original);
        QCOMPARE(arrives(PacketBuffer(octets)), original);
        QVERIFY(arrives(left(777 + 32)) != original);
        datagram[1499] ^= 1;
        const TracePacket* const damaged = arrives(datagram);
        QVERIFY(damaged != original && damaged->known() != octets && damaged->captured == 1500);
    }

    void theLimitOfEventsIsSaidInTheTrace()
    {
        Trace trace;
        Recorder recorder(trace, 1000, 3);
        const HostId host = recorder.addHost("a", {});
        for (int i = 0; i < 2; ++i)
            QVERIFY(recorder.packetSent(kStart, {host}, {Rule::Program}, datagram(60, 1)).valid());
        QVERIFY(!recorder.packetSent(kStart, {host}, {Rule::Program}, datagram(60, 1)).valid());
        QVERIFY(!recorder.record(kStart, {host}, {Rule::Program}, Note{}).valid());
        QVERIFY(!recorder.variablesChanged(kStart, {host}, {Rule::Program}, {}).valid());
        QCOMPARE(trace.size(), std::size_t{3});
        QCOMPARE(trace[std::size_t{2}].rule, Rule::RunStopped);
        QVERIFY(std::holds_alternative<Note>(trace[std::size_t{2}].body));
    }
};

QTEST_GUILESS_MAIN(RecorderTest)
#include "recorder_test.moc"
