// TCP segments and their options.
#include <QtTest>

#include "base/result.h"
#include "wire/malformed_input.h"
#include "wire/tcp.h"

using namespace tcplab;
using namespace tcplab::wire;

namespace {

constexpr Ipv4Address kSource{0x0a000001}, kDestination{0x0a000002};

Octets segmentWith(const TcpFields& fields, const Octets& payload = {})
{
    Octets octets(kTcpHeaderOctets + optionOctets(fields.options));
    const std::size_t header = emitTcp(fields, kSource, kDestination, payload, octets.data());
    TCPLAB_ASSURE(header == octets.size());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

// An empty segment whose options are these octets.
Octets segmentWithOptions(Octets options)
{
    options.resize((options.size() + 3) / 4 * 4);
    Octets octets = segmentWith({});
    octets[12] = static_cast<std::uint8_t>((5 + options.size() / 4) << 4);
    octets.insert(octets.end(), options.begin(), options.end());
    return octets;
}

TcpOptions optionsReadFrom(const Octets& options)
{
    const Octets octets = segmentWithOptions(options);
    return parseTcp(octets, kSource, kDestination).value().fields.options;
}

TcpOptions linuxSynOptions()
{
    TcpOptions options;
    options.maximumSegmentSize = 1460;
    options.sackPermitted = true;
    options.timestamps = TcpOptions::Timestamps{0x01020304, 0};
    options.windowScale = 7;
    return options;
}

TcpOptions someOptions(RandomStream& random)
{
    TcpOptions options;
    if (random.chance(0.5))
        options.maximumSegmentSize = static_cast<std::uint16_t>(random.next());
    if (random.chance(0.5))
        options.windowScale = static_cast<std::uint8_t>(random.below(15));
    options.sackPermitted = random.chance(0.5);
    if (random.chance(0.5))
        options.timestamps = TcpOptions::Timestamps{static_cast<std::uint32_t>(random.next()), static_cast<std::uint32_t>(random.next())};
    options.sackCount = static_cast<std::uint8_t>(random.below(options.timestamps || options.sackPermitted ? 3 : 5));
    if (options.maximumSegmentSize || options.windowScale)
        options.sackCount = std::min<std::uint8_t>(options.sackCount, 1);
    for (std::size_t i = 0; i < options.sackCount; ++i)
        options.sack[i] = {SeqNumber(static_cast<std::uint32_t>(random.next())), SeqNumber(static_cast<std::uint32_t>(random.next()))};
    return options;
}

}  // namespace

class TcpTest : public QObject {
    Q_OBJECT
private slots:
    void everyFieldReadsBack();
    void checksumCoversPseudoHeaderAndPayload();
    void optionsStandInLinuxOrder();
    void sackBlocksThatDoNotFitAreLeftOut();
    void unknownOptionsAreSkipped();
    void illegalOptionLengthsEndTheReading_data();
    void illegalOptionLengthsEndTheReading();
    void windowScaleIsAtMost14();
    void lengthCountsSynAndFin();
    void flagsAsText();
    void headerLengthsThatLie();
    void nothingMalformedCrashes();
};

void TcpTest::everyFieldReadsBack()
{
    RandomStream random(1, "segments");
    for (int i = 0; i < 2000; ++i) {
        TcpFields fields;
        fields.sourcePort = static_cast<std::uint16_t>(random.next());
        fields.destinationPort = static_cast<std::uint16_t>(random.next());
        fields.seq = SeqNumber(static_cast<std::uint32_t>(random.next()));
        fields.ack = SeqNumber(static_cast<std::uint32_t>(random.next()));
        fields.flags = TcpFlags(static_cast<std::uint8_t>(random.next()));
        fields.window = static_cast<std::uint16_t>(random.next());
        fields.urgentPointer = static_cast<std::uint16_t>(random.next());
        fields.options = someOptions(random);
        const Octets payload(random.below(5), 0xa5);
        const Octets octets = segmentWith(fields, payload);
        const auto segment = parseTcp(octets, kSource, kDestination);
        QVERIFY(segment && segment->checksumCorrect);
        QVERIFY(segment->fields == fields);
        QVERIFY(Octets(segment->payload.begin(), segment->payload.end()) == payload);
    }
}

void TcpTest::checksumCoversPseudoHeaderAndPayload()
{
    Octets octets = segmentWith({}, {'d', 'a', 't', 'a', '!'});
    QVERIFY(parseTcp(octets, kSource, kDestination)->checksumCorrect);
    QVERIFY(!parseTcp(octets, kSource, Ipv4Address{kDestination.value + 1})->checksumCorrect);
    octets.back() ^= 1;
    QVERIFY(!parseTcp(octets, kSource, kDestination)->checksumCorrect);
}

void TcpTest::optionsStandInLinuxOrder()
{
    TcpFields syn;
    syn.options = linuxSynOptions();
    const Octets octets = segmentWith(syn);
    const Octets expected{2, 4, 5, 0xb4, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7};
    QVERIFY(Octets(octets.begin() + 20, octets.end()) == expected);
}

void TcpTest::sackBlocksThatDoNotFitAreLeftOut()
{
    TcpFields fields;
    fields.options.timestamps = TcpOptions::Timestamps{1, 2};
    fields.options.sackCount = 4;
    const Octets octets = segmentWith(fields);
    QCOMPARE(octets.size(), std::size_t{60});
    QCOMPARE(int{parseTcp(octets, kSource, kDestination)->fields.options.sackCount}, 3);
}

void TcpTest::unknownOptionsAreSkipped()
{
    const TcpOptions options = optionsReadFrom({34, 6, 1, 2, 3, 4, 1, 253, 2, 2, 4, 5, 0xb4});
    QCOMPARE(int{options.maximumSegmentSize.value_or(0)}, 1460);
}

void TcpTest::illegalOptionLengthsEndTheReading_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("length 0") << QByteArray::fromHex("0200020405b4");
    QTest::newRow("length 1") << QByteArray::fromHex("0201020405b4");
    QTest::newRow("behind the header") << QByteArray::fromHex("01010109");
    QTest::newRow("kind without length") << QByteArray::fromHex("01010102");
    QTest::newRow("end of list") << QByteArray::fromHex("00020405b4");
}

