// A door to a real network.
#pragma once

#include <optional>

#include <tl/expected.hpp>

#include "base/octets.h"
#include "base/result.h"
#include "base/time.h"
#include "plugin/card.h"

namespace tcplab {

enum class LinkLayer : std::uint8_t { Ethernet, Ip };

class PacketIo {
public:
    virtual ~PacketIo() = default;

    // A refusal names what was tried, what the system answered, and the command or privilege that helps.
    virtual tl::expected<void, Refusal> open() = 0;
    virtual LinkLayer linkLayer() const = 0;
    // Waits until a packet can be received or `longest` of real time is over; true when there is one.
    virtual bool wait(Duration longest) = 0;
    // A whole frame or datagram; nothing when none is there.
    virtual std::optional<Octets> receive() = 0;
    // False when the system had no room; the packet is then lost, as on any network.
    virtual bool send(OctetView packet) = 0;
    virtual void close() = 0;
};

}  // namespace tcplab
