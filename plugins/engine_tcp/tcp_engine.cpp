#include "engine_tcp/tcp_engine.h"

#include <algorithm>

#include "wire/ip.h"
#include "wire/octet_order.h"

namespace tcplab::engine_tcp {
namespace {

// What comes back before it left does to a connection what the same error from a router would do. That there is no route is known at
// once and will not pass while connect() waits.
IcmpMeaning meaningOf(const ReturnedDatagram& returned)
{
    switch (returned.why) {
    case NotSent::NoRoute: return {true, true, Errno::NetworkUnreachable, {}};
    case NotSent::TooBig: return {true, false, Errno::MessageSize, returned.mtu};
    case NotSent::Unanswered: return {true, false, Errno::HostUnreachable, {}};
    }
    return {};
}

std::shared_ptr<const HostSettings> settingsOf(const Parameters& parameters)
{
    return parameters.once<HostSettings>([&] { return HostSettings(parameters); });
}

}  // namespace

TcpEngine::TcpEngine(const EngineSetup& setup)
    : host_(setup.host), addresses_{setup.address, setup.address6}, recorder_(setup.recorder),
      common_(settingsOf(setup.parameters)), shared_{&common_->settings, recorder_, host_,           setup.mtu, writer_, outbox_,
                                                     notices_,           isn_,      fastOpenServers_},
      catalogue_(setup.catalogue), controllerValues_(setup.congestionControls), meetsRealPeers_(setup.meetsRealPeers),
      random_(setup.random), isn_(random_), cookies_(random_), fastOpen_(settings().fastOpenKey, random_),
      writer_(recorder_, host_, settings()),
      fragments_(recorder_, host_, [this](Instant now, const auto& given, EventId) { fragmentsMissing(now, given); }),
      udp_(shared_, addresses_, random_)
{}

void TcpEngine::configure(const Parameters& parameters)
{
    common_ = settingsOf(parameters);
    shared_.settings = &common_->settings;
    writer_.configure(settings());
    fastOpen_.setKey(settings().fastOpenKey);
    fastOpenServers_.limitTo(settings().fastOpenServers);
}

std::size_t TcpEngine::ByFourTuple::operator()(const FourTuple& t) const
{
    const std::uint64_t addresses =
        (t.local.address.low() ^ t.local.address.high()) * 0x9e3779b97f4a7c15u ^ t.remote.address.low() ^ t.remote.address.high() << 7;
    const std::uint64_t ports = std::uint64_t{t.local.port} << 16 | t.remote.port;
    return static_cast<std::size_t>((addresses ^ ports * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu >> 7);
}

// --- IP

void TcpEngine::dropped(Instant now, Rule rule, EventId arrived, std::string_view layer, ConnectionId connection)
{
    recorder_.packetDropped(now, {host_, connection}, {rule, arrived}, recorder_.trace().sentOf(arrived), {}, layer);
}

void TcpEngine::packetArrived(Instant now, PacketBuffer buffer, EventId arrived, wire::Checksums checksums)
{
    now_ = now;
    // Text that nobody has to sum may still lie in its source; the headers never do.
    const OctetView datagram = checksums == wire::Checksums::Hold ? buffer.unfetched() : OctetView(std::as_const(buffer));
    const auto ip = wire::parseIp(datagram, wire::Extent::Whole, checksums);
    if (!ip)
        return dropped(now, Rule::IpMalformed, arrived, "ip");
    if (!ip->checksumCorrect)
        return dropped(now, Rule::IpChecksum, arrived, "ip");
    if (!addresses_.has(ip->destination))
        return dropped(now, Rule::IpNotForUs, arrived, "ip");
    if (addresses_.has(ip->source))  // nextPacket() keeps what this host sends to itself
        return dropped(now, Rule::IpFromOurselves, arrived, "ip");
    if (ip->fragment || ip->protocol != wire::kProtocolTcp)
        buffer.fetch();
    if (ip->fragment)
        return fragmentArrived(now, *ip, datagram, arrived);
    datagramArrived(now, *ip, datagram, arrived, checksums, &buffer);
}

void TcpEngine::datagramArrived(Instant now, const wire::IpDatagram& ip, OctetView octets, EventId arrived, wire::Checksums checksums,
                                PacketBuffer* buffer)
{
    switch (ip.protocol) {
    case wire::kProtocolTcp: return tcpArrived(now, ip, arrived, checksums, buffer);
    case wire::kProtocolUdp: return udp_.datagramArrived(now, ip, octets, arrived);
    case wire::kProtocolIcmp:
    case wire::kProtocolIcmpv6: return icmpArrived(now, ip, arrived);
    default: return dropped(now, Rule::IpProtocol, arrived, "ip");
    }
}

void TcpEngine::fragmentArrived(Instant now, const wire::IpDatagram& fragment, OctetView octets, EventId arrived)
{
    const auto datagram = fragments_.take(now, fragment, octets, arrived);
    if (!datagram)
        return;
    if (const auto whole = wire::parseIp(*datagram))
        datagramArrived(now, *whole, *datagram, arrived, wire::Checksums::Check, nullptr);
}

// --- ICMP (RFC 1122 §3.2.2 and §4.2.3.9, RFC 4443)

void TcpEngine::icmpArrived(Instant now, const wire::IpDatagram& ip, EventId arrived)
{
    const auto message = wire::parseIcmp(ip.payload, ip.source, ip.destination);
    if (!message || !message->checksumCorrect)
        return dropped(now, Rule::IcmpIgnored, arrived, "icmp");
    if (const auto reply = wire::echoReplyTo(*message, ip.source, ip.destination)) {
        outbox_.push(writer_.icmp(now, {Rule::IcmpEcho, arrived}, ip.destination, ip.source, *reply));
        return;
    }
    const IcmpMeaning meaning = settings().freeBsdHabits() ? freeBsdMeaningOf(*message, ip.version) : meaningOf(*message, ip.version);
    if (!errorAbout(now, message->body, meaning, arrived))
        dropped(now, Rule::IcmpIgnored, arrived, "icmp");
}

void TcpEngine::fragmentsMissing(Instant now, const wire::Reassembly::GivenUp& given)
{
    constexpr std::uint8_t kReassembly = 1;  // the code: RFC 792, RFC 4443 §3.3
    const std::uint8_t type = given.source.isV4() ? wire::kIcmpTimeExceeded : wire::kIcmpv6TimeExceeded;
    const Octets message = wire::emitIcmp(type, kReassembly, 0, given.first, given.destination, given.source);
    outbox_.push(writer_.icmp(now, {Rule::IcmpTimeExceeded, EventId(given.tags.front())}, given.destination, given.source, message));
}

void TcpEngine::returned(Instant now, const ReturnedDatagram& returned)
{
    now_ = now;
    errorAbout(now, returned.datagram, meaningOf(returned), returned.dropped);
}

// Whether it is an error, and about one of our connections or UDP sockets.
bool TcpEngine::errorAbout(Instant now, OctetView quotedDatagram, const IcmpMeaning& meaning, EventId cause)
{
    const auto quoted = wire::parseQuoted(quotedDatagram);
    if (!meaning.isError || !quoted)
        return false;
    if (quoted->protocol == wire::kProtocolUdp)
        return udp_.errorArrived(now, *quoted, meaning, cause);
    if (quoted->protocol != wire::kProtocolTcp)
        return false;
    Connection* connection = findConnection({quoted->source, quoted->sourcePort}, {quoted->destination, quoted->destinationPort});
    if (!connection)
        return false;
    if (meaning.mtu)
        connection->packetTooBig(cause, quoted->seq, *meaning.mtu);
    else
        connection->errorArrived(now, cause, quoted->seq, meaning.error, meaning.hard);
    poked(*connection);
    return true;
}

// --- segments

void TcpEngine::tcpArrived(Instant now, const wire::IpDatagram& ip, EventId arrived, wire::Checksums checksums, PacketBuffer* buffer)
{
    if (ip.source.isGroup() || ip.destination.isGroup())
        return dropped(now, Rule::IpGroupAddress, arrived, "tcp");
    const auto segment = wire::parseTcp(ip.payload, ip.source, ip.destination, checksums);
    if (!segment)
        return dropped(now, Rule::TcpMalformed, arrived, "tcp");
    if (!segment->checksumCorrect)
        return dropped(now, Rule::TcpChecksum, arrived, "tcp");
    const wire::TcpFlags flags = segment->fields.flags;
    if (settings().dropSynFin && flags.syn() && flags.fin())
        return dropped(now, Rule::TcpSynFin, arrived, "tcp");
    const Endpoint local{ip.destination, segment->fields.destinationPort};
    const Endpoint remote{ip.source, segment->fields.sourcePort};
    Connection* connection = findConnection(local, remote);
    if (buffer && (!connection || flags.syn()))  // connections bring the rest of a datagram themselves, if they have to look at it
        buffer->fetch();
    if (!connection || connection->state() == TcpState::Closed)
        return segmentWithoutConnection(now, local, remote, *segment, arrived);
    Listener* listener = connection->yieldsTo(segment->fields) ? listenerOn(local.port) : nullptr;
    if (!listener)
        return toConnection(now, *connection, {arrived, *segment, ip.trafficClass, buffer});
    // RFC 9293 MAY-2, RFC 6191: a new connection on the same ports, numbered above the old one.
    const SeqNumber iss = connection->nextIssAfterThis();
    displace(now, *connection, arrived);
    segmentToListener(now, *listener, local, remote, *segment, arrived, iss);
}

void TcpEngine::toConnection(Instant now, Connection& connection, const ArrivedSegment& arrived)
{
    if (!acceptQueueHolds(now, connection, arrived.segment, arrived.event))
        return;
    const bool wasUsable = connection.usable();
    connection.segmentArrived(now, arrived);
    if (!wasUsable && connection.usable())
        childUsable(now, connection, arrived.event);
    poked(connection);
}

// --- connections

Connection* TcpEngine::findConnection(const Endpoint& local, const Endpoint& remote)
{
    if (latest_ && latest_->local() == local && latest_->remote() == remote)
        return latest_;
    const auto found = connections_.find(FourTuple{local, remote});
    if (found == connections_.end())
        return nullptr;
    return latest_ = found->get();
}

// Without a control when no such plugin is loaded.
Controller TcpEngine::makeController(const std::string& plugin)
{
    const CongestionControlFactory* factory = catalogue_.congestionControl(plugin);
    const Card* card = catalogue_.card(plugin);
    if (!factory || !card)
        return {};
    ValueMap given;
    if (const auto set = controllerValues_.find(plugin); set != controllerValues_.end())
        given = set->second;
    // Controllers that know Linux's habits follow the host's, unless the host says otherwise.
    for (const ParameterSpec& spec : card->parameters) {
        if (settings().linuxHabits() && spec.name == "profile")
            given.try_emplace("profile", Value{std::string("linux")});
        if (settings().linuxHabits() && spec.name == "hystart")
            given.try_emplace("hystart", Value{std::string("classic")});
    }
    auto parameters = normalize(card->parameters, given);
    TCPLAB_ASSURE(parameters.has_value());
    CongestionSetup setup;
    setup.mss = shared_.mtu - 40;
    setup.initialSegments = settings().initialWindowSegments;
    setup.parameters = std::move(*parameters);
    setup.seed = random_.next();
    return {(*factory)(std::move(setup)), card};
}

Connection& TcpEngine::open(Instant now, const Endpoint& local, const Endpoint& remote, const SharedOptions& options,
                            std::optional<SeqNumber> iss)
{
    if (Connection* old = findConnection(local, remote))
        displace(now, *old, {});
    const ConnectionId id = recorder_.addConnection(host_, local, remote);
    Controller controller = makeController(options->congestionControl);
    TCPLAB_ASSURE(controller.control != nullptr);  // looked at before the engine was made, and when the option was set
    const SeqNumber first = settings().lesson.fixedIsn ? SeqNumber(0) : iss.value_or(isn_.next(now, local, remote));
    auto connection = std::make_unique<Connection>(shared_, id, local, remote, first, options, std::move(controller));
    Connection& opened = *connection;
    connections_.insert(std::move(connection));
    ++connectionPorts_[local.port];
    return opened;
}

void TcpEngine::poked(Connection& connection)
{
    if (!connection.book.active) {
        connection.book.active = true;
        active_.push(&connection);
    }
    wakes_.update(connection);
}

void TcpEngine::forget(Instant now, Connection& connection)
{
    leaveSynQueue(now, connection, connection.trigger());
    fastOpenEnds(connection);
    wakes_.remove(connection);
    if (connection.book.active)
        for (std::size_t i = 0; i < active_.size(); ++i)
            if (active_[i] == &connection)
                active_[i] = nullptr;
    if (Socket* socket = find(connection.socket()))
        socket->connection = nullptr;
    const auto displaced =
        std::find_if(displaced_.begin(), displaced_.end(), [&](const auto& candidate) { return candidate.get() == &connection; });
    if (displaced != displaced_.end())
        displaced_.erase(displaced);
    else
        takeOut(connection);
}

// The four-tuple is free again.
std::unique_ptr<Connection> TcpEngine::takeOut(const Connection& connection)
{
    latest_ = nullptr;
    const std::uint16_t port = connection.local().port;
    if (--connectionPorts_[port] == 0)
        connectionPorts_.erase(port);
    return std::move(connections_.extract(connections_.find(FourTuple{connection.local(), connection.remote()})).value());
}

// A new connection takes the four-tuple of one that is over. What a program has not yet read of the old one stays for it.
void TcpEngine::displace(Instant now, Connection& connection, EventId arrived)
{
    connection.displaced(now, arrived);
    if (!connection.socket().valid() && !connection.book.acceptable)
        return forget(now, connection);
    poked(connection);
    displaced_.push_back(takeOut(connection));
}

std::vector<Connection*> TcpEngine::everyConnection() const
{
    std::vector<Connection*> all;
    for (const auto& connection : connections_)
        all.push_back(connection.get());
    for (const auto& connection : displaced_)
        all.push_back(connection.get());
    return all;
}

void TcpEngine::timeHasCome(Instant now)
{
    now_ = now;
    fragments_.giveUp(now);
    while (!wakes_.empty() && wakes_.next() <= now) {
        Connection& connection = wakes_.first();
        connection.timeHasCome(now);
        poked(connection);
    }
}

std::optional<OutgoingPacket> TcpEngine::nextPacket(Instant now)
{
    now_ = now;
    if (active_.empty() && outbox_.empty())
        return std::nullopt;
    OutgoingPacket packet;
    while (nextDatagram(now, packet)) {
        if (!staysHere(packet.datagram.unfetched()))
            return packet;
        const EventId arrived = recorder_.packetArrived(now, {host_}, {Rule::IpLoopback, packet.sent}, packet.sent, packet.datagram);
        if (const auto ip = wire::parseIp(std::as_const(packet.datagram)))
            datagramArrived(now, *ip, std::as_const(packet.datagram), arrived, wire::Checksums::Check, &packet.datagram);
    }
    return std::nullopt;
}

// What this host sends to itself needs no link.
bool TcpEngine::staysHere(OctetView datagram) const
{
    constexpr std::size_t kDestination4 = 16, kDestination6 = 24;  // in the IP header
    if (datagram[0] >> 4 == 4)
        return wire::get32(datagram.data() + kDestination4) == addresses_.v4.value;
    return addresses_.v6 && std::equal(addresses_.v6->octets.begin(), addresses_.v6->octets.end(), datagram.begin() + kDestination6);
}

bool TcpEngine::nextDatagram(Instant now, OutgoingPacket& packet)
{
    for (;;) {
        if (!outbox_.empty()) {
            packet = outbox_.pop();
            return true;
        }
        if (active_.empty())
            return false;
        Connection* const connection = active_.front();
        if (connection && connection->nextPacket(now, packet))
            return true;
        active_.pop();
        if (connection)
            settle(now, *connection);
    }
}

// After the last datagram that it has to send now.
void TcpEngine::settle(Instant now, Connection& connection)
{
    connection.settle(now);
    if (connection.established() || connection.state() == TcpState::Closed)
        fastOpenEnds(connection);
    connection.book.active = false;
    wakes_.update(connection);
    if (connection.forgotten())
        forget(now, connection);
}

std::span<const std::byte> TcpEngine::nextNeeded() const
{
    return latest_ ? std::as_bytes(std::span(latest_, 1)) : std::span<const std::byte>{};
}

Instant TcpEngine::nextWake() const { return std::min(wakes_.next(), fragments_.nextWake()); }

bool TcpEngine::nextNotice(Notice& notice)
{
    if (notices_.empty())
        return false;
    notice = notices_.pop();
    return true;
}

}  // namespace tcplab::engine_tcp
