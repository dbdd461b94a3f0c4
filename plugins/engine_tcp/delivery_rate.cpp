#include "engine_tcp/delivery_rate.h"

#include <algorithm>

namespace tcplab::engine_tcp {

void DeliveryRate::sent(SentSegment& segment, Instant now, std::uint32_t flight)
{
    if (flight == 0)  // after a pause the measurement starts afresh
        deliveredAt_ = windowSentAt_ = now;
    segment.windowSentAt = windowSentAt_;
    segment.deliveredAt = deliveredAt_;
    segment.delivered = delivered_;
    segment.lostBefore = lost_;
    segment.flightWhenSent = flight + segment.length;
    segment.applicationLimited = limitedUntil_ != 0;
}

void DeliveryRate::arrived(const SentSegment& segment, Instant now, std::uint32_t octets)
{
    delivered_ += octets;
    deliveredAt_ = now;
    const bool newer =
        !any_ || segment.delivered > priorDelivered_ || (segment.delivered == priorDelivered_ && segment.sentAt > sampleSentAt_);
    if (!newer)
        return;
    any_ = true;
    priorDelivered_ = segment.delivered;
    priorAt_ = segment.deliveredAt;
    sampleSentAt_ = segment.sentAt;
    sendInterval_ = segment.sentAt - segment.windowSentAt;
    windowSentAt_ = segment.sentAt;
    flightWhenSent_ = segment.flightWhenSent;
    lostBefore_ = segment.lostBefore;
    limited_ = segment.applicationLimited;
}

DeliverySample DeliveryRate::take(Instant now, Duration minimumRtt)
{
    DeliverySample sample;
    if (limitedUntil_ != 0 && delivered_ > limitedUntil_)
        limitedUntil_ = 0;
    if (!std::exchange(any_, false))
        return sample;
    sample.priorDelivered = priorDelivered_;
    sample.flightWhenSent = flightWhenSent_;
    sample.lost = lost_ - lostBefore_;
    sample.applicationLimited = limited_;
    sample.delivered = static_cast<std::uint32_t>(delivered_ - priorDelivered_);
    // ACKs may be squeezed together on their way: the slower of the two directions counts.
    sample.interval = std::max(sendInterval_, now - priorAt_);
    if (sample.interval <= Duration::zero() || (minimumRtt != Duration::max() && sample.interval < minimumRtt))
        return sample;
    sample.rate = static_cast<std::int64_t>(8e9 * sample.delivered / static_cast<double>(nanoseconds(sample.interval)));
    lastRate_ = sample.rate;
    lastLimited_ = limited_;
    return sample;
}

}  // namespace tcplab::engine_tcp
