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
        outbox_.push(writer_.reset(now, {}, cause, local, remote, fields.ack, std::nullopt, ipLookOf(local.port)));
    else
        outbox_.push(writer_.reset(now, {}, cause, local, remote, SeqNumber(0), fields.seq + segment.length(), ipLookOf(local.port)));
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
    if (flags.fin() && settings().linuxHabits())
        return dropped(now, Rule::TcpSynFin, arrived, "tcp", listener.id);
    synToListener(now, listener, local, remote, segment, arrived, iss);
}

// --- the queues

// Linux lets one more in than the program asked for.
std::size_t TcpEngine::acceptLimit(const Listener& listener) const { return listener.backlog + (settings().linuxHabits() ? 1 : 0); }

std::size_t TcpEngine::synLimit(const Listener& listener) const
{
    return std::min(settings().synBacklog, std::max<std::size_t>(listener.backlog, 1));
}

void TcpEngine::tellQueue(Instant now, const Listener& listener, ListenQueue queue, Cause cause, ConnectionId entry, bool entered)
{
    const bool syn = queue == ListenQueue::Syn;
    const std::size_t length = syn ? listener.halfOpen : listener.acceptable.size();
    const std::size_t limit = syn ? synLimit(listener) : acceptLimit(listener);
    recorder_.record(now, {host_, listener.id}, cause,
                     ListenQueueChanged{entry, static_cast<std::uint32_t>(length), static_cast<std::uint32_t>(limit), queue, entered});
}

void TcpEngine::tellLimits(CallContext call, const Listener& listener)
{
    for (const ListenQueue queue : {ListenQueue::Syn, ListenQueue::Accept})
        tellQueue(call.now, listener, queue, {Rule::TcpPassiveOpen, call.cause});
}

void TcpEngine::enterSynQueue(Instant now, Listener& listener, Connection& child, EventId arrived)
{
    child.book.listenerPort = listener.port;
    ++listener.halfOpen;
    tellQueue(now, listener, ListenQueue::Syn, {Rule::TcpSynQueueEnters, arrived}, child.id(), true);
}

void TcpEngine::leaveSynQueue(Instant now, Connection& connection, EventId cause)
{
    Listener* listener = connection.book.listenerPort == 0 ? nullptr : listenerOn(connection.book.listenerPort);
    if (!listener || connection.book.acceptable)
        return;
    connection.book.listenerPort = 0;
    --listener->halfOpen;
    tellQueue(now, *listener, ListenQueue::Syn, {Rule::TcpSynQueueLeaves, cause}, connection.id());
}

void TcpEngine::enterAcceptQueue(Instant now, Listener& listener, Connection& child, EventId arrived)
{
    child.book.listenerPort = listener.port;
    child.book.acceptable = true;
    listener.acceptable.push_back(&child);
    tellQueue(now, listener, ListenQueue::Accept, {Rule::TcpAcceptQueueEnters, arrived}, child.id(), true);
    notices_.push({listener.socket, Notice::Kind::Acceptable, arrived});
}

// The connection that has waited longest; there is one.
Connection& TcpEngine::leaveAcceptQueue(CallContext call, Listener& listener)
{
    Connection& connection = *listener.acceptable.front();
    listener.acceptable.pop_front();
    connection.book.listenerPort = 0;
    connection.book.acceptable = false;
    tellQueue(call.now, listener, ListenQueue::Accept, {Rule::TcpAcceptQueueLeaves, call.cause}, connection.id());
    return connection;
}

void TcpEngine::childUsable(Instant now, Connection& child, EventId arrived)
{
    if (child.book.listenerPort == 0 || child.book.acceptable)
        return;
    Listener* listener = listenerOn(child.book.listenerPort);
    TCPLAB_ASSURE(listener != nullptr);
    leaveSynQueue(now, child, arrived);
    enterAcceptQueue(now, *listener, child, arrived);
}

// --- segments

void TcpEngine::synToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote, const wire::TcpSegment& syn,
                              EventId arrived, std::optional<SeqNumber> iss)
{
    const bool synsWait = synQueueFull(listener);
    if (settings().synCookies == 2 || (settings().synCookies == 1 && synsWait))
        return answerWithCookie(now, listener, local, remote, syn.fields, arrived);
    if (synsWait || acceptQueueFull(listener))
        return dropped(now, synsWait ? Rule::TcpSynQueueFull : Rule::TcpBacklogFull, arrived, "tcp", listener.id);
    Connection& child = open(now, local, remote, find(listener.socket)->options, iss);
    // RFC 3168 §6.1.1: ECE and CWR together ask for ECN.
    const bool ecn = settings().ecn != 0 && syn.fields.flags.ece() && syn.fields.flags.cwr();
    child.openPassively(now, arrived, syn, ecn);
    const bool fast = tryFastOpen(now, listener, child, syn, arrived);
    if (fast || child.usable()) {
        enterAcceptQueue(now, listener, child, arrived);
    } else {
        enterSynQueue(now, listener, child, arrived);
        if (!settings().freeBsdHabits())
            child.keepUntilEstablished(syn);
    }
    poked(child);
}

