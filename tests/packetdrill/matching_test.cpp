// What is compared on an outbound packet, numbers and time stamps, and when a packet is in time.
#include <QtTest>

#include <functional>

#include "base/pattern.h"
#include "packetdrill/conversation.h"
#include "packetdrill/ear.h"
#include "packetdrill/option_octets.h"
#include "packetdrill/parser.h"
#include "packetdrill/timing.h"

using namespace tcplab;
using namespace tcplab::packetdrill;

namespace {

const Endpoint kStack{*parseIpv4("192.168.0.1"), 8080};
const Endpoint kPeer{*parseIpv4("192.0.2.1"), 40001};
constexpr std::uint32_t kStackIss = 0xfffffff0;  // wraps within the stream
constexpr std::uint32_t kPeerIss = 7000;

Packet line(const std::string& text)
{
    const auto script = parseScript("0 " + text, "line");
    if (!script)
        qFatal("%s", describe(script.error()).c_str());
    return std::get<Packet>(script->events.front().what);
}

LiveDatagram live(std::uint16_t flags, std::uint32_t relativeSeq, std::uint32_t relativeAck, std::size_t length = 0)
{
    LiveDatagram datagram;
    datagram.source = kStack.address;
    datagram.destination = kPeer.address;
    datagram.protocol = 6;
    datagram.sourcePort = kStack.port;
    datagram.destinationPort = kPeer.port;
    datagram.flags = flags;
    datagram.seq = SeqNumber(kStackIss) + relativeSeq;
    if (flags & flag::kAck)
        datagram.ack = SeqNumber(kPeerIss) + relativeAck;
    datagram.window = 1000;
    datagram.payload = pattern(relativeSeq - 1, length);
    return datagram;
}

// After the handshake: both initial numbers are known.
Conversation open()
{
    Conversation conversation(kStack, kPeer);
    (void)conversation.inbound(line("< S 7000:7000(0) win 1000"), {});
    LiveDatagram synAck = live(flag::kSyn | flag::kAck, 0, 1);
    const auto differences = conversation.judge(line("> S. 0:0(0) ack 7001"), synAck, {});
    if (!differences.empty())
        qFatal("the handshake differs in %s", differences.front().field.english().c_str());
    return conversation;
}

TcpOption timestamps(std::uint32_t value, std::uint32_t echo)
{
    TcpOption option;
    option.kind = TcpOption::Kind::Timestamps;
    option.value = value;
    option.echo = echo;
    return option;
}

TcpOption nop() { return {}; }

using Change = std::function<void(LiveDatagram&)>;

}  // namespace

Q_DECLARE_METATYPE(Change)

class MatchingTest : public QObject {
    Q_OBJECT

private slots:
    void whatIsAsExpectedDiffersInNothing()
    {
        Conversation conversation = open();
        const Judgement strict{true, false, {}, {}};
        QVERIFY(conversation.judge(line("> P. 1:101(100) ack 1 win 1000"), live(flag::kPsh | flag::kAck, 1, 1, 100), strict).empty());
        QVERIFY(conversation.judge(line("> . 101:201(100) ack 1"), live(flag::kAck, 101, 1, 100), strict).empty());
    }

