#include "engine_tcp/udp_sockets.h"

#include <algorithm>

#include "wire/udp.h"

namespace tcplab::engine_tcp {
namespace {

constexpr int kErrorsASecond = 1000;  // ICMP errors of one host: Linux's icmp_msgs_per_sec
constexpr std::size_t kPathMtusMax = 64;
constexpr Duration kPathMtuLasts = std::chrono::minutes(10);
constexpr std::uint32_t kLoopbackMtu = 65575;  // what IPv6 can carry at most
constexpr int kAlwaysDontFragment = 2;         // of IP_MTU_DISCOVER: never fragmented on this host, either
constexpr int kNeverDontFragment = 0;

}  // namespace

UdpSockets::UdpSockets(Shared& shared, const HostAddresses& addresses, RandomStream& random)
    : shared_(shared), addresses_(addresses), random_(random)
{}

// As in Linux, what a datagram takes is more than its payload: otherwise empty ones could fill the memory.
std::size_t UdpSockets::cost(const Datagram& datagram) { return sizeof(Datagram) + wire::kUdpHeaderOctets + datagram.payload.size(); }

void UdpSockets::open(SocketId socket) { sockets_.add(socket.number()).receiveBuffer = shared_.settings->datagramBuffer; }

// --- ports

Errno UdpSockets::bindError(const Socket& socket, const Endpoint& local) const
{
    const auto bound = ports_.find(local.port);
    if (bound == ports_.end())
        return Errno::None;
    const bool shared = socket.reuseAddress && std::all_of(bound->second.begin(), bound->second.end(),
                                                           [&](SocketId other) { return sockets_.find(other.number())->reuseAddress; });
    return shared ? Errno::None : Errno::AddressInUse;
}

void UdpSockets::take(SocketId id, Socket& socket, const Endpoint& local)
{
    socket.local = local;
    ports_[local.port].push_back(id);
}

// RFC 6056 §3.3.1, as TCP's ephemeral ports.
CallResult UdpSockets::bindToAny(SocketId id, Socket& socket)
{
    const PortRange range = shared_.settings->ports;
    const auto start = static_cast<std::uint32_t>(random_.below(range.count()));
    for (std::uint32_t i = 0; i < range.count(); ++i) {
        const auto port = static_cast<std::uint16_t>(range.first + (start + i) % range.count());
        if (ports_.count(port))
            continue;
        take(id, socket, {socket.local.address, port});
        return {};
    }
    return CallResult::failed(Errno::Again);
}

// Whether the socket can speak to this peer, and from which address; it has a port then.
CallResult UdpSockets::bindTowards(SocketId id, Socket& socket, const Endpoint& to, IpAddress& source)
{
    if (to.port == 0)
        return CallResult::failed(Errno::Invalid);
    const auto towards = addresses_.towards(to.address);
    if (to.address.isGroup() || !towards)
        return CallResult::failed(Errno::NetworkUnreachable);
    source = *towards;
    return socket.local.port == 0 ? bindToAny(id, socket) : CallResult{};
}

void UdpSockets::release(SocketId id, const Socket& socket)
{
    const auto bound = ports_.find(socket.local.port);
    if (bound == ports_.end())
        return;
    bound->second.erase(std::remove(bound->second.begin(), bound->second.end(), id), bound->second.end());
    if (bound->second.empty())
        ports_.erase(bound);
}

CallResult UdpSockets::bind(SocketId id, Endpoint local)
{
    Socket& socket = at(id);
    if (socket.local.port != 0)
        return CallResult::failed(Errno::Invalid);
    if (!local.address.isUnspecified() && !addresses_.has(local.address))
        return CallResult::failed(Errno::AddressNotAvailable);
    socket.local.address = local.address;
    if (local.port == 0)
        return bindToAny(id, socket);
    if (const Errno error = bindError(socket, local); error != Errno::None)
        return CallResult::failed(error);
    take(id, socket, local);
    return {};
}

CallResult UdpSockets::connect(SocketId id, Endpoint remote)
{
    Socket& socket = at(id);
    socket.error = Errno::None;
    if (remote.address.isUnspecified()) {
        socket.remote = {};
        return {};
    }
    IpAddress source;
    if (const CallResult bound = bindTowards(id, socket, remote, source); !bound.ok())
        return bound;
    socket.local.address = source;
    socket.remote = remote;
    return {};
}

// --- datagrams out

CallResult UdpSockets::send(CallContext call, SocketId id, OctetView octets)
{
    const Socket& socket = at(id);
    return socket.connected() ? sendTo(call, id, socket.remote, octets) : CallResult::failed(Errno::NeedsAddress);
}

CallResult UdpSockets::sendTo(CallContext call, SocketId id, const Endpoint& to, OctetView octets)
{
    Socket& socket = at(id);
    if (socket.error != Errno::None)
        return CallResult::failed(std::exchange(socket.error, Errno::None));
    if (socket.sendClosed)
        return CallResult::failed(Errno::Pipe);
    const std::uint8_t version = wire::versionOf(to.address);
    if (octets.size() > wire::udpPayloadMax(version))
        return CallResult::failed(Errno::MessageSize);
    IpAddress source;
    if (const CallResult bound = bindTowards(id, socket, to, source); !bound.ok())
        return bound;
    const std::uint32_t mtu = pathMtu(call.now, to.address);
    const bool fits = wire::ipHeaderOctets(version) + wire::kUdpHeaderOctets + octets.size() <= mtu;
    if (!fits && socket.pathMtuDiscovery >= kAlwaysDontFragment)
        return CallResult::failed(Errno::MessageSize);
    const SegmentWriter::IpLook look{socket.typeOfService, socket.timeToLive, fits && socket.pathMtuDiscovery != kNeverDontFragment};
    shared_.writer.udp(call, {source, socket.local.port}, to, look, octets, !socket.noChecksum, mtu, shared_.outbox);
    return {static_cast<std::int64_t>(octets.size()), Errno::None};
}

// --- datagrams in

void UdpSockets::dropped(Instant now, Rule rule, EventId arrived)
{
    shared_.recorder.packetDropped(now, {shared_.host}, {rule, arrived}, shared_.recorder.trace().sentOf(arrived), {}, "udp");
}

// A connected socket hears its peer, and nobody else; one that is not connected hears the rest.
std::optional<SocketId> UdpSockets::receiverOf(const Endpoint& local, const Endpoint& remote) const
{
    const auto bound = ports_.find(local.port);
    if (bound == ports_.end())
        return std::nullopt;
    std::optional<SocketId> open;
    for (const SocketId id : bound->second) {
        const Socket& socket = *sockets_.find(id.number());
        if (!socket.local.address.isUnspecified() && socket.local.address != local.address)
            continue;
        if (socket.connected() && socket.remote == remote)
            return id;
        if (!socket.connected())
            open = id;
    }
    return open;
}

void UdpSockets::datagramArrived(Instant now, const wire::IpDatagram& ip, OctetView octets, EventId arrived)
{
    if (ip.source.isGroup())  // RFC 1122 §4.1.3.6
        return dropped(now, Rule::IpGroupAddress, arrived);
    const auto datagram = wire::parseUdp(ip.payload, ip.source, ip.destination);
    if (!datagram)
        return dropped(now, Rule::UdpMalformed, arrived);
    if (!datagram->checksumCorrect)
        return dropped(now, Rule::UdpChecksum, arrived);
    const Endpoint from{ip.source, datagram->sourcePort};
    const auto receiver = receiverOf({ip.destination, datagram->destinationPort}, from);
    if (!receiver)
        return portUnreachable(now, ip, octets, arrived);
    Socket& socket = at(*receiver);
    if (!datagram->checksummed && ip.version == 6 && !socket.acceptsNoChecksum)
        return dropped(now, Rule::UdpNoChecksum, arrived);
    Datagram taken{from, {datagram->payload.begin(), datagram->payload.end()}};
    if (socket.receiveClosed || socket.octetsWaiting + cost(taken) > socket.receiveBuffer)
        return dropped(now, Rule::UdpBufferFull, arrived);
    socket.octetsWaiting += cost(taken);
    socket.waiting.push_back(std::move(taken));
    shared_.notices.push({*receiver, Notice::Kind::Readable, arrived});
}

// RFC 1122 §4.1.3.1, RFC 4443 §3.1.
void UdpSockets::portUnreachable(Instant now, const wire::IpDatagram& ip, OctetView octets, EventId arrived)
{
    dropped(now, Rule::UdpNoSocket, arrived);
    if (!errors_.allows(now, kErrorsASecond))
        return;
    const bool v4 = ip.version == 4;
    const Octets message = wire::emitIcmp(v4 ? wire::kIcmpUnreachable : wire::kIcmpv6Unreachable,
                                          v4 ? wire::kIcmpPortUnreachable : wire::kIcmpv6PortUnreachable, 0,
                                          wire::quotedInError(octets, ip.version), ip.destination, ip.source);
    shared_.outbox.push(shared_.writer.icmp(now, {Rule::IcmpPortUnreachable, arrived}, ip.destination, ip.source, message));
}

CallResult UdpSockets::receive(CallContext call, SocketId id, std::span<std::uint8_t> room, Endpoint& from, ReceiveFlags flags)
{
    return take(call, id, room.size(), flags.peek, [&](const Endpoint& sender, OctetView octets) {
        std::copy(octets.begin(), octets.end(), room.begin());
        from = sender;
    });
}

CallResult UdpSockets::receiveTo(CallContext call, SocketId id, std::size_t most, OctetSink& sink)
{
    return take(call, id, most, false, [&](const Endpoint&, OctetView octets) { sink.take(octets); });
}

// `show(sender, octets)` is shown as much of the first datagram as was asked for.
template <class Show>
CallResult UdpSockets::take(CallContext call, SocketId id, std::size_t most, bool peek, Show&& show)
{
    Socket& socket = at(id);
    if (socket.error != Errno::None)
        return CallResult::failed(std::exchange(socket.error, Errno::None));
    if (socket.waiting.empty())
        return socket.receiveClosed ? CallResult{} : CallResult::failed(Errno::Again);
    const Datagram& first = socket.waiting.front();
    const std::size_t octets = std::min(most, first.payload.size());
    show(first.from, OctetView(first.payload).first(octets));
    if (peek)
        return {static_cast<std::int64_t>(octets), Errno::None};
    if (octets < first.payload.size())
        shared_.recorder.record(call.now, {shared_.host}, {Rule::UdpTruncated, call.cause}, Note{});
    socket.octetsWaiting -= cost(first);
    socket.waiting.pop_front();
    return {static_cast<std::int64_t>(octets), Errno::None};
}

// --- errors and path MTU

// RFC 1122 §4.1.3.3. As on Linux only the peer of a connected socket is known well enough to be believed, and what may pass is kept
// quiet.
bool UdpSockets::errorArrived(Instant now, const wire::QuotedDatagram& quoted, const IcmpMeaning& meaning, EventId arrived)
{
    const auto sender = receiverOf({quoted.source, quoted.sourcePort}, {quoted.destination, quoted.destinationPort});
    if (!sender)
        return false;
    if (meaning.mtu) {
        learnPathMtu(now, quoted.destination, *meaning.mtu);
        shared_.recorder.record(now, {shared_.host}, {Rule::UdpPathMtu, arrived}, Note{});
        return true;
    }
    Socket& socket = at(*sender);
    if (!socket.connected() || !meaning.hard)
        return false;
    socket.error = meaning.error;
    shared_.recorder.record(now, {shared_.host}, {Rule::UdpErrorTold, arrived}, Note{});
    shared_.notices.push({*sender, Notice::Kind::Readable, arrived});
    return true;
}

std::uint32_t UdpSockets::pathMtu(Instant now, const IpAddress& to) const
{
    if (addresses_.has(to))
        return kLoopbackMtu;
    const auto known = std::find_if(pathMtus_.begin(), pathMtus_.end(), [&](const PathMtu& path) { return path.to == to; });
    return known != pathMtus_.end() && now - known->learned < kPathMtuLasts ? known->mtu : shared_.mtu;
}

void UdpSockets::learnPathMtu(Instant now, const IpAddress& to, std::uint32_t mtu)
{
    const std::uint32_t least = to.isV4() ? 68 : 1280;  // RFC 791 §3.2, RFC 8200 §5
    const std::uint32_t learned = std::max(std::min(mtu, pathMtu(now, to)), least);
    pathMtus_.erase(std::remove_if(pathMtus_.begin(), pathMtus_.end(), [&](const PathMtu& path) { return path.to == to; }),
                    pathMtus_.end());
    if (pathMtus_.size() == kPathMtusMax)
        pathMtus_.erase(pathMtus_.begin());
    pathMtus_.push_back({to, learned, now});
}

// --- the rest of a socket's life

CallResult UdpSockets::shutdown(SocketId id, ShutdownHow how)
{
    Socket& socket = at(id);
    if (!socket.connected())
        return CallResult::failed(Errno::NotConnected);
    socket.sendClosed |= how != ShutdownHow::Receive;
    socket.receiveClosed |= how != ShutdownHow::Send;
    return {};
}

void UdpSockets::close(SocketId id)
{
    release(id, at(id));
    sockets_.erase(id.number());
}

CallResult UdpSockets::setOption(SocketId id, SocketOption option, std::int64_t value)
{
    Socket& socket = at(id);
    const auto within = [value](std::int64_t least, std::int64_t most) { return value >= least && value <= most; };
    switch (option) {
    case SocketOption::ReuseAddress: socket.reuseAddress = value != 0; return {};
    case SocketOption::NoChecksum: socket.noChecksum = value != 0; return {};
    case SocketOption::AcceptNoChecksum: socket.acceptsNoChecksum = value != 0; return {};
    case SocketOption::ReceiveBuffer:
        socket.receiveBuffer = static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 256, 1 << 30));
        return {};
    case SocketOption::TypeOfService:
        if (!within(0, 255))
            return CallResult::failed(Errno::Invalid);
        socket.typeOfService = static_cast<std::uint8_t>(value);  // all of it: UDP leaves ECN to the program (RFC 8085 §3.1.7)
        return {};
    case SocketOption::TimeToLive:
        if (!within(1, 255))
            return CallResult::failed(Errno::Invalid);
        socket.timeToLive = static_cast<std::uint8_t>(value);
        return {};
    case SocketOption::PathMtuDiscovery:
        if (!within(0, 3))
            return CallResult::failed(Errno::Invalid);
        socket.pathMtuDiscovery = static_cast<int>(value);
        return {};
    default: return CallResult::failed(Errno::NoProtocolOption);
    }
}

