// The stack of one host: IPv4 in and out, ICMP echo, the sockets, and the way from a segment to its connection.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <unordered_map>

#include "engine_tcp/connection.h"
#include "engine_tcp/isn.h"
#include "plugin/catalogue.h"

namespace tcplab::engine_tcp {

class TcpEngine : public Engine {
public:
    explicit TcpEngine(const EngineSetup& setup);

    void packetArrived(Instant now, OctetView datagram, EventId arrived) override;
    void timeHasCome(Instant now) override;
    std::optional<OutgoingPacket> nextPacket(Instant now) override;
    std::optional<Instant> nextWake() const override;
    std::optional<Notice> nextNotice() override;
    ConnectionId connectionOf(SocketId socket) const override;
    std::optional<ConnectionLook> look(SocketId socket) const override;

    CallResult socket(CallContext call, SocketType type) override;
    CallResult bind(CallContext call, SocketId socket, Endpoint local) override;
    CallResult listen(CallContext call, SocketId socket, int backlog) override;
    CallResult accept(CallContext call, SocketId listener) override;
    CallResult connect(CallContext call, SocketId socket, Endpoint remote) override;
    CallResult send(CallContext call, SocketId socket, OctetView octets, SendFlags flags = {}) override;
    CallResult sendTo(CallContext call, SocketId socket, Endpoint to, OctetView octets, SendFlags flags = {}) override;
    CallResult receive(CallContext call, SocketId socket, std::span<std::uint8_t> room, ReceiveFlags flags = {}) override;
    CallResult shutdown(CallContext call, SocketId socket, ShutdownHow how) override;
    CallResult close(CallContext call, SocketId socket) override;
    CallResult abort(CallContext call, SocketId socket) override;
    CallResult setOption(CallContext call, SocketId socket, SocketOption option, std::int64_t value) override;
    CallResult getOption(CallContext call, SocketId socket, SocketOption option) override;
    CallResult setCongestionControl(CallContext call, SocketId socket, std::string_view plugin) override;
    Readiness readiness(SocketId socket) const override;
    void configure(const Parameters& parameters) override { settings_ = Settings(parameters); }
    Endpoint localEndpoint(SocketId socket) const override;
    Endpoint remoteEndpoint(SocketId socket) const override;

private:
    struct Options {
        std::optional<bool> noDelay;
        std::optional<std::uint32_t> sendBuffer, receiveBuffer;
        std::int64_t lingerSeconds = -1;
        bool reuseAddress = false;
    };
    struct Socket {
        Endpoint local;
        Options options;
        Connection* connection = nullptr;  // after connect() or accept()
        bool listening = false;
        bool connecting = false;  // connect() has not yet given its answer
    };
    // A listening socket and the connections that it opened (RFC 4987 names the two queues).
    struct Listener {
        SocketId socket;
        ConnectionId id;
        Options options;
        std::size_t backlog = 0;
        std::size_t halfOpen = 0;            // in SYN-RECEIVED
        std::deque<Connection*> acceptable;  // established and not yet accepted
    };
    struct FourTuple {
        Endpoint local, remote;
        friend bool operator==(const FourTuple&, const FourTuple&) = default;
    };
    struct FourTupleHash {
        std::size_t operator()(const FourTuple& t) const;
    };
    struct Slot {
        std::unique_ptr<Connection> connection;
        Instant wake = kNever;  // as it stands in wakes_
        bool active = false;    // stands in active_
    };

    void tcpArrived(Instant now, const wire::Ipv4Datagram& ip, EventId arrived);
    void icmpArrived(Instant now, const wire::Ipv4Datagram& ip, EventId arrived);
    void segmentWithoutConnection(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment,
                                  EventId arrived);
    void segmentToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment,
                           EventId arrived);
    void resetClosed(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment, EventId arrived);
    void dropped(Instant now, Rule rule, EventId arrived, std::string_view layer, ConnectionId connection = {});
    void childEstablished(Connection& child, EventId arrived);

    Connection& open(Instant now, const Endpoint& local, const Endpoint& remote, const Options& options);
    std::unique_ptr<CongestionControl> makeCongestionControl() const;
    // To be called after every poke of a connection.
    void poked(Connection& connection);
    void reschedule(Slot& slot);
    void forget(Connection& connection);
    void leaveListener(Connection& connection);
    Slot& slotOf(const Connection& connection);
    Listener* listenerOn(std::uint16_t port);
    Socket* find(SocketId socket);
    const Socket* find(SocketId socket) const;
    std::optional<std::uint16_t> ephemeralPort(const Endpoint& remote);
    bool portIsBound(std::uint16_t port) const;

    Settings settings_;
    HostId host_;
    Ipv4Address address_;
    Recorder& recorder_;
    const Catalogue& catalogue_;
    RandomStream random_;
    IsnGenerator isn_;
    SegmentWriter writer_;
    std::deque<OutgoingPacket> outbox_;
    std::deque<Notice> notices_;
    Shared shared_;

    std::map<std::uint32_t, Socket> sockets_;
    std::uint32_t nextSocket_ = 3;  // 0, 1 and 2 are what they are in every program
    std::map<std::uint16_t, Listener> listeners_;
    std::unordered_map<FourTuple, Slot, FourTupleHash> connections_;
    std::deque<Connection*> active_;                    // may have something to send
    std::set<std::pair<Instant, ConnectionId>> wakes_;  // of connections, the earliest first
    std::map<ConnectionId, Connection*> byId_;
    std::map<ConnectionId, std::uint16_t> childOf_;  // passively opened and not yet accepted: the listener's port
};

}  // namespace tcplab::engine_tcp
