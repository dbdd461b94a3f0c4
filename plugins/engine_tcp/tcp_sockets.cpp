// The socket face of the engine (RFC 9293 §3.9.1, with the errors of POSIX sockets).
#include <algorithm>

#include "engine_tcp/tcp_engine.h"

namespace tcplab::engine_tcp {

TcpEngine::Socket* TcpEngine::find(SocketId socket) { return sockets_.find(socket.number()); }

const TcpEngine::Socket* TcpEngine::find(SocketId socket) const { return const_cast<TcpEngine*>(this)->find(socket); }

ConnectionId TcpEngine::connectionOf(SocketId socket) const
{
    const Socket* found = find(socket);
    if (found && found->connection)
        return found->connection->id();
    if (found && found->listening)
        return listeners_.at(found->local.port).id;
    return {};
}

std::optional<ConnectionLook> TcpEngine::look(Instant now, SocketId socket) const
{
    const Socket* found = find(socket);
    if (found && found->connection)
        return found->connection->look(now);
    if (!found || !found->listening)
        return std::nullopt;
    ConnectionLook look;
    look.connection = listeners_.at(found->local.port).id;
    look.state = TcpState::Listen;
    look.local = found->local;
    return look;
}

Endpoint TcpEngine::localEndpoint(SocketId socket) const
{
    if (udp_.has(socket))
        return udp_.localEndpoint(socket);
    const Socket* found = find(socket);
    return found ? found->local : Endpoint{};
}

Endpoint TcpEngine::remoteEndpoint(SocketId socket) const
{
    if (udp_.has(socket))
        return udp_.remoteEndpoint(socket);
    const Socket* found = find(socket);
    return found && found->connection ? found->connection->remote() : Endpoint{};
}

Readiness TcpEngine::readiness(SocketId socket) const
{
    if (udp_.has(socket))
        return udp_.readiness(socket);
    const Socket* found = find(socket);
    Readiness none;
    none.hungUp = true;
    if (!found)
        return none;
    if (found->connection)
        return found->connection->readiness();
    none.hungUp = !found->listening && !found->deferred;
    none.readable = found->listening && !listeners_.at(found->local.port).acceptable.empty();
    none.writable = !found->listening;
    return none;
}

// Why a call that only streams know is refused.
Errno TcpEngine::noStream(SocketId socket) const
{
    return udp_.has(socket) || raw_.count(socket) > 0 ? Errno::NotSupported : Errno::BadSocket;
}

// --- ports

// RFC 6056 §3.3.1: from a random place on, the first that is free for this peer.
std::optional<std::uint16_t> TcpEngine::ephemeralPort(const Endpoint& remote)
{
    const PortRange range = settings().ports;
    const auto start = static_cast<std::uint32_t>(random_.below(range.count()));
    const IpAddress from = addresses_.towards(remote.address).value_or(addresses_.v4);
    for (std::uint32_t i = 0; i < range.count(); ++i) {
        const auto port = static_cast<std::uint16_t>(range.first + (start + i) % range.count());
        if (boundPorts_.count(port))
            continue;
        const Connection* old = findConnection({from, port}, remote);
        if (!old || (settings().timeWaitReuse && old->yieldsToReuse(now_)))
            return port;
    }
    return std::nullopt;
}

// A port may be shared by those who say so, and never with a listening socket. Connections of the port's past block it
// for everybody else.
Errno TcpEngine::bindError(const Socket& socket, std::uint16_t port) const
{
    const bool reuse = socket.options->reuseAddress;
    const bool taken = listeners_.count(port) || (boundPorts_.count(port) && !reuse) || (connectionPorts_.count(port) && !reuse);
    return taken ? Errno::AddressInUse : Errno::None;
}

void TcpEngine::releasePort(Socket& socket)
{
    if (!std::exchange(socket.holdsPort, false))
        return;
    if (--boundPorts_[socket.local.port] == 0)
        boundPorts_.erase(socket.local.port);
}

// --- opening

CallResult TcpEngine::socket(CallContext, SocketType type)
{
    if (type == SocketType::Raw && meetsRealPeers_)
        return CallResult::failed(Errno::NotPermitted);
    if (type != SocketType::Stream) {
        const SocketId made(nextSocket_++);
        if (type == SocketType::Datagram)
            udp_.open(made);
        else
            raw_.insert(made);
        return CallResult::of(made);
    }
    Socket socket;
    socket.options = common_->options;
    sockets_.add(nextSocket_, std::move(socket));
    return CallResult::of(SocketId(nextSocket_++));
}

CallResult TcpEngine::bind(CallContext, SocketId id, Endpoint local)
{
    if (udp_.has(id))
        return udp_.bind(id, local);
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (socket->local.port != 0)
        return CallResult::failed(Errno::Invalid);
    if (!local.address.isUnspecified() && !addresses_.has(local.address))
        return CallResult::failed(Errno::AddressNotAvailable);
    if (local.port == 0) {
        const auto port = ephemeralPort({});
        if (!port)
            return CallResult::failed(Errno::AddressInUse);
        local.port = *port;
    }
    if (const Errno error = bindError(*socket, local.port); error != Errno::None)
        return CallResult::failed(error);
    socket->local = {local.address.isUnspecified() ? IpAddress(addresses_.v4) : local.address, local.port};
    socket->holdsPort = true;
    ++boundPorts_[local.port];
    return {};
}

CallResult TcpEngine::listen(CallContext call, SocketId id, int backlog)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(noStream(id));
    if (socket->connection)
        return CallResult::failed(Errno::Invalid);
    if (socket->local.port == 0)
        return CallResult::failed(Errno::NeedsAddress);
    const std::size_t length =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::max(backlog, settings().linuxHabits() ? 0 : 1)), 0, settings().somaxconn);
    if (socket->listening) {
        Listener& listener = listeners_.at(socket->local.port);
        listener.backlog = length;
        tellLimits(call, listener);
        return {};
    }
    if (listeners_.count(socket->local.port))
        return CallResult::failed(Errno::AddressInUse);
    socket->listening = true;
    Listener listener;
    listener.socket = id;
    listener.id = recorder_.addConnection(host_, socket->local, {});
    listener.port = socket->local.port;
    listener.backlog = length;
    recorder_.record(call.now, {host_, listener.id}, {Rule::TcpPassiveOpen, call.cause}, StateChanged{TcpState::Closed, TcpState::Listen});
    tellLimits(call, listener);
    listeners_.emplace(socket->local.port, std::move(listener));
    return {};
}

