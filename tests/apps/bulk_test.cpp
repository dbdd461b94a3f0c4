// Bulk and cross traffic: how much is sent, and the random times of bursts and pauses against their formulas.
#include <QtTest>

#include <cmath>

#include "app_bulk/distribution.h"
#include "support/app_lab.h"

using namespace tcplab;
using namespace tcplab::test;
using app_bulk::Distribution;

namespace {

constexpr int kDraws = 200'000;
constexpr std::int64_t kMean = 1'000'000;

std::vector<double> draws(Distribution distribution, std::uint64_t seed)
{
    RandomStream random(seed, "draws");
    std::vector<double> values;
    for (int i = 0; i < kDraws; ++i)
        values.push_back(static_cast<double>(app_bulk::draw(random, distribution, kMean)) / kMean);
    return values;
}

double shareAbove(const std::vector<double>& values, double limit)
{
    return static_cast<double>(std::count_if(values.begin(), values.end(), [limit](double value) { return value > limit; })) /
           static_cast<double>(values.size());
}

// Whether a share of that many draws may come of this probability: within four deviations.
bool fits(double share, double probability)
{
    return std::abs(share - probability) < 4 * std::sqrt(probability * (1 - probability) / kDraws);
}

std::string bulk(const std::string& parameters) { return R"({"plugin": "app_bulk", "parameters": {)" + parameters + "}}"; }

Ran over(const std::string& transport, const std::string& parameters, std::uint64_t seed = 1)
{
    Lab lab = labOf(bulk(fmt::format(R"("transport": "{}", {})", transport, parameters)),
                    bulk(fmt::format(R"("role": "sink", "transport": "{}")", transport)), 0);
    lab.seed = seed;
    return Ran(lab);
}

// "#1 12.345 ms" → 12.345, of those of one flow.
std::vector<double> told(const Ran& ran, Rule rule, int flow = 1)
{
    std::vector<double> values;
    const std::string begin = fmt::format("#{} ", flow);
    for (const std::string& note : ran.notes(rule))
        if (note.compare(0, begin.size(), begin) == 0)
            values.push_back(std::stod(note.substr(begin.size())));
    return values;
}

double mean(const std::vector<double>& values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

}  // namespace

class BulkTest : public QObject {
    Q_OBJECT
private slots:
    void exponentialTimesFollowTheirFormula()
    {
        for (const std::uint64_t seed : {1, 2, 3}) {
            const std::vector<double> values = draws(Distribution::Exponential, seed);
            QVERIFY(std::abs(mean(values) - 1) < 4 / std::sqrt(kDraws));  // the deviation is 1
            for (const double x : {0.05, 0.5, 1.0, 2.0, 5.0})
                QVERIFY2(fits(shareAbove(values, x), std::exp(-x)), std::to_string(x).c_str());
        }
    }

    // Its variance is infinite, so its mean converges slowly; its tail does not.
    void paretoTimesFollowTheirFormula()
    {
        for (const std::uint64_t seed : {1, 2, 3}) {
            const std::vector<double> values = draws(Distribution::Pareto, seed);
            QVERIFY(shareAbove(values, 0.37499) == 1.0);
            for (const double x : {0.4, 0.5, 1.0, 3.0, 10.0, 50.0})
                QVERIFY2(fits(shareAbove(values, x), std::pow(0.375 / x, 1.6)), std::to_string(x).c_str());
            QVERIFY(mean(values) > 0.9 && mean(values) < 1.2);
        }
    }

    void fixedTimesAreTheMean() { QCOMPARE(shareAbove(draws(Distribution::Fixed, 1), 1.0), 0.0); }

