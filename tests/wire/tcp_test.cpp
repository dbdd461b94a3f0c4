// TCP segments and their options.
#include <QtTest>

#include "base/result.h"
#include "wire/malformed_input.h"
#include "wire/tcp.h"

using namespace tcplab;
using namespace tcplab::wire;

namespace {

constexpr Ipv4Address kSource{0x0a000001}, kDestination{0x0a000002};

Octets segmentWith(const TcpFields& fields, const Octets& payload = {}, OptionOrder order = OptionOrder::Linux)
{
    Octets octets(kTcpHeaderOctets + optionOctets(fields.options, order));
    const std::size_t header = emitTcp(fields, kSource, kDestination, payload, octets.data(), order);
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

Octets optionsWritten(const TcpOptions& options, OptionOrder order)
{
    TcpFields fields;
    fields.options = options;
    const Octets octets = segmentWith(fields, {}, order);
    return Octets(octets.begin() + kTcpHeaderOctets, octets.end());
}

FastOpenCookie cookieOf(std::uint8_t length, bool experimental = false)
{
    FastOpenCookie cookie{length, {}, experimental};
    for (std::uint8_t i = 0; i < length; ++i)
        cookie.octets[i] = static_cast<std::uint8_t>(0xc0 + i);
    return cookie;
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
    if (options.sackCount == 0 && random.chance(0.5))
        options.fastOpen = cookieOf(random.chance(0.5) ? 0 : static_cast<std::uint8_t>(4 + 2 * random.below(6)), random.chance(0.5));
    else if (options.sackCount == 0 && random.chance(0.5))
        options.userTimeout = static_cast<std::uint16_t>(random.next());
    return options;
}

}  // namespace

class TcpTest : public QObject {
    Q_OBJECT
private slots:
    void everyFieldReadsBack();
    void checksumCoversPseudoHeaderAndPayload();
    void optionsStandInLinuxOrder();
    void optionsStandInFreeBsdOrder_data();
    void optionsStandInFreeBsdOrder();
    void timestampsAloneStandAlikeInBothOrders();
    void fastOpenStandsLast_data();
    void fastOpenStandsLast();
    void fastOpenOfAnotherLengthIsAbsent();
    void userTimeoutReadsBack();
    void userTimeoutIsRoundedUp();
    void sackBlocksThatDoNotFitAreLeftOut();
    void whatDoesNotFitIsLeftOutByNeed();
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
        fields.flags = TcpFlags(static_cast<std::uint16_t>(random.next()));
        fields.window = static_cast<std::uint16_t>(random.next());
        fields.urgentPointer = static_cast<std::uint16_t>(random.next());
        fields.options = someOptions(random);
        const Octets payload(random.below(5), 0xa5);
        const Octets octets = segmentWith(fields, payload, random.chance(0.5) ? OptionOrder::Linux : OptionOrder::FreeBsd);
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
    QVERIFY(parseTcp(octets, kSource, kDestination, Checksums::Hold)->checksumCorrect);  // not looked at
}

void TcpTest::optionsStandInLinuxOrder()
{
    TcpFields syn;
    syn.options = linuxSynOptions();
    const Octets octets = segmentWith(syn);
    const Octets expected{2, 4, 5, 0xb4, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7};
    QVERIFY(Octets(octets.begin() + 20, octets.end()) == expected);
}

void TcpTest::optionsStandInFreeBsdOrder_data()
{
    QTest::addColumn<bool>("scale");
    QTest::addColumn<bool>("sack");
    QTest::addColumn<bool>("timestamps");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("all") << true << true << true << QByteArray::fromHex("020405b4010303070402080a0102030400000000");
    QTest::newRow("no SACK") << true << false << true << QByteArray::fromHex("020405b4010303070101080a0102030400000000");
    QTest::newRow("no timestamps") << true << true << false << QByteArray::fromHex("020405b40103030704020000");
    QTest::newRow("SACK only") << false << true << false << QByteArray::fromHex("020405b404020000");
    QTest::newRow("MSS only") << false << false << false << QByteArray::fromHex("020405b4");
}

void TcpTest::optionsStandInFreeBsdOrder()
{
    QFETCH(bool, scale);
    QFETCH(bool, sack);
    QFETCH(bool, timestamps);
    QFETCH(QByteArray, expected);
    TcpOptions options = linuxSynOptions();
    options.sackPermitted = sack;
    if (!scale)
        options.windowScale.reset();
    if (!timestamps)
        options.timestamps.reset();
    QVERIFY(optionsWritten(options, OptionOrder::FreeBsd) == Octets(expected.begin(), expected.end()));
}

// RFC 7323 appendix A: the layout that the fast path reads.
void TcpTest::timestampsAloneStandAlikeInBothOrders()
{
    TcpOptions options;
    options.timestamps = TcpOptions::Timestamps{0x01020304, 0x05060708};
    const Octets expected{1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8};
    for (const OptionOrder order : {OptionOrder::Linux, OptionOrder::FreeBsd})
        QVERIFY(optionsWritten(options, order) == expected);
    QVERIFY(optionsReadFrom(expected) == options);
}

void TcpTest::fastOpenStandsLast_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<bool>("experimental");
    QTest::addColumn<int>("order");
    QTest::addColumn<QByteArray>("expected");
    const int linux = int(OptionOrder::Linux), freeBsd = int(OptionOrder::FreeBsd);
    QTest::newRow("request") << 0 << false << linux << QByteArray::fromHex("020405b422020101");
    QTest::newRow("request, FreeBSD") << 0 << false << freeBsd << QByteArray::fromHex("020405b422020000");
    QTest::newRow("cookie of 4") << 4 << false << linux << QByteArray::fromHex("020405b42206c0c1c2c30101");
    QTest::newRow("cookie of 6") << 6 << false << linux << QByteArray::fromHex("020405b42208c0c1c2c3c4c5");
    QTest::newRow("experimental request") << 0 << true << linux << QByteArray::fromHex("020405b4fe04f989");
    QTest::newRow("experimental cookie") << 4 << true << linux << QByteArray::fromHex("020405b4fe08f989c0c1c2c3");
}

