#include "script_run/export.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "packetdrill/conversation.h"
#include "packetdrill/option_octets.h"
#include "packetdrill/parser.h"
#include "trace/errno.h"

namespace tcplab::script_run {

using namespace packetdrill;

namespace {

// A datagram of the connection, seen from the host.
struct Seen {
    Instant at;
    bool outbound;
    LiveDatagram datagram;
};

// One line of the script.
struct Line {
    Instant at;
    std::string text;
};

std::string timeText(Instant at)
{
    const std::int64_t nanoseconds = (at - kStart).count();
    return fmt::format("{}.{:09}", nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000);
}

std::string lingerText(std::int64_t seconds)
{
    return fmt::format("{{onoff={}, linger={}}}, 8", seconds >= 0 ? 1 : 0, std::max<std::int64_t>(seconds, 0));
}

class Exporter {
public:
    Exporter(const Trace& trace, const ExportSubject& subject) : trace_(trace), subject_(subject) {}

    Result<Script> script()
    {
        if (!findConnection())
            return tl::unexpected(
                problemAt({}, {QT_TRANSLATE_NOOP("Sentence", "the host \"{0}\" has no TCP connection that could be exported"),
                               trace_.host(subject_.host).name}));
        findSockets();
        for (std::size_t i = 0; i < trace_.size(); ++i)
            if (trace_[i].host == subject_.host)
                addEvent(EventId(static_cast<std::uint32_t>(i)));
        return parseScript(text(), "export");
    }

private:
    // --- which connection

    std::optional<Seen> seen(const tcplab::Event& event) const
    {
        const bool sent = std::holds_alternative<PacketSent>(event.body);
        if ((!sent && !std::holds_alternative<PacketArrived>(event.body)) || !trace_.packetOf(event))
            return std::nullopt;
        // Payload that the Trace has cut off is the stream's pattern in a script anyhow.
        const TracePacket& packet = *trace_.packetOf(event);
        Octets octets = packet.known();
        octets.resize(packet.length);
        auto datagram = parseDatagram(octets);
        if (!datagram || !datagram->isTcp())
            return std::nullopt;
        return Seen{event.at, sent, std::move(*datagram)};
    }

    static Endpoint ours(const Seen& seen)
    {
        const LiveDatagram& datagram = seen.datagram;
        return seen.outbound ? Endpoint{datagram.source, datagram.sourcePort} : Endpoint{datagram.destination, datagram.destinationPort};
    }
    static Endpoint theirs(const Seen& seen)
    {
        const LiveDatagram& datagram = seen.datagram;
        return seen.outbound ? Endpoint{datagram.destination, datagram.destinationPort} : Endpoint{datagram.source, datagram.sourcePort};
    }

    // That of the first SYN without ACK.
    bool findConnection()
    {
        for (std::size_t i = 0; i < trace_.size(); ++i) {
            if (trace_[i].host != subject_.host)
                continue;
            const auto segment = seen(trace_[i]);
            if (!segment || !segment->datagram.has(flag::kSyn) || segment->datagram.has(flag::kAck))
                continue;
            active_ = segment->outbound;
            local_ = ours(*segment);
            remote_ = theirs(*segment);
            return true;
        }
        return false;
    }

    bool isOurs(ConnectionId connection) const
    {
        if (!connection.valid())
            return false;
        const TraceConnection& known = trace_.connection(connection);
        return known.host == subject_.host && known.remote == remote_ && known.local.port == local_.port;
    }

    // The sockets of the connection: its own and, when it was accepted, the listener's.
    void findSockets()
    {
        for (std::size_t i = 0; i < trace_.size(); ++i) {
            const tcplab::Event& event = trace_[i];
            const auto* begun = std::get_if<CallBegun>(&event.body);
            const auto* returned = std::get_if<CallReturned>(&event.body);
            if (event.host != subject_.host || !isOurs(event.connection) || (!begun && !returned))
                continue;
            const SocketId socket = begun ? begun->socket : std::get<CallBegun>(trace_[returned->begun].body).socket;
            sockets_.insert(socket.number());
            if (returned && nameOf(returned->begun) == "accept")
                sockets_.insert(static_cast<std::uint32_t>(returned->value));
        }
        hasCalls_ = !sockets_.empty();
    }

