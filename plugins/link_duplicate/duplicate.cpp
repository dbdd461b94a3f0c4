// A link that delivers some datagrams twice. Neither takes time, but for the distance of the copy.

#include "card.h"
#include "link_duplicate/plugin.h"
#include "plugin/departures.h"

namespace tcplab::link_duplicate {
namespace {

class Duplicate : public DepartingStage {
public:
    explicit Duplicate(const LinkStageSetup& setup)
        : probability_(setup.parameters.number("probability")), after_(setup.parameters.duration("after")), random_(setup.random),
          report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        // One draw a datagram, also with probability 0 or 1: the k-th draw always decides about the k-th datagram.
        if (random_.chance(probability_)) {
            report_.altered(now, packet, Rule::LinkDuplicates);
            leave(now, TransitPacket(packet));
            leave(now + after_, std::move(packet));
        } else {
            leave(now, std::move(packet));
        }
    }

private:
    double probability_;
    Duration after_;
    RandomStream random_;
    LinkReport& report_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<Duplicate>(setup); }));
}

}  // namespace tcplab::link_duplicate
