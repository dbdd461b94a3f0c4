// Reno: slow start, congestion avoidance and fast recovery (RFC 5681), with the deflation of RFC 6582.
#include "card.h"
#include "cc_reno/plugin.h"

namespace tcplab::cc_reno {
namespace {

class Reno : public CongestionControl {
public:
    explicit Reno(const CongestionSetup& setup) : mss_(setup.mss), initialSegments_(setup.initialSegments), window_(initialWindow()) {}

    void mssChanged(std::uint32_t mss) override
    {
        mss_ = mss;
        window_ = initialWindow();
    }

    std::optional<Rule> acknowledged(const AcknowledgedFacts& facts) override
    {
        if (facts.inRecovery)
            return inRecovery(facts);
        if (facts.applicationLimited)  // RFC 7661 §1: a window that was not used says nothing about the path
            return std::nullopt;
        return window_ < ssthresh_ ? slowStart(facts) : avoidance(facts);
    }

    std::optional<Rule> congestion(const CongestionFacts& facts) override
    {
        if (!facts.repeated)
            ssthresh_ = std::max(facts.flight / 2, 2 * mss_);  // RFC 5681 equation (4)
        acknowledged_ = 0;
        if (facts.cause == CongestionCause::Timeout) {
            window_ = mss_;
            return Rule::CcTimeout;
        }
        window_ = ssthresh_ + 3 * mss_;  // §3.2 step 3: three segments have left the network
        return Rule::CcRecovery;
    }

    std::optional<Rule> recovered(Instant) override
    {
        window_ = ssthresh_;
        return Rule::CcRecovered;
    }

    std::optional<Rule> idle(Instant, Duration) override
    {
        if (window_ <= initialWindow())
            return std::nullopt;
        window_ = initialWindow();
        return Rule::CcIdle;
    }

    std::uint32_t window() const override { return window_; }
    std::uint32_t ssthresh() const override { return ssthresh_; }

private:
    std::uint32_t initialWindow() const { return initialSegments_ * mss_; }

    Rule slowStart(const AcknowledgedFacts& facts)
    {
        window_ += std::min(facts.newlyAcknowledged, mss_);  // equation (2)
        return Rule::CcSlowStart;
    }

    // One segment a window's worth of acknowledged octets (RFC 5681 §3.1, byte counting of RFC 3465).
    Rule avoidance(const AcknowledgedFacts& facts)
    {
        acknowledged_ += facts.newlyAcknowledged;
        if (acknowledged_ >= window_) {
            acknowledged_ -= window_;
            window_ += mss_;
        }
        return Rule::CcAvoidance;
    }

    Rule inRecovery(const AcknowledgedFacts& facts)
    {
        if (facts.newlyAcknowledged == 0) {
            window_ += mss_;  // §3.2 step 4
            return Rule::CcInflates;
        }
        // RFC 6582 §3.2 step 3: deflate by what was acknowledged, and add back one segment.
        window_ -= std::min(window_ - mss_, facts.newlyAcknowledged);
        if (facts.newlyAcknowledged >= mss_)
            window_ += mss_;
        return Rule::CcRecovery;
    }

    std::uint32_t mss_;
    std::uint32_t initialSegments_;
    std::uint32_t window_;
    std::uint32_t ssthresh_ = 0xffffffff;  // "arbitrarily high"
    std::uint32_t acknowledged_ = 0;       // since the window last grew in congestion avoidance
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), CongestionControlFactory([](CongestionSetup setup) { return std::make_unique<Reno>(setup); }));
}

}  // namespace tcplab::cc_reno
