#include "script_run/program.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/pattern.h"
#include "packetdrill/parser.h"
#include "script_run/symbols.h"

namespace tcplab::script_run {

using packetdrill::Expression;
using packetdrill::Field;

namespace {

constexpr std::size_t kLargestBuffer = 64u << 20;  // octets of one call; more is a mistake in the script

std::int64_t flagBits(const char* name) { return symbol(name).value_or(0); }

std::string wordOf(const Expression& expression) { return expression.kind == Expression::Kind::Word ? expression.text : ""; }

const Expression* fieldOf(const Expression& structure, std::string_view name)
{
    const auto found =
        std::find_if(structure.fields.begin(), structure.fields.end(), [&](const Field& field) { return field.name == name; });
    return found == structure.fields.end() ? nullptr : &found->value;
}

// The number inside [4], or of 4 itself.
std::optional<std::int64_t> innerNumber(const Expression& expression)
{
    if (expression.kind == Expression::Kind::List)
        return expression.parts.size() == 1 ? Program::numberOf(expression.parts.front()) : std::nullopt;
    return Program::numberOf(expression);
}

// A program that hands over no buffer at all.
bool isNullPointer(const Expression& expression)
{
    return (expression.kind == Expression::Kind::Integer && expression.number == 0) || wordOf(expression) == "NULL";
}

// {{..., 1000}, {..., 500}}: the lengths together.
std::optional<std::size_t> vectorLength(const Expression& list)
{
    if (list.kind != Expression::Kind::List)
        return std::nullopt;
    std::size_t length = 0;
    for (const Expression& part : list.parts) {
        if (part.kind != Expression::Kind::Structure || part.fields.empty())
            return std::nullopt;
        const auto number = Program::numberOf(part.fields.back().value);
        if (!number || *number < 0)
            return std::nullopt;
        length += static_cast<std::size_t>(*number);
    }
    return length;
}

std::optional<std::string> unsupportedFlag(std::int64_t flags)
{
    for (const char* name : {"MSG_ZEROCOPY", "MSG_ERRQUEUE", "MSG_WAITALL", "MSG_TRUNC"})
        if (flags & flagBits(name))
            return name;
    return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> Program::numberOf(const Expression& expression)
{
    using Kind = Expression::Kind;
    switch (expression.kind) {
    case Kind::Integer: return expression.number;
    case Kind::Word: return symbol(expression.text);
    case Kind::Function:
        // The order of octets is the engine's business.
        if ((expression.text == "htons" || expression.text == "htonl") && expression.parts.size() == 1)
            return numberOf(expression.parts.front());
        return std::nullopt;
    case Kind::Either: {
        std::int64_t bits = 0;
        for (const Expression& part : expression.parts) {
            const auto number = numberOf(part);
            if (!number)
                return std::nullopt;
            bits |= *number;
        }
        return bits;
    }
    default: return std::nullopt;
    }
}

const Program::Descriptor* Program::find(std::int64_t number) const
{
    const auto found = descriptors_.find(number);
    return found == descriptors_.end() ? nullptr : &found->second;
}

bool Program::isOpen(SocketId socket) const
{
    return std::any_of(descriptors_.begin(), descriptors_.end(), [&](const auto& entry) { return entry.second.socket == socket; });
}

void Program::notice(const std::set<std::uint32_t>& sockets)
{
    for (const auto& [number, descriptor] : descriptors_)
        if (sockets.contains(descriptor.socket.number()))
            for (auto& [epoll, watches] : epolls_)
                watches.notice(number);
}

template <class Try>
RunningCall Program::once(Try&& tryIt)
{
    return {[tryIt = std::forward<Try>(tryIt)]() -> std::optional<Answer> { return tryIt(); }, {}};
}

RunningCall Program::unsupported(Sentence feature)
{
    return once([feature = std::move(feature)] { return Answer{0, {}, {}, feature}; });
}

RunningCall Program::refused(std::string_view error)
{
    return once([error = std::string(error)] { return Answer{-1, error, {}, {}}; });
}

Answer Program::answerOf(const CallResult& result)
{
    if (!result.ok())
        return {-1, std::string(name(result.error)), {}, {}};
    return {result.value, {}, {}, {}};
}

std::optional<Answer> Program::answerOrWait(const CallResult& result, bool nonBlocking)
{
    if (isWaiting(result.error) && !nonBlocking)
        return std::nullopt;
    return answerOf(result);
}

RunningCall Program::begin(const Call& call)
{
    static const std::map<std::string_view, std::pair<std::size_t, Maker>> kCalls{
        {"socket", {3, &Program::socket}},
        {"bind", {3, &Program::bind}},
        {"listen", {2, &Program::listen}},
        {"accept", {3, &Program::accept}},
        {"connect", {3, &Program::connect}},
        {"close", {1, &Program::close}},
        {"shutdown", {2, &Program::shutdown}},
        {"write", {3, &Program::write}},
        {"writev", {3, &Program::write}},
        {"send", {4, &Program::sendTo}},
        {"sendto", {6, &Program::sendTo}},
        {"sendmsg", {3, &Program::sendMessage}},
        {"read", {3, &Program::read}},
        {"readv", {3, &Program::read}},
        {"recv", {4, &Program::read}},
        {"recvfrom", {6, &Program::read}},
        {"recvmsg", {3, &Program::receiveMessage}},
        {"setsockopt", {5, &Program::setOption}},
        {"getsockopt", {5, &Program::getOption}},
        {"fcntl", {2, &Program::fcntl}},
        {"ioctl", {2, &Program::ioctl}},
        {"poll", {3, &Program::poll}},
        {"epoll_create", {1, &Program::epollCreate}},
        {"epoll_ctl", {4, &Program::epollControl}},
        {"epoll_wait", {4, &Program::epollWait}},
    };
    const auto found = kCalls.find(call.name);
    if (found == kCalls.end())
        return unsupported(call.name + "()");
    if (call.arguments.size() < found->second.first)
        return unsupported(Sentence{QT_TRANSLATE_NOOP("Sentence", "{0}() with {1} arguments"), call.name, call.arguments.size()});
    const bool needsDescriptor = call.name != "socket" && call.name != "poll" && call.name != "epoll_create";
    if (needsDescriptor && !find(numberOf(call.arguments.front()).value_or(-1)))
        return refused("EBADF");
    return (this->*found->second.second)(call);
}

RunningCall Program::socket(const Call& call)
{
    const auto type = numberOf(call.arguments[1]);
    if (!type || (*type & 0xf) != flagBits("SOCK_STREAM"))
        return unsupported("socket(" + packetdrill::writeExpression(call.arguments[1]) + ")");
    const bool nonBlocking = *type & flagBits("SOCK_NONBLOCK");
    const auto number = numberOf(call.result);
    return once([this, number, nonBlocking] {
        Answer answer = answerOf(stage_.sockets().socket(stage_.call(), SocketType::Stream));
        if (answer.ok() && number && *number >= 0) {
            descriptors_[*number] = {SocketId(static_cast<std::uint32_t>(answer.value)), nonBlocking, false, false};
            answer.value = *number;
        }
        return answer;
    });
}

namespace {

// The port in a sockaddr; nothing for "...".
std::optional<std::uint16_t> portIn(const Expression& address)
{
    for (const char* name : {"sin_port", "sin6_port"})
        if (const Expression* port = fieldOf(address, name))
            if (const auto number = Program::numberOf(*port))
                return static_cast<std::uint16_t>(*number);
    return std::nullopt;
}

bool isUnspecifiedFamily(const Expression& address)
{
    const Expression* family = fieldOf(address, "sa_family");
    return wordOf(family ? *family : address) == "AF_UNSPEC";
}

}  // namespace

RunningCall Program::bind(const Call& call)
{
    const SocketId socket = find(*numberOf(call.arguments[0]))->socket;
    const Endpoint local{{}, portIn(call.arguments[1]).value_or(config_.bindPort)};
    return once([this, socket, local] { return answerOf(stage_.sockets().bind(stage_.call(), socket, local)); });
}

RunningCall Program::listen(const Call& call)
{
    const std::int64_t number = *numberOf(call.arguments[0]);
    const int backlog = static_cast<int>(numberOf(call.arguments[1]).value_or(0));
    return once([this, number, backlog] {
        Answer answer = answerOf(stage_.sockets().listen(stage_.call(), descriptors_[number].socket, backlog));
        descriptors_[number].listening = descriptors_[number].listening || answer.ok();
        return answer;
    });
}

RunningCall Program::accept(const Call& call)
{
    const Descriptor listener = *find(*numberOf(call.arguments[0]));
    const auto number = numberOf(call.result);
    return {[this, listener, number]() -> std::optional<Answer> {
                auto answer = answerOrWait(stage_.sockets().accept(stage_.call(), listener.socket), listener.nonBlocking);
                if (answer && answer->ok() && number && *number >= 0) {
                    descriptors_[*number] = {SocketId(static_cast<std::uint32_t>(answer->value)), false, false, false};
                    answer->value = *number;
                }
                return answer;
            },
            {}};
}

RunningCall Program::connect(const Call& call)
{
    const Descriptor descriptor = *find(*numberOf(call.arguments[0]));
    if (isUnspecifiedFamily(call.arguments[1]))
        return unsupported(std::string("connect(AF_UNSPEC)"));
    const Endpoint remote{config_.remote, portIn(call.arguments[1]).value_or(config_.connectPort)};
    return {[this, descriptor, remote] {
                return answerOrWait(stage_.sockets().connect(stage_.call(), descriptor.socket, remote), descriptor.nonBlocking);
            },
            {}};
}

RunningCall Program::close(const Call& call)
{
    const std::int64_t number = *numberOf(call.arguments[0]);
    return once([this, number] {
        const Descriptor descriptor = descriptors_[number];
        descriptors_.erase(number);
        epolls_.erase(number);
        for (auto& [epoll, watches] : epolls_)
            watches.remove(number);
        return descriptor.isEpoll ? Answer{} : answerOf(stage_.sockets().close(stage_.call(), descriptor.socket));
    });
}

RunningCall Program::shutdown(const Call& call)
{
    const SocketId socket = find(*numberOf(call.arguments[0]))->socket;
    const auto how = numberOf(call.arguments[1]);
    if (!how || *how < 0 || *how > 2)
        return unsupported("shutdown(" + wordOf(call.arguments[1]) + ")");
    constexpr std::array<ShutdownHow, 3> kHows{ShutdownHow::Receive, ShutdownHow::Send, ShutdownHow::Both};
    return once([this, socket, how = kHows[static_cast<std::size_t>(*how)]] {
        return answerOf(stage_.sockets().shutdown(stage_.call(), socket, how));
    });
}

// --- sending

RunningCall Program::write(const Call& call)
{
    Sending sending;
    sending.descriptor = *find(*numberOf(call.arguments[0]));
    const auto length = call.name == "writev"
                            ? vectorLength(call.arguments[1]).value_or(0)
                            : static_cast<std::size_t>(std::max<std::int64_t>(numberOf(call.arguments[2]).value_or(0), 0));
    if (isNullPointer(call.arguments[1]) && length > 0)
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "a null pointer as buffer")));
    sending.length = length;
    return send(sending, 0);
}

