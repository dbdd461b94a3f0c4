// Ethernet for one host on a real network: IP datagrams on one side, frames on the other (RFC 894, RFC 2464).
#pragma once

#include <functional>
#include <optional>

#include "sim/address_resolution.h"

namespace tcplab {

struct EthernetSetup {
    ResolutionSetup resolution;            // IPv6 neighbours of its own are all that it reaches: there is no router discovery
    unsigned prefixLength = 24;            // 0 … 32
    std::optional<Ipv4Address> gateway{};  // the next hop to other networks; without it every address is asked for directly
};

struct OutgoingFrame {
    Octets octets;
    EventId sent;  // the PacketSent of the datagram or message in it
};

// The driver's duty is that of AddressResolution.
class EthernetPort {
public:
    // Told of each message of ARP or neighbour discovery that is meant for this host; gives its PacketArrived in the Trace.
    using Witness = std::function<EventId(Instant, OctetView)>;

    EthernetPort(const EthernetSetup& setup, Recorder& recorder, Witness witness = {})
        : setup_(setup), resolution_(setup.resolution, recorder), witness_(std::move(witness))
    {}

    // A datagram of this host; one without addresses is our own mistake.
    void send(Instant now, TransitPacket&& packet);
    // The datagram in the frame, without padding, when it is meant for this host or for everybody.
    std::optional<Octets> frameArrived(Instant now, OctetView frame);
    std::optional<OutgoingFrame> nextFrame();
    std::optional<AddressResolution::Unanswered> nextUnanswered() { return resolution_.nextUnanswered(); }

    void timeHasCome(Instant now) { resolution_.timeHasCome(now); }
    Instant nextWake() const { return resolution_.nextWake(); }

private:
    IpAddress nextHopTo(const IpAddress& destination) const;
    bool isForUs(const MacAddress& destination) const;
    void arpArrived(Instant now, OctetView payload);
    bool neighbourArrived(Instant now, OctetView datagram);
    EventId witnessed(Instant now, OctetView message) { return witness_ ? witness_(now, message) : EventId{}; }

    EthernetSetup setup_;
    AddressResolution resolution_;
    Witness witness_;
};

}  // namespace tcplab