    void eachFlowSendsItsSize()
    {
        const Ran ran = over("tcp", R"("size": "100 kB", "flows": 5)");
        QCOMPARE(ran.octets<BytesDelivered>(1), std::uint64_t{500'000});
        QCOMPARE(ran.calls("connect("), std::size_t{5});
        QCOMPARE(ran.calls("close("), std::size_t{10});
        QVERIFY(ran.failures().empty());
    }

    // 10 Mbit/s for a second, less the handshake; what waits in the buffer at the end comes, too.
    void aDurationEndsTheSending()
    {
        const Ran ran = over("tcp", R"("duration": "1 s")");
        const auto delivered = ran.octets<BytesDelivered>(1);
        QVERIFY2(delivered > 1'000'000 && delivered < 2'500'000, std::to_string(delivered).c_str());
    }

    // 1,000 octets each at 8 kbit/s: one a second, at 0 s … 9 s.
    void datagramsLeaveAtTheirRate()
    {
        const Ran ran = over("udp", R"("rate": "8 kbit/s", "payload": "1000 B", "duration": "9500 ms")");
        std::vector<Instant> sent;
        for (std::size_t i = 0; i < ran.trace.size(); ++i)
            if (std::holds_alternative<PacketSent>(ran.trace[i].body))
                sent.push_back(ran.trace[i].at);
        QCOMPARE(sent.size(), std::size_t{10});
        for (std::size_t i = 0; i < sent.size(); ++i)
            QCOMPARE(sent[i], kStart + i * Duration(1s));
        QCOMPARE(ran.calls("send("), std::size_t{10});
    }

    // Bursts and pauses of the Trace have the means that were asked for, and the rate is that of the formula: rate × on / (on + off).
    void burstsHaveTheirMeansAndTheirRate_data()
    {
        QTest::addColumn<std::uint64_t>("seed");
        for (std::uint64_t seed = 1; seed <= 5; ++seed)
            QTest::addRow("seed %d", static_cast<int>(seed)) << seed;
    }
    void burstsHaveTheirMeansAndTheirRate()
    {
        QFETCH(std::uint64_t, seed);
        constexpr double kOn = 100, kOff = 300, kSeconds = 1000;
        const Ran ran = over("udp",
                             R"("pattern": "timedBursts", "rate": "80 kbit/s", "payload": "100 B", "burst": "100 ms",
                                "pause": "300 ms", "duration": "1000 s")",
                             seed);
        const std::vector<double> on = told(ran, Rule::AppBurst), off = told(ran, Rule::AppPause);
        const double count = static_cast<double>(on.size());
        QVERIFY(count > 2000);
        QVERIFY2(std::abs(mean(on) - kOn) < 4 * kOn / std::sqrt(count), std::to_string(mean(on)).c_str());
        QVERIFY2(std::abs(mean(off) - kOff) < 4 * kOff / std::sqrt(count), std::to_string(mean(off)).c_str());
        const double octets = 100.0 * static_cast<double>(ran.calls("send("));
        // A datagram leaves at the beginning of each burst: half an interval more than the rate says.
        const double expected = 80'000 / 8 * kSeconds * kOn / (kOn + kOff) + count * 50;
        QVERIFY2(std::abs(octets / expected - 1) < 4 * std::sqrt(2 / count), std::to_string(octets / expected).c_str());
    }

    void burstsOfASizeHaveThatSize()
    {
        const Ran ran = over("tcp",
                             R"("pattern": "sizedBursts", "distribution": "fixed", "burstSize": "10 kB", "pause": "1 s",
                                "duration": "10500 ms")");
        QCOMPARE(told(ran, Rule::AppBurst), std::vector<double>(10, 10'000.0));
        QCOMPARE(ran.octets<BytesDelivered>(1), std::uint64_t{100'000});
    }

    // Flows have streams of random numbers of their own.
    void flowsBurstIndependently()
    {
        const Ran ran = over("udp", R"("pattern": "timedBursts", "flows": 2, "duration": "20 s")");
        QVERIFY(!told(ran, Rule::AppBurst, 1).empty() && !told(ran, Rule::AppBurst, 2).empty());
        QVERIFY(told(ran, Rule::AppBurst, 1) != told(ran, Rule::AppBurst, 2));
    }

    void aRefusedFlowEnds()
    {
        const Ran ran(labOf(bulk(R"("size": "1 kB")"), script(""), 0));
        QCOMPARE(ran.calls("close("), std::size_t{1});
        QCOMPARE(ran.calls("send("), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(BulkTest)
#include "bulk_test.moc"
