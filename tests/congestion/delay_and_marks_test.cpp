// Vegas, which watches the round trip, and DCTCP, which watches the marks: each by its numbers, and on a bottleneck.
#include <QtTest>

#include "cc_dctcp/plugin.h"
#include "cc_reno/plugin.h"
#include "cc_vegas/plugin.h"
#include "congestion/closed_loop.h"
#include "congestion/controller_under_test.h"

using namespace tcplab;

namespace {

std::unique_ptr<CongestionControl> vegas(const ValueMap& given = {}, std::uint32_t initialSegments = 10)
{
    return makeController(cc_vegas::contribute, "cc_vegas", given, initialSegments);
}

std::unique_ptr<CongestionControl> dctcp(const ValueMap& given = {}, std::uint32_t initialSegments = 10)
{
    return makeController(cc_dctcp::contribute, "cc_dctcp", given, initialSegments);
}

// A round in which the first `marked` of the segments in flight carry a mark.
void markedRound(ControllerUnderTest& cc, std::uint32_t marked)
{
    const std::uint32_t segments = cc.flight() / kMss;
    for (std::uint32_t i = 0; i < segments; ++i) {
        AcknowledgedFacts facts = cc.facts(kMss);
        facts.congestionMarked = i < marked;
        cc.acknowledge(facts);
    }
}

}  // namespace

class DelayAndMarksTest : public QObject {
    Q_OBJECT

private slots:
    // RFC 6297 §2; with window 20 and a round trip of 100 ms, one segment waits for each 5 ms more (about)
    void vegasGrowsBelowAlphaAndShrinksAboveBeta_data()
    {
        QTest::addColumn<int>("milliseconds");
        QTest::addColumn<int>("step");
        QTest::addRow("no queue") << 100 << 1;
        QTest::addRow("one waits") << 106 << 1;
        QTest::addRow("three wait") << 118 << 0;
        QTest::addRow("six wait") << 143 << -1;
    }
    void vegasGrowsBelowAlphaAndShrinksAboveBeta()
    {
        QFETCH(int, milliseconds);
        QFETCH(int, step);
        ControllerUnderTest cc(vegas({}, 20));
        cc.congestion(CongestionCause::EcnEcho, 40 * kMss);
        cc.roundTrip();  // 100 ms is the shortest round trip
        cc.rtt = std::chrono::milliseconds(milliseconds);
        cc.roundTrip();
        cc.roundTrip();
        const std::uint32_t settled = cc.segments();
        cc.roundTrip();
        QCOMPARE(static_cast<int>(cc.segments()) - static_cast<int>(settled), step);
    }

    void vegasDoublesEveryOtherRoundTrip()
    {
        ControllerUnderTest cc(vegas({}, 8));
        std::vector<std::uint32_t> windows;
        for (int i = 0; i < 5; ++i) {
            cc.roundTrip();
            windows.push_back(cc.segments());
        }
        std::uint32_t before = 8, doubled = 0, stood = 0;
        for (const std::uint32_t window : windows) {
            doubled += window >= before * 2 - 1 ? 1 : 0;
            stood += window <= before + 1 ? 1 : 0;
            before = window;
        }
        QVERIFY2(doubled >= 2 && stood >= 2 && doubled + stood == 5,
                 qPrintable(QStringLiteral("%1 doubled, %2 stood").arg(doubled).arg(stood)));
    }

    void vegasEndsSlowStartWhenMoreThanGammaWait()
    {
        ControllerUnderTest cc(vegas({}, 20));
        cc.roundTrip();
        cc.rtt = 120ms;
        for (int i = 0; i < 3 && cc->ssthresh() == kUnlimited; ++i)
            cc.roundTrip();
        QVERIFY(cc->ssthresh() != kUnlimited);
        QVERIFY(cc.reading("diff") > 1);
    }

    void vegasAnswersLossLikeReno()
    {
        ControllerUnderTest cc(vegas());
        cc.congestion(CongestionCause::DuplicateAcks, 10 * kMss);
        QCOMPARE(cc->window(), 8 * kMss);
        cc.recovered();
        QCOMPARE(cc->window(), 5 * kMss);
        cc.congestion(CongestionCause::Timeout, 5 * kMss);
        QCOMPARE(cc->window(), kMss);
        cc->spurious(cc.now);
        QCOMPARE(cc->window(), 5 * kMss);
    }