RunningCall Program::sendTo(const Call& call)
{
    Sending sending;
    sending.descriptor = *find(*numberOf(call.arguments[0]));
    sending.length = static_cast<std::size_t>(std::max<std::int64_t>(numberOf(call.arguments[2]).value_or(0), 0));
    const auto flags = numberOf(call.arguments[3]);
    if (!flags)
        return unsupported(call.name + "(" + packetdrill::writeExpression(call.arguments[3]) + ")");
    if (isNullPointer(call.arguments[1]) && sending.length > 0)
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "a null pointer as buffer")));
    if (call.name == "sendto" && !isNullPointer(call.arguments[4])) {
        if (isUnspecifiedFamily(call.arguments[4]))
            return unsupported(std::string("sendto(AF_UNSPEC)"));
        sending.to = Endpoint{config_.remote, portIn(call.arguments[4]).value_or(config_.connectPort)};
    }
    return send(sending, *flags);
}

RunningCall Program::sendMessage(const Call& call)
{
    Sending sending;
    sending.descriptor = *find(*numberOf(call.arguments[0]));
    const Expression* vector = fieldOf(call.arguments[1], "msg_iov");
    const auto length = vector ? vectorLength(*vector) : std::nullopt;
    const auto flags = numberOf(call.arguments[2]);
    if (!length || !flags)
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "{0}() with this message"), std::string("sendmsg")));
    if (const Expression* control = fieldOf(call.arguments[1], "msg_control"); control && !control->parts.empty())
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "control messages")));
    sending.length = *length;
    if (*flags & flagBits("MSG_FASTOPEN"))
        sending.to = Endpoint{config_.remote, config_.connectPort};
    return send(sending, *flags);
}

