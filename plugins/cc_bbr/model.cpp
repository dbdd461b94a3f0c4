// BBR: what is known of the path (§5.5).
#include "cc_bbr/bbr.h"

namespace tcplab::cc_bbr {

namespace {

// BBR.LossThresh: more than 2 % in a round trip of probing is too much. BBR.Beta: 0.7, what CUBIC would keep.
constexpr std::uint64_t kLossPercent = 2;

std::uint64_t beta(std::uint64_t value) { return value * 7 / 10; }

}  // namespace

// The first half of §5.2.3: the measurements, before the state machine looks at them.
void Bbr::updateModel(const AcknowledgedFacts& facts)
{
    const DeliverySample& sample = facts.sample;
    const std::uint64_t newly = std::uint64_t{facts.newlyAcknowledged} + facts.newlySacked;
    delivered_ = facts.delivered;
    if (facts.newlyLost > 0)
        noteLoss(facts);

    bandwidthLatest_ = std::max(bandwidthLatest_, sample.rate);
    inflightLatest_ = std::max<std::uint64_t>(inflightLatest_, sample.delivered);
    lossRoundStart_ = newly > 0 && sample.priorDelivered >= lossRoundEnd_;
    if (lossRoundStart_)
        lossRoundEnd_ = delivered_;

    roundStart_ = newly > 0 && rounds_.note(sample.priorDelivered, delivered_);
    roundsSinceUp_ += roundStart_ ? 1 : 0;
    // §5.5.4: where the program was slow, the path may be faster than it looks, but not slower.
    if (sample.rate > 0 && (!sample.applicationLimited || sample.rate >= maxBandwidth_.value()))
        maxBandwidth_.note(sample.rate);

    if (lossRoundStart_) {
        adaptShortTermModel();
        lossInRound_ = false;
    }
    aggregation_.note(facts.now, bandwidth(), newly, window_, rounds_.count(), !pipeFilled_);
}

// §5.3.4.3: min_rtt lives for ten seconds; ProbeRTT is due after five without a shorter round trip.
void Bbr::updateMinimumRtt(const AcknowledgedFacts& facts)
{
    probeRttDue_ = facts.now > probeRttDelayAt_ + 5s;
    if (facts.rtt && (*facts.rtt < probeRttDelay_ || probeRttDue_)) {
        probeRttDelay_ = *facts.rtt;
        probeRttDelayAt_ = facts.now;
    }
    if (probeRttDelay_ < minimumRtt_ || facts.now > minimumRttAt_ + 10s) {
        minimumRtt_ = probeRttDelay_;
        minimumRttAt_ = probeRttDelayAt_;
    }
}

// --- the short-term model: losses while not probing (§5.5.10.3)

void Bbr::adaptShortTermModel()
{
    if (accelerates() || !lossInRound_)
        return;
    if (bandwidthShort_ == kNoRateBound)
        bandwidthShort_ = maxBandwidth_.value();
    if (inflightShort_ == kNoBound)
        inflightShort_ = window_;
    bandwidthShort_ = std::max(bandwidthLatest_, bandwidthShort_ / 10 * 7);
    inflightShort_ = std::max(inflightLatest_, beta(inflightShort_));
}

// --- the long-term model: how much in flight a probe found to be too much (§5.5.10.2)

bool Bbr::lossIsHigh(const DeliverySample& sample)
{
    return std::uint64_t{sample.lost} * 100 > std::uint64_t{sample.flightWhenSent} * kLossPercent;
}

void Bbr::noteLoss(const AcknowledgedFacts& facts)
{
    if (!lossInRound_) {
        lossRoundEnd_ = delivered_;
        saveStateUponLoss();
    }
    lossInRound_ = true;
    const DeliverySample& sample = facts.sample;
    if (!probeSample_ || !lossIsHigh(sample))
        return;
    // At which volume did the losses cross the threshold? (lost before + x) / (in flight before + x) = 2 %, solved for x.
    const std::uint64_t size = std::min(facts.newlyLost, std::min(sample.lost, sample.flightWhenSent));
    const std::uint64_t before = sample.flightWhenSent - size;
    const std::uint64_t lostBefore = (sample.lost - size) * 100;
    const std::uint64_t allowed = before * kLossPercent;
    const std::uint64_t prefix = allowed > lostBefore ? (allowed - lostBefore) / (100 - kLossPercent) : 0;
    inflightTooHigh(facts.now, sample, before + prefix);
}

void Bbr::inflightTooHigh(Instant now, const DeliverySample& sample, std::uint64_t inflight)
{
    lastProbeTooHigh_ = true;
    probeSample_ = false;  // once a probe
    if (!sample.applicationLimited)
        inflightLong_ = std::max(inflight, beta(std::min(bdp(bandwidth(), 100), window_)));
    if (state_ == State::Up) {
        undo_.state = State::Up;
        startDown(now);
    }
}

// True when it has decided about the next state.
bool Bbr::adaptLongTermModel(const AcknowledgedFacts& facts)
{
    if (ackPhase_ == AckPhase::ProbeStarting && roundStart_)
        ackPhase_ = AckPhase::ProbeFeedback;
    if (ackPhase_ == AckPhase::ProbeStopping && roundStart_) {
        probeSample_ = false;
        ackPhase_ = AckPhase::Init;
        if (inProbeBw() && !facts.sample.applicationLimited)
            maxBandwidth_.nextCycle();
        if (inProbeBw() && lastProbeCautious_ && !lastProbeTooHigh_) {
            startRefill();  // the cautious probe went well: go on at once, and further
            return true;
        }
    }
    if (!lossIsHigh(facts.sample) && inflightLong_ != kNoBound)
        raiseLongTermBound(facts);
    return false;
}

// In Up by 1, 2, 4, 8 … segments a round trip: slowly at first, for others share the queue.
void Bbr::raiseLongTermBound(const AcknowledgedFacts& facts)
{
    inflightLong_ = std::max<std::uint64_t>(inflightLong_, facts.sample.flightWhenSent);
    if (state_ != State::Up || facts.applicationLimited || window_ < inflightLong_)
        return;
    upAcknowledged_ += facts.newlyAcknowledged + facts.newlySacked;
    inflightLong_ += upAcknowledged_ / upStep_ * mss_;
    upAcknowledged_ %= upStep_;
    if (roundStart_)
        raiseSlope();
}

void Bbr::raiseSlope()
{
    upStep_ = std::max<std::uint64_t>(window_ >> upRounds_, mss_);
    upRounds_ = std::min(upRounds_ + 1, 30);
}

// §5.5.11.1
void Bbr::saveStateUponLoss()
{
    saveWindow();
    if (!undoSaved_)
        undo_ = {std::nullopt, bandwidthShort_, inflightShort_, inflightLong_};
    undoSaved_ = true;
}

// --- volumes (§5.6.4.2)

std::uint64_t Bbr::bdp(std::int64_t rate, unsigned gainPercent) const
{
    if (minimumRtt_ == Duration::max())
        return std::uint64_t{initialSegments_} * mss_;
    return octetsIn(rate, minimumRtt_) * gainPercent / 100;
}

// Segments are handed down one by one here, so the draft's budget for offloading is not needed.
std::uint64_t Bbr::inflight(std::uint64_t cap) const
{
    return std::max(cap, leastWindow()) + (state_ == State::Up ? 2 * std::uint64_t{mss_} : 0);
}

// Room for others: 15 % less than what was too much.
std::uint64_t Bbr::longTermWithHeadroom() const
{
    if (inflightLong_ == kNoBound)
        return kNoBound;
    const std::uint64_t headroom = std::max<std::uint64_t>(mss_, inflightLong_ * 15 / 100);
    return std::max(inflightLong_ - std::min(headroom, inflightLong_), leastWindow());
}

}  // namespace tcplab::cc_bbr
