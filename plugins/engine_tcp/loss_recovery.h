// What a sender knows of what it has sent: which segments are outstanding and what ACKs told of them, how long the path is and how
// fast it delivers, and how a loss is being repaired (RFC 9293 §3.10.7.4, RFC 6675, RFC 8985, RFC 6582, RFC 6937).
#pragma once

#include "engine_tcp/delivery_rate.h"
#include "engine_tcp/proportional_rate.h"
#include "engine_tcp/rack.h"
#include "engine_tcp/reason.h"
#include "engine_tcp/scoreboard.h"
#include "engine_tcp/spurious_detection.h"
#include "engine_tcp/tail_probe.h"

namespace tcplab::engine_tcp {

// A connection has it from the first segment on that it sends. When the handshake was all, it is given back, and made again for the
// first data from what the SYN's round trip told.
struct LossRecovery {
    LossRecovery() = default;
    LossRecovery(SeqNumber iss, const RttSample& handshake);

    Scoreboard board;
    Reason forced;  // the first lost segment goes out now, whatever the congestion window says
    TailProbe tailProbe;

    // What the network is like.
    Rack rack;
    MinimumRtt minimumRtt;
    DeliveryRate rate;
    std::uint32_t reorderedBy = 0;  // segments: how far something was seen to arrive late
    Instant lastSent = kNever;      // data, for the last time; kNever: not yet

    // The repair of a loss.
    SeqNumber recover;  // RFC 6582 §3.2: SND.NXT when the loss was found
    ProportionalRate proportional;
    SpuriousDetection spurious;
    std::uint32_t emulatedSacks = 0;    // segments that duplicate ACKs tell to have arrived, when there is no SACK
    std::uint32_t limitedTransmit = 0;  // octets that duplicate ACKs let out (RFC 3042)
    SeqNumber repeatedUpTo;             // end of the last repetition since the last pause, if it did not end a burst

    // What is thought to be in the network.
    Amount pipe() const;
    // RFC 8985 §6.2: a segment has arrived. `echoed`: see Rack::arrived().
    void arrived(const SentSegment& segment, Instant now, std::optional<bool> echoed);
    // There is nothing to know that the round trip of the SYN would not tell.
    bool knowsOnlyHandshake() const;
    // Nothing that was sent matters any more.
    void abandon();
};

}  // namespace tcplab::engine_tcp
