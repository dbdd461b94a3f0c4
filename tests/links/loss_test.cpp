#include <QtTest>

#include <cmath>

#include "link_loss/plugin.h"
#include "links/stage_under_test.h"

using namespace tcplab;

namespace {

StageUnderTest lossOf(double probability, std::uint64_t seed = 1)
{
    return {link_loss::contribute, "link_loss", {{"probability", Value{probability}}}, seed};
}

std::vector<std::uint32_t> lostOf(double probability, std::uint64_t seed, std::uint32_t packets)
{
    auto loss = lossOf(probability, seed);
    for (std::uint32_t number = 0; number < packets; ++number)
        loss.offer(kStart, number, 40);
    std::vector<std::uint32_t> lost;
    for (const Drop& drop : loss.drops())
        lost.push_back(drop.number);
    return lost;
}

}  // namespace

class LossTest : public QObject {
    Q_OBJECT
private slots:
    void zeroLosesNothingAndTakesNoTime()
    {
        auto loss = lossOf(0);
        loss.offer(kStart + 1ms, 1);
        loss.offer(kStart + 1ms, 2);
        const std::vector<Release> expected{{kStart + 1ms, 1}, {kStart + 1ms, 2}};
        QCOMPARE(loss.drain(), expected);
        QVERIFY(loss.drops().empty());
    }

    void oneLosesEverythingAndTellsWhy()
    {
        auto loss = lossOf(1);
        loss.offer(kStart + 7ms, 3);
        const std::vector<Drop> expected{{kStart + 7ms, 3, Rule::LinkLoses}};
        QCOMPARE(loss.drops(), expected);
        QVERIFY(loss.stage().nextRelease() == kNever);
    }

    void theSameSeedLosesTheSame()
    {
        QCOMPARE(lostOf(0.3, 5, 1000), lostOf(0.3, 5, 1000));
        QVERIFY(lostOf(0.3, 5, 1000) != lostOf(0.3, 6, 1000));
    }

    // One draw a datagram: what a smaller probability loses, a larger one loses as well.
    void aLargerProbabilityLosesMoreOfTheSame()
    {
        const auto few = lostOf(0.1, 5, 1000);
        const auto many = lostOf(0.4, 5, 1000);
        QVERIFY(std::includes(many.begin(), many.end(), few.begin(), few.end()));
        QVERIFY(many.size() > few.size());
    }

    // Binomial: n·p expected, standard deviation sqrt(n·p·(1-p)); five of them are missed once in a million.
    void losesItsShare_data()
    {
        QTest::addColumn<double>("probability");
        for (const double probability : {0.001, 0.01, 0.1, 0.5, 0.9})
            QTest::addRow("%g", probability) << probability;
    }
    void losesItsShare()
    {
        QFETCH(double, probability);
        constexpr std::uint32_t kPackets = 200'000;
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const double lost = static_cast<double>(lostOf(probability, seed, kPackets).size());
            const double expected = kPackets * probability;
            const double deviation = std::sqrt(expected * (1 - probability));
            QVERIFY2(std::abs(lost - expected) < 5 * deviation, qPrintable(QString("%1 lost of %2").arg(lost).arg(kPackets)));
        }
    }

    // Losses are independent: a loss follows a loss with the same probability (again five deviations).
    void lossesDoNotCluster()
    {
        constexpr std::uint32_t kPackets = 200'000;
        constexpr double kProbability = 0.1;
        const auto lost = lostOf(kProbability, 1, kPackets);
        double pairs = 0;
        for (std::size_t i = 1; i < lost.size(); ++i)
            pairs += lost[i] == lost[i - 1] + 1;
        const double expected = kPackets * kProbability * kProbability;
        QVERIFY(std::abs(pairs - expected) < 5 * std::sqrt(expected * (1 + 2 * kProbability)));
    }
};

QTEST_GUILESS_MAIN(LossTest)
#include "loss_test.moc"