    // --- lines

    void add(Instant at, std::string text) { lines_.push_back({at, std::move(text)}); }

    void addEvent(EventId id)
    {
        const tcplab::Event& event = trace_[id];
        if (const auto* begun = std::get_if<CallBegun>(&event.body);
            begun && nameOf(id) == "connect" && sockets_.contains(begun->socket.number()))
            return add(event.at, fmt::format("connect({}, ..., ...) = -1 EINPROGRESS", begun->socket.number()));
        if (const auto* returned = std::get_if<CallReturned>(&event.body))
            return addCall(event.at, *returned);
        const auto segment = seen(event);
        if (!segment || ours(*segment) != local_ || theirs(*segment) != remote_)
            return;
        if (!hasCalls_)
            makeUpCalls(*segment);
        addSegment(*segment);
        if (!hasCalls_)
            makeUpReading(*segment);
    }

    std::string nameOf(EventId begun) const
    {
        const std::string& text = trace_.text(std::get<CallBegun>(trace_[begun].body).call);
        return text.substr(0, text.find('('));
    }

    // "send(100, MSG_MORE)" → {"100", "MSG_MORE"}
    std::vector<std::string> argumentsOf(EventId begun) const
    {
        const std::string& text = trace_.text(std::get<CallBegun>(trace_[begun].body).call);
        const std::size_t open = text.find('(');
        std::vector<std::string> arguments;
        if (open == std::string::npos || text.back() != ')' || open + 2 >= text.size())
            return arguments;
        std::string inside = text.substr(open + 1, text.size() - open - 2);
        for (std::size_t comma = 0; (comma = inside.find(", ")) != std::string::npos; inside.erase(0, comma + 2))
            arguments.push_back(inside.substr(0, comma));
        arguments.push_back(inside);
        return arguments;
    }

    void addCall(Instant at, const CallReturned& returned)
    {
        const std::string name = nameOf(returned.begun);
        const auto arguments = argumentsOf(returned.begun);
        const auto value = static_cast<std::uint32_t>(returned.value);
        const auto error = static_cast<Errno>(returned.error);
        const std::uint32_t socket = std::get<CallBegun>(trace_[returned.begun].body).socket.number();
        if (name == "socket" && error == Errno::None && sockets_.contains(value))
            return opened(at, fmt::format("socket(..., SOCK_STREAM, IPPROTO_TCP) = {}", value), value);
        if (!sockets_.contains(socket) || name == "getsockopt" || name == "connect")
            return;
        if (name == "accept" && error == Errno::None)
            return sockets_.contains(value) ? opened(at, fmt::format("accept({}, ..., ...) = {}", socket, value), value) : void();
        if (name == "abort") {
            add(at, fmt::format("setsockopt({}, SOL_SOCKET, SO_LINGER, {}) = 0", socket, lingerText(0)));
            return add(at, fmt::format("close({}) = 0", socket));
        }
        const std::string call = callText(name, socket, arguments);
        const std::string result =
            error == Errno::None ? std::to_string(name == "setsockopt" ? 0 : returned.value) : "-1 " + std::string(tcplab::name(error));
        if (!call.empty())
            add(at, call + " = " + result);
    }

    // Nothing waits in the script: what a call waited for has come when the line stands there.
    void opened(Instant at, const std::string& line, std::uint32_t socket)
    {
        add(at, line);
        add(at, fmt::format("fcntl({}, F_SETFL, O_RDWR|O_NONBLOCK) = 0", socket));
    }

