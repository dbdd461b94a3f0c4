// The client. Each of the requests that may be outstanding is made by somebody who asks, waits, thinks, and asks again.
#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "app_request_response/request.h"
#include "base/pattern.h"
#include "plugin/source_text.h"

namespace tcplab::app_request_response {
namespace {

constexpr std::size_t kBufferOctets = 65536;

constexpr std::string_view kKept = R"(#include <arpa/inet.h>
#include <pthread.h>
#include <stdint.h>
#include <time.h>

struct timespec think = $think;

void *ask(void *connection)
{
    int s = *(int *)connection;
    static char request[$requestSize];

    ((uint32_t *)request)[0] = htonl($requestSize);
    ((uint32_t *)request)[1] = htonl($responseSize);
    send(s, request, sizeof request, 0);
    return NULL;
}

int main(void)
{
    pthread_t thread;
    char buffer[65536];
    int64_t asked, received = 0;

    nanosleep($at, NULL);
    int s = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(s, $to, LENGTH) < 0)
        return 1;
    for (asked = 0; asked < $first; ++asked)
        ask(&s);
    while (received < $countLL * $responseSize) {
        ssize_t n = recv(s, buffer, sizeof buffer, 0);
        if (n <= 0)
            return 1;
        received += n;
        for (; asked < $count && asked < received / $responseSize + $outstanding; ++asked) {
            nanosleep(&think, NULL);
            pthread_create(&thread, NULL, ask, &s);
        }
    }
    close(s);
}
)";

constexpr std::string_view kEachAnew = R"(#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

struct timespec think = $think;
atomic_int left = $count;

void *ask(void *unused)
{
    static char request[$requestSize];
    char buffer[65536];

    ((uint32_t *)request)[0] = htonl($requestSize);
    ((uint32_t *)request)[1] = htonl($responseSize);
    while (left-- > 0) {
        int64_t received = 0;
        int s = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(s, $to, LENGTH) == 0) {
            send(s, request, sizeof request, 0);
            while (received < $responseSize) {
                ssize_t n = recv(s, buffer, sizeof buffer, 0);
                if (n <= 0)
                    break;
                received += n;
            }
        }
        close(s);
        nanosleep(&think, NULL);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[$outstanding];

    nanosleep($at, NULL);
    for (int i = 0; i < $outstanding; ++i)
        pthread_create(&threads[i], NULL, ask, NULL);
    for (int i = 0; i < $outstanding; ++i)
        pthread_join(threads[i], NULL);
}
)";

class Client : public App {
public:
    explicit Client(const AppSetup& setup)
        : face_(setup.sockets), log_(setup.log), to_(resolve(setup.names, setup.parameters.text("to")).value_or(Endpoint{})),
          count_(setup.parameters.count("count")), requestOctets_(static_cast<std::uint64_t>(setup.parameters.size("requestSize"))),
          responseOctets_(static_cast<std::uint64_t>(setup.parameters.size("responseSize"))),
          thinkTime_(setup.parameters.duration("thinkTime")), kept_(setup.parameters.text("connection") == "kept"),
          source_(sourceOf(setup.parameters)), buffer_(kBufferOctets)
    {
        const std::int64_t askers = std::min(setup.parameters.count("outstanding"), count_);
        for (std::int64_t i = 0; i < askers; ++i)
            thinking_.push_back(kStart + setup.parameters.duration("at"));
        channels_.resize(kept_ ? 1 : static_cast<std::size_t>(askers));
    }

    void start(Instant now) override { timeHasCome(now); }

    void timeHasCome(Instant now) override
    {
        while (nextWake() <= now) {
            thinking_.pop_front();
            ask({now, {}});
        }
    }

    void notice(Instant now, const Notice& notice) override
    {
        for (std::size_t i = 0; i < channels_.size(); ++i)
            if (channels_[i].socket.valid() && channels_[i].socket == notice.socket)
                return goOn({now, notice.cause}, i);
    }

    Instant nextWake() const override { return thinking_.empty() || asked_ == count_ ? kNever : thinking_.front(); }
    bool finished() const override { return answered_ == count_ || broken_; }
    std::string source() const override { return source_; }

private:
    struct Request {
        std::int64_t number = 0;  // from 1
        Instant asked{};
        std::uint64_t toSend = 0, toReceive = 0;  // octets
    };
    // A connection and the requests on it, in their order.
    struct Channel {
        SocketId socket;
        bool connected = false;
        std::deque<Request> requests;
    };

    static std::string sourceOf(const Parameters& parameters)
    {
        const std::string& to = parameters.text("to");
        const std::int64_t count = parameters.count("count"), outstanding = parameters.count("outstanding");
        const std::string think = timeInC(parameters.duration("thinkTime"));
        return wholeSource(parameters.text("connection") == "kept" ? kKept : kEachAnew,
                           {{"to", addressInC(to)},
                            {"at", timeInC(parameters.duration("at"))},
                            {"think", think.substr(think.find('{'))},
                            {"count", fmt::format("{}", count)},
                            {"countLL", fmt::format("{}LL", count)},
                            {"outstanding", fmt::format("{}", outstanding)},
                            {"first", fmt::format("{}", std::min(count, outstanding))},
                            {"requestSize", fmt::format("{}", parameters.size("requestSize"))},
                            {"responseSize", fmt::format("{}", parameters.size("responseSize"))}},
                           to.find('[') == 0);
    }

