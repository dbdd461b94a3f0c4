// A congestion control: facts in, numbers out. It never sees the engine.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "plugin/card.h"
#include "trace/rule.h"

namespace tcplab {

// All windows and amounts are octets; `delivered` and the like count from the connection's beginning and never wrap.
struct CongestionSetup {
    std::uint32_t mss = 0;               // sender's maximum segment size, payload only; may change later
    std::uint32_t initialSegments = 10;  // the initial window (RFC 6928)
    Parameters parameters;
    std::uint64_t seed = 0;  // for the few that draw lots (BBR's probing); the same for every run of a lab
};

struct SentFacts {
    Instant now;
    std::uint32_t octets = 0;
    std::uint32_t flight = 0;  // with these octets
    bool retransmission = false;
    std::uint64_t sentTotal = 0;  // stream position of SND.NXT, with these octets: what rounds are counted by
};

// How fast the network delivered, measured over about a round trip (draft-ietf-ccwg-bbr §4.1, "delivery rate sample").
struct DeliverySample {
    std::int64_t rate = 0;        // bit/s; 0: no valid sample
    std::uint32_t delivered = 0;  // octets in `interval`
    Duration interval{};
    std::uint64_t priorDelivered = 0;  // `delivered` when the newest of the acknowledged segments was sent
    std::uint32_t flightWhenSent = 0;  // of that segment
    std::uint32_t lost = 0;            // octets marked lost between its transmission and now
    bool applicationLimited = false;   // it was sent while there was too little data to fill the path
};

struct AcknowledgedFacts {
    Instant now;
    std::uint32_t newlyAcknowledged = 0;  // by SEG.ACK, and not told by SACK before; 0: a duplicate ACK (RFC 5681 §2)
    std::uint32_t newlySacked = 0;
    std::uint32_t newlyLost = 0;
    std::uint32_t flightBefore = 0;
    std::uint32_t flight = 0;
    std::optional<Duration> rtt;          // a sample that Karn's rule allows
    std::uint64_t delivered = 0;          // in all, acknowledged or sacked
    std::uint64_t acknowledgedTotal = 0;  // stream position of SND.UNA
    std::uint64_t sentTotal = 0;          // stream position of SND.NXT
    DeliverySample sample;
    bool inRecovery = false;          // the loss that began it is not yet repaired
    bool applicationLimited = false;  // the window was not full, so its growth would mean nothing (RFC 7661)
    bool congestionMarked = false;    // this ACK carries ECN-Echo
};

enum class CongestionCause : std::uint8_t { DuplicateAcks, Timeout, EcnEcho };

struct CongestionFacts {
    Instant now;
    CongestionCause cause{};
    std::uint32_t flight = 0;
    bool repeated = false;        // the same segment timed out before (RFC 5681 §3.1: ssthresh is not halved again)
    std::uint64_t sentTotal = 0;  // stream position of SND.NXT
};

// What a controller tells besides the window. Those that its card declares go into the Trace and the graphs; all of them can
// be asked for by scripts.
struct Reading {
    std::string_view name;
    double value = 0;  // finite
};

// A handful, without memory of their own: an engine asks after each ACK.
class Readings {
public:
    static constexpr std::size_t kMost = 16;

    Readings() = default;
    Readings(std::initializer_list<Reading> readings) : size_(readings.size())
    {
        TCPLAB_ASSURE(readings.size() <= kMost);
        std::copy(readings.begin(), readings.end(), all_.begin());
    }

    std::size_t size() const { return size_; }
    const Reading& operator[](std::size_t index) const { return all_[index]; }
    const Reading* begin() const { return all_.data(); }
    const Reading* end() const { return all_.data() + size_; }

private:
    std::array<Reading, kMost> all_;
    std::size_t size_ = 0;
};

class CongestionControl {
public:
    virtual ~CongestionControl() = default;

    virtual void mssChanged(std::uint32_t mss) = 0;
    virtual void sent(const SentFacts&) {}
    // The SYN or its answer had to be repeated more than once: the initial window is one segment (RFC 5681 §3.1, RFC 6928 §2).
    virtual void beginSmall() {}
    // Each answers the rule by which the numbers changed, for the Trace; nothing when they did not.
    virtual std::optional<Rule> acknowledged(const AcknowledgedFacts&) = 0;
    virtual std::optional<Rule> congestion(const CongestionFacts&) = 0;
    // The loss that congestion() reported is repaired.
    virtual std::optional<Rule> recovered(Instant) { return std::nullopt; }
    // The last congestion() was a mistake and should be undone.
    virtual std::optional<Rule> spurious(Instant) { return std::nullopt; }
    // Nothing was sent for at least one RTO.
    virtual std::optional<Rule> idle(Instant, Duration) { return std::nullopt; }

    // True: window() holds during fast recovery too. False: the engine paces repairs by PRR (RFC 6937) towards
    // ssthresh() when SACK tells it what has left the network, and follows window() otherwise.
    virtual bool ownsRecovery() const { return false; }
    // Whether it wants to see every mark: ECT is set on what is sent, and ECN-Echo follows CE segment by segment (RFC 8257 §3.2).
    virtual bool wantsEveryMark() const { return false; }

    virtual std::uint32_t window() const = 0;
    virtual std::uint32_t ssthresh() const = 0;
    virtual std::optional<std::int64_t> pacingRate() const { return std::nullopt; }  // bit/s
    // Always the same names in the same order.
    virtual Readings readings() const { return {}; }
};

}  // namespace tcplab
