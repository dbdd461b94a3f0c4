// Segments that find no connection: CLOSED and LISTEN (RFC 9293 §3.10.7.1 and §3.10.7.2), with the queues and defences of
// RFC 4987 and the server's side of Fast Open (RFC 7413).
#include <algorithm>

#include "engine_tcp/tcp_engine.h"

namespace tcplab::engine_tcp {

TcpEngine::Listener* TcpEngine::listenerOn(std::uint16_t port)
{
    const auto found = listeners_.find(port);
    return found == listeners_.end() ? nullptr : &found->second;
}

void TcpEngine::segmentWithoutConnection(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& segment,
                                         EventId arrived)
{
    if (Listener* listener = listenerOn(local.port))
        return segmentToListener(now, *listener, local, remote, segment, arrived, std::nullopt);
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
        outbox_.push_back(writer_.reset(now, {}, cause, local, remote, fields.ack, std::nullopt, ipLookOf(local.port)));
    else
        outbox_.push_back(writer_.reset(now, {}, cause, local, remote, SeqNumber(0), fields.seq + segment.length(), ipLookOf(local.port)));
}

// What a program has set for the socket that holds the port holds for resets from there, too (RFC 9293 §3.9.2, MUST-48 and 49).
SegmentWriter::IpLook TcpEngine::ipLookOf(std::uint16_t port) const
{
    SegmentWriter::IpLook look;
    if (!boundPorts_.count(port))
        return look;
    bool found = false;  // the oldest
    sockets_.forEach([&](std::uint32_t, const Socket& socket) {
        if (!found && socket.holdsPort && socket.local.port == port)
            look = {socket.options->typeOfService, socket.options->timeToLive, socket.options->pathMtuDiscovery != 0};
        found = found || (socket.holdsPort && socket.local.port == port);
    });
    return look;
}

// RFC 9293 §3.10.7.2.
void TcpEngine::segmentToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote,
                                  const wire::TcpSegment& segment, EventId arrived, std::optional<SeqNumber> iss)
{
    const wire::TcpFlags flags = segment.fields.flags;
    if (flags.rst())
        return dropped(now, Rule::TcpResetIgnored, arrived, "tcp", listener.id);
    if (flags.ack())
        return ackToListener(now, listener, local, remote, segment, arrived);
    if (!flags.syn())
        return dropped(now, Rule::TcpNoAckBit, arrived, "tcp", listener.id);
    if (flags.fin() && settings_.linuxHabits())
        return dropped(now, Rule::TcpSynFin, arrived, "tcp", listener.id);
    synToListener(now, listener, local, remote, segment, arrived, iss);
}

bool TcpEngine::acceptQueueFull(const Listener& listener) const
{
    // Linux lets one more in than the program asked for.
    return listener.acceptable.size() >= listener.backlog + (settings_.linuxHabits() ? 1 : 0);
}

void TcpEngine::synToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& syn,
                              EventId arrived, std::optional<SeqNumber> iss)
{
    const bool synQueueFull = listener.halfOpen >= std::min(settings_.synBacklog, std::max<std::size_t>(listener.backlog, 1));
    if (settings_.synCookies == 2 || (settings_.synCookies == 1 && synQueueFull))
        return answerWithCookie(now, listener, local, remote, syn.fields, arrived);
    if (acceptQueueFull(listener) || synQueueFull)
        return dropped(now, Rule::TcpBacklogFull, arrived, "tcp", listener.id);
    Connection& child = open(now, local, remote, find(listener.socket)->options, iss);
    child.book.listenerPort = local.port;
    ++listener.halfOpen;
    // RFC 3168 §6.1.1: ECE and CWR together ask for ECN.
    const bool ecn = settings_.ecn != 0 && syn.fields.flags.ece() && syn.fields.flags.cwr();
    child.openPassively(now, arrived, syn, ecn);
    const bool fast = tryFastOpen(now, listener, child, syn, arrived);
    if (fast || child.usable())
        childUsable(child, arrived);
    else if (!settings_.freeBsdHabits())
        child.keepUntilEstablished(syn);
    poked(child);
}

