// Everything that happened in a run, a live session or a capture. Append-only; may be read while it grows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/octet_source.h"
#include "base/octets.h"
#include "trace/chunked.h"
#include "trace/event.h"
#include "trace/reading.h"
#include "wire/address.h"

namespace tcplab {

struct TraceHost {
    std::string name;
    IpAddress address;
    std::optional<Ipv6Address> address6;  // a second one

    bool has(const IpAddress& one) const { return address == one || (address6 && one == *address6); }
};

struct TraceLink {
    std::string name;  // "client>server"
    HostId from;
    HostId to;
    // The hardware addresses of its ends, on an Ethernet.
    std::optional<MacAddress> fromMac{}, toMac{};
};

// A queue of a link's stage that counts what waits in it.
struct TraceQueue {
    LinkId link;
    TextId place;               // the stage, as in QueueFilled
    std::uint32_t packets = 0;  // at most; 0: any number
    std::uint32_t octets = 0;   // likewise
};

struct TraceConnection {
    HostId host;
    Endpoint local;
    Endpoint remote;  // 0.0.0.0:0 for a listening socket
};

// A program on a host, as it would be in C: what stands in it is data, in nobody's language.
struct TraceProgram {
    HostId host;
    std::string name;  // the plugin's id
    std::string source;
};

// A datagram from its IP header on. Payload may be cut behind `captured` octets to keep the Trace small, or what stands behind these be
// left in its source.
struct TracePacket {
    const std::uint8_t* octets = nullptr;
    std::uint32_t captured = 0;
    std::uint32_t length = 0;          // on the wire
    const SourcePart* rest = nullptr;  // all behind the captured ones, if it is known

    // All headers at least.
    OctetView view() const { return {octets, captured}; }
    // All that is known of it.
    Octets known() const;
};

class Trace {
public:
    // Ours, so that make_shared() does not clear half a megabyte of tables first.
    Trace() {}

    std::size_t size() const { return events_.size(); }
    const Event& operator[](EventId id) const { return events_[id.number()]; }
    const Event& operator[](std::size_t index) const { return events_[index]; }

    std::size_t hostCount() const { return hosts_.size(); }
    const TraceHost& host(HostId id) const { return hosts_[id.number()]; }
    std::size_t linkCount() const { return links_.size(); }
    const TraceLink& link(LinkId id) const { return links_[id.number()]; }
    std::size_t queueCount() const { return queues_.size(); }
    const TraceQueue& queue(std::size_t index) const { return queues_[index]; }
    std::size_t connectionCount() const { return connections_.size(); }
    const TraceConnection& connection(ConnectionId id) const { return connections_[id.number()]; }
    std::size_t programCount() const { return programs_.size(); }
    const TraceProgram& program(ProgramId id) const { return programs_[id.number()]; }

    const TracePacket& packet(std::uint32_t index) const { return packets_[index]; }
    // The datagram of a PacketSent, PacketArrived, PacketDropped or PacketAltered; nullptr for every other event.
    const TracePacket* packetOf(const Event& event) const;
    // The PacketSent of the datagram whose PacketArrived this is; none for none (recording may have ended).
    EventId sentOf(EventId arrived) const { return arrived.valid() ? std::get<PacketArrived>((*this)[arrived].body).sent : EventId{}; }
    const ConnectionVariables& variables(std::uint32_t index) const { return variables_[index]; }
    const std::string& text(TextId id) const { return texts_[id.number()]; }
    // Of all congestion controls together, in the order in which they were first told.
    std::size_t readingCount() const { return readings_.size(); }
    const ReadingSpec& reading(ReadingId id) const { return readings_[id.number()]; }

    // Of memory that its events and datagrams take.
    std::size_t octets() const { return memory_.taken(); }

    // The instant of the last event; kStart when there is none.
    Instant end() const { return size() == 0 ? kStart : events_[size() - 1].at; }

private:
    friend class Recorder;

    TraceMemory memory_;  // ends after the tables in it
    TraceTable<Event> events_{TraceChunks<Event>{memory_}};
    TraceTable<TracePacket> packets_{TraceChunks<TracePacket>{memory_}};
    TraceTable<ConnectionVariables> variables_{TraceChunks<ConnectionVariables>{memory_}};
    Chunked<TraceHost, 16, 4096> hosts_;
    Chunked<TraceLink, 16, 8192> links_;
    Chunked<TraceQueue, 16, 8192> queues_;
    Chunked<TraceConnection, 256> connections_;
    Chunked<std::string, 256> texts_;
    Chunked<ReadingSpec, 16, 64> readings_;
    Chunked<TraceProgram, 16, 4096> programs_;
};

// Equal for equal contents on every compiler and system. The texts of programs, and the lines of calls in them, are no part of it: they are
// told beside what happens, and may be told better. What a change of it means: tests/labs/README.md.
std::uint64_t fingerprint(const Trace& trace);

}  // namespace tcplab
