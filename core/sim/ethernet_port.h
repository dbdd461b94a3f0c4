// Ethernet for one host, with ARP and neighbour discovery: IP datagrams on one side, frames on the other (RFC 894, RFC 826,
// RFC 1122 §2.3; RFC 2464, RFC 4861).
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "plugin/link_stage.h"
#include "trace/recorder.h"
#include "wire/ethernet.h"
#include "wire/ip.h"
#include "wire/neighbour.h"

namespace tcplab {

struct EthernetSetup {
    HostId host;
    MacAddress mac;
    Ipv4Address address;
    unsigned prefixLength = 24;           // 0 … 32
    std::optional<Ipv4Address> gateway;   // the next hop to other networks; without it every address is asked for directly
    std::optional<Ipv6Address> address6;  // neighbours of its own are all that it reaches: there is no router discovery
};

struct OutgoingFrame {
    Octets octets;
    EventId sent;  // the PacketSent of the datagram in it; none for ARP and neighbour discovery
};

// The driver's duty is the engine's: after each poke take frames until there are none, then ask nextWake(). What ARP
// and neighbour discovery do is in the Trace: a Note for a question or an answer, a PacketDropped for a datagram that found no way.
class EthernetPort {
public:
    // RFC 1122 §2.3.2.1: at most one question per second and destination. RFC 4861 §10 has the same numbers.
    static constexpr Duration kRetryAfter = 1s;
    static constexpr int kTries = 3;
    static constexpr Duration kEntryLifetime = 60s;  // RFC 1122 §2.3.2.1: old entries are thrown away
    static constexpr std::size_t kEntriesMax = 1024;
    static constexpr std::size_t kWaitingMax = 256;  // datagrams that wait for an answer, of all destinations

    EthernetPort(const EthernetSetup& setup, Recorder& recorder) : setup_(setup), recorder_(recorder) {}

    // A datagram of this host; one without addresses is our own mistake.
    void send(Instant now, TransitPacket packet);
    // The datagram in the frame, without padding, when it is meant for this host or for everybody.
    std::optional<Octets> frameArrived(Instant now, OctetView frame);
    std::optional<OutgoingFrame> nextFrame();
    // A datagram for whose next hop nobody answered, and the event of its drop; to be taken until there is none.
    struct Unanswered {
        PacketBuffer datagram;
        EventId dropped;
    };
    std::optional<Unanswered> nextUnanswered();

    void timeHasCome(Instant now);
    Instant nextWake() const;

private:
    struct Entry {
        MacAddress mac;
        Instant heard;
    };
    struct Question {
        std::deque<TransitPacket> waiting;
        Instant repeatAt;
        int tries = 0;
    };

    IpAddress nextHopTo(const IpAddress& destination) const;
    void wait(Instant now, const IpAddress& hop, TransitPacket packet);
    void ask(Instant now, const IpAddress& hop, Question& question);
    void askByArp(Ipv4Address hop);
    void askNeighbour(const Ipv6Address& hop);
    bool isForUs(const MacAddress& destination) const;
    void arpArrived(Instant now, OctetView payload);
    // Whether the datagram was neighbour discovery's, which is no business of the stack.
    bool neighbourArrived(Instant now, OctetView datagram);
    void solicited(Instant now, const wire::IpDatagram& ip, const wire::NeighbourMessage& message);
    void advertised(Instant now, const wire::NeighbourMessage& message);
    void remember(Instant now, const IpAddress& address, const MacAddress& mac);
    void giveUp(Instant now, const IpAddress& hop, Question& question);
    void drop(Instant now, const IpAddress& hop, TransitPacket packet);
    void note(Instant now, Cause cause, const std::string& text);
    void frame(const MacAddress& destination, std::uint16_t etherType, OctetView payload, EventId sent = {});

    EthernetSetup setup_;
    Recorder& recorder_;
    std::map<IpAddress, Entry> entries_;
    std::map<IpAddress, Question> questions_;
    std::size_t waiting_ = 0;
    std::deque<OutgoingFrame> frames_;
    std::deque<Unanswered> unanswered_;
};

}  // namespace tcplab
