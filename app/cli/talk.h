// An app that opens one connection, says one thing, and hands on what it hears until the peer has finished.
#pragma once

#include <functional>
#include <string>

#include "plugin/app.h"

namespace tcplab {

struct TalkPlan {
    Endpoint to;
    std::string say;         // may be empty
    bool halfClose = false;  // after saying it, tell the peer that no more will come
};

// How it goes; read by who runs the host.
struct TalkState {
    SocketId socket{};  // none before the start and after the end
    std::uint64_t heard = 0;
    bool finished = false;
    Errno error = Errno::None;  // why it finished early
};

class Talk : public App {
public:
    using Listener = std::function<void(OctetView)>;

    // The state and the sockets outlive the app.
    Talk(TalkPlan plan, SocketFace& sockets, TalkState& state, Listener listener)
        : plan_(std::move(plan)), sockets_(sockets), state_(state), listener_(std::move(listener))
    {}

    void start(Instant now) override;
    void timeHasCome(Instant) override {}
    void notice(Instant now, const Notice& notice) override;
    Instant nextWake() const override { return kNever; }
    bool finished() const override { return state_.finished; }

private:
    void goOn(CallContext call);
    bool connect(CallContext call);
    void speak(CallContext call);
    void listen(CallContext call);
    // False when the call has to be made again after a notice, or when it has failed and the talk is over.
    bool hasSucceeded(CallContext call, const CallResult& result);
    void end(CallContext call, Errno error);

    TalkPlan plan_;
    SocketFace& sockets_;
    TalkState& state_;
    Listener listener_;
    bool connected_ = false;
    std::size_t said_ = 0;
    bool halfClosed_ = false;
};

}  // namespace tcplab
