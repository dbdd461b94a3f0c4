#include "app_http/server.h"

#include <algorithm>

#include "plugin/server_socket.h"
#include "plugin/source_text.h"

namespace tcplab::app_http {
namespace {

constexpr std::size_t kBufferOctets = 16384;
constexpr std::size_t kReceiveOctets = 4096;  // also what a client can make a connection store ahead
constexpr int kBacklog = 128;

constexpr std::string_view kSource = R"(#include <pthread.h>
#include <stdint.h>

/* What HTTP says of the octets; whether the connection is kept. */
int understand(const char *request, ssize_t n);
/* The next piece of the answer; 0 behind its end. */
ssize_t piece(char *answer, size_t size);

void *serve(void *connection)
{
    int c = (intptr_t)connection, kept = 1;
    char request[4096], answer[16384], rest[4096];
    ssize_t n;

    while (kept) {
        if ((n = recv(c, request, sizeof request, 0)) <= 0)
            goto end;
        kept = understand(request, n);
        while ((n = piece(answer, sizeof answer)) > 0)
            if (send(c, answer, n, 0) < 0)
                goto end;
    }
    shutdown(c, SHUT_WR);
    while (recv(c, rest, sizeof rest, 0) > 0)
        ;
end:
    close(c);
    return NULL;
}

$serve
)";

}  // namespace

Server::Server(const AppSetup& setup)
    : face_(setup.sockets), port_(static_cast<std::uint16_t>(setup.parameters.count("port"))),
      idleTimeout_(setup.parameters.duration("idleTimeout")), drainLine_(lineOf(Server::source(), "recv(c, rest")), buffer_(kBufferOctets)
{}

void Server::start(Instant now)
{
    const CallContext context{now, {}};
    listener_ = openListener(face_, context, port_, kBacklog);
    if (listener_.valid())
        accept(context);
}

void Server::notice(Instant now, const Notice& notice)
{
    const CallContext context{now, notice.cause};
    if (notice.socket == listener_ && listener_.valid()) {
        accept(context);
        return;
    }
    const auto found = connections_.find(notice.socket);
    if (found != connections_.end())
        goOn(context, found->second);
}

void Server::accept(CallContext context)
{
    for (;;) {
        const CallResult accepted = face_.accept(context, listener_);
        if (!accepted.ok())
            return;
        Connection& connection = connections_[accepted.socket()];
        connection.socket = accepted.socket();
        connection.moved = context.now;
        schedule(connection);
        goOn(context, connection);
    }
}

void Server::goOn(CallContext context, Connection& connection)
{
    Step next = Step::GoOn;
    while (next == Step::GoOn)
        next = step(context, connection);
    if (next == Step::Close)
        close(context, connection);
}

Server::Step Server::step(CallContext context, Connection& connection)
{
    if (connection.draining)
        return drain(context, connection);
    return connection.answer ? sendAnswer(context, connection) : readRequest(context, connection);
}

Server::Step Server::readRequest(CallContext context, Connection& connection)
{
    if (connection.unread.empty()) {
        const CallResult received = receive(context, connection);
        if (isWaiting(received.error))
            return Step::Wait;
        if (!received.ok() || received.value == 0)
            return Step::Close;
        connection.unread.assign(buffer_.begin(), buffer_.begin() + received.value);
    }
    const std::size_t taken = connection.head.take(connection.unread);
    connection.unread.erase(connection.unread.begin(), connection.unread.begin() + static_cast<std::ptrdiff_t>(taken));
    if (connection.head.tooLarge()) {
        answerWith(connection, Answer::refusal(431));
    } else if (connection.head.complete()) {
        const auto request = parseRequest(connection.head.text());
        answerWith(connection, request ? Answer::to(*request) : Answer::refusal(request.error()));
    }
    return Step::GoOn;
}

void Server::answerWith(Connection& connection, Answer answer)
{
    connection.head = {};
    connection.answer = std::move(answer);
    connection.answered = 0;
}

Server::Step Server::sendAnswer(CallContext context, Connection& connection)
{
    const Answer& answer = *connection.answer;
    if (connection.answered == answer.octets()) {
        connection.draining = !answer.keepAlive();
        connection.answer.reset();
        // Only our direction is closed: octets of the client that come later must not turn the answer, perhaps
        // still on its way, into a reset (RFC 9112 §9.6).
        if (connection.draining)
            face_.shutdown(context, connection.socket, ShutdownHow::Send);
        return Step::GoOn;
    }
    const std::size_t length = static_cast<std::size_t>(std::min<std::uint64_t>(answer.octets() - connection.answered, buffer_.size()));
    const std::span<std::uint8_t> room = std::span(buffer_).first(length);
    answer.read(connection.answered, room);
    const CallResult sent = face_.send(context, connection.socket, room);
    if (isWaiting(sent.error))
        return Step::Wait;
    if (!sent.ok())
        return Step::Close;
    connection.answered += static_cast<std::uint64_t>(sent.value);
    connection.moved = context.now;
    return Step::GoOn;
}

Server::Step Server::drain(CallContext context, Connection& connection)
{
    context.line = drainLine_;
    const CallResult received = receive(context, connection);
    if (isWaiting(received.error))
        return Step::Wait;
    return received.ok() && received.value > 0 ? Step::GoOn : Step::Close;
}

CallResult Server::receive(CallContext context, Connection& connection)
{
    const CallResult received = face_.receive(context, connection.socket, std::span(buffer_).first(kReceiveOctets));
    // Somebody who only keeps on talking to a closed ear is not kept for that.
    if (received.ok() && !connection.draining)
        connection.moved = context.now;
    return received;
}

void Server::close(CallContext context, const Connection& connection)
{
    const SocketId socket = connection.socket;
    face_.close(context, socket);
    deadlines_.erase({connection.deadline, socket});
    connections_.erase(socket);
}

void Server::schedule(Connection& connection)
{
    connection.deadline = connection.moved + idleTimeout_;
    deadlines_.insert({connection.deadline, connection.socket});
}

// Moving octets do not touch the table of deadlines: a deadline that comes too early is set anew.
void Server::timeHasCome(Instant now)
{
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
        Connection& connection = connections_.at(deadlines_.begin()->second);
        deadlines_.erase(deadlines_.begin());
        if (connection.moved + idleTimeout_ > now)
            schedule(connection);
        else
            close({now, {}}, connection);
    }
}

std::string Server::source() const { return wholeSource(kSource, {{"any", anyAddressInC(port_)}, {"backlog", std::to_string(kBacklog)}}); }

Instant Server::nextWake() const { return deadlines_.empty() ? kNever : deadlines_.begin()->first; }

}  // namespace tcplab::app_http
