// A link on which each datagram takes a time of its own.

#include <algorithm>
#include <cmath>

#include "card.h"
#include "link_jitter/plugin.h"
#include "plugin/departures.h"

namespace tcplab::link_jitter {
namespace {

__extension__ using Wide = __int128;

constexpr Duration kMost = std::chrono::hours(2);  // the card's limits twice; only Pareto's tail goes further

// -spread … +spread, each nanosecond equally likely.
Duration uniform(RandomStream& random, Duration spread)
{
    const auto values = static_cast<std::uint64_t>(2 * nanoseconds(spread) + 1);
    return Duration{static_cast<std::int64_t>(random.below(values))} - spread;
}

// The sum of twelve uniform numbers has variance 1 and is normal but for its tails, which end at six deviations. In
// integers, because a logarithm is not the same on every system.
Duration normal(RandomStream& random, Duration deviation)
{
    constexpr int kSummands = 12;
    constexpr std::int64_t kOne = std::int64_t{1} << 32;
    std::int64_t sum = -kSummands / 2 * kOne;
    for (int i = 0; i < kSummands; ++i)
        sum += static_cast<std::int64_t>(random.next() >> 32);
    return Duration{static_cast<std::int64_t>(Wide{sum} * nanoseconds(deviation) / kOne)};
}

// Pareto with exponent 2, from 0 on (Lomax): longer than x with probability (1 + x/mean)^-2. Its variance is infinite. This
// exponent needs no more than a square root, which IEEE 754 rounds the same everywhere.
Duration pareto(RandomStream& random, Duration mean)
{
    const double longer = 1 - random.uniform();
    const double extra = static_cast<double>(nanoseconds(mean)) * (1 / std::sqrt(longer) - 1);
    return Duration{static_cast<std::int64_t>(std::floor(std::min(extra, static_cast<double>(nanoseconds(kMost)))))};
}

using Draw = Duration (*)(RandomStream&, Duration);
Draw drawOf(const std::string& distribution)
{
    if (distribution == "normal")
        return normal;
    return distribution == "pareto" ? pareto : uniform;
}

class Jitter : public DepartingStage {
public:
    explicit Jitter(const LinkStageSetup& setup)
        : delay_(setup.parameters.duration("delay")), spread_(setup.parameters.duration("spread")),
          draw_(drawOf(setup.parameters.text("distribution"))), keepOrder_(setup.parameters.boolean("keepOrder")), random_(setup.random)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        Instant due = now + std::max<Duration>(delay_ + draw_(random_, spread_), 0ns);
        if (keepOrder_)
            due = last_ = std::max(due, last_);
        leave(due, std::move(packet));
    }

private:
    Duration delay_;
    Duration spread_;
    Draw draw_;
    bool keepOrder_;
    RandomStream random_;
    Instant last_ = kStart;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<Jitter>(setup); }));
}

}  // namespace tcplab::link_jitter
