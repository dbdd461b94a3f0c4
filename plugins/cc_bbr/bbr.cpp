// BBR: the events, and the numbers that come out (§5.2, §5.4, §5.6).
#include "cc_bbr/bbr.h"

#include "card.h"
#include "cc_bbr/plugin.h"

namespace tcplab::cc_bbr {

// §5.6.2: before the first round trip is known, as if it were a millisecond.
Bbr::Bbr(const CongestionSetup& setup)
    : mss_(setup.mss), initialSegments_(setup.initialSegments), random_(setup.seed, "cc_bbr"),
      window_(std::uint64_t{setup.initialSegments} * setup.mss)
{
    enter(State::Startup);
    pacingRate_ = initialRate(1ms);
}

std::int64_t Bbr::initialRate(Duration rtt) const
{
    const std::int64_t microseconds = std::max<std::int64_t>(rtt / 1us, 1);
    return std::int64_t{initialSegments_} * mss_ * 8'000'000 / microseconds * pacingGain_ / 100;
}

void Bbr::mssChanged(std::uint32_t mss)
{
    mss_ = mss;
    if (delivered_ == 0)
        window_ = std::uint64_t{initialSegments_} * mss_;
}

void Bbr::begin(Instant now)
{
    if (begun_)
        return;
    begun_ = true;
    minimumRttAt_ = probeRttDelayAt_ = now;
    aggregation_.restart(now);
}

// §5.4: after a silence the queue is empty, and what is known of the path still holds: go on at the bandwidth itself.
void Bbr::sent(const SentFacts& facts)
{
    begin(facts.now);
    const bool afterSilence = facts.flight == facts.octets && !facts.retransmission && delivered_ > 0;
    if (!afterSilence)
        return;
    idleRestart_ = true;
    aggregation_.restart(facts.now);
    if (inProbeBw())
        updatePacing(100);
    else if (state_ == State::ProbeRtt)
        checkProbeRttDone(facts.now);
}

std::optional<Rule> Bbr::acknowledged(const AcknowledgedFacts& told)
{
    begin(told.now);
    AcknowledgedFacts facts = told;
    facts.sample.rate = std::clamp<std::int64_t>(told.sample.rate, 0, kMostRate);
    if (facts.acknowledgedTotal >= timedOutUntil_)
        recovered(facts.now);
    facts.sample.applicationLimited |= told.sample.priorDelivered < limitedUntil_;
    const State before = state_;
    const std::uint64_t windowBefore = window_;
    const std::uint64_t newly = std::uint64_t{facts.newlyAcknowledged} + facts.newlySacked;
    updateModel(facts);
    updateState(facts);
    if (lossRoundStart_) {
        bandwidthLatest_ = facts.sample.rate;
        inflightLatest_ = facts.sample.delivered;
    }
    updatePacing(pacingGain_);
    updateWindow(newly);
    if (state_ != before)
        return ruleOf(state_);
    return window_ != windowBefore ? std::optional(Rule::CcBbrModel) : std::nullopt;
}

std::optional<Rule> Bbr::congestion(const CongestionFacts& facts)
{
    if (facts.cause == CongestionCause::EcnEcho)
        return std::nullopt;  // §3.7: marks are not yet part of the algorithm
    saveStateUponLoss();
    inRecovery_ = true;
    if (facts.cause == CongestionCause::DuplicateAcks)
        return Rule::CcBbrLoss;
    window_ = mss_;  // §5.6.4.4: nothing is believed to be in flight
    timedOutUntil_ = facts.sentTotal;
    return Rule::CcBbrTimeout;
}

std::optional<Rule> Bbr::recovered(Instant)
{
    timedOutUntil_ = kNoBound;
    undoSaved_ = false;
    if (!inRecovery_)
        return std::nullopt;
    inRecovery_ = false;
    restoreWindow();
    return Rule::CcBbrRecovered;
}

// §5.5.11.2
std::optional<Rule> Bbr::spurious(Instant now)
{
    timedOutUntil_ = kNoBound;
    inRecovery_ = false;
    restoreWindow();
    lossInRound_ = false;
    fullPipe_.restart();
    bandwidthShort_ = std::max(bandwidthShort_, undo_.bandwidthShort);
    inflightShort_ = std::max(inflightShort_, undo_.inflightShort);
    inflightLong_ = std::max(inflightLong_, undo_.inflightLong);
    const std::optional<State> lost = undo_.state;
    undo_.state.reset();
    undoSaved_ = false;
    if (lost && *lost != state_) {
        if (lost == State::Startup)
            pipeFilled_ = false;
        if (state_ != State::ProbeRtt)
            lost == State::Startup ? enter(State::Startup) : startRefill();
    }
    if (state_ == State::ProbeRtt)
        checkProbeRttDone(now);
    return Rule::CcUndo;
}

// §5.6.2: one percent below the bandwidth, so that queues shrink; until the pipe was full once, the rate only rises.
void Bbr::updatePacing(unsigned gainPercent)
{
    constexpr std::int64_t kMargin = 99;
    if (minimumRtt_ != Duration::max() && !pacedByRtt_) {
        pacedByRtt_ = true;
        pacingRate_ = initialRate(minimumRtt_);
    }
    const std::int64_t rate = bandwidth() / 100 * gainPercent / 100 * kMargin;
    if (rate > 0 && (pipeFilled_ || rate > pacingRate_))
        pacingRate_ = rate;
}

// §5.6.4.6: up to the model by no more than was delivered, down to it at once.
void Bbr::updateWindow(std::uint64_t delivered)
{
    const std::uint64_t wanted = inflight(bdp(bandwidth(), windowGain_) + aggregation_.value());
    if (pipeFilled_)
        window_ = std::min(window_ + delivered, wanted);
    else if (window_ < wanted || delivered_ < std::uint64_t{initialSegments_} * mss_)
        window_ += delivered;
    window_ = std::max(window_, leastWindow());
    if (state_ == State::ProbeRtt)
        window_ = std::min(window_, probeRttWindow());
    window_ = std::min({window_, windowBound(), kMostWindow});
}

// §5.6.4.7
std::uint64_t Bbr::windowBound() const
{
    std::uint64_t bound = kNoBound;
    if (state_ == State::ProbeRtt || state_ == State::Cruise)
        bound = longTermWithHeadroom();
    else if (inProbeBw())
        bound = inflightLong_;
    return std::max(std::min(bound, inflightShort_), leastWindow());
}

// §5.6.4.5
std::uint64_t Bbr::probeRttWindow() const { return std::max(bdp(bandwidth(), 50), leastWindow()); }

void Bbr::saveWindow()
{
    const bool cut = inRecovery_ || state_ == State::ProbeRtt;
    priorWindow_ = cut ? std::max(priorWindow_, window_) : window_;
}

// Under Linux's names where it has them: octets a second, microseconds, gains in 256ths.
Readings Bbr::readings() const
{
    const auto rate = static_cast<std::uint64_t>(bandwidth() / 8);
    const auto bound = [](std::uint64_t octets) { return octets == kNoBound ? 0.0 : static_cast<double>(octets); };
    return {{"bandwidth", static_cast<double>(bandwidth())},
            {"min_rtt", minimumRtt_ == Duration::max() ? 0.0 : seconds(minimumRtt_)},
            {"pacing_gain", pacingGain_ / 100.0},
            {"bbr_state", static_cast<double>(state_)},
            {"bbr_bw", static_cast<double>(rate)},
            {"bbr_bw_lo", static_cast<double>(rate & 0xffffffff)},
            {"bbr_bw_hi", static_cast<double>(rate >> 32)},
            {"bbr_min_rtt", minimumRtt_ == Duration::max() ? 0.0 : static_cast<double>(minimumRtt_ / 1us)},
            {"bbr_pacing_gain", pacingGain_ * 256.0 / 100},
            {"bbr_cwnd_gain", windowGain_ * 256.0 / 100},
            {"bbr_inflight_long", bound(inflightLong_)},
            {"bbr_inflight_short", bound(inflightShort_)},
            {"bbr_round", static_cast<double>(rounds_.count())}};
}

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  CongestionControlFactory([](const CongestionSetup& setup) { return std::make_unique<Bbr>(setup); }));
}

}  // namespace tcplab::cc_bbr