CallResult UdpSockets::getOption(SocketId id, SocketOption option)
{
    Socket& socket = at(id);
    const auto is = [](std::int64_t value) { return CallResult{value, Errno::None}; };
    switch (option) {
    case SocketOption::ReuseAddress: return is(socket.reuseAddress);
    case SocketOption::NoChecksum: return is(socket.noChecksum);
    case SocketOption::AcceptNoChecksum: return is(socket.acceptsNoChecksum);
    case SocketOption::ReceiveBuffer: return is(socket.receiveBuffer);
    case SocketOption::TypeOfService: return is(socket.typeOfService);
    case SocketOption::TimeToLive: return is(socket.timeToLive);
    case SocketOption::PathMtuDiscovery: return is(socket.pathMtuDiscovery);
    case SocketOption::Error: return is(static_cast<std::int64_t>(std::exchange(socket.error, Errno::None)));
    default: return CallResult::failed(Errno::NoProtocolOption);
    }
}

Readiness UdpSockets::readiness(SocketId id) const
{
    const Socket& socket = *sockets_.find(id.number());
    Readiness ready;
    ready.error = socket.error != Errno::None;
    ready.readable = ready.error || !socket.waiting.empty() || socket.receiveClosed;
    ready.writable = true;
    ready.peerClosed = socket.receiveClosed;
    ready.hungUp = socket.receiveClosed && socket.sendClosed;
    return ready;
}

bool UdpSockets::consistent() const
{
    bool good = pathMtus_.size() <= kPathMtusMax;
    sockets_.forEach([&](std::uint32_t number, const Socket& socket) {
        std::size_t waiting = 0;
        for (const Datagram& datagram : socket.waiting)
            waiting += cost(datagram);
        const auto bound = ports_.find(socket.local.port);
        const bool listed = bound != ports_.end() && std::count(bound->second.begin(), bound->second.end(), SocketId(number)) == 1;
        good &= waiting == socket.octetsWaiting && listed == (socket.local.port != 0);
    });
    return good;
}

}  // namespace tcplab::engine_tcp
