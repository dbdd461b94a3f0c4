// When to acknowledge what has arrived (RFC 9293 §3.8.6.3, RFC 5681 §4.2; and Linux's habit of quick ACKs).
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time.h"

namespace tcplab::engine_tcp {

class AckPolicy {
public:
    // The connection is established; data are counted from here.
    void begin(Instant now) { lastData_ = now; }

    // Data arrived in order; `window` and `segment` in octets. The first of a connection and what follows a pause are acknowledged
    // at once, so that the peer's slow start gets on.
    void dataArrived(Instant now, std::uint32_t octets, std::uint32_t window, Duration rto)
    {
        unacknowledged_ += octets;
        segmentSize_ = std::max(segmentSize_, std::min(octets, kLargestEstimate));
        const bool pause = !any_ || now - lastData_ > rto;
        if (pause)
            quicken(window);
        any_ = true;
        lastData_ = now;
    }

    // What came was out of order, a duplicate or marked: the next ACKs do not wait.
    void quicken(std::uint32_t window)
    {
        const std::uint32_t segments = window / std::max(2 * segmentSize_, 1u);
        quick_ = std::max(quick_, std::clamp(segments, 2u, kMostQuick));
        interactive_ = false;
    }

    // The handshake ends, and the program is about to send: its data may carry the ACK.
    void expectAnswer(Instant now)
    {
        any_ = true;
        quick_ = kMostQuick;
        lastData_ = now;
    }

    void dataSent(Instant now, Duration wait)
    {
        if (any_ && now - lastData_ < wait)
            interactive_ = true;  // the program answers what it reads: its answer may carry the ACK
    }

    void ackSent()
    {
        unacknowledged_ = 0;
        if (quick_ > 0)
            --quick_;
    }

    void setQuick(bool on)
    {
        interactive_ = !on;
        quick_ = on ? std::max(quick_, kMostQuick) : 0;
    }

    bool isQuick() const { return quick_ > 0 && !interactive_; }
    bool isInteractive() const { return interactive_; }
    std::uint32_t unacknowledged() const { return unacknowledged_; }
    std::uint32_t segmentSize() const { return segmentSize_; }  // of the peer's segments, as far as seen
    Instant lastData() const { return lastData_; }              // or when the connection was established

private:
    static constexpr std::uint32_t kMostQuick = 16;
    static constexpr std::uint32_t kLargestEstimate = 65535;

    std::uint32_t unacknowledged_ = 0;  // octets since the last ACK
    std::uint32_t segmentSize_ = 0;
    std::uint32_t quick_ = 0;
    bool any_ = false, interactive_ = false;
    Instant lastData_{};
};

}  // namespace tcplab::engine_tcp
