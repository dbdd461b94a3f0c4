// Captures of other programs: link types, connections, order, and files that are damaged.
#include <QtTest>

#include <pcap/pcap.h>

#include "base/random.h"
#include "capture/capture_file.h"
#include "capture/conversation.h"
#include "wire/ip.h"

using namespace tcplab;
using wire::TcpFlags;

namespace {

struct Packet {
    std::int64_t seconds = 0;
    Octets octets;
};

void writePcap(const std::string& path, int linkType, const std::vector<Packet>& packets)
{
    pcap_t* pcap = pcap_open_dead(linkType, 65535);
    pcap_dumper_t* dumper = pcap_dump_open(pcap, path.c_str());
    for (const Packet& packet : packets) {
        const auto size = static_cast<bpf_u_int32>(packet.octets.size());
        const pcap_pkthdr header{{packet.seconds, 0}, size, size};
        pcap_dump(reinterpret_cast<u_char*>(dumper), &header, packet.octets.data());
    }
    pcap_dump_close(dumper);
    pcap_close(pcap);
}

Octets behind(Octets header, const Octets& datagram)
{
    header.insert(header.end(), datagram.begin(), datagram.end());
    return header;
}

const Octets kSyn = Conversation::datagram(true, 1000, 0, TcpFlags::kSyn);
const Octets kSynAck = Conversation::datagram(false, 5000, 1001, TcpFlags::kSyn | TcpFlags::kAck);

// A SYN from 2001:db8::1 to 2001:db8::2, behind destination options and with octets of data that the capture may leave out.
Octets syn6()
{
    const Ipv6Address source = *parseIpv6("2001:db8::1"), destination = *parseIpv6("2001:db8::2");
    const Octets data(100, 'x'), options{wire::kProtocolTcp, 0, 1, 4, 0, 0, 0, 0};
    wire::TcpFields tcp;
    tcp.sourcePort = 40000;
    tcp.destinationPort = 80;
    tcp.flags = TcpFlags(TcpFlags::kSyn);
    Octets octets(wire::kIpv6HeaderOctets + options.size() + wire::kTcpHeaderOctets);
    std::copy(options.begin(), options.end(), octets.begin() + wire::kIpv6HeaderOctets);
    wire::emitTcp(tcp, source, destination, data, octets.data() + wire::kIpv6HeaderOctets + options.size());
    octets.insert(octets.end(), data.begin(), data.end());
    wire::emitIp({source, destination, 60}, octets.size() - wire::kIpv6HeaderOctets, octets.data());
    return octets;
}

}  // namespace

