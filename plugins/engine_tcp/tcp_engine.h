// The stack of one host: IP and ICMP in and out, the sockets, and the way from a segment to its connection.
//   tcp_engine.cpp   IP, ICMP, and what connections want of the engine
//   listening.cpp    LISTEN: SYN queue, accept queue, SYN cookies, Fast Open (RFC 9293 §3.10.7.1 and §3.10.7.2)
//   tcp_sockets.cpp  the socket face
//   options.cpp      socket options
//   udp_sockets.cpp  UDP, a class of its own
//   consistency.cpp  what must hold between any two pokes
#pragma once

#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "base/number_table.h"
#include "base/ring.h"
#include "engine_tcp/connection.h"
#include "engine_tcp/isn.h"
#include "engine_tcp/syn_cookie.h"
#include "engine_tcp/udp_sockets.h"
#include "engine_tcp/wake_heap.h"
#include "plugin/catalogue.h"
#include "plugin/host_reassembly.h"
#include "wire/icmp.h"
#include "wire/ip.h"

namespace tcplab::engine_tcp {

class TcpEngine : public Engine {
public:
    explicit TcpEngine(const EngineSetup& setup);

    void packetArrived(Instant now, PacketBuffer datagram, EventId arrived, wire::Checksums checksums) override;
    void returned(Instant now, const ReturnedDatagram& returned) override;
    void timeHasCome(Instant now) override;
    std::optional<OutgoingPacket> nextPacket(Instant now) override;
    Instant nextWake() const override;
    std::span<const std::byte> nextNeeded() const override;
    bool nextNotice(Notice& notice) override;
    void configure(const Parameters& parameters) override;
    DescriptorLimits descriptorLimits() const override { return settings().descriptors; }
    ConnectionId connectionOf(SocketId socket) const override;
    std::optional<ConnectionLook> look(Instant now, SocketId socket) const override;

    CallResult socket(CallContext call, SocketType type) override;
    CallResult bind(CallContext call, SocketId socket, Endpoint local) override;
    CallResult listen(CallContext call, SocketId socket, int backlog) override;
    CallResult accept(CallContext call, SocketId listener) override;
    CallResult connect(CallContext call, SocketId socket, Endpoint remote) override;
    CallResult send(CallContext call, SocketId socket, OctetView octets, SendFlags flags = {}) override;
    CallResult sendFrom(CallContext call, SocketId socket, const SourcePart& part) override;
    CallResult sendTo(CallContext call, SocketId socket, Endpoint to, OctetView octets, SendFlags flags = {}) override;
    CallResult receive(CallContext call, SocketId socket, std::span<std::uint8_t> room, ReceiveFlags flags = {}) override;
    CallResult receiveTo(CallContext call, SocketId socket, std::size_t most, OctetSink& sink) override;
    CallResult receiveFrom(CallContext call, SocketId socket, std::span<std::uint8_t> room, Endpoint& from,
                           ReceiveFlags flags = {}) override;
    CallResult shutdown(CallContext call, SocketId socket, ShutdownHow how) override;
    CallResult close(CallContext call, SocketId socket) override;
    CallResult abort(CallContext call, SocketId socket) override;
    CallResult setOption(CallContext call, SocketId socket, SocketOption option, std::int64_t value) override;
    CallResult getOption(CallContext call, SocketId socket, SocketOption option) override;
    CallResult setCongestionControl(CallContext call, SocketId socket, std::string_view plugin) override;
    Readiness readiness(SocketId socket) const override;
    Endpoint localEndpoint(SocketId socket) const override;
    Endpoint remoteEndpoint(SocketId socket) const override;