    void ask(CallContext context)
    {
        // Over connections of their own each asker has one, and those who think have none open.
        const auto free =
            std::find_if(channels_.begin(), channels_.end(), [this](const Channel& channel) { return kept_ || !channel.socket.valid(); });
        TCPLAB_ASSURE(free != channels_.end());
        free->requests.push_back({++asked_, context.now, requestOctets_, responseOctets_});
        if (!free->socket.valid()) {
            const CallResult made = face_.socket(context, SocketType::Stream);
            if (!made.ok())
                return fail(context, *free);
            free->socket = made.socket();
        }
        goOn(context, static_cast<std::size_t>(free - channels_.begin()));
    }

    void goOn(CallContext context, std::size_t index)
    {
        Channel& channel = channels_[index];
        if (!channel.connected && !connect(context, channel))
            return;
        if (sendRequests(context, channel))
            receiveAnswers(context, channel);
    }

    bool connect(CallContext context, Channel& channel)
    {
        const CallResult result = face_.connect(context, channel.socket, to_);
        if (!result.ok() && !isWaiting(result.error))
            fail(context, channel);
        return channel.connected = result.ok();
    }

    // False when the connection is gone. What the stack does not take now goes later; meanwhile answers are read.
    bool sendRequests(CallContext context, Channel& channel)
    {
        for (Request& request : channel.requests)
            while (request.toSend > 0) {
                const CallResult sent = face_.send(context, channel.socket, restOf(request));
                if (isWaiting(sent.error))
                    return true;
                if (!sent.ok()) {
                    fail(context, channel);
                    return false;
                }
                request.toSend -= static_cast<std::uint64_t>(sent.value);
            }
        return true;
    }

    OctetView restOf(const Request& request)
    {
        const std::uint64_t from = requestOctets_ - request.toSend;
        const std::span<std::uint8_t> room =
            std::span(buffer_).first(static_cast<std::size_t>(std::min<std::uint64_t>(request.toSend, buffer_.size())));
        fillPattern(from, room);
        std::uint8_t head[kHeadOctets];
        wire::put32(head, static_cast<std::uint32_t>(requestOctets_));
        wire::put32(head + 4, static_cast<std::uint32_t>(responseOctets_));
        for (std::uint64_t i = from; i < kHeadOctets; ++i)
            room[static_cast<std::size_t>(i - from)] = head[i];
        return room;
    }

    void receiveAnswers(CallContext context, Channel& channel)
    {
        while (!channel.requests.empty()) {
            const CallResult got = face_.receive(context, channel.socket, buffer_);
            if (isWaiting(got.error))
                return;
            if (!got.ok() || got.value == 0)
                return fail(context, channel);
            take(context, channel, static_cast<std::uint64_t>(got.value));
        }
        if (!kept_ || answered_ == count_)
            close(context, channel);
    }

    void take(CallContext context, Channel& channel, std::uint64_t octets)
    {
        while (octets > 0 && !channel.requests.empty()) {
            Request& first = channel.requests.front();
            const std::uint64_t taken = std::min(octets, first.toReceive);
            octets -= taken;
            first.toReceive -= taken;
            if (first.toReceive > 0)
                return;
            const std::int64_t microseconds = nanoseconds(context.now - first.asked) / 1000;
            log_.note(context, Rule::AppAnswered, fmt::format("#{} {}.{:03} ms", first.number, microseconds / 1000, microseconds % 1000));
            ++answered_;
            thinking_.push_back(context.now + thinkTime_);
            channel.requests.pop_front();
        }
    }

    void close(CallContext context, Channel& channel)
    {
        if (channel.socket.valid())
            face_.close(context, channel.socket);
        channel = {};
    }

    // What waits on the connection gets no answer, and nobody asks in its place.
    void fail(CallContext context, Channel& channel)
    {
        broken_ = true;
        asked_ = count_;
        close(context, channel);
    }

    SocketFace& face_;
    ProgramLog& log_;
    const Endpoint to_;
    const std::int64_t count_;
    const std::uint64_t requestOctets_, responseOctets_;
    const Duration thinkTime_;
    const bool kept_;
    const std::string source_;
    Octets buffer_;
    std::vector<Channel> channels_;
    std::deque<Instant> thinking_;  // when each asker who waits for no answer asks again, the earliest first
    std::int64_t asked_ = 0, answered_ = 0;
    bool broken_ = false;
};

}  // namespace

std::unique_ptr<App> makeClient(const AppSetup& setup) { return std::make_unique<Client>(setup); }

}  // namespace tcplab::app_request_response
