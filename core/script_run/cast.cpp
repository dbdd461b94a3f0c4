#include "script_run/cast.h"

#include <algorithm>

namespace tcplab::script_run {

using packetdrill::Direction;
using packetdrill::Packet;
using packetdrill::Ports;
using packetdrill::TcpSegment;

Role& Cast::add(const Endpoint& local, const Endpoint& remote)
{
    roles_.push_back(std::make_unique<Role>(Role{packetdrill::Conversation(local, remote), {}, false, false}));
    current_ = roles_.size() - 1;
    return *roles_.back();
}

// The stack chooses the port when it connects; refresh() learns it.
void Cast::socketMade(SocketId socket) { add({config_.local, 0}, {config_.remote, config_.connectPort}).socket = socket; }

void Cast::listening(SocketId socket)
{
    if (Role* role = withSocket(socket))
        role->listening = true;
    refresh();
}

void Cast::accepted(SocketId socket)
{
    const std::uint16_t port = stage_.engine().remoteEndpoint(socket).port;
    for (auto& role : roles_)
        if (role->child && !role->socket && role->conversation.remote().port == port)
            role->socket = socket;
}

void Cast::refresh()
{
    for (auto& role : roles_) {
        if (role->child || !role->socket)
            continue;
        const Endpoint local = stage_.engine().localEndpoint(*role->socket);
        if (local.port != 0)
            role->conversation.setLocalPort(local.port);
    }
}

Role& Cast::newChild()
{
    Role& child = add({config_.local, config_.bindPort}, {config_.remote, nextRemotePort_++});
    child.child = true;
    return child;
}

Role* Cast::withPorts(const Ports& ports)
{
    const auto found = std::find_if(roles_.begin(), roles_.end(), [&](const auto& role) {
        return role->conversation.local().port == ports.to && role->conversation.remote().port == ports.from;
    });
    return found == roles_.end() ? nullptr : found->get();
}

Role* Cast::withSocket(SocketId socket)
{
    const auto found = std::find_if(roles_.begin(), roles_.end(), [&](const auto& role) { return role->socket == socket; });
    return found == roles_.end() ? nullptr : found->get();
}

Role& Cast::of(const Packet& packet)
{
    const auto* segment = std::get_if<TcpSegment>(&packet.body);
    const bool inbound = packet.direction == Direction::Inbound;
    if (packet.ports) {
        const Ports fromPeer = inbound ? *packet.ports : Ports{packet.ports->to, packet.ports->from};
        if (Role* role = withPorts(fromPeer))
            return *role;
        const std::size_t before = current_;
        Role& stranger = add({config_.local, fromPeer.to}, {config_.remote, fromPeer.from});
        stranger.child = true;
        current_ = roles_.size() == 1 ? 0 : before;
        return stranger;
    }
    if (roles_.empty())
        return newChild();
    Role& role = *roles_[current_];
    if (inbound && segment && role.listening)
        return newChild();
    if (role.conversation.local().port == 0)
        role.conversation.setLocalPort(config_.bindPort);
    return role;
}

}  // namespace tcplab::script_run