    // Which rule does not hold, and where; empty when everything is as it has to be. For fuzzers and long simulations, when the driver
    // has taken all packets and notices.
    std::string inconsistency() const;
    // TIME-WAIT and half-open ones included.
    std::size_t connectionCount() const { return connections_.size() + displaced_.size(); }

private:
    struct Socket {
        Endpoint local;
        SharedOptions options;
        Connection* connection = nullptr;    // after connect() or accept()
        std::unique_ptr<Endpoint> deferred;  // connect() waits for the first data (TCP_FASTOPEN_CONNECT)
        bool listening = false;
        bool connecting = false;  // connect() has not yet given its answer
        bool holdsPort = false;   // counted in boundPorts_
    };
    // A listening socket and the connections that it opened (RFC 4987 names the two queues).
    struct Listener {
        SocketId socket;
        ConnectionId id;
        std::uint16_t port = 0;
        std::size_t backlog = 0;
        std::size_t halfOpen = 0;            // the SYN queue: in SYN-RECEIVED
        std::size_t fastOpenPending = 0;     // Fast Open requests whose handshake has not ended (RFC 7413 §5.1)
        std::deque<Connection*> acceptable;  // the accept queue: established and not yet accepted
    };
    // Of a connection, or of a segment: a view.
    struct FourTuple {
        const Endpoint& local;
        const Endpoint& remote;
        friend bool operator==(const FourTuple& a, const FourTuple& b) { return a.local == b.local && a.remote == b.remote; }
    };
    // Connections are found by their four-tuple, which only they hold.
    struct ByFourTuple {
        using is_transparent = void;
        std::size_t operator()(const FourTuple& t) const;
        std::size_t operator()(const std::unique_ptr<Connection>& c) const { return (*this)(tupleOf(c)); }
        bool operator()(const FourTuple& a, const std::unique_ptr<Connection>& b) const { return a == tupleOf(b); }
        bool operator()(const std::unique_ptr<Connection>& a, const FourTuple& b) const { return tupleOf(a) == b; }
        bool operator()(const std::unique_ptr<Connection>& a, const std::unique_ptr<Connection>& b) const { return a == b; }
        static FourTuple tupleOf(const std::unique_ptr<Connection>& connection) { return {connection->local(), connection->remote()}; }
    };

    // tcp_engine.cpp
    // `octets`: the whole datagram. `buffer`: what it lies in, for who wants to keep it; may be none.
    void datagramArrived(Instant now, const wire::IpDatagram& ip, OctetView octets, EventId arrived, wire::Checksums checksums,
                         PacketBuffer* buffer);
    void tcpArrived(Instant now, const wire::IpDatagram& ip, EventId arrived, wire::Checksums checksums, PacketBuffer* buffer);
    void icmpArrived(Instant now, const wire::IpDatagram& ip, EventId arrived);
    void fragmentArrived(Instant now, const wire::IpDatagram& fragment, OctetView octets, EventId arrived);
    void fragmentsMissing(Instant now, const wire::Reassembly::GivenUp& given);
    bool errorAbout(Instant now, OctetView quotedDatagram, const IcmpMeaning& meaning, EventId cause);
    void toConnection(Instant now, Connection& connection, const ArrivedSegment& arrived);
    void dropped(Instant now, Rule rule, EventId arrived, std::string_view layer, ConnectionId connection = {});
    SegmentWriter::IpLook ipLookOf(std::uint16_t port) const;
    bool nextDatagram(Instant now, OutgoingPacket& packet);
    bool staysHere(OctetView datagram) const;
    Controller makeController(const std::string& plugin);
    Connection& open(Instant now, const Endpoint& local, const Endpoint& remote, const SharedOptions& options,
                     std::optional<SeqNumber> iss = {});
    const Settings& settings() const { return common_->settings; }
    // To be called after every poke of a connection.
    void poked(Connection& connection);
    void settle(Instant now, Connection& connection);
    void forget(Instant now, Connection& connection);
    std::unique_ptr<Connection> takeOut(const Connection& connection);
    void displace(Instant now, Connection& connection, EventId arrived);
    Connection* findConnection(const Endpoint& local, const Endpoint& remote);

    std::vector<Connection*> everyConnection() const;

