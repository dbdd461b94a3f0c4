// A Trace's fingerprint changes with every field of every event, and with nothing else.
#include <QtTest>

#include <functional>
#include <map>

#include "trace/recorder.h"

using namespace tcplab;

namespace {

// One event of each kind with all its fields, as data that a test may change in one place.
struct Story {
    Instant at = kStart + 5ms;
    HostId host{0};
    ConnectionId connection{0};
    Cause cause{Rule::Program, EventId(0), EventId(1)};
    Octets datagram{0x45, 0, 0, 20, 1, 2, 3, 4};
    PacketSent sent{0, EventId(0), 2};
    Octets damaged{0x45, 0, 0, 20, 1, 2, 3, 5};
    EventId arrived{0};
    PacketDropped dropped{EventId(2), LinkId(0), {}};
    std::string place = "link_loss";
    PacketAltered altered{EventId(2), LinkId(0), {}};
    std::string alteredPlace = "link_red";
    StateChanged state{TcpState::Closed, TcpState::Listen};
    std::string call = "listen(80)";
    SocketId socket{3};
    CallReturned returned{EventId(4), 7, 1};
    TimerSet timerSet{kStart + 1s, TimerKind::Persist};
    TimerFired timerFired{EventId(6), TimerKind::Persist};
    TimerCancelled timerCancelled{EventId(6), TimerKind::Persist};
    ConnectionVariables variables{SeqNumber(1), SeqNumber(2), SeqNumber(3), SeqNumber(4), SeqNumber(5), 6,    7, 8, 9,
                                  10,           11,           12,           13ms,         14ms,         15ms, 16};
    QueueFilled queue{LinkId(0), {}, 3, 4500};
    std::string queuePlace = "link_codel";
    ListenQueueChanged listenQueue{ConnectionId(0), 3, 4, ListenQueue::Syn, true};
    BytesDelivered delivered{10, 20};
    BytesAccepted accepted{30, 40};
    std::string note = "a note";
    ReadingSpec reading{"w_max", ReadingUnit::Octets, {"W_max", {}}};
    double read = 14600;
};

std::uint64_t fingerprintOf(const Story& story)
{
    Trace trace;
    Recorder recorder(trace);
    recorder.addHost("client", Ipv4Address{1});
    const Where where{story.host, story.connection};
    const auto record = [&](EventBody body) { recorder.record(story.at, where, story.cause, body); };
    const EventId sent = recorder.packetSent(story.at, where, story.cause, story.datagram, story.sent.original, story.sent.transmission);
    recorder.packetArrived(story.at, where, story.cause, sent, story.damaged);
    recorder.packetArrived(story.at, where, story.cause, EventId(story.arrived), story.datagram);
    recorder.packetDropped(story.at, where, story.cause, story.dropped.sent, story.dropped.link, story.place);
    record(PacketAltered{story.altered.sent, story.altered.link, recorder.text(story.alteredPlace)});
    record(story.state);
    record(CallBegun{recorder.text(story.call), story.socket});
    record(story.returned);
    record(story.timerSet);
    record(story.timerFired);
    record(story.timerCancelled);
    recorder.variablesChanged(story.at, where, story.cause, story.variables);
    record(QueueFilled{story.queue.link, recorder.text(story.queuePlace), story.queue.packets, story.queue.octets});
    record(story.listenQueue);
    record(story.delivered);
    record(story.accepted);
    record(Note{recorder.text(story.note)});
    record(ReadingChanged{recorder.addReading(story.reading), story.read});
    return fingerprint(trace);
}

using Change = std::function<void(Story&)>;

// clang-format off
const std::map<std::string, Change>& changes()
{
    static const std::map<std::string, Change> all{
        {"instant", [](Story& s) { s.at += 1ns; }},
        {"host", [](Story& s) { s.host = HostId(); }},
        {"connection", [](Story& s) { s.connection = ConnectionId(1); }},
        {"rule", [](Story& s) { s.cause.rule = Rule::LinkDelivers; }},
        {"parent", [](Story& s) { s.cause.parent = EventId(); }},
        {"second parent", [](Story& s) { s.cause.second = EventId(); }},
        {"octet sent", [](Story& s) { s.datagram.back() = 9; }},
        {"length sent", [](Story& s) { s.datagram.push_back(0); }},
        {"original", [](Story& s) { s.sent.original = EventId(); }},
        {"transmission", [](Story& s) { s.sent.transmission = 3; }},
        {"octet arrived", [](Story& s) { s.damaged.back() = 9; }},
        {"which arrived", [](Story& s) { s.arrived = EventId(); }},
        {"which dropped", [](Story& s) { s.dropped.sent = EventId(1); }},
        {"link of the drop", [](Story& s) { s.dropped.link = LinkId(); }},
        {"place of the drop", [](Story& s) { s.place = "link_rate"; }},
        {"which altered", [](Story& s) { s.altered.sent = EventId(1); }},
        {"link of the alteration", [](Story& s) { s.altered.link = LinkId(); }},
        {"place of the alteration", [](Story& s) { s.alteredPlace = "link_codel"; }},
        {"state left", [](Story& s) { s.state.from = TcpState::SynSent; }},
        {"state entered", [](Story& s) { s.state.to = TcpState::SynSent; }},
        {"call", [](Story& s) { s.call = "listen(81)"; }},
        {"socket", [](Story& s) { s.socket = SocketId(4); }},
        {"call that returns", [](Story& s) { s.returned.begun = EventId(5); }},
        {"value returned", [](Story& s) { s.returned.value = -7; }},
        {"error returned", [](Story& s) { s.returned.error = 2; }},
        {"deadline", [](Story& s) { s.timerSet.deadline += 1ns; }},
        {"timer set", [](Story& s) { s.timerSet.timer = TimerKind::DelayedAck; }},
        {"timer fired", [](Story& s) { s.timerFired.timer = TimerKind::DelayedAck; }},
        {"which timer fired", [](Story& s) { s.timerFired.set = EventId(5); }},
        {"timer cancelled", [](Story& s) { s.timerCancelled.timer = TimerKind::DelayedAck; }},
        {"which timer cancelled", [](Story& s) { s.timerCancelled.set = EventId(5); }},
        {"iss", [](Story& s) { s.variables.iss += 1; }},
        {"irs", [](Story& s) { s.variables.irs += 1; }},
        {"snd.una", [](Story& s) { s.variables.sndUna += 1; }},
        {"snd.nxt", [](Story& s) { s.variables.sndNxt += 1; }},
        {"rcv.nxt", [](Story& s) { s.variables.rcvNxt += 1; }},
        {"snd.wnd", [](Story& s) { ++s.variables.sndWnd; }},
        {"rcv.wnd", [](Story& s) { ++s.variables.rcvWnd; }},
        {"cwnd", [](Story& s) { ++s.variables.cwnd; }},
        {"ssthresh", [](Story& s) { ++s.variables.ssthresh; }},
        {"flight", [](Story& s) { ++s.variables.flight; }},
        {"queued to send", [](Story& s) { ++s.variables.sndQueued; }},
        {"queued to read", [](Story& s) { ++s.variables.rcvQueued; }},
        {"srtt", [](Story& s) { ++s.variables.srtt; }},
        {"rttvar", [](Story& s) { ++s.variables.rttvar; }},
        {"rto", [](Story& s) { ++s.variables.rto; }},
        {"pacing", [](Story& s) { ++s.variables.pacingRate; }},
        {"link of the queue", [](Story& s) { s.queue.link = LinkId(1); }},
        {"place of the queue", [](Story& s) { s.queuePlace = "link_red"; }},
        {"packets in the queue", [](Story& s) { ++s.queue.packets; }},
        {"octets in the queue", [](Story& s) { ++s.queue.octets; }},
        {"who enters the listener's queue", [](Story& s) { s.listenQueue.entry = ConnectionId(1); }},
        {"length of the listener's queue", [](Story& s) { ++s.listenQueue.length; }},
        {"limit of the listener's queue", [](Story& s) { ++s.listenQueue.limit; }},
        {"which queue of the listener", [](Story& s) { s.listenQueue.queue = ListenQueue::Accept; }},
        {"whether it enters", [](Story& s) { s.listenQueue.entered = false; }},
        {"delivered", [](Story& s) { ++s.delivered.total; }},
        {"delivered stream", [](Story& s) { ++s.delivered.stream; }},
        {"accepted", [](Story& s) { ++s.accepted.total; }},
        {"accepted stream", [](Story& s) { ++s.accepted.stream; }},
        {"note", [](Story& s) { s.note = "another note"; }},
        {"reading", [](Story& s) { s.reading.name = "w_est"; }},
        {"value read", [](Story& s) { s.read = 14600.5; }},
    };
    return all;
}
// clang-format on

}  // namespace

