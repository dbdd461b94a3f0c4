// One host's stack: a machine that one pokes and asks. It reads no clock and owns no thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "plugin/card.h"
#include "plugin/sockets.h"
#include "trace/recorder.h"

namespace tcplab {

class Catalogue;

// An IP datagram that the engine wants to go out now; its PacketSent is already in the Trace.
struct OutgoingPacket {
    Octets datagram;
    EventId sent;
};

// A plain record of one connection, for inspectors and tests.
struct ConnectionLook {
    ConnectionId connection{};
    TcpState state = TcpState::Closed;
    Endpoint local;
    Endpoint remote;
    ConnectionVariables variables;
    std::uint32_t sendMss = 0;  // octets of payload that a full-sized segment carries
};

struct EngineSetup {
    HostId host;
    Ipv4Address address;
    std::uint32_t mtu = 1500;    // octets, from the IP header on; 68 … 65535
    Parameters parameters;       // checked against the engine's card
    RandomStream random;         // for this host's engine alone
    Recorder& recorder;          // outlives the engine
    const Catalogue& catalogue;  // congestion controls by id; outlives the engine
};

// The driver's duty: after each poke (a call, packetArrived, timeHasCome) take packets with nextPacket() and
// notices with nextNotice() until there are none, then ask nextWake(). `now` never goes back.
class Engine : public SocketFace {
public:
    // A datagram from the network; `arrived` is its PacketArrived in the Trace.
    virtual void packetArrived(Instant now, OctetView datagram, EventId arrived) = 0;
    // now >= nextWake(). Harmless when nothing is due.
    virtual void timeHasCome(Instant now) = 0;
    virtual std::optional<OutgoingPacket> nextPacket(Instant now) = 0;
    // The earliest instant at which timeHasCome() has something to do.
    virtual std::optional<Instant> nextWake() const = 0;
    virtual std::optional<Notice> nextNotice() = 0;

    // None when the socket is unknown or has no connection.
    virtual ConnectionId connectionOf(SocketId socket) const = 0;
    // Nothing when the socket is unknown or has no connection.
    virtual std::optional<ConnectionLook> look(SocketId socket) const = 0;
};

}  // namespace tcplab
