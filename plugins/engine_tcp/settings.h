// The engine's parameters as typed values; the card tells units, ranges and sources.
#pragma once

#include <algorithm>
#include <string>

#include "plugin/card.h"

namespace tcplab::engine_tcp {

struct Settings {
    explicit Settings(const Parameters& p)
        : congestionControl(p.text("congestionControl")),
          initialWindowSegments(static_cast<std::uint32_t>(p.count("initialWindowSegments"))), initialRto(p.duration("initialRto")),
          minimumRto(p.duration("minimumRto")), maximumRto(p.duration("maximumRto")), synRetries(static_cast<int>(p.count("synRetries"))),
          synAckRetries(static_cast<int>(p.count("synAckRetries"))), dataRetries(static_cast<int>(p.count("dataRetries"))),
          delayedAck(p.duration("delayedAck")), timeWait(p.duration("timeWait")), finWait2Timeout(p.duration("finWait2Timeout")),
          receiveBuffer(static_cast<std::uint32_t>(std::min<std::int64_t>(p.size("receiveBuffer"), 0xffff))),
          sendBuffer(static_cast<std::uint32_t>(p.size("sendBuffer"))), noDelay(p.boolean("noDelay")),
          limitedTransmit(p.boolean("limitedTransmit")), firstPort(static_cast<std::uint16_t>(p.count("firstPort")))
    {}

    std::string congestionControl;
    std::uint32_t initialWindowSegments;
    Duration initialRto, minimumRto, maximumRto;
    int synRetries, synAckRetries, dataRetries;
    Duration delayedAck, timeWait, finWait2Timeout;
    std::uint32_t receiveBuffer, sendBuffer;  // octets
    bool noDelay, limitedTransmit;
    std::uint16_t firstPort;
};

}  // namespace tcplab::engine_tcp
