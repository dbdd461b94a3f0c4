#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "app_streams/frames.h"
#include "plugin/source_text.h"

namespace tcplab::app_streams {
namespace {

constexpr std::size_t kBufferOctets = 65536;

constexpr std::string_view kSource = R"(#include <pthread.h>
#include <stdint.h>
#include <time.h>

/* HEADERS frames that ask for $size bytes on each of so many streams. */
size_t heads(char *frames, int streams);
/* How many streams have ended with the frames in these octets. */
int ended_streams(const char *octets, ssize_t n);

void *fetch(void *number)
{
    char frames[$streams * 64], buffer[65536];
    ssize_t n;
    int left = ($streams - 1 - (intptr_t)number) / $connections + 1;
    int s = socket(AF_INET, SOCK_STREAM, 0);

    if (connect(s, $to, LENGTH) < 0)
        return NULL;
    send(s, frames, heads(frames, left), 0);
    while (left > 0 && (n = recv(s, buffer, sizeof buffer, 0)) > 0)
        left -= ended_streams(buffer, n);
    close(s);
    return NULL;
}

int main(void)
{
    pthread_t threads[$connections];

    nanosleep($at, NULL);
    for (intptr_t i = 0; i < $connections; ++i)
        pthread_create(&threads[i], NULL, fetch, (void *)i);
    for (int i = 0; i < $connections; ++i)
        pthread_join(threads[i], NULL);
}
)";

class Client : public App {
public:
    explicit Client(const AppSetup& setup)
        : face_(setup.sockets), log_(setup.log), to_(resolve(setup.names, setup.parameters.text("to")).value_or(Endpoint{})),
          begin_(kStart + setup.parameters.duration("at")), head_(fmt::format(":path: /bytes/{}", setup.parameters.size("size"))),
          source_(sourceOf(setup.parameters)), buffer_(kBufferOctets)
    {
        const std::int64_t streams = setup.parameters.count("streams");
        connections_.resize(static_cast<std::size_t>(std::min(setup.parameters.count("connections"), streams)));
        for (std::int64_t i = 0; i < streams; ++i)
            ask(connections_[static_cast<std::size_t>(i) % connections_.size()], i + 1);
    }

    void start(Instant now) override { timeHasCome(now); }

    void timeHasCome(Instant now) override
    {
        if (begun_ || now < begin_)
            return;
        begun_ = true;
        for (Connection& connection : connections_)
            open({now, {}}, connection);
    }

    void notice(Instant now, const Notice& notice) override
    {
        for (Connection& connection : connections_)
            if (connection.socket.valid() && connection.socket == notice.socket)
                return goOn({now, notice.cause}, connection);
    }

    Instant nextWake() const override { return begun_ ? kNever : begin_; }
    bool finished() const override
    {
        return begun_ && std::none_of(connections_.begin(), connections_.end(),
                                      [](const Connection& connection) { return connection.socket.valid(); });
    }
    std::string source() const override { return source_; }

private:
    struct Stream {
        std::int64_t number = 0;   // of all, from 1
        std::uint64_t octets = 0;  // of the answer, so far
    };
    struct Connection {
        SocketId socket;
        bool connected = false;
        Octets unsent;  // the heads of all its streams, in one piece: one by one they would wait for each other (Nagle)
        std::map<std::uint32_t, Stream> open;
        FrameReader reader;
    };

    static std::string sourceOf(const Parameters& given)
    {
        const std::string& to = given.text("to");
        const std::int64_t streams = given.count("streams");
        return wholeSource(kSource,
                           {{"to", addressInC(to)},
                            {"at", timeInC(given.duration("at"))},
                            {"size", fmt::format("{}", given.size("size"))},
                            {"streams", fmt::format("{}", streams)},
                            {"connections", fmt::format("{}", std::min(given.count("connections"), streams))}},
                           to.find('[') == 0);
    }

    void ask(Connection& connection, std::int64_t number)
    {
        const auto stream = static_cast<std::uint32_t>(2 * connection.open.size() + 1);
        append(connection.unsent, Frame::Type::Headers, Frame::kEndHeaders | Frame::kEndStream, stream, head_);
        connection.open[stream] = {number};
    }

    void open(CallContext context, Connection& connection)
    {
        const CallResult made = face_.socket(context, SocketType::Stream);
        if (!made.ok())
            return;
        connection.socket = made.socket();
        goOn(context, connection);
    }

    void goOn(CallContext context, Connection& connection)
    {
        CallResult result{1, Errno::None};
        while (result.ok() && result.value > 0 && !connection.open.empty() && !connection.reader.broken())
            result = step(context, connection);
        if (isWaiting(result.error))
            return;
        face_.close(context, connection.socket);
        connection.socket = {};
    }

    CallResult step(CallContext context, Connection& connection)
    {
        if (!connection.connected)
            return connect(context, connection);
        return connection.unsent.empty() ? receive(context, connection) : send(context, connection);
    }

    CallResult connect(CallContext context, Connection& connection)
    {
        const CallResult result = face_.connect(context, connection.socket, to_);
        connection.connected = result.ok();
        return result.ok() ? CallResult{1, Errno::None} : result;
    }

    CallResult send(CallContext context, Connection& connection)
    {
        const CallResult sent = face_.send(context, connection.socket, connection.unsent);
        if (sent.ok())
            connection.unsent.erase(connection.unsent.begin(), connection.unsent.begin() + static_cast<std::ptrdiff_t>(sent.value));
        return sent;
    }

    CallResult receive(CallContext context, Connection& connection)
    {
        const CallResult got = face_.receive(context, connection.socket, buffer_);
        if (!got.ok())
            return got;
        connection.reader.take(OctetView(buffer_).first(static_cast<std::size_t>(got.value)));
        while (const auto frame = connection.reader.next())
            take(context, connection, *frame);
        return got;
    }

    void take(CallContext context, Connection& connection, const Frame& frame)
    {
        const auto found = connection.open.find(frame.stream);
        if (found == connection.open.end())
            return;
        Stream& stream = found->second;
        if (frame.type == Frame::Type::Data)
            stream.octets += frame.payload.size();
        if (!frame.endsStream())
            return;
        const std::int64_t microseconds = nanoseconds(context.now - begin_) / 1000;
        log_.note(context, Rule::AppStream,
                  fmt::format("#{} {} B {}.{:03} ms", stream.number, stream.octets, microseconds / 1000, microseconds % 1000));
        connection.open.erase(found);
    }

    SocketFace& face_;
    ProgramLog& log_;
    const Endpoint to_;
    const Instant begin_;
    const std::string head_;
    const std::string source_;
    Octets buffer_;
    std::vector<Connection> connections_;
    bool begun_ = false;
};

}  // namespace

std::unique_ptr<App> makeClient(const AppSetup& setup) { return std::make_unique<Client>(setup); }

}  // namespace tcplab::app_streams