CallResult TcpEngine::accept(CallContext call, SocketId id)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(noStream(id));
    if (!socket->listening)
        return CallResult::failed(Errno::Invalid);
    Listener& listener = listeners_.at(socket->local.port);
    if (listener.acceptable.empty())
        return CallResult::failed(Errno::Again);
    Connection& connection = leaveAcceptQueue(call, listener);
    const SocketId accepted(nextSocket_++);
    Socket child;
    child.local = connection.local();
    child.options = connection.options();
    child.connection = &connection;
    sockets_.add(accepted.number(), std::move(child));
    connection.attach(accepted);
    // What came before accept() is there already.
    if (connection.readable())
        notices_.push({accepted, Notice::Kind::Readable, call.cause});
    return CallResult::of(accepted);
}

CallResult TcpEngine::answerOfConnect(Socket& socket)
{
    Connection& connection = *socket.connection;
    if (!socket.connecting)
        return CallResult::failed(Errno::IsConnected);
    if (connection.state() == TcpState::SynSent || connection.state() == TcpState::SynReceived)
        return CallResult::failed(Errno::Already);
    socket.connecting = false;
    const Errno error = connection.takeError();
    return error == Errno::None ? CallResult{} : CallResult::failed(error);
}

CallResult TcpEngine::connect(CallContext call, SocketId id, Endpoint remote)
{
    if (udp_.has(id))
        return udp_.connect(id, remote);
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (socket->listening)
        return CallResult::failed(Errno::NotSupported);
    if (socket->connection)
        return answerOfConnect(*socket);
    if (socket->deferred)
        return CallResult::failed(Errno::IsConnected);
    if (remote.port == 0 || remote.address.isUnspecified())
        return CallResult::failed(Errno::Invalid);
    if (remote.address.isGroup())  // RFC 9293 §3.9.1.1, MUST-46
        return CallResult::failed(Errno::NetworkUnreachable);
    const bool fast = socket->options->fastOpenConnect && (settings().fastOpen & fast_open::kClient) != 0;
    const auto* known = fastOpenServers_.find(remote.address);
    const bool mayDefer = fast && (socket->options->fastOpenNoCookie || (known && known->cookie.length > 0));
    if (mayDefer) {
        socket->deferred = std::make_unique<Endpoint>(remote);
        return {};
    }
    return newConnection(call, id, *socket, remote, fast ? std::optional<OctetView>(OctetView{}) : std::nullopt);
}

