// A link that is good or bad: E. N. Gilbert, "Capacity of a Burst-Noise Channel", 1960; E. O. Elliott, 1963.

#include "card.h"
#include "link_gilbert_elliott/plugin.h"
#include "plugin/departures.h"

namespace tcplab::link_gilbert_elliott {
namespace {

class GilbertElliott : public DepartingStage {
public:
    explicit GilbertElliott(const LinkStageSetup& setup)
        : becomesBad_(setup.parameters.number("becomesBad")), becomesGood_(setup.parameters.number("becomesGood")),
          lossWhenGood_(setup.parameters.number("lossWhenGood")), lossWhenBad_(setup.parameters.number("lossWhenBad")),
          random_(setup.random), report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        // Two draws a datagram, whatever the probabilities: the k-th pair always decides about the k-th datagram.
        if (random_.chance(bad_ ? becomesGood_ : becomesBad_))
            bad_ = !bad_;
        if (random_.chance(bad_ ? lossWhenBad_ : lossWhenGood_))
            report_.dropped(now, packet, Rule::LinkLoses);
        else
            leave(now, std::move(packet));
    }

private:
    double becomesBad_;
    double becomesGood_;
    double lossWhenGood_;
    double lossWhenBad_;
    RandomStream random_;
    LinkReport& report_;
    bool bad_ = false;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<GilbertElliott>(setup); }));
}

}  // namespace tcplab::link_gilbert_elliott