// RFC 7413 §4.2.2. Whether the SYN's data may be used at once.
bool TcpEngine::tryFastOpen(Instant now, Listener& listener, Connection& child, const wire::TcpSegment& syn, EventId arrived)
{
    const auto& asked = syn.fields.options.fastOpen;
    const SocketOptions& options = *find(listener.socket)->options;
    const std::size_t limit =
        settings_.fastOpen & fast_open::kEveryListener ? std::max(options.fastOpenQueue, listener.backlog) : options.fastOpenQueue;
    if (!(settings_.fastOpen & fast_open::kServer) || limit == 0 || (syn.payload.empty() && !asked) || listener.fastOpenPending >= limit)
        return false;
    const wire::FastOpenCookie good = fastOpen_.cookieFor(child.remote().address, child.local().address);
    const bool valid =
        asked && asked->length == good.length && std::equal(good.octets.begin(), good.octets.begin() + good.length, asked->octets.begin());
    const bool needless = options.fastOpenNoCookie || (settings_.fastOpen & fast_open::kServerWithoutCookie) != 0;
    if (asked && !valid) {
        wire::FastOpenCookie granted = good;
        granted.experimental = asked->experimental;
        child.grantCookie(granted);
    }
    if (!(needless && !syn.payload.empty()) && !(valid && asked->length > 0))
        return false;
    child.acceptFast(now, arrived, syn);
    child.book.fastOpenPort = child.local().port;
    ++listener.fastOpenPending;
    return true;
}

// RFC 4987 §3.6: the answer carries what would have to be remembered.
void TcpEngine::answerWithCookie(Instant now, const Listener& listener, const Endpoint& local, const Endpoint& remote,
                                 const wire::TcpFields& syn, EventId arrived)
{
    dropped(now, Rule::TcpCookieSent, arrived, "tcp", listener.id);
    wire::TcpFields fields;
    fields.sourcePort = local.port;
    fields.destinationPort = remote.port;
    fields.seq = cookies_.make(now, local, remote, syn);
    fields.ack = syn.seq + 1;
    fields.flags = wire::TcpFlags(wire::TcpFlags::kSyn | wire::TcpFlags::kAck);
    fields.window = static_cast<std::uint16_t>(std::min<std::uint32_t>(find(listener.socket)->options->receiveBuffer, 65535));
    fields.options.maximumSegmentSize = static_cast<std::uint16_t>(shared_.mtu - (local.address.isV4() ? 40 : 60));
    if (settings_.timestamps != 0 && syn.options.timestamps) {
        const std::uint32_t offset = settings_.timestamps == 1 ? isn_.timestampOffset(local.address, remote.address) : 0;
        const auto milliseconds = static_cast<std::uint32_t>(now.time_since_epoch() / Duration{1ms});
        wire::TcpOptions agreed;
        agreed.sackPermitted = settings_.sack && syn.options.sackPermitted;
        if (settings_.windowScaling)
            agreed.windowScale = syn.options.windowScale;
        fields.options.timestamps =
            wire::TcpOptions::Timestamps{offset + SynCookies::timestampWithOptions(milliseconds, agreed), syn.options.timestamps->value};
        fields.options.sackPermitted = agreed.sackPermitted;
        if (agreed.windowScale)
            fields.options.windowScale = std::uint8_t{7};
    }
    outbox_.push_back(writer_.write(now, listener.id, {Rule::TcpCookieSent, arrived}, fields, local.address, remote.address, {}, 0,
                                    SegmentWriter::noPayload, {}));
}

