// The same world paced by a real clock and real packets: one host, the stages of a link, and a door to a real network.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "lab/lab.h"
#include "plugin/catalogue.h"
#include "plugin/packet_io.h"
#include "sim/ethernet_port.h"
#include "sim/host.h"
#include "sim/link_direction.h"
#include "sim/prepare.h"

namespace tcplab {

struct LiveSetup {
    LabHost host;
    unsigned prefixLength = 24;          // 0 … 32
    std::optional<Ipv4Address> gateway;  // see EthernetSetup
    std::vector<PluginUse> outbound;     // stages from the engine to the door
    std::vector<PluginUse> inbound;      // stages from the door to the engine
    std::uint64_t seed = 1;              // give another one each time: initial sequence numbers depend on it
};

// What breaks the protocol for a lesson stays in the laboratory: a Problem that names the engine's parameter which is not at its
// default, or the congestion control. Also for everything else that is wrong with the host. To be asked before a door is opened;
// LiveWorld::create() asks again.
Result<void> mayMeetRealPeers(const LabHost& host, const Catalogue& catalogue);

// What the Trace says: a datagram from outside is sent by the host with its source address where the door takes it in,
// with Rule::Observed, and arrives when it has passed the inbound stages. A datagram of ours arrives at its destination
// where the door lets it out.
class LiveWorld {
public:
    // A long session stays within memory: about 1 GB. After so many events the traffic goes on and recording ends, which
    // the Trace's last event says.
    static constexpr std::size_t kEventLimit = 5'000'000;
    // Hosts of the real network that have a name of their own in the Trace; all further ones, and
    // whoever sends what is no datagram, share a host "others".
    static constexpr std::size_t kPeersMax = 256;

    // The door is open; it and the catalogue outlive the world. A Problem's path begins with /host, /outbound or /inbound.
    static Result<std::unique_ptr<LiveWorld>> create(const LiveSetup& setup, PacketIo& door, const Catalogue& catalogue);

    // Sees every packet that passes the door, in either direction, as it is on the wire.
    using Witness = std::function<void(Instant, OctetView)>;
    void setWitness(Witness witness) { witness_ = std::move(witness); }

    // May be read by other threads while it grows.
    std::shared_ptr<const Trace> trace() const { return trace_; }
    Host& host() { return *host_; }

    void start(Instant now);
    // Takes in what the door has, wakes whoever is due, and sends what is ready. `now` never goes back.
    void poll(Instant now);
    // The earliest instant at which poll() has something to do without a packet from outside.
    Instant nextWake() const;

    // Polls until `stop` says so; `stop` is asked at least ten times a second. The clock begins near kStart.
    void run(const std::function<Instant()>& clock, const std::function<bool()>& stop);

private:
    // What was too large for the stages on its way out.
    struct TooBig {
        PacketBuffer datagram;
        std::uint32_t mtu;
        EventId dropped;
    };

    LiveWorld(const LiveSetup& setup, PacketIo& door);

    Result<void> build(const LiveSetup& setup, const Catalogue& catalogue);
    Result<void> addStages(LinkDirection& link, const std::vector<PluginUse>& stages, const std::string& path, std::uint64_t seed,
                           Preparation& preparation);

    void packetArrived(Instant now, OctetView packet);
    void datagramArrived(Instant now, OctetView datagram);
    EventId messageArrived(Instant now, OctetView message);
    static std::optional<IpAddress> listenerOf(OctetView datagram);
    void advance(Instant now);
    void askNeighbours(Instant now);
    void lead(Instant now, TransitPacket&& packet);
    // Whether the host was told of something, and may send again.
    bool handBack(Instant now);
    void letOut(Instant now, OctetView packet, OctetView datagram, EventId sent);
    HostId peerAt(const IpAddress& address);
    HostId others();

    PacketIo& door_;
    std::shared_ptr<Trace> trace_ = std::make_shared<Trace>();
    Recorder recorder_;
    HostId id_;
    LinkId outboundId_;
    std::optional<EthernetPort> port_;  // when the door carries frames
    std::vector<TooBig> tooBig_;        // the host is to be told
    LinkDirection outbound_;
    LinkDirection inbound_;
    std::unique_ptr<Host> host_;
    std::map<IpAddress, HostId> peers_;
    HostId others_;
    Witness witness_;
};

}  // namespace tcplab
