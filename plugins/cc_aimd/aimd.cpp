// AIMD(a, b): the window grows by `a` segments a round trip, and a loss leaves the share b of it. The example of
// "Write your own congestion control" in plugins/README.md: everything that a congestion control must do is here, once.
#include "card.h"
#include "cc_aimd/plugin.h"

namespace tcplab::cc_aimd {
namespace {

constexpr std::uint32_t kUnlimited = 0xffffffff;  // ssthresh before the first loss

class Aimd : public CongestionControl {
public:
    // The card's parameters arrive complete and in their limits.
    explicit Aimd(const CongestionSetup& setup)
        : mss_(setup.mss), window_(setup.initialSegments * setup.mss),
          increase_(static_cast<std::uint32_t>(setup.parameters.count("increase"))),
          keepPercent_(static_cast<std::uint32_t>(setup.parameters.count("keep")))
    {}

    // The handshake, or a smaller path MTU, changes the size of a segment; the octets in flight stay what they are.
    void mssChanged(std::uint32_t mss) override
    {
        const bool fresh = !started_;
        window_ = fresh ? window_ / mss_ * mss : std::max(window_, mss);
        mss_ = mss;
    }

    // Every ACK: how may the window grow?
    std::optional<Rule> acknowledged(const AcknowledgedFacts& facts) override
    {
        const bool repairing = facts.inRecovery && !afterTimeout_;
        if (facts.newlyAcknowledged == 0 || facts.applicationLimited || repairing)
            return std::nullopt;  // nothing changes, so no rule is named
        started_ = true;
        if (window_ < ssthresh_) {
            window_ += std::min(facts.newlyAcknowledged, mss_);  // slow start: doubles every round trip
            return Rule::CcSlowStart;
        }
        // A whole window acknowledged is a round trip. What is left over counts for the next one, so nothing is rounded away.
        acknowledged_ += std::uint64_t{facts.newlyAcknowledged} * increase_ * mss_;
        window_ += static_cast<std::uint32_t>(acknowledged_ / window_);
        acknowledged_ %= window_;
        return Rule::CcAvoidance;
    }

    // A loss, or a router's mark: what is left of the window?
    std::optional<Rule> congestion(const CongestionFacts& facts) override
    {
        started_ = true;
        acknowledged_ = 0;
        afterTimeout_ = facts.cause == CongestionCause::Timeout;
        if (!facts.repeated) {  // the same segment lost twice tells nothing new about the path
            before_ = {window_, ssthresh_};
            ssthresh_ = std::max(static_cast<std::uint32_t>(std::uint64_t{facts.flight} * keepPercent_ / 100), 2 * mss_);
        }
        window_ = afterTimeout_ ? mss_ : ssthresh_;  // after a timeout nothing is in flight: begin with one segment
        return afterTimeout_ ? Rule::CcTimeout : Rule::CcDecrease;
    }

    std::optional<Rule> recovered(Instant) override
    {
        afterTimeout_ = false;
        return std::nullopt;
    }

    // The loss was a false alarm: as if it had not been.
    std::optional<Rule> spurious(Instant) override
    {
        window_ = std::max(window_, before_.window);
        ssthresh_ = std::max(ssthresh_, before_.ssthresh);
        afterTimeout_ = false;
        return Rule::CcUndo;
    }

    std::uint32_t window() const override { return window_; }
    std::uint32_t ssthresh() const override { return ssthresh_; }

    // Further curves for the graphs.
    Readings readings() const override { return {{"increase", increase_ * 1.0}, {"keep", keepPercent_ / 100.0}}; }

private:
    struct Before {
        std::uint32_t window, ssthresh;
    };

    std::uint32_t mss_;
    std::uint32_t window_;
    std::uint32_t ssthresh_ = kUnlimited;
    std::uint32_t increase_;
    std::uint32_t keepPercent_;
    std::uint64_t acknowledged_ = 0;  // octets × segments × octets, for the next octet of growth
    bool started_ = false;
    bool afterTimeout_ = false;
    Before before_{window_, ssthresh_};
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  CongestionControlFactory([](const CongestionSetup& setup) { return std::make_unique<Aimd>(setup); }));
}

}  // namespace tcplab::cc_aimd
