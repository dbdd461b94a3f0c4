// How slow start can end before it loses anything: longer round trips tell of the queue that it builds up.
#pragma once

#include "plugin/congestion_control.h"

namespace tcplab::cc_cubic {

// The shortest round trip of each round, from its first eight samples (RFC 9406 §4.2). A round is what it takes until
// everything that was outstanding at its start is acknowledged.
class Rounds {
public:
    static constexpr int kSamples = 8;

    // True when this ACK begins a round.
    bool note(const AcknowledgedFacts& facts);
    bool enoughSamples() const { return samples_ >= kSamples; }
    Duration shortest() const { return shortest_; }
    Duration shortestBefore() const { return shortestBefore_; }  // of the round before; Duration::max() in the first

private:
    std::uint64_t end_ = 0;  // stream position
    int samples_ = 0;
    Duration shortest_ = Duration::max();
    Duration shortestBefore_ = Duration::max();
};

// RFC 9406. Once the round trips grow, Conservative Slow Start (CSS) goes on at a quarter of the pace for five rounds:
// if they shrink again it was jitter, otherwise slow start is over.
class HyStartPlusPlus {
public:
    static constexpr std::uint32_t kMostSegments = 8;  // L of §4.2, for a sender that does not pace

    // How much of what was acknowledged counts for the window: all, or a quarter in CSS.
    std::uint32_t counted(std::uint32_t acknowledged) const { return conservative_ ? acknowledged / 4 : acknowledged; }
    // To be told each ACK of the initial slow start. Answers what it changed; CcHyStartEnds ends slow start.
    std::optional<Rule> acknowledged(const AcknowledgedFacts& facts);
    bool conservative() const { return conservative_; }

private:
    Rounds rounds_;
    bool conservative_ = false;
    int conservativeRounds_ = 0;
    Duration baseline_ = Duration::max();  // the round trip with which CSS began
};

// What Linux does since 2008 (Ha and Rhee, "Hybrid Slow Start"): two signs, each of which ends slow start at once.
class HyStartClassic {
public:
    // To be told each ACK in slow start; `window` in segments, as it was before this ACK.
    bool ends(const AcknowledgedFacts& facts, std::uint32_t window, Duration minimumRtt);
    void reset() { *this = HyStartClassic(); }

private:
    bool trainIsLong(Instant now, Duration minimumRtt);
    bool delayGrew(Duration rtt, Duration minimumRtt);

    std::uint64_t roundEnd_ = 0;  // stream position
    Instant roundStart_{};
    Instant lastInTrain_{};
    int samples_ = 0;
    Duration shortest_ = Duration::max();
    bool found_ = false;
};

}  // namespace tcplab::cc_cubic
