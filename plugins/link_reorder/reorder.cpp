// A link with a detour: some datagrams take longer than those behind them.

#include "card.h"
#include "link_reorder/plugin.h"
#include "plugin/departures.h"

namespace tcplab::link_reorder {
namespace {

class Reorder : public DepartingStage {
public:
    explicit Reorder(const LinkStageSetup& setup)
        : probability_(setup.parameters.number("probability")), heldBack_(setup.parameters.duration("heldBack")), random_(setup.random),
          report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        // One draw a datagram, also with probability 0 or 1: the k-th draw always decides about the k-th datagram.
        const bool isHeldBack = random_.chance(probability_);
        if (isHeldBack)
            report_.altered(now, packet, Rule::LinkHoldsBack);
        leave(isHeldBack ? now + heldBack_ : now, std::move(packet));
    }

private:
    double probability_;
    Duration heldBack_;
    RandomStream random_;
    LinkReport& report_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<Reorder>(setup); }));
}

}  // namespace tcplab::link_reorder
