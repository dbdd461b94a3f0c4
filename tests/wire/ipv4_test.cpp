// The Internet checksum and IPv4 datagrams.
#include <QtTest>

#include "wire/checksum.h"
#include "wire/ipv4.h"
#include "wire/malformed_input.h"

using namespace tcplab;
using namespace tcplab::wire;

namespace {

// A header of a real datagram; its checksum is b861.
const Octets kCaptured{0x45, 0x00, 0x00, 0x73, 0x00, 0x00, 0x40, 0x00, 0x40, 0x11,
                       0xb8, 0x61, 0xc0, 0xa8, 0x00, 0x01, 0xc0, 0xa8, 0x00, 0xc7};

std::uint16_t checksumOf(OctetView octets)
{
    ChecksumSum sum;
    sum.add(octets);
    return sum.checksum();
}

Octets datagramWith(const Ipv4Fields& fields, const Octets& payload)
{
    Octets octets(kIpv4HeaderOctets);
    emitIpv4(fields, payload.size(), octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

}  // namespace

class Ipv4Test : public QObject {
    Q_OBJECT
private slots:
    void checksumOfTheRfcExample();
    void checksumOfOddAndLongData();
    void checksumInPiecesIsTheSame();
    void pseudoHeaderCounts();
    void pseudoHeaderOfIpv6Counts();
    void checksumIsTheSumOfWords();
    void readsAKnownHeader();
    void everyFieldReadsBack();
    void paddingIsLeftOut();
    void optionsAreTold();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();
    void nothingMalformedCrashes();
};

void Ipv4Test::checksumOfTheRfcExample()
{
    // RFC 1071 §3: the sum of these octets is ddf2.
    const Octets example{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
    QCOMPARE(checksumOf(example), std::uint16_t(~0xddf2));
    QCOMPARE(checksumOf({}), std::uint16_t{0xffff});
}

void Ipv4Test::checksumOfOddAndLongData()
{
    // An odd last octet counts as the upper half of a word (RFC 1071 §4.1).
    for (std::size_t size = 1; size < 70; ++size) {
        Octets octets;
        std::uint32_t plain = 0;
        for (std::size_t i = 0; i < size; ++i) {
            octets.push_back(static_cast<std::uint8_t>(251 - 7 * i));
            plain += i % 2 == 0 ? std::uint32_t{octets[i]} << 8 : octets[i];
        }
        while (plain >> 16)
            plain = (plain & 0xffff) + (plain >> 16);
        QCOMPARE(checksumOf(octets), static_cast<std::uint16_t>(~plain));
    }
    QCOMPARE(checksumOf(Octets(65'534, 0xff)), std::uint16_t{0});
}

void Ipv4Test::checksumInPiecesIsTheSame()
{
    ChecksumSum sum;
    sum.add(OctetView(kCaptured).first(6));
    sum.add(OctetView(kCaptured).subspan(6));
    QCOMPARE(sum.checksum(), std::uint16_t{0});
}

void Ipv4Test::pseudoHeaderCounts()
{
    const Octets asOctets{10, 0, 0, 1, 10, 0, 0, 2, 0, 6, 0, 20};
    ChecksumSum sum;
    sum.addPseudoHeader(Ipv4Address{0x0a000001}, Ipv4Address{0x0a000002}, kProtocolTcp, 20);
    QCOMPARE(sum.checksum(), checksumOf(asOctets));
}

// RFC 8200 §8.1, written out.
void Ipv4Test::pseudoHeaderOfIpv6Counts()
{
    const Ipv6Address source = *parseIpv6("2001:db8::1"), destination = *parseIpv6("fe80::abcd:ef01:2345:6789");
    Octets asOctets(source.octets.begin(), source.octets.end());
    asOctets.insert(asOctets.end(), destination.octets.begin(), destination.octets.end());
    asOctets.insert(asOctets.end(), {0, 1, 0x12, 0x34, 0, 0, 0, 17});
    ChecksumSum sum;
    sum.addPseudoHeader(source, destination, kProtocolUdp, 0x11234);
    QCOMPARE(sum.checksum(), checksumOf(asOctets));
}

// RFC 1071 §1 word by word, as the reference for what goes faster.
void Ipv4Test::checksumIsTheSumOfWords()
{
    RandomStream random(1, "octets");
    for (std::size_t size = 0; size < 300; ++size) {
        Octets octets(size + 1);
        for (std::uint8_t& octet : octets)
            octet = random.chance(0.3) ? 0xff : static_cast<std::uint8_t>(random.next());
        const OctetView unaligned = OctetView(octets).subspan(1);
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < size; ++i)
            sum += i % 2 == 0 ? unaligned[i] << 8 : unaligned[i];
        while (sum >> 16)
            sum = (sum & 0xffff) + (sum >> 16);
        ChecksumSum inOne, inTwo;
        inOne.add(unaligned);
        inTwo.add(unaligned.first(size / 2 / 2 * 2));
        inTwo.add(unaligned.subspan(size / 2 / 2 * 2));
        QCOMPARE(inOne.checksum(), static_cast<std::uint16_t>(~sum));
        QCOMPARE(inTwo.checksum(), static_cast<std::uint16_t>(~sum));
    }
}

void Ipv4Test::readsAKnownHeader()
{
    Octets octets = kCaptured;
    octets.resize(0x73);
    const auto datagram = parseIpv4(octets);
    QVERIFY(datagram && datagram->checksumCorrect);
    QCOMPARE(datagram->fields.protocol, kProtocolUdp);
    QCOMPARE(format(datagram->fields.source), std::string("192.168.0.1"));
    QCOMPARE(format(datagram->fields.destination), std::string("192.168.0.199"));
    QCOMPARE(datagram->payload.size(), std::size_t{0x73 - 20});
    QVERIFY(datagram->fields.dontFragment && !datagram->fields.moreFragments);
    octets[8] -= 1;
    QVERIFY(!parseIpv4(octets)->checksumCorrect);
}

void Ipv4Test::everyFieldReadsBack()
{
    RandomStream random(1, "fields");
    for (int i = 0; i < 1000; ++i) {
        Ipv4Fields fields;
        fields.trafficClass = static_cast<std::uint8_t>(random.next());
        fields.identification = static_cast<std::uint16_t>(random.next());
        fields.dontFragment = random.chance(0.5);
        fields.moreFragments = random.chance(0.5);
        fields.fragmentOffset = static_cast<std::uint16_t>(random.below(8192));
        fields.timeToLive = static_cast<std::uint8_t>(random.next());
        fields.protocol = static_cast<std::uint8_t>(random.next());
        fields.source.value = static_cast<std::uint32_t>(random.next());
        fields.destination.value = static_cast<std::uint32_t>(random.next());
        const Octets payload(random.below(50), 0x5a);
        const Octets octets = datagramWith(fields, payload);
        const auto datagram = parseIpv4(octets);
        QVERIFY(datagram && datagram->checksumCorrect && datagram->fields == fields);
        QVERIFY(Octets(datagram->payload.begin(), datagram->payload.end()) == payload);
    }
}

void Ipv4Test::paddingIsLeftOut()
{
    Octets octets = datagramWith({}, {1, 2, 3});
    octets.resize(46);
    QCOMPARE(parseIpv4(octets)->payload.size(), std::size_t{3});
}

void Ipv4Test::optionsAreTold()
{
    Octets octets = datagramWith({}, {7});
    octets.insert(octets.begin() + 20, {0x94, 4, 0, 0});  // router alert
    octets[0] = 0x46;
    octets[3] = 25;
    const auto datagram = parseIpv4(octets);
    QVERIFY(datagram);
    QCOMPARE(datagram->options.size(), std::size_t{4});
    QCOMPARE(int{datagram->payload[0]}, 7);
}

void Ipv4Test::namesWhatIsWrong_data()
{
    QTest::addColumn<int>("at");
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("wrong");
    QTest::newRow("version 6") << 0 << 0x65 << int(Malformed::WrongVersion);
    QTest::newRow("header of 16 octets") << 0 << 0x44 << int(Malformed::HeaderLength);
    QTest::newRow("header of 60 octets, which are not there") << 0 << 0x4f << int(Malformed::HeaderLength);
    QTest::newRow("total length under the header's") << 3 << 19 << int(Malformed::TotalLength);
    QTest::newRow("total length above what is there") << 2 << 1 << int(Malformed::TotalLength);
}

void Ipv4Test::namesWhatIsWrong()
{
    QFETCH(int, at);
    QFETCH(int, value);
    QFETCH(int, wrong);
    Octets octets = datagramWith({}, {1, 2, 3, 4});
    octets[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(value);
    const auto datagram = parseIpv4(octets);
    QVERIFY(!datagram);
    QCOMPARE(int(datagram.error()), wrong);
}

void Ipv4Test::nothingMalformedCrashes()
{
    const Octets good = datagramWith({}, {1, 2, 3, 4});
    parseBeginnings(good, [&](const Octets& octets) { QCOMPARE(parseIpv4(octets).has_value(), octets.size() == good.size()); });
    parseDamaged(good, [](const Octets& octets) {
        if (const auto datagram = parseIpv4(octets))
            checksumOf(datagram->payload);
    });
}

QTEST_GUILESS_MAIN(Ipv4Test)
#include "ipv4_test.moc"