    void everyFieldIsCompared_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<Change>("change");
        const auto row = [](const char* field, Change change) { QTest::newRow(field) << QString::fromUtf8(field) << change; };
        row("flags", [](LiveDatagram& d) { d.flags ^= flag::kPsh; });
        row("seq", [](LiveDatagram& d) {
            d.seq += 1;
            d.payload = pattern(1, d.payload.size());
        });
        row("payload length", [](LiveDatagram& d) { d.payload.pop_back(); });
        row("ack", [](LiveDatagram& d) { d.ack += 1; });
        row("win", [](LiveDatagram& d) { --d.window; });
        row("urg", [](LiveDatagram& d) { d.urgent = 1; });
        row("options", [](LiveDatagram& d) { std::swap(d.options[0], d.options[2]); });
        row("ECN", [](LiveDatagram& d) { d.trafficClass = 1; });
        row("time to live", [](LiveDatagram& d) { --d.timeToLive; });
        row("IP header checksum", [](LiveDatagram& d) { d.headerChecksumCorrect = false; });
        row("TCP checksum", [](LiveDatagram& d) { d.checksumCorrect = false; });
        row("payload", [](LiveDatagram& d) { d.payload[50] ^= 1; });
    }
    void everyFieldIsCompared()
    {
        QFETCH(QString, field);
        QFETCH(Change, change);
        const Packet expected = line("> [ect0, ttl 64] P. 1:101(100) ack 1 win 1000 <nop,nop,TS val 5 ecr 9>");
        const Judgement strict{true, false, {}, {}};
        LiveDatagram datagram = live(flag::kPsh | flag::kAck, 1, 1, 100);
        datagram.trafficClass = 2;
        datagram.options = {nop(), nop(), timestamps(123456, 9)};
        Conversation conversation = open();
        QVERIFY(conversation.judge(expected, datagram, strict).empty());
        change(datagram);
        const auto differences = conversation.judge(expected, datagram, strict);
        QCOMPARE(differences.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(differences.front().field.english()), field);
    }

    void reservedBitsAreCompared()
    {
        Conversation conversation = open();
        const auto differences = conversation.judge(line("> . 1:1(0) ack 1"), live(flag::kAck | 0x200, 1, 1), {});
        QCOMPARE(differences.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(differences.front().actual.english()), QStringLiteral(". and reserved bits 1"));
    }

    void whatIsNotAskedForIsNotCompared()
    {
        Conversation conversation = open();
        LiveDatagram datagram = live(flag::kAck, 1, 1);
        datagram.options = {nop(), nop(), timestamps(1, 2)};
        datagram.timeToLive = 7;
        datagram.checksumCorrect = false;
        QVERIFY(conversation.judge(line("> . ...(0) ack 1 <...>"), datagram, {}).empty());
    }

    void sackBlocksCountFromThePeersSyn()
    {
        Conversation conversation = open();
        LiveDatagram datagram = live(flag::kAck, 1, 1);
        TcpOption sack;
        sack.kind = TcpOption::Kind::Sack;
        sack.blocks = {{kPeerIss + 101, kPeerIss + 201}};
        datagram.options = {nop(), nop(), sack};
        QVERIFY(conversation.judge(line("> . 1:1(0) ack 1 <nop,nop,sack 101:201>"), datagram, {}).empty());
        QVERIFY(!conversation.judge(line("> . 1:1(0) ack 1 <nop,nop,sack 101:202>"), datagram, {}).empty());
    }

    void inboundNumbersBecomeLiveOnes()
    {
        Conversation conversation = open();
        const auto octets = conversation.inbound(line("< P. 101:201(100) ack 20 win 5 <nop,nop,sack 30:40>"), {});
        const auto datagram = parseDatagram(*octets);
        QCOMPARE(datagram->seq.value(), kPeerIss + 101);
        QCOMPARE(datagram->ack.value(), kStackIss + 20);
        QCOMPARE(datagram->options[2].blocks.front().first, kStackIss + 30);
        QVERIFY(datagram->payload == pattern(100, 100));
        QVERIFY(datagram->headerChecksumCorrect && datagram->checksumCorrect);
    }

    void inboundOverIpv6HasItsChecksum()
    {
        Conversation conversation({*parseIpAddress("fd00::1"), 80}, {*parseIpAddress("2001:db8::1"), 9});
        const auto datagram = parseDatagram(*conversation.inbound(line("< [flowlabel 0x12345] S 1:1(0) win 5 <mss 1440>"), {}));
        QVERIFY(datagram && datagram->checksumCorrect);
        QCOMPARE(datagram->flowLabel, 0x12345u);
        QCOMPARE(QString::fromStdString(format(datagram->options)), QStringLiteral("mss 1440"));
    }

    // An echo has to be one that was sent, unless the script asks for a scale.
    void echoesAreThoseThatWereSent()
    {
        Conversation conversation = open();
        LiveDatagram datagram = live(flag::kAck, 1, 1);
        datagram.options = {nop(), nop(), timestamps(5000, 1)};
        (void)conversation.judge(line("> . 1:1(0) ack 1 <nop,nop,TS val 100 ecr 1>"), datagram, {});
        datagram.options = {nop(), nop(), timestamps(7000, 1)};
        (void)conversation.judge(line("> . 1:1(0) ack 1 <nop,nop,TS val 200 ecr 1>"), datagram, {});
        const auto echoOf = [&](const char* text, const Judgement& judgement) -> std::int64_t {
            const auto octets = conversation.inbound(line(text), judgement);
            return octets ? std::int64_t{parseDatagram(*octets)->options.back().echo} : -1;
        };
        QCOMPARE(echoOf("< . 1:1(0) ack 1 win 5 <nop,nop,TS val 2 ecr 100>", {}), 5000);
        QCOMPARE(echoOf("< . 1:1(0) ack 1 win 5 <nop,nop,TS val 2 ecr 150>", {}), -1);
        Judgement scaled;
        scaled.scaledEcho = true;
        QCOMPARE(echoOf("< . 1:1(0) ack 1 win 5 <nop,nop,TS val 2 ecr 150>", scaled), 6000);
    }

    void timestampsAreComparedWhenTheTickIsKnown()
    {
        Conversation conversation = open();
        Judgement ticking;
        ticking.timestampTick = 1ms;
        ticking.timestampTolerance = 4ms;
        LiveDatagram datagram = live(flag::kAck, 1, 1);
        const auto differs = [&](std::uint32_t value, const char* text) {
            datagram.options = {nop(), nop(), timestamps(value, 1)};
            return !conversation.judge(line(text), datagram, ticking).empty();
        };
        QVERIFY(!differs(5000, "> . 1:1(0) ack 1 <nop,nop,TS val 100 ecr 1>"));
        QVERIFY(!differs(5104, "> . 1:1(0) ack 1 <nop,nop,TS val 200 ecr 1>"));
        QVERIFY(differs(5105, "> . 1:1(0) ack 1 <nop,nop,TS val 200 ecr 1>"));
        QVERIFY(differs(5095, "> . 1:1(0) ack 1 <nop,nop,TS val 200 ecr 1>"));
    }

    void optionsAreReadOneByOne()
    {
        const Packet packet = line("> S 0:0(0) <mss 1460,sackOK,TS val 1 ecr 2,nop,wscale 8,FO a1b2>");
        const auto& options = std::get<TcpSegment>(packet.body).options;
        QVERIFY(optionsOf(octetsOf(options)) == options);
        const auto broken = optionsOf(Octets{1, 2, 9, 5});
        QCOMPARE(QString::fromStdString(format(broken)), QStringLiteral("nop,kind-2 0905"));
    }

    // --- large segments that were cut

    void partsAreHeardAsOneSegment()
    {
        const Conversation conversation = open();
        Ear ear;
        ear.hear({kStart, EventId(1), live(flag::kAck, 1, 1, 100)});
        const Packet expected = line("> P. 1:251(250) ack 1");
        QVERIFY(!ear.listen(conversation, expected, false)->complete);
        ear.hear({kStart, EventId(2), live(flag::kAck, 101, 1, 100)});
        ear.hear({kStart, EventId(3), live(flag::kAck | flag::kPsh, 201, 1, 50)});
        const auto caught = ear.listen(conversation, expected, false);
        QVERIFY(caught->complete);
        QCOMPARE(caught->parts.size(), std::size_t{3});
        QCOMPARE(caught->heard.datagram.payload.size(), std::size_t{250});
        QVERIFY(caught->heard.datagram.has(flag::kPsh));
        QCOMPARE(caught->heard.datagram.seq.value(), kStackIss + 1);
        QCOMPARE(ear.listen(conversation, expected, true)->heard.datagram.payload.size(), std::size_t{100});
        ear.take(*caught);
        QVERIFY(ear.left(conversation) == nullptr);
    }

    void onlyWhatContinuesIsPutTogether_data()
    {
        QTest::addColumn<Change>("change");
        QTest::newRow("a gap") << Change([](LiveDatagram& d) { d.seq += 1; });
        QTest::newRow("another acknowledgment") << Change([](LiveDatagram& d) { d.ack += 1; });
        QTest::newRow("another window") << Change([](LiveDatagram& d) { ++d.window; });
        QTest::newRow("another mark") << Change([](LiveDatagram& d) { d.trafficClass = 2; });
        QTest::newRow("larger than the first") << Change([](LiveDatagram& d) { d.payload.resize(101); });
    }
    void onlyWhatContinuesIsPutTogether()
    {
        QFETCH(Change, change);
        const Conversation conversation = open();
        Ear ear;
        ear.hear({kStart, EventId(1), live(flag::kAck, 1, 1, 100)});
        LiveDatagram second = live(flag::kAck, 101, 1, 100);
        change(second);
        ear.hear({kStart, EventId(2), second});
        QCOMPARE(ear.listen(conversation, line("> . 1:301(300) ack 1"), false)->parts.size(), std::size_t{1});
    }

    void packetsOfOthersAreSkipped()
    {
        const Conversation conversation = open();
        Ear ear;
        LiveDatagram other = live(flag::kAck, 1, 1);
        other.destinationPort = 9;
        ear.hear({kStart, EventId(1), other});
        QVERIFY(!ear.listen(conversation, line("> . 1:1(0) ack 1"), false));
        QVERIFY(ear.listen(conversation, line("> 8080 > 9 . 1:1(0) ack 1"), false).has_value());
    }

    // --- time

    void toleranceIsTheLargerOfBoth_data()
    {
        QTest::addColumn<qint64>("span");       // since the event before, in µs
        QTest::addColumn<qint64>("tolerance");  // µs
        QTest::newRow("at once") << qint64{0} << qint64{4000};
        QTest::newRow("where both are equal") << qint64{32000} << qint64{4000};
        QTest::newRow("later") << qint64{1000000} << qint64{125000};
    }
    void toleranceIsTheLargerOfBoth()
    {
        QFETCH(qint64, span);
        QFETCH(qint64, tolerance);
        const Instant last = kStart + 5s;
        EventTime time;
        time.at = std::chrono::microseconds(span);
        const Expectation expected = expectationOf(time, last, last, {});
        const Duration allowed = std::chrono::microseconds(tolerance);
        QVERIFY(expected.admits(expected.from + allowed) && expected.admits(expected.from - allowed));
        QVERIFY(!expected.admits(expected.from + allowed + 1us) && !expected.admits(expected.from - allowed - 1us));
    }

    void rangesHaveTheToleranceAtBothEnds()
    {
        EventTime time;
        time.kind = EventTime::Kind::RelativeRange;
        time.at = 10ms;
        time.until = 20ms;
        const Expectation expected = expectationOf(time, kStart + 1s, kStart + 1s, {});
        QVERIFY(expected.admits(kStart + 1006ms) && expected.admits(kStart + 1024ms));
        QVERIFY(!expected.admits(kStart + 1005999us) && !expected.admits(kStart + 1024001us));
    }

    void anyTimeIsInTime()
    {
        EventTime time;
        time.kind = EventTime::Kind::Any;
        QVERIFY(expectationOf(time, kStart, kStart, {}).admits(kStart + 9999s));
    }
};

QTEST_APPLESS_MAIN(MatchingTest)
#include "matching_test.moc"
