// Vegas (Brakmo and Peterson, 1995; RFC 6297 §2): a longer round trip means that segments of ours wait in a queue, and by how
// much tells how many. Once a round trip the window moves by one segment, so that alpha … beta of them wait.
#include "card.h"
#include "cc_vegas/plugin.h"
#include "plugin/reno_window.h"

namespace tcplab::cc_vegas {
namespace {

class Vegas : public CongestionControl {
public:
    explicit Vegas(const CongestionSetup& setup)
        : window_(setup), alpha_(static_cast<std::uint32_t>(setup.parameters.count("alpha"))),
          beta_(static_cast<std::uint32_t>(setup.parameters.count("beta"))),
          gamma_(static_cast<std::uint32_t>(setup.parameters.count("gamma")))
    {}

    void mssChanged(std::uint32_t mss) override { window_.mssChanged(mss); }
    void beginSmall() override { window_.beginSmall(); }

    std::optional<Rule> acknowledged(const AcknowledgedFacts& facts) override
    {
        noteRtt(facts.rtt);
        if (window_.inFastRecovery())
            return window_.inflate(facts);
        if (!window_.mayGrow(facts) || facts.newlyAcknowledged == 0)
            return std::nullopt;
        if (facts.acknowledgedTotal > roundEnd_)
            return roundTrip(facts);
        return doubles() ? window_.grow(facts.newlyAcknowledged) : std::nullopt;
    }

    // A loss is answered as Reno does: Vegas only tries not to have any.
    std::optional<Rule> congestion(const CongestionFacts& facts) override
    {
        window_.decrease(facts, window_.decreaseFrom(facts) / 2);
        beginRound(facts.sentTotal);
        return window_.afterDecrease(facts);
    }

    std::optional<Rule> recovered(Instant) override { return window_.endRecovery(window_.ssthresh()); }
    std::optional<Rule> spurious(Instant) override { return window_.undo(); }

    // The path may be another one by now.
    std::optional<Rule> idle(Instant, Duration) override
    {
        base_ = Duration::max();
        return window_.restart();
    }

    std::uint32_t window() const override { return window_.octets(); }
    std::uint32_t ssthresh() const override { return window_.ssthresh(); }

    Readings readings() const override
    {
        const auto microseconds = [](Duration d) { return d == Duration::max() ? 0.0 : static_cast<double>(d / 1us); };
        return {{"diff", static_cast<double>(waiting_) / 256},
                {"base_rtt", base_ == Duration::max() ? 0.0 : seconds(base_)},
                {"tcpv_enabled", 1},
                {"tcpv_rttcnt", samples_ * 1.0},
                {"tcp_rtt", microseconds(lastShortest_)},
                {"tcp_minrtt", microseconds(base_)}};
    }

private:
    void noteRtt(std::optional<Duration> rtt)
    {
        if (!rtt)
            return;
        base_ = std::min(base_, *rtt);
        shortest_ = std::min(shortest_, *rtt);
        ++samples_;
    }

    // Slow start doubles every other round trip only: in between the window stands still, so that it can be measured.
    bool doubles() const { return window_.inSlowStart() && evenRound_; }

    std::optional<Rule> roundTrip(const AcknowledgedFacts& facts)
    {
        constexpr int kEnough = 3;  // with fewer samples, a delayed ACK could be taken for a queue
        const bool measured = samples_ >= kEnough;
        if (measured)
            waiting_ = waitingNow();
        beginRound(facts.sentTotal);
        if (!measured)
            return window_.grow(facts.newlyAcknowledged);
        if (window_.inSlowStart())
            return slowStart(facts.newlyAcknowledged);
        return avoidance();
    }

    void beginRound(std::uint64_t sentTotal)
    {
        roundEnd_ = sentTotal;
        evenRound_ = !evenRound_;
        lastShortest_ = shortest_;
        shortest_ = Duration::max();
        samples_ = 0;
    }

    // Segments of ours in the queue, times 256: (expected - actual) × base round trip, where expected = window / base
    // and actual = window / shortest round trip of late.
    std::uint64_t waitingNow() const
    {
        const auto rtt = static_cast<std::uint64_t>(nanoseconds(shortest_) / 1000 + 1);
        const auto queueing = static_cast<std::uint64_t>(nanoseconds(shortest_ - base_) / 1000);
        return std::uint64_t{window_.octets()} * 256 / window_.mss() * queueing / rtt;
    }

    bool moreWaitThan(std::uint32_t segments) const { return waiting_ > std::uint64_t{segments} * 256; }

    std::optional<Rule> slowStart(std::uint32_t acknowledged)
    {
        if (!moreWaitThan(gamma_))
            return doubles() ? window_.grow(acknowledged) : std::nullopt;
        // Too much already: give back what waits, and never double again.
        const auto surplus = static_cast<std::uint32_t>(waiting_ * window_.mss() / 256);
        shrinkBy(std::min(surplus, window_.octets() / 8));
        window_.setSsthresh(window_.octets());
        return Rule::CcVegasSlows;
    }

    std::optional<Rule> avoidance()
    {
        if (moreWaitThan(beta_))
            shrinkBy(window_.mss());
        else if (waiting_ < std::uint64_t{alpha_} * 256)
            window_.setWindow(std::uint64_t{window_.octets()} + window_.mss());
        else
            return std::nullopt;
        return Rule::CcVegas;
    }

    void shrinkBy(std::uint32_t octets)
    {
        const std::uint32_t least = 2 * window_.mss();
        window_.setWindow(window_.whole(std::max(least, window_.octets() - std::min(octets, window_.octets()))));
        window_.setSsthresh(std::min(window_.ssthresh(), window_.octets()));
    }

    RenoWindow window_;
    std::uint32_t alpha_, beta_, gamma_;   // segments
    Duration base_ = Duration::max();      // the shortest round trip ever: an empty queue
    Duration shortest_ = Duration::max();  // of this round
    Duration lastShortest_ = Duration::max();
    int samples_ = 0;
    std::uint64_t roundEnd_ = 0;  // stream position
    bool evenRound_ = false;
    std::uint64_t waiting_ = 0;  // segments × 256
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  CongestionControlFactory([](const CongestionSetup& setup) { return std::make_unique<Vegas>(setup); }));
}

}  // namespace tcplab::cc_vegas
