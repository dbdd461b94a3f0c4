// No congestion control: what the network was like before 1988, for lessons.
#include "card.h"
#include "cc_none/plugin.h"
#include "plugin/reno_window.h"

namespace tcplab::cc_none {
namespace {

class FixedWindow : public CongestionControl {
public:
    explicit FixedWindow(const CongestionSetup& setup) : window_(static_cast<std::uint32_t>(setup.parameters.size("window"))) {}

    void mssChanged(std::uint32_t) override {}
    std::optional<Rule> acknowledged(const AcknowledgedFacts&) override { return std::nullopt; }
    std::optional<Rule> congestion(const CongestionFacts&) override { return std::nullopt; }

    bool ownsRecovery() const override { return true; }
    std::uint32_t window() const override { return window_; }
    std::uint32_t ssthresh() const override { return RenoWindow::kUnlimited; }

private:
    std::uint32_t window_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  CongestionControlFactory([](const CongestionSetup& setup) { return std::make_unique<FixedWindow>(setup); }));
}

}  // namespace tcplab::cc_none
