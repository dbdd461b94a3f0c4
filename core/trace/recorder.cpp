#include "trace/recorder.h"

#include <algorithm>

namespace tcplab {
namespace {
constexpr std::size_t kStorageChunk = 1u << 18;

bool same(const TracePacket& packet, OctetView datagram)
{
    return packet.length == datagram.size() && std::equal(packet.octets, packet.octets + packet.captured, datagram.begin());
}

}  // namespace

HostId Recorder::addHost(std::string name, const IpAddress& address, const std::optional<Ipv6Address>& address6)
{
    return HostId(static_cast<std::uint16_t>(trace_.hosts_.append({std::move(name), address, address6})));
}

LinkId Recorder::addLink(const TraceLink& link) { return LinkId(static_cast<std::uint16_t>(trace_.links_.append(link))); }

void Recorder::addQueue(const TraceQueue& queue)
{
    for (std::size_t i = 0; i < trace_.queues_.size(); ++i)
        if (trace_.queues_[i].link == queue.link && trace_.queues_[i].place == queue.place)
            return;
    trace_.queues_.append(queue);
}

ConnectionId Recorder::addConnection(HostId host, const Endpoint& local, const Endpoint& remote)
{
    return ConnectionId(static_cast<std::uint32_t>(trace_.connections_.append({host, local, remote})));
}

TextId Recorder::text(std::string_view text)
{
    if (const auto found = texts_.find(text); found != texts_.end())
        return found->second;
    if (full())
        return {};  // no event will tell it
    const TextId id(static_cast<std::uint32_t>(trace_.texts_.append(std::string(text))));
    texts_.emplace(text, id);
    return id;
}

ReadingId Recorder::addReading(const ReadingSpec& reading)
{
    for (std::uint32_t i = 0; i < trace_.readings_.size(); ++i)
        if (trace_.readings_[i] == reading)
            return ReadingId(i);
    return ReadingId(static_cast<std::uint32_t>(trace_.readings_.append(reading)));
}

ProgramId Recorder::addProgram(HostId host, std::string_view name, std::string_view source)
{
    if (source.empty() || full())
        return {};
    const auto [begin, end] = programs_.equal_range(host.number());
    for (auto known = begin; known != end; ++known)
        if (const TraceProgram& program = trace_.program(known->second); program.name == name && program.source == source)
            return known->second;
    const ProgramId id(static_cast<std::uint16_t>(trace_.programs_.append({host, std::string(name), std::string(source)})));
    programs_.emplace(host.number(), id);
    return id;
}

EventId Recorder::packetSent(Instant at, const Where& where, const Cause& cause, OctetView datagram, EventId original,
                             std::uint16_t transmission)
{
    return recordSent(at, where, cause, datagram, datagram.size(), original, transmission);
}

EventId Recorder::recordSent(Instant at, const Where& where, const Cause& cause, OctetView beginning, std::size_t length, EventId original,
                             std::uint16_t transmission)
{
    if (full())
        return {};
    return record(at, where, cause, PacketSent{keep(beginning, length), original, transmission});
}

EventId Recorder::packetObserved(Instant at, const Where& where, OctetView captured, std::uint32_t length)
{
    if (full())
        return {};
    return record(at, where, {Rule::Observed}, PacketSent{keep(captured, length)});
}

EventId Recorder::packetArrived(Instant at, const Where& where, const Cause& cause, EventId sent, const PacketBuffer& datagram,
                                std::uint32_t packet)
{
    if (full())
        return {};
    if (sent.valid()) {
        const std::uint32_t index = packet != kNotRecorded ? packet : std::get<PacketSent>(trace_[sent].body).packet;
        if (datagram.sealed() || same(trace_.packet(index), datagram))
            return record(at, where, cause, PacketArrived{sent, index});
    }
    return record(at, where, cause, PacketArrived{sent, keep(datagram.beginning(kept(datagram.size())), datagram.size())});
}

EventId Recorder::packetDropped(Instant at, const Where& where, const Cause& cause, EventId sent, LinkId link, std::string_view place)
{
    return record(at, where, cause, PacketDropped{sent, link, text(place)});
}

EventId Recorder::variablesChanged(Instant at, const Where& where, const Cause& cause, const ConnectionVariables& variables)
{
    if (full())
        return {};
    return record(at, where, cause, VariablesChanged{static_cast<std::uint32_t>(trace_.variables_.append(variables))});
}

bool Recorder::noteLimit(Instant at)
{
    if (!full())
        trace_.events_.append(
            {at, EventId(static_cast<std::uint32_t>(trace_.size() - 1)), {}, {}, {}, Rule::RunStopped, Note{text("limit of events")}});
    return false;
}

std::size_t Recorder::kept(std::size_t octets) const { return payloadBudget_ >= octets ? octets : std::min(octets, kHeaderOctetsKept); }

std::uint32_t Recorder::keep(OctetView beginning, std::size_t length)
{
    const std::size_t kept = this->kept(beginning.size());
    payloadBudget_ -= std::min(payloadBudget_, kept);
    if (freeOctets_ < kept) {
        freeOctets_ = std::max(kStorageChunk, kept);
        free_ = static_cast<std::uint8_t*>(trace_.memory_.take(freeOctets_));
    }
    std::copy_n(beginning.begin(), kept, free_);
    const TracePacket packet{free_, static_cast<std::uint32_t>(kept), static_cast<std::uint32_t>(length)};
    free_ += kept;
    freeOctets_ -= kept;
    return static_cast<std::uint32_t>(trace_.packets_.append(packet));
}

}  // namespace tcplab
