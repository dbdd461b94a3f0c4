// A peer without a stack: it sends what a script says, and says where what it hears differs.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "packetdrill/config.h"
#include "packetdrill/ear.h"
#include "packetdrill/script.h"
#include "packetdrill/timing.h"
#include "plugin/engine.h"

namespace tcplab::engine_scripted {

// Lines are played in their order, each when it is due; one that differs from what was heard ends the script with a
// Note. Packets may name their ports; those that do not belong to one conversation, whose port at the stack is learned
// from the first segment.
class ScriptedEngine : public Engine {
public:
    explicit ScriptedEngine(const EngineSetup& setup);

    void packetArrived(Instant now, OctetView datagram, EventId arrived) override;
    void timeHasCome(Instant now) override { goOn(now); }
    std::optional<OutgoingPacket> nextPacket(Instant now) override;
    Instant nextWake() const override;
    std::optional<Notice> nextNotice() override { return std::nullopt; }
    void configure(const Parameters&) override {}
    ConnectionId connectionOf(SocketId) const override { return {}; }
    std::optional<ConnectionLook> look(SocketId) const override { return std::nullopt; }

    // A program has nothing to say on this host.
    CallResult socket(CallContext, SocketType) override { return refused(); }
    CallResult bind(CallContext, SocketId, Endpoint) override { return refused(); }
    CallResult listen(CallContext, SocketId, int) override { return refused(); }
    CallResult accept(CallContext, SocketId) override { return refused(); }
    CallResult connect(CallContext, SocketId, Endpoint) override { return refused(); }
    CallResult send(CallContext, SocketId, OctetView, SendFlags) override { return refused(); }
    CallResult sendTo(CallContext, SocketId, Endpoint, OctetView, SendFlags) override { return refused(); }
    CallResult receive(CallContext, SocketId, std::span<std::uint8_t>, ReceiveFlags) override { return refused(); }
    CallResult shutdown(CallContext, SocketId, ShutdownHow) override { return refused(); }
    CallResult close(CallContext, SocketId) override { return refused(); }
    CallResult abort(CallContext, SocketId) override { return refused(); }
    CallResult setOption(CallContext, SocketId, SocketOption, std::int64_t) override { return refused(); }
    CallResult getOption(CallContext, SocketId, SocketOption) override { return refused(); }
    CallResult setCongestionControl(CallContext, SocketId, std::string_view) override { return refused(); }
    Readiness readiness(SocketId) const override { return {}; }
    Endpoint localEndpoint(SocketId) const override { return {}; }
    Endpoint remoteEndpoint(SocketId) const override { return {}; }

private:
    static CallResult refused() { return CallResult::failed(Errno::NotSupported); }

    const packetdrill::Event* current() const { return next_ < script_.events.size() ? &script_.events[next_] : nullptr; }
    static const packetdrill::Packet* outbound(const packetdrill::Event& event);
    // Plays all lines that can be played by now.
    void goOn(Instant now);
    // Whether the line has been played and the next one may come.
    bool play(Instant now, const packetdrill::Event& event);
    void inject(Instant now, const packetdrill::Event& event, const packetdrill::Packet& packet);
    bool hear(Instant now, const packetdrill::Event& event, const packetdrill::Packet& packet);
    void begin(Instant base);
    Instant giveUpAt() const;
    void stop(Instant now, const packetdrill::Event& event, const std::string& why);
    packetdrill::Conversation& conversationOf(const packetdrill::Packet& packet);

    HostId host_;
    Recorder& recorder_;
    packetdrill::Script script_;
    packetdrill::Config config_;
    packetdrill::Ear ear_;
    std::vector<std::unique_ptr<packetdrill::Conversation>> conversations_;  // the first is that of lines without ports
    std::deque<OutgoingPacket> outbox_;

    std::size_t next_ = 0;  // line to play
    packetdrill::Expectation expectation_;
    Instant base_ = kStart;
    Instant last_ = kStart;
    EventId lastArrived_;
};

}  // namespace tcplab::engine_scripted
