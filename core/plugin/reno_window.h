// What the congestion controls of the Reno family share: a window, ssthresh, and the steps of RFC 5681 between them.
#pragma once

#include <algorithm>

#include "plugin/congestion_control.h"

namespace tcplab {

// Linux counts whole segments, takes all that an ACK covers into slow start, and decreases from the window
// instead of what is in flight; scripts written for it assert these numbers.
enum class WindowArithmetic : std::uint8_t { Rfc, Linux };

class RenoWindow {
public:
    static constexpr std::uint32_t kUnlimited = 0xffffffff;  // ssthresh before the first loss: "arbitrarily high" (RFC 5681 §3.1)
    static constexpr std::uint32_t kMost = 1u << 30;         // no peer can offer a larger window (RFC 7323 §2.3)

    // Linux's arithmetic when the parameters have "profile": "linux".
    explicit RenoWindow(const CongestionSetup& setup);

    // A window that nothing has changed yet is the initial one of the new size. Later, Linux keeps the number of segments,
    // and the RFCs keep the octets.
    void mssChanged(std::uint32_t mss);

    std::uint32_t octets() const { return octets_; }
    std::uint32_t ssthresh() const { return ssthresh_; }
    std::uint32_t mss() const { return mss_; }
    // RFC 6928 §2; for other numbers of segments than ten in proportion. Linux counts segments, whatever their size.
    std::uint32_t initial() const;
    void beginSmall() { octets_ = mss_, touched_ = true; }
    bool countsLikeLinux() const { return arithmetic_ == WindowArithmetic::Linux; }
    bool inSlowStart() const { return octets_ < ssthresh_; }
    bool inFastRecovery() const { return fastRecovery_; }

    // Whether an ACK may widen the window: it was used (RFC 7661 §1), and no repair is under way other than a timeout's.
    bool mayGrow(const AcknowledgedFacts& facts) const;
    // RFC 5681 §3.1: slow start below ssthresh, congestion avoidance above. Nothing for a duplicate ACK.
    std::optional<Rule> grow(std::uint32_t acknowledged);
    // Grows by what was acknowledged, by `most` segments at most (Linux: any number); answers what is left over at ssthresh.
    std::uint32_t slowStart(std::uint32_t acknowledged, std::uint32_t most = 1);
    // One segment for each window's worth of acknowledged octets (RFC 3465).
    Rule avoidance(std::uint32_t acknowledged);

    // What a share of the window gives up its share from: RFC 5681 equation (4) warns to take the flight, not the window.
    std::uint32_t decreaseFrom(const CongestionFacts& facts) const { return countsLikeLinux() ? octets_ : facts.flight; }
    // Begins the answer to a loss or a mark: keeps what undo() needs, and ssthresh becomes `ssthresh`, at least two segments.
    // A repeated timeout leaves both alone.
    void decrease(const CongestionFacts& facts, std::uint32_t ssthresh);
    // The window after that: one segment after a timeout, ssthresh after a mark, and three segments more
    // after duplicate ACKs (RFC 5681 §3.2 step 3). Answers the rule.
    Rule afterDecrease(const CongestionFacts& facts);
    // RFC 5681 §3.2 step 4 for a duplicate ACK; RFC 6582 §3.2 step 3 for a partial one.
    Rule inflate(const AcknowledgedFacts& facts);
    // Fast recovery is over, with this window; nothing when there was none, and a timeout is what was repaired.
    std::optional<Rule> endRecovery(std::uint32_t octets);

    // RFC 4015 §3: window and ssthresh as before the last decrease, unless they are greater already.
    std::optional<Rule> undo();
    // RFC 5681 §4.1: back to the initial window.
    std::optional<Rule> restart();

    void setWindow(std::uint64_t octets) { octets_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(octets, kMost)); }
    void setSsthresh(std::uint32_t octets) { ssthresh_ = octets; }
    // Down to whole segments where they are counted.
    std::uint32_t whole(std::uint64_t octets) const;

private:
    struct Before {
        std::uint32_t octets, ssthresh;
    };

    WindowArithmetic arithmetic_ = WindowArithmetic::Rfc;
    std::uint32_t mss_;
    std::uint32_t initialSegments_;
    std::uint32_t octets_;
    std::uint32_t ssthresh_ = kUnlimited;
    std::uint32_t acknowledged_ = 0;  // since the window last grew in congestion avoidance
    bool touched_ = false;
    bool fastRecovery_ = false;
    bool afterTimeout_ = false;
    std::optional<Before> before_;
};

}  // namespace tcplab
