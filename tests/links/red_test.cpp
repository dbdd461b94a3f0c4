// RED: its average, and which datagrams it drops at which average.
#include <QtTest>

#include <cmath>

#include "link_red/average.h"
#include "link_red/plugin.h"
#include "links/stage_under_test.h"
#include "links/steady_load.h"
#include "wire/ip.h"

using namespace tcplab;

namespace {

// So slow that the queue stays as long as it is made, and an average that is the length itself: what is dropped shows the formula.
StageUnderTest red(double maximumProbability, bool ecn = false, std::uint64_t seed = 1, std::int64_t shift = 0)
{
    return {link_red::contribute,
            "link_red",
            {{"rate", Value{std::string("100 bit/s")}},
             {"minimumThreshold", Value{std::int64_t{10}}},
             {"maximumThreshold", Value{std::int64_t{20}}},
             {"maximumProbability", Value{maximumProbability}},
             {"averageShift", Value{shift}},
             {"queuePackets", Value{std::int64_t{15}}},
             {"ecn", Value{ecn}}},
            seed};
}

}  // namespace

class RedTest : public QObject {
    Q_OBJECT
private slots:
    void theAverageFollowsItsFormula()
    {
        link_red::Average average(4);
        double expected = 0;
        for (std::size_t i = 0; i < 1000; ++i) {
            const std::size_t length = i % 37;
            expected += (static_cast<double>(length) - expected) / 16;
            average.take(length);
            QVERIFY(std::abs(average.value() - expected) < 1e-6);
        }
    }

    void decayIsManyEmptyQueues()
    {
        for (const std::uint64_t times : {0, 1, 5, 100, 3000}) {
            link_red::Average slow(9), fast(9);
            for (int i = 0; i < 2000; ++i)
                slow.take(50), fast.take(50);
            for (std::uint64_t i = 0; i < times; ++i)
                slow.take(0);
            fast.decay(times);
            QVERIFY(std::abs(slow.value() - fast.value()) < 1e-5);
        }
        link_red::Average average(16);
        average.take(60000);
        average.decay(~std::uint64_t{0});
        QCOMPARE(average.value(), 0.0);
    }

    void belowTheMinimumNothingIsDropped()
    {
        auto link = red(1);
        for (std::uint32_t number = 0; number <= 10; ++number)
            link.offer(kStart, number);
        QVERIFY(link.drops().empty());
        QCOMPARE(link.stage().fill(), (QueueFill{10, 15000}));
    }

    // The queue stays at 15 of 10 … 20, so p is half the maximum probability; those that RED admits find it full. From one
    // early drop to the next it is 1 … 1/p arrivals, each as likely: (1/p + 1)/2 on average.
    void distancesOfDropsAreUniform()
    {
        auto link = red(0.1);
        constexpr std::uint32_t kMany = 100'000;
        for (std::uint32_t number = 0; number < kMany; ++number)
            link.offer(kStart, number, 20);
        std::vector<double> distances(21);
        double early = 0;
        std::uint32_t last = 0;
        for (const Drop& drop : link.drops()) {
            if (drop.rule != Rule::LinkRed)
                continue;
            if (early > 0 && last > 1000) {
                QVERIFY(drop.number - last <= 20);
                distances[drop.number - last] += 1;
            }
            last = drop.number;
            early += 1;
        }
        const double mean = 10.5, deviation = std::sqrt((20 * 20 - 1) / 12.0);
        const double expected = kMany / mean;
        QVERIFY(std::abs(early - expected) < 5 * std::sqrt(expected) * deviation / mean + 100);
        for (std::size_t distance = 1; distance <= 20; ++distance)
            QVERIFY(std::abs(distances[distance] - early / 20) < 5 * std::sqrt(early / 20) + 10);
    }

    void aboveTheMaximumEverythingIsDroppedMarksOrNot()
    {
        StageUnderTest link(link_red::contribute, "link_red",
                            {{"rate", Value{std::string("100 bit/s")}},
                             {"minimumThreshold", Value{std::int64_t{2}}},
                             {"maximumThreshold", Value{std::int64_t{4}}},
                             {"maximumProbability", Value{0.0}},
                             {"averageShift", Value{std::int64_t{0}}},
                             {"ecn", Value{true}}});
        for (std::uint32_t number = 0; number < 10; ++number)
            link.stage().offer(kStart, {ectDatagram(false), EventId(number)});
        // One is transmitted, four wait; the rest meets an average of 4.
        QCOMPARE(link.drops().size(), std::size_t{5});
        for (const Drop& drop : link.drops())
            QVERIFY(drop.rule == Rule::LinkRed);
    }

    void marksInsteadWhereTheSenderUnderstands()
    {
        for (const int ecn : {0, 1, 2}) {
            auto link = red(1, true);
            std::uint32_t number = 0;
            for (; number <= 15; ++number)
                link.stage().offer(kStart, {ectDatagram(false, static_cast<std::uint8_t>(ecn)), EventId(number)});
            int marked = 0;
            for (Instant next = link.stage().nextRelease(); next != kNever; next = link.stage().nextRelease()) {
                const auto packet = link.stage().release(next);
                const auto ip = wire::parseIp(packet.datagram);
                QVERIFY(ip->checksumCorrect);
                marked += (ip->trafficClass & 3) == 3;
            }
            const bool drops =
                std::any_of(link.drops().begin(), link.drops().end(), [](const Drop& drop) { return drop.rule == Rule::LinkRed; });
            QCOMPARE(marked > 0, ecn != 0);
            QCOMPARE(link.alterations().size(), static_cast<std::size_t>(marked));
            QVERIFY(marked == 0 || link.alterations().front().rule == Rule::LinkRedMarks);
            QCOMPARE(drops, ecn == 0);
        }
    }

    void aShortBurstDoesNotMoveTheAverage()
    {
        auto link = red(1, false, 1, 9);
        for (std::uint32_t number = 0; number < 16; ++number)
            link.offer(kStart, number);
        QVERIFY(link.drops().empty());
    }
};

QTEST_GUILESS_MAIN(RedTest)
#include "red_test.moc"
