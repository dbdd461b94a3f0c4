// BBR: the state machine (§5.3).
#include "cc_bbr/bbr.h"

namespace tcplab::cc_bbr {

Rule Bbr::ruleOf(State state)
{
    switch (state) {
    case State::Startup: return Rule::CcBbrStartup;
    case State::Drain: return Rule::CcBbrDrain;
    case State::Down: return Rule::CcBbrDown;
    case State::Cruise: return Rule::CcBbrCruise;
    case State::Refill: return Rule::CcBbrRefill;
    case State::Up: return Rule::CcBbrUp;
    case State::ProbeRtt: break;
    }
    return Rule::CcBbrProbeRtt;
}

// The table of §5.6.1. Startup's 2.77 is the least gain with which the rate doubles in a round trip.
void Bbr::enter(State state)
{
    state_ = state;
    switch (state) {
    case State::Startup: pacingGain_ = 277, windowGain_ = 200; break;
    case State::Drain: pacingGain_ = 50, windowGain_ = 200; break;
    case State::Down: pacingGain_ = 90, windowGain_ = 200; break;
    case State::Cruise:
    case State::Refill: pacingGain_ = 100, windowGain_ = 200; break;
    case State::Up: pacingGain_ = 125, windowGain_ = 225; break;
    case State::ProbeRtt: pacingGain_ = 100, windowGain_ = 50; break;
    }
}

// §5.2.3, in its order.
void Bbr::updateState(const AcknowledgedFacts& facts)
{
    checkFullPipe(facts.sample);
    checkStartupHighLoss(facts);
    if (state_ == State::Startup && pipeFilled_) {
        enter(State::Drain);
        drainStart_ = rounds_.count();
    }
    checkDrainDone(facts);
    updateProbeBw(facts);
    updateMinimumRtt(facts);
    checkProbeRtt(facts);
}

// --- Startup and Drain (§5.3.1, §5.3.2)

void Bbr::checkFullPipe(const DeliverySample& sample)
{
    if (fullPipe_.now() || !roundStart_ || sample.applicationLimited || sample.rate == 0)
        return;
    if (fullPipe_.note(sample.rate))
        pipeFilled_ = true;
}

// §5.3.1.3: a whole round in recovery, and at least six places lost. The facts name losses by ACK; each counts as one place.
void Bbr::checkStartupHighLoss(const AcknowledgedFacts& facts)
{
    constexpr int kPlaces = 6;
    if (facts.newlyLost > 0)
        ++lossesInRound_;
    if (!lossRoundStart_)
        return;
    if (state_ == State::Startup && facts.inRecovery && lossesInRound_ >= kPlaces && lossIsHigh(facts.sample)) {
        undo_.state = State::Startup;
        pipeFilled_ = true;
        inflightLong_ = std::max(bdp(bandwidth(), 100), inflightLatest_);
    }
    lossesInRound_ = 0;
}

// Three round trips at most: if the bandwidth was overestimated, the next cycle will tell.
void Bbr::checkDrainDone(const AcknowledgedFacts& facts)
{
    const bool drained = facts.flight <= inflight(bdp(bandwidth(), 100));
    if (state_ == State::Drain && (drained || rounds_.count() > drainStart_ + 3))
        startDown(facts.now);
}

// --- ProbeBW (§5.3.3)

void Bbr::updateProbeBw(const AcknowledgedFacts& facts)
{
    if (!pipeFilled_ || adaptLongTermModel(facts) || !inProbeBw())
        return;
    switch (state_) {
    case State::Down:
        if (!probesAgain(facts.now) && facts.flight <= longTermWithHeadroom() && facts.flight <= inflight(bdp(maxBandwidth_.value(), 100)))
            enter(State::Cruise);
        return;
    case State::Cruise: probesAgain(facts.now); return;
    case State::Refill:
        if (roundStart_) {
            probeSample_ = true;
            startUp(facts.sample.rate);
        }
        return;
    case State::Up:
        if (endsUp(facts)) {
            lastProbeTooHigh_ = false;
            startDown(facts.now);
        }
        return;
    case State::Startup:
    case State::Drain:
    case State::ProbeRtt: return;
    }
}

// §5.3.3.5: after two to three seconds, or after as many round trips as Reno would need to grow by its own BDP, 63 at most.
bool Bbr::probesAgain(Instant now)
{
    const std::uint64_t target = std::min(bdp(bandwidth(), 100), window_);
    const std::uint64_t renoRounds = std::min<std::uint64_t>(target / mss_, 63);
    if (now <= cycleStart_ + probeWait_ && roundsSinceUp_ < renoRounds)
        return false;
    startRefill();
    return true;
}

// §5.3.3.4.3
bool Bbr::endsUp(const AcknowledgedFacts& facts)
{
    if (lastProbeTooHigh_ && facts.flight >= inflightLong_) {
        lastProbeCautious_ = true;  // last time this much was too much: touch it, and wait for the news
        return true;
    }
    if (!facts.applicationLimited && window_ >= inflightLong_) {
        fullPipe_.restart(facts.sample.rate);  // not the path, the bound holds us back
        return false;
    }
    return fullPipe_.now();
}

void Bbr::startDown(Instant now)
{
    lossInRound_ = false;
    bandwidthLatest_ = 0;
    inflightLatest_ = 0;
    upStep_ = kNoBound;
    roundsSinceUp_ = random_.below(2);
    probeWait_ = 2s + Duration(static_cast<std::int64_t>(random_.below(1'000'000'000)));
    cycleStart_ = now;
    ackPhase_ = AckPhase::ProbeStopping;
    rounds_.restart(delivered_);
    enter(State::Down);
}

void Bbr::startRefill()
{
    resetShortTermModel();
    upRounds_ = 0;
    upAcknowledged_ = 0;
    lastProbeCautious_ = false;
    ackPhase_ = AckPhase::Refilling;
    rounds_.restart(delivered_);
    enter(State::Refill);
}

void Bbr::startUp(std::int64_t rate)
{
    ackPhase_ = AckPhase::ProbeStarting;
    rounds_.restart(delivered_);
    fullPipe_.restart(rate);
    enter(State::Up);
    raiseSlope();
}

// --- ProbeRTT (§5.3.4)

void Bbr::checkProbeRtt(const AcknowledgedFacts& facts)
{
    if (state_ != State::ProbeRtt && probeRttDue_ && !idleRestart_)
        enterProbeRtt();
    if (state_ == State::ProbeRtt)
        inProbeRtt(facts);
    if (facts.sample.delivered > 0)
        idleRestart_ = false;
}

void Bbr::enterProbeRtt()
{
    saveWindow();
    enter(State::ProbeRtt);
    probeRttDone_ = kNever;
    ackPhase_ = AckPhase::ProbeStopping;
    rounds_.restart(delivered_);
}

// At least 200 ms and a round trip with the queue empty, counted from when so little is in flight.
void Bbr::inProbeRtt(const AcknowledgedFacts& facts)
{
    limitedUntil_ = facts.delivered + facts.flight;
    if (probeRttDone_ == kNever && facts.flight <= probeRttWindow()) {
        probeRttDone_ = facts.now + 200ms;
        probeRttRoundDone_ = false;
        rounds_.restart(delivered_);
    } else if (probeRttDone_ != kNever) {
        probeRttRoundDone_ = probeRttRoundDone_ || roundStart_;
        if (probeRttRoundDone_)
            checkProbeRttDone(facts.now);
    }
}

// §5.3.4.4: the queue is empty, so Down would be over at once.
void Bbr::checkProbeRttDone(Instant now)
{
    if (probeRttDone_ == kNever || now <= probeRttDone_)
        return;
    probeRttDelayAt_ = now;
    restoreWindow();
    resetShortTermModel();
    if (!pipeFilled_)
        return enter(State::Startup);
    startDown(now);
    enter(State::Cruise);
}

}  // namespace tcplab::cc_bbr
