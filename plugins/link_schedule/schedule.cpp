// A link whose rate, delay and loss follow a list.
//
// Loss is decided when a datagram comes, the rate when its transmission begins, the delay when that ends. The list is known
// from the beginning, so when a datagram will leave is known as soon as it is let in.

#include <algorithm>
#include <optional>
#include <vector>

#include "base/rate.h"
#include "base/ring.h"
#include "card.h"
#include "link_schedule/plugin.h"
#include "plugin/departures.h"

namespace tcplab::link_schedule {
namespace {

struct Step {
    Instant at;
    std::optional<BitRate> rate;
    Duration delay{};
    double loss = 0;
};

std::vector<Step> stepsOf(const Parameters& parameters)
{
    std::vector<Step> steps{{Instant::min(), std::nullopt, 0ns, 0}};
    for (const Parameters& entry : parameters.entries("steps")) {
        const std::optional<BitRate> rate = entry.has("rate") ? std::optional(entry.rate("rate")) : std::nullopt;
        steps.push_back({kStart + entry.duration("at"), rate, entry.duration("delay"), entry.number("loss")});
    }
    // Of two steps at one time the later one in the list holds.
    std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
    return steps;
}

class Schedule : public DepartingStage {
public:
    explicit Schedule(const LinkStageSetup& setup)
        : steps_(stepsOf(setup.parameters)), limit_(static_cast<std::size_t>(setup.parameters.count("queuePackets"))),
          random_(setup.random), report_(setup.report)
    {}

    void offer(Instant now, TransitPacket&& packet) override
    {
        forgetWhatWaitedUntil(now);
        const Instant begin = std::max(now, idleFrom_);
        // One draw a datagram, whatever the probability: the k-th draw always decides about the k-th datagram.
        if (random_.chance(stepAt(now).loss)) {
            report_.dropped(now, packet, Rule::LinkLoses);
        } else if (begin > now && waiting_.packets >= limit_) {
            report_.dropped(now, packet, Rule::QueueFull);
        } else {
            const std::uint32_t octets = static_cast<std::uint32_t>(packet.datagram.size());
            if (begin > now)
                waits(begin, octets);
            const auto rate = stepAt(begin).rate;
            idleFrom_ = begin + (rate ? transmissionTime(*rate, octets) : 0ns);
            leave(idleFrom_ + stepAt(idleFrom_).delay, std::move(packet));
        }
    }

    TransitPacket release(Instant now) override
    {
        forgetWhatWaitedUntil(now);
        return DepartingStage::release(now);
    }

    bool hasQueue() const override { return true; }
    QueueFill fill() const override { return waiting_; }
    QueueFill capacity() const override { return {static_cast<std::uint32_t>(limit_), 0}; }

private:
    struct Waits {
        Instant until;
        std::uint32_t octets = 0;
    };

    const Step& stepAt(Instant now) const
    {
        const auto after =
            std::upper_bound(steps_.begin(), steps_.end(), now, [](Instant instant, const Step& step) { return instant < step.at; });
        return *std::prev(after);
    }

    void waits(Instant until, std::uint32_t octets)
    {
        line_.push({until, octets});
        waiting_.packets += 1, waiting_.octets += octets;
    }

    void forgetWhatWaitedUntil(Instant now)
    {
        while (!line_.empty() && line_.front().until <= now)
            waiting_.packets -= 1, waiting_.octets -= line_.pop().octets;
    }

    std::vector<Step> steps_;  // the first one since ever
    std::size_t limit_;
    RandomStream random_;
    LinkReport& report_;
    Ring<Waits> line_;
    QueueFill waiting_;
    Instant idleFrom_ = kStart;  // the last bit of the last admitted datagram is on the wire
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  LinkStageFactory([](const LinkStageSetup& setup) { return std::make_unique<Schedule>(setup); }));
}

}  // namespace tcplab::link_schedule
