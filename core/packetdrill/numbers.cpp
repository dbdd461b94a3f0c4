#include "packetdrill/numbers.h"

namespace tcplab::packetdrill {

void NumberMap::inboundSyn(const TcpSegment& segment)
{
    if (!remote_ || !counted_)
        remote_ = SeqNumber(segment.start);
    if (segment.has(flag::kAck))
        return;
    syn_ = SeqNumber(segment.start);
    synEnd_ = *syn_ + 1 + segment.length + (segment.has(flag::kFin) ? 1 : 0);
}

void NumberMap::outbound(std::uint16_t flags, SeqNumber seq, SeqNumber ack, std::uint32_t script)
{
    const bool isSyn = flags & flag::kSyn, isReset = flags & flag::kRst, acknowledges = flags & flag::kAck;
    const bool answersSyn = syn_ && acknowledges && (isSyn || isReset) && ack > *syn_ && ack <= synEnd_;
    if (answersSyn) {
        remote_ = syn_;
        local_.reset();
        counted_ = false;
    }
    if (isSyn && !local_) {
        local_ = seq;
        scriptLocal_ = script;
    }
    if (acknowledges) {
        syn_.reset();
        counted_ = counted_ || (remote_.has_value() && !isReset);
    }
}

SeqNumber NumberMap::inboundSeq(const TcpSegment& segment)
{
    if (segment.has(flag::kSyn)) {
        inboundSyn(segment);
        return SeqNumber(segment.start);
    }
    counted_ = remote_.has_value();
    return segment.absoluteSequence ? SeqNumber(segment.start) : remote_.value_or(SeqNumber{}) + segment.start;
}

std::uint32_t NumberMap::outboundSeq(SeqNumber seq, bool syn) const
{
    const std::uint32_t relative = seq.since(localInitial());
    return syn ? scriptLocal_ + relative : relative;
}

std::uint32_t NumberMap::outboundAck(SeqNumber ack, bool syn) const { return syn ? ack.value() : ack.since(remote_.value_or(SeqNumber{})); }

std::uint32_t NumberMap::sackOfPeers(std::uint32_t edge) const { return SeqNumber(edge).since(remote_.value_or(SeqNumber{})); }

void TimestampMap::outbound(std::uint32_t script, std::uint32_t live)
{
    if (!first_)
        first_ = Pair{script, live};
    last_ = Pair{script, live};
    liveByScript_[script] = live;
}

std::optional<std::uint32_t> TimestampMap::liveEcho(std::uint32_t script, bool scaled) const
{
    if (const auto found = liveByScript_.find(script); found != liveByScript_.end())
        return found->second;
    if (!scaled || !first_ || !last_)
        return std::nullopt;
    const auto offset = static_cast<std::int32_t>(script - first_->script);
    if (first_->script == last_->script)
        return first_->live + static_cast<std::uint32_t>(offset);
    const auto span = static_cast<std::int32_t>(last_->script - first_->script);
    const auto liveSpan = static_cast<std::int32_t>(last_->live - first_->live);
    return first_->live + static_cast<std::uint32_t>(std::int64_t{offset} * liveSpan / span);
}

std::optional<std::uint32_t> TimestampMap::scriptValue(std::uint32_t live) const
{
    if (!first_)
        return std::nullopt;
    return first_->script + (live - first_->live);
}

}  // namespace tcplab::packetdrill
