// A transmitter of constant rate whose queue is kept short by PIE (RFC 8033): the basic scheme of §4, with the marks of §5.1.

#include "base/rate.h"
#include "card.h"
#include "link_pie/plugin.h"
#include "link_pie/probability.h"
#include "plugin/transmitter.h"
#include "wire/ecn.h"

namespace tcplab::link_pie {
namespace {

class Queue : public QueueDiscipline {
public:
    explicit Queue(const LinkStageSetup& setup)
        : rate_(setup.parameters.rate("rate")), target_(setup.parameters.duration("target")), update_(setup.parameters.duration("update")),
          burst_(setup.parameters.duration("burst")), ecn_(setup.parameters.boolean("ecn")),
          markBelow_(setup.parameters.number("markBelow")), limit_(static_cast<std::size_t>(setup.parameters.count("queuePackets"))),
          probability_({target_, setup.parameters.number("alpha"), setup.parameters.number("beta")}), random_(setup.random),
          report_(setup.report), nextUpdate_(kStart + update_), allowance_(burst_)
    {}

    void enqueue(Instant now, TransitPacket&& packet) override
    {
        updateUntil(now);
        // One draw a datagram, whatever the probability: the k-th draw always decides about the k-th datagram.
        const bool isChosen = random_.chance(probability_.value());
        // §4.4: a queue that was short for long may take a burst.
        if (probability_.value() == 0 && delay() < target_ / 2 && probability_.lastDelay() < target_ / 2)
            allowance_ = burst_;
        if (isChosen && allowance_ == 0ns && !isHarmless())
            signal(now, std::move(packet));
        else
            admit(now, std::move(packet));
    }

    std::optional<TransitPacket> dequeue(Instant now) override
    {
        updateUntil(now);
        if (line_.empty())
            return std::nullopt;
        return line_.pop().packet;
    }

    QueueFill fill() const override { return line_.fill(); }
    QueueFill capacity() const override { return {static_cast<std::uint32_t>(limit_), 0}; }

private:
    // §4.3: exact, because nothing else uses the transmitter.
    Duration delay() const { return transmissionTime(rate_, static_cast<std::int64_t>(line_.octets())); }

    // The queue has not changed since the last call, so that what a timer would have done in between can be done now.
    void updateUntil(Instant now)
    {
        while (nextUpdate_ <= now) {
            if (line_.empty() && probability_.isAtRest() && allowance_ == 0ns)
                nextUpdate_ += update_ * ((now - nextUpdate_) / update_);  // a long silence takes no time
            probability_.update(delay());
            allowance_ = std::max(allowance_ - update_, Duration{});
            nextUpdate_ += update_;
        }
    }

    // §4.1: a queue this short costs nothing, and dropping from it would leave the link idle.
    bool isHarmless() const { return (probability_.lastDelay() < target_ / 2 && probability_.value() < 0.2) || line_.packets() <= 2; }

    // §5.1: marks, unless so many would be needed that the senders seem to ignore them.
    void signal(Instant now, TransitPacket&& packet)
    {
        if (!ecn_ || probability_.value() >= markBelow_ || !wire::markCongestionExperienced(packet.datagram))
            return report_.dropped(now, packet, Rule::LinkPie);
        report_.altered(now, packet, Rule::LinkPieMarks);
        admit(now, std::move(packet));
    }

    void admit(Instant now, TransitPacket&& packet)
    {
        if (line_.packets() < limit_)
            line_.push(now, std::move(packet));
        else
            report_.dropped(now, packet, Rule::QueueFull);
    }

    BitRate rate_;
    Duration target_;
    Duration update_;
    Duration burst_;
    bool ecn_;
    double markBelow_;
    std::size_t limit_;
    DropProbability probability_;
    RandomStream random_;
    LinkReport& report_;
    WaitingLine line_;
    Instant nextUpdate_;
    Duration allowance_;  // for how long nothing is dropped
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) {
                      return std::make_unique<Transmitter>(setup.parameters.rate("rate"), std::make_unique<Queue>(setup));
                  }));
}

}  // namespace tcplab::link_pie