class FingerprintTest : public QObject {
    Q_OBJECT

private slots:
    void equalContentsAreEqual()
    {
        QCOMPARE(fingerprintOf(Story()), fingerprintOf(Story()));
        Trace empty;
        QCOMPARE(fingerprint(empty), 0xcbf29ce484222325u);
    }

    // Where in the Trace's tables a text stands is no part of its contents.
    void orderOfTablesDoesNotCount()
    {
        const auto print = [](std::string_view before) {
            Trace trace;
            Recorder recorder(trace);
            recorder.text(before);
            recorder.record(kStart, {HostId(0)}, {Rule::Program}, Note{recorder.text("note")});
            return fingerprint(trace);
        };
        QCOMPARE(print("note"), print("something else"));
    }

    void everyFieldCounts_data()
    {
        QTest::addColumn<QString>("field");
        for (const auto& [name, change] : changes())
            QTest::addRow("%s", name.c_str()) << QString::fromStdString(name);
    }
    void everyFieldCounts()
    {
        QFETCH(QString, field);
        Story story;
        changes().at(field.toStdString())(story);
        QVERIFY(fingerprintOf(story) != fingerprintOf(Story()));
    }
};

QTEST_GUILESS_MAIN(FingerprintTest)
#include "fingerprint_test.moc"
