// What a program has set on a socket. Most sockets share one value: what the host's parameters say.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine_tcp/settings.h"

namespace tcplab::engine_tcp {

struct SocketOptions {
    explicit SocketOptions(const Settings& s)
        : noDelay(s.noDelay), keepAlive(s.keepAlive), keepIdle(s.keepAliveTime), keepInterval(s.keepAliveInterval),
          keepCount(s.keepAliveProbes), userTimeout(s.userTimeout), sendBuffer(s.sendMemory.initial),
          receiveBuffer(s.receiveMemory.initial), sendBufferFixed(s.sendBufferFixed), receiveBufferFixed(s.receiveBufferFixed),
          finWait2(s.finTimeout), openingTimeout(s.openingTimeout), congestionControl(s.congestionControl)
    {}

    bool noDelay, cork = false, keepAlive, reuseAddress = false, outOfBandInline = false;
    bool fastOpenConnect = false, fastOpenNoCookie = false, thinLinearTimeouts = false;
    bool quickAck = false;   // asked for by the program
    bool noOptions = false;  // no TCP options, neither ours nor the peer's
    Duration keepIdle, keepInterval;
    int keepCount;
    Duration userTimeout;                      // zero: the retries decide
    std::uint32_t notSentLowWater = 0;         // octets; 0: tcp_notsent_lowat
    std::uint32_t sendBuffer, receiveBuffer;   // octets
    bool sendBufferFixed, receiveBufferFixed;  // do not adapt
    std::int64_t lingerSeconds = -1;           // -1: off
    std::optional<std::uint32_t> maxSegment;   // octets
    Duration deferAccept{};
    std::size_t fastOpenQueue = 0;  // 0: off
    std::optional<int> synRetries;
    Duration finWait2;               // after close()
    Duration openingTimeout;         // zero: the retries decide
    std::uint32_t windowClamp = 0;   // octets; 0: none
    std::int64_t maxPacingRate = 0;  // bit/s; 0: none
    std::uint8_t typeOfService = 0, timeToLive = 64;
    int pathMtuDiscovery = 1;
    std::string congestionControl;

    // The least shift with which the largest receive buffer fits into 16 bits (RFC 7323 §2.3: at most 14).
    std::uint8_t windowShift(const Settings& s) const
    {
        const std::uint32_t largest = receiveBufferFixed ? receiveBuffer : std::max(receiveBuffer, s.receiveMemory.greatest);
        std::uint8_t shift = 0;
        while (s.windowScaling && shift < 14 && largest >> shift > 0xffff)
            ++shift;
        return shift;
    }
};

using SharedOptions = std::shared_ptr<const SocketOptions>;

// What hosts with equal parameters have in common: thousands of them need not fill the processor's caches with it.
struct HostSettings {
    explicit HostSettings(const Parameters& parameters) : settings(parameters), options(std::make_shared<const SocketOptions>(settings)) {}

    Settings settings;
    SharedOptions options;  // of a socket on which nothing was set
};

}  // namespace tcplab::engine_tcp
