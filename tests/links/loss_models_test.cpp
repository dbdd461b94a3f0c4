// Losses in bursts (Gilbert and Elliott), and those that the author chose.
#include <QtTest>

#include <cmath>
#include <map>

#include "link_gilbert_elliott/plugin.h"
#include "link_lose/plugin.h"
#include "links/stage_under_test.h"

using namespace tcplab;

namespace {

ValueMap twoStates(double becomesBad, double becomesGood, double lossWhenGood = 0, double lossWhenBad = 1)
{
    return {{"becomesBad", Value{becomesBad}},
            {"becomesGood", Value{becomesGood}},
            {"lossWhenGood", Value{lossWhenGood}},
            {"lossWhenBad", Value{lossWhenBad}}};
}

std::vector<std::uint32_t> lostInBursts(const ValueMap& given, std::uint32_t packets, std::uint64_t seed = 1)
{
    StageUnderTest link(link_gilbert_elliott::contribute, "link_gilbert_elliott", given, seed);
    std::vector<std::uint32_t> lost;
    for (std::uint32_t number = 1; number <= packets; ++number)
        link.offer(kStart, number, 20);
    for (const Drop& drop : link.drops())
        lost.push_back(drop.number);
    return lost;
}

std::vector<std::uint32_t> lostByChoice(const ValueMap& given, std::uint32_t packets)
{
    StageUnderTest link(link_lose::contribute, "link_lose", given);
    std::vector<std::uint32_t> lost;
    for (std::uint32_t number = 1; number <= packets; ++number)
        link.offer(kStart, number, 20);
    for (const Drop& drop : link.drops()) {
        if (drop.rule == Rule::LinkLosesChosen)
            lost.push_back(drop.number);
    }
    return lost;
}

using Numbers = std::vector<std::uint32_t>;

}  // namespace

class LossModelsTest : public QObject {
    Q_OBJECT
private slots:
    // The chain is bad for p/(p+q) of the time; successive datagrams depend on each other by 1-p-q, which makes the variance of
    // their mean (2-p-q)/(p+q) times that of independent ones.
    void burstsLoseTheirShare()
    {
        constexpr std::uint32_t kMany = 200'000;
        constexpr double p = 0.02, q = 0.25;
        const double share = p / (p + q) * 0.8 + q / (p + q) * 0.01;
        const double deviation = std::sqrt(kMany * share * (1 - share) * (2 - p - q) / (p + q));
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const double lost = static_cast<double>(lostInBursts(twoStates(p, q, 0.01, 0.8), kMany, seed).size());
            QVERIFY(std::abs(lost - kMany * share) < 5 * deviation);
        }
    }

    // With losses in the bad state only, and all of them there, a burst is geometric: 1/q long on average, k with (1-q)^(k-1)·q.
    void burstsAreGeometric()
    {
        constexpr double q = 0.25;
        const auto lost = lostInBursts(twoStates(0.02, q), 400'000);
        std::map<std::uint32_t, double> lengths;
        double bursts = 0;
        for (std::size_t i = 0; i < lost.size();) {
            std::size_t end = i + 1;
            while (end < lost.size() && lost[end] == lost[end - 1] + 1)
                ++end;
            lengths[static_cast<std::uint32_t>(end - i)] += 1;
            bursts += 1;
            i = end;
        }
        double probability = q;
        for (std::uint32_t length = 1; length <= 8; ++length) {
            QVERIFY(std::abs(lengths[length] - bursts * probability) < 5 * std::sqrt(bursts * probability * (1 - probability)));
            probability *= 1 - q;
        }
    }

    void extremesOfTheChain()
    {
        QVERIFY(lostInBursts(twoStates(0, 1), 1000).empty());
        QCOMPARE(lostInBursts(twoStates(1, 0), 1000).size(), std::size_t{1000});
        QCOMPARE(lostInBursts(twoStates(1, 1), 6), (Numbers{1, 3, 5}));
    }

    void theSameSeedLosesTheSame()
    {
        QCOMPARE(lostInBursts(twoStates(0.1, 0.3), 1000, 5), lostInBursts(twoStates(0.1, 0.3), 1000, 5));
        QVERIFY(lostInBursts(twoStates(0.1, 0.3), 1000, 5) != lostInBursts(twoStates(0.1, 0.3), 1000, 6));
    }

    void everyKth()
    {
        QCOMPARE(lostByChoice({{"every", Value{std::int64_t{3}}}}, 10), (Numbers{3, 6, 9}));
        QCOMPARE(lostByChoice({{"every", Value{std::int64_t{1}}}}, 3), (Numbers{1, 2, 3}));
    }

    void listed()
    {
        const auto range = [](std::int64_t from, std::optional<std::int64_t> to = {}) {
            ValueMap item{{"from", Value{from}}};
            if (to)
                item.emplace("to", Value{*to});
            return Value{item};
        };
        QCOMPARE(lostByChoice({{"numbers", Value{ValueList{range(7), range(2, 4)}}}}, 10), (Numbers{2, 3, 4, 7}));
    }

    void patternRepeats() { QCOMPARE(lostByChoice({{"pattern", Value{std::string("x..x.")}}}, 12), (Numbers{1, 4, 6, 9, 11})); }

    void whateverNamesItLosesIt()
    {
        QCOMPARE(lostByChoice({{"every", Value{std::int64_t{4}}}, {"pattern", Value{std::string(".x")}}}, 8), (Numbers{2, 4, 6, 8}));
        QVERIFY(lostByChoice({}, 1000).empty());
    }

    void theOthersTakeNoTime()
    {
        StageUnderTest link(link_lose::contribute, "link_lose", {{"every", Value{std::int64_t{2}}}});
        for (std::uint32_t number = 1; number <= 3; ++number)
            link.offer(kStart + 1ms, number, 20);
        const std::vector<Release> expected{{kStart + 1ms, 1}, {kStart + 1ms, 3}};
        QCOMPARE(link.drain(), expected);
    }
};

QTEST_GUILESS_MAIN(LossModelsTest)
#include "loss_models_test.moc"
