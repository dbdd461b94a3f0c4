// BBR after draft-ietf-ccwg-bbr: on a path with one bottleneck, the story of its appendix; and its estimators by themselves.
#include <QtTest>

#include "cc_bbr/filters.h"
#include "cc_bbr/plugin.h"
#include "congestion/closed_loop.h"
#include "congestion/controller_under_test.h"

using namespace tcplab;
using namespace tcplab::cc_bbr;

namespace {

constexpr double kStartup = 0, kDrain = 1, kDown = 2, kCruise = 3, kRefill = 4, kUp = 5, kProbeRtt = 6;

double readingOf(const CongestionControl& control, std::string_view name)
{
    for (const Reading& reading : control.readings())
        if (reading.name == name)
            return reading.value;
    return -1;
}

// A BBR flow, and each state that it enters: when, and in which round.
class Flow {
public:
    explicit Flow(Path path = {}, std::uint32_t mss = kMss)
        : control_(makeController(cc_bbr::contribute, "cc_bbr", {}, 10, mss)), loop(*control_, path, mss)
    {
        loop.watch = [this](const ClosedLoop::Moment& moment) { note(moment); };
    }

    struct Entry {
        double state;
        Instant at;
        double round;
        double bandwidth;  // octets a second
        std::uint32_t window;
    };

    double reading(std::string_view name) const { return readingOf(*control_, name); }
    double state() const { return reading("bbr_state"); }
    CongestionControl& control() { return *control_; }
    // Runs until it is in this state, ten minutes at most.
    bool runUntil(double state)
    {
        for (int i = 0; i < 600'000 && this->state() != state; ++i)
            loop.run(1ms);
        return this->state() == state;
    }
    bool saw(double state) const
    {
        return std::any_of(entries.begin(), entries.end(), [&](const Entry& e) { return e.state == state; });
    }
    const Entry* first(double state) const
    {
        const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.state == state; });
        return found == entries.end() ? nullptr : &*found;
    }

    std::vector<Entry> entries;
    std::vector<ClosedLoop::Moment> moments;

private:
    void note(const ClosedLoop::Moment& moment)
    {
        moments.push_back(moment);
        if (entries.empty() || entries.back().state != state())
            entries.push_back({state(), moment.now, reading("bbr_round"), reading("bbr_bw"), moment.window});
    }

    std::unique_ptr<CongestionControl> control_;

public:
    ClosedLoop loop;
};

}  // namespace

class BbrTest : public QObject {
    Q_OBJECT

private slots:
    // --- the estimators

    // §5.5.1
    void aRoundEndsWithWhatWasSentAfterItBegan()
    {
        Rounds rounds;
        QVERIFY(rounds.note(0, 1000));
        QVERIFY(!rounds.note(0, 2000));  // sent before anything was delivered
        QVERIFY(!rounds.note(999, 3000));
        QVERIFY(rounds.note(1000, 4000));
        QCOMPARE(rounds.count(), std::uint64_t{2});
    }

    // §5.5.3: this cycle and the last one
    void theBandwidthIsTheMostOfTwoCycles()
    {
        MaxBandwidth bandwidth;
        bandwidth.note(500);
        bandwidth.note(300);
        QCOMPARE(bandwidth.value(), std::int64_t{500});
        bandwidth.nextCycle();
        bandwidth.note(200);
        QCOMPARE(bandwidth.value(), std::int64_t{500});
        bandwidth.nextCycle();
        QCOMPARE(bandwidth.value(), std::int64_t{200});
        bandwidth.nextCycle();  // nothing was measured: nothing is forgotten
        QCOMPARE(bandwidth.value(), std::int64_t{200});
    }

    // §5.3.1.2: three rounds without a quarter more
    void thePipeIsFullAfterThreeRoundsWithoutGrowth()
    {
        FullPipe pipe;
        QVERIFY(!pipe.note(100));
        QVERIFY(!pipe.note(124));
        QVERIFY(!pipe.note(124));
        QVERIFY(!pipe.note(125));  // a quarter more: from the beginning
        QVERIFY(!pipe.note(150));
        QVERIFY(!pipe.note(150));
        QVERIFY(pipe.note(150));
        QVERIFY(pipe.now());
    }

