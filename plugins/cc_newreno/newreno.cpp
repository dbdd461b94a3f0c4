// NewReno (RFC 6582): Reno, but a partial ACK in fast recovery tells of the next hole and does not end it.
#include "card.h"
#include "cc_newreno/plugin.h"
#include "plugin/reno_window.h"

namespace tcplab::cc_newreno {
namespace {

class NewReno : public CongestionControl {
public:
    explicit NewReno(const CongestionSetup& setup) : window_(setup) {}

    void mssChanged(std::uint32_t mss) override { window_.mssChanged(mss); }
    void beginSmall() override { window_.beginSmall(); }

    std::optional<Rule> acknowledged(const AcknowledgedFacts& facts) override
    {
        flight_ = facts.flight;
        if (window_.inFastRecovery())
            return window_.inflate(facts);  // §3.2 step 3: the deflation at a partial ACK
        return window_.mayGrow(facts) ? window_.grow(facts.newlyAcknowledged) : std::nullopt;
    }

    std::optional<Rule> congestion(const CongestionFacts& facts) override
    {
        window_.decrease(facts, window_.decreaseFrom(facts) / 2);
        return window_.afterDecrease(facts);
    }

    // §3.2 step 3, full acknowledgment, option (1): where little is in flight, ssthresh at once would be a burst.
    // Linux takes option (2): it has paced its repairs by then.
    std::optional<Rule> recovered(Instant) override
    {
        if (window_.countsLikeLinux())
            return window_.endRecovery(window_.ssthresh());
        return window_.endRecovery(std::min(window_.ssthresh(), std::max(flight_, window_.mss()) + window_.mss()));
    }

    std::optional<Rule> spurious(Instant) override { return window_.undo(); }
    std::optional<Rule> idle(Instant, Duration) override { return window_.restart(); }

    std::uint32_t window() const override { return window_.octets(); }
    std::uint32_t ssthresh() const override { return window_.ssthresh(); }

private:
    RenoWindow window_;
    std::uint32_t flight_ = 0;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  CongestionControlFactory([](const CongestionSetup& setup) { return std::make_unique<NewReno>(setup); }));
}

}  // namespace tcplab::cc_newreno