RunningCall Program::send(Sending sending, std::int64_t messageFlags)
{
    if (const auto flag = unsupportedFlag(messageFlags))
        return unsupported(*flag);
    if (sending.length > kLargestBuffer)
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "a buffer of {0} octets"), sending.length));
    sending.flags.more = messageFlags & flagBits("MSG_MORE");
    sending.flags.endOfRecord = messageFlags & flagBits("MSG_EOR");
    sending.flags.outOfBand = messageFlags & flagBits("MSG_OOB");
    sending.flags.fastOpen = messageFlags & flagBits("MSG_FASTOPEN");
    sending.descriptor.nonBlocking = sending.descriptor.nonBlocking || (messageFlags & flagBits("MSG_DONTWAIT"));
    sending.flags.waits = !sending.descriptor.nonBlocking;
    return {[this, sending]() mutable { return trySend(sending); }, {}};
}

// A blocking call that opens the connection with its octets returns when the connection is open.
bool Program::isOpening(SocketId socket) const
{
    const auto look = stage_.engine().look(stage_.now(), socket);
    return look && look->state == TcpState::SynSent;
}

// A program that sleeps in write() is woken when there is room worth waking it for, not for every octet.
bool Program::mayGoOn(SocketId socket) const
{
    const Readiness ready = stage_.engine().readiness(socket);
    return ready.writable || ready.error || ready.hungUp;
}