    // §5.5.9: 8 Mbit/s are 1000 octets a ms
    void aggregationIsWhatTheBandwidthDoesNotExplain()
    {
        AckAggregation aggregation;
        aggregation.restart(kStart);
        aggregation.note(kStart + 1ms, 8'000'000, 1000, 100'000, 1, false);
        QCOMPARE(aggregation.value(), std::uint64_t{1000});
        aggregation.note(kStart + 2ms, 8'000'000, 9000, 100'000, 1, false);  // 10,000 in the 1 ms since then
        QCOMPARE(aggregation.value(), std::uint64_t{9000});
        for (std::uint64_t round = 2; round <= 10; ++round)
            aggregation.note(kStart + round * 100ms, 8'000'000, 1, 100'000, round, false);
        QCOMPARE(aggregation.value(), std::uint64_t{9000});
        aggregation.note(kStart + 2s, 8'000'000, 1, 100'000, 11, false);  // the tenth round since
        QCOMPARE(aggregation.value(), std::uint64_t{1});
    }

    void octetsInDoesNotOverflow()
    {
        QCOMPARE(octetsIn(8'000'000, 1s), std::uint64_t{1'000'000});
        QCOMPARE(octetsIn(INT64_MAX, Duration::max()), std::uint64_t{1'250'000'000'000});
    }

    // --- on a path: 10 Mbit/s, 50 ms, so that a BDP is 62.5 segments

    // Appendix: exiting Startup on a bandwidth plateau
    void startupEndsThreeRoundsAfterTheBandwidthIsFound()
    {
        Flow flow;
        QVERIFY(std::abs(flow.reading("bbr_pacing_gain") / 256 - 2.77) < 0.001);
        QVERIFY(flow.runUntil(kDrain));
        const Flow::Entry& drain = flow.entries.back();
        QVERIFY2(drain.bandwidth > 0.98 * 1'250'000 && drain.bandwidth < 1.02 * 1'250'000, std::to_string(drain.bandwidth).c_str());
        QVERIFY2(drain.round >= 6 && drain.round <= 9, std::to_string(drain.round).c_str());  // 10 → 20 → 40 → full, and three more
        QCOMPARE(flow.reading("bbr_pacing_gain"), 128.0);
        QCOMPARE(flow.loop.lost(), std::uint64_t{0});
    }

    // Appendix: exiting Drain based on inflight
    void drainEndsWhenTheQueueIsEmpty()
    {
        Flow flow;
        QVERIFY(flow.runUntil(kDrain));
        QVERIFY(flow.runUntil(kCruise));  // Down has nothing left to do
        const auto& last = flow.moments.back();
        QVERIFY2(last.flight <= 65'000, std::to_string(last.flight).c_str());
        QVERIFY(flow.first(kCruise)->round - flow.first(kDrain)->round <= 2);
    }

    // Appendix: exiting Drain based on time
    void drainEndsAfterThreeRoundsAnyway()
    {
        Flow flow;
        QVERIFY(flow.runUntil(kDrain));
        flow.loop.path().rtt = 400ms;  // what is in flight stays above the BDP that is known
        QVERIFY(flow.runUntil(kDown));
        QVERIFY(flow.first(kDown)->round - flow.first(kDrain)->round <= 4);
    }

    // §5.3.3: Down, Cruise, Refill, Up, in this order, and each probe within three seconds
    void itProbesInACycle()
    {
        Flow flow;
        flow.loop.run(30s);
        int cycles = 0;
        const std::vector<double> next{-1, kDown, kCruise, kRefill, kUp, kDown};
        for (std::size_t i = 1; i < flow.entries.size(); ++i) {
            const auto& before = flow.entries[i - 1];
            const auto& now = flow.entries[i];
            if (now.state == kUp) {
                ++cycles;
                QCOMPARE(before.state, kRefill);
                QVERIFY(now.round - before.round <= 2);
            }
            if (before.state == kCruise)
                QVERIFY(now.state == kRefill || now.state == kProbeRtt);
            if (before.state == kDown)
                QVERIFY(now.state == kCruise || now.state == kRefill || now.state == kProbeRtt);
            if (before.state == kCruise && now.state == kRefill)
                QVERIFY(now.at - before.at <= 3s + 100ms);
        }
        QVERIFY2(cycles >= 6, std::to_string(cycles).c_str());
    }

    // The purpose of it all: a full path, and (nearly) no queue.
    void itFillsThePathWithoutAQueue()
    {
        Flow flow;
        flow.loop.run(5s);
        const std::uint64_t before = flow.loop.delivered();
        flow.moments.clear();
        flow.loop.run(20s);
        const double share = static_cast<double>(flow.loop.delivered() - before) / (20 * 1'250'000);
        QVERIFY2(share > 0.95, std::to_string(share).c_str());
        std::uint64_t sum = 0;
        for (const auto& moment : flow.moments)
            sum += moment.queue;
        const double average = static_cast<double>(sum) / static_cast<double>(flow.moments.size());
        QVERIFY2(average < 12, std::to_string(average).c_str());  // a fifth of a BDP
        QCOMPARE(flow.loop.lost(), std::uint64_t{0});
    }

    // Appendix: entering and exiting ProbeRTT
    void probeRttComesEveryFiveSeconds()
    {
        Flow flow;
        flow.loop.run(40s);
        std::vector<Instant> entered;
        for (std::size_t i = 0; i < flow.entries.size(); ++i) {
            if (flow.entries[i].state != kProbeRtt)
                continue;
            entered.push_back(flow.entries[i].at);
            QVERIFY(i + 1 < flow.entries.size());
            QCOMPARE(flow.entries[i + 1].state, kCruise);
            const Duration stay = flow.entries[i + 1].at - flow.entries[i].at;
            QVERIFY2(stay >= 200ms && stay < 500ms, std::to_string(stay / 1ms).c_str());
        }
        QVERIFY2(entered.size() >= 4, std::to_string(entered.size()).c_str());
        for (std::size_t i = 1; i < entered.size(); ++i)
            QVERIFY(entered[i] - entered[i - 1] > 5s && entered[i] - entered[i - 1] < 5500ms);
        QVERIFY(flow.reading("bbr_min_rtt") < 52'000);
        for (const auto& moment : flow.moments)
            if (moment.rule == Rule::CcBbrProbeRtt)
                QVERIFY2(moment.window <= 33'000, std::to_string(moment.window).c_str());  // half a BDP
    }

    // Appendix: skipping ProbeRTT after a silence
    void aSilenceTakesThePlaceOfProbeRtt()
    {
        Flow flow;
        flow.loop.run(4s);
        flow.loop.available = flow.loop.delivered() / kMss + 100;
        flow.loop.run(8s);
        const std::uint32_t before = flow.control().window();
        flow.entries.clear();
        flow.loop.available = UINT64_MAX;
        flow.loop.run(2s);
        QVERIFY(!flow.saw(kProbeRtt));
        QVERIFY(before >= 60'000);  // §5.4: the window is kept
    }

    // min_rtt follows a longer path after the filter's ten seconds, a shorter one at once
    void theRoundTripIsMeasuredAnew()
    {
        Flow flow;
        flow.loop.run(3s);
        flow.loop.path().rtt = 100ms;
        flow.loop.run(20s);
        QVERIFY2(flow.reading("bbr_min_rtt") > 99'000, std::to_string(flow.reading("bbr_min_rtt")).c_str());
        const std::uint64_t before = flow.loop.delivered();
        flow.loop.run(10s);
        QVERIFY(static_cast<double>(flow.loop.delivered() - before) > 0.9 * 10 * 1'250'000);
    }

    void moreBandwidthIsFoundAndLessIsAccepted()
    {
        Flow flow;
        flow.loop.run(5s);
        flow.loop.path().rate = 40'000'000;
        flow.loop.run(20s);
        QVERIFY2(flow.reading("bbr_bw") > 0.9 * 5'000'000, std::to_string(flow.reading("bbr_bw")).c_str());
        flow.loop.path().rate = 10'000'000;
        flow.loop.run(20s);
        QVERIFY2(flow.reading("bbr_bw") < 1.1 * 1'250'000, std::to_string(flow.reading("bbr_bw")).c_str());
    }

    // §1: random loss below the threshold of 2 % leaves the rate nearly alone; Reno would fall to a tenth.
    void oneLossInAHundredHardlyMatters()
    {
        Flow flow;
        flow.loop.loses = [](std::uint64_t transmission) { return transmission % 100 == 50; };
        flow.loop.run(5s);
        const std::uint64_t before = flow.loop.delivered();
        flow.loop.run(20s);
        const double share = static_cast<double>(flow.loop.delivered() - before) / (20 * 1'250'000);
        QVERIFY2(share > 0.8, std::to_string(share).c_str());
    }

    // §5.5.10.2: a shallow queue that overflows while probing sets a long-term bound
    void aShallowQueueBoundsWhatIsInFlight()
    {
        Flow flow({10'000'000, 50ms, 10, {}});
        flow.loop.run(10s);
        const double bound = flow.reading("bbr_inflight_long");
        QVERIFY2(bound > 40'000 && bound < 120'000, std::to_string(bound).c_str());
        const std::uint64_t before = flow.loop.delivered(), lostBefore = flow.loop.lost();
        flow.loop.run(20s);
        const double delivered = static_cast<double>(flow.loop.delivered() - before);
        QVERIFY2(delivered > 0.85 * 20 * 1'250'000, std::to_string(delivered).c_str());
        QVERIFY2(static_cast<double>(flow.loop.lost() - lostBefore) < 0.02 * delivered,
                 std::to_string(static_cast<double>(flow.loop.lost() - lostBefore) / delivered).c_str());
    }

    // §5.3.1.3: losses end Startup even if the program is slow
    void startupEndsOnHighLoss()
    {
        Flow flow({10'000'000, 50ms, 5, {}});
        QVERIFY(flow.runUntil(kDrain));
        QVERIFY(flow.loop.now() < kStart + 2s);
    }

    // Appendix: never exiting Startup when application-limited with no loss
    void aSlowProgramStaysInStartup()
    {
        Flow flow;
        flow.loop.available = 0;
        for (int i = 0; i < 1000; ++i) {
            ++flow.loop.available;
            flow.loop.run(10ms);
        }
        QVERIFY(!flow.saw(kDrain));
        QCOMPARE(flow.state(), kStartup);
    }

    // §5.6.2
    void itPacesOnePercentBelowTheBandwidth()
    {
        Flow flow;
        flow.loop.run(3s);
        QVERIFY(flow.runUntil(kCruise));
        flow.loop.run(20ms);
        QCOMPARE(flow.state(), kCruise);
        const double rate = static_cast<double>(flow.control().pacingRate().value());
        QVERIFY2(std::abs(rate / (flow.reading("bbr_bw") * 8) - 0.99) < 0.001, std::to_string(rate).c_str());
    }

    // §5.6.4.4: one segment after a timeout; the window comes back with the repair
    void aTimeoutKeepsTheWindowInMind()
    {
        Flow flow;
        flow.loop.run(3s);
        CongestionControl& control = flow.control();
        const std::uint32_t before = control.window();
        QCOMPARE(control.congestion({flow.loop.now(), CongestionCause::Timeout, 60'000, false, 0}).value(), Rule::CcBbrTimeout);
        QCOMPARE(control.window(), kMss);
        QCOMPARE(control.recovered(flow.loop.now()).value(), Rule::CcBbrRecovered);
        QCOMPARE(control.window(), before);
        QVERIFY(!control.recovered(flow.loop.now()));
        QVERIFY(control.ownsRecovery());
    }

    // §5.5.11: back to Startup when it was the loss that ended it
    void aFalseAlarmReturnsToStartup()
    {
        Flow flow({10'000'000, 50ms, 5, {}});
        QVERIFY(flow.runUntil(kDrain));
        QCOMPARE(flow.control().spurious(flow.loop.now()).value(), Rule::CcUndo);
        QCOMPARE(flow.state(), kStartup);
    }

    void theSameSeedProbesAtTheSameTime()
    {
        Flow one, two;
        one.loop.run(20s);
        two.loop.run(20s);
        QCOMPARE(one.entries.size(), two.entries.size());
        for (std::size_t i = 0; i < one.entries.size(); ++i)
            QCOMPARE(one.entries[i].at, two.entries[i].at);
    }

    // From 64 kbit/s to 1 Gbit/s: Startup is left, the bandwidth is found, nothing overflows.
    void itWorksOverFiveOrdersOfMagnitude_data()
    {
        QTest::addColumn<qint64>("rate");
        QTest::addColumn<int>("microseconds");
        QTest::addRow("64 kbit/s, 200 ms") << qint64{64'000} << 200'000;
        QTest::addRow("1 Mbit/s, 20 ms") << qint64{1'000'000} << 20'000;
        QTest::addRow("100 Mbit/s, 1 ms") << qint64{100'000'000} << 1'000;
        QTest::addRow("1 Gbit/s, 10 ms") << qint64{1'000'000'000} << 10'000;
    }
    void itWorksOverFiveOrdersOfMagnitude()
    {
        QFETCH(qint64, rate);
        QFETCH(int, microseconds);
        Flow flow({rate, std::chrono::microseconds(microseconds), 5000, {}});
        const Duration time = rate < 1'000'000 ? 20s : 3s;
        flow.loop.run(time);
        const std::uint64_t before = flow.loop.delivered();
        flow.loop.run(time);
        QVERIFY(flow.saw(kDrain) && flow.saw(kCruise));
        const double share = static_cast<double>(flow.loop.delivered() - before) * 8 / seconds(time) / static_cast<double>(rate);
        QVERIFY2(share > 0.85 && share < 1.05, std::to_string(share).c_str());
    }
};

QTEST_GUILESS_MAIN(BbrTest)
#include "bbr_test.moc"
