// What a capture at one host of a Trace would have seen.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "trace/trace.h"

namespace tcplab {

class HostCapture {
public:
    // With no host: every packet where it was sent.
    HostCapture(const Trace& trace, HostId seenAt);

    // Whether one of the host's links is an Ethernet: then all packets are seen as frames, those of other links without addresses.
    bool isEthernet() const { return ethernet_; }

    struct Packet {
        Octets octets;             // from the frame's header on, or from the IP header
        std::uint32_t length = 0;  // on the wire
        Rule rule{};               // that sent it
    };
    // Nothing when this event is not one at which a packet passes the host's door.
    std::optional<Packet> at(std::size_t index) const;

private:
    bool leavesAt(const Event& event) const;
    LinkId linkOf(EventId sent, HostId arrivesAt) const;
    Octets headerFor(OctetView packet, LinkId link) const;

    const Trace& trace_;
    HostId seenAt_;
    bool ethernet_ = false;
    enum class Leaving : std::uint8_t { Later, Never };  // than it was sent: it waited for a hardware address
    std::map<EventId, Leaving> delayed_;
    std::map<EventId, LinkId> links_;  // over which a packet left, by its PacketSent; only for Ethernets
};

}  // namespace tcplab