// A blocking program waits until everything is taken; the other one takes what it gets.
std::optional<Answer> Program::trySend(Sending& sending)
{
    // Without the flag (FreeBSD) the octets are queued, and nobody waits for the handshake.
    const bool queuesOnly = sending.to && !sending.flags.fastOpen;
    if (sending.opened && sending.sent == sending.length && sending.length > 0 && !queuesOnly)
        return isOpening(sending.descriptor.socket) ? std::nullopt : std::optional(afterOpening(sending));
    if (sending.waits && !mayGoOn(sending.descriptor.socket))
        return std::nullopt;
    const std::uint32_t socket = sending.descriptor.socket.number();
    const Octets octets = pattern(written_[socket], sending.length - sending.sent);
    const CallResult result =
        (sending.flags.fastOpen || sending.to) && !sending.opened
            ? stage_.sockets().sendTo(stage_.call(), sending.descriptor.socket, sending.to.value_or(Endpoint{}), octets, sending.flags)
            : stage_.sockets().send(stage_.call(), sending.descriptor.socket, octets, sending.flags);
    if (result.ok()) {
        sending.sent += static_cast<std::size_t>(result.value);
        written_[socket] += static_cast<std::uint64_t>(result.value);
    }
    sending.opened = sending.opened || result.ok() || isWaiting(result.error);
    const bool everything = sending.sent == sending.length && result.ok();
    if (everything && !queuesOnly && !sending.descriptor.nonBlocking && isOpening(sending.descriptor.socket))
        return std::nullopt;
    if (everything || sending.descriptor.nonBlocking) {
        if (sending.sent == 0)
            return answerOf(result);
        return Answer{static_cast<std::int64_t>(sending.sent), {}, {}, {}};
    }
    sending.waits = isWaiting(result.error);
    if (result.ok()) {
        sending.opens = isOpening(sending.descriptor.socket);
        return trySend(sending);
    }
    if (sending.waits)
        return std::nullopt;
    // What a SYN took along counts for nothing when the connection does not come about.
    return sending.sent > 0 && !sending.opens ? Answer{static_cast<std::int64_t>(sending.sent), {}, {}, {}} : answerOf(result);
}

