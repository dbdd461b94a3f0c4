// The socket face of the engine (RFC 9293 §3.9.1, with the errors of POSIX sockets).
#include "engine_tcp/tcp_engine.h"

namespace tcplab::engine_tcp {

TcpEngine::Socket* TcpEngine::find(SocketId socket)
{
    const auto found = sockets_.find(socket.number());
    return found == sockets_.end() ? nullptr : &found->second;
}

const TcpEngine::Socket* TcpEngine::find(SocketId socket) const { return const_cast<TcpEngine*>(this)->find(socket); }

TcpEngine::Listener* TcpEngine::listenerOn(std::uint16_t port)
{
    const auto found = listeners_.find(port);
    return found == listeners_.end() ? nullptr : &found->second;
}

ConnectionId TcpEngine::connectionOf(SocketId socket) const
{
    const Socket* found = find(socket);
    if (found && found->connection)
        return found->connection->id();
    if (found && found->listening)
        return listeners_.at(found->local.port).id;
    return {};
}

std::optional<ConnectionLook> TcpEngine::look(SocketId socket) const
{
    const Socket* found = find(socket);
    if (!found || !found->connection)
        return std::nullopt;
    return found->connection->look();
}

Endpoint TcpEngine::localEndpoint(SocketId socket) const
{
    const Socket* found = find(socket);
    return found ? found->local : Endpoint{};
}

Endpoint TcpEngine::remoteEndpoint(SocketId socket) const
{
    const Socket* found = find(socket);
    return found && found->connection ? found->connection->remote() : Endpoint{};
}

bool TcpEngine::portIsBound(std::uint16_t port) const
{
    return std::any_of(sockets_.begin(), sockets_.end(),
                       [&](const auto& entry) { return entry.second.local.port == port && !entry.second.connection; });
}

// RFC 6056 §3.3.1: from a random place on, the first that is free for this peer.
std::optional<std::uint16_t> TcpEngine::ephemeralPort(const Endpoint& remote)
{
    const std::uint32_t first = settings_.firstPort;
    const std::uint32_t count = 0x10000u - first;
    const auto start = static_cast<std::uint32_t>(random_.below(count));
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto port = static_cast<std::uint16_t>(first + (start + i) % count);
        if (!portIsBound(port) && !connections_.contains({{address_, port}, remote}))
            return port;
    }
    return std::nullopt;
}

CallResult TcpEngine::socket(CallContext, SocketType type)
{
    if (type != SocketType::Stream)
        return CallResult::failed(Errno::NotSupported);
    sockets_[nextSocket_] = Socket{};
    return CallResult::of(SocketId(nextSocket_++));
}

CallResult TcpEngine::bind(CallContext, SocketId id, Endpoint local)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (socket->local.port != 0)
        return CallResult::failed(Errno::Invalid);
    if (!local.address.isUnspecified() && local.address != address_)
        return CallResult::failed(Errno::AddressNotAvailable);
    if (local.port == 0) {
        const auto port = ephemeralPort({});
        if (!port)
            return CallResult::failed(Errno::AddressInUse);
        local.port = *port;
    }
    if (portIsBound(local.port))
        return CallResult::failed(Errno::AddressInUse);
    socket->local = {address_, local.port};
    return {};
}

CallResult TcpEngine::listen(CallContext call, SocketId id, int backlog)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (socket->connection)
        return CallResult::failed(Errno::Invalid);
    if (socket->local.port == 0)
        return CallResult::failed(Errno::NeedsAddress);
    const auto length = static_cast<std::size_t>(std::clamp(backlog, 1, 4096));
    if (socket->listening) {
        listeners_.at(socket->local.port).backlog = length;
        return {};
    }
    socket->listening = true;
    Listener listener;
    listener.socket = id;
    listener.id = recorder_.addConnection(host_, socket->local, {});
    listener.options = socket->options;
    listener.backlog = length;
    recorder_.record(call.now, {host_, listener.id}, {Rule::TcpPassiveOpen, call.cause}, StateChanged{TcpState::Closed, TcpState::Listen});
    listeners_[socket->local.port] = std::move(listener);
    return {};
}

CallResult TcpEngine::accept(CallContext call, SocketId id)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (!socket->listening)
        return CallResult::failed(Errno::Invalid);
    Listener& listener = listeners_.at(socket->local.port);
    if (listener.acceptable.empty())
        return CallResult::failed(Errno::Again);
    Connection& connection = *listener.acceptable.front();
    listener.acceptable.pop_front();
    childOf_.erase(connection.id());
    const SocketId accepted(nextSocket_++);
    sockets_[accepted.number()] = Socket{connection.local(), listener.options, &connection};
    connection.attach(accepted);
    // What came before accept() is there already.
    if (connection.readable())
        notices_.push_back({accepted, Notice::Kind::Readable, call.cause});
    return CallResult::of(accepted);
}

