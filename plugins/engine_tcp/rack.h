// RACK: loss told by time instead of counting (RFC 8985 §5, §6).
#pragma once

#include <optional>

#include "engine_tcp/scoreboard.h"

namespace tcplab::engine_tcp {

struct RttSample {
    Duration rtt = Duration::max();  // max(): none
    Instant at{};

    bool known() const { return rtt != Duration::max(); }
};

// The least of the samples of the last five minutes, kept as three candidates (the windowed filter of BBR's draft §5.5).
class MinimumRtt {
public:
    void sample(Instant now, Duration rtt);
    bool known() const { return best_[0].known(); }
    Duration value() const { return best_[0].rtt; }  // max() when unknown
    const RttSample& best() const { return best_[0]; }

private:
    RttSample best_[3];
};

class Rack {
public:
    // §6.2 step 2 and 3: the most recently sent segment of those that have arrived. `echoed` tells whether a
    // timestamp proves that it was the retransmission that arrived.
    void arrived(const SentSegment& segment, Instant now, Duration minimumRtt, std::optional<bool> echoed);
    // §6.2 step 3: original data arrived below what was sacked before.
    void reorderingSeen() { reordering_ = true; }
    bool hasSeenReordering() const { return reordering_; }
    // §6.2 step 4, by D-SACKs: the window grows with every round that shows a needless repetition.
    void duplicateSackSeen(SeqNumber sndUna, SeqNumber sndNxt);
    // Recovery ended, or the timer fired: the wide window is kept for sixteen recoveries.
    void recoveryEnded();

    struct Context {
        Instant now;
        Duration minimumRtt;  // max() when unknown
        Duration srtt;
        bool inRecovery;                   // or in loss
        std::uint32_t duplicateThreshold;  // segments
    };
    Duration reorderingWindow(const Context& context, const Scoreboard& board) const;

    // §6.2 step 5: marks as lost what was sent so long before an arrived one that it cannot be late. The wait until the
    // next one would be, or nothing.
    std::optional<Duration> detect(const Context& context, Scoreboard& board, std::uint32_t& newlyLostOctets);

    // Sent longer ago than a round trip and the reordering window.
    bool overdue(const Context& context, const Scoreboard& board, const SentSegment& segment) const
    {
        return segment.sentAt + rtt_ + reorderingWindow(context, board) <= context.now;
    }
    bool hasSample() const { return sample_; }

private:
    static bool sentAfter(Instant t1, SeqNumber end1, Instant t2, SeqNumber end2) { return t1 > t2 || (t1 == t2 && end1 > end2); }

    bool sample_ = false;
    bool reordering_ = false;
    bool roundSet_ = false;
    Instant sentAt_{};
    SeqNumber end_;
    Duration rtt_{};
    std::uint32_t windowMultiplier_ = 1;  // of minimum RTT / 4
    std::uint32_t windowPersists_ = 0;
    SeqNumber duplicateSackRound_;
};

}  // namespace tcplab::engine_tcp
