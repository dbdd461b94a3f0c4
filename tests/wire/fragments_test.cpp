// Datagrams taken apart and put together.
#include <QtTest>

#include "base/random.h"
#include "base/result.h"
#include "wire/fragments.h"

using namespace tcplab;
using namespace tcplab::wire;
using Verdict = Reassembly::Verdict;

namespace {

const IpAddress kSource4 = Ipv4Address{0x0a000001}, kDestination4 = Ipv4Address{0x0a000002};
const IpAddress kSource6 = *tcplab::parseIpv6("fd00::1"), kDestination6 = *tcplab::parseIpv6("fd00::2");

Octets datagramOf(bool v6, std::size_t payload, std::uint8_t trafficClass = 0)
{
    IpFields fields{v6 ? kSource6 : kSource4, v6 ? kDestination6 : kDestination4, kProtocolUdp, trafficClass};
    const std::size_t header = ipHeaderOctets(v6 ? 6 : 4);
    Octets octets(header + payload);
    emitIp(fields, payload, octets.data());
    for (std::size_t i = 0; i < payload; ++i)
        octets[header + i] = static_cast<std::uint8_t>(i * 7 + i / 256);
    return octets;
}

OctetView payloadOf(const Octets& datagram) { return parseIp(datagram).value().payload; }

bool samePayload(const Octets& a, const Octets& b)
{
    const OctetView x = payloadOf(a), y = payloadOf(b);
    return std::equal(x.begin(), x.end(), y.begin(), y.end());
}

// A host that takes in fragments at one instant, and names them by number.
class Receiver {
public:
    Verdict take(const Octets& octets)
    {
        Reassembly::Taken taken = reassembly_.take(now, parseIp(octets).value(), octets, tag_++);
        whole = std::move(taken.datagram);
        return taken.verdict;
    }
    std::vector<Verdict> takeAll(const std::vector<Octets>& fragments)
    {
        std::vector<Verdict> verdicts;
        for (const Octets& octets : fragments)
            verdicts.push_back(take(octets));
        return verdicts;
    }
    Reassembly* operator->() { return &reassembly_; }

    Instant now = kStart;
    Octets whole;

private:
    Reassembly reassembly_;
    std::uint32_t tag_ = 0;
};

// With another offset, in units of 8, or other flags.
Octets moved(Octets fragment, std::uint16_t offset, bool more)
{
    const bool v6 = fragment[0] >> 4 == 6;
    if (v6) {
        emitIpv6Fragment({parseIp(fragment)->fragment->identification, offset, more}, kProtocolUdp, fragment.data() + kIpv6HeaderOctets);
        return fragment;
    }
    Ipv4Fields fields = wire::parseIpv4(fragment)->fields;
    fields.fragmentOffset = offset;
    fields.moreFragments = more;
    emitIpv4(fields, fragment.size() - kIpv4HeaderOctets, fragment.data());
    return fragment;
}

}  // namespace

class FragmentsTest : public QObject {
    Q_OBJECT
private slots:
    void piecesFitAndAreWellFormed();
    void whatFitsStaysWhole();
    void anyOrderMakesTheSameDatagram();
    void twoDatagramsDoNotMix();
    void repetitionsDoNoHarm();
    void overlapInIpv6DropsEverything();
    void overlapInIpv4TakesTheLastCopy();
    void twoEndsDropEverything();
    void lengthsThatCannotBeAreRefused();
    void congestionIsHandedOn();
    void patienceEnds();
    void theSenderIsToldOnlyOfAFirstFragment();
    void aFloodGivesUpTheOldest();
    void endlessCopiesAreNotCounted();
};

void FragmentsTest::piecesFitAndAreWellFormed()
{
    for (const bool v6 : {false, true})
        for (const std::size_t mtu : {68u, 576u, 1280u, 1501u}) {
            const auto fragments = fragmentsOf(datagramOf(v6, 5000), mtu, 77);
            std::uint32_t at = 0;
            for (const Octets& octets : fragments) {
                QVERIFY(octets.size() <= mtu);
                const auto ip = parseIp(octets);
                QVERIFY(ip && ip->checksumCorrect && ip->fragment && ip->protocol == kProtocolUdp && !(ip->dontFragment && !v6));
                QCOMPARE(ip->fragment->offset, at);
                QCOMPARE(ip->fragment->identification, 77u);
                QCOMPARE(ip->fragment->more, &octets != &fragments.back());
                at += static_cast<std::uint32_t>(ip->payload.size());
            }
            QCOMPARE(at, 5000u);
        }
}

