#include "sim/link_direction.h"

#include <algorithm>

#include "sim/host.h"

namespace tcplab {

void LinkDirection::Report::dropped(Instant now, const TransitPacket& packet, Rule rule)
{
    link_.lost_.erase(packet.sent);
    link_.recorder_.packetDropped(now, {}, {rule, packet.sent}, packet.sent, link_.id_, place_);
}

void LinkDirection::addStage(std::string name, const MakeStage& make)
{
    auto report = std::make_unique<Report>(*this, std::move(name));
    auto stage = make(*report);
    stages_.push_back({std::move(report), std::move(stage), {}});
}

void LinkDirection::offer(Instant now, TransitPacket packet)
{
    if (loses_ && loses_(packet.datagram))
        lost_.insert(packet.sent);
    give(now, 0, std::move(packet));
}

std::optional<TransitPacket> LinkDirection::take(Instant now)
{
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        while (const auto due = stages_[i].stage->nextRelease()) {
            if (*due > now)
                break;
            auto packet = stages_[i].stage->release(now);
            TCPLAB_ASSURE(packet.has_value());
            recordFill(now, stages_[i], packet->sent);
            give(now, i + 1, std::move(*packet));
        }
    }
    if (through_.empty())
        return std::nullopt;
    TransitPacket packet = std::move(through_.front());
    through_.pop_front();
    return packet;
}

std::optional<Instant> LinkDirection::nextWake() const
{
    std::optional<Instant> wake;
    if (!through_.empty())
        wake = throughAt_;
    for (const Stage& stage : stages_)
        wake = earlierWake(wake, stage.stage->nextRelease());
    return wake;
}

void LinkDirection::give(Instant now, std::size_t stage, TransitPacket packet)
{
    if (stage < stages_.size()) {
        const EventId sent = packet.sent;
        stages_[stage].stage->offer(now, std::move(packet));
        recordFill(now, stages_[stage], sent);
    } else if (lost_.erase(packet.sent) > 0) {
        recorder_.packetDropped(now, {}, {Rule::EditLoses, packet.sent}, packet.sent, id_, "edit");
    } else {
        throughAt_ = now;
        through_.push_back(std::move(packet));
    }
}

void LinkDirection::recordFill(Instant now, Stage& stage, EventId parent)
{
    const QueueFill fill = stage.stage->fill();
    if (fill == stage.recorded)
        return;
    stage.recorded = fill;
    recorder_.record(now, {}, {Rule::QueueGrows, parent}, QueueFilled{id_, fill.packets, fill.octets});
}

}  // namespace tcplab
