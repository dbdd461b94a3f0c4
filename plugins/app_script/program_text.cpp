#include "app_script/program_text.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "app_script/watching.h"
#include "plugin/source_text.h"

namespace tcplab::app_script {
namespace {

constexpr std::int64_t kBufferOctets = 65536;
constexpr std::int64_t kOctetsUnlessGiven = 1000;

// Names that a socket may not have in C, or that the text uses itself.
constexpr std::string_view kTaken[] = {
    "address", "auto",    "break",  "buffer",  "case",   "char",     "const",    "continue", "default", "do",       "double", "else",
    "enum",    "epoll",   "error",  "events",  "extern", "float",    "for",      "from",     "goto",    "if",       "inline", "int",
    "left",    "length",  "long",   "main",    "n",      "readable", "register", "restrict", "return",  "short",    "signed", "sizeof",
    "static",  "struct",  "switch", "typedef", "union",  "unsigned", "void",     "volatile", "while",   "writable", "bind",   "listen",
    "accept",  "connect", "send",   "sendto",  "recv",   "recvfrom", "close",    "shutdown", "socket",  "poll",     "select", "exit"};

std::string_view optionInC(SocketOption option)
{
    switch (option) {
    case SocketOption::NoDelay: return "IPPROTO_TCP, TCP_NODELAY";
    case SocketOption::SendBuffer: return "SOL_SOCKET, SO_SNDBUF";
    case SocketOption::ReceiveBuffer: return "SOL_SOCKET, SO_RCVBUF";
    case SocketOption::ReuseAddress: return "SOL_SOCKET, SO_REUSEADDR";
    case SocketOption::PathMtuDiscovery: return "IPPROTO_IP, IP_MTU_DISCOVER";
    case SocketOption::NoChecksum: return "SOL_SOCKET, SO_NO_CHECK";
    default: return "SOL_SOCKET, SO_LINGER";
    }
}

std::string eventsInC(std::uint32_t events, std::string_view prefix)
{
    std::string names = eventNames(events, prefix);
    if (const std::size_t bar = names.find('|'); bar != std::string::npos)
        names.replace(bar, 1, " | ");
    return names + (events & poll_events::kEdge ? " | EPOLLET" : "");
}

class Writer {
public:
    explicit Writer(const std::vector<Call>& calls) : calls_(calls)
    {
        for (const Call& call : calls) {
            CallLines& lines = lines_.emplace_back();
            write(call, lines);
        }
    }

    // The whole file; the lines become those of it.
    std::string finish()
    {
        const std::string declared = declarations();
        const std::string begin = headers() + "\nint main(void)\n{\n" + declared;
        const bool v6 = std::any_of(calls_.begin(), calls_.end(), [](const Call& call) { return call.target.substr(0, 1) == "["; });
        // No dollar of the script's may be taken for a name.
        std::string source = wholeSource(begin + "$body}\n", {{"body", body_}}, v6);
        const std::uint16_t before = static_cast<std::uint16_t>(lineOf(source, "int main(") + 1 + lineCount(declared));
        for (CallLines& lines : lines_)
            for (std::uint16_t* line : {&lines.open, &lines.bind, &lines.call})
                if (*line != 0)
                    *line = static_cast<std::uint16_t>(*line + before);
        return source;
    }

