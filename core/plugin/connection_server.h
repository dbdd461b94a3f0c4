// A program that serves every connection to one port, many at once, for ever.
#pragma once

#include <map>

#include "plugin/app.h"
#include "plugin/server_socket.h"
#include "plugin/source_text.h"

namespace tcplab {

// `Connection`: what the program keeps of each.
template <class Connection>
class ConnectionServer : public App {
public:
    void start(Instant now) final
    {
        const CallContext context{now, {}};
        listener_ = openListener(face_, context, port_, kBacklog);
        if (listener_.valid())
            accept(context);
    }

    void notice(Instant now, const Notice& notice) final
    {
        const CallContext context{now, notice.cause};
        if (listener_.valid() && notice.socket == listener_)
            accept(context);
        else if (const auto found = connections_.find(notice.socket); found != connections_.end())
            goOn(context, found->first, found->second);
    }

    void timeHasCome(Instant) final {}
    Instant nextWake() const final { return kNever; }
    // Only when it may not listen.
    bool finished() const final { return !listener_.valid(); }

protected:
    static constexpr int kBacklog = 128;

    // `face` outlives the program.
    ConnectionServer(SocketFace& face, std::uint16_t port) : face_(face), port_(port) {}

    // Until it has to wait. False: the connection is over, and is closed.
    virtual bool serve(CallContext context, SocketId socket, Connection& connection) = 0;
    // `text` with what it says of the listener filled in: $any, $backlog.
    std::string sourceOf(std::string_view text) const
    {
        return wholeSource(text, {{"any", anyAddressInC(port_)}, {"backlog", std::to_string(kBacklog)}});
    }
    // Before a connection is served for the first time.
    virtual void prepare(CallContext, SocketId) {}

    SocketFace& face_;
    const std::uint16_t port_;

private:
    void accept(CallContext context)
    {
        for (;;) {
            const CallResult accepted = face_.accept(context, listener_);
            if (!accepted.ok())
                return;
            prepare(context, accepted.socket());
            goOn(context, accepted.socket(), connections_[accepted.socket()]);
        }
    }

    void goOn(CallContext context, SocketId socket, Connection& connection)
    {
        if (serve(context, socket, connection))
            return;
        connections_.erase(socket);
        face_.close(context, socket);
    }

    SocketId listener_;
    std::map<SocketId, Connection> connections_;
};

}  // namespace tcplab
