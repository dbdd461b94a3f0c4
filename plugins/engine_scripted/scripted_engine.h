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
#include "plugin/engine_without_sockets.h"

namespace tcplab::engine_scripted {

// Lines are played in their order, each when it is due; one that differs from what was heard ends the script with a
// Note. Packets may name their ports; those that do not belong to one conversation, whose port at the stack is learned
// from the first segment.
class ScriptedEngine : public EngineWithoutSockets {
public:
    explicit ScriptedEngine(const EngineSetup& setup);

    void packetArrived(Instant now, PacketBuffer datagram, EventId arrived, wire::Checksums checksums) override;
    void returned(Instant, const ReturnedDatagram&) override {}  // its lines say what it hears
    void timeHasCome(Instant now) override { goOn(now); }
    std::optional<OutgoingPacket> nextPacket(Instant now) override;
    Instant nextWake() const override;
    void configure(const Parameters&) override {}

private:
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
