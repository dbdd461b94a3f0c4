// A link that carries 1500 octets at each instant of a list: R. Netravali et al., "Mahimahi: Accurate Record-and-Replay for
// HTTP", 2015, §4.
//
// Small datagrams share a delivery, a larger one takes several; a delivery that nothing waits for is lost. First in, first
// out: when a datagram will leave is known as soon as it is let in.

#include <algorithm>
#include <vector>

#include "base/ring.h"
#include "card.h"
#include "link_trace/plugin.h"
#include "plugin/departures.h"

namespace tcplab::link_trace {
namespace {

constexpr std::int64_t kDelivery = 1500;  // octets

// The instants, counted from 0 on through all periods.
class Deliveries {
public:
    explicit Deliveries(const Parameters& parameters) : period_(parameters.duration("period"))
    {
        for (const Parameters& delivery : parameters.entries("deliveries"))
            at_.push_back(delivery.duration("at") % period_);
        if (at_.empty())
            at_.push_back(0ns);
        std::sort(at_.begin(), at_.end());
    }

    Instant instant(std::int64_t number) const
    {
        const auto each = static_cast<std::int64_t>(at_.size());
        return kStart + period_ * (number / each) + at_[static_cast<std::size_t>(number % each)];
    }

    std::int64_t firstFrom(Instant now) const
    {
        const Duration since = now - kStart;
        const auto found = std::lower_bound(at_.begin(), at_.end(), since % period_);
        return (since / period_) * static_cast<std::int64_t>(at_.size()) + (found - at_.begin());
    }

private:
    Duration period_;
    std::vector<Duration> at_;
};

class DeliveryTrace : public DepartingStage {
public:
    explicit DeliveryTrace(const LinkStageSetup& setup)
        : deliveries_(setup.parameters), limit_(static_cast<std::uint64_t>(setup.parameters.count("queuePackets"))), report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        const auto octets = static_cast<std::int64_t>(packet.datagram.size());
        // In octets that the deliveries carry, counted through all of them.
        const std::int64_t begin = std::max(carried_, kDelivery * deliveries_.firstFrom(now));
        const std::int64_t last = begin + std::max<std::int64_t>(octets, 1) - 1;
        const Instant due = deliveries_.instant(last / kDelivery);
        if (due > now && waiting_.packets >= limit_) {
            report_.dropped(now, packet, Rule::QueueFull);
            return;
        }
        carried_ = last + 1;
        if (due > now)
            waiting_.add(packet);
        waits_.push(due > now);
        leave(due, std::move(packet));
    }

    TransitPacket release(Instant now) override
    {
        TransitPacket packet = DepartingStage::release(now);
        if (waits_.pop())
            waiting_.remove(packet);
        return packet;
    }

    bool hasQueue() const override { return true; }
    QueueFill fill() const override { return waiting_; }
    QueueFill capacity() const override { return {static_cast<std::uint32_t>(limit_), 0}; }

private:
    Deliveries deliveries_;
    std::uint64_t limit_;
    LinkReport& report_;
    std::int64_t carried_ = 0;  // octets up to the end of the last datagram let in
    Ring<std::uint8_t> waits_;  // of each under way: whether it is part of the queue
    QueueFill waiting_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<DeliveryTrace>(setup); }));
}

}  // namespace tcplab::link_trace