CallResult TcpEngine::newConnection(CallContext call, SocketId id, Socket& socket, const Endpoint& remote,
                                    std::optional<OctetView> fastOpen)
{
    if (socket.listening)
        return CallResult::failed(Errno::NotSupported);
    now_ = call.now;
    const IpAddress from = addresses_.towards(remote.address).value_or(Ipv6Address{});
    Endpoint local = socket.local;
    if (local.port == 0) {
        const auto port = ephemeralPort(remote);
        if (!port)
            return CallResult::failed(Errno::AddressNotAvailable);
        local.port = *port;
    }
    local.address = from;
    std::optional<SeqNumber> iss;
    if (const Connection* old = findConnection(local, remote)) {
        const bool reusable = old->forgotten() || (settings().timeWaitReuse && old->yieldsToReuse(call.now));
        if (!reusable)
            return CallResult::failed(Errno::AddressNotAvailable);
        iss = old->nextIssAfterThis();
    }
    socket.local = local;
    socket.connecting = true;
    Connection& connection = open(call.now, local, remote, socket.options, iss);
    socket.connection = &connection;
    connection.attach(id);
    CallResult result = CallResult::failed(Errno::InProgress);
    if (fastOpen)
        result = connection.openFast(call, *fastOpen);
    else
        connection.openActively(call);
    poked(connection);
    return result;
}

// --- data

CallResult TcpEngine::send(CallContext call, SocketId id, OctetView octets, SendFlags flags)
{
    if (udp_.has(id))
        return udp_.send(call, id, octets);
    if (raw_.count(id) > 0)
        return sendRaw(call, octets);
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (!socket->connection && socket->deferred) {
        const auto remote = std::move(socket->deferred);
        return openWith(call, id, *socket, *remote, octets, flags);
    }
    if (!socket->connection)
        return CallResult::failed(settings().linuxHabits() ? Errno::Pipe : Errno::NotConnected);
    const CallResult result = socket->connection->send(call, octets, flags);
    poked(*socket->connection);
    return result;
}

// What is no stream, or has no connection yet, is a matter for send().
CallResult TcpEngine::sendFrom(CallContext call, SocketId id, const SourcePart& part)
{
    const Socket* socket = find(id);
    if (!socket || !socket->connection)
        return SocketFace::sendFrom(call, id, part);
    const CallResult result = socket->connection->sendFrom(call, part);
    poked(*socket->connection);
    return result;
}

CallResult TcpEngine::sendTo(CallContext call, SocketId id, Endpoint to, OctetView octets, SendFlags flags)
{
    if (udp_.has(id))
        return udp_.sendTo(call, id, to, octets);
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    const bool asksFast = flags.fastOpen || (settings().profile == Profile::FreeBsd && socket->options->fastOpenQueue > 0);
    if (!asksFast || socket->deferred)
        return send(call, id, octets, flags);
    if (socket->connection) {
        const TcpState state = socket->connection->state();
        if (socket->connecting && (state == TcpState::SynSent || state == TcpState::SynReceived))
            return CallResult::failed(Errno::Already);
        // The call stands for the connect() that tells that the connection is open; there is only one such.
        const bool told = !std::exchange(socket->connecting, false);
        return told && flags.fastOpen && settings().linuxHabits() ? CallResult::failed(Errno::IsConnected) : send(call, id, octets, flags);
    }
    if (!(settings().fastOpen & fast_open::kClient))
        return CallResult::failed(Errno::NotSupported);
    if (to.port == 0 || to.address.isUnspecified())
        return CallResult::failed(Errno::Invalid);
    if (to.address.isGroup())
        return CallResult::failed(Errno::NetworkUnreachable);
    return openWith(call, id, *socket, to, octets, flags);
}

