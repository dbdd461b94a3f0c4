// A host that passes on what is addressed to others (RFC 1812; RFC 8200 for IPv6). Which link a datagram takes is the lab's routes'
// business; whatever cannot leave comes back by returned().
//   router.cpp   forwarding, fragments, and what is addressed to the router itself
//   errors.cpp   ICMP errors: which, about what, and how often
#pragma once

#include <deque>

#include "engine_router/error_limit.h"
#include "plugin/engine_without_sockets.h"
#include "plugin/host_reassembly.h"
#include "wire/icmp.h"

namespace tcplab::engine_router {

// What a router has to tell a sender.
enum class Trouble : std::uint8_t { Expired, NoRoute, Unanswered, TooBig, NoPort, NoProtocol, FragmentsMissing };

class Router : public EngineWithoutSockets {
public:
    explicit Router(const EngineSetup& setup);

    void packetArrived(Instant now, PacketBuffer datagram, EventId arrived, wire::Checksums checksums) override;
    void returned(Instant now, const ReturnedDatagram& returned) override;
    void timeHasCome(Instant now) override { fragments_.giveUp(now); }
    std::optional<OutgoingPacket> nextPacket(Instant now) override;
    Instant nextWake() const override { return fragments_.nextWake(); }
    bool forwards() const override { return true; }
    void configure(const Parameters& parameters) override;

private:
    // router.cpp
    void forward(Instant now, PacketBuffer datagram, std::uint32_t headerOctets, EventId arrived);
    void fragment(Instant now, OctetView datagram, std::uint32_t mtu, EventId cause);
    void arrivedForUs(Instant now, const wire::IpDatagram& ip, OctetView datagram, EventId arrived);
    void fragmentForUs(Instant now, const wire::IpDatagram& ip, OctetView datagram, EventId arrived);
    void icmpArrived(Instant now, const wire::IpDatagram& ip, EventId arrived);
    void sendIcmp(Instant now, const Cause& cause, const IpAddress& from, const IpAddress& to, OctetView message);
    EventId dropped(Instant now, Rule rule, EventId arrived);

    // errors.cpp
    void tell(Instant now, Trouble trouble, OctetView about, EventId cause, std::uint32_t mtu = 0);

    HostId host_;
    HostAddresses addresses_;
    std::uint32_t mtu_;
    Recorder& recorder_;
    ErrorLimit errors_;
    HostReassembly fragments_;  // of what is addressed to the router
    std::deque<OutgoingPacket> outbox_;
    std::uint32_t identification_ = 0;
};

// Whether an error may be told about this datagram at all (RFC 1812 §4.3.2.7, RFC 4443 §2.4 e).
bool mayBeTold(const wire::IpDatagram& ip);

}  // namespace tcplab::engine_router
