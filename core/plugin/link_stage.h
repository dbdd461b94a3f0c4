// One stage of a link's direction. A direction is a chain of stages; a packet that one releases is offered to the next.
#pragma once

#include <functional>

#include "base/packet_buffer.h"
#include "base/random.h"
#include "plugin/card.h"
#include "trace/recorder.h"

namespace tcplab {

struct TransitPacket {
    PacketBuffer datagram;
    EventId sent;       // its PacketSent in the Trace
    bool lost = false;  // by an edit, where the link ends: until then it waits in queues like any other, and so do copies of it
    std::uint32_t packet = Recorder::kNotRecorded;  // where the Trace keeps it, if that is known: the event itself is far away by the end
};

struct QueueFill {
    std::uint32_t packets = 0;
    std::uint32_t octets = 0;

    void add(const TransitPacket& packet) { ++packets, octets += static_cast<std::uint32_t>(packet.datagram.size()); }
    // One that was added.
    void remove(const TransitPacket& packet) { --packets, octets -= static_cast<std::uint32_t>(packet.datagram.size()); }

    friend bool operator==(const QueueFill&, const QueueFill&) = default;
};

// Where a stage tells what it does to datagrams, but for taking time.
class LinkReport {
public:
    virtual ~LinkReport() = default;
    virtual void dropped(Instant now, const TransitPacket& packet, Rule rule) = 0;
    // It goes on, but not as it came: with a mark (ECN), damaged, twice, late, in fragments.
    virtual void altered(Instant now, const TransitPacket& packet, Rule rule) = 0;
    // Dropped, and the host that sent it over this link is told why: the link carries no more than `mtu` octets.
    virtual void tooBig(Instant now, const TransitPacket& packet, std::uint32_t mtu) = 0;
};

struct LinkStageSetup {
    Parameters parameters;
    RandomStream random;  // for this stage alone
    LinkReport& report;   // outlives the stage
};

class LinkStage {
public:
    virtual ~LinkStage() = default;

    // Takes the packet: keeps it for a later release, or reports it as dropped.
    virtual void offer(Instant now, TransitPacket&& packet) = 0;
    // The earliest instant at which release() gives a packet; may be the present one, and kNever when there is nothing to give.
    virtual Instant nextRelease() const = 0;
    // The next packet, in order of release. Only asked for when its time has come: nextRelease() <= now.
    virtual TransitPacket release(Instant now) = 0;
    // Whether the stage has a queue that counts; asked once.
    virtual bool hasQueue() const { return false; }
    // What waits in the queue now. It changes in offer() and release() only.
    virtual QueueFill fill() const { return {}; }
    // What the queue holds at most; 0: as far as this goes, any number. Asked once.
    virtual QueueFill capacity() const { return {}; }
};

}  // namespace tcplab