void TcpTest::illegalOptionLengthsEndTheReading()
{
    QFETCH(QByteArray, octets);
    QVERIFY(optionsReadFrom(Octets(octets.begin(), octets.end())) == TcpOptions{});
}

void TcpTest::windowScaleIsAtMost14() { QCOMPARE(int{*optionsReadFrom({3, 3, 15, 0}).windowScale}, 14); }

void TcpTest::lengthCountsSynAndFin()
{
    TcpFields fields;
    fields.flags = TcpFlags(TcpFlags::kSyn | TcpFlags::kFin);
    QCOMPARE(parseTcp(segmentWith(fields), kSource, kDestination)->length(), 2u);
    const Octets withData = segmentWith({}, {1, 2, 3});
    QCOMPARE(parseTcp(withData, kSource, kDestination)->length(), 3u);
}

void TcpTest::flagsAsText()
{
    QCOMPARE(format(TcpFlags(TcpFlags::kSyn | TcpFlags::kAck)), std::string("SYN,ACK"));
    for (int bits = 0; bits < 256; ++bits) {
        const TcpFlags flags(static_cast<std::uint8_t>(bits));
        QVERIFY(parseTcpFlags(format(flags)) == flags);
    }
    for (const char* text : {"", "syn", "SYN,", "SYN ACK", "SYN,,ACK", "XYZ"})
        QVERIFY2(!parseTcpFlags(text), text);
}

void TcpTest::headerLengthsThatLie()
{
    Octets octets = segmentWith({});
    octets[12] = 4 << 4;
    QVERIFY(parseTcp(octets, kSource, kDestination).error() == Malformed::HeaderLength);
    octets[12] = 6 << 4;
    QVERIFY(parseTcp(octets, kSource, kDestination).error() == Malformed::HeaderLength);
}

void TcpTest::nothingMalformedCrashes()
{
    TcpFields syn;
    syn.options = linuxSynOptions();
    const Octets good = segmentWith(syn, {1, 2, 3});
    const auto parse = [](const Octets& octets) { parseTcp(octets, kSource, kDestination); };
    parseBeginnings(good, parse);
    parseDamaged(good, parse);
    QVERIFY(parseTcp({}, kSource, kDestination).error() == Malformed::TooShort);
}

QTEST_GUILESS_MAIN(TcpTest)
#include "tcp_test.moc"