    // listening.cpp
    void segmentWithoutConnection(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment,
                                  EventId arrived);
    void segmentToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment,
                           EventId arrived, std::optional<SeqNumber> iss);
    void synToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& syn,
                       EventId arrived, std::optional<SeqNumber> iss);
    void ackToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment,
                       EventId arrived);
    void answerWithCookie(Instant now, const Listener& listener, const Endpoint& local, const Endpoint& remote, const wire::TcpFields& syn,
                          EventId arrived);
    bool tryFastOpen(Instant now, Listener& listener, Connection& child, const wire::TcpSegment& syn, EventId arrived);
    bool acceptQueueHolds(Instant now, Connection& connection, const wire::TcpSegment& segment, EventId arrived);
    void resetClosed(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment, EventId arrived);
    void enterSynQueue(Instant now, Listener& listener, Connection& child, EventId arrived);
    void enterAcceptQueue(Instant now, Listener& listener, Connection& child, EventId arrived);
    // Its handshake may have been finished: from the one queue into the other.
    void childUsable(Instant now, Connection& child, EventId arrived);
    void leaveSynQueue(Instant now, Connection& connection, EventId cause);
    Connection& leaveAcceptQueue(CallContext call, Listener& listener);
    Listener* listenerOn(std::uint16_t port);
    bool acceptQueueFull(const Listener& listener) const { return listener.acceptable.size() >= acceptLimit(listener); }
    bool synQueueFull(const Listener& listener) const { return listener.halfOpen >= synLimit(listener); }
    std::size_t acceptLimit(const Listener& listener) const;
    std::size_t synLimit(const Listener& listener) const;
    void tellQueue(Instant now, const Listener& listener, ListenQueue queue, Cause cause, ConnectionId entry = {}, bool entered = false);
    void tellLimits(CallContext call, const Listener& listener);
    void closeListener(CallContext call, std::uint16_t port);
    void turnOut(CallContext call, Listener& listener, Connection& connection);

    void fastOpenEnds(Connection& connection);

    // consistency.cpp
    std::string_view tablesBroken() const;
    std::string_view listenersBroken() const;

    // tcp_sockets.cpp
    Socket* find(SocketId socket);
    Errno noStream(SocketId socket) const;
    template <class Read>
    CallResult readFrom(SocketId socket, Read&& read);
    CallResult sendRaw(CallContext call, OctetView datagram);
    const Socket* find(SocketId socket) const;
    CallResult openWith(CallContext call, SocketId id, Socket& socket, const Endpoint& remote, OctetView octets, SendFlags flags);
    CallResult newConnection(CallContext call, SocketId id, Socket& socket, const Endpoint& remote, std::optional<OctetView> fastOpen);
    CallResult answerOfConnect(Socket& socket);
    std::optional<std::uint16_t> ephemeralPort(const Endpoint& remote);
    Errno bindError(const Socket& socket, std::uint16_t port) const;
    void releasePort(Socket& socket);

    // What every segment asks for stands first.
    HostId host_;
    HostAddresses addresses_;
    Recorder& recorder_;
    std::shared_ptr<const HostSettings> common_;
    Instant now_{};                     // of the last poke
    Connection* latest_ = nullptr;      // that was looked for: segments come in runs
    tcplab::Ring<Connection*> active_;  // may have something to send; null: forgotten since
    WakeHeap wakes_;
    NumberTable<Socket> sockets_;
    tcplab::Ring<OutgoingPacket> outbox_;
    tcplab::Ring<Notice> notices_;
    Shared shared_;

    const Catalogue& catalogue_;
    std::map<std::string, ValueMap> controllerValues_;  // what the host sets of them, by their id
    bool meetsRealPeers_;
    RandomStream random_;
    IsnGenerator isn_;
    SynCookies cookies_;
    FastOpenServer fastOpen_;
    FastOpenClient fastOpenServers_{settings().fastOpenServers};
    SegmentWriter writer_;
    HostReassembly fragments_;
    UdpSockets udp_;
    std::set<SocketId> raw_;
    std::uint32_t nextSocket_ = 3;  // 0, 1 and 2 are what they are in every program
    std::unordered_map<std::uint16_t, Listener> listeners_;
    std::unordered_set<std::unique_ptr<Connection>, ByFourTuple, ByFourTuple> connections_;
    std::vector<std::unique_ptr<Connection>> displaced_;           // closed, and without their four-tuple: only a program still knows them
    std::unordered_map<std::uint16_t, std::uint32_t> boundPorts_;  // sockets that bind() gave the port to
    std::unordered_map<std::uint16_t, std::uint32_t> connectionPorts_;  // connections with this local port
};

}  // namespace tcplab::engine_tcp
