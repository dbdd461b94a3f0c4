// The only way to write into a Trace.
#pragma once

#include <concepts>
#include <map>
#include <string>
#include <string_view>

#include "base/packet_buffer.h"
#include "trace/trace.h"

namespace tcplab {

// Where an event happened: on a host, perhaps on one of its connections.
struct Where {
    HostId host;
    ConnectionId connection{};
};

class Recorder {
public:
    // Payload is kept whole until `payloadBudget` octets are stored; after that packets keep kHeaderOctetsKept. What lies in a source is
    // left there.
    static constexpr std::size_t kHeaderOctetsKept = 128;
    // No place in one of the Trace's tables.
    static constexpr std::uint32_t kNotRecorded = UINT32_MAX;
    // Recording ends at `eventLimit` events with a Note that says so; what is recorded after that gets no event.
    explicit Recorder(Trace& trace, std::size_t payloadBudget = 16u << 20, std::size_t eventLimit = 60'000'000)
        : trace_(trace), payloadBudget_(payloadBudget), eventLimit_(eventLimit)
    {}

    HostId addHost(std::string name, const IpAddress& address, const std::optional<Ipv6Address>& address6 = {});
    LinkId addLink(const TraceLink& link);
    LinkId addLink(std::string name, HostId from, HostId to) { return addLink({std::move(name), from, to}); }
    // Once for each stage of a link, however often it is made anew.
    void addQueue(const TraceQueue& queue);
    ConnectionId addConnection(HostId host, const Endpoint& local, const Endpoint& remote);

    // Texts are kept once, however often they come.
    TextId text(std::string_view text);

    // What ReadingChanged may name; equal ones are kept once.
    ReadingId addReading(const ReadingSpec& reading);

    // Equal ones are kept once: a host that starts anew runs the same programs. None when there is no text or recording has ended.
    ProgramId addProgram(HostId host, std::string_view name, std::string_view source);

    // A datagram leaves a host. `original` is the first transmission when this one repeats it.
    EventId packetSent(Instant at, const Where& where, const Cause& cause, OctetView datagram, EventId original = {},
                       std::uint16_t transmission = 1);
    // The same for a datagram whose end may still lie in its source. No conversion to a view would leave it there.
    EventId packetSent(Instant at, const Where& where, const Cause& cause, const std::same_as<PacketBuffer> auto& datagram,
                       EventId original = {}, std::uint16_t transmission = 1)
    {
        return full() ? EventId{} : record(at, where, cause, PacketSent{keepDatagram(datagram), original, transmission});
    }
    // A datagram of somebody else's, of which perhaps only the beginning was caught; `length` is its length on the wire.
    EventId packetObserved(Instant at, const Where& where, OctetView captured, std::uint32_t length);
    // `datagram` is compared with what was sent, so that damage and edits show; unless it is sealed. Of `sent` may be none. `packet`: where
    // what was sent is kept, for who has remembered it.
    EventId packetArrived(Instant at, const Where& where, const Cause& cause, EventId sent, OctetView datagram);
    EventId packetArrived(Instant at, const Where& where, const Cause& cause, EventId sent, const std::same_as<PacketBuffer> auto& datagram,
                          std::uint32_t packet = kNotRecorded)
    {
        return bufferArrived(at, where, cause, sent, datagram, packet != kNotRecorded ? packet : packetOf(sent));
    }
    // Where the datagram of a PacketSent is kept; kNotRecorded for none.
    std::uint32_t packetOf(EventId sent) const { return sent.valid() ? std::get<PacketSent>(trace_[sent].body).packet : kNotRecorded; }
    EventId packetDropped(Instant at, const Where& where, const Cause& cause, EventId sent, LinkId link, std::string_view place);

    EventId variablesChanged(Instant at, const Where& where, const Cause& cause, const ConnectionVariables& variables);

    // Every other kind of event. Made where it stays: an event costs little more than writing it.
    template <class Body>
    EventId record(Instant at, const Where& where, const Cause& cause, const Body& body)
    {
        if (!mayRecord(at))
            return {};
        new (trace_.events_.place()) Event{at, cause.parent, cause.second, where.connection, where.host, cause.rule, body};
        return EventId(static_cast<std::uint32_t>(trace_.events_.commit()));
    }

    const Trace& trace() const { return trace_; }
    // Nothing is recorded any more: what only the Trace would be told need not be worked out.
    bool full() const { return trace_.size() >= eventLimit_; }

private:
    bool mayRecord(Instant at) { return trace_.size() + 1 < eventLimit_ || noteLimit(at); }
    // The last event says that recording ends; false.
    bool noteLimit(Instant at);
    EventId bufferArrived(Instant at, const Where& where, const Cause& cause, EventId sent, const PacketBuffer& datagram,
                          std::uint32_t packet);
    std::uint32_t keep(OctetView datagram, std::size_t length);
    std::uint32_t keepDatagram(const PacketBuffer& datagram);
    // Makes room in the Trace's memory, for octets or, aligned, for anything else.
    std::uint8_t* take(std::size_t octets, std::size_t alignment = 1);

    Trace& trace_;
    std::size_t payloadBudget_;
    std::size_t eventLimit_;
    std::map<std::string, TextId, std::less<>> texts_;
    std::multimap<std::uint16_t, ProgramId> programs_;  // by host
    std::uint8_t* free_ = nullptr;                      // unused rest of the storage's last chunk
    std::size_t freeOctets_ = 0;
};

}  // namespace tcplab
