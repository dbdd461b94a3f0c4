#include "cc_cubic/hystart.h"

#include <algorithm>

namespace tcplab::cc_cubic {

namespace {

// RttThresh of RFC 9406 §4.2; Linux takes the same.
Duration noticeable(Duration rtt) { return std::clamp<Duration>(rtt / 8, 4ms, 16ms); }

}  // namespace

bool Rounds::note(const AcknowledgedFacts& facts)
{
    const bool begins = facts.acknowledgedTotal > end_;
    if (begins) {
        end_ = facts.sentTotal;
        shortestBefore_ = shortest_;
        shortest_ = Duration::max();
        samples_ = 0;
    }
    if (facts.rtt) {
        shortest_ = std::min(shortest_, *facts.rtt);
        ++samples_;
    }
    return begins;
}

std::optional<Rule> HyStartPlusPlus::acknowledged(const AcknowledgedFacts& facts)
{
    constexpr int kConservativeRounds = 5;
    const bool newRound = rounds_.note(facts);
    if (conservative_ && newRound && ++conservativeRounds_ == kConservativeRounds)
        return Rule::CcHyStartEnds;
    if (!rounds_.enoughSamples())
        return std::nullopt;
    if (conservative_) {
        if (rounds_.shortest() >= baseline_)
            return std::nullopt;
        conservative_ = false;
        return Rule::CcHyStartResumes;
    }
    const Duration before = rounds_.shortestBefore();
    if (before == Duration::max() || rounds_.shortest() < before + noticeable(before))
        return std::nullopt;
    conservative_ = true;
    conservativeRounds_ = 0;
    baseline_ = rounds_.shortest();
    return Rule::CcHyStartSlows;
}

bool HyStartClassic::ends(const AcknowledgedFacts& facts, std::uint32_t window, Duration minimumRtt)
{
    constexpr std::uint32_t kLowWindow = 16;  // smaller windows are too noisy
    if (found_ || !facts.rtt)
        return false;
    if (facts.acknowledgedTotal > roundEnd_) {
        roundEnd_ = facts.sentTotal;
        roundStart_ = lastInTrain_ = facts.now;
        samples_ = 0;
        shortest_ = Duration::max();
    }
    if (window < kLowWindow)
        return false;
    const bool train = trainIsLong(facts.now, minimumRtt);
    const bool delay = delayGrew(*facts.rtt, minimumRtt);
    return found_ = train || delay;
}

// ACKs that follow each other within 2 ms are one train; when it takes half the round trip, the window fills the path. A
// millisecond is allowed for bursts.
bool HyStartClassic::trainIsLong(Instant now, Duration minimumRtt)
{
    if (now - lastInTrain_ > 2ms)
        return false;
    lastInTrain_ = now;
    return now - roundStart_ > (minimumRtt + 1ms) / 2;
}

// From the ninth sample of a round on: even the shortest of them is noticeably longer than the shortest ever.
bool HyStartClassic::delayGrew(Duration rtt, Duration minimumRtt)
{
    shortest_ = std::min(shortest_, rtt);
    if (samples_ < Rounds::kSamples) {
        ++samples_;
        return false;
    }
    return shortest_ > minimumRtt + noticeable(minimumRtt);
}

}  // namespace tcplab::cc_cubic