Answer Program::afterOpening(const Sending& sending)
{
    const CallResult error = stage_.sockets().getOption(stage_.call(), sending.descriptor.socket, SocketOption::Error);
    if (error.ok() && error.value != 0)
        return {-1, std::string(name(static_cast<Errno>(error.value))), {}, {}};
    return {static_cast<std::int64_t>(sending.sent), {}, {}, {}};
}

// --- receiving

RunningCall Program::read(const Call& call)
{
    const Descriptor& descriptor = *find(*numberOf(call.arguments[0]));
    const auto length = call.name == "readv" ? vectorLength(call.arguments[1]).value_or(0)
                                             : static_cast<std::size_t>(std::max<std::int64_t>(numberOf(call.arguments[2]).value_or(0), 0));
    const bool hasFlags = call.name == "recv" || call.name == "recvfrom";
    const auto flags = hasFlags ? numberOf(call.arguments[3]) : 0;
    if (!flags)
        return unsupported(call.name + "(" + packetdrill::writeExpression(call.arguments[3]) + ")");
    if (isNullPointer(call.arguments[1]) && length > 0)
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "a null pointer as buffer")));
    return receive(descriptor, length, *flags);
}

RunningCall Program::receiveMessage(const Call& call)
{
    const Descriptor& descriptor = *find(*numberOf(call.arguments[0]));
    const Expression* vector = fieldOf(call.arguments[1], "msg_iov");
    const Expression* control = fieldOf(call.arguments[1], "msg_control");
    const auto length = vector ? vectorLength(*vector) : std::nullopt;
    const auto flags = numberOf(call.arguments[2]);
    if (!length || !flags)
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "{0}() with this message"), std::string("recvmsg")));
    if (const auto flag = unsupportedFlag(*flags))
        return unsupported(*flag);
    if (control && !control->parts.empty())
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "control messages")));
    return receive(descriptor, *length, *flags);
}

RunningCall Program::receive(const Descriptor& descriptor, std::size_t length, std::int64_t messageFlags)
{
    if (const auto flag = unsupportedFlag(messageFlags))
        return unsupported(*flag);
    if (length > kLargestBuffer)
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "a buffer of {0} octets"), length));
    ReceiveFlags flags;
    flags.peek = messageFlags & flagBits("MSG_PEEK");
    flags.outOfBand = messageFlags & flagBits("MSG_OOB");
    const bool nonBlocking = descriptor.nonBlocking || (messageFlags & flagBits("MSG_DONTWAIT"));
    return {[this, socket = descriptor.socket, length, flags, nonBlocking]() -> std::optional<Answer> {
                Octets room(length);
                const CallResult result = stage_.sockets().receive(stage_.call(), socket, room, flags);
                auto answer = answerOrWait(result, nonBlocking);
                if (!answer || !answer->ok() || flags.outOfBand)
                    return answer;
                std::uint64_t& position = read_[socket.number()];
                const OctetView given(room.data(), static_cast<std::size_t>(result.value));
                if (verify_ && !isPattern(position, given))
                    answer->wrong = {
                        QT_TRANSLATE_NOOP("Sentence", "the octets that were read are not those from {0} on that the peer sent"), position};
                if (!flags.peek)
                    position += given.size();
                return answer;
            },
            {}};
}

// --- options

RunningCall Program::setOption(const Call& call)
{
    const SocketId socket = find(*numberOf(call.arguments[0]))->socket;
    const std::string optionName = wordOf(call.arguments[2]);
    const Expression& value = call.arguments[3];
    if (optionName == "TCP_CONGESTION" && value.kind == Expression::Kind::Text)
        return once([this, socket, plugin = "cc_" + value.text] {
            return answerOf(stage_.sockets().setCongestionControl(stage_.call(), socket, plugin));
        });
    const auto option = socketOption(wordOf(call.arguments[1]), optionName);
    if (!option)
        return unsupported(optionName);
    auto number = innerNumber(value);
    if (*option == SocketOption::LingerSeconds && value.kind == Expression::Kind::Structure) {
        const Expression* on = fieldOf(value, "onoff") ? fieldOf(value, "onoff") : fieldOf(value, "l_onoff");
        const Expression* seconds = fieldOf(value, "linger") ? fieldOf(value, "linger") : fieldOf(value, "l_linger");
        number = on && numberOf(*on).value_or(0) != 0 && seconds ? numberOf(*seconds) : -1;
    }
    if (!number)
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "{0} with this value"), optionName));
    return once([this, socket, option = *option, number = *number] {
        return answerOf(stage_.sockets().setOption(stage_.call(), socket, option, number));
    });
}

