#include "trace/recorder.h"

#include <algorithm>
#include <new>
#include <utility>

#include "base/prefetch.h"

namespace tcplab {
namespace {
constexpr std::size_t kStorageChunk = 1u << 18;

bool same(const TracePacket& packet, OctetView datagram)
{
    return packet.length == datagram.size() && std::ranges::equal(packet.view(), datagram.first(packet.captured)) &&
           (!packet.rest || std::ranges::equal(packet.known(), datagram));
}

bool same(const TracePacket& packet, const PacketBuffer& datagram)
{
    const auto rest = packet.rest ? datagram.inSource(packet.captured, packet.rest->size) : std::nullopt;
    if (!rest || &rest->source != &packet.rest->source || rest->position != packet.rest->position)
        return same(packet, OctetView(datagram));
    return packet.length == datagram.size() && std::ranges::equal(packet.view(), datagram.beginning(packet.captured));
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
    if (full())
        return {};
    return record(at, where, cause, PacketSent{keep(datagram, datagram.size()), original, transmission});
}

EventId Recorder::packetObserved(Instant at, const Where& where, OctetView captured, std::uint32_t length)
{
    if (full())
        return {};
    return record(at, where, {Rule::Observed}, PacketSent{keep(captured, length)});
}

EventId Recorder::packetArrived(Instant at, const Where& where, const Cause& cause, EventId sent, OctetView datagram)
{
    if (full())
        return {};
    const std::uint32_t packet = packetOf(sent);
    const bool known = packet != kNotRecorded && same(trace_.packet(packet), datagram);
    return record(at, where, cause, PacketArrived{sent, known ? packet : keep(datagram, datagram.size())});
}

EventId Recorder::bufferArrived(Instant at, const Where& where, const Cause& cause, EventId sent, const PacketBuffer& datagram,
                                std::uint32_t packet)
{
    if (full())
        return {};
    const bool known = packet != kNotRecorded && (datagram.sealed() || same(trace_.packet(packet), datagram));
    return record(at, where, cause, PacketArrived{sent, known ? packet : keepDatagram(datagram)});
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

std::uint8_t* Recorder::take(std::size_t octets, std::size_t alignment)
{
    const std::size_t unaligned = reinterpret_cast<std::uintptr_t>(free_) % alignment;
    const std::size_t skipped = unaligned == 0 ? 0 : alignment - unaligned;
    if (freeOctets_ < skipped + octets) {
        freeOctets_ = std::max(kStorageChunk, octets);
        free_ = static_cast<std::uint8_t*>(trace_.memory_.take(freeOctets_));
    } else {
        free_ += skipped;
        freeOctets_ -= skipped;
    }
    freeOctets_ -= octets;
    prefetchBehind(free_ + octets);
    return std::exchange(free_, free_ + octets);
}

std::uint32_t Recorder::keep(OctetView datagram, std::size_t length)
{
    const std::size_t kept = payloadBudget_ >= datagram.size() ? datagram.size() : std::min(datagram.size(), kHeaderOctetsKept);
    payloadBudget_ -= std::min(payloadBudget_, kept);
    std::uint8_t* const octets = take(kept);
    std::copy_n(datagram.begin(), kept, octets);
    return static_cast<std::uint32_t>(
        trace_.packets_.append({octets, static_cast<std::uint32_t>(kept), static_cast<std::uint32_t>(length)}));
}

std::uint32_t Recorder::keepDatagram(const PacketBuffer& datagram)
{
    const std::size_t size = datagram.size(), headers = datagram.sourceBegin();
    const auto rest = datagram.inSource(headers, size - headers);
    if (!rest)
        return keep(datagram, size);
    std::uint8_t* const known = take(sizeof(SourcePart) + headers, alignof(SourcePart));
    std::uint8_t* const octets = known + sizeof(SourcePart);
    std::copy_n(datagram.beginning(headers).begin(), headers, octets);
    return static_cast<std::uint32_t>(trace_.packets_.append(
        {octets, static_cast<std::uint32_t>(headers), static_cast<std::uint32_t>(size), new (known) SourcePart(*rest)}));
}

}  // namespace tcplab
