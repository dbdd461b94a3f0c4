// Neighbour discovery's questions and answers.
#include <QtTest>

#include "wire/ip.h"
#include "wire/malformed_input.h"
#include "wire/neighbour.h"

using namespace tcplab;
using namespace tcplab::wire;

namespace {

const Ipv6Address kAsking = *tcplab::parseIpv6("fd00::1");
const Ipv6Address kTarget = *tcplab::parseIpv6("2001:db8::0201:2ff:fe03:0405");
constexpr MacAddress kMac{{0x02, 0, 0x0a, 0, 0, 2}};
const NeighbourMessage kQuestion{NeighbourMessage::Kind::Solicitation, kTarget, kMac};
const NeighbourMessage kAnswer{NeighbourMessage::Kind::Advertisement, kTarget, kMac, true, true};

Parsed<NeighbourMessage> read(const Octets& datagram)
{
    const auto ip = parseIp(datagram);
    if (!ip)
        return tl::unexpected(ip.error());
    const auto icmp = parseIcmp(ip->payload, ip->source, ip->destination);
    return icmp ? parseNeighbour(*icmp) : tl::unexpected(icmp.error());
}

}  // namespace

class NeighbourTest : public QObject {
    Q_OBJECT
private slots:
    void groupsAreThoseOfTheRfcs();
    void solicitationIsLaidOutAsRfc4861Says();
    void bothReadBack();
    void aMessageWithoutHardwareAddressReadsBack();
    void optionsWithoutLengthAreRefused();
    void otherMessagesAreRefused();
    void nothingMalformedCrashes();
};

// RFC 4291 §2.7.1, RFC 2464 §7.
void NeighbourTest::groupsAreThoseOfTheRfcs()
{
    const Ipv6Address group = solicitedNodeGroup(*tcplab::parseIpv6("4037::01:800:200e:8c6c"));
    QCOMPARE(format(group), std::string("ff02::1:ff0e:8c6c"));
    QVERIFY((groupMac(group) == MacAddress{{0x33, 0x33, 0xff, 0x0e, 0x8c, 0x6c}}));
    QCOMPARE(format(kAllNodes), std::string("ff02::1"));
}

// §4.3
void NeighbourTest::solicitationIsLaidOutAsRfc4861Says()
{
    const Octets octets = emitNeighbour(kQuestion, kAsking, solicitedNodeGroup(kTarget));
    QCOMPARE(octets.size(), kIpv6HeaderOctets + 32);
    QCOMPARE(int{octets[7]}, 255);
    Octets expected{135, 0, octets[42], octets[43], 0, 0, 0, 0};
    expected.insert(expected.end(), kTarget.octets.begin(), kTarget.octets.end());
    expected.insert(expected.end(), {1, 1, 0x02, 0, 0x0a, 0, 0, 2});
    QVERIFY(Octets(octets.begin() + 40, octets.end()) == expected);
    const Octets answer = emitNeighbour(kAnswer, kTarget, kAsking);
    QCOMPARE(int{answer[44]}, 0x60);
    QCOMPARE(int{answer[64]}, 2);
}

void NeighbourTest::bothReadBack()
{
    QVERIFY(read(emitNeighbour(kQuestion, kAsking, solicitedNodeGroup(kTarget))) == kQuestion);
    QVERIFY(read(emitNeighbour(kAnswer, kTarget, kAsking)) == kAnswer);
}

void NeighbourTest::aMessageWithoutHardwareAddressReadsBack()
{
    NeighbourMessage bare = kQuestion;
    bare.mac.reset();
    QVERIFY(read(emitNeighbour(bare, Ipv6Address{}, solicitedNodeGroup(kTarget))) == bare);
}

// §4.6
void NeighbourTest::optionsWithoutLengthAreRefused()
{
    Octets octets = emitNeighbour(kQuestion, kAsking, kTarget);
    octets[65] = 0;
    QVERIFY(read(octets).error() == Malformed::OptionLength);
    octets[65] = 2;
    QVERIFY(read(octets).error() == Malformed::OptionLength);
}

void NeighbourTest::otherMessagesAreRefused()
{
    Octets octets = emitNeighbour(kQuestion, kAsking, kTarget);
    octets[40] = 133;
    QVERIFY(read(octets).error() == Malformed::Type);
    octets[40] = 135;
    octets[41] = 1;
    QVERIFY(read(octets).error() == Malformed::Type);
    QVERIFY(parseNeighbour({kIcmpv6NeighbourSolicitation, 0, 0, {}}).error() == Malformed::TooShort);
}

void NeighbourTest::nothingMalformedCrashes()
{
    const Octets good = emitNeighbour(kAnswer, kTarget, kAsking);
    parseBeginnings(good, [](const Octets& octets) { read(octets); });
    parseDamaged(good, [](const Octets& octets) { read(octets); });
}

QTEST_GUILESS_MAIN(NeighbourTest)
#include "neighbour_test.moc"
