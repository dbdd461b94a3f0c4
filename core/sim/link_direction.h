// One direction of a link: a chain of stages.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "base/ring.h"
#include "plugin/link_stage.h"
#include "trace/recorder.h"

namespace tcplab {

class LinkDirection {
public:
    // Asked once for each datagram, in the order of sending: whether an edit loses it on its way.
    using Loses = std::function<bool(OctetView)>;

    // Told of each datagram that is larger than the link carries, of the link's MTU, and of the event of its drop.
    using TooBig = std::function<void(const TransitPacket&, std::uint32_t, EventId)>;

    LinkDirection(LinkId id, Recorder& recorder, Loses loses = {}, TooBig tooBig = {})
        : id_(id), recorder_(recorder), loses_(std::move(loses)), tooBig_(std::move(tooBig))
    {}
    LinkDirection(const LinkDirection&) = delete;
    LinkDirection& operator=(const LinkDirection&) = delete;

    // `plugin` is the stage's; events in the stage name it as their place.
    using MakeStage = std::function<Result<std::unique_ptr<LinkStage>>(LinkReport&)>;
    Result<void> addStage(const std::string& plugin, const MakeStage& make);

    // Nothing happens to a datagram on its way: it has come through at once.
    bool isDirect() const { return stages_.empty() && !loses_; }

    void offer(Instant now, TransitPacket&& packet);
    // Fills in the next datagram that has come through by now; false when there is none.
    bool take(Instant now, TransitPacket& packet);
    // Everything on its way is lost. The stages have then no sense of time any more: of no use but to be thrown away.
    void loseAll(Instant now, const Cause& cause);
    Instant nextWake() const { return through_.empty() ? stagesWake_ : through_.front().at; }

private:
    // Writes what one stage tells into the Trace.
    class Report : public LinkReport {
    public:
        Report(LinkDirection& link, TextId place) : link_(link), place_(place) {}
        void dropped(Instant now, const TransitPacket& packet, Rule rule) override { drop(now, packet, rule); }
        void altered(Instant now, const TransitPacket& packet, Rule rule) override;
        void tooBig(Instant now, const TransitPacket& packet, std::uint32_t mtu) override;
        TextId place() const { return place_; }
        // Whether another datagram than this one was dropped since the last call: the queue is another, even if as long as before.
        bool takeDropped(EventId other)
        {
            const EventId dropped = std::exchange(dropped_, EventId{});
            return dropped.valid() && !(dropped == other);
        }

    private:
        EventId drop(Instant now, const TransitPacket& packet, Rule rule);

        LinkDirection& link_;
        TextId place_;
        EventId dropped_{};  // the last
    };

    struct Stage {
        std::string plugin;
        std::unique_ptr<Report> report;
        std::unique_ptr<LinkStage> stage;
        bool hasQueue;
        Instant due = kNever;  // its nextRelease()
        QueueFill recorded{};
    };

    struct Through {
        Instant at;
        TransitPacket packet;
    };

    struct Cut {
        Instant at;
        Cause cause;
    };

    // `stage` may be behind the last: then it has come through.
    void give(Instant now, Stage* stage, TransitPacket&& packet);
    // Carries on whatever is due: what is given to a stage may leave it at once.
    void passOn(Instant now);
    Instant earliestDue() const;
    EventId lose(const TransitPacket& packet);
    // To be called whenever a stage has taken or given a datagram.
    void changed(Instant now, Stage& stage, EventId packet);
    void recordFill(Instant now, Stage& stage, EventId packet);

    LinkId id_;
    Recorder& recorder_;
    Loses loses_;
    TooBig tooBig_;
    std::optional<Cut> cut_;  // while loseAll() empties the stages
    std::vector<Stage> stages_;
    Ring<Through> through_;        // wait to be taken
    Instant stagesWake_ = kNever;  // the earliest of theirs
};

}  // namespace tcplab
