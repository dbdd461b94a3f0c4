// A congestion control: facts in, numbers out. It never sees the engine.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "plugin/card.h"
#include "trace/rule.h"

namespace tcplab {

// All windows and amounts are octets.
struct CongestionSetup {
    std::uint32_t mss = 0;               // sender's maximum segment size, payload only; may change later
    std::uint32_t initialSegments = 10;  // the initial window (RFC 6928)
    Parameters parameters;
};

struct SentFacts {
    Instant now;
    std::uint32_t octets = 0;
    std::uint32_t flight = 0;  // with these octets
    bool retransmission = false;
};

struct AcknowledgedFacts {
    Instant now;
    std::uint32_t newlyAcknowledged = 0;  // 0: a duplicate ACK (RFC 5681 §2)
    std::uint32_t newlySacked = 0;
    std::uint32_t newlyLost = 0;
    std::uint32_t flightBefore = 0;
    std::uint32_t flight = 0;
    std::optional<Duration> rtt;      // a sample that Karn's rule allows
    std::int64_t deliveryRate = 0;    // bit/s; 0: no sample
    bool inRecovery = false;          // the loss that began it is not yet repaired
    bool applicationLimited = false;  // the window was not full, so its growth would mean nothing (RFC 7661)
    bool congestionMarked = false;    // ECN-Echo
};

enum class CongestionCause : std::uint8_t { DuplicateAcks, Timeout, EcnEcho };

struct CongestionFacts {
    Instant now;
    CongestionCause cause{};
    std::uint32_t flight = 0;
    bool repeated = false;  // the same segment timed out before (RFC 5681 §3.1: ssthresh is not halved again)
};

// What the graphs show besides the window.
struct Reading {
    std::string_view name;
    double value = 0;
};

class CongestionControl {
public:
    virtual ~CongestionControl() = default;

    virtual void mssChanged(std::uint32_t mss) = 0;
    virtual void sent(const SentFacts&) {}
    // Each answers the rule by which the numbers changed, for the Trace; nothing when they did not.
    virtual std::optional<Rule> acknowledged(const AcknowledgedFacts&) = 0;
    virtual std::optional<Rule> congestion(const CongestionFacts&) = 0;
    // The loss that congestion() reported is repaired.
    virtual std::optional<Rule> recovered(Instant) { return std::nullopt; }
    // The last congestion() was a mistake and should be undone.
    virtual std::optional<Rule> spurious(Instant) { return std::nullopt; }
    // Nothing was sent for at least one RTO.
    virtual std::optional<Rule> idle(Instant, Duration) { return std::nullopt; }

    virtual std::uint32_t window() const = 0;
    virtual std::uint32_t ssthresh() const = 0;
    virtual std::optional<std::int64_t> pacingRate() const { return std::nullopt; }  // bit/s
    virtual std::vector<Reading> readings() const { return {}; }
};

}  // namespace tcplab
