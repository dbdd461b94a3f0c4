// PIE: its controller step by step, and what becomes of a load that does not yield.
#include <QtTest>

#include <cmath>

#include "link_pie/plugin.h"
#include "link_pie/probability.h"
#include "links/stage_under_test.h"
#include "links/steady_load.h"
#include "wire/ip.h"

using namespace tcplab;

namespace {

// 12 Mbit/s: 1500 octets a millisecond.
StageUnderTest pie(bool ecn = false, std::uint64_t seed = 1)
{
    return {link_pie::contribute, "link_pie", {{"rate", Value{std::string("12 Mbit/s")}}, {"ecn", Value{ecn}}}, seed};
}

link_pie::DropProbability controller() { return link_pie::DropProbability({15ms, 0.125, 1.25}); }

bool isNear(double found, double expected) { return std::abs(found - expected) <= 1e-9 * std::abs(expected); }

}  // namespace

class PieTest : public QObject {
    Q_OBJECT
private slots:
    // RFC 8033 §4.2 by hand: alpha times what the delay is above the target, beta times what it has grown, over 2048 as long as
    // the probability is below 1e-6, over 512 below 1e-5, and so on.
    void eachStepIsTheFormula()
    {
        auto probability = controller();
        probability.update(35ms);  // 0.125 · 20 ms + 1.25 · 35 ms
        double expected = 0.04625 / 2048;
        QVERIFY(isNear(probability.value(), expected));
        probability.update(35ms);  // no growth, and 2.3e-5 is in the band of 128
        expected += 0.0025 / 128;
        QVERIFY(isNear(probability.value(), expected));
        probability.update(25ms);  // below 1e-4 still: 0.125 · 10 ms - 1.25 · 10 ms
        expected -= 0.01125 / 128;
        QCOMPARE(expected < 0, true);
        QCOMPARE(probability.value(), 0.0);
    }

    void stepsGrowWithTheProbability()
    {
        auto probability = controller();
        double before = 0;
        // The same excess again and again: within each band the same step.
        for (int i = 0; i < 200'000 && probability.value() < 1; ++i) {
            probability.update(95ms);
            if (i > 0) {
                const double divisor = before < 1e-6   ? 2048
                                       : before < 1e-5 ? 512
                                       : before < 1e-4 ? 128
                                       : before < 1e-3 ? 32
                                       : before < 1e-2 ? 8
                                       : before < 0.1  ? 2
                                                       : 1;
                QVERIFY(std::abs(probability.value() - std::min(1.0, before + 0.01 / divisor)) < 1e-12);
            }
            before = probability.value();
        }
        QCOMPARE(probability.value(), 1.0);
    }

    void anEmptyQueueBringsItToRest()
    {
        auto probability = controller();
        for (int i = 0; i < 1000; ++i)
            probability.update(95ms);
        probability.update(0ns);
        const double before = probability.value();
        QVERIFY(before > 0.1);
        probability.update(0ns);
        QVERIFY(isNear(probability.value(), (before - 0.125 * 0.015) * 0.98));
        for (int i = 0; i < 1000 && !probability.isAtRest(); ++i)
            probability.update(0ns);
        QVERIFY(probability.isAtRest());
    }

