// What happens to single datagrams by chance: duplication, reordering, damage.
#include <QtTest>

#include <cmath>
#include <set>

#include "link_damage/plugin.h"
#include "link_duplicate/plugin.h"
#include "link_reorder/plugin.h"
#include "links/stage_under_test.h"
#include "wire/checksum.h"

using namespace tcplab;

namespace {

Value text(const char* value) { return Value{std::string(value)}; }

// `happened` of `trials` with `probability` each: five standard deviations are missed once in a million.
bool isPlausible(double happened, double trials, double probability)
{
    return std::abs(happened - trials * probability) <= 5 * std::sqrt(trials * probability * (1 - probability));
}

constexpr std::uint32_t kMany = 100'000;

std::uint16_t sumOf(OctetView octets)
{
    wire::ChecksumSum sum;
    sum.add(octets);
    return sum.checksum();
}

int bitsThatDiffer(const Octets& before, const PacketBuffer& after)
{
    int bits = 0;
    for (std::size_t i = 0; i < before.size(); ++i)
        bits += __builtin_popcount(before[i] ^ std::as_const(after)[i]);
    return bits;
}

// A UDP-like datagram over IPv4 of pseudorandom octets; the header is well-formed.
Octets ipv4Datagram(std::size_t octets, RandomStream& random)
{
    Octets datagram(octets);
    for (auto& octet : datagram)
        octet = static_cast<std::uint8_t>(random.next());
    datagram[0] = 0x45;
    datagram[2] = static_cast<std::uint8_t>(octets >> 8);
    datagram[3] = static_cast<std::uint8_t>(octets);
    datagram[6] = 0x40, datagram[7] = 0;
    return datagram;
}

class Damaged {
public:
    explicit Damaged(ValueMap given, std::uint64_t seed = 1) : stage_(link_damage::contribute, "link_damage", given, seed) {}
    PacketBuffer operator()(const Octets& datagram)
    {
        PacketBuffer sealed(datagram);
        sealed.seal();
        stage_.stage().offer(kStart, {std::move(sealed), EventId(1)});
        return stage_.stage().release(kStart).datagram;
    }

private:
    StageUnderTest stage_;
};

}  // namespace

class MishapsTest : public QObject {
    Q_OBJECT
private slots:
    void duplicatesFollowTheirOriginals()
    {
        StageUnderTest stage(link_duplicate::contribute, "link_duplicate", {{"probability", Value{1.0}}, {"after", text("3 ms")}});
        stage.offer(kStart, 1);
        stage.offer(kStart + 1ms, 2);
        const std::vector<Release> expected{{kStart, 1}, {kStart + 1ms, 2}, {kStart + 3ms, 1}, {kStart + 4ms, 2}};
        QCOMPARE(stage.drain(), expected);
        const std::vector<Drop> told{{kStart, 1, Rule::LinkDuplicates}, {kStart + 1ms, 2, Rule::LinkDuplicates}};
        QCOMPARE(stage.alterations(), told);
    }

    void duplicatesAreTheSameOctets()
    {
        StageUnderTest stage(link_duplicate::contribute, "link_duplicate", {{"probability", Value{1.0}}});
        stage.offer(kStart, 7, 40);
        const auto first = stage.stage().release(kStart);
        const auto second = stage.stage().release(kStart);
        QVERIFY(first.datagram == numbered(7, 40).datagram);
        QVERIFY(second.datagram == numbered(7, 40).datagram);
        QVERIFY(stage.stage().nextRelease() == kNever);
    }

    void noneIsDuplicatedWithProbabilityZero()
    {
        StageUnderTest stage(link_duplicate::contribute, "link_duplicate", {{"probability", Value{0.0}}});
        for (std::uint32_t number = 0; number < 1000; ++number)
            stage.offer(kStart, number, 20);
        QCOMPARE(stage.drain().size(), std::size_t{1000});
    }

