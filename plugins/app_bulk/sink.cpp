#include "app_bulk/bulk.h"
#include "app_bulk/plugin.h"
#include "card.h"
#include "plugin/connection_server.h"

namespace tcplab::app_bulk {
namespace {

constexpr std::string_view kTcpSource = R"(#include <pthread.h>
#include <stdint.h>

void *serve(void *connection)
{
    int c = (intptr_t)connection;
    char buffer[65536];

    while (recv(c, buffer, sizeof buffer, 0) > 0)
        ;
    close(c);
    return NULL;
}

$serve
)";

constexpr std::string_view kUdpSource = R"(
int main(void)
{
    char buffer[65536];
    int s = socket(AF_INET, SOCK_DGRAM, 0);

    bind(s, $any, LENGTH);
    for (;;)
        recv(s, buffer, sizeof buffer, 0);
}
)";

constexpr std::size_t kBufferOctets = 65536;

struct Nothing {};  // is kept of a connection

class TcpSink : public ConnectionServer<Nothing> {
public:
    TcpSink(SocketFace& face, std::uint16_t port) : ConnectionServer(face, port), buffer_(kBufferOctets) {}

    std::string source() const override { return sourceOf(kTcpSource); }

private:
    bool serve(CallContext context, SocketId socket, Nothing&) override
    {
        for (;;) {
            const CallResult got = face_.receive(context, socket, buffer_);
            if (!got.ok() || got.value == 0)
                return isWaiting(got.error);
        }
    }

    Octets buffer_;
};

class UdpSink : public App {
public:
    UdpSink(SocketFace& face, std::uint16_t port) : face_(face), port_(port), buffer_(kBufferOctets) {}

    void start(Instant now) override
    {
        const CallContext context{now, {}};
        socket_ = openDatagramSocket(face_, context, port_);
        if (socket_.valid())
            empty(context);
    }

    void notice(Instant now, const Notice& notice) override
    {
        if (socket_.valid() && notice.socket == socket_)
            empty({now, notice.cause});
    }

    void timeHasCome(Instant) override {}
    Instant nextWake() const override { return kNever; }
    bool finished() const override { return !socket_.valid(); }

    std::string source() const override { return wholeSource(kUdpSource, {{"any", anyAddressInC(port_)}}); }

private:
    void empty(CallContext context)
    {
        while (face_.receive(context, socket_, buffer_).ok())
            continue;
    }

    SocketFace& face_;
    const std::uint16_t port_;
    Octets buffer_;
    SocketId socket_;
};

}  // namespace

std::unique_ptr<App> makeSink(const AppSetup& setup)
{
    const auto port = static_cast<std::uint16_t>(setup.parameters.count("port"));
    if (setup.parameters.text("transport") == "tcp")
        return std::make_unique<TcpSink>(setup.sockets, port);
    return std::make_unique<UdpSink>(setup.sockets, port);
}

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) {
                      return setup.parameters.text("role") == "sink" ? makeSink(setup) : makeSender(setup);
                  }));
}

}  // namespace tcplab::app_bulk
