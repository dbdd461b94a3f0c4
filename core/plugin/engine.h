// One host's stack: a machine that one pokes and asks. It reads no clock and owns no thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/packet_buffer.h"
#include "base/random.h"
#include "plugin/card.h"
#include "plugin/sockets.h"
#include "trace/recorder.h"
#include "wire/ipv4.h"

namespace tcplab {

class Catalogue;

// An IP datagram that the engine wants to go out now; its PacketSent is already in the Trace.
struct OutgoingPacket {
    PacketBuffer datagram;
    EventId sent;
};

// How the sender sees the path, by the names of the kernel's tcpi_ca_state.
enum class CongestionState : std::uint8_t { Open, Disorder, WindowReduced, Recovery, Loss };

// A plain record of one connection, for inspectors and tests: what Linux tells as TCP_INFO. Segments are counted
// where the name says so; everything else is octets.
struct ConnectionLook {
    ConnectionId connection{};
    TcpState state = TcpState::Closed;
    Endpoint local;
    Endpoint remote;
    ConnectionVariables variables;
    std::uint32_t sendMss = 0;     // octets of payload that a full-sized segment carries
    std::uint32_t receiveMss = 0;  // estimate of the peer's segments
    std::uint32_t advertisedMss = 0;
    std::uint32_t pathMtu = 0;

    CongestionState congestionState = CongestionState::Open;
    bool timestamps = false, selectiveAck = false, windowScaling = false;  // negotiated
    bool ecn = false, ecnSeen = false;                                     // negotiated; a marked packet arrived
    bool synDataAcknowledged = false;                                      // RFC 7413
    std::uint8_t sendWindowScale = 0, receiveWindowScale = 0;

    std::uint32_t cwndSegments = 0, ssthreshSegments = 0;
    std::uint32_t unacknowledgedSegments = 0, sackedSegments = 0, lostSegments = 0, retransmittedSegments = 0;
    std::uint32_t reordering = 3, reorderingSeen = 0;
    std::uint32_t retransmits = 0, probes = 0, backoff = 0;  // in a row, without an answer
    std::uint32_t totalRetransmissions = 0;
    std::uint64_t delivered = 0, deliveredMarked = 0;  // segments
    std::uint64_t segmentsSent = 0, segmentsReceived = 0, dataSegmentsSent = 0, dataSegmentsReceived = 0;
    std::uint64_t octetsSent = 0, octetsRetransmitted = 0, octetsAcknowledged = 0, octetsReceived = 0;
    std::uint32_t notSent = 0;             // octets
    std::uint32_t outOfOrderReceived = 0;  // segments
    std::uint32_t duplicateSacks = 0;
    std::uint32_t receiveSpace = 0;

    Duration delayedAck{};
    std::optional<Duration> minimumRtt;
    Duration sinceDataSent{}, sinceDataReceived{}, sinceAckReceived{};
    Duration busy{}, windowLimited{}, sendBufferLimited{};
    std::int64_t deliveryRate = 0;  // bit/s; 0: no sample
    bool deliveryRateApplicationLimited = false;
    std::vector<std::pair<std::string, double>> readings;  // of the congestion control
};

// How many descriptors may be open: whoever makes calls for programs keeps to it, because an engine knows sockets and no programs.
struct DescriptorLimits {
    static constexpr std::size_t kTakenAtStart = 3;  // standard input, output and error of each program

    std::size_t ofProgram = SIZE_MAX;  // RLIMIT_NOFILE
    std::size_t ofHost = SIZE_MAX;     // sockets of all programs together
};

// Why a datagram did not leave its host, or the link that it was offered to.
enum class NotSent : std::uint8_t {
    NoRoute,     // no link leads to the destination
    TooBig,      // for the link
    Unanswered,  // nobody answered for the next hop's address
};

struct ReturnedDatagram {
    OctetView datagram;  // as it was sent
    NotSent why{};
    std::uint32_t mtu = 0;  // TooBig: what the link carries, in octets from the IP header on
    EventId dropped{};      // its PacketDropped in the Trace
};

struct EngineSetup {
    HostId host;
    Ipv4Address address;
    std::optional<Ipv6Address> address6{};
    std::uint32_t mtu = 1500;    // octets, from the IP header on; 68 … 65535
    Parameters parameters;       // checked against the engine's card
    RandomStream random;         // for this host's engine alone
    Recorder& recorder;          // outlives the engine
    const Catalogue& catalogue;  // congestion controls by id; outlives the engine
    // What is set of congestion controls, by their id: checked against their cards, but without defaults.
    std::map<std::string, ValueMap> congestionControls{};
    bool meetsRealPeers = false;  // no counterfactual congestion control may be chosen, at no time
};

// The driver's duty: after each poke (a call, packetArrived, timeHasCome) take packets with nextPacket() and
// notices with nextNotice() until there are none, then ask nextWake(). `now` never goes back.
class Engine : public SocketFace {
public:
    // A datagram from the network, which is the engine's from now on: it may keep it or pass it on. `arrived` is its PacketArrived in
    // the Trace. Its checksums may be known to hold, because whoever computed them vouches for them and nobody has written since; never
    // on a real network.
    virtual void packetArrived(Instant now, PacketBuffer datagram, EventId arrived, wire::Checksums checksums) = 0;
    // A datagram that the engine sent comes back: it could not leave the host, or the link.
    virtual void returned(Instant now, const ReturnedDatagram& returned) = 0;
    // now >= nextWake(). Harmless when nothing is due.
    virtual void timeHasCome(Instant now) = 0;
    virtual std::optional<OutgoingPacket> nextPacket(Instant now) = 0;
    // The earliest instant at which timeHasCome() has something to do; kNever when there is none.
    virtual Instant nextWake() const = 0;
    // Fills in the next notice; false when there is none. It is asked after every packet: an std::optional would come back in registers
    // through memory, stored in parts and loaded as a whole, which was 2.4 % of a simulation's time.
    virtual bool nextNotice(Notice& notice) = 0;

    // Memory that the next datagram is likely to need first, for who can have it brought near in time; valid until the next poke.
    virtual std::span<const std::byte> nextNeeded() const { return {}; }

    // Whether it passes on what is addressed to others. Asked once.
    virtual bool forwards() const { return false; }

    virtual DescriptorLimits descriptorLimits() const { return {}; }

    // Other parameters, checked against the card: they hold for everything that is decided from now on.
    virtual void configure(const Parameters& parameters) = 0;

    // None when the socket is unknown or has no connection.
    virtual ConnectionId connectionOf(SocketId socket) const = 0;
    // How it is at this instant, at which everything due has been done. Nothing when the socket is unknown, or neither listens nor has a
    // connection.
    virtual std::optional<ConnectionLook> look(Instant now, SocketId socket) const = 0;
};

}  // namespace tcplab