void FragmentsTest::whatFitsStaysWhole()
{
    const Octets datagram = datagramOf(false, 1000);
    QVERIFY(fragmentsOf(datagram, 1020, 1) == std::vector<Octets>{datagram});
    QCOMPARE(fragmentsOf(datagram, 1019, 1).size(), std::size_t{2});
}

void FragmentsTest::anyOrderMakesTheSameDatagram()
{
    RandomStream random(1, "orders");
    for (int i = 0; i < 300; ++i) {
        const bool v6 = random.chance(0.5);
        const Octets datagram = datagramOf(v6, 100 + random.below(4000));
        auto fragments = fragmentsOf(datagram, 68 + random.below(200), static_cast<std::uint32_t>(i));
        if (fragments.size() < 2)
            continue;
        for (std::size_t j = fragments.size(); j > 1; --j)
            std::swap(fragments[j - 1], fragments[random.below(j)]);
        Receiver receiver;
        const auto verdicts = receiver.takeAll(fragments);
        QVERIFY(std::all_of(verdicts.begin(), verdicts.end() - 1, [](Verdict verdict) { return verdict == Verdict::Waiting; }));
        QVERIFY(verdicts.back() == Verdict::Whole);
        QVERIFY(samePayload(receiver.whole, datagram));
        const auto ip = parseIp(receiver.whole);
        QVERIFY(ip->checksumCorrect && !ip->fragment && ip->protocol == kProtocolUdp);
        QCOMPARE(receiver->size(), std::size_t{0});
        QVERIFY(receiver->nextWake() == kNever);
    }
}

void FragmentsTest::twoDatagramsDoNotMix()
{
    const auto first = fragmentsOf(datagramOf(false, 1000), 600, 1), second = fragmentsOf(datagramOf(false, 1000), 600, 2);
    Receiver receiver;
    QVERIFY(receiver.take(first[0]) == Verdict::Waiting);
    QVERIFY(receiver.take(second[1]) == Verdict::Waiting);
    QCOMPARE(receiver->size(), std::size_t{2});
    QVERIFY(receiver.take(first[1]) == Verdict::Whole);
    QVERIFY(receiver.take(second[0]) == Verdict::Whole);
}

// RFC 8200 §4.5 allows to drop exact repetitions only.
void FragmentsTest::repetitionsDoNoHarm()
{
    for (const bool v6 : {false, true}) {
        const Octets datagram = datagramOf(v6, 3000);
        const auto fragments = fragmentsOf(datagram, 1280, 1);
        Receiver receiver;
        QVERIFY(receiver.take(fragments[0]) == Verdict::Waiting);
        QVERIFY(receiver.take(fragments[0]) == Verdict::Repeated);
        QVERIFY(receiver.take(fragments[2]) == Verdict::Waiting);
        QVERIFY(receiver.take(fragments[2]) == Verdict::Repeated);
        QVERIFY(receiver.take(fragments[1]) == Verdict::Whole);
        QVERIFY(samePayload(receiver.whole, datagram));
    }
}

// RFC 5722: the datagram with all of its fragments, those that come later as well.
void FragmentsTest::overlapInIpv6DropsEverything()
{
    const auto fragments = fragmentsOf(datagramOf(true, 3000), 1280, 1);
    Receiver receiver;
    QVERIFY(receiver.take(fragments[0]) == Verdict::Waiting);
    QVERIFY(receiver.take(moved(fragments[1], 10, true)) == Verdict::Inconsistent);
    for (const Octets& fragment : fragments)
        QVERIFY(receiver.take(fragment) == Verdict::Inconsistent);
    receiver.now += Reassembly::kPatience;
    QVERIFY(!receiver->nextGivenUp(receiver.now));
    const auto again = receiver.takeAll(fragments);
    QVERIFY(again.back() == Verdict::Whole);
}

// RFC 791 §3.2
void FragmentsTest::overlapInIpv4TakesTheLastCopy()
{
    const Octets datagram = datagramOf(false, 3000);
    const auto fragments = fragmentsOf(datagram, 1280, 1);
    Octets forged = fragments[1];
    for (std::size_t i = kIpv4HeaderOctets; i < forged.size(); ++i)
        forged[i] = 0xee;
    Receiver receiver;
    QVERIFY(receiver.take(fragments[2]) == Verdict::Waiting);
    QVERIFY(receiver.take(moved(forged, 100, true)) == Verdict::Waiting);
    QVERIFY(receiver.take(fragments[1]) == Verdict::Waiting);
    QVERIFY(receiver.take(fragments[0]) == Verdict::Whole);
    QVERIFY(samePayload(receiver.whole, datagram));
}