// RFC 7413 §4.2.2. Whether the SYN's data may be used at once.
bool TcpEngine::tryFastOpen(Instant now, Listener& listener, Connection& child, const wire::TcpSegment& syn, EventId arrived)
{
    const auto& asked = syn.fields.options.fastOpen;
    const SocketOptions& options = *find(listener.socket)->options;
    const std::size_t limit =
        settings().fastOpen & fast_open::kEveryListener ? std::max(options.fastOpenQueue, listener.backlog) : options.fastOpenQueue;
    if (!(settings().fastOpen & fast_open::kServer) || limit == 0 || (syn.payload.empty() && !asked) || listener.fastOpenPending >= limit)
        return false;
    const wire::FastOpenCookie good = fastOpen_.cookieFor(child.remote().address, child.local().address);
    const bool valid =
        asked && asked->length == good.length && std::equal(good.octets.begin(), good.octets.begin() + good.length, asked->octets.begin());
    const bool needless = options.fastOpenNoCookie || (settings().fastOpen & fast_open::kServerWithoutCookie) != 0;
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
    if (settings().timestamps != 0 && syn.options.timestamps) {
        const std::uint32_t offset = settings().timestamps == 1 ? isn_.timestampOffset(local.address, remote.address) : 0;
        const auto milliseconds = static_cast<std::uint32_t>(now.time_since_epoch() / Duration{1ms});
        wire::TcpOptions agreed;
        agreed.sackPermitted = settings().sack && syn.options.sackPermitted;
        if (settings().windowScaling)
            agreed.windowScale = syn.options.windowScale;
        fields.options.timestamps =
            wire::TcpOptions::Timestamps{offset + SynCookies::timestampWithOptions(milliseconds, agreed), syn.options.timestamps->value};
        fields.options.sackPermitted = agreed.sackPermitted;
        if (agreed.windowScale)
            fields.options.windowScale = find(listener.socket)->options->windowShift(settings());
    }
    outbox_.push(writer_.write(now, listener.id, {Rule::TcpCookieSent, arrived}, fields, local.address, remote.address, {}, 0,
                               SegmentWriter::noPayload, {}));
}

// "Second check for an ACK": nothing was ever sent from LISTEN, except cookies.
void TcpEngine::ackToListener(Instant now, Listener& listener, const Endpoint& local, const Endpoint& remote,
                              const wire::TcpSegment& segment, EventId arrived)
{
    const wire::TcpFields& fields = segment.fields;
    std::optional<wire::TcpFields> syn;
    if (settings().synCookies != 0 && !fields.flags.syn() && !acceptQueueFull(listener))
        syn =
            cookies_.open(now, local, remote, fields, settings().timestamps == 1 ? isn_.timestampOffset(local.address, remote.address) : 0);
    if (!syn) {
        dropped(now, Rule::TcpResetListen, arrived, "tcp", listener.id);
        outbox_.push(writer_.reset(now, listener.id, {Rule::TcpResetListen, arrived}, local, remote, fields.ack, std::nullopt, {}));
        return;
    }
    Connection& child = open(now, local, remote, find(listener.socket)->options, fields.ack - 1);
    child.openFromCookie(now, arrived, *syn, fields.ack - 1);
    enterAcceptQueue(now, listener, child, arrived);
    child.segmentArrived(now, {arrived, segment});
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
    dropped(now, settings().abortOnOverflow ? Rule::TcpOverflowResets : Rule::TcpBacklogFull, arrived, "tcp", connection.id());
    if (settings().abortOnOverflow) {
        connection.abort({now, arrived}, Rule::TcpOverflowResets);
        poked(connection);
    }
    return false;
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
    Listener& listener = listeners_.at(port);
    recorder_.record(call.now, {host_, listener.id}, {Rule::TcpCloses, call.cause}, StateChanged{TcpState::Listen, TcpState::Closed});
    std::vector<Connection*> orphans;
    for (Connection* connection : everyConnection()) {
        if (connection->book.fastOpenPort == port)
            connection->book.fastOpenPort = 0;
        if (connection->book.listenerPort == port)
            orphans.push_back(connection);
    }
    std::sort(orphans.begin(), orphans.end(), [](const Connection* a, const Connection* b) { return a->id() < b->id(); });
    for (Connection* orphan : orphans)
        turnOut(call, listener, *orphan);
    listeners_.erase(port);
}

void TcpEngine::turnOut(CallContext call, Listener& listener, Connection& connection)
{
    const bool waited = connection.book.acceptable;
    if (waited)
        listener.acceptable.erase(std::find(listener.acceptable.begin(), listener.acceptable.end(), &connection));
    else
        --listener.halfOpen;
    connection.book.listenerPort = 0;
    connection.book.acceptable = false;
    tellQueue(call.now, listener, waited ? ListenQueue::Accept : ListenQueue::Syn, {Rule::TcpListenerCloses, call.cause}, connection.id());
    connection.abort(call, Rule::TcpListenerCloses);
    poked(connection);
}

}  // namespace tcplab::engine_tcp
