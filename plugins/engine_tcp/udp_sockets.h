// The UDP of one host (RFC 768, RFC 1122 §4.1, RFC 8200 §8.1, RFC 6935): its sockets, and the way of a datagram to one of them. Its
// ports are not TCP's.
#pragma once

#include <deque>
#include <unordered_map>
#include <vector>

#include "base/number_table.h"
#include "engine_tcp/icmp_meaning.h"
#include "engine_tcp/shared.h"

namespace tcplab::engine_tcp {

class UdpSockets {
public:
    UdpSockets(Shared& shared, const HostAddresses& addresses, RandomStream& random);

    void open(SocketId socket);
    bool has(SocketId socket) const { return sockets_.find(socket.number()) != nullptr; }

    // The socket face, for sockets that open() made. Nothing waits but receive().
    CallResult bind(SocketId socket, Endpoint local);
    // Only this peer is heard from now on; 0.0.0.0 hears everybody again. No packet is sent.
    CallResult connect(SocketId socket, Endpoint remote);
    CallResult send(CallContext call, SocketId socket, OctetView octets);
    CallResult sendTo(CallContext call, SocketId socket, const Endpoint& to, OctetView octets);
    // One datagram a call: what does not fit into `room` is lost.
    CallResult receive(CallContext call, SocketId socket, std::span<std::uint8_t> room, Endpoint& from, ReceiveFlags flags);
    CallResult receiveTo(CallContext call, SocketId socket, std::size_t most, OctetSink& sink);
    CallResult shutdown(SocketId socket, ShutdownHow how);
    void close(SocketId socket);
    CallResult setOption(SocketId socket, SocketOption option, std::int64_t value);
    CallResult getOption(SocketId socket, SocketOption option);
    Readiness readiness(SocketId socket) const;
    Endpoint localEndpoint(SocketId socket) const { return sockets_.find(socket.number())->local; }
    Endpoint remoteEndpoint(SocketId socket) const { return sockets_.find(socket.number())->remote; }

    // `octets`: the whole datagram, for an error that quotes it.
    void datagramArrived(Instant now, const wire::IpDatagram& ip, OctetView octets, EventId arrived);
    // An ICMP error about a datagram of this host: whether one of the sockets can have sent it.
    bool errorArrived(Instant now, const wire::QuotedDatagram& quoted, const IcmpMeaning& meaning, EventId arrived);

    bool consistent() const;

private:
    struct Datagram {
        Endpoint from;
        Octets payload;
    };
    struct Socket {
        Endpoint local;   // 0.0.0.0: every address of the host; port 0: not bound
        Endpoint remote;  // port 0: not connected
        std::deque<Datagram> waiting;
        std::size_t octetsWaiting = 0;  // cost() of them all
        std::uint32_t receiveBuffer = 0;
        std::uint8_t typeOfService = 0, timeToLive = 64;
        int pathMtuDiscovery = 1;
        bool reuseAddress = false, noChecksum = false, acceptsNoChecksum = false;
        bool sendClosed = false, receiveClosed = false;
        Errno error = Errno::None;  // the next call returns it

        bool connected() const { return remote.port != 0; }
    };
    // RFC 1191 §6.3: what was learned of a path holds for ten minutes.
    struct PathMtu {
        IpAddress to;
        std::uint32_t mtu = 0;
        Instant learned;
    };

    Socket& at(SocketId socket) { return *sockets_.find(socket.number()); }
    template <class Show>
    CallResult take(CallContext call, SocketId socket, std::size_t most, bool peek, Show&& show);
    static std::size_t cost(const Datagram& datagram);
    CallResult bindTowards(SocketId id, Socket& socket, const Endpoint& to, IpAddress& source);
    Errno bindError(const Socket& socket, const Endpoint& local) const;
    void take(SocketId id, Socket& socket, const Endpoint& local);
    CallResult bindToAny(SocketId id, Socket& socket);
    void release(SocketId id, const Socket& socket);
    std::optional<SocketId> receiverOf(const Endpoint& local, const Endpoint& remote) const;
    void portUnreachable(Instant now, const wire::IpDatagram& ip, OctetView octets, EventId arrived);
    void dropped(Instant now, Rule rule, EventId arrived);
    std::uint32_t pathMtu(Instant now, const IpAddress& to) const;
    void learnPathMtu(Instant now, const IpAddress& to, std::uint32_t mtu);

    Shared& shared_;
    const HostAddresses& addresses_;
    RandomStream& random_;
    NumberTable<Socket> sockets_;
    std::unordered_map<std::uint16_t, std::vector<SocketId>> ports_;  // the sockets that are bound to each
    std::vector<PathMtu> pathMtus_;                                   // the oldest first
    RateLimit errors_;
};

}  // namespace tcplab::engine_tcp