void FragmentsTest::twoEndsDropEverything()
{
    for (const bool v6 : {false, true}) {
        const auto fragments = fragmentsOf(datagramOf(v6, 3000), 1280, 1);
        Receiver early;
        early.take(fragments[2]);
        QVERIFY(early.take(moved(fragments[2], 900, false)) == Verdict::Inconsistent);
        Receiver behind;
        behind.take(fragments[2]);
        QVERIFY(behind.take(moved(fragments[1], 900, true)) == Verdict::Inconsistent);
        Receiver before;
        before.take(fragments[1]);
        QVERIFY(before.take(moved(fragments[2], 1, false)) == Verdict::Inconsistent);
    }
}

void FragmentsTest::lengthsThatCannotBeAreRefused()
{
    for (const bool v6 : {false, true}) {
        const auto fragments = fragmentsOf(datagramOf(v6, 3001), 1280, 1);
        Receiver receiver;
        QVERIFY(receiver.take(moved(fragments[2], 0, true)) == Verdict::Malformed);  // no multiple of 8
        QVERIFY(receiver.take(moved(fragments[1], 0x1fff, false)) == Verdict::Malformed);
        QCOMPARE(receiver->size(), std::size_t{0});
    }
}

// RFC 3168 §5.3
void FragmentsTest::congestionIsHandedOn()
{
    const auto ect = fragmentsOf(datagramOf(false, 1000, 2), 600, 1);
    const auto marked = fragmentsOf(datagramOf(false, 1000, 3), 600, 1);
    const auto none = fragmentsOf(datagramOf(false, 1000, 0), 600, 1);
    Receiver receiver;
    receiver.takeAll({ect[0], marked[1]});
    QCOMPARE(int{parseIp(receiver.whole)->trafficClass}, 3);
    Receiver mixed;
    QVERIFY(mixed.takeAll({none[0], marked[1]}).back() == Verdict::Inconsistent);
}

void FragmentsTest::patienceEnds()
{
    const auto fragments = fragmentsOf(datagramOf(true, 3000), 1280, 1);
    Receiver receiver;
    receiver.take(fragments[0]);
    receiver.now += 30s;
    receiver.take(fragments[1]);
    QVERIFY(receiver->nextWake() == kStart + 60s);
    QVERIFY(!receiver->nextGivenUp(kStart + 60s - 1ns));
    const auto given = receiver->nextGivenUp(kStart + 60s);
    QVERIFY(given && given->source == kSource6 && given->destination == kDestination6);
    QVERIFY((given->tags == std::vector<std::uint32_t>{0, 1}));
    QVERIFY(!receiver->nextGivenUp(kStart + 60s) && receiver->nextWake() == kNever);
}

// RFC 1122 §3.3.2
void FragmentsTest::theSenderIsToldOnlyOfAFirstFragment()
{
    const auto fragments = fragmentsOf(datagramOf(false, 3000), 1280, 1);
    Receiver receiver;
    receiver.take(fragments[1]);
    QVERIFY(receiver->nextGivenUp(kStart + 60s)->first.empty());
    receiver.take(fragments[0]);
    const Octets first = receiver->nextGivenUp(kStart + 60s)->first;
    QCOMPARE(first.size(), Reassembly::kQuotedMax);
    QVERIFY(std::equal(first.begin(), first.end(), fragments[0].begin()));
}

void FragmentsTest::aFloodGivesUpTheOldest()
{
    Receiver receiver;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        receiver.now += 1ms;
        receiver.take(fragmentsOf(datagramOf(true, 3000), 1280, i)[1]);
        QVERIFY(receiver->size() <= Reassembly::kDatagramsMax);
        const auto given = receiver->nextGivenUp(receiver.now);
        QCOMPARE(given.has_value(), i >= Reassembly::kDatagramsMax);
        if (given)
            QCOMPARE(given->tags.front(), static_cast<std::uint32_t>(i - Reassembly::kDatagramsMax));
    }
}

void FragmentsTest::endlessCopiesAreNotCounted()
{
    auto fragments = fragmentsOf(datagramOf(false, 3000), 1280, 1);
    Receiver receiver;
    for (std::size_t i = 0; i < Reassembly::kFragmentsMax; ++i) {
        ++fragments[0].back();
        QVERIFY(receiver.take(fragments[0]) == Verdict::Waiting);
    }
    ++fragments[0].back();
    QVERIFY(receiver.take(fragments[0]) == Verdict::Inconsistent);
}

QTEST_GUILESS_MAIN(FragmentsTest)
#include "fragments_test.moc"
