// What is written as pcapng, and that tshark finds a clean conversation in it.
#include <QtTest>

#include <fstream>
#include <sstream>

#include "capture/capture_file.h"
#include "capture/conversation.h"
#include "capture/pcapng.h"

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

QTEST_GUILESS_MAIN(PcapngTest)
#include "pcapng_test.moc"