RunningCall Program::getOption(const Call& call)
{
    const SocketId socket = find(*numberOf(call.arguments[0]))->socket;
    const std::string optionName = wordOf(call.arguments[2]);
    const auto option = socketOption(wordOf(call.arguments[1]), optionName);
    if (!option)
        return unsupported(optionName);
    return once([this, socket, option = *option, expected = call.arguments[3]] {
        return judgeOption(stage_.sockets().getOption(stage_.call(), socket, option), expected, option);
    });
}

Answer Program::judgeOption(const CallResult& result, const Expression& expected, SocketOption option)
{
    Answer answer = answerOf(result);
    if (!answer.ok())
        return answer;
    // The engine tells a pending error by its own number.
    const std::int64_t value = option == SocketOption::Error ? errnoNumber(static_cast<Errno>(result.value)) : result.value;
    answer.value = 0;
    if (expected.isAny())
        return answer;
    const auto wanted = innerNumber(expected);
    if (!wanted)
        return {0, {}, {}, "getsockopt() with this value"};
    if (*wanted != value)
        answer.wrong = {QT_TRANSLATE_NOOP("Sentence", "the option is {0}, not {1}"), value, *wanted};
    return answer;
}

RunningCall Program::fcntl(const Call& call)
{
    const std::int64_t number = *numberOf(call.arguments[0]);
    const std::string command = wordOf(call.arguments[1]);
    const std::int64_t nonBlock = flagBits("O_NONBLOCK");
    if (command == "F_GETFL")
        return once([this, number, nonBlock] {
            return Answer{flagBits("O_RDWR") | (descriptors_[number].nonBlocking ? nonBlock : 0), {}, {}, {}};
        });
    const auto flags = call.arguments.size() > 2 ? numberOf(call.arguments[2]) : std::nullopt;
    if (command != "F_SETFL" || !flags)
        return unsupported("fcntl(" + command + ")");
    return once([this, number, nonBlocking = (*flags & nonBlock) != 0] {
        descriptors_[number].nonBlocking = nonBlocking;
        return Answer{};
    });
}

RunningCall Program::ioctl(const Call& call)
{
    const SocketId socket = find(*numberOf(call.arguments[0]))->socket;
    const std::string request = wordOf(call.arguments[1]);
    const auto wanted = call.arguments.size() > 2 ? innerNumber(call.arguments[2]) : std::nullopt;
    const bool asksForQueue = request.ends_with("Q") || request == "FIONREAD" || request == "SIOCOUTQNSD";
    if (!symbol(request) || !asksForQueue)
        return unsupported("ioctl(" + request + ")");
    return once([this, socket, request, wanted] {
        const auto look = stage_.engine().look(stage_.now(), socket);
        std::int64_t value = 0;
        if (look && (request == "SIOCINQ" || request == "FIONREAD"))
            value = look->variables.rcvQueued;
        else if (look)
            value = request == "SIOCOUTQNSD" ? look->notSent : look->variables.sndQueued;
        Answer answer;
        if (wanted && *wanted != value)
            answer.wrong = {QT_TRANSLATE_NOOP("Sentence", "{0} gives {1}, not {2}"), request, value, *wanted};
        return answer;
    });
}

// --- waiting for several at once

Readiness Program::readinessOf(std::int64_t number) const
{
    const Descriptor* descriptor = find(number);
    return descriptor ? stage_.engine().readiness(descriptor->socket) : Readiness{};
}

namespace {

std::optional<Instant> deadlineOf(Instant now, std::int64_t milliseconds)
{
    if (milliseconds < 0)
        return std::nullopt;
    return now + std::chrono::milliseconds(milliseconds);
}

std::string hex(std::uint32_t events) { return fmt::format("0x{:x}", events); }

}  // namespace