CallResult TcpEngine::connect(CallContext call, SocketId id, Endpoint remote)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (socket->listening)
        return CallResult::failed(Errno::NotSupported);
    if (Connection* connection = socket->connection) {
        if (!socket->connecting)
            return CallResult::failed(Errno::IsConnected);
        if (connection->state() == TcpState::SynSent || connection->state() == TcpState::SynReceived)
            return CallResult::failed(Errno::Already);
        socket->connecting = false;
        const Errno error = connection->takeError();
        return error == Errno::None ? CallResult{} : CallResult::failed(error);
    }
    if (remote.port == 0 || remote.address.isUnspecified())
        return CallResult::failed(Errno::Invalid);
    Endpoint local = socket->local;
    if (local.port == 0) {
        const auto port = ephemeralPort(remote);
        if (!port)
            return CallResult::failed(Errno::AddressNotAvailable);
        local = {address_, *port};
    } else if (connections_.contains({local, remote})) {
        return CallResult::failed(Errno::AddressNotAvailable);
    }
    socket->local = local;
    socket->connecting = true;
    socket->connection = &open(call.now, local, remote, socket->options);
    socket->connection->attach(id);
    socket->connection->openActively(call);
    poked(*socket->connection);
    return CallResult::failed(Errno::InProgress);
}

CallResult TcpEngine::send(CallContext call, SocketId id, OctetView octets, SendFlags)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (!socket->connection)
        return CallResult::failed(Errno::NotConnected);
    const CallResult result = socket->connection->send(call, octets);
    poked(*socket->connection);
    return result;
}

CallResult TcpEngine::receive(CallContext call, SocketId id, std::span<std::uint8_t> room, ReceiveFlags)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (!socket->connection)
        return CallResult::failed(Errno::NotConnected);
    const CallResult result = socket->connection->receive(call, room);
    poked(*socket->connection);
    return result;
}

CallResult TcpEngine::sendTo(CallContext call, SocketId id, Endpoint, OctetView octets, SendFlags flags)
{
    return send(call, id, octets, flags);
}

CallResult TcpEngine::setCongestionControl(CallContext, SocketId, std::string_view) { return CallResult::failed(Errno::NotSupported); }

Readiness TcpEngine::readiness(SocketId) const { return {}; }

CallResult TcpEngine::shutdown(CallContext call, SocketId id, ShutdownHow how)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (!socket->connection || socket->connection->state() == TcpState::Closed)
        return CallResult::failed(Errno::NotConnected);
    if (how != ShutdownHow::Send)
        socket->connection->shutdownReceive();
    if (how != ShutdownHow::Receive) {
        socket->connection->shutdownSend(call);
        poked(*socket->connection);
    }
    return {};
}

CallResult TcpEngine::close(CallContext call, SocketId id)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    const Socket closed = *socket;
    sockets_.erase(id.number());
    if (closed.listening) {
        const ConnectionId listener = listeners_.at(closed.local.port).id;
        listeners_.erase(closed.local.port);
        recorder_.record(call.now, {host_, listener}, {Rule::TcpCloses, call.cause}, StateChanged{TcpState::Listen, TcpState::Closed});
        // Nobody will accept them now, whole or half open (RFC 9293 §3.10.4 leaves their fate open; Linux resets them).
        std::vector<Connection*> orphans;
        for (const auto& [child, port] : childOf_)
            if (port == closed.local.port)
                orphans.push_back(byId_.at(child));
        std::erase_if(childOf_, [&](const auto& child) { return child.second == closed.local.port; });
        for (Connection* orphan : orphans) {
            orphan->abort(call, Rule::TcpResetUnread);
            poked(*orphan);
        }
    } else if (closed.connection) {
        closed.connection->close(call, closed.options.lingerSeconds == 0);
        poked(*closed.connection);
    }
    return {};
}

CallResult TcpEngine::abort(CallContext call, SocketId id)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    if (!socket->connection)
        return close(call, id);
    Connection& connection = *socket->connection;
    sockets_.erase(id.number());
    connection.close(call, true);
    poked(connection);
    return {};
}

CallResult TcpEngine::setOption(CallContext, SocketId id, SocketOption option, std::int64_t value)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    Options& options = socket->options;
    const auto octets = static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 1, 64 << 20));
    Connection* connection = socket->connection;
    switch (option) {
    case SocketOption::NoDelay:
        options.noDelay = value != 0;
        if (connection) {
            connection->setNoDelay(value != 0);
            poked(*connection);
        }
        break;
    case SocketOption::SendBuffer:
        options.sendBuffer = octets;
        if (connection)
            connection->setSendBuffer(octets);
        break;
    case SocketOption::ReceiveBuffer:
        options.receiveBuffer = octets;
        if (connection)
            connection->setReceiveBuffer(octets);
        break;
    case SocketOption::LingerSeconds: options.lingerSeconds = value; break;
    case SocketOption::ReuseAddress: options.reuseAddress = value != 0; break;
    default: return CallResult::failed(Errno::NoProtocolOption);
    }
    return {};
}

CallResult TcpEngine::getOption(CallContext, SocketId id, SocketOption option)
{
    Socket* socket = find(id);
    if (!socket)
        return CallResult::failed(Errno::BadSocket);
    const Options& options = socket->options;
    switch (option) {
    case SocketOption::NoDelay: return {options.noDelay.value_or(settings_.noDelay), Errno::None};
    case SocketOption::SendBuffer: return {options.sendBuffer.value_or(settings_.sendBuffer), Errno::None};
    case SocketOption::ReceiveBuffer: return {options.receiveBuffer.value_or(settings_.receiveBuffer), Errno::None};
    case SocketOption::LingerSeconds: return {options.lingerSeconds, Errno::None};
    case SocketOption::ReuseAddress: return {options.reuseAddress, Errno::None};
    case SocketOption::Error: return {socket->connection ? static_cast<std::int64_t>(socket->connection->takeError()) : 0, Errno::None};
    default: break;
    }
    return CallResult::failed(Errno::Invalid);
}

}  // namespace tcplab::engine_tcp
