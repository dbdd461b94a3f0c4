// A link that loses datagrams at random, each on its own (Bernoulli). Those that it carries take no time.

#include "card.h"
#include "link_loss/plugin.h"
#include "plugin/departures.h"

namespace tcplab::link_loss {
namespace {

class Loss : public DepartingStage {
public:
    explicit Loss(const LinkStageSetup& setup)
        : probability_(setup.parameters.number("probability")), random_(setup.random), report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        // One draw a datagram, also with probability 0 or 1: the k-th draw always decides about the k-th datagram.
        if (random_.chance(probability_))
            report_.dropped(now, packet, Rule::LinkLoses);
        else
            leave(now, std::move(packet));
    }

private:
    double probability_;
    RandomStream random_;
    LinkReport& report_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<Loss>(setup); }));
}

}  // namespace tcplab::link_loss
