// How fast the network delivers (draft-ietf-ccwg-bbr §4.1): counted at each ACK over about a round trip.
#pragma once

#include "engine_tcp/scoreboard.h"
#include "plugin/congestion_control.h"

namespace tcplab::engine_tcp {

class DeliveryRate {
public:
    // Stamps a segment that goes out; `flight` is what was out before it.
    void sent(SentSegment& segment, Instant now, std::uint32_t flight);
    // A segment has arrived, as SEG.ACK or SACK tell.
    void arrived(const SentSegment& segment, Instant now, std::uint32_t octets);
    // Too little was there to send: samples say nothing of the path until what is in flight has arrived.
    void applicationLimited(std::uint32_t flight) { limitedUntil_ = std::max<std::uint64_t>(delivered_ + flight, 1); }
    void lost(std::uint32_t octets) { lost_ += octets; }

    // The sample of the ACK that was just dealt with, and a new one begins.
    DeliverySample take(Instant now, Duration minimumRtt);

    std::uint64_t delivered() const { return delivered_; }
    std::int64_t lastRate() const { return lastRate_; }
    bool lastWasLimited() const { return lastLimited_; }

private:
    std::uint64_t delivered_ = 0;
    Instant deliveredAt_{};
    Instant windowSentAt_{};
    std::uint64_t limitedUntil_ = 0;
    std::uint32_t lost_ = 0;
    std::int64_t lastRate_ = 0;
    bool lastLimited_ = false;

    // Of the sample under way: the newest of the segments that arrived.
    bool any_ = false;
    std::uint64_t priorDelivered_ = 0;
    Instant priorAt_{}, sampleSentAt_{};
    Duration sendInterval_{};
    std::uint32_t flightWhenSent_ = 0, lostBefore_ = 0;
    bool limited_ = false;
};

}  // namespace tcplab::engine_tcp
