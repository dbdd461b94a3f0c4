// The queues of a Trace: how full, who is inside, and since when.
#include <QtTest>

#include "analysis/queues.h"
#include "trace/recorder.h"

using namespace tcplab;

namespace {

Instant at(int milliseconds) { return kStart + Duration{std::chrono::milliseconds(milliseconds)}; }

// Two hosts, a link between them with a stage that queues, and a socket that listens on the server.
struct Story {
    std::unique_ptr<Trace> trace = std::make_unique<Trace>();
    Recorder recorder{*trace};
    HostId client = recorder.addHost("client", Ipv4Address{1});
    HostId server = recorder.addHost("server", Ipv4Address{2});
    LinkId link = recorder.addLink("client>server", client, server);
    TextId stage = recorder.text("link_rate");
    ConnectionId listener = recorder.addConnection(server, {Ipv4Address{2}, 80}, {});

    Story() { recorder.addQueue({link, stage, 3, 0}); }

    EventId sends(int now) { return recorder.packetSent(at(now), {client}, {Rule::TcpSendData}, Octets(100)); }
    void fills(int now, EventId packet, std::uint32_t packets)
    {
        recorder.record(at(now), {}, {Rule::QueueGrows, packet}, QueueFilled{link, stage, packets, packets * 100});
    }
    void drops(int now, EventId packet) { recorder.packetDropped(at(now), {}, {Rule::LinkCoDel, packet}, packet, link, "link_rate"); }
    EventId changes(int now, ListenQueue queue, std::uint32_t length, ConnectionId entry = {}, bool entered = false)
    {
        return recorder.record(at(now), {server, listener}, {Rule::TcpSynQueueEnters},
                               ListenQueueChanged{entry, length, 8, queue, entered});
    }
    ConnectionId connection(std::uint16_t port) { return recorder.addConnection(server, {Ipv4Address{2}, 80}, {Ipv4Address{1}, port}); }

    QueueHistory history(QueueHistory::Kind kind) const
    {
        for (const QueueHistory& history : queuesOf(*trace))
            if (history.kind == kind)
                return history;
        return {};
    }
};

std::vector<EventId> inside(const QueueHistory& history, int now)
{
    std::vector<EventId> events;
    for (const QueueStay& stay : history.inside(at(now)))
        events.push_back(stay.event);
    return events;
}

using Events = std::vector<EventId>;

}  // namespace

class QueuesTest : public QObject {
    Q_OBJECT

private slots:
    void aQueueThatWasNeverUsedIsThere()
    {
        const QueueHistory history = Story().history(QueueHistory::Kind::Link);
        QCOMPARE(history.mostPackets, 3u);
        QVERIFY(history.fillings.empty() && history.at(at(0)) == nullptr && history.longest() == 0);
    }

    // The first goes through, and when its last bit is on the wire the second leaves the queue: the event names the first.
    void aTransmitterTakesTheNextWhenOneIsThrough()
    {
        Story s;
        const EventId first = s.sends(0), second = s.sends(1), third = s.sends(2);
        s.fills(1, second, 1);
        s.fills(2, third, 2);
        s.fills(10, first, 1);
        s.fills(20, second, 0);
        const QueueHistory history = s.history(QueueHistory::Kind::Link);
        QCOMPARE(inside(history, 0), Events{});
        QCOMPARE(inside(history, 5), (Events{second, third}));
        QCOMPARE(inside(history, 10), Events{third});
        QCOMPARE(inside(history, 20), Events{});
        QVERIFY(history.stays[0].until == at(10) && history.stays[1].until == at(20));
        QCOMPARE(history.longest(), 2u);
        QCOMPARE(history.at(at(15))->length, 1u);
        QCOMPARE(history.at(at(15))->octets, 100u);
        QCOMPARE(history.at(at(15))->limit, 3u);
    }

    // Where several flows have queues of their own, the next is not always the oldest.
    void whoLeftIsKnownFromWhoIsThroughNext()
    {
        Story s;
        const EventId first = s.sends(0), second = s.sends(1), third = s.sends(2), fourth = s.sends(3);
        s.fills(1, second, 1);
        s.fills(2, third, 2);
        s.fills(3, fourth, 3);
        s.fills(10, first, 2);   // the third is being transmitted
        s.fills(20, third, 1);   // the fourth
        s.fills(30, fourth, 0);  // the second
        const QueueHistory history = s.history(QueueHistory::Kind::Link);
        QCOMPARE(inside(history, 15), (Events{second, fourth}));
        QCOMPARE(inside(history, 25), Events{second});
    }

