#include <QtTest>

#include <cmath>

#include "link_jitter/plugin.h"
#include "links/stage_under_test.h"

using namespace tcplab;

namespace {

constexpr std::uint32_t kMany = 100'000;

StageUnderTest jitter(const char* distribution, bool keepOrder, const char* delay = "100 ms", const char* spread = "10 ms",
                      std::uint64_t seed = 1)
{
    return {link_jitter::contribute,
            "link_jitter",
            {{"distribution", Value{std::string(distribution)}},
             {"keepOrder", Value{keepOrder}},
             {"delay", Value{std::string(delay)}},
             {"spread", Value{std::string(spread)}}},
            seed};
}

// The times that datagrams take, in units of the spread from the delay, each alone on the link.
std::vector<double> extras(const char* distribution)
{
    auto stage = jitter(distribution, false);
    std::vector<double> all;
    Instant now = kStart;
    for (std::uint32_t number = 0; number < kMany; ++number) {
        stage.offer(now, number, 20);
        const Instant due = stage.stage().nextRelease();
        all.push_back((seconds(due - now) - 0.1) / 0.01);
        stage.stage().release(due);
        now = due;
    }
    return all;
}

double share(const std::vector<double>& all, double upTo)
{
    return static_cast<double>(std::count_if(all.begin(), all.end(), [upTo](double x) { return x <= upTo; })) /
           static_cast<double>(all.size());
}

// Of a distribution function's value, over kMany independent numbers: five standard deviations.
bool isPlausibleShare(double share, double probability)
{
    return std::abs(share - probability) < 5 * std::sqrt(probability * (1 - probability) / kMany);
}

}  // namespace

class JitterTest : public QObject {
    Q_OBJECT
private slots:
    void uniformIsUniform()
    {
        const auto all = extras("uniform");
        for (const double x : {-0.9, -0.5, 0.0, 0.3, 0.8})
            QVERIFY(isPlausibleShare(share(all, x), (x + 1) / 2));
        QCOMPARE(share(all, 1), 1.0);
        QCOMPARE(share(all, -1.000001), 0.0);
    }

    // Near its middle twelve uniform numbers are the normal distribution within 0.002.
    void normalIsNormal()
    {
        const auto all = extras("normal");
        for (const double x : {-2.0, -1.0, 0.0, 0.5, 1.0, 2.0}) {
            const double probability = std::erfc(-x / std::sqrt(2.0)) / 2;
            QVERIFY(std::abs(share(all, x) - probability) < 0.002 + 5 * std::sqrt(probability * (1 - probability) / kMany));
        }
        double sum = 0, squares = 0;
        for (const double x : all)
            sum += x, squares += x * x;
        QVERIFY(std::abs(sum / kMany) < 5 / std::sqrt(kMany));
        QVERIFY(std::abs(squares / kMany - 1) < 5 * std::sqrt(2.0 / kMany));
        QCOMPARE(share(all, 6), 1.0);
    }

    void paretoHasAHeavyTail()
    {
        const auto all = extras("pareto");
        QCOMPARE(share(all, -0.000001), 0.0);
        for (const double x : {0.1, 0.5, 1.0, 3.0, 10.0, 50.0})
            QVERIFY(isPlausibleShare(share(all, x), 1 - 1 / ((1 + x) * (1 + x))));
    }

    void keptOrderIsKept_data()
    {
        QTest::addColumn<QByteArray>("distribution");
        for (const char* distribution : {"uniform", "normal", "pareto"})
            QTest::newRow(distribution) << QByteArray(distribution);
    }
    void keptOrderIsKept()
    {
        QFETCH(QByteArray, distribution);
        for (const bool keep : {true, false}) {
            auto stage = jitter(distribution.constData(), keep);
            for (std::uint32_t number = 0; number < 1000; ++number)
                stage.offer(kStart + number * 1ms, number, 20);
            const auto releases = stage.drain();
            QCOMPARE(releases.size(), std::size_t{1000});
            const auto inOrder = [](const Release& a, const Release& b) { return a.number < b.number; };
            QCOMPARE(std::is_sorted(releases.begin(), releases.end(), inOrder), keep);
        }
    }

    void nothingArrivesBeforeItWasSent()
    {
        auto stage = jitter("normal", false, "1 ms", "10 ms");
        for (std::uint32_t number = 0; number < 1000; ++number) {
            stage.offer(kStart + 5s, number, 20);
            QVERIFY(stage.stage().nextRelease() >= kStart + 5s);
        }
    }

    void withoutSpreadItIsADelay()
    {
        for (const char* distribution : {"uniform", "normal", "pareto"}) {
            auto stage = jitter(distribution, true, "7 ms", "0 ms");
            stage.offer(kStart, 1);
            const std::vector<Release> expected{{kStart + 7ms, 1}};
            QCOMPARE(stage.drain(), expected);
        }
    }

    void theSameSeedDoesTheSame()
    {
        const auto run = [](std::uint64_t seed) {
            auto stage = jitter("pareto", true, "1 h", "1 h", seed);
            for (std::uint32_t number = 0; number < 1000; ++number)
                stage.offer(kStart, number, 20);
            return stage.drain();
        };
        QCOMPARE(run(3), run(3));
        QVERIFY(run(3) != run(4));
    }
};

QTEST_GUILESS_MAIN(JitterTest)
#include "jitter_test.moc"