// "Second check for an ACK": nothing was ever sent from LISTEN, except cookies.
void TcpEngine::ackToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote,
                              const wire::TcpSegment& segment, EventId arrived)
{
    const wire::TcpFields& fields = segment.fields;
    std::optional<wire::TcpFields> syn;
    if (settings_.synCookies != 0 && !fields.flags.syn() && !acceptQueueFull(listener))
        syn =
            cookies_.open(now, local, remote, fields, settings_.timestamps == 1 ? isn_.timestampOffset(local.address, remote.address) : 0);
    if (!syn) {
        dropped(now, Rule::TcpResetListen, arrived, "tcp", listener.id);
        outbox_.push_back(writer_.reset(now, listener.id, {Rule::TcpResetListen, arrived}, local, remote, fields.ack, std::nullopt, {}));
        return;
    }
    Connection& child = open(now, local, remote, find(listener.socket)->options, fields.ack - 1);
    child.book.listenerPort = local.port;
    ++listener.halfOpen;
    child.openFromCookie(now, arrived, *syn, fields.ack - 1);
    childUsable(child, arrived);
    child.segmentArrived(now, arrived, segment, 0);
    poked(child);
}

// Whether a segment that would finish a handshake may do so: there must be room for one more connection to accept.
bool TcpEngine::acceptQueueHolds(Instant now, Connection& connection, const wire::TcpSegment& segment, EventId arrived)
{
    if (connection.book.listenerPort == 0 || !connection.completesHandshake(segment.fields))
        return true;
    Listener* listener = listenerOn(connection.book.listenerPort);
    TCPLAB_ASSURE(listener != nullptr);
    if (connection.defersAccept(segment)) {
        dropped(now, Rule::TcpAcceptDeferred, arrived, "tcp", connection.id());
        return false;
    }
    if (!acceptQueueFull(*listener))
        return true;
    dropped(now, Rule::TcpBacklogFull, arrived, "tcp", connection.id());
    if (settings_.abortOnOverflow) {
        connection.abort({now, arrived}, Rule::TcpBacklogFull);
        poked(connection);
    }
    return false;
}

void TcpEngine::childUsable(Connection& child, EventId arrived)
{
    if (child.book.listenerPort == 0 || child.book.acceptable)
        return;
    Listener* listener = listenerOn(child.book.listenerPort);
    TCPLAB_ASSURE(listener != nullptr);
    --listener->halfOpen;
    child.book.acceptable = true;
    listener->acceptable.push_back(&child);
    notices_.push({listener->socket, Notice::Kind::Acceptable, arrived});
}

void TcpEngine::leaveListener(Connection& connection)
{
    Listener* listener = connection.book.listenerPort == 0 ? nullptr : listenerOn(connection.book.listenerPort);
    if (!listener)
        return;
    if (connection.book.acceptable)
        listener->acceptable.erase(std::find(listener->acceptable.begin(), listener->acceptable.end(), &connection));
    else
        --listener->halfOpen;
    connection.book.listenerPort = 0;
    connection.book.acceptable = false;
}

// RFC 7413 §5.1: the request counts as pending until its handshake is over, one way or the other.
void TcpEngine::fastOpenEnds(Connection& connection)
{
    if (Listener* listener = connection.book.fastOpenPort == 0 ? nullptr : listenerOn(connection.book.fastOpenPort))
        --listener->fastOpenPending;
    connection.book.fastOpenPort = 0;
}

// Nobody will accept them now, whole or half open (RFC 9293 §3.10.4 leaves their fate open; Linux resets them).
void TcpEngine::closeListener(CallContext call, std::uint16_t port)
{
    const ConnectionId id = listeners_.at(port).id;
    recorder_.record(call.now, {host_, id}, {Rule::TcpCloses, call.cause}, StateChanged{TcpState::Listen, TcpState::Closed});
    std::vector<Connection*> orphans;
    for (Connection* connection : everyConnection()) {
        if (connection->book.fastOpenPort == port)
            connection->book.fastOpenPort = 0;
        if (connection->book.listenerPort == port)
            orphans.push_back(connection);
    }
    std::sort(orphans.begin(), orphans.end(), [](const Connection* a, const Connection* b) { return a->id() < b->id(); });
    listeners_.erase(port);
    for (Connection* orphan : orphans) {
        orphan->book.listenerPort = 0;
        orphan->book.acceptable = false;
        orphan->abort(call, Rule::TcpResetUnread);
        poked(*orphan);
    }
}

}  // namespace tcplab::engine_tcp
