// Ethernet frames and ARP.
#include <QtTest>

#include "wire/ethernet.h"
#include "wire/malformed_input.h"

using namespace tcplab;
using namespace tcplab::wire;

namespace {
constexpr MacAddress kOurs{{0x02, 0, 0x0a, 0, 0, 2}};
constexpr MacAddress kTheirs{{0x52, 0x54, 0, 0x12, 0x34, 0x56}};
const ArpMessage kQuestion{ArpMessage::Operation::Request, kTheirs, {0x0a000001}, {}, {0x0a000002}};
}  // namespace

class FramesTest : public QObject {
    Q_OBJECT
private slots:
    void ethernetReadsBack();
    void arpIsLaidOutAsRfc826Says();
    void arpReadsBackEvenWithPadding();
    void arpForOtherNetworksIsRefused();
    void nothingMalformedCrashes();
};

void FramesTest::ethernetReadsBack()
{
    const Octets payload{1, 2, 3};
    const Octets octets = emitEthernet({kBroadcast, kOurs, kEtherTypeIpv4, payload});
    QCOMPARE(octets.size(), kEthernetHeaderOctets + 3);
    const auto frame = parseEthernet(octets);
    QVERIFY(frame && frame->destination == kBroadcast && frame->source == kOurs);
    QCOMPARE(frame->etherType, kEtherTypeIpv4);
    QVERIFY(Octets(frame->payload.begin(), frame->payload.end()) == payload);
    QVERIFY(parseEthernet(OctetView(octets).first(13)).error() == Malformed::TooShort);
}

void FramesTest::arpIsLaidOutAsRfc826Says()
{
    const Octets expected{0, 1, 8, 0, 6, 4, 0, 1, 0x52, 0x54, 0, 0x12, 0x34, 0x56, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2};
    QVERIFY(emitArp(kQuestion) == expected);
}

void FramesTest::arpReadsBackEvenWithPadding()
{
    Octets octets = emitArp(kQuestion);
    QVERIFY(parseArp(octets) == kQuestion);
    octets.resize(46);
    QVERIFY(parseArp(octets) == kQuestion);
}

void FramesTest::arpForOtherNetworksIsRefused()
{
    for (const std::size_t at : {0u, 2u, 4u, 5u, 6u}) {
        Octets octets = emitArp(kQuestion);
        octets[at] = 99;
        QVERIFY(parseArp(octets).error() == Malformed::Type);
    }
}

void FramesTest::nothingMalformedCrashes()
{
    const auto parseAll = [](const Octets& octets) {
        parseEthernet(octets);
        parseArp(octets);
    };
    parseBeginnings(emitArp(kQuestion), parseAll);
    parseDamaged(emitArp(kQuestion), parseAll);
    QVERIFY(!parseArp({}) && !parseEthernet({}));
}

QTEST_GUILESS_MAIN(FramesTest)
#include "frames_test.moc"
