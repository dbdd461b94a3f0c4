#include <algorithm>

#include "app_request_response/plugin.h"
#include "app_request_response/request.h"
#include "base/pattern.h"
#include "card.h"
#include "plugin/connection_server.h"

namespace tcplab::app_request_response {
namespace {

constexpr std::size_t kBufferOctets = 65536;

constexpr std::string_view kSource = R"(#include <arpa/inet.h>
#include <pthread.h>
#include <stdint.h>

void *serve(void *connection)
{
    int c = (intptr_t)connection;
    char buffer[65536];
    uint32_t head[2], left;
    ssize_t n;

    while (recv(c, head, sizeof head, MSG_WAITALL) == sizeof head) {
        for (left = ntohl(head[0]) - sizeof head; left > 0; left -= n)
            if ((n = recv(c, buffer, left < sizeof buffer ? left : sizeof buffer, 0)) <= 0)
                goto end;
        for (left = ntohl(head[1]); left > 0; left -= n)
            if ((n = send(c, buffer, left < sizeof buffer ? left : sizeof buffer, 0)) < 0)
                goto end;
    }
end:
    close(c);
    return NULL;
}

$serve
)";

struct Connection {
    Octets head;                    // of the request that is coming in
    std::uint64_t requestLeft = 0;  // behind the head
    std::uint64_t answerLeft = 0;
    std::uint64_t sent = 0;  // in the whole stream
};

class Server : public ConnectionServer<Connection> {
public:
    explicit Server(const AppSetup& setup)
        : ConnectionServer(setup.sockets, static_cast<std::uint16_t>(setup.parameters.count("port"))), buffer_(kBufferOctets)
    {}

    std::string source() const override { return sourceOf(kSource); }

private:
    bool serve(CallContext context, SocketId socket, Connection& connection) override
    {
        CallResult result{1, Errno::None};
        while (result.ok() && result.value > 0)
            result = connection.answerLeft > 0 ? answer(context, socket, connection) : listen(context, socket, connection);
        return isWaiting(result.error);
    }

    CallResult answer(CallContext context, SocketId socket, Connection& connection)
    {
        const std::size_t length = static_cast<std::size_t>(std::min<std::uint64_t>(connection.answerLeft, buffer_.size()));
        const std::span<std::uint8_t> room = std::span(buffer_).first(length);
        fillPattern(connection.sent, room);
        const CallResult result = face_.send(context, socket, room);
        if (result.ok()) {
            connection.answerLeft -= static_cast<std::uint64_t>(result.value);
            connection.sent += static_cast<std::uint64_t>(result.value);
        }
        return result;
    }

    // Never further than the end of a request: what is behind it waits in the stack.
    CallResult listen(CallContext context, SocketId socket, Connection& connection)
    {
        const bool inHead = connection.requestLeft == 0;
        const std::uint64_t wanted = inHead ? kHeadOctets - connection.head.size() : connection.requestLeft;
        const std::span<std::uint8_t> room =
            std::span(buffer_).first(static_cast<std::size_t>(std::min<std::uint64_t>(wanted, buffer_.size())));
        context.line = inHead ? 0 : bodyLine_;
        const CallResult result = face_.receive(context, socket, room);
        if (!result.ok() || result.value == 0)
            return result;
        if (inHead)
            connection.head.insert(connection.head.end(), room.begin(), room.begin() + result.value);
        else
            connection.requestLeft -= static_cast<std::uint64_t>(result.value);
        if (inHead && connection.head.size() == kHeadOctets) {
            const std::uint32_t length = wire::get32(connection.head.data());
            if (length < kHeadOctets)
                return {};  // no request of ours: as if the peer had ended
            connection.requestLeft = length - kHeadOctets;
        }
        if (connection.head.size() == kHeadOctets && connection.requestLeft == 0) {
            connection.answerLeft = wire::get32(connection.head.data() + 4);
            connection.head.clear();
        }
        return result;
    }

    const std::uint16_t bodyLine_ = lineOf(Server::source(), "recv(c, buffer");
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

}  // namespace tcplab::app_request_response
