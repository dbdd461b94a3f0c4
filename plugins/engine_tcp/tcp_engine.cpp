#include "engine_tcp/tcp_engine.h"

#include "wire/icmp.h"

namespace tcplab::engine_tcp {

TcpEngine::TcpEngine(const EngineSetup& setup)
    : settings_(setup.parameters), host_(setup.host), address_(setup.address), recorder_(setup.recorder), catalogue_(setup.catalogue),
      random_(setup.random), isn_(random_),
      writer_(recorder_, host_), shared_{settings_, recorder_, host_, setup.mtu, writer_, outbox_, notices_}
{}

std::size_t TcpEngine::FourTupleHash::operator()(const FourTuple& t) const
{
    const std::uint64_t addresses = std::uint64_t{t.local.address.v4().value} << 32 | t.remote.address.v4().value;
    const std::uint64_t ports = std::uint64_t{t.local.port} << 16 | t.remote.port;
    return static_cast<std::size_t>((addresses ^ ports * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu >> 7);
}

// --- IP

void TcpEngine::dropped(Instant now, Rule rule, EventId arrived, std::string_view layer, ConnectionId connection)
{
    recorder_.packetDropped(now, {host_, connection}, {rule, arrived}, recorder_.trace().sentOf(arrived), {}, layer);
}

void TcpEngine::packetArrived(Instant now, OctetView datagram, EventId arrived)
{
    const auto ip = wire::parseIpv4(datagram);
    if (!ip)
        return dropped(now, Rule::IpMalformed, arrived, "ip");
    if (!ip->checksumCorrect)
        return dropped(now, Rule::IpChecksum, arrived, "ip");
    if (ip->fields.destination != address_)
        return dropped(now, Rule::IpNotForUs, arrived, "ip");
    if (ip->fields.moreFragments || ip->fields.fragmentOffset != 0)
        return dropped(now, Rule::IpFragment, arrived, "ip");
    switch (ip->fields.protocol) {
    case wire::kProtocolTcp: return tcpArrived(now, *ip, arrived);
    case wire::kProtocolIcmp: return icmpArrived(now, *ip, arrived);
    default: return dropped(now, Rule::IpProtocol, arrived, "ip");
    }
}

void TcpEngine::icmpArrived(Instant now, const wire::Ipv4Datagram& ip, EventId arrived)
{
    const auto message = wire::parseIcmp(ip.payload);
    if (!message || !message->checksumCorrect || message->type != wire::kIcmpEchoRequest)
        return dropped(now, Rule::IcmpIgnored, arrived, "icmp");
    const Octets reply = wire::emitIcmp(wire::kIcmpEchoReply, 0, message->rest, message->body);
    outbox_.push_back(writer_.echoReply(now, {Rule::IcmpEcho, arrived}, address_, ip.fields.source, reply));
}

// --- segments

void TcpEngine::tcpArrived(Instant now, const wire::Ipv4Datagram& ip, EventId arrived)
{
    const auto segment = wire::parseTcp(ip.payload, ip.fields.source, ip.fields.destination);
    if (!segment)
        return dropped(now, Rule::TcpMalformed, arrived, "tcp");
    if (!segment->checksumCorrect)
        return dropped(now, Rule::TcpChecksum, arrived, "tcp");
    const Endpoint local{address_, segment->fields.destinationPort};
    const Endpoint remote{ip.fields.source, segment->fields.sourcePort};
    const auto found = connections_.find({local, remote});
    if (found == connections_.end() || found->second.connection->state() == TcpState::Closed)
        return segmentWithoutConnection(now, local, remote, *segment, arrived);
    Connection& connection = *found->second.connection;
    const bool wasEstablished = connection.established();
    connection.segmentArrived(now, arrived, *segment);
    if (!wasEstablished && connection.established())
        childEstablished(connection, arrived);
    poked(connection);
}

void TcpEngine::segmentWithoutConnection(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment,
                                         EventId arrived)
{
    if (Listener* listener = listenerOn(local.port))
        return segmentToListener(now, *listener, local, remote, segment, arrived);
    dropped(now, segment.fields.flags.rst() ? Rule::TcpResetIgnored : Rule::TcpReset, arrived, "tcp");
    resetClosed(now, local, remote, segment, arrived);
}

// RFC 9293 §3.10.7.1.
void TcpEngine::resetClosed(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment, EventId arrived)
{
    const wire::TcpFields& fields = segment.fields;
    if (fields.flags.rst())
        return;
    const Cause cause{Rule::TcpReset, arrived};
    if (fields.flags.ack())
        outbox_.push_back(writer_.reset(now, {}, cause, local, remote, fields.ack, std::nullopt));
    else
        outbox_.push_back(writer_.reset(now, {}, cause, local, remote, SeqNumber(0), fields.seq + segment.length()));
}

// RFC 9293 §3.10.7.2.
void TcpEngine::segmentToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote,
                                  const wire::TcpSegment& segment, EventId arrived)
{
    const wire::TcpFields& fields = segment.fields;
    if (fields.flags.rst())
        return dropped(now, Rule::TcpResetIgnored, arrived, "tcp", listener.id);
    if (fields.flags.ack()) {
        dropped(now, Rule::TcpResetListen, arrived, "tcp", listener.id);
        outbox_.push_back(writer_.reset(now, listener.id, {Rule::TcpResetListen, arrived}, local, remote, fields.ack, std::nullopt));
        return;
    }
    if (!fields.flags.syn())
        return dropped(now, Rule::TcpNoAckBit, arrived, "tcp", listener.id);
    if (listener.acceptable.size() + listener.halfOpen >= listener.backlog)
        return dropped(now, Rule::TcpBacklogFull, arrived, "tcp", listener.id);
    ++listener.halfOpen;
    Connection& child = open(now, local, remote, listener.options);
    childOf_[child.id()] = local.port;
    child.openPassively(now, arrived, fields);
    poked(child);
}

void TcpEngine::childEstablished(Connection& child, EventId arrived)
{
    const auto port = childOf_.find(child.id());
    if (port == childOf_.end())
        return;
    Listener* listener = listenerOn(port->second);
    TCPLAB_ASSURE(listener != nullptr);
    --listener->halfOpen;
    listener->acceptable.push_back(&child);
    notices_.push_back({listener->socket, Notice::Kind::Acceptable, arrived});
}

// --- connections

std::unique_ptr<CongestionControl> TcpEngine::makeCongestionControl() const
{
    const CongestionControlFactory* factory = catalogue_.congestionControl(settings_.congestionControl);
    const Card* card = catalogue_.card(settings_.congestionControl);
    TCPLAB_ASSURE(factory && card);  // looked at before the engine was made
    auto parameters = normalize(card->parameters, {});
    TCPLAB_ASSURE(parameters.has_value());
    return (*factory)({shared_.mtu - 40, settings_.initialWindowSegments, std::move(*parameters)});
}

Connection& TcpEngine::open(Instant now, const Endpoint& local, const Endpoint& remote, const Options& options)
{
    const FourTuple tuple{local, remote};
    if (const auto old = connections_.find(tuple); old != connections_.end())
        forget(*old->second.connection);
    const ConnectionId id = recorder_.addConnection(host_, local, remote);
    auto connection = std::make_unique<Connection>(shared_, id, local, remote, isn_.next(now, local, remote), makeCongestionControl());
    if (options.noDelay)
        connection->setNoDelay(*options.noDelay);
    if (options.sendBuffer)
        connection->setSendBuffer(*options.sendBuffer);
    if (options.receiveBuffer)
        connection->setReceiveBuffer(*options.receiveBuffer);
    Connection& opened = *connection;
    connections_[tuple] = Slot{std::move(connection)};
    byId_[id] = &opened;
    return opened;
}

TcpEngine::Slot& TcpEngine::slotOf(const Connection& connection)
{
    return connections_.find({connection.local(), connection.remote()})->second;
}

void TcpEngine::poked(Connection& connection)
{
    Slot& slot = slotOf(connection);
    if (!slot.active) {
        slot.active = true;
        active_.push_back(&connection);
    }
    reschedule(slot);
}

void TcpEngine::reschedule(Slot& slot)
{
    const Instant wake = slot.connection->nextWake();
    if (wake == slot.wake)
        return;
    if (slot.wake != kNever)
        wakes_.erase({slot.wake, slot.connection->id()});
    if (wake != kNever)
        wakes_.insert({wake, slot.connection->id()});
    slot.wake = wake;
}

void TcpEngine::leaveListener(Connection& connection)
{
    const auto port = childOf_.find(connection.id());
    if (port == childOf_.end())
        return;
    if (Listener* listener = listenerOn(port->second)) {
        const auto waiting = std::find(listener->acceptable.begin(), listener->acceptable.end(), &connection);
        if (waiting != listener->acceptable.end())
            listener->acceptable.erase(waiting);
        else
            --listener->halfOpen;
    }
    childOf_.erase(port);
}

void TcpEngine::forget(Connection& connection)
{
    leaveListener(connection);
    Slot& slot = slotOf(connection);
    if (slot.wake != kNever)
        wakes_.erase({slot.wake, connection.id()});
    if (slot.active)
        active_.erase(std::find(active_.begin(), active_.end(), &connection));
    for (auto& [number, socket] : sockets_)
        if (socket.connection == &connection)
            socket.connection = nullptr;
    byId_.erase(connection.id());
    connections_.erase({connection.local(), connection.remote()});
}

void TcpEngine::timeHasCome(Instant now)
{
    while (!wakes_.empty() && wakes_.begin()->first <= now) {
        Connection& connection = *byId_.at(wakes_.begin()->second);
        connection.timeHasCome(now);
        poked(connection);
    }
}

std::optional<OutgoingPacket> TcpEngine::nextPacket(Instant now)
{
    for (;;) {
        if (!outbox_.empty()) {
            OutgoingPacket packet = std::move(outbox_.front());
            outbox_.pop_front();
            return packet;
        }
        if (active_.empty())
            return std::nullopt;
        Connection& connection = *active_.front();
        if (auto packet = connection.nextPacket(now))
            return packet;
        connection.settle(now);
        active_.pop_front();
        Slot& slot = slotOf(connection);
        slot.active = false;
        reschedule(slot);
        if (connection.forgotten())
            forget(connection);
    }
}

std::optional<Instant> TcpEngine::nextWake() const
{
    if (wakes_.empty())
        return std::nullopt;
    return wakes_.begin()->first;
}

std::optional<Notice> TcpEngine::nextNotice()
{
    if (notices_.empty())
        return std::nullopt;
    const Notice notice = notices_.front();
    notices_.pop_front();
    return notice;
}

}  // namespace tcplab::engine_tcp
