// A link whose length costs time: each datagram leaves `delay` after it came.

#include "base/ring.h"
#include "card.h"
#include "link_delay/plugin.h"

namespace tcplab::link_delay {
namespace {

class Delay : public LinkStage {
public:
    explicit Delay(const LinkStageSetup& setup) : delay_(setup.parameters.duration("delay")) {}

    void offer(Instant now, TransitPacket&& packet) override { onTheWay_.push({now + delay_, std::move(packet)}); }

    Instant nextRelease() const override { return onTheWay_.empty() ? kNever : onTheWay_.front().due; }

    TransitPacket release(Instant) override
    {
        TransitPacket packet = onTheWay_.pop().packet;
        if (!onTheWay_.empty())
            onTheWay_.front().packet.datagram.expect();
        return packet;
    }

private:
    struct OnTheWay {
        Instant due;
        TransitPacket packet;
    };

    Duration delay_;
    Ring<OnTheWay> onTheWay_;  // in order of `due`, because the delay is constant
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<Delay>(setup); }));
}

}  // namespace tcplab::link_delay
