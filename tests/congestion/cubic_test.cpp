// CUBIC after RFC 9438, HyStart++ after RFC 9406, and the windows that Linux has.
#include <QtTest>

#include <cmath>

#include "cc_cubic/cubic_curve.h"
#include "cc_cubic/hystart.h"
#include "cc_cubic/plugin.h"
#include "congestion/closed_loop.h"
#include "congestion/controller_under_test.h"

using namespace tcplab;
using namespace tcplab::cc_cubic;

namespace {

std::unique_ptr<CongestionControl> make(const ValueMap& given, std::uint32_t initialSegments = 10, std::uint32_t mss = kMss)
{
    return makeController(cc_cubic::contribute, "cc_cubic", given, initialSegments, mss);
}

ControllerUnderTest cubic(ValueMap given = {}, std::uint32_t initialSegments = 10)
{
    given.try_emplace("hystart", Value{std::string("off")});
    return ControllerUnderTest(make(given, initialSegments));
}

ControllerUnderTest linuxCubic(std::uint32_t initialSegments = 10)
{
    return ControllerUnderTest(
        make({{"hystart", Value{std::string("classic")}}, {"profile", Value{std::string("linux")}}}, initialSegments));
}

// RFC 9438 §4.2 as it stands there, in rational numbers: true when C (t-K)^3 + W_max, times everything, is within an octet
// of `octets`. t and k in ms: 0.4 (t-k)^3 / 10^9 segments.
bool isOnTheCurve(std::int64_t octets, std::int64_t t, std::int64_t k, std::int64_t wMax, std::int64_t mss)
{
    const long double exact = 2.0L * mss * (t - k) * (t - k) * (t - k) / 5'000'000'000.0L + wMax;
    return std::abs(static_cast<double>(exact - static_cast<long double>(octets))) < 1.0;
}

}  // namespace

class CubicTest : public QObject {
    Q_OBJECT

private slots:
    void theCubeRootIsExact()
    {
        for (std::uint64_t x : {0ull, 1ull, 2ull, 3ull, 9ull, 100ull, 4095ull, 46340ull, 1'000'000ull, 2'642'245ull}) {
            QCOMPARE(cubeRoot(x * x * x), std::uint64_t{x});
            if (x > 1)
                QCOMPARE(cubeRoot(x * x * x - 1), std::uint64_t{x - 1});
            QCOMPARE(cubeRoot(x * x * x + 1), std::uint64_t{x == 0 ? 1 : x});
        }
        QCOMPARE(cubeRoot(UINT64_MAX), std::uint64_t{2'642'245});
    }

    // §4.2: K is the greatest whole ms with 0.4 (K/1000)^3 segments <= W_max - cwnd
    void kIsTheTimeBackToWMax_data()
    {
        QTest::addColumn<quint32>("window");
        QTest::addColumn<quint32>("wMax");
        QTest::addColumn<quint32>("mss");
        QTest::addRow("100 segments") << 70'000u << 100'000u << 1000u;
        QTest::addRow("1460") << 70u * 1460 << 100u * 1460 << 1460u;
        QTest::addRow("two") << 2'000u << 3'000u << 1000u;
        QTest::addRow("huge") << 700'000'000u << 1'000'000'000u << 1460u;
        QTest::addRow("tiny segments") << 7'000'000u << 10'000'000u << 88u;
    }
    void kIsTheTimeBackToWMax()
    {
        QFETCH(quint32, window);
        QFETCH(quint32, wMax);
        QFETCH(quint32, mss);
        const auto k = static_cast<long double>(CubicCurve::through(window, wMax, mss).k);
        const auto segmentsAt = [](long double ms) { return 0.4L * ms * ms * ms / 1e9L; };
        const long double missing = static_cast<long double>(wMax - window) / mss;
        QVERIFY(segmentsAt(k) <= missing);
        QVERIFY(segmentsAt(k + 1) > missing);
    }