    // A token bucket lets its first go from the queue itself.
    void whoIsPassedOnFromTheQueueLeavesIt()
    {
        Story s;
        const EventId first = s.sends(0), second = s.sends(1);
        s.fills(0, first, 1);
        s.fills(1, second, 2);
        s.fills(10, first, 1);
        const QueueHistory history = s.history(QueueHistory::Kind::Link);
        QCOMPARE(inside(history, 5), (Events{first, second}));
        QCOMPARE(inside(history, 10), Events{second});
    }

    void whatIsDroppedFromWithinIsGone()
    {
        Story s;
        const EventId first = s.sends(0), second = s.sends(1), third = s.sends(2), fourth = s.sends(3);
        s.fills(1, second, 1);
        s.fills(2, third, 2);
        s.fills(3, fourth, 3);
        s.drops(10, second);
        s.fills(10, first, 1);  // the second was dropped, the third is being transmitted
        s.fills(20, third, 0);
        const QueueHistory history = s.history(QueueHistory::Kind::Link);
        QCOMPARE(inside(history, 5), (Events{second, third, fourth}));
        QCOMPARE(inside(history, 10), Events{fourth});
        QCOMPARE(history.at(at(10))->length, 1u);
    }

    // One comes in for another: the queue is as long as before.
    void oneForAnother()
    {
        Story s;
        const EventId first = s.sends(0), second = s.sends(1), third = s.sends(2);
        s.fills(1, first, 1);
        s.fills(1, second, 2);
        s.drops(5, first);
        s.fills(5, third, 2);
        QCOMPARE(inside(s.history(QueueHistory::Kind::Link), 5), (Events{second, third}));
    }

    void aListenerHasTwoQueues()
    {
        Story s;
        s.changes(0, ListenQueue::Syn, 0);
        s.changes(0, ListenQueue::Accept, 0);
        const ConnectionId one = s.connection(1000), other = s.connection(1001);
        s.changes(10, ListenQueue::Syn, 1, one, true);
        s.changes(11, ListenQueue::Syn, 2, other, true);
        s.changes(20, ListenQueue::Syn, 1, one);
        s.changes(20, ListenQueue::Accept, 1, one, true);
        s.changes(30, ListenQueue::Accept, 0, one);
        const QueueHistory syn = s.history(QueueHistory::Kind::Syn), accept = s.history(QueueHistory::Kind::Accept);
        QVERIFY(syn.host == s.server && syn.listener == s.listener);
        QCOMPARE(syn.inside(at(11)).size(), std::size_t{2});
        QVERIFY(syn.inside(at(11)).front().connection == one);
        QCOMPARE(syn.inside(at(20)).size(), std::size_t{1});
        QVERIFY(syn.inside(at(99)).front().connection == other && syn.inside(at(99)).front().until == kNever);
        QCOMPARE(accept.inside(at(29)).size(), std::size_t{1});
        QCOMPARE(accept.inside(at(30)).size(), std::size_t{0});
        QCOMPARE(accept.at(at(0))->limit, 8u);
    }

    void timeWaitIsATable()
    {
        Story s;
        const ConnectionId one = s.connection(1000), other = s.connection(1001);
        const auto state = [&](int now, ConnectionId which, TcpState from, TcpState to) {
            s.recorder.record(at(now), {s.server, which}, {Rule::TcpTimeWaitStarts}, StateChanged{from, to});
        };
        state(0, one, TcpState::Closed, TcpState::SynSent);
        state(10, one, TcpState::FinWait2, TcpState::TimeWait);
        state(20, other, TcpState::Closing, TcpState::TimeWait);
        state(70, one, TcpState::TimeWait, TcpState::Closed);
        const QueueHistory history = s.history(QueueHistory::Kind::TimeWait);
        QCOMPARE(history.fillings.size(), std::size_t{3});
        QCOMPARE(history.longest(), 2u);
        QVERIFY(history.inside(at(70)).size() == 1 && history.inside(at(70)).front().connection == other);
    }

    void aCrashEmptiesWhatAHostRemembers()
    {
        for (const Rule rule : {Rule::HostCrash, Rule::HostReboot}) {
            Story s;
            s.changes(10, ListenQueue::Syn, 1, s.connection(1000), true);
            s.recorder.record(at(20), {s.client}, {rule}, Note{});
            QCOMPARE(s.history(QueueHistory::Kind::Syn).at(at(20))->length, 1u);  // another host's
            s.recorder.record(at(30), {s.server}, {rule}, Note{});
            const QueueHistory history = s.history(QueueHistory::Kind::Syn);
            QCOMPARE(history.at(at(30))->length, 0u);
            QVERIFY(history.inside(at(30)).empty() && history.inside(at(29)).size() == 1);
        }
    }
};

QTEST_GUILESS_MAIN(QueuesTest)
#include "queues_test.moc"
