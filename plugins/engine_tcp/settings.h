// The engine's parameters as typed values; the card tells units, ranges and sources.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugin/card.h"
#include "plugin/engine.h"
#include "trace/rule.h"
#include "wire/tcp.h"

namespace tcplab::engine_tcp {

enum class Profile : std::uint8_t { Rfc, Linux, FreeBsd };

// tcp_rmem and tcp_wmem, in octets.
struct BufferSizes {
    std::uint32_t least = 0, initial = 0, greatest = 0;
};

struct PortRange {
    std::uint16_t first = 0, last = 0;
    std::uint32_t count() const { return last - first + 1u; }
};

// What TCP is without one of its rules (issue of a lesson, never on a real network).
struct Counterfactuals {
    bool twoWayHandshake = false, fixedIsn = false, noTimeWait = false, noSillyWindowAvoidance = false;
    bool noRtoBackoff = false, noCongestionControl = false, noPaws = false;
    enum class FinAck : std::uint8_t { Natural, NeverMerged, AlwaysMerged } finAck = FinAck::Natural;

    // Those that are on, as the Trace tells them.
    std::vector<Rule> rules() const;
};

// tcp_fastopen's bits.
namespace fast_open {
constexpr std::int64_t kClient = 1, kServer = 2, kClientWithoutCookie = 4, kServerWithoutCookie = 0x200, kEveryListener = 0x400;
}

struct Settings {
    explicit Settings(const Parameters& parameters);

    bool linuxHabits() const { return profile == Profile::Linux; }
    bool freeBsdHabits() const { return profile == Profile::FreeBsd; }
    wire::OptionOrder optionOrder() const { return profile == Profile::FreeBsd ? wire::OptionOrder::FreeBsd : wire::OptionOrder::Linux; }

    Profile profile;
    std::string congestionControl;
    std::uint32_t initialWindowSegments;
    Duration initialRto, minimumRto, maximumRto, rtoSlop;
    Duration delayedAck, timeWait, userTimeout;
    bool noDelay, keepAlive, limitedTransmit, proportionalRateReduction, pacing;

    Duration openingTimeout;  // zero: the retries decide
    int synRetries, synAckRetries, retries1, retries2, orphanRetries;
    Duration finTimeout, keepAliveTime, keepAliveInterval;
    int keepAliveProbes;
    std::size_t somaxconn, synBacklog;
    std::size_t timeWaitBuckets;  // connections in TIME-WAIT at most
    DescriptorLimits descriptors;
    int synCookies;
    bool abortOnOverflow, timeWaitReuse;
    PortRange ports;
    BufferSizes receiveMemory, sendMemory;
    // Given as sendBuffer, receiveBuffer: as if every program had set SO_SNDBUF, SO_RCVBUF.
    bool sendBufferFixed, receiveBufferFixed;
    std::uint32_t datagramBuffer;  // octets that a UDP socket may hold
    bool moderateReceiveBuffer;
    bool userTimeoutOption, windowScaling, sack, dsack, rack, tailLossProbe, frto;
    int timestamps;  // 0 off, 1 with a random offset, 2 without
    int reordering;
    int ecn;         // 0 off, 1 asks and accepts, 2 accepts
    int ecnRetries;  // repetitions of a SYN that still ask for it
    std::int64_t fastOpen;
    std::string fastOpenKey;
    bool slowStartAfterIdle;
    int mtuProbing;
    std::uint32_t baseMss;
    std::optional<std::uint32_t> routeMtu, advertisedMss;  // octets
    std::size_t fastOpenServers;                           // remembered at most
    int challengeAckLimit;
    Duration invalidRateLimit;
    bool rfc1337, standardUrgent;
    bool insecureReset, insecureSyn, dropSynFin, icmpMayReset, dropSynOptions;
    std::uint32_t notSentLowWater;
    std::uint32_t minimumBurst;  // segments
    Counterfactuals lesson;
};

}  // namespace tcplab::engine_tcp
