// What a host does to learn the hardware addresses of its neighbours on an Ethernet: ARP for IPv4 (RFC 826, RFC 1122 §2.3.2), neighbour
// discovery for IPv6 (RFC 4861). It makes messages and no frames: EthernetPort puts them into frames for a real network, a simulated link
// carries them as they are.
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

struct ResolutionSetup {
    HostId host;
    LinkId link;  // from the host, for the Trace
    MacAddress mac;
    Ipv4Address address;
    std::optional<Ipv6Address> address6;
};

// The driver's duty is the engine's: after each poke take what goes out until there is nothing, then ask nextWake(). Questions and
// answers are in the Trace as PacketSent of the message, datagrams that had to wait as PacketAltered at the instant at which they leave.
class AddressResolution {
public:
    // RFC 1122 §2.3.2.1: at most one question per second and destination. RFC 4861 §10 has the same numbers.
    static constexpr Duration kRetryAfter = 1s;
    static constexpr int kTries = 3;
    static constexpr Duration kArpLifetime = 60s;        // RFC 1122 §2.3.2.1: old entries are thrown away
    static constexpr Duration kReachable = 30s;          // RFC 4861 §10: REACHABLE_TIME, not spread at random
    static constexpr Duration kDelayBeforeProbing = 5s;  // DELAY_FIRST_PROBE_TIME
    static constexpr std::size_t kEntriesMax = 1024;
    static constexpr std::size_t kWaitingMax = 256;  // datagrams that wait for an answer, of all destinations

    AddressResolution(const ResolutionSetup& setup, Recorder& recorder) : setup_(setup), recorder_(recorder) {}

    // A datagram that goes to this neighbour next, perhaps after it has waited for the answer to a question.
    void send(Instant now, const IpAddress& hop, TransitPacket&& packet);
    // `arrived`: the message's PacketArrived in the Trace, if it is there. What is no ARP for IPv4 over Ethernet is dropped.
    void arpArrived(Instant now, OctetView message, EventId arrived);
    // Whether it was neighbour discovery's, which is no business of the stack. Asked before the datagram's arrival is recorded.
    static std::optional<wire::NeighbourMessage> neighbourMessageIn(OctetView datagram);
    void neighbourArrived(Instant now, OctetView datagram, const wire::NeighbourMessage& message, EventId arrived);

    // A datagram, or a message of ARP.
    struct Outgoing {
        MacAddress destination;
        std::uint16_t etherType = 0;
        TransitPacket packet;
    };
    std::optional<Outgoing> next();
    // A datagram for whose next hop nobody answered, and the event of its drop; to be taken until there is none.
    struct Unanswered {
        PacketBuffer datagram;
        EventId dropped;
    };
    std::optional<Unanswered> nextUnanswered();
    // Everything that waits is dropped, and everything known is forgotten: the host is down.
    void loseAll(Instant now, const Cause& cause);

    void timeHasCome(Instant now);
    Instant nextWake() const;

private:
    // §7.3.2 of RFC 4861: REACHABLE as long as it was heard from within kReachable, STALE after that; in DELAY and PROBE while it is
    // checked. Of IPv4 neighbours only the age counts.
    struct Entry {
        MacAddress mac;
        Instant heard;
        Instant checkAt = kNever;  // when the next question goes to it
        int checks = 0;            // questions without an answer
        EventId used{};            // the datagram that made it be checked
    };
    struct Question {
        std::deque<TransitPacket> waiting;
        Instant repeatAt;
        int tries = 0;
    };

    const Entry* usable(Instant now, const IpAddress& hop, EventId sent);
    void wait(Instant now, const IpAddress& hop, TransitPacket&& packet);
    void ask(Instant now, const IpAddress& hop, Question& question);
    void askByArp(Instant now, Ipv4Address hop, Cause cause);
    void askNeighbour(Instant now, const Ipv6Address& hop, Cause cause, const std::optional<MacAddress>& directly);
    void check(Instant now);
    void tell(Instant now, const MacAddress& to, std::uint16_t etherType, const Octets& message, Cause cause);
    void solicited(Instant now, const IpAddress& source, const wire::NeighbourMessage& message, EventId arrived);
    void advertised(Instant now, const wire::NeighbourMessage& message, EventId arrived);
    void remember(Instant now, const IpAddress& address, const MacAddress& mac, EventId arrived, Instant heard);
    void release(Instant now, const IpAddress& hop, const MacAddress& mac, Question& question, EventId arrived);
    void giveUp(Instant now, const IpAddress& hop, Question& question);
    void drop(Instant now, Rule rule, const IpAddress& hop, TransitPacket&& packet);

    ResolutionSetup setup_;
    Recorder& recorder_;
    std::map<IpAddress, Entry> entries_;
    std::map<IpAddress, Question> questions_;
    std::size_t waiting_ = 0;
    std::deque<Outgoing> outgoing_;
    std::deque<Unanswered> unanswered_;
};

// A locally administered address, the same in every run; each interface of a host has its own.
MacAddress macFor(Ipv4Address address, std::size_t interface = 0);

}  // namespace tcplab
