// BBR, version 3 (draft-ietf-ccwg-bbr; all section numbers are its own).
//
// BBR asks what the path can do, not whether something was lost. It measures the highest rate at which data was delivered
// (max_bw) and the shortest round trip (min_rtt); their product is what fits into the path without a queue, the BDP. It sends
// at pacing_gain × bandwidth with at most cwnd_gain × BDP in flight, and a state machine moves the gains so that both
// measurements stay fresh:
//
//     Startup → Drain → ProbeBW: Down → Cruise → Refill → Up → Down …      and now and then ProbeRTT
//
// bbr.cpp has the events and the numbers that come out, states.cpp the state machine, model.cpp what is known of the path.
#pragma once

#include "base/random.h"
#include "cc_bbr/filters.h"
#include "plugin/congestion_control.h"

namespace tcplab::cc_bbr {

class Bbr : public CongestionControl {
public:
    explicit Bbr(const CongestionSetup& setup);

    void mssChanged(std::uint32_t mss) override;
    void sent(const SentFacts& facts) override;
    std::optional<Rule> acknowledged(const AcknowledgedFacts& told) override;
    std::optional<Rule> congestion(const CongestionFacts& facts) override;
    std::optional<Rule> recovered(Instant now) override;
    std::optional<Rule> spurious(Instant now) override;

    bool ownsRecovery() const override { return true; }
    std::uint32_t window() const override { return static_cast<std::uint32_t>(window_); }
    std::uint32_t ssthresh() const override { return 0xffffffff; }  // there is no slow start that it would end
    std::optional<std::int64_t> pacingRate() const override { return pacingRate_; }
    Readings readings() const override;

private:
    enum class State : std::uint8_t { Startup, Drain, Down, Cruise, Refill, Up, ProbeRtt };
    // What the ACKs of now tell about: §5.3.3.6
    enum class AckPhase : std::uint8_t { Init, Refilling, ProbeStarting, ProbeFeedback, ProbeStopping };
    static Rule ruleOf(State state);

    static constexpr std::uint64_t kMostWindow = 1u << 30;  // no peer can offer a larger one (RFC 7323 §2.3)
    static constexpr std::uint64_t kNoBound = UINT64_MAX;
    static constexpr std::int64_t kNoRateBound = INT64_MAX;

    // --- states.cpp: the state machine (§5.3)
    void updateState(const AcknowledgedFacts& facts);
    void enter(State state);
    void checkFullPipe(const DeliverySample& sample);
    void checkStartupHighLoss(const AcknowledgedFacts& facts);
    void checkDrainDone(const AcknowledgedFacts& facts);
    void updateProbeBw(const AcknowledgedFacts& facts);
    bool probesAgain(Instant now);
    bool endsUp(const AcknowledgedFacts& facts);
    void startDown(Instant now);
    void startRefill();
    void startUp(std::int64_t rate);
    void checkProbeRtt(const AcknowledgedFacts& facts);
    void enterProbeRtt();
    void inProbeRtt(const AcknowledgedFacts& facts);
    void checkProbeRttDone(Instant now);
    bool inProbeBw() const { return state_ != State::Startup && state_ != State::Drain && state_ != State::ProbeRtt; }
    bool accelerates() const { return state_ == State::Startup || state_ == State::Refill || state_ == State::Up; }

    // --- model.cpp: what is known of the path (§5.5)
    void updateModel(const AcknowledgedFacts& facts);
    void updateMinimumRtt(const AcknowledgedFacts& facts);
    void adaptShortTermModel();
    void resetShortTermModel() { bandwidthShort_ = kNoRateBound, inflightShort_ = kNoBound; }
    bool adaptLongTermModel(const AcknowledgedFacts& facts);
    void raiseLongTermBound(const AcknowledgedFacts& facts);
    void raiseSlope();
    void noteLoss(const AcknowledgedFacts& facts);
    void inflightTooHigh(Instant now, const DeliverySample& sample, std::uint64_t inflight);
    void saveStateUponLoss();
    static bool lossIsHigh(const DeliverySample& sample);

