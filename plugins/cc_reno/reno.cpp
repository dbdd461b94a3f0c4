// Reno: slow start, congestion avoidance, fast retransmit and fast recovery (RFC 5681).
#include "card.h"
#include "cc_reno/plugin.h"
#include "plugin/reno_window.h"

namespace tcplab::cc_reno {
namespace {

class Reno : public CongestionControl {
public:
    explicit Reno(const CongestionSetup& setup) : window_(setup) {}

    void mssChanged(std::uint32_t mss) override { window_.mssChanged(mss); }
    void beginSmall() override { window_.beginSmall(); }

    std::optional<Rule> acknowledged(const AcknowledgedFacts& facts) override
    {
        if (window_.inFastRecovery())
            return inRecovery(facts);
        return window_.mayGrow(facts) ? window_.grow(facts.newlyAcknowledged) : std::nullopt;
    }

    std::optional<Rule> congestion(const CongestionFacts& facts) override
    {
        window_.decrease(facts, window_.decreaseFrom(facts) / 2);  // RFC 5681 equation (4)
        return window_.afterDecrease(facts);
    }

    std::optional<Rule> recovered(Instant) override { return window_.endRecovery(window_.ssthresh()); }
    std::optional<Rule> spurious(Instant) override { return window_.undo(); }
    std::optional<Rule> idle(Instant, Duration) override { return window_.restart(); }

    std::uint32_t window() const override { return window_.octets(); }
    std::uint32_t ssthresh() const override { return window_.ssthresh(); }

private:
    // §3.2 step 6: the first ACK of new data ends fast recovery, whether or not it acknowledges everything that was outstanding.
    // This is where NewReno differs.
    std::optional<Rule> inRecovery(const AcknowledgedFacts& facts)
    {
        if (facts.newlyAcknowledged > 0)
            return window_.endRecovery(window_.ssthresh());
        return window_.inflate(facts);
    }

    RenoWindow window_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  CongestionControlFactory([](const CongestionSetup& setup) { return std::make_unique<Reno>(setup); }));
}

}  // namespace tcplab::cc_reno
