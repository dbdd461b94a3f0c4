// What is written as pcapng, and that tshark finds a clean conversation in it.
#include <QtTest>

#include <fstream>
#include <sstream>

#include "capture/capture_file.h"
#include "capture/conversation.h"
#include "capture/pcapng.h"
#include "wire/ethernet.h"

using namespace tcplab;

namespace {

QStringList tshark(const QStringList& arguments)
{
    QProcess process;
    process.start("tshark", arguments);
    if (!process.waitForFinished(60'000) || process.exitCode() != 0)
        return {"tshark failed: " + process.readAllStandardError()};
    return QString::fromUtf8(process.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
}

}  // namespace

class PcapngTest : public QObject {
    Q_OBJECT
private slots:
    void init() { QVERIFY(folder_.isValid()); }
    void isLaidOutAsTheDraftSays();
    void seesBothDirectionsAtOneHost();
    void losesWhatIsLostOnTheWay();
    void takesEveryDatagramWhenThereIsNoHost();
    void keepsNanosecondsAndTheEpoch();
    void cutPacketsKeepTheirLength();
    void saysWhyAFileCannotBeWritten();
    void tsharkSeesACleanHandshake();
    void anEthernetIsSeenAsFrames();
    void arpIsNoDatagram();

private:
    std::string path() const { return folder_.filePath("out.pcapng").toStdString(); }
    QTemporaryDir folder_;
};

void PcapngTest::isLaidOutAsTheDraftSays()
{
    std::ostringstream out;
    PcapngWriter writer(out, CaptureLinkType::Ethernet, "tap0");
    writer.write(kStart + 3ns, Octets{0xaa, 0xbb, 0xcc, 0xdd, 0xee}, 9);
    const QByteArray expected = QByteArray::fromHex(
        "0a0d0d0a"
        "2c000000"
        "4d3c2b1a"
        "01000000"
        "ffffffffffffffff"
        "04000700"
        "544350204c616200"
        "00000000"
        "2c000000"
        "01000000"
        "28000000"
        "01000000"
        "00000000"
        "02000400"
        "74617030"
        "09000100"
        "09000000"
        "00000000"
        "28000000"
        "06000000"
        "28000000"
        "00000000"
        "00000000"
        "03000000"
        "05000000"
        "09000000"
        "aabbccddee000000"
        "28000000");
    QCOMPARE(QByteArray::fromStdString(out.str()).toHex(), expected.toHex());
}

void PcapngTest::seesBothDirectionsAtOneHost()
{
    Conversation conversation;
    conversation.handshake();
    QVERIFY(savePcapng(conversation.trace(), conversation.client(), path()));
    const auto file = readCapture(path());
    QVERIFY(file);
    QCOMPARE(file->datagrams, std::size_t{3});
    const Trace& trace = *file->trace;
    QVERIFY(trace[std::size_t{1}].at == kStart + 20ms);  // the SYN,ACK when it arrives, not when it leaves
    QVERIFY(!QFile::exists(folder_.filePath("out.pcapng.part")));
}

void PcapngTest::losesWhatIsLostOnTheWay()
{
    Conversation conversation;
    conversation.send(true, Rule::TcpActiveOpen, Conversation::datagram(true, 1, 0, wire::TcpFlags::kSyn));
    conversation.handshake();
    QVERIFY(savePcapng(conversation.trace(), conversation.server(), path()));
    QCOMPARE(readCapture(path())->datagrams, std::size_t{3});
}

void PcapngTest::takesEveryDatagramWhenThereIsNoHost()
{
    Conversation conversation;
    conversation.handshake();
    QVERIFY(savePcapng(conversation.trace(), HostId{}, path()));
    const auto file = readCapture(path());
    QCOMPARE(file->datagrams, std::size_t{3});
    QVERIFY((*file->trace)[std::size_t{1}].at == kStart + 10ms);
}

void PcapngTest::keepsNanosecondsAndTheEpoch()
{
    constexpr std::int64_t kEpoch = 1'700'000'000'123'456'789;
    std::ofstream out(path(), std::ios::binary);
    PcapngWriter writer(out, CaptureLinkType::RawIp, "test", kEpoch);
    const Octets octets = Conversation::datagram(true, 1, 0, wire::TcpFlags::kSyn);
    writer.write(kStart + 1ns, octets, static_cast<std::uint32_t>(octets.size()));
    writer.write(kStart + 5s + 7ns, octets, static_cast<std::uint32_t>(octets.size()));
    out.close();
    const auto file = readCapture(path());
    QCOMPARE(file->epoch, kEpoch + 1);
    QVERIFY(file->trace->end() == kStart + 5s + 6ns);
}

void PcapngTest::cutPacketsKeepTheirLength()
{
    auto trace = std::make_unique<Trace>();
    Recorder recorder(*trace, 0);  // nothing is kept behind the headers
    const HostId host = recorder.addHost("client", Conversation::kClientAddress);
    const Octets octets = Conversation::datagram(true, 1, 0, wire::TcpFlags::kAck, Octets(1000, 'x'));
    recorder.packetSent(kStart, {host}, {Rule::TcpSendData}, octets);
    QVERIFY(savePcapng(*trace, host, path()));
    const auto file = readCapture(path());
    QCOMPARE(file->datagrams, std::size_t{1});
    const TracePacket& packet = *file->trace->packetOf((*file->trace)[std::size_t{0}]);
    QCOMPARE(packet.captured, std::uint32_t{Recorder::kHeaderOctetsKept});
    QCOMPARE(packet.length, 1040u);
}

void PcapngTest::saysWhyAFileCannotBeWritten()
{
    Conversation conversation;
    const auto saved = savePcapng(conversation.trace(), conversation.client(), "/no such folder/out.pcapng");
    QVERIFY(!saved);
    QVERIFY(describe(saved.error()).find("No such file") != std::string::npos);
}

void PcapngTest::tsharkSeesACleanHandshake()
{
    if (QStandardPaths::findExecutable("tshark").isEmpty())
        QSKIP("tshark is not installed");
    Conversation conversation;
    conversation.handshake();
    QVERIFY(savePcapng(conversation.trace(), conversation.client(), path()));
    const QString file = QString::fromStdString(path());
    QCOMPARE(tshark({"-r", file, "-T", "fields", "-e", "tcp.seq", "-e", "tcp.ack", "-E", "separator=,"}),
             QStringList({"0,0", "0,1", "1,1"}));
    QCOMPARE(tshark({"-r", file, "-T", "fields", "-e", "frame.comment"}).first(), QString("tcp.open.active (RFC 9293, 3.10.1)"));
    QCOMPARE(tshark({"-r", file, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-Y",
                     "_ws.malformed or tcp.analysis.flags or tcp.checksum.status == 0 or ip.checksum.status == 0"}),
             QStringList());
}

// What waited for a hardware address left later than it was sent, and what nobody answered for never left.
void PcapngTest::anEthernetIsSeenAsFrames()
{
    if (QStandardPaths::findExecutable("tshark").isEmpty())
        QSKIP("tshark is not installed");
    const MacAddress clientMac{{2, 0, 10, 0, 0, 1}}, serverMac{{2, 0, 10, 0, 0, 2}};
    Conversation talk;
    Recorder& recorder = talk.recorder();
    const LinkId forward = recorder.addLink({"client>server", talk.client(), talk.server(), clientMac, serverMac});
    recorder.addLink({"server>client", talk.server(), talk.client(), serverMac, clientMac});
    using wire::ArpMessage;
    const auto say = [&](Duration when, bool fromClient, const Octets& octets) {
        const Instant now = kStart + when;
        const EventId sent = recorder.packetSent(now, {fromClient ? talk.client() : talk.server()}, {Rule::ArpAsks}, octets);
        recorder.packetArrived(now + 1ms, {fromClient ? talk.server() : talk.client()}, {Rule::LinkDelivers, sent}, sent, octets);
        return sent;
    };
    const Octets syn = Conversation::datagram(true, 1000, 0, wire::TcpFlags::kSyn);
    const EventId sent = recorder.packetSent(kStart, {talk.client()}, {Rule::TcpActiveOpen}, syn);
    const EventId vain = recorder.packetSent(kStart, {talk.client()}, {Rule::TcpActiveOpen}, syn);
    say(1ms, true,
        wire::emitArp({ArpMessage::Operation::Request, clientMac, Conversation::kClientAddress, {}, Conversation::kServerAddress}));
    say(2ms, false,
        wire::emitArp({ArpMessage::Operation::Reply, serverMac, Conversation::kServerAddress, clientMac, Conversation::kClientAddress}));
    recorder.record(kStart + 3ms, {talk.client()}, {Rule::ArpWaits, sent}, PacketAltered{sent, forward, recorder.text("arp")});
    recorder.packetArrived(kStart + 4ms, {talk.server()}, {Rule::LinkDelivers, sent}, sent, syn);
    recorder.packetDropped(kStart + 5ms, {talk.client()}, {Rule::ArpUnanswered, vain}, vain, {}, "arp");
    QVERIFY(savePcapng(talk.trace(), talk.client(), path()));
    QCOMPARE(
        tshark({"-r", QString::fromStdString(path()), "-T", "fields", "-e", "frame.time_relative", "-e", "eth.src", "-e", "eth.dst", "-e",
                "_ws.col.Protocol"}),
        QStringList({"0.000000000\t02:00:0a:00:00:01\tff:ff:ff:ff:ff:ff\tARP", "0.002000000\t02:00:0a:00:00:02\t02:00:0a:00:00:01\tARP",
                     "0.002000000\t02:00:0a:00:00:01\t02:00:0a:00:00:02\tTCP"}));
}

// On a real network, whose frames the Trace does not hold.
void PcapngTest::arpIsNoDatagram()
{
    if (QStandardPaths::findExecutable("tshark").isEmpty())
        QSKIP("tshark is not installed");
    Conversation talk;
    talk.send(true, Rule::ArpAsks, wire::emitArp({wire::ArpMessage::Operation::Request, {}, Conversation::kClientAddress, {}, {}}));
    talk.handshake();
    QVERIFY(savePcapng(talk.trace(), talk.client(), path()));
    QCOMPARE(tshark({"-r", QString::fromStdString(path()), "-T", "fields", "-e", "tcp.flags"}).size(), 3);
}

QTEST_GUILESS_MAIN(PcapngTest)
#include "pcapng_test.moc"
