// The server: the answers that it owes on a connection take turns, a frame each.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "app_streams/frames.h"
#include "app_streams/plugin.h"
#include "base/pattern.h"
#include "card.h"
#include "plugin/connection_server.h"

namespace tcplab::app_streams {
namespace {

constexpr std::size_t kBufferOctets = 16384;
constexpr std::size_t kStreamsMost = 1000;  // that are answered at the same time
constexpr std::uint64_t kOctetsMost = 1'000'000'000;

constexpr std::string_view kSource = R"(#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>

/* Notes which streams ask for how much. */
void understand(int c, const char *octets, ssize_t n);
/* A frame of the stream whose turn it is; waits while none asks. 0: the connection has ended. */
ssize_t next_frame(int c, char *frame, size_t size);

void *answer(void *connection)
{
    int c = (intptr_t)connection;
    char frame[9 + 16384];
    ssize_t n;

    while ((n = next_frame(c, frame, sizeof frame)) > 0)
        if (send(c, frame, n, 0) < 0)
            break;
    return NULL;
}

void *serve(void *connection)
{
    pthread_t answering;
    int c = (intptr_t)connection;
    char buffer[16384];
    ssize_t n;

    setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    pthread_create(&answering, NULL, answer, connection);
    while ((n = recv(c, buffer, sizeof buffer, 0)) > 0)
        understand(c, buffer, n);
    close(c);
    return NULL;
}

$serve
)";

// ":path: /bytes/1000": how many; nothing when it asks for something else.
std::optional<std::uint64_t> octetsAskedFor(OctetView head)
{
    constexpr std::string_view kPath = ":path: /bytes/";
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    if (text.substr(0, kPath.size()) != kPath || text.size() == kPath.size())
        return std::nullopt;
    std::uint64_t octets = 0;
    for (const char digit : text.substr(kPath.size())) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        octets = octets * 10 + static_cast<std::uint64_t>(digit - '0');
        if (octets > kOctetsMost)
            return std::nullopt;
    }
    return octets;
}

struct Answer {
    std::uint64_t position = 0, left = 0;  // octets
};

struct Connection {
    FrameReader reader;
    std::map<std::uint32_t, Answer> answers;  // by stream
    std::uint32_t turn = 0;                   // the stream that was served last
    Octets unsent;
};

class Server : public ConnectionServer<Connection> {
public:
    explicit Server(const AppSetup& setup)
        : ConnectionServer(setup.sockets, static_cast<std::uint16_t>(setup.parameters.count("port"))),
          frameOctets_(static_cast<std::uint64_t>(setup.parameters.size("frameSize"))), buffer_(kBufferOctets)
    {}

    std::string source() const override { return sourceOf(kSource); }

private:
    // The last frame of an answer must not wait for the ACK of those before it (Nagle).
    void prepare(CallContext context, SocketId socket) override { (void)face_.setOption(context, socket, SocketOption::NoDelay, 1); }

    bool serve(CallContext context, SocketId socket, Connection& connection) override
    {
        return hear(context, socket, connection) && say(context, socket, connection);
    }

    // These two are false when the connection is over.
    bool hear(CallContext context, SocketId socket, Connection& connection)
    {
        for (;;) {
            const CallResult got = face_.receive(context, socket, buffer_);
            if (isWaiting(got.error))
                return true;
            if (!got.ok() || got.value == 0)
                return false;
            connection.reader.take(OctetView(buffer_).first(static_cast<std::size_t>(got.value)));
            while (const auto frame = connection.reader.next())
                understand(connection, *frame);
            if (connection.reader.broken())
                return false;
        }
    }

    void understand(Connection& connection, const Frame& frame)
    {
        const bool isNew = frame.type == Frame::Type::Headers && connection.answers.size() < kStreamsMost;
        if (!isNew || connection.answers.contains(frame.stream))
            return;
        const auto octets = octetsAskedFor(frame.payload);
        constexpr std::uint8_t kAll = Frame::kEndHeaders | Frame::kEndStream;
        const std::uint8_t flags = octets.value_or(0) > 0 ? Frame::kEndHeaders : kAll;
        const std::string head = octets ? fmt::format(":status: 200\ncontent-length: {}", *octets) : ":status: 404";
        append(connection.unsent, Frame::Type::Headers, flags, frame.stream, head);
        if (octets.value_or(0) > 0)
            connection.answers[frame.stream] = {0, *octets};
    }

    bool say(CallContext context, SocketId socket, Connection& connection)
    {
        while (!connection.unsent.empty() || !connection.answers.empty()) {
            if (connection.unsent.empty())
                makeFrame(connection);
            const CallResult sent = face_.send(context, socket, connection.unsent);
            if (!sent.ok())
                return isWaiting(sent.error);
            connection.unsent.erase(connection.unsent.begin(), connection.unsent.begin() + static_cast<std::ptrdiff_t>(sent.value));
        }
        return true;
    }

    void makeFrame(Connection& connection)
    {
        auto next = connection.answers.upper_bound(connection.turn);
        if (next == connection.answers.end())
            next = connection.answers.begin();
        auto& [stream, answer] = *next;
        const Octets payload = pattern(answer.position, static_cast<std::size_t>(std::min(answer.left, frameOctets_)));
        answer.position += payload.size();
        answer.left -= payload.size();
        append(connection.unsent, {Frame::Type::Data, answer.left == 0 ? Frame::kEndStream : std::uint8_t{0}, stream, payload});
        connection.turn = stream;
        if (answer.left == 0)
            connection.answers.erase(next);
    }

    const std::uint64_t frameOctets_;
    Octets buffer_;
};

}  // namespace

std::unique_ptr<App> makeServer(const AppSetup& setup) { return std::make_unique<Server>(setup); }

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) {
                      return setup.parameters.text("role") == "client" ? makeClient(setup) : makeServer(setup);
                  }));
}

}  // namespace tcplab::app_streams
