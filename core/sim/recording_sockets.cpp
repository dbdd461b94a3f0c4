#include "sim/recording_sockets.h"

#include <utility>

#include <fmt/format.h>

#include "plugin/source_text.h"

namespace tcplab {
namespace {

// How the calls stand in a text, in the order of their enumeration. What has no call of its own in C stands where it is asked for.
constexpr std::string_view kCallsInC[] = {"socket(", "bind(",     "listen(",   "accept(", "connect(",  "send(",       "sendto(",
                                          "recv(",   "recvfrom(", "shutdown(", "close(",  "SO_LINGER", "setsockopt(", "getsockopt("};

std::string_view cName(SocketType type)
{
    switch (type) {
    case SocketType::Stream: return "SOCK_STREAM";
    case SocketType::Datagram: return "SOCK_DGRAM";
    case SocketType::Raw: return "SOCK_RAW";
    }
    return "?";
}

std::string_view cName(ShutdownHow how)
{
    switch (how) {
    case ShutdownHow::Receive: return "SHUT_RD";
    case ShutdownHow::Send: return "SHUT_WR";
    case ShutdownHow::Both: return "SHUT_RDWR";
    }
    return "?";
}

std::string_view cName(SocketOption option)
{
    switch (option) {
    case SocketOption::NoDelay: return "TCP_NODELAY";
    case SocketOption::SendBuffer: return "SO_SNDBUF";
    case SocketOption::ReceiveBuffer: return "SO_RCVBUF";
    case SocketOption::LingerSeconds: return "SO_LINGER";
    case SocketOption::ReuseAddress: return "SO_REUSEADDR";
    case SocketOption::Error: return "SO_ERROR";
    case SocketOption::KeepAlive: return "SO_KEEPALIVE";
    case SocketOption::KeepIdle: return "TCP_KEEPIDLE";
    case SocketOption::KeepInterval: return "TCP_KEEPINTVL";
    case SocketOption::KeepCount: return "TCP_KEEPCNT";
    case SocketOption::UserTimeout: return "TCP_USER_TIMEOUT";
    case SocketOption::Cork: return "TCP_CORK";
    case SocketOption::MaxSegment: return "TCP_MAXSEG";
    case SocketOption::QuickAck: return "TCP_QUICKACK";
    case SocketOption::DeferAccept: return "TCP_DEFER_ACCEPT";
    case SocketOption::NotSentLowWater: return "TCP_NOTSENT_LOWAT";
    case SocketOption::FastOpen: return "TCP_FASTOPEN";
    case SocketOption::FastOpenConnect: return "TCP_FASTOPEN_CONNECT";
    case SocketOption::FastOpenNoCookie: return "TCP_FASTOPEN_NO_COOKIE";
    case SocketOption::SynCount: return "TCP_SYNCNT";
    case SocketOption::Linger2: return "TCP_LINGER2";
    case SocketOption::WindowClamp: return "TCP_WINDOW_CLAMP";
    case SocketOption::MaxPacingRate: return "SO_MAX_PACING_RATE";
    case SocketOption::OutOfBandInline: return "SO_OOBINLINE";
    case SocketOption::TypeOfService: return "IP_TOS";
    case SocketOption::TimeToLive: return "IP_TTL";
    case SocketOption::PathMtuDiscovery: return "IP_MTU_DISCOVER";
    case SocketOption::ThinLinearTimeouts: return "TCP_THIN_LINEAR_TIMEOUTS";
    case SocketOption::OpeningTimeout: return "TCP_KEEPINIT";
    case SocketOption::NoOptions: return "TCP_NOOPT";
    case SocketOption::NoChecksum: return "SO_NO_CHECK";
    case SocketOption::AcceptNoChecksum: return "UDP_NO_CHECK6_RX";
    }
    return "?";
}

std::string cNames(SendFlags flags)
{
    std::string text;
    if (flags.more)
        text += ", MSG_MORE";
    if (flags.endOfRecord)
        text += ", MSG_EOR";
    if (flags.outOfBand)
        text += ", MSG_OOB";
    if (flags.fastOpen)
        text += ", MSG_FASTOPEN";
    return text;
}

std::string cNames(ReceiveFlags flags)
{
    std::string text;
    if (flags.peek)
        text += ", MSG_PEEK";
    if (flags.outOfBand)
        text += ", MSG_OOB";
    return text;
}

}  // namespace

void RecordingSockets::closeAll(CallContext cause)
{
    std::vector<std::uint32_t> open;
    conversations_.forEach([&](std::uint32_t socket, const Conversation&) { open.push_back(socket); });
    for (const std::uint32_t socket : open) {
        forget(SocketId(socket));
        engine_.close(cause, SocketId(socket));
    }
}

void RecordingSockets::addProgram(std::string_view name, std::string_view source)
{
    programs_.push_back({recorder_.addProgram(host_, name, source), {}});
}

std::uint16_t RecordingSockets::lineOfCall(Program& program, Name name) const
{
    static_assert(std::size(kCallsInC) == kNames);
    if (!program.id.valid())
        return 0;
    std::vector<std::uint16_t>& lines = program.lines;
    if (lines.empty()) {
        for (const std::string_view call : kCallsInC)
            lines.push_back(lineOf(recorder_.trace().program(program.id).source, call));
        std::uint16_t& abort = lines[static_cast<std::size_t>(Name::Abort)];
        if (abort == 0)
            abort = lines[static_cast<std::size_t>(Name::Close)];
    }
    return lines[static_cast<std::size_t>(name)];
}

EventId RecordingSockets::begin(CallContext call, SocketId socket, Name name, TextId text)
{
    const bool known = call.line != 0 || program_ >= programs_.size();
    return record(call, socket, text, known ? call.line : lineOfCall(programs_[program_], name));
}

EventId RecordingSockets::record(CallContext call, SocketId socket, TextId text, std::uint16_t line)
{
    const Where where{host_, engine_.connectionOf(socket)};
    const ProgramId program = program_ < programs_.size() ? programs_[program_].id : ProgramId{};
    return recorder_.record(call.now, where, {Rule::Program, call.cause}, CallBegun{text, socket, program, line});
}

template <class MakeText>
EventId RecordingSockets::resumeOrBegin(CallContext call, EventId waiting, SocketId socket, Name name, MakeText&& makeText)
{
    return waiting.valid() ? waiting : begin(call, socket, name, makeText());
}

TextId RecordingSockets::numberedText(NumberedText& last, std::string_view call, std::size_t number)
{
    if (last.number != number)
        last = {number, recorder_.text(fmt::format("{}({})", call, number))};
    return last.text;
}

void RecordingSockets::Conversation::isAbout(ConnectionId now)
{
    if (connection == now)
        return;
    connection = now;
    accepted = delivered = {};
}

void RecordingSockets::finish(CallContext call, EventId begun, ConnectionId connection, CallResult result)
{
    const bool descriptors = result.error == Errno::TooManyFiles || result.error == Errno::FileTableFull;
    const bool wouldBlock = call.nonBlocking && isWaiting(result.error);
    const Rule refused = descriptors ? Rule::CallNoDescriptor : wouldBlock ? Rule::CallWouldBlock : Rule::CallRefused;
    const Rule rule = result.ok() ? Rule::CallReturns : refused;
    const Cause cause = call.cause.valid() ? Cause{rule, call.cause, begun} : Cause{rule, begun};
    recorder_.record(call.now, {host_, connection}, cause, CallReturned{begun, result.value, static_cast<std::uint8_t>(result.error)});
}

CallResult RecordingSockets::settle(CallContext call, EventId begun, EventId& waiting, ConnectionId connection, CallResult result)
{
    const bool waits = isWaiting(result.error) && !call.nonBlocking;
    waiting = waits ? begun : EventId{};
    if (!waits)
        finish(call, begun, connection, result);
    return result;
}

template <class Try>
CallResult RecordingSockets::once(CallContext call, SocketId socket, Name name, std::string_view text, Try&& tryIt)
{
    const ConnectionId connection = engine_.connectionOf(socket);
    const EventId begun = begin(call, socket, name, recorder_.text(text));
    const CallResult result = tryIt(CallContext{call.now, begun});
    finish({call.now, {}}, begun, connection, result);
    return result;
}

std::optional<std::size_t> RecordingSockets::programOf(SocketId socket) const
{
    const Conversation* known = conversations_.find(socket.number());
    if (!known || !known->program)
        return std::nullopt;
    return *known->program;  // made anew: what was just written as two parts would be waited for if it were read as one
}

Errno RecordingSockets::noDescriptor() const
{
    const DescriptorLimits limits = engine_.descriptorLimits();
    const auto open = open_.find(program_);
    if ((open == open_.end() ? 0 : open->second) + DescriptorLimits::kTakenAtStart >= limits.ofProgram)
        return Errno::TooManyFiles;
    return openOfAll_ >= limits.ofHost ? Errno::FileTableFull : Errno::None;
}

void RecordingSockets::opened(SocketId socket)
{
    conversations_.add(socket.number()).program = program_;
    ++open_[program_];
    ++openOfAll_;
}

void RecordingSockets::forget(SocketId socket)
{
    if (const auto program = programOf(socket)) {
        --open_[*program];
        --openOfAll_;
    }
    conversations_.erase(socket.number());
}

CallResult RecordingSockets::socket(CallContext call, SocketType type)
{
    const CallResult result = once(call, {}, Name::Socket, fmt::format("socket({})", cName(type)), [&](CallContext inner) {
        const Errno none = noDescriptor();
        return none == Errno::None ? engine_.socket(inner, type) : CallResult::failed(none);
    });
    if (result.ok())
        opened(result.socket());
    return result;
}

CallResult RecordingSockets::bind(CallContext call, SocketId socket, Endpoint local)
{
    return once(call, socket, Name::Bind, fmt::format("bind({})", format(local)),
                [&](CallContext inner) { return engine_.bind(inner, socket, local); });
}

CallResult RecordingSockets::listen(CallContext call, SocketId socket, int backlog)
{
    return once(call, socket, Name::Listen, fmt::format("listen({})", backlog),
                [&](CallContext inner) { return engine_.listen(inner, socket, backlog); });
}

CallResult RecordingSockets::accept(CallContext call, SocketId listener)
{
    EventId& waiting = conversation(listener).waitingAccept;
    const EventId begun = resumeOrBegin(call, waiting, listener, Name::Accept, [&] { return recorder_.text("accept()"); });
    // As in the kernel: first a descriptor. Without one the connection stays in the accept queue, and an empty queue is not waited at.
    const Errno none = noDescriptor();
    const CallResult result = none == Errno::None ? engine_.accept({call.now, begun}, listener) : CallResult::failed(none);
    if (result.ok())
        opened(result.socket());
    return settle(call, begun, waiting, engine_.connectionOf(result.ok() ? result.socket() : listener), result);
}

CallResult RecordingSockets::connect(CallContext call, SocketId socket, Endpoint remote)
{
    EventId& waiting = conversation(socket).waitingConnect;
    const EventId begun =
        resumeOrBegin(call, waiting, socket, Name::Connect, [&] { return recorder_.text(fmt::format("connect({})", format(remote))); });
    const CallResult result = engine_.connect({call.now, begun}, socket, remote);
    return settle(call, begun, waiting, engine_.connectionOf(socket), result);
}

CallResult RecordingSockets::send(CallContext call, SocketId socket, OctetView octets, SendFlags flags)
{
    Conversation& talk = conversation(socket);
    const EventId begun = resumeOrBegin(call, talk.waitingSend, socket, Name::Send, [&] {
        const std::string names = cNames(flags);
        return names.empty() ? numberedText(lastSend_, "send", octets.size())
                             : recorder_.text(fmt::format("send({}{})", octets.size(), names));
    });
    return sent(call, begun, socket, talk, octets, engine_.send({call.now, begun}, socket, octets, flags));
}

CallResult RecordingSockets::sendFrom(CallContext call, SocketId socket, const SourcePart& part)
{
    Conversation& talk = conversation(socket);
    const EventId begun =
        resumeOrBegin(call, talk.waitingSend, socket, Name::Send, [&] { return numberedText(lastSend_, "send", part.size); });
    return sent(call, begun, socket, talk, engine_.sendFrom({call.now, begun}, socket, part),
                [&part](StreamPrint& print, std::size_t count) { print.add(part.first(count)); });
}

CallResult RecordingSockets::sendTo(CallContext call, SocketId socket, Endpoint to, OctetView octets, SendFlags flags)
{
    Conversation& talk = conversation(socket);
    const EventId begun = resumeOrBegin(call, talk.waitingSend, socket, Name::SendTo, [&] {
        return recorder_.text(fmt::format("sendto({}, {}{})", format(to), octets.size(), cNames(flags)));
    });
    return sent(call, begun, socket, talk, octets, engine_.sendTo({call.now, begun}, socket, to, octets, flags));
}

CallResult RecordingSockets::sent(CallContext call, EventId begun, SocketId socket, Conversation& talk, OctetView octets, CallResult result)
{
    return sent(call, begun, socket, talk, result, [octets](StreamPrint& print, std::size_t count) { print.add(octets.first(count)); });
}

template <class AddTo>
CallResult RecordingSockets::sent(CallContext call, EventId begun, SocketId socket, Conversation& talk, CallResult result, AddTo&& addTo)
{
    const ConnectionId connection = engine_.connectionOf(socket);
    if (result.ok() && result.value > 0 && connection.valid()) {
        talk.isAbout(connection);
        addTo(talk.accepted, static_cast<std::size_t>(result.value));
        recorder_.record(call.now, {host_, connection}, {Rule::TcpAccepted, begun},
                         BytesAccepted{talk.accepted.total(), talk.accepted.fingerprint()});
    }
    return settle(call, begun, talk.waitingSend, connection, result);
}

CallResult RecordingSockets::receive(CallContext call, SocketId socket, std::span<std::uint8_t> room, ReceiveFlags flags)
{
    Conversation& talk = conversation(socket);
    const EventId begun = beginReceive(call, socket, talk, room.size(), flags);
    const CallResult result = engine_.receive({call.now, begun}, socket, room, flags);
    return received(call, begun, socket, talk, room, flags, result);
}

EventId RecordingSockets::beginReceive(CallContext call, SocketId socket, const Conversation& talk, std::size_t most, ReceiveFlags flags)
{
    return resumeOrBegin(call, talk.waitingReceive, socket, Name::Receive, [&] {
        const std::string names = cNames(flags);
        return names.empty() ? numberedText(lastReceive_, "recv", most) : recorder_.text(fmt::format("recv({}{})", most, names));
    });
}

CallResult RecordingSockets::receiveTo(CallContext call, SocketId socket, std::size_t most, OctetSink& sink)
{
    struct Printed : OctetSink {
        Printed(StreamPrint& print, OctetSink& sink) : print(print), sink(sink) {}
        void take(OctetView octets) override
        {
            print.add(octets);
            sink.take(octets);
        }
        void take(const SourcePart& part) override
        {
            print.add(part);
            sink.take(part);
        }
        StreamPrint& print;
        OctetSink& sink;
    };
    Conversation& talk = conversation(socket);
    const EventId begun = beginReceive(call, socket, talk, most, {});
    const ConnectionId connection = engine_.connectionOf(socket);
    if (!connection.valid())  // datagrams are no stream
        return settle(call, begun, talk.waitingReceive, connection, engine_.receiveTo({call.now, begun}, socket, most, sink));
    talk.isAbout(connection);
    Printed printed(talk.delivered, sink);
    const CallResult result = engine_.receiveTo({call.now, begun}, socket, most, printed);
    if (result.ok() && result.value > 0)
        recordDelivery(call, begun, talk);
    return settle(call, begun, talk.waitingReceive, connection, result);
}

CallResult RecordingSockets::receiveFrom(CallContext call, SocketId socket, std::span<std::uint8_t> room, Endpoint& from,
                                         ReceiveFlags flags)
{
    Conversation& talk = conversation(socket);
    const EventId begun = resumeOrBegin(call, talk.waitingReceive, socket, Name::ReceiveFrom,
                                        [&] { return recorder_.text(fmt::format("recvfrom({}{})", room.size(), cNames(flags))); });
    const CallResult result = engine_.receiveFrom({call.now, begun}, socket, room, from, flags);
    return received(call, begun, socket, talk, room, flags, result);
}

CallResult RecordingSockets::received(CallContext call, EventId begun, SocketId socket, Conversation& talk, OctetView octets,
                                      ReceiveFlags flags, CallResult result)
{
    const ConnectionId connection = engine_.connectionOf(socket);
    // Datagrams are no stream, what is only looked at stays, and an urgent octet is not of the stream.
    if (result.ok() && result.value > 0 && connection.valid() && !flags.peek && !flags.outOfBand) {
        talk.isAbout(connection);
        talk.delivered.add(octets.first(static_cast<std::size_t>(result.value)));
        recordDelivery(call, begun, talk);
    }
    return settle(call, begun, talk.waitingReceive, connection, result);
}

void RecordingSockets::recordDelivery(CallContext call, EventId begun, const Conversation& talk)
{
    const Cause cause = call.cause.valid() ? Cause{Rule::TcpDelivered, call.cause, begun} : Cause{Rule::TcpDelivered, begun};
    recorder_.record(call.now, {host_, talk.connection}, cause, BytesDelivered{talk.delivered.total(), talk.delivered.fingerprint()});
}

CallResult RecordingSockets::shutdown(CallContext call, SocketId socket, ShutdownHow how)
{
    return once(call, socket, Name::Shutdown, fmt::format("shutdown({})", cName(how)),
                [&](CallContext inner) { return engine_.shutdown(inner, socket, how); });
}

CallResult RecordingSockets::close(CallContext call, SocketId socket)
{
    const CallResult result = once(call, socket, Name::Close, "close()", [&](CallContext inner) { return engine_.close(inner, socket); });
    forget(socket);
    return result;
}

CallResult RecordingSockets::abort(CallContext call, SocketId socket)
{
    const CallResult result = once(call, socket, Name::Abort, "abort()", [&](CallContext inner) { return engine_.abort(inner, socket); });
    forget(socket);
    return result;
}

CallResult RecordingSockets::setOption(CallContext call, SocketId socket, SocketOption option, std::int64_t value)
{
    return once(call, socket, Name::SetOption, fmt::format("setsockopt({}, {})", cName(option), value),
                [&](CallContext inner) { return engine_.setOption(inner, socket, option, value); });
}

CallResult RecordingSockets::getOption(CallContext call, SocketId socket, SocketOption option)
{
    return once(call, socket, Name::GetOption, fmt::format("getsockopt({})", cName(option)),
                [&](CallContext inner) { return engine_.getOption(inner, socket, option); });
}

CallResult RecordingSockets::setCongestionControl(CallContext call, SocketId socket, std::string_view plugin)
{
    return once(call, socket, Name::SetOption, fmt::format("setsockopt(TCP_CONGESTION, {})", plugin),
                [&](CallContext inner) { return engine_.setCongestionControl(inner, socket, plugin); });
}

void RecordingSockets::delivered(CallContext call, OctetView octets)
{
    StreamPrint& print = told_[program_];
    print.add(octets);
    recorder_.record(call.now, {host_}, {Rule::AppDelivered, call.cause}, BytesDelivered{print.total(), print.fingerprint()});
}

void RecordingSockets::note(CallContext call, Rule rule, std::string_view text)
{
    recorder_.record(call.now, {host_}, {rule, call.cause}, Note{text.empty() ? TextId{} : recorder_.text(text)});
}

EventId RecordingSockets::begun(CallContext call, std::string_view text) { return record(call, {}, recorder_.text(text), call.line); }

void RecordingSockets::returned(CallContext call, EventId begun, CallResult result, Rule why)
{
    const Cause cause = call.cause.valid() ? Cause{why, call.cause, begun} : Cause{why, begun};
    recorder_.record(call.now, {host_}, cause, CallReturned{begun, result.value, static_cast<std::uint8_t>(result.error)});
}

}  // namespace tcplab
