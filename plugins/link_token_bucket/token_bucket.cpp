// A token bucket: a mean rate that bursts may exceed.
//
// Instead of counting tokens: the instant at which the bucket would be full again. A datagram moves it by its transmission
// time, and conforms when that does not take it further ahead than a whole bucket's. So nothing is rounded but the
// transmission times, and when a datagram will leave is known as soon as it is let in.
#include <algorithm>

#include "base/ring.h"
#include "card.h"
#include "link_token_bucket/plugin.h"

namespace tcplab::link_token_bucket {
namespace {

class TokenBucket : public LinkStage {
public:
    explicit TokenBucket(const LinkStageSetup& setup)
        : rate_(setup.parameters.rate("rate")), depth_(transmissionTime(rate_, setup.parameters.size("burst"))),
          limit_(static_cast<std::uint64_t>(setup.parameters.count("queuePackets"))), report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        const Instant due = conformingFrom(now, packet);
        if (due > now && waiting_.packets >= limit_) {
            report_.dropped(now, packet, Rule::QueueFull);
            return;
        }
        fullAt_ = std::max(fullAt_, now) + timeOf(packet);
        const bool waits = due > now;
        if (waits)
            waiting_.add(packet);
        admitted_.push({due, waits, std::move(packet)});
    }

    Instant nextRelease() const override { return admitted_.empty() ? kNever : admitted_.front().due; }

    TransitPacket release(Instant) override
    {
        Admitted next = admitted_.pop();
        if (next.waits)
            waiting_.remove(next.packet);
        return std::move(next.packet);
    }

    bool hasQueue() const override { return true; }
    QueueFill fill() const override { return waiting_; }
    QueueFill capacity() const override { return {static_cast<std::uint32_t>(limit_), 0}; }

private:
    struct Admitted {
        Instant due;
        bool waits = false;
        TransitPacket packet;
    };

    Duration timeOf(const TransitPacket& packet) const
    {
        return transmissionTime(rate_, static_cast<std::uint32_t>(packet.datagram.size()));
    }

    // Later than the one ahead by itself: a larger one waits for more of the bucket, and moves fullAt_ by as much.
    Instant conformingFrom(Instant now, const TransitPacket& packet) const
    {
        const Duration spare = std::max<Duration>(depth_ - timeOf(packet), 0ns);
        return std::max(now, fullAt_ - spare);
    }

    BitRate rate_;
    Duration depth_;
    std::uint64_t limit_;
    LinkReport& report_;
    Ring<Admitted> admitted_;
    QueueFill waiting_;
    Instant fullAt_ = kStart;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<TokenBucket>(setup); }));
}

}  // namespace tcplab::link_token_bucket