    void vegasKeepsAlphaToBetaSegmentsInTheQueue()
    {
        const auto controller = vegas();
        ClosedLoop loop(*controller, {8'000'000, 50ms, 100, {}}, kMss);
        loop.run(10s);
        std::size_t least = SIZE_MAX, most = 0;
        loop.watch = [&](const ClosedLoop::Moment& moment) {
            least = std::min(least, moment.queue);
            most = std::max(most, moment.queue);
        };
        loop.run(10s);
        QCOMPARE(loop.lost(), std::uint64_t{0});
        QVERIFY2(least >= 1 && most <= 6, qPrintable(QStringLiteral("%1 to %2").arg(least).arg(most)));
        const std::uint64_t before = loop.delivered();
        loop.run(1s);
        QVERIFY(loop.delivered() - before > 990'000);  // of 1,000,000
    }

    void renoFillsTheQueueInstead()
    {
        const auto controller = makeController(cc_reno::contribute, "cc_reno");
        ClosedLoop loop(*controller, {8'000'000, 50ms, 100, {}}, kMss);
        std::size_t most = 0;
        loop.watch = [&](const ClosedLoop::Moment& moment) { most = std::max(most, moment.queue); };
        loop.run(10s);
        QVERIFY(loop.lost() > 0);
        QVERIFY(most >= 100);
    }

    // --- DCTCP (RFC 8257)

    // §3.3 step 6, with g = 1/16: alpha = 15/16 alpha + 1/16 M
    void alphaConvergesToTheShareThatIsMarked()
    {
        ControllerUnderTest cc(dctcp({}, 34));
        cc.congestion(CongestionCause::DuplicateAcks);  // in a repair the window stands still, at 34 / 2 + 3
        cc.roundTrip();
        QVERIFY(cc.reading("alpha") > 0.9);
        for (int round = 0; round < 100; ++round)
            markedRound(cc, 5);
        QVERIFY2(std::abs(cc.reading("alpha") - 0.25) < 0.01, std::to_string(cc.reading("alpha")).c_str());
    }

    void alphaMovesByASixteenthOfTheWay()
    {
        ControllerUnderTest cc(dctcp({}, 20));
        cc.roundTrip();  // its first ACK ends the empty window of the beginning
        const double before = cc.reading("alpha");
        QCOMPARE(before, 15.0 / 16);
        markedRound(cc, 0);
        QVERIFY(std::abs(cc.reading("alpha") - before * 15 / 16) < 1e-5);
        QCOMPARE(cc.reading("dctcp_alpha"), std::floor(cc.reading("alpha") * 1024));
    }

    void theGainIsAParameter()
    {
        ControllerUnderTest cc(dctcp({{"gainShift", Value{std::int64_t{1}}}}, 20));
        cc.roundTrip();
        QCOMPARE(cc.reading("alpha"), 0.5);
    }

    // §3.3 step 9: cwnd × (1 - alpha / 2)
    void theWindowFallsByHalfOfAlpha()
    {
        ControllerUnderTest cc(dctcp({}, 100));
        QCOMPARE(cc.congestion(CongestionCause::EcnEcho).value(), Rule::CcDctcp);
        QCOMPARE(cc->window(), 50 * kMss);  // alpha is 1 at first
        for (int i = 0; i < 40; ++i)
            markedRound(cc, 0);
        const double alpha = cc.reading("alpha");
        QVERIFY(alpha > 0.05 && alpha < 0.11);
        const std::uint32_t before = cc->window();
        cc.congestion(CongestionCause::EcnEcho);
        QVERIFY(std::abs(cc->window() - before * (1 - alpha / 2)) <= 1);
        QCOMPARE(cc->ssthresh(), cc->window());
        QVERIFY(cc->wantsEveryMark());
    }

    void itReducesAtAMarkOnceInAWindowOfData()
    {
        ControllerUnderTest cc(dctcp({}, 10));
        for (int i = 0; i < 12; ++i) {
            AcknowledgedFacts facts = cc.facts(kMss);
            facts.congestionMarked = true;
            const auto rule = cc.acknowledge(facts);
            QCOMPARE(rule == Rule::CcDctcp, i == 0 || i == 10);
        }
        QCOMPARE(cc->ssthresh(), 3 * kMss);  // from ten to five, one for the window between them, and half of six
    }

    // §3.4
    void aLossIsAnsweredAsWithoutDctcp()
    {
        ControllerUnderTest cc(dctcp());
        for (int i = 0; i < 40; ++i)
            markedRound(cc, 0);
        QCOMPARE(cc.congestion(CongestionCause::DuplicateAcks, 20 * kMss).value(), Rule::CcRecovery);
        QCOMPARE(cc->ssthresh(), 10 * kMss);
        cc.congestion(CongestionCause::Timeout, 8 * kMss);
        QCOMPARE(cc->window(), kMss);
    }

    void itKeepsTheQueueAtTheThreshold()
    {
        const auto controller = dctcp();
        ClosedLoop loop(*controller, {100'000'000, 2ms, 250, 20}, kMss);
        loop.run(1s);
        std::uint64_t acks = 0, sum = 0;
        std::size_t most = 0;
        loop.watch = [&](const ClosedLoop::Moment& moment) {
            ++acks;
            sum += moment.queue;
            most = std::max(most, moment.queue);
        };
        const std::uint64_t before = loop.delivered(), marksBefore = loop.marked();
        loop.run(1s);
        QCOMPARE(loop.lost(), std::uint64_t{0});
        QVERIFY(loop.delivered() - before > 12'300'000);  // of 12,500,000
        QVERIFY2(most <= 40 && sum / acks >= 5 && sum / acks <= 25,
                 qPrintable(QStringLiteral("%1 at most, %2 on average").arg(most).arg(sum / acks)));
        const double share = static_cast<double>(loop.marked() - marksBefore) * kMss / static_cast<double>(loop.delivered() - before);
        const double alpha = controller->readings()[0].value;
        QVERIFY2(alpha > 0.01 && alpha < 0.4 && share > 0.01 && share < 0.4, qPrintable(QStringLiteral("%1, %2").arg(alpha).arg(share)));
    }
};

QTEST_GUILESS_MAIN(DelayAndMarksTest)
#include "delay_and_marks_test.moc"
