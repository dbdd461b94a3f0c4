#include "sim/link_direction.h"

#include <algorithm>

#include <fmt/format.h>

namespace tcplab {

EventId LinkDirection::Report::drop(Instant now, const TransitPacket& packet, Rule rule)
{
    if (link_.cut_)
        return link_.lose(packet);
    dropped_ = packet.sent;
    return link_.recorder_.record(now, {}, {rule, packet.sent}, PacketDropped{packet.sent, link_.id_, place_});
}

void LinkDirection::Report::tooBig(Instant now, const TransitPacket& packet, std::uint32_t mtu)
{
    const EventId dropped = drop(now, packet, Rule::LinkTooBig);
    if (link_.tooBig_ && !link_.cut_)
        link_.tooBig_(packet, mtu, dropped);
}

void LinkDirection::Report::altered(Instant now, const TransitPacket& packet, Rule rule)
{
    if (!link_.cut_)
        link_.recorder_.record(now, {}, {rule, packet.sent}, PacketAltered{packet.sent, link_.id_, place_});
}

Result<void> LinkDirection::addStage(const std::string& plugin, const MakeStage& make)
{
    const auto alike = std::count_if(stages_.begin(), stages_.end(), [&](const Stage& stage) { return stage.plugin == plugin; });
    const std::string place = alike == 0 ? plugin : fmt::format("{} {}", plugin, alike + 1);
    auto report = std::make_unique<Report>(*this, recorder_.text(place));
    auto stage = make(*report);
    if (!stage)
        return tl::unexpected(stage.error());
    const bool hasQueue = (*stage)->hasQueue();
    if (const QueueFill most = (*stage)->capacity(); hasQueue)
        recorder_.addQueue({id_, report->place(), most.packets, most.octets});
    stages_.push_back({plugin, std::move(report), std::move(*stage), hasQueue});
    return {};
}

void LinkDirection::offer(Instant now, TransitPacket&& packet)
{
    packet.lost = loses_ && loses_(std::as_const(packet.datagram));
    give(now, stages_.data(), std::move(packet));
    stagesWake_ = earliestDue();
    if (stagesWake_ <= now)
        passOn(now);
}

bool LinkDirection::take(Instant now, TransitPacket& packet)
{
    if (stagesWake_ <= now)
        passOn(now);
    if (through_.empty())
        return false;
    packet = through_.pop().packet;
    return true;
}

void LinkDirection::passOn(Instant now)
{
    stagesWake_ = kNever;
    for (Stage& stage : stages_) {
        while (stage.due <= now) {
            TransitPacket packet = stage.stage->release(now);
            changed(now, stage, packet.sent);
            give(now, &stage + 1, std::move(packet));
        }
        stagesWake_ = std::min(stagesWake_, stage.due);
    }
}

Instant LinkDirection::earliestDue() const
{
    Instant earliest = kNever;
    for (const Stage& stage : stages_)
        earliest = std::min(earliest, stage.due);
    return earliest;
}

void LinkDirection::give(Instant now, Stage* stage, TransitPacket&& packet)
{
    if (stage != stages_.data() + stages_.size()) {
        const EventId sent = packet.sent;
        stage->stage->offer(now, std::move(packet));
        changed(now, *stage, sent);
    } else if (packet.lost) {
        recorder_.packetDropped(now, {}, {Rule::EditLoses, packet.sent}, packet.sent, id_, "edit");
    } else {
        through_.push({now, std::move(packet)});
    }
}

EventId LinkDirection::lose(const TransitPacket& packet)
{
    return recorder_.packetDropped(cut_->at, {}, {cut_->cause.rule, packet.sent, cut_->cause.parent}, packet.sent, id_, "cut");
}

// What is in a stage comes out only in the course of time: that is let pass at once.
void LinkDirection::loseAll(Instant now, const Cause& cause)
{
    cut_ = Cut{now, cause};
    while (!through_.empty())
        lose(through_.pop().packet);
    for (Stage& stage : stages_) {
        for (Instant then = stage.stage->nextRelease(); then != kNever; then = stage.stage->nextRelease())
            lose(stage.stage->release(std::max(then, now)));
        if (stage.recorded != QueueFill{})
            recorder_.record(now, {}, cause, QueueFilled{id_, stage.report->place(), 0, 0});
        stage.due = kNever;
    }
    stagesWake_ = kNever;
}

void LinkDirection::changed(Instant now, Stage& stage, EventId packet)
{
    stage.due = stage.stage->nextRelease();
    if (stage.hasQueue)
        recordFill(now, stage, packet);
}

void LinkDirection::recordFill(Instant now, Stage& stage, EventId packet)
{
    const QueueFill fill = stage.stage->fill();
    const bool exchanged = stage.report->takeDropped(packet);
    if (fill == stage.recorded && !exchanged)
        return;
    stage.recorded = fill;
    recorder_.record(now, {}, {Rule::QueueGrows, packet}, QueueFilled{id_, stage.report->place(), fill.packets, fill.octets});
}

}  // namespace tcplab