    std::int64_t bandwidth() const { return std::min(maxBandwidth_.value(), bandwidthShort_); }
    std::uint64_t bdp(std::int64_t rate, unsigned gainPercent) const;
    std::uint64_t inflight(std::uint64_t cap) const;  // a cap with the budgets of §5.6.4.2
    std::uint64_t longTermWithHeadroom() const;
    std::uint64_t leastWindow() const { return 4 * std::uint64_t{mss_}; }

    // --- bbr.cpp: the numbers (§5.6)
    void begin(Instant now);
    std::int64_t initialRate(Duration rtt) const;
    void updatePacing(unsigned gainPercent);
    void updateWindow(std::uint64_t delivered);
    std::uint64_t windowBound() const;
    std::uint64_t probeRttWindow() const;
    void saveWindow();
    void restoreWindow() { window_ = std::max(window_, priorWindow_); }

    std::uint32_t mss_;
    std::uint32_t initialSegments_;
    RandomStream random_;
    bool begun_ = false;

    std::uint64_t window_;           // octets
    std::uint64_t priorWindow_ = 0;  // the last one that was not cut by a repair or ProbeRTT
    std::int64_t pacingRate_ = 0;    // bit/s
    bool pacedByRtt_ = false;        // the first pacing rate has seen a round trip
    State state_ = State::Startup;
    unsigned pacingGain_ = 0;  // percent
    unsigned windowGain_ = 0;  // percent

    Rounds rounds_;
    bool roundStart_ = false;
    std::uint64_t delivered_ = 0;
    bool inRecovery_ = false;
    std::uint64_t timedOutUntil_ = kNoBound;  // stream position: acknowledged, what a timeout began is repaired

    MaxBandwidth maxBandwidth_;
    FullPipe fullPipe_;
    bool pipeFilled_ = false;  // once, in the life of the connection
    AckAggregation aggregation_;
    std::uint64_t drainStart_ = 0;  // round

    Duration minimumRtt_ = Duration::max();
    Instant minimumRttAt_{};
    Duration probeRttDelay_ = Duration::max();  // the shortest round trip since the last ProbeRTT
    Instant probeRttDelayAt_{};
    bool probeRttDue_ = false;
    Instant probeRttDone_ = kNever;  // kNever: not yet down to the window of ProbeRTT
    bool probeRttRoundDone_ = false;
    std::uint64_t limitedUntil_ = 0;  // `delivered`; what was sent before, ProbeRTT kept slow
    bool idleRestart_ = false;

    // Short term: what the last rounds with losses delivered. Long term: what was in flight when a probe lost too much.
    std::int64_t bandwidthShort_ = kNoRateBound, bandwidthLatest_ = 0;
    std::uint64_t inflightShort_ = kNoBound, inflightLatest_ = 0;
    std::uint64_t inflightLong_ = kNoBound;
    bool lossInRound_ = false;
    bool lossRoundStart_ = false;
    std::uint64_t lossRoundEnd_ = 0;  // delivered
    int lossesInRound_ = 0;           // ACKs that told of losses

    AckPhase ackPhase_ = AckPhase::Init;
    bool probeSample_ = false;  // these ACKs are for what was sent while probing
    bool lastProbeTooHigh_ = false;
    bool lastProbeCautious_ = false;
    std::uint64_t roundsSinceUp_ = 0;
    Instant cycleStart_{};
    Duration probeWait_{};
    int upRounds_ = 0;
    std::uint64_t upAcknowledged_ = 0;
    std::uint64_t upStep_ = kNoBound;  // octets acknowledged for each segment more of inflightLong_

    struct Undo {
        std::optional<State> state;
        std::int64_t bandwidthShort = 0;
        std::uint64_t inflightShort = 0, inflightLong = 0;
    };
    Undo undo_;
    bool undoSaved_ = false;  // for this episode of losses
};

}  // namespace tcplab::cc_bbr
