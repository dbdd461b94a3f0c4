// Who talks to whom in a script: one connection is under test at a time, and others may be named by their ports.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "packetdrill/conversation.h"
#include "packetdrill/config.h"
#include "script_run/stage.h"

namespace tcplab::script_run {

struct Role {
    packetdrill::Conversation conversation;
    std::optional<SocketId> socket;  // none for a connection that was not accepted yet
    bool listening = false;          // the next segment from the peer begins a role of its own
    bool child = false;              // of a listening socket
};

class Cast {
public:
    Cast(const packetdrill::Config& config, Stage& stage) : config_(config), stage_(stage) {}

    // --- what the program does
    void socketMade(SocketId socket);
    void listening(SocketId socket);
    void accepted(SocketId socket);
    // Ports that the stack has chosen meanwhile are learned from it.
    void refresh();

    // The role that a packet of the script belongs to. Before any socket exists, that of a stranger.
    Role& of(const packetdrill::Packet& packet);
    // The connection under test: nullptr before the first socket.
    Role* current() { return roles_.empty() ? nullptr : roles_[current_].get(); }

private:
    Role& add(const Endpoint& local, const Endpoint& remote);
    Role& newChild();
    Role* withPorts(const packetdrill::Ports& ports);
    Role* withSocket(SocketId socket);

    const packetdrill::Config& config_;
    Stage& stage_;
    std::vector<std::unique_ptr<Role>> roles_;
    std::size_t current_ = 0;
    std::uint16_t nextRemotePort_ = 40001;
};

}  // namespace tcplab::script_run