class CaptureFileTest : public QObject {
    Q_OBJECT
private slots:
    void readsEveryLinkType_data();
    void readsEveryLinkType();
    void readsIpv6OnEveryLinkType_data();
    void readsIpv6OnEveryLinkType();
    void readsIpv6ThatWasCut();
    void namesHostsByAddressAndTheRule();
    void bothEndsOfAConnection();
    void reusedPortsAreAnotherConnection();
    void packetsAreOrderedByTime();
    void countsWhatItLeavesOut();
    void paddingIsNotPartOfTheDatagram();
    void refusesUnknownLinkTypes();
    void refusesWhatIsNoCapture_data();
    void refusesWhatIsNoCapture();
    void readsUntilTheFileBreaksOff();
    void damagedFilesNeverCrash();

private:
    std::string path() const { return folder_.filePath("in.pcap").toStdString(); }
    std::shared_ptr<const Trace> read(int linkType, const std::vector<Packet>& packets)
    {
        writePcap(path(), linkType, packets);
        return readCapture(path()).value().trace;
    }
    void overwrite(const QByteArray& contents)
    {
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(contents);
    }
    QByteArray contents() const
    {
        QFile file(QString::fromStdString(path()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QTemporaryDir folder_;
};

void CaptureFileTest::readsEveryLinkType_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("header");
    const QByteArray macs = QByteArray::fromHex("ffffffffffff520000000001");
    QTest::newRow("Ethernet") << DLT_EN10MB << macs + QByteArray::fromHex("0800");
    QTest::newRow("Ethernet, two VLAN tags") << DLT_EN10MB
                                             << macs + QByteArray::fromHex(
                                                           "88a8000181000002"
                                                           "0800");
    QTest::newRow("raw IP") << DLT_RAW << QByteArray();
    QTest::newRow("raw IPv4") << DLT_IPV4 << QByteArray();
    QTest::newRow("Linux cooked") << DLT_LINUX_SLL
                                  << QByteArray::fromHex(
                                         "0000000100065200000000010000"
                                         "0800");
    QTest::newRow("Linux cooked 2") << DLT_LINUX_SLL2
                                    << QByteArray::fromHex(
                                           "0800"
                                           "0000"
                                           "00000001"
                                           "0001"
                                           "00"
                                           "06"
                                           "5200000000010000");
    QTest::newRow("loopback") << DLT_NULL << QByteArray::fromHex("02000000");
    QTest::newRow("OpenBSD loopback") << DLT_LOOP << QByteArray::fromHex("00000002");
}

void CaptureFileTest::readsEveryLinkType()
{
    QFETCH(int, type);
    QFETCH(QByteArray, header);
    const auto trace = read(type, {{1, behind(Octets(header.begin(), header.end()), kSyn)}});
    QCOMPARE(trace->size(), std::size_t{1});
    const OctetView octets = trace->packetOf((*trace)[std::size_t{0}])->view();
    QVERIFY(Octets(octets.begin(), octets.end()) == kSyn);
}

void CaptureFileTest::readsIpv6OnEveryLinkType_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("Ethernet") << DLT_EN10MB << QByteArray::fromHex("02000000000102000000000286dd");
    QTest::newRow("raw") << DLT_RAW << QByteArray();
    QTest::newRow("raw IPv6") << DLT_IPV6 << QByteArray();
    QTest::newRow("Linux cooked") << DLT_LINUX_SLL << QByteArray::fromHex("000000010006520000000001000086dd");
    QTest::newRow("loopback") << DLT_NULL << QByteArray::fromHex("1e000000");
}

void CaptureFileTest::readsIpv6OnEveryLinkType()
{
    QFETCH(int, type);
    QFETCH(QByteArray, header);
    Octets padded = behind(Octets(header.begin(), header.end()), syn6());
    padded.push_back(0);
    const auto trace = read(type, {{1, padded}});
    QCOMPARE(trace->size(), std::size_t{1});
    QCOMPARE(trace->host((*trace)[std::size_t{0}].host).name, std::string("2001:db8::1"));
    QCOMPARE(format(trace->connection((*trace)[std::size_t{0}].connection).remote), std::string("[2001:db8::2]:80"));
    const OctetView octets = trace->packetOf((*trace)[std::size_t{0}])->view();
    QVERIFY(Octets(octets.begin(), octets.end()) == syn6());
}

void CaptureFileTest::readsIpv6ThatWasCut()
{
    const Octets whole = syn6();
    const auto trace = read(DLT_RAW, {{1, Octets(whole.begin(), whole.begin() + 68)}, {2, Octets(whole.begin(), whole.begin() + 39)}});
    QCOMPARE(trace->size(), std::size_t{1});
    const TracePacket& packet = *trace->packetOf((*trace)[std::size_t{0}]);
    QCOMPARE(packet.captured, 68u);
    QCOMPARE(packet.length, static_cast<std::uint32_t>(whole.size()));
    QVERIFY((*trace)[std::size_t{0}].connection.valid());
}

void CaptureFileTest::namesHostsByAddressAndTheRule()
{
    const auto trace = read(DLT_RAW, {{1, kSyn}, {2, kSynAck}});
    QCOMPARE(trace->hostCount(), std::size_t{2});
    QCOMPARE(trace->host((*trace)[std::size_t{0}].host).name, std::string("10.0.0.1"));
    QCOMPARE(trace->host((*trace)[std::size_t{1}].host).name, std::string("10.0.0.2"));
    QVERIFY((*trace)[std::size_t{0}].rule == Rule::Observed);
    QVERIFY((*trace)[std::size_t{1}].at == kStart + 1s);
}

void CaptureFileTest::bothEndsOfAConnection()
{
    const auto trace = read(DLT_RAW, {{1, kSyn}, {2, kSynAck}, {3, Conversation::datagram(true, 1001, 5001, TcpFlags::kAck)}});
    QCOMPARE(trace->connectionCount(), std::size_t{2});
    QVERIFY((*trace)[std::size_t{0}].connection == (*trace)[std::size_t{2}].connection);
    const TraceConnection& server = trace->connection((*trace)[std::size_t{1}].connection);
    QCOMPARE(format(server.local), std::string("10.0.0.2:80"));
    QCOMPARE(format(server.remote), std::string("10.0.0.1:40000"));
}

void CaptureFileTest::reusedPortsAreAnotherConnection()
{
    const Octets again = Conversation::datagram(true, 9000, 0, TcpFlags::kSyn);
    const auto trace = read(DLT_RAW, {{1, kSyn}, {2, kSyn}, {3, kSynAck}, {4, again}, {5, kSynAck}});
    QCOMPARE(trace->connectionCount(), std::size_t{4});
    QVERIFY((*trace)[std::size_t{0}].connection == (*trace)[std::size_t{1}].connection);
    QVERIFY((*trace)[std::size_t{2}].connection != (*trace)[std::size_t{4}].connection);
}

void CaptureFileTest::packetsAreOrderedByTime()
{
    const auto trace = read(DLT_RAW, {{9, kSynAck}, {5, kSyn}});
    QCOMPARE(trace->host((*trace)[std::size_t{0}].host).name, std::string("10.0.0.1"));
    QVERIFY(trace->end() == kStart + 4s);
}

void CaptureFileTest::countsWhatItLeavesOut()
{
    const Octets ip6{0x60, 0, 0, 0, 0, 0, 59, 64};
    writePcap(path(), DLT_RAW, {{1, kSyn}, {2, ip6}, {3, {}}, {4, {0x45, 0, 0}}});
    const auto file = readCapture(path());
    QCOMPARE(file->datagrams, std::size_t{1});
    QCOMPARE(file->leftOut, std::size_t{3});
    QVERIFY(file->warnings.empty());
}

void CaptureFileTest::paddingIsNotPartOfTheDatagram()
{
    Octets padded = kSyn;
    padded.resize(46);
    const auto trace = read(DLT_RAW, {{1, padded}});
    QCOMPARE(trace->packetOf((*trace)[std::size_t{0}])->captured, 40u);
}

void CaptureFileTest::refusesUnknownLinkTypes()
{
    writePcap(path(), DLT_IEEE802_11, {{1, kSyn}});
    const auto file = readCapture(path());
    QVERIFY(!file);
    QVERIFY(file.error().sentence.english().find("IEEE802_11") != std::string::npos);
}

void CaptureFileTest::refusesWhatIsNoCapture_data()
{
    QTest::addColumn<QByteArray>("contents");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("this is no capture, whatever its name says\n");
    QTest::newRow("half a header") << QByteArray::fromHex("d4c3b2a10200");
    QTest::newRow("pcapng without an interface") << QByteArray::fromHex("0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000");
}

void CaptureFileTest::refusesWhatIsNoCapture()
{
    QFETCH(QByteArray, contents);
    overwrite(contents);
    const auto file = readCapture(path());
    QVERIFY(!file);
    QCOMPARE(file.error().file, path());
    QVERIFY(!file.error().sentence.empty());
    QVERIFY(!readCapture("/no/such/file.pcap"));
    QVERIFY(!readCapture(folder_.path().toStdString()));
}

void CaptureFileTest::readsUntilTheFileBreaksOff()
{
    writePcap(path(), DLT_RAW, {{1, kSyn}, {2, kSynAck}});
    overwrite(contents().chopped(7));
    const auto file = readCapture(path());
    QVERIFY(file);
    QCOMPARE(file->datagrams, std::size_t{1});
    QCOMPARE(file->warnings.size(), std::size_t{1});
    QVERIFY(file->warnings[0].sentence.english().find("behind packet 1") != std::string::npos);
}

void CaptureFileTest::damagedFilesNeverCrash()
{
    writePcap(path(), DLT_EN10MB, {{1, behind(Octets(14, 8), kSyn)}, {2, behind({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0}, kSynAck)}});
    const QByteArray good = contents();
    RandomStream random(1, "damage");
    for (int i = 0; i < 500; ++i) {
        QByteArray damaged = good.first(static_cast<qsizetype>(random.below(static_cast<std::uint64_t>(good.size())) + 1));
        for (std::uint64_t changes = random.below(5); changes > 0; --changes)
            damaged[static_cast<qsizetype>(random.below(static_cast<std::uint64_t>(damaged.size())))] = static_cast<char>(random.next());
        overwrite(damaged);
        if (const auto file = readCapture(path()))
            QVERIFY(file->datagrams <= 10);
    }
}

QTEST_GUILESS_MAIN(CaptureFileTest)
#include "capture_file_test.moc"
