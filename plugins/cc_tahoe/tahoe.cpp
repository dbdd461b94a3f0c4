// Tahoe: slow start, congestion avoidance and fast retransmit. Fast recovery came two years later, with Reno (RFC 2001 §4).
#include "card.h"
#include "cc_tahoe/plugin.h"
#include "plugin/reno_window.h"

namespace tcplab::cc_tahoe {
namespace {

class Tahoe : public CongestionControl {
public:
    explicit Tahoe(const CongestionSetup& setup) : window_(setup) {}

    void mssChanged(std::uint32_t mss) override { window_.mssChanged(mss); }
    void beginSmall() override { window_.beginSmall(); }

    std::optional<Rule> acknowledged(const AcknowledgedFacts& facts) override
    {
        return facts.applicationLimited ? std::nullopt : window_.grow(facts.newlyAcknowledged);
    }

    // Duplicate ACKs are answered like a timeout; only they come earlier.
    std::optional<Rule> congestion(const CongestionFacts& facts) override
    {
        window_.decrease(facts, window_.decreaseFrom(facts) / 2);
        const Rule rule = window_.afterDecrease(facts);
        if (facts.cause != CongestionCause::DuplicateAcks)
            return rule;
        window_.setWindow(window_.mss());
        return Rule::CcTahoe;
    }

    std::optional<Rule> spurious(Instant) override { return window_.undo(); }
    std::optional<Rule> idle(Instant, Duration) override { return window_.restart(); }

    bool ownsRecovery() const override { return true; }
    std::uint32_t window() const override { return window_.octets(); }
    std::uint32_t ssthresh() const override { return window_.ssthresh(); }

private:
    RenoWindow window_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  CongestionControlFactory([](const CongestionSetup& setup) { return std::make_unique<Tahoe>(setup); }));
}

}  // namespace tcplab::cc_tahoe