    // A sender that does not yield offers `load` times the rate: what is too much has to go, so the probability settles at
    // 1 - 1/load, and then the delay settles at the target.
    void aSteadyLoadIsHeldAtTheTarget_data()
    {
        QTest::addColumn<qint64>("distance");
        QTest::addColumn<double>("excess");
        QTest::newRow("a tenth too much") << qint64{900'000} << 0.1;
        QTest::newRow("twice the rate") << qint64{500'000} << 0.5;
    }
    void aSteadyLoadIsHeldAtTheTarget()
    {
        QFETCH(qint64, distance);
        QFETCH(double, excess);
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            auto link = pie(false, seed);
            double waits = 0, samples = 0;
            std::uint32_t number = 0;
            for (Instant now = kStart; now < kStart + 60s; now += Duration{distance}, ++number) {
                while (link.stage().nextRelease() <= now)
                    link.stage().release(link.stage().nextRelease());
                if (now > kStart + 20s) {
                    waits += link.stage().fill().packets;  // a millisecond each
                    ++samples;
                }
                link.stage().offer(now, {ectDatagram(false, 0), EventId(number)});
            }
            const auto late =
                std::count_if(link.drops().begin(), link.drops().end(), [](const Drop& drop) { return drop.at > kStart + 20s; });
            QVERIFY(std::abs(static_cast<double>(late) / samples - excess) < 0.01);
            const double mean = waits / samples;
            QVERIFY2(mean > 13 && mean < 17, std::to_string(mean).c_str());
            for (const Drop& drop : link.drops())
                QVERIFY(drop.rule == Rule::LinkPie);
        }
    }

    // §4.4: nothing is dropped for the burst allowance, however long the queue.
    void aBurstPasses()
    {
        auto link = pie();
        const auto drops = dropsUnderLoad(link, 250us, 2s);
        QVERIFY(!drops.empty());
        QVERIFY(drops.front().at >= kStart + 150ms);
        QVERIFY(drops.front().at < kStart + 1s);
    }

    void aShortQueueIsLeftAlone()
    {
        auto link = pie();
        // The link is always busy, and at most three wait.
        for (std::uint32_t turn = 0; turn < 2000; ++turn) {
            const Instant now = kStart + turn * 4ms;
            while (link.stage().nextRelease() <= now)
                link.stage().release(link.stage().nextRelease());
            for (std::uint32_t i = 0; i < 4; ++i)
                link.offer(now, 4 * turn + i);
        }
        QVERIFY(link.drops().empty());
    }

    // §4.1: two that wait are no queue to speak of, even where they take longer than the target.
    void dropsNeverLeaveTheLinkIdle()
    {
        StageUnderTest link(link_pie::contribute, "link_pie", {{"rate", Value{std::string("1 Mbit/s")}}});
        link.offer(kStart, 0);
        link.offer(kStart, 1);
        for (std::uint32_t number = 2; number < 2000; ++number) {
            const Instant now = kStart + (number - 2) * 12ms;  // one is transmitted in this time
            while (link.stage().nextRelease() <= now)
                link.stage().release(now);
            link.offer(now, number);
        }
        QVERIFY(link.drops().empty());
        QCOMPARE(link.stage().fill().packets, 2u);
    }

    // §5.1: marks below a probability of 0.1, drops from there on.
    void marksInsteadWhereTheSenderUnderstands()
    {
        auto link = pie(true);
        std::size_t marked = 0;
        offerSteadily(link, 970us, 30s, ectDatagram(false), [&](const TransitPacket& packet) {
            const auto ip = wire::parseIp(packet.datagram);
            QVERIFY(ip && ip->checksumCorrect);
            marked += (ip->trafficClass & 3) == 3;
        });
        QVERIFY(marked > 10);
        QVERIFY(link.alterations().size() >= marked);
        // This sender ignores them: the probability passes 0.1, and then it is drops that help.
        QVERIFY(!link.drops().empty());
        QVERIFY(link.alterations().front().at < link.drops().front().at);
        for (const Drop& mark : link.alterations())
            QVERIFY(mark.rule == Rule::LinkPieMarks);

        auto deaf = pie(true);
        dropsUnderLoad(deaf, 970us, 30s);
        QVERIFY(deaf.alterations().empty());
        QVERIFY(!deaf.drops().empty());
    }

    // Updates of hours without a datagram are made up at once.
    void aLongSilenceIsForgotten()
    {
        auto link = pie();
        offerSteadily(link, 500us, 5s, ectDatagram(false, 0));
        link.drain();
        const std::size_t before = link.drops().size();
        const Instant later = kStart + std::chrono::hours(8000);
        for (std::uint32_t number = 0; number < 100; ++number)
            link.offer(later, number);
        QCOMPARE(link.drops().size(), before);
    }
};

QTEST_GUILESS_MAIN(PieTest)
#include "pie_test.moc"