void TcpTest::fastOpenStandsLast()
{
    QFETCH(int, length);
    QFETCH(bool, experimental);
    QFETCH(int, order);
    QFETCH(QByteArray, expected);
    TcpOptions options;
    options.maximumSegmentSize = 1460;
    options.fastOpen = cookieOf(static_cast<std::uint8_t>(length), experimental);
    const Octets written = optionsWritten(options, static_cast<OptionOrder>(order));
    QVERIFY(written == Octets(expected.begin(), expected.end()));
    QVERIFY(optionsReadFrom(written) == options);
}

// RFC 7413 §4.1.1.
void TcpTest::fastOpenOfAnotherLengthIsAbsent()
{
    for (const int length : {1, 2, 3, 5, 7, 15, 17, 18}) {
        Octets option(static_cast<std::size_t>(2 + length), 0xcc);
        option[0] = 34;
        option[1] = static_cast<std::uint8_t>(2 + length);
        QVERIFY(!optionsReadFrom(option).fastOpen);
    }
    QVERIFY(!optionsReadFrom({254, 4, 0xf9, 0x88}).fastOpen);
    QVERIFY(!optionsReadFrom({254, 3, 0xf9, 0}).fastOpen);
}

void TcpTest::userTimeoutReadsBack()
{
    TcpOptions options;
    options.userTimeout = 0x8005;
    for (const OptionOrder order : {OptionOrder::Linux, OptionOrder::FreeBsd})
        QVERIFY((optionsWritten(options, order) == Octets{28, 4, 0x80, 5}));
    QVERIFY(optionsReadFrom({28, 4, 0x80, 5}) == options);
    QVERIFY(!optionsReadFrom({28, 3, 0x80, 0}).userTimeout);
}

void TcpTest::userTimeoutIsRoundedUp()
{
    QCOMPARE(int{userTimeoutOption(100s)}, 100);
    QCOMPARE(int{userTimeoutOption(1500ms)}, 2);
    QCOMPARE(int{userTimeoutOption(32767s)}, 32767);
    QCOMPARE(int{userTimeoutOption(32768s)}, 0x8000 | 547);
    QCOMPARE(int{userTimeoutOption(360000000s)}, 0xffff);
    QVERIFY(userTimeoutOf(0x8002) == 120s && userTimeoutOf(0x7fff) == 32767s && userTimeoutOf(0x8000) == 0s);
}

void TcpTest::whatDoesNotFitIsLeftOutByNeed()
{
    for (const OptionOrder order : {OptionOrder::Linux, OptionOrder::FreeBsd}) {
        TcpOptions options = linuxSynOptions();
        options.fastOpen = cookieOf(16);
        QVERIFY(optionsReadFrom(optionsWritten(options, order)) == options);
        TcpOptions more = options;
        more.userTimeout = 7;
        QVERIFY(optionsReadFrom(optionsWritten(more, order)) == options);
        more.sackCount = 1;
        QVERIFY(optionsReadFrom(optionsWritten(more, order)) == options);
        more.fastOpen.reset();
        more.userTimeout.reset();
        QVERIFY(optionsReadFrom(optionsWritten(more, order)) == more);
    }
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
    const TcpOptions options = optionsReadFrom({30, 6, 1, 2, 3, 4, 1, 253, 2, 2, 4, 5, 0xb4});
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
    for (int bits = 0; bits < 0x1000; ++bits) {
        const TcpFlags flags(static_cast<std::uint16_t>(bits));
        QVERIFY(parseTcpFlags(format(flags)) == flags);
    }
    QCOMPARE(format(TcpFlags(TcpFlags::kSyn | TcpFlags::kEce | TcpFlags::kCwr | TcpFlags::kAe)), std::string("SYN,ECE,CWR,AE"));
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