CallResult TcpEngine::sendRaw(CallContext call, OctetView datagram)
{
    if (!wire::parseIp(datagram))
        return CallResult::failed(Errno::Invalid);
    if (datagram.size() > shared_.mtu)
        return CallResult::failed(Errno::MessageSize);
    outbox_.push({PacketBuffer(datagram), recorder_.packetSent(call.now, {host_}, {Rule::RawSends, call.cause}, datagram)});
    return {static_cast<std::int64_t>(datagram.size()), Errno::None};
}

// RFC 7413: the SYN takes of the octets what it may.
CallResult TcpEngine::openWith(CallContext call, SocketId id, Socket& socket, const Endpoint& remote, OctetView octets, SendFlags flags)
{
    const CallResult result = newConnection(call, id, socket, remote, octets);
    const bool everything = result.ok() && static_cast<std::size_t>(result.value) == octets.size();
    if (flags.waits && !everything && socket.connection)
        socket.connection->writerWaits();
    return result;
}

CallResult TcpEngine::receive(CallContext call, SocketId id, std::span<std::uint8_t> room, ReceiveFlags flags)
{
    Endpoint from;
    return receiveFrom(call, id, room, from, flags);
}

CallResult TcpEngine::receiveFrom(CallContext call, SocketId id, std::span<std::uint8_t> room, Endpoint& from, ReceiveFlags flags)
{
    if (udp_.has(id))
        return udp_.receive(call, id, room, from, flags);
    return readFrom(id, [&](Connection& connection) {
        from = connection.remote();
        return connection.receive(call, room, flags);
    });
}

CallResult TcpEngine::receiveTo(CallContext call, SocketId id, std::size_t most, OctetSink& sink)
{
    if (udp_.has(id))
        return udp_.receiveTo(call, id, most, sink);
    return readFrom(id, [&](Connection& connection) { return connection.receiveTo(call, most, sink); });
}

// `read(connection)` does it, where there is one.
template <class Read>
CallResult TcpEngine::readFrom(SocketId id, Read&& read)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (!socket->connection)
        return CallResult::failed(socket->deferred ? Errno::Again : Errno::NotConnected);
    const CallResult result = read(*socket->connection);
    if (result.ok())
        poked(*socket->connection);
    return result;
}

// --- closing

CallResult TcpEngine::shutdown(CallContext call, SocketId id, ShutdownHow how)
{
    if (udp_.has(id))
        return udp_.shutdown(id, how);
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (!socket->connection || socket->connection->state() == TcpState::Closed || socket->connection->state() == TcpState::SynSent)
        return CallResult::failed(Errno::NotConnected);
    if (how != ShutdownHow::Send)
        socket->connection->shutdownReceive(call);
    if (how != ShutdownHow::Receive)
        socket->connection->shutdownSend(call);
    poked(*socket->connection);
    return {};
}

CallResult TcpEngine::close(CallContext call, SocketId id)
{
    if (raw_.erase(id) > 0)
        return {};
    if (udp_.has(id)) {
        udp_.close(id);
        return {};
    }
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    releasePort(*socket);
    const Socket closed = std::move(*socket);
    sockets_.erase(id.number());
    if (closed.listening) {
        closeListener(call, closed.local.port);
    } else if (closed.connection) {
        closed.connection->close(call);
        poked(*closed.connection);
    }
    return {};
}

CallResult TcpEngine::abort(CallContext call, SocketId id)
{
    Socket* socket = find(id);
    if (!socket || !socket->connection)
        return close(call, id);
    SocketOptions options = *socket->options;
    options.lingerSeconds = 0;
    socket->connection->setOptions(call, std::make_shared<const SocketOptions>(std::move(options)));
    return close(call, id);
}

}  // namespace tcplab::engine_tcp