    void theCurveIsTheRfcs()
    {
        const CubicCurve curve = CubicCurve::through(70'000, 100'000, kMss);
        QCOMPARE(curve.k, std::int64_t{4217});  // cbrt(30 / 0.4) = 4.2172 s
        for (const std::int64_t t : {0, 1, 500, 4216, 4217, 4218, 8000, 20'000, 600'000})
            QVERIFY2(isOnTheCurve(curve.at(t), t, curve.k, 100'000, kMss), std::to_string(t).c_str());
        QVERIFY(std::abs(curve.at(0) - 70'000) < 30);  // a whole ms of K costs little
        QCOMPARE(curve.at(curve.k), std::int64_t{100'000});
        const CubicCurve jumbo{1u << 30, 0, 65'495};
        QVERIFY(jumbo.at(INT64_MAX / 2) > jumbo.at(1'000'000));
    }

    void aboveTheOldMaximumTheCurveBeginsAtOnce()
    {
        const CubicCurve curve = CubicCurve::through(50'000, 40'000, kMss);
        QCOMPARE(curve.k, std::int64_t{0});
        QCOMPARE(curve.wMax, 50'000u);
    }

    // §4.4 and §4.5: concave up to W_max, flat there, convex beyond; after K the window is back at W_max.
    void theWindowFollowsTheCurve()
    {
        auto cc = cubic({{"friendliness", Value{false}}});
        cc->mssChanged(kMss);
        for (int i = 0; i < 4; ++i)
            cc.roundTrip();  // to 160
        cc.congestion(CongestionCause::DuplicateAcks, 100 * kMss);
        cc.recovered();
        const std::uint32_t wMax = 160 * kMss;
        QCOMPARE(cc->window(), 70 * kMss);
        QCOMPARE(cc.reading("w_max"), wMax * 1.0);
        cc.roundTrip();
        const CubicCurve curve = CubicCurve::through(70 * kMss, wMax, kMss);
        QCOMPARE(cc.reading("k"), static_cast<double>(curve.k) / 1000);
        std::optional<Instant> start;
        int flat = 0;
        for (int i = 0; i < 90; ++i) {
            const std::uint32_t before = cc->window();
            cc.roundTrip();
            if (!start)
                start = cc.now;
            const std::int64_t t = (cc.now - *start) / 1ms + 100;  // the first round of avoidance is that of the old flight
            const std::int64_t expected = curve.at(t + 100);
            QVERIFY2(std::abs(static_cast<std::int64_t>(cc->window()) - expected) < 5 * kMss,
                     qPrintable(QStringLiteral("at %1 ms: %2, not %3").arg(t).arg(cc->window()).arg(expected)));
            flat += cc->window() - before < kMss / 10 ? 1 : 0;
        }
        QVERIFY2(flat >= 5, std::to_string(flat).c_str());
        QVERIFY(cc->window() > wMax);
    }

    // §4.4: the first ACK takes its share of the way to W_cubic(t + RTT), to the octet
    void anAckTakesItsShareOfTheWay()
    {
        auto cc = cubic({{"friendliness", Value{false}}}, 100);
        cc.congestion(CongestionCause::EcnEcho);
        cc.rtt = 500ms;
        cc.acknowledge(kMss);
        const CubicCurve curve = CubicCurve::through(70 * kMss, 100 * kMss, kMss);
        std::uint64_t window = 70 * kMss, remainder = 0;
        for (const int milliseconds : {0, 7, 14}) {
            const auto missing = static_cast<std::uint64_t>(curve.at(milliseconds + 500)) - window;
            const std::uint64_t growth = missing * kMss + remainder;
            remainder = growth % window;
            window += growth / window;
            QCOMPARE(std::uint64_t{cc->window()}, window);
            cc.now += 7ms;
            cc.acknowledge(kMss);
        }
    }

    // §4.6
    void aLossKeepsSevenTenthsOfTheFlight()
    {
        auto cc = cubic();
        QCOMPARE(cc.congestion(CongestionCause::EcnEcho, 10 * kMss).value(), Rule::CcCubicDecrease);
        QCOMPARE(cc->window(), 7 * kMss);
        QCOMPARE(cc->ssthresh(), 7 * kMss);
        QCOMPARE(cc.reading("w_max"), 10.0 * kMss);
    }

    // §4.7: W_max = cwnd (1 + beta) / 2 when the loss came below the last W_max
    void fastConvergenceMakesRoom()
    {
        for (const bool on : {true, false}) {
            auto cc = cubic({{"fastConvergence", Value{on}}});
            cc.congestion(CongestionCause::EcnEcho, 10 * kMss);  // W_max 10
            cc.congestion(CongestionCause::EcnEcho, 7 * kMss);   // at 7, below it
            QCOMPARE(cc.reading("w_max"), on ? 5950.0 : 7000.0);
        }
    }

    // §4.3: alpha = 9/17 segment a round trip until the window that was lost, one from there on
    void theFriendlyRegionGrowsLikeReno()
    {
        auto cc = cubic();
        cc.rtt = 5ms;
        cc.congestion(CongestionCause::EcnEcho, 10 * kMss);
        cc.roundTrip();
        const std::uint32_t start = cc->window();
        std::uint32_t before = start;
        for (int i = 0; i < 4; ++i)
            cc.roundTrip();
        const std::uint32_t grown = cc->window() - before;
        QVERIFY2(grown > 4 * 450 && grown < 4 * 560, std::to_string(grown).c_str());  // 4 × 529 octets, less what the old flight adds
        while (cc->window() < 10'500)
            cc.roundTrip();
        before = cc->window();
        for (int i = 0; i < 4; ++i)
            cc.roundTrip();
        QVERIFY2(cc->window() - before > 4 * 900 && cc->window() - before <= 4 * kMss, std::to_string(cc->window() - before).c_str());
        QCOMPARE(cc.acknowledge(kMss).value(), Rule::CcCubicFriendly);
    }

    // §4.8: one segment, beta for ssthresh, and then a curve that begins at its own plateau
    void aTimeoutForgetsTheMaximum()
    {
        auto cc = cubic();
        QCOMPARE(cc.congestion(CongestionCause::Timeout, 10 * kMss).value(), Rule::CcCubicTimeout);
        QCOMPARE(cc->window(), kMss);
        QCOMPARE(cc->ssthresh(), 7 * kMss);
        cc.inRecovery = true;
        while (cc->window() < 7 * kMss)
            QCOMPARE(cc.acknowledge(kMss).value(), Rule::CcSlowStart);
        cc.acknowledge(kMss);
        QCOMPARE(cc.reading("k"), 0.0);
    }

    // §4.9: window, W_max and the running curve
    void aFalseAlarmLeavesTheCurveAsItWas()
    {
        auto cc = cubic();
        cc.congestion(CongestionCause::EcnEcho, 10 * kMss);
        for (int i = 0; i < 10; ++i)
            cc.roundTrip();
        const auto window = cc->window();
        const double wMax = cc.reading("w_max"), k = cc.reading("k"), wEst = cc.reading("w_est");
        QVERIFY(k > 0 && wEst > 0);
        cc.congestion(CongestionCause::Timeout);
        QVERIFY(cc.reading("k") == 0.0);
        QCOMPARE(cc->spurious(cc.now).value(), Rule::CcUndo);
        QCOMPARE(cc->window(), window);
        QCOMPARE(cc.reading("w_max"), wMax);
        QCOMPARE(cc.reading("k"), k);
        QCOMPARE(cc.reading("w_est"), wEst);
    }

    // §5.8: time without using the window earns nothing
    void silenceEarnsNothing()
    {
        for (const bool silent : {false, true}) {
            auto cc = cubic({{"friendliness", Value{false}}});
            cc.congestion(CongestionCause::EcnEcho, 10 * kMss);
            cc.roundTrip();
            const std::uint32_t before = cc->window();
            cc.now += 60s;
            if (silent)
                cc->sent({cc.now, kMss, kMss, false, 1'000'000});
            cc.roundTrip();
            const std::uint32_t grown = cc->window() - before;
            QVERIFY2(silent ? grown < kMss : grown > 2 * kMss, std::to_string(grown).c_str());
        }
    }

    void aWindowThatIsNotUsedStopsTheClock()
    {
        auto cc = cubic({{"friendliness", Value{false}}});
        cc.congestion(CongestionCause::EcnEcho, 10 * kMss);
        cc.roundTrip();
        const std::uint32_t before = cc->window();
        cc.applicationLimited = true;
        for (int i = 0; i < 600; ++i) {
            cc.now += 100ms;
            cc.acknowledge(1);
        }
        QCOMPARE(cc->window(), before);
        cc.applicationLimited = false;
        cc.roundTrip();
        QVERIFY(cc->window() - before < kMss);
    }

    // §4.10: without HyStart, slow start is Reno's
    void slowStartIsRenos()
    {
        auto cc = cubic({}, 1);
        for (const std::uint32_t expected : {2u, 4u, 8u}) {
            cc.roundTrip();
            QCOMPARE(cc.segments(), expected);
        }
    }

    // --- HyStart++ (RFC 9406 §4.2)

    void anAckCountsForEightSegmentsAtMost()
    {
        auto cc = ControllerUnderTest(make({}, 20));
        cc.acknowledge(10 * kMss);
        QCOMPARE(cc->window(), 28 * kMss);
    }

    void longerRoundTripsSlowItDownAndFiveRoundsEndIt()
    {
        ControllerUnderTest cc(make({}));
        cc.roundTrip();
        cc.roundTrip();
        QCOMPARE(cc->window(), 40 * kMss);
        cc.rtt = 112ms;  // below the threshold of 100 / 8 = 12.5 ms
        cc.roundTrip();
        QCOMPARE(cc->window(), 80 * kMss);
        cc.rtt = 127ms;  // 15 ms more than the round before: 112 / 8 = 14 ms
        std::vector<Rule> rules;
        const auto oneAck = [&] {
            if (const auto rule = cc.acknowledge(kMss); rule && (rules.empty() || rules.back() != *rule))
                rules.push_back(*rule);
        };
        for (int i = 0; i < 8; ++i)
            oneAck();
        QCOMPARE(rules, (std::vector<Rule>{Rule::CcSlowStart, Rule::CcHyStartSlows}));
        QCOMPARE(cc->window(), 88 * kMss);
        QCOMPARE(cc.reading("css"), 1.0);
        for (int i = 0; i < 4; ++i)
            oneAck();
        QCOMPARE(cc->window(), 89 * kMss);  // a quarter of the pace
        int rounds = 0;
        while (cc->ssthresh() == kUnlimited && rounds < 10) {
            cc.roundTrip();
            ++rounds;
        }
        QCOMPARE(rounds, 5);                                                  // the rest of the one that noticed it counts
        QVERIFY(cc->ssthresh() > 200 * kMss && cc->ssthresh() < 300 * kMss);  // 80 × 1.25^5 = 244
        QCOMPARE(cc.reading("css"), 0.0);
    }

    // RttThresh = an eighth of the round trip, at least 4 ms and at most 16
    void theThresholdHasLimits_data()
    {
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("after");
        QTest::addColumn<bool>("notices");
        QTest::addRow("16 ms: 20") << 16 << 20 << true;
        QTest::addRow("16 ms: 19") << 16 << 19 << false;
        QTest::addRow("80 ms: 90") << 80 << 90 << true;
        QTest::addRow("80 ms: 89") << 80 << 89 << false;
        QTest::addRow("400 ms: 416") << 400 << 416 << true;
        QTest::addRow("400 ms: 415") << 400 << 415 << false;
    }
    void theThresholdHasLimits()
    {
        QFETCH(int, before);
        QFETCH(int, after);
        QFETCH(bool, notices);
        ControllerUnderTest cc(make({}));
        cc.rtt = std::chrono::milliseconds(before);
        cc.roundTrip();
        cc.rtt = std::chrono::milliseconds(after);
        cc.roundTrip();
        QCOMPARE(cc.reading("css"), notices ? 1.0 : 0.0);
    }

    void shorterRoundTripsResumeSlowStart()
    {
        ControllerUnderTest cc(make({}));
        cc.roundTrip();
        cc.rtt = 120ms;
        cc.roundTrip();
        QCOMPARE(cc.reading("css"), 1.0);
        cc.rtt = 119ms;
        const std::uint32_t before = cc->window();
        for (int i = 0; i < 8; ++i)
            cc.acknowledge(kMss);
        QCOMPARE(cc.reading("css"), 0.0);
        QCOMPARE(cc->window(), before + 2 * kMss);
        cc.acknowledge(kMss);
        QCOMPARE(cc->window(), before + 3 * kMss);
    }

    // §4: a later slow start has an ssthresh to stop at
    void onlyTheFirstSlowStartIsWatched()
    {
        ControllerUnderTest cc(make({}));
        cc.congestion(CongestionCause::Timeout, 1000 * kMss);
        cc.roundTrip();
        for (int i = 0; i < 6; ++i) {
            cc.rtt += 50ms;
            cc.roundTrip();
        }
        QCOMPARE(cc.reading("css"), 0.0);
        QCOMPARE(cc->ssthresh(), 700 * kMss);
    }

    void onABottleneckSlowStartEndsBeforeTheQueueOverflowsByMuch()
    {
        const auto lost = [](const char* hystart) {
            const auto controller = make({{"hystart", Value{std::string(hystart)}}}, 10, 1460);
            ClosedLoop loop(*controller, {20'000'000, 50ms, 200, {}}, 1460);
            loop.run(2s);
            return loop.lost() / 1460;
        };
        QVERIFY(lost("off") > 400);
        QVERIFY(lost("plusplus") < lost("off") / 4);  // five rounds of a quarter more still are three times the window
        QCOMPARE(lost("classic"), std::uint64_t{0});
    }

    // --- what scripts for Linux assert

    // Two segments acknowledged by each ACK, each round trip 40 ms longer than the first: the ninth sample ends slow start.
    void linuxHyStartEndsAtTheNinthLongSample()
    {
        auto cc = linuxCubic();
        cc.rtt = 200ms;
        cc.now += 200ms;
        cc.acknowledge(10 * kMss);
        QCOMPARE(cc.segments(), 20u);
        cc.now += 240ms;
        cc.rtt = 240ms;
        for (std::uint32_t expected = 22; expected <= 36; expected += 2) {
            cc.acknowledge(2 * kMss);
            QCOMPARE(cc.segments(), expected);
            QCOMPARE(cc->ssthresh(), kUnlimited);
            cc.now += 1ms;
            cc.rtt += 1ms;
        }
        QCOMPARE(cc.acknowledge(2 * kMss).value(), Rule::CcHyStartEnds);
        QCOMPARE(cc->ssthresh(), 36 * kMss);
        QCOMPARE(cc.segments(), 36u);
        cc.acknowledge(2 * kMss);
        QCOMPARE(cc.segments(), 36u);
    }

    // A sample that lowers the minimum late in the round does not make the others long.
    void linuxHyStartComparesWithTheShortestOfTheRound()
    {
        auto cc = linuxCubic();
        cc.rtt = 200ms;
        cc.now += 200ms;
        cc.acknowledge(10 * kMss);
        cc.now += 200ms;
        for (int i = 0; i < 9; ++i) {
            cc.acknowledge(2 * kMss);
            cc.now += 3ms;
            cc.rtt += 1ms;
        }
        cc.rtt = 30ms;
        cc.acknowledge(2 * kMss);
        QCOMPARE(cc->ssthresh(), kUnlimited);
        QCOMPARE(cc.segments(), 40u);
    }

    // ACKs closer than 2 ms for more than half the shortest round trip
    void linuxHyStartEndsAfterALongTrain()
    {
        auto cc = linuxCubic(20);
        cc.rtt = 20ms;
        cc.now += 20ms;
        int acks = 0;
        while (cc->ssthresh() == kUnlimited && acks < 100) {
            cc.acknowledge(kMss);
            cc.now += 1500us;
            ++acks;
        }
        QCOMPARE(acks, 9);  // 8 × 1.5 ms = 12 ms > (20 + 1) / 2 ms
    }

    // A timeout with window 10, slow start to 7, then one step by the Reno estimate after 16 segments, the ACKs in bursts.
    void linuxGrowsByTheRenoEstimateAfterATimeout()
    {
        auto cc = linuxCubic();
        cc.now += 1s;
        cc.congestion(CongestionCause::Timeout, kMss);
        QCOMPARE(cc->ssthresh(), 7 * kMss);
        cc.inRecovery = true;
        cc.acknowledge(kMss);
        QCOMPARE(cc.segments(), 2u);
        cc.recovered();
        for (std::uint32_t expected = 3; expected <= 7; ++expected) {
            cc.now += 100ms;
            cc.acknowledge(kMss);
            QCOMPARE(cc.segments(), expected);
        }
        int acks = 0;
        for (const int burst : {1, 7, 7, 1})  // 2 ms apart, each after 98 ms
            for (int i = 0; i < burst; ++i) {
                cc.now += i == 0 && acks > 0 ? 98ms : 2ms;
                QCOMPARE(cc.segments(), 7u);
                cc.acknowledge(kMss);
                ++acks;
            }
        QCOMPARE(acks, 16);
        QCOMPARE(cc.segments(), 8u);
    }

    // The Reno estimate grows after window × 15/8 segments and one more: at 8, sixteen ACKs and one.
    void linuxCreditsRenoByFifteenEighths()
    {
        auto cc = linuxCubic();
        cc.congestion(CongestionCause::Timeout, kMss);
        while (cc.segments() < 7)
            cc.acknowledge(kMss);
        int acks = 0;
        for (; cc.segments() == 7; ++acks) {
            cc.now += 100ms;
            cc.acknowledge(kMss);
        }
        QCOMPARE(acks, 14);  // 7 × 15 / 8 = 13
    }

    // With nothing remembered and no friendliness: a segment for twenty
    void linuxGrowsByAtLeastATwentiethAtFirst()
    {
        auto cc = ControllerUnderTest(
            make({{"hystart", Value{std::string("off")}}, {"profile", Value{std::string("linux")}}, {"friendliness", Value{false}}}));
        cc.congestion(CongestionCause::Timeout, kMss);
        while (cc.segments() < 7)
            cc.acknowledge(kMss);
        int acks = 0;
        for (; cc.segments() == 7; ++acks) {
            cc.now += 1ms;
            cc.acknowledge(kMss);
        }
        QCOMPARE(acks, 20);
    }

    // beta = 717/1024, in whole segments, from the window
    void linuxDecreasesBy717()
    {
        auto cc = linuxCubic(100);
        cc.congestion(CongestionCause::EcnEcho, 5 * kMss);
        QCOMPARE(cc.segments(), 70u);
        cc.congestion(CongestionCause::EcnEcho, 5 * kMss);
        QCOMPARE(cc.segments(), 49u);
        QCOMPARE(cc.reading("w_max"), 59.0 * kMss);  // fast convergence: 70 × 1741/2048
    }

    // Far below the plateau: half a segment for each that is acknowledged, never more.
    void linuxNeverGrowsFasterThanHalfOfSlowStart()
    {
        auto cc = linuxCubic(1000);
        cc.congestion(CongestionCause::EcnEcho);
        cc.acknowledge(2 * kMss);
        cc.now += 30s;
        const std::uint32_t before = cc.segments();
        for (int i = 0; i < 100; ++i)
            cc.acknowledge(2 * kMss);
        QVERIFY2(cc.segments() - before >= 99 && cc.segments() - before <= 101, std::to_string(cc.segments() - before).c_str());
    }

    void bothArithmeticsDrawTheSameCurve()
    {
        const auto after = [](const ValueMap& given) {
            auto cc = ControllerUnderTest(make(given, 400));
            cc.congestion(CongestionCause::EcnEcho);
            for (int i = 0; i < 100; ++i)
                cc.roundTrip();
            return cc.segments();
        };
        const auto byTheRfc = static_cast<int>(after({{"hystart", Value{std::string("off")}}}));
        const auto asLinux = static_cast<int>(after({{"hystart", Value{std::string("off")}}, {"profile", Value{std::string("linux")}}}));
        QVERIFY2(std::abs(byTheRfc - asLinux) <= byTheRfc / 50, qPrintable(QStringLiteral("%1 and %2").arg(byTheRfc).arg(asLinux)));
    }
};

QTEST_GUILESS_MAIN(CubicTest)
#include "cubic_test.moc"
