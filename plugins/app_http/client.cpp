#include "app_http/client.h"

#include <algorithm>

#include <fmt/format.h>

#include "plugin/source_text.h"

namespace tcplab::app_http {
namespace {

// "server:80/bytes/1000"
struct Target {
    std::string host;
    std::string path;
};
Target targetOf(const std::string& text)
{
    const std::size_t slash = std::min(text.find('/'), text.size());
    return {text.substr(0, slash), slash < text.size() ? text.substr(slash) : "/"};
}

std::string requestFor(const Target& target, bool keepAlive)
{
    return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: tcplab\r\nConnection: {}\r\n\r\n", target.path, target.host,
                       keepAlive ? "keep-alive" : "close");
}

Errand errandOf(const AppSetup& setup)
{
    const Parameters& given = setup.parameters;
    const Target target = targetOf(given.text("get"));
    Errand errand;
    errand.request = requestFor(target, given.boolean("keepAlive"));
    errand.server = resolve(setup.names, target.host).value_or(Endpoint{});
    errand.keepAlive = given.boolean("keepAlive");
    errand.expectPattern = given.boolean("expectPattern");
    errand.pipeline = given.count("pipeline");
    errand.left = given.count("count");
    return errand;
}

constexpr std::string_view kSource = R"(#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

int responses_in(const char *octets, ssize_t n);

const char request[] = $request;
atomic_long left = $count;

void *fetch(void *unused)
{
    char buffer[65536];
    ssize_t n;
$body    return unused;
}

int main(void)
{
    pthread_t threads[$connections];

    nanosleep($at, NULL);
    for (int i = 0; i < $connections; ++i)
        pthread_create(&threads[i], NULL, fetch, NULL);
    for (int i = 0; i < $connections; ++i)
        pthread_join(threads[i], NULL);
}

int responses_in(const char *octets, ssize_t n)
{
    static _Thread_local char head[8193];
    static _Thread_local long length = 0, body = -1;
    int responses = 0;

    for (; n > 0; --n, ++octets) {
        if (body >= 0) {
            --body;
        } else if (length < 8192) {
            head[length++] = *octets;
            head[length] = '\0';
            if (strstr(head, "\r\n\r\n")) {
                body = atol(strstr(head, "Content-Length:") + 15);
                length = 0;
            }
        }
        if (body == 0) {
            ++responses;
            body = -1;
        }
    }
    return responses;
}
)";

constexpr std::string_view kKept = R"(
    int waiting = 0;
    int s = socket(AF_INET, SOCK_STREAM, 0);

    if (connect(s, $server, LENGTH) < 0)
        return NULL;
    while (left > 0 || waiting > 0) {
        for (; waiting < $pipeline && left-- > 0; ++waiting)
            send(s, request, sizeof request - 1, 0);
        if ((n = recv(s, buffer, sizeof buffer, 0)) <= 0)
            break;
        waiting -= responses_in(buffer, n);
    }
    close(s);
)";

constexpr std::string_view kEachAnew = R"(
    while (left-- > 0) {
        int s = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(s, $server, LENGTH) < 0)
            return NULL;
        send(s, request, sizeof request - 1, 0);
        while ((n = recv(s, buffer, sizeof buffer, 0)) > 0)
            if (responses_in(buffer, n) > 0)
                break;
        close(s);
    }
)";

std::string sourceOf(const Parameters& given, const std::string& request)
{
    const std::string host = targetOf(given.text("get")).host;
    std::string text(kSource);
    constexpr std::string_view kBody = "$body";
    text.replace(text.find(kBody), kBody.size(), given.boolean("keepAlive") ? kKept : kEachAnew);
    return wholeSource(text,
                       {{"request", quotedInC(request)},
                        {"server", addressInC(host)},
                        {"count", fmt::format("{}", given.count("count"))},
                        {"pipeline", fmt::format("{}", given.count("pipeline"))},
                        {"connections", fmt::format("{}", given.count("connections"))},
                        {"at", timeInC(given.duration("at"))}},
                       host.find('[') == 0);
}

}  // namespace

Client::Client(const AppSetup& setup)
    : begin_(kStart + setup.parameters.duration("at")), source_(sourceOf(setup.parameters, errandOf(setup).request)),
      errand_(errandOf(setup))
{
    const std::int64_t connections = std::min(setup.parameters.count("connections"), errand_.left);
    for (std::int64_t i = 0; i < connections; ++i)
        connections_.emplace_back(setup.sockets, errand_);
}

void Client::timeHasCome(Instant now)
{
    if (begun_ || now < begin_)
        return;
    begun_ = true;
    for (Fetching& connection : connections_) {
        connection.open({now, {}});
        connection.goOn({now, {}});
    }
}

void Client::notice(Instant now, const Notice& notice)
{
    for (Fetching& connection : connections_)
        if (connection.socket().valid() && connection.socket() == notice.socket)
            return connection.goOn({now, notice.cause});
}

bool Client::finished() const
{
    return begun_ &&
           std::none_of(connections_.begin(), connections_.end(), [](const Fetching& connection) { return connection.socket().valid(); });
}

}  // namespace tcplab::app_http