    std::vector<CallLines> takeLines() { return std::move(lines_); }

private:
    static std::size_t lineCount(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

    template <class... Parts>
    void line(const Parts&... parts)
    {
        body_ += "    ";
        (body_ += ... += parts) += '\n';
        ++written_;
    }
    // As a statement of its own, or, when its failure ends the script, as a condition.
    void call(const Call& call, const std::string& text)
    {
        mark_ = static_cast<std::uint16_t>(written_ + 1);
        if (call.mayFail || nonBlocking_.contains(call.socket))
            return line(text, ';');
        line("if (", text, " < 0)");
        line("    return 1;");
    }

    std::string named(const std::string& socket)
    {
        if (const auto known = names_.find(socket); known != names_.end())
            return known->second;
        std::string name;
        for (const char c : socket)
            name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
        if (name.empty() || (name[0] >= '0' && name[0] <= '9'))
            name = '_' + name;
        while (std::find(std::begin(kTaken), std::end(kTaken), name) != std::end(kTaken) || !used_.insert(name).second)
            name += '_';
        return names_[socket] = name;
    }

    void write(const Call& given, CallLines& lines)
    {
        if (given.at > kStart)
            sleep(fmt::format("clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, {}, NULL);", timeInC(given.at - kStart)));
        if (given.after > Duration{})
            sleep(fmt::format("nanosleep({}, NULL);", timeInC(given.after)));
        writeOpening(given, lines);
        writeCall(given);
        lines.call = mark_;
        if (given.kind == CallKind::Bind)
            lines.bind = mark_;
        if (given.kind == CallKind::NonBlocking)
            nonBlocking_.insert(given.socket);
        if (given.kind == CallKind::Close || given.kind == CallKind::Abort)
            forget(given.socket);
    }

    void sleep(const std::string& text)
    {
        needs_.insert("<time.h>");
        line(text);
    }

    void forget(const std::string& socket)
    {
        open_.erase(socket);
        nonBlocking_.erase(socket);
    }

    void writeOpening(const Call& given, CallLines& lines)
    {
        const bool opens = given.kind == CallKind::Bind || given.kind == CallKind::Listen || given.kind == CallKind::Connect ||
                           given.kind == CallKind::SendTo || given.kind == CallKind::Option || given.kind == CallKind::NonBlocking;
        if (opens && open_.insert(given.socket).second) {
            const char* type = given.type == SocketType::Stream ? "SOCK_STREAM" : "SOCK_DGRAM";
            line(fmt::format("{} = socket(AF_INET, {}, 0);", named(given.socket), type));
            lines.open = static_cast<std::uint16_t>(written_);
        }
        if (given.kind == CallKind::EpollAdd && !std::exchange(epoll_, true)) {
            line("epoll = epoll_create1(0);");
            lines.open = static_cast<std::uint16_t>(written_);
        }
        if (given.kind == CallKind::Listen || (given.kind == CallKind::Connect && given.port != 0)) {
            call(given, bindInC(given));
            lines.bind = mark_;
        }
    }

    std::string bindInC(const Call& given) { return fmt::format("bind({}, {}, LENGTH)", named(given.socket), anyAddressInC(given.port)); }

    void writeCall(const Call& given)
    {
        const std::string s = isWatching(given.kind) ? std::string() : named(given.socket);
        const std::int64_t octets = given.bytes.value_or(kOctetsUnlessGiven);
        switch (given.kind) {
        case CallKind::Bind: return call(given, bindInC(given));
        case CallKind::Listen: return call(given, fmt::format("listen({}, {})", s, given.backlog));
        case CallKind::Accept:
            open_.insert(given.acceptedAs);
            nonBlocking_.erase(given.acceptedAs);
            return call(given, fmt::format("({} = accept({}, NULL, NULL))", named(given.acceptedAs), s));
        case CallKind::Connect: return call(given, fmt::format("connect({}, {}, LENGTH)", s, addressInC(given.target)));
        case CallKind::Send: return writeSend(given, s, octets);
        case CallKind::SendTo:
            return call(given, given.to ? fmt::format("sendto({}, buffer, {}, 0, {}, LENGTH)", s, octets, addressInC(given.target))
                                        : fmt::format("sendto({}, buffer, {}, 0, (struct sockaddr *)&from, length)", s, octets));
        case CallKind::Receive: return call(given, fmt::format("recv({}, buffer, {}, 0)", s, std::min(octets, kBufferOctets)));
        case CallKind::ReceiveFrom:
            return call(given,
                        fmt::format("recvfrom({}, buffer, {}, 0, (struct sockaddr *)&from, &length)", s, std::min(octets, kBufferOctets)));
        case CallKind::ReceiveAll: return writeReceiveAll(given, s);
        case CallKind::Shutdown: return call(given, fmt::format("shutdown({}, {})", s, howInC(given.how)));
        case CallKind::Close: return call(given, fmt::format("close({})", s));
        case CallKind::Abort:
            line(fmt::format("setsockopt({}, SOL_SOCKET, SO_LINGER, &(struct linger){{1, 0}}, sizeof(struct linger));", s));
            return call(given, fmt::format("close({})", s));
        case CallKind::Option: return writeOption(given, s);
        case CallKind::Error:
            return call(given, fmt::format("getsockopt({}, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){{sizeof error}})", s));
        case CallKind::NonBlocking: needs_.insert("<fcntl.h>"); return call(given, fmt::format("fcntl({}, F_SETFL, O_NONBLOCK)", s));
        case CallKind::Poll: return writePoll(given);
        case CallKind::Select: return writeSelect(given);
        case CallKind::EpollAdd:
            needs_.insert("<sys/epoll.h>");
            return call(given, fmt::format("epoll_ctl(epoll, EPOLL_CTL_ADD, {}, &(struct epoll_event){{{}, {{.fd = {}}}}})", s,
                                           eventsInC(given.watched.front().events, "EPOLL"), s));
        case CallKind::EpollRemove:
            needs_.insert("<sys/epoll.h>");
            return call(given, fmt::format("epoll_ctl(epoll, EPOLL_CTL_DEL, {}, NULL)", s));
        case CallKind::EpollWait:
            needs_.insert("<sys/epoll.h>");
            return call(given, fmt::format("epoll_wait(epoll, events, 16, {})", millisecondsOf(given.timeout)));
        }
    }

    static std::string_view howInC(ShutdownHow how)
    {
        if (how == ShutdownHow::Both)
            return "SHUT_RDWR";
        return how == ShutdownHow::Send ? "SHUT_WR" : "SHUT_RD";
    }

    void writeSend(const Call& given, const std::string& s, std::int64_t octets)
    {
        if (octets <= kBufferOctets || nonBlocking_.contains(given.socket))
            return call(given, fmt::format("send({}, buffer, {}, 0)", s, std::min(octets, kBufferOctets)));
        line(fmt::format("for (left = {}; left > 0; left -= n)", octets));
        line(fmt::format("    if ((n = send({}, buffer, left < {} ? left : {}, 0)) < 0)", s, kBufferOctets, kBufferOctets));
        mark_ = static_cast<std::uint16_t>(written_);
        line(given.mayFail ? "        break;" : "        return 1;");
    }

    void writeReceiveAll(const Call& given, const std::string& s)
    {
        if (given.bytes) {
            line(fmt::format("for (left = {}; left > 0; left -= n)", *given.bytes));
            line(fmt::format("    if ((n = recv({}, buffer, left < {} ? left : {}, 0)) <= 0)", s, kBufferOctets, kBufferOctets));
            mark_ = static_cast<std::uint16_t>(written_);
            return line("        break;");
        }
        line(fmt::format("while (recv({}, buffer, sizeof buffer, 0) > 0)", s));
        mark_ = static_cast<std::uint16_t>(written_);
        line("    ;");
    }

    void writeOption(const Call& given, const std::string& s)
    {
        needs_.insert("<netinet/tcp.h>");
        if (given.option == SocketOption::LingerSeconds) {
            const std::string value = given.value < 0 ? "{0, 0}" : fmt::format("{{1, {}}}", given.value);
            return call(given,
                        fmt::format("setsockopt({}, {}, &(struct linger){}, sizeof(struct linger))", s, optionInC(given.option), value));
        }
        call(given, fmt::format("setsockopt({}, {}, &(int){{{}}}, sizeof(int))", s, optionInC(given.option), given.value));
    }

    void writePoll(const Call& given)
    {
        needs_.insert("<poll.h>");
        std::string list;
        for (const Watched& watched : given.watched)
            list += fmt::format("{}{{{}, {}}}", list.empty() ? "" : ", ", named(watched.socket), eventsInC(watched.events, "POLL"));
        if (list.empty())
            return call(given, fmt::format("poll(NULL, 0, {})", millisecondsOf(given.timeout)));
        call(given, fmt::format("poll((struct pollfd[]){{{}}}, {}, {})", list, given.watched.size(), millisecondsOf(given.timeout)));
    }

    void writeSelect(const Call& given)
    {
        needs_.insert("<sys/select.h>");
        line("FD_ZERO(&readable);");
        line("FD_ZERO(&writable);");
        for (const Watched& watched : given.watched) {
            if (watched.events & poll_events::kIn)
                line(fmt::format("FD_SET({}, &readable);", named(watched.socket)));
            if (watched.events & poll_events::kOut)
                line(fmt::format("FD_SET({}, &writable);", named(watched.socket)));
        }
        const std::int64_t microseconds = given.timeout ? nanoseconds(*given.timeout) / 1000 : 0;
        const std::string timeout =
            given.timeout ? fmt::format("&(struct timeval){{{}, {}}}", microseconds / 1'000'000, microseconds % 1'000'000) : "NULL";
        call(given, fmt::format("select(FD_SETSIZE, &readable, &writable, NULL, {})", timeout));
    }

    std::string headers() const
    {
        std::string text;
        for (const std::string& header : needs_)
            text += "#include " + header + '\n';
        return text;
    }

    bool uses(std::string_view word) const { return body_.find(word) != std::string::npos; }

    std::string declarations() const
    {
        std::string text;
        if (uses("buffer"))
            text += fmt::format("    char buffer[{}];\n", kBufferOctets);
        if (uses("(n = "))
            text += "    long long left, n;\n";
        if (uses("&from"))
            text += "    struct sockaddr_storage from;\n    socklen_t length = sizeof from;\n";
        if (uses("FD_ZERO"))
            text += "    fd_set readable, writable;\n";
        if (needs_.contains("<sys/epoll.h>"))
            text += "    struct epoll_event events[16];\n    int epoll;\n";
        if (uses("&error"))
            text += "    int error;\n";
        std::string sockets;
        for (const std::string& name : used_)
            sockets += (sockets.empty() ? "" : ", ") + name;
        if (!sockets.empty())
            text += "    int " + sockets + ";\n";
        return text.empty() ? text : text + '\n';
    }

    const std::vector<Call>& calls_;
    std::string body_;
    std::size_t written_ = 0;  // lines of it
    std::uint16_t mark_ = 0;   // the line of the call that was written last
    std::vector<CallLines> lines_;
    std::map<std::string, std::string> names_;  // of sockets, in C
    std::set<std::string> used_, open_, nonBlocking_, needs_;
    bool epoll_ = false;
};

}  // namespace

ProgramText::ProgramText(const std::vector<Call>& calls)
{
    Writer writer(calls);
    source_ = writer.finish();
    lines_ = writer.takeLines();
}

}  // namespace tcplab::app_script