RunningCall Program::poll(const Call& call)
{
    struct Polled {
        std::int64_t number;
        std::uint32_t events;
        std::uint32_t expected;
    };
    std::vector<Polled> list;
    for (const Expression& entry : call.arguments[0].parts) {
        const Expression* number = fieldOf(entry, "fd");
        const Expression* events = fieldOf(entry, "events");
        const Expression* answer = fieldOf(entry, "revents");
        if (!number || !events || !answer || !numberOf(*number) || !numberOf(*events) || !numberOf(*answer))
            return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "poll() with these descriptors")));
        list.push_back(
            {*numberOf(*number), static_cast<std::uint32_t>(*numberOf(*events)), static_cast<std::uint32_t>(*numberOf(*answer))});
    }
    const auto deadline = deadlineOf(stage_.now(), numberOf(call.arguments[2]).value_or(-1));
    return {[this, list, deadline]() -> std::optional<Answer> {
                Answer answer;
                for (const Polled& polled : list) {
                    const std::uint32_t ready =
                        find(polled.number) ? reported(readinessOf(polled.number), polled.events) : poll_events::kInvalid;
                    answer.value += ready != 0 ? 1 : 0;
                    if (ready != polled.expected && answer.wrong.empty())
                        answer.wrong = {QT_TRANSLATE_NOOP("Sentence", "revents of {0} is {1}, not {2}"), polled.number, hex(ready),
                                        hex(polled.expected)};
                }
                if (answer.value == 0 && !(deadline && stage_.now() >= *deadline))
                    return std::nullopt;
                return answer;
            },
            deadline};
}

RunningCall Program::epollCreate(const Call& call)
{
    const auto number = numberOf(call.result);
    return once([this, number] {
        if (!number || *number < 0)
            return Answer{};
        descriptors_[*number] = {{}, false, false, true};
        epolls_[*number];
        return Answer{*number, {}, {}, {}};
    });
}

RunningCall Program::epollControl(const Call& call)
{
    const std::int64_t epoll = *numberOf(call.arguments[0]);
    const std::string operation = wordOf(call.arguments[1]);
    const std::int64_t number = numberOf(call.arguments[2]).value_or(-1);
    const Expression* events = fieldOf(call.arguments[3], "events");
    const auto bits = events ? numberOf(*events) : std::nullopt;
    if (!find(number))
        return refused("EBADF");
    if (operation != "EPOLL_CTL_DEL" && !bits)
        return unsupported(Sentence(QT_TRANSLATE_NOOP("Sentence", "epoll_ctl() with this event")));
    return once([this, epoll, operation, number, bits] {
        if (operation == "EPOLL_CTL_DEL")
            epolls_[epoll].remove(number);
        else
            epolls_[epoll].add(number, static_cast<std::uint32_t>(*bits));
        return Answer{};
    });
}

// One event is compared; more of them never stand in one call of the scripts that are known.
RunningCall Program::epollWait(const Call& call)
{
    const std::int64_t epoll = *numberOf(call.arguments[0]);
    const Expression* events = fieldOf(call.arguments[1], "events");
    const auto wanted = events ? numberOf(*events) : std::nullopt;
    const auto deadline = deadlineOf(stage_.now(), numberOf(call.arguments[3]).value_or(-1));
    return {[this, epoll, wanted, deadline]() -> std::optional<Answer> {
                Answer answer;
                for (const auto& [number, ready] : epolls_[epoll].take([this](std::int64_t each) { return readinessOf(each); })) {
                    ++answer.value;
                    if (wanted && *wanted != ready && answer.wrong.empty())
                        answer.wrong = {QT_TRANSLATE_NOOP("Sentence", "the events of {0} are {1}, not {2}"), number, hex(ready),
                                        hex(static_cast<std::uint32_t>(*wanted))};
                }
                if (answer.value == 0 && !(deadline && stage_.now() >= *deadline))
                    return std::nullopt;
                return answer;
            },
            deadline};
}

}  // namespace tcplab::script_run
