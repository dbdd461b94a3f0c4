// Ethernet and ARP for one host: IP datagrams on one side, frames on the other (RFC 894, RFC 826, RFC 1122 §2.3).
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "plugin/link_stage.h"
#include "trace/recorder.h"
#include "wire/ethernet.h"

namespace tcplab {

struct EthernetSetup {
    HostId host;
    MacAddress mac;
    Ipv4Address address;
    unsigned prefixLength = 24;          // 0 … 32
    std::optional<Ipv4Address> gateway;  // the next hop to other networks; without it every address is asked for directly
};

struct OutgoingFrame {
    Octets octets;
    EventId sent;  // the PacketSent of the datagram in it; none for ARP
};

// The driver's duty is the engine's: after each poke take frames until there are none, then ask nextWake(). What ARP
// does is in the Trace: a Note for a question or an answer, a PacketDropped for a datagram that found no way.
class EthernetPort {
public:
    static constexpr Duration kRetryAfter = 1s;  // RFC 1122 §2.3.2.1: at most one question per second and destination
    static constexpr int kTries = 3;
    static constexpr Duration kEntryLifetime = 60s;  // RFC 1122 §2.3.2.1: old entries are thrown away
    static constexpr std::size_t kEntriesMax = 1024;
    static constexpr std::size_t kWaitingMax = 256;  // datagrams that wait for an answer, of all destinations

    EthernetPort(const EthernetSetup& setup, Recorder& recorder) : setup_(setup), recorder_(recorder) {}

    // A datagram of this host; one that is no IPv4 is our own mistake.
    void send(Instant now, TransitPacket packet);
    // The IPv4 datagram in the frame, without padding, when it is meant for this host or for everybody.
    std::optional<Octets> frameArrived(Instant now, OctetView frame);
    std::optional<OutgoingFrame> nextFrame();

    void timeHasCome(Instant now);
    std::optional<Instant> nextWake() const;

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

    Ipv4Address nextHopTo(Ipv4Address destination) const;
    void wait(Instant now, Ipv4Address hop, TransitPacket packet);
    void ask(Instant now, Ipv4Address hop, Question& question);
    void arpArrived(Instant now, OctetView payload);
    void remember(Instant now, Ipv4Address address, const MacAddress& mac);
    void giveUp(Instant now, Question& question);
    void drop(Instant now, const TransitPacket& packet);
    void frame(const MacAddress& destination, std::uint16_t etherType, OctetView payload, EventId sent = {});

    EthernetSetup setup_;
    Recorder& recorder_;
    std::map<Ipv4Address, Entry> entries_;
    std::map<Ipv4Address, Question> questions_;
    std::size_t waiting_ = 0;
    std::deque<OutgoingFrame> frames_;
};

}  // namespace tcplab