    static std::string callText(const std::string& name, std::uint32_t socket, const std::vector<std::string>& arguments)
    {
        const std::string first = arguments.empty() ? "0" : arguments.front();
        const std::string flags = arguments.size() > 1 ? arguments.back() : "0";
        if (name == "bind")
            return fmt::format("bind({}, ..., ...)", socket);
        if (name == "listen" || name == "shutdown")
            return fmt::format("{}({}, {})", name, socket, first);
        if (name == "close")
            return fmt::format("close({})", socket);
        if (name == "send" || name == "recv")
            return fmt::format("{}({}, ..., {}, {})", name, socket, first, flags);
        if (name == "sendto" && arguments.size() > 1)
            return fmt::format("sendto({}, ..., {}, {}, ..., ...)", socket, arguments[1], arguments.size() > 2 ? arguments[2] : "0");
        if (name == "setsockopt" && first == "SO_LINGER")
            return fmt::format("setsockopt({}, SOL_SOCKET, SO_LINGER, {})", socket, lingerText(std::atoll(flags.c_str())));
        if (name == "setsockopt" && arguments.size() == 2)
            return fmt::format("setsockopt({}, {}, {}, [{}], 4)", socket, levelOf(first), first, flags);
        return {};
    }

    static std::string_view levelOf(const std::string& option)
    {
        return option.starts_with("SO_") ? "SOL_SOCKET" : option.starts_with("IP_") ? "IPPROTO_IP" : "IPPROTO_TCP";
    }

    // --- segments, with numbers relative to their SYNs

    void addSegment(const Seen& seen)
    {
        const LiveDatagram& live = seen.datagram;
        std::optional<SeqNumber>& mine = seen.outbound ? localInitial_ : remoteInitial_;
        const std::optional<SeqNumber>& other = seen.outbound ? remoteInitial_ : localInitial_;
        if (live.has(flag::kSyn))
            mine = live.seq;
        const auto relative = [](SeqNumber number, const std::optional<SeqNumber>& initial) {
            return number.since(initial.value_or(SeqNumber{}));
        };
        TcpSegment segment;
        segment.flags = live.flags & 0x1ff;
        segment.start = relative(live.seq, mine);
        segment.length = static_cast<std::uint32_t>(live.payload.size());
        if (live.has(flag::kAck))
            segment.ack = relative(live.ack, other);
        segment.window = live.window;
        segment.urgent = live.urgent;
        segment.options = live.options;
        for (TcpOption& option : segment.options) {
            for (auto& [left, right] : option.blocks) {
                left = relative(SeqNumber(left), other);
                right = relative(SeqNumber(right), other);
            }
        }
        Packet packet;
        packet.direction = seen.outbound ? Direction::Outbound : Direction::Inbound;
        if (!seen.outbound && (live.trafficClass & 3) != 0)
            packet.ip.ecn = static_cast<Ecn>(live.trafficClass & 3);
        packet.body = std::move(segment);
        add(seen.at, writePacket(packet));
    }

    // --- calls for a capture, which has none

    static constexpr int kListener = 3, kAccepted = 4;
    int descriptor() const { return active_ ? kListener : kAccepted; }

    void makeUpCalls(const Seen& seen)
    {
        if (lines_.empty()) {
            add(kStart, fmt::format("socket(..., SOCK_STREAM, IPPROTO_TCP) = {}", kListener));
            add(kStart, fmt::format("fcntl({}, F_SETFL, O_RDWR|O_NONBLOCK) = 0", kListener));
            if (!active_) {
                add(kStart, fmt::format("bind({}, ..., ...) = 0", kListener));
                add(kStart, fmt::format("listen({}, 1) = 0", kListener));
            }
            if (active_)
                add(seen.at, fmt::format("connect({}, ..., ...) = -1 EINPROGRESS", kListener));
        }
        if (!seen.outbound || !localInitial_ || closed_)
            return;
        const LiveDatagram& live = seen.datagram;
        const std::uint32_t end = live.seq.since(*localInitial_) + static_cast<std::uint32_t>(live.payload.size());
        if (!live.payload.empty() && end > written_) {
            const std::uint32_t octets = end - std::max(written_, 1u);
            add(seen.at, fmt::format("write({}, ..., {}) = {}", descriptor(), octets, octets));
            written_ = end;
        }
        closed_ = live.has(flag::kFin) || live.has(flag::kRst);
        if (closed_)
            add(seen.at, fmt::format("close({}) = 0", descriptor()));
    }