    void duplicatesItsShare()
    {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            StageUnderTest stage(link_duplicate::contribute, "link_duplicate", {{"probability", Value{0.05}}}, seed);
            for (std::uint32_t number = 0; number < kMany; ++number)
                stage.offer(kStart, number, 20);
            QVERIFY(isPlausible(static_cast<double>(stage.drain().size()) - kMany, kMany, 0.05));
        }
    }

    void isHeldBackForItsTime()
    {
        StageUnderTest stage(link_reorder::contribute, "link_reorder", {{"probability", Value{1.0}}, {"heldBack", text("2 ms")}});
        stage.offer(kStart, 1);
        QCOMPARE(stage.stage().nextRelease(), kStart + 2ms);
        const std::vector<Drop> told{{kStart, 1, Rule::LinkHoldsBack}};
        QCOMPARE(stage.alterations(), told);
    }

    void reordersItsShareAndLosesNone()
    {
        StageUnderTest stage(link_reorder::contribute, "link_reorder", {{"probability", Value{0.02}}, {"heldBack", text("2500 us")}});
        std::vector<std::uint32_t> order;
        for (std::uint32_t number = 0; number < kMany; ++number) {
            const Instant now = kStart + number * 1ms;
            while (stage.stage().nextRelease() < now)
                order.push_back(stage.stage().release(now).sent.number());
            stage.offer(now, number, 20);
        }
        for (const Release& release : stage.drain())
            order.push_back(release.number);
        QCOMPARE(order.size(), std::size_t{kMany});
        QCOMPARE(std::set<std::uint32_t>(order.begin(), order.end()).size(), std::size_t{kMany});
        // Late is who comes behind a higher number: who was held back, unless both behind it were held back, too.
        double late = 0;
        std::uint32_t highest = 0;
        for (const std::uint32_t number : order) {
            late += number < highest;
            highest = std::max(highest, number);
        }
        QVERIFY(isPlausible(late, kMany, 0.02 * (1 - 0.02 * 0.02)));
    }

    void theSameSeedDoesTheSame()
    {
        const auto run = [](std::uint64_t seed) {
            StageUnderTest stage(link_reorder::contribute, "link_reorder", {{"probability", Value{0.3}}}, seed);
            for (std::uint32_t number = 0; number < 1000; ++number)
                stage.offer(kStart, number, 20);
            return stage.drain();
        };
        QCOMPARE(run(3), run(3));
        QVERIFY(run(3) != run(4));
    }

    // RFC 1071: a burst of up to 15 bits changes the one's complement sum, wherever it falls.
    void aChecksumFindsEveryShortBurst_data()
    {
        QTest::addColumn<qint64>("bits");
        for (const qint64 bits : {1, 2, 8, 15})
            QTest::addRow("%lld", bits) << bits;
    }
    void aChecksumFindsEveryShortBurst()
    {
        QFETCH(qint64, bits);
        Damaged damaged({{"probability", Value{1.0}}, {"bits", Value{std::int64_t{bits}}}});
        RandomStream random(5, "datagrams");
        for (int i = 0; i < 5000; ++i) {
            const Octets datagram = ipv4Datagram(20 + 2 * (1 + random.below(100)), random);
            const PacketBuffer after = damaged(datagram);
            QCOMPARE(after.size(), datagram.size());
            QVERIFY(bitsThatDiffer(datagram, after) >= 1);
            QVERIFY(bitsThatDiffer(datagram, after) <= bits);
            QVERIFY(std::equal(datagram.begin(), datagram.begin() + 20, after.begin()));  // the IP header is spared
            QVERIFY(sumOf(datagram) != sumOf(after));
            QVERIFY(!after.sealed());  // or the Trace would show what was sent
        }
    }

    void anywhereIsEverywhereAlike()
    {
        Damaged damaged({{"probability", Value{1.0}}, {"where", text("anywhere")}});
        RandomStream random(5, "datagram");
        const Octets datagram = ipv4Datagram(50, random);
        std::vector<double> hits(8 * datagram.size());
        for (std::uint32_t i = 0; i < kMany; ++i) {
            const PacketBuffer after = damaged(datagram);
            for (std::size_t bit = 0; bit < hits.size(); ++bit)
                hits[bit] += ((datagram[bit / 8] ^ after[bit / 8]) >> (7 - bit % 8)) & 1;
        }
        for (const double count : hits)
            QVERIFY(isPlausible(count, kMany, 1.0 / static_cast<double>(hits.size())));
    }

    void damagesItsShareAndNoOther()
    {
        Damaged damaged({{"probability", Value{0.01}}});
        RandomStream random(5, "datagram");
        const Octets datagram = ipv4Datagram(60, random);
        double hurt = 0;
        for (std::uint32_t i = 0; i < kMany; ++i) {
            const PacketBuffer after = damaged(datagram);
            const int bits = bitsThatDiffer(datagram, after);
            QCOMPARE(after.sealed(), bits == 0);
            hurt += bits;
        }
        QVERIFY(isPlausible(hurt, kMany, 0.01));
    }

    // Whatever comes: nothing behind the header, not IP at all, nothing at all.
    void oddDatagramsPass()
    {
        Damaged damaged({{"probability", Value{1.0}}, {"bits", Value{std::int64_t{1000}}}});
        RandomStream random(5, "datagram");
        QCOMPARE(bitsThatDiffer(ipv4Datagram(20, random), damaged(ipv4Datagram(20, random))) >= 0, true);
        QCOMPARE(damaged(Octets(3, 0xee)).size(), std::size_t{3});
        QVERIFY(damaged(Octets{}).empty());
    }
};

QTEST_GUILESS_MAIN(MishapsTest)
#include "mishaps_test.moc"
