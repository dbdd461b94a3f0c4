// A transmitter of constant rate with a drop-tail queue before it.
//
// First in, first out at a constant rate: when a datagram will have left is known as soon as it is let in.
// So one list does: its front is being transmitted, all behind it wait.
#include <algorithm>
#include <optional>

#include "base/ring.h"
#include "card.h"
#include "link_rate/plugin.h"

namespace tcplab::link_rate {
namespace {

class Rate : public LinkStage {
public:
    explicit Rate(const LinkStageSetup& setup)
        : rate_(setup.parameters.rate("rate")), limit_(limitOf(setup.parameters)), report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        if (!hasRoomFor(packet)) {
            report_.dropped(now, packet, Rule::QueueFull);
            return;
        }
        const std::int64_t octets = octetsOf(packet);
        if (!admitted_.empty())
            waitingOctets_ += octets;
        // With the card's limits a full queue is at most 11 years of work, well inside a Duration.
        idleFrom_ = std::max(idleFrom_, now) + transmissionTime(rate_, octets);
        admitted_.push({idleFrom_, octets, std::move(packet)});
    }

    Instant nextRelease() const override { return admitted_.empty() ? kNever : admitted_.front().transmitted; }

    TransitPacket release(Instant) override
    {
        TransitPacket packet = admitted_.pop().packet;
        if (!admitted_.empty())
            waitingOctets_ -= admitted_.front().octets;
        return packet;
    }

    bool hasQueue() const override { return true; }
    QueueFill fill() const override { return {static_cast<std::uint32_t>(waitingPackets()), static_cast<std::uint32_t>(waitingOctets_)}; }
    QueueFill capacity() const override
    {
        return {static_cast<std::uint32_t>(limit_.packets), static_cast<std::uint32_t>(limit_.octets.value_or(0))};
    }

private:
    struct Limit {
        std::int64_t packets = 0;
        std::optional<std::int64_t> octets;
    };
    struct Admitted {
        Instant transmitted;  // its last bit is on the wire
        std::int64_t octets;  // here, because the datagram itself is no longer near to the processor
        TransitPacket packet;
    };

    static Limit limitOf(const Parameters& parameters)
    {
        Limit limit{parameters.count("queuePackets"), std::nullopt};
        if (parameters.has("queueBytes"))
            limit.octets = parameters.size("queueBytes");
        return limit;
    }

    static std::int64_t octetsOf(const TransitPacket& packet) { return static_cast<std::int64_t>(packet.datagram.size()); }

    std::int64_t waitingPackets() const { return std::max<std::int64_t>(static_cast<std::int64_t>(admitted_.size()) - 1, 0); }

    bool hasRoomFor(const TransitPacket& packet) const
    {
        if (admitted_.empty())
            return true;  // it need not wait
        return waitingPackets() < limit_.packets && (!limit_.octets || waitingOctets_ + octetsOf(packet) <= *limit_.octets);
    }

    BitRate rate_;
    Limit limit_;
    LinkReport& report_;
    Ring<Admitted> admitted_;
    std::int64_t waitingOctets_ = 0;
    Instant idleFrom_ = kStart;  // the last bit of the last admitted datagram is on the wire
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<Rate>(setup); }));
}

}  // namespace tcplab::link_rate