    void makeUpReading(const Seen& seen)
    {
        const LiveDatagram& live = seen.datagram;
        if (seen.outbound || !remoteInitial_ || !localInitial_ || live.has(flag::kSyn))
            return;
        if (!active_ && !accepted_) {
            accepted_ = true;
            add(seen.at, fmt::format("accept({}, ..., ...) = {}", kListener, kAccepted));
            add(seen.at, fmt::format("fcntl({}, F_SETFL, O_RDWR|O_NONBLOCK) = 0", kAccepted));
        }
        const std::uint32_t start = live.seq.since(*remoteInitial_);
        const std::uint32_t end = start + static_cast<std::uint32_t>(live.payload.size());
        if (live.payload.empty() || closed_ || start > read_ || end <= read_)
            return;
        add(seen.at, fmt::format("read({}, ..., {}) = {}", descriptor(), end - read_, end - read_));
        read_ = end;
    }

    // --- the whole

    std::string settingText(const std::string& name, const Value& value) const
    {
        std::string text;
        if (const auto* boolean = std::get_if<bool>(&value.is))
            text = *boolean ? "1" : "0";
        else if (const auto* number = std::get_if<std::int64_t>(&value.is))
            text = std::to_string(*number);
        else if (const auto* real = std::get_if<double>(&value.is))
            text = fmt::format("{}", *real);
        else if (const auto* words = std::get_if<std::string>(&value.is))
            text = *words;
        return fmt::format("sysctl -q tcplab.{}=\"{}\"\n", name, text);
    }

    std::string text() const
    {
        std::string text;
        if (!local_.address.isV4())
            text += "--ip_version=ipv6\n";
        text += fmt::format("--local_ip={}\n--remote_ip={}\n", format(local_.address), format(remote_.address));
        text += active_ ? fmt::format("--connect_port={}\n", remote_.port) : fmt::format("--bind_port={}\n", local_.port);
        if (subject_.mtu != 1500)
            text += fmt::format("--mtu={}\n", subject_.mtu);
        std::string settings;
        for (const auto& [name, value] : subject_.parameters)
            settings += settingText(name, value);
        for (const auto& [id, parameters] : subject_.congestionControls)
            for (const auto& [name, value] : parameters)
                settings += settingText(fmt::format("{}.{}", id, name), value);
        if (!settings.empty())
            text += "`" + settings + "`\n";
        // The language wants something to happen at the very beginning.
        if (!lines_.empty() && lines_.front().at != kStart)
            text += "0 `true`\n";
        for (const Line& line : lines_)
            text += timeText(line.at) + " " + line.text + "\n";
        return text;
    }

    const Trace& trace_;
    const ExportSubject& subject_;
    Endpoint local_, remote_;
    bool active_ = false;
    std::set<std::uint32_t> sockets_;
    bool hasCalls_ = false;
    std::vector<Line> lines_;
    std::optional<SeqNumber> localInitial_, remoteInitial_;
    std::uint32_t written_ = 1, read_ = 1;
    bool accepted_ = false, closed_ = false;
};

}  // namespace

ExportSubject subjectOf(const Lab& lab, HostId host, const Catalogue& catalogue)
{
    const LabHost& described = lab.hosts[host.number()];
    ExportSubject subject{host, described.engine.parameters, static_cast<std::uint32_t>(described.mtu), described.congestionControls};
    if (const Card* card = catalogue.card(described.engine.plugin))
        for (const ParameterSpec& spec : card->parameters)
            if (spec.name == "profile")
                subject.parameters.try_emplace(spec.name, spec.defaultValue);
    return subject;
}

Result<Script> scriptOf(const Trace& trace, const ExportSubject& subject) { return Exporter(trace, subject).script(); }

}  // namespace tcplab::script_run
