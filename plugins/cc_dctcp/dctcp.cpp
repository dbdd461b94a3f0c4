// DCTCP (RFC 8257): how many octets were marked tells how deep the queue is, so the window gives up just that much.
#include "card.h"
#include "cc_dctcp/plugin.h"
#include "plugin/reno_window.h"

namespace tcplab::cc_dctcp {
namespace {

class Dctcp : public CongestionControl {
public:
    explicit Dctcp(const CongestionSetup& setup)
        : window_(setup), gainShift_(static_cast<std::uint32_t>(setup.parameters.count("gainShift")))
    {}

    void mssChanged(std::uint32_t mss) override { window_.mssChanged(mss); }
    void beginSmall() override { window_.beginSmall(); }

    std::optional<Rule> acknowledged(const AcknowledgedFacts& facts) override
    {
        count(facts);
        if (window_.inFastRecovery())
            return window_.inflate(facts);
        if (facts.congestionMarked && facts.acknowledgedTotal > reducedUntil_)
            return reduce({facts.now, CongestionCause::EcnEcho, facts.flightBefore, false, facts.sentTotal});
        return window_.mayGrow(facts) ? window_.grow(facts.newlyAcknowledged) : std::nullopt;
    }

    // §3.4: a loss is answered as without DCTCP.
    std::optional<Rule> congestion(const CongestionFacts& facts) override
    {
        if (facts.cause == CongestionCause::EcnEcho)
            return reduce(facts);
        window_.decrease(facts, window_.decreaseFrom(facts) / 2);
        return window_.afterDecrease(facts);
    }

    std::optional<Rule> recovered(Instant) override { return window_.endRecovery(window_.ssthresh()); }
    std::optional<Rule> spurious(Instant) override { return window_.undo(); }
    std::optional<Rule> idle(Instant, Duration) override { return window_.restart(); }

    bool wantsEveryMark() const override { return true; }
    std::uint32_t window() const override { return window_.octets(); }
    std::uint32_t ssthresh() const override { return window_.ssthresh(); }

    // Linux tells alpha in 1024ths, and so do we under its name.
    Readings readings() const override
    {
        return {{"alpha", static_cast<double>(alpha_) / kOne},
                {"dctcp_enabled", 1},
                {"dctcp_alpha", static_cast<double>(alpha_ >> (kPrecision - 10))},
                {"dctcp_ab_ecn", static_cast<double>(marked_)},
                {"dctcp_ab_tot", static_cast<double>(acknowledged_)}};
    }

private:
    static constexpr std::uint32_t kPrecision = 20;
    static constexpr std::uint64_t kOne = 1u << kPrecision;

    // §3.3 steps 2 … 6: in each window of data, M is the share of octets that was marked, and alpha follows M with gain g.
    void count(const AcknowledgedFacts& facts)
    {
        const std::uint64_t octets = std::uint64_t{facts.newlyAcknowledged} + facts.newlySacked;
        acknowledged_ += octets;
        if (facts.congestionMarked)
            marked_ += octets;
        if (facts.acknowledgedTotal <= windowEnd_)
            return;
        if (acknowledged_ > 0)
            alpha_ = alpha_ - (alpha_ >> gainShift_) + ((marked_ * kOne / acknowledged_) >> gainShift_);
        alpha_ = std::min(alpha_, kOne);
        acknowledged_ = marked_ = 0;
        windowEnd_ = facts.sentTotal;
    }

    // Step 9: cwnd × (1 - alpha / 2), once in a window of data.
    Rule reduce(const CongestionFacts& facts)
    {
        reducedUntil_ = facts.sentTotal;
        const std::uint64_t window = window_.octets();
        window_.decrease(facts, static_cast<std::uint32_t>(window - ((window * alpha_) >> (kPrecision + 1))));
        window_.afterDecrease(facts);
        return Rule::CcDctcp;
    }

    RenoWindow window_;
    std::uint32_t gainShift_;
    std::uint64_t alpha_ = kOne;                      // §3.3: 1 at first, so that the first mark is answered like a loss
    std::uint64_t acknowledged_ = 0, marked_ = 0;     // octets of this window of data
    std::uint64_t windowEnd_ = 0, reducedUntil_ = 0;  // stream positions
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  CongestionControlFactory([](const CongestionSetup& setup) { return std::make_unique<Dctcp>(setup); }));
}

}  // namespace tcplab::cc_dctcp
