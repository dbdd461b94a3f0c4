#include <set>

#include "app_bulk/bulk.h"
#include "app_bulk/plugin.h"
#include "card.h"
#include "plugin/server_socket.h"
#include "plugin/source_text.h"

namespace tcplab::app_bulk {
namespace {

constexpr int kBacklog = 128;

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

class Sink : public App {
public:
    explicit Sink(const AppSetup& setup)
        : face_(setup.sockets), overTcp_(setup.parameters.text("transport") == "tcp"),
          port_(static_cast<std::uint16_t>(setup.parameters.count("port"))), buffer_(65536)
    {}

    void start(Instant now) override
    {
        const CallContext context{now, {}};
        door_ = overTcp_ ? openListener(face_, context, port_, kBacklog) : openDatagramSocket(face_, context, port_);
        if (door_.valid())
            knock(context);
    }

    void notice(Instant now, const Notice& notice) override
    {
        const CallContext context{now, notice.cause};
        if (door_.valid() && notice.socket == door_)
            knock(context);
        else if (connections_.contains(notice.socket))
            empty(context, notice.socket);
    }

    void timeHasCome(Instant) override {}
    Instant nextWake() const override { return kNever; }
    bool finished() const override { return !door_.valid(); }

    std::string source() const override
    {
        return wholeSource(overTcp_ ? kTcpSource : kUdpSource, {{"any", anyAddressInC(port_)}, {"backlog", std::to_string(kBacklog)}});
    }

private:
    void knock(CallContext context)
    {
        if (!overTcp_) {
            while (face_.receive(context, door_, buffer_).ok())
                continue;
            return;
        }
        for (;;) {
            const CallResult accepted = face_.accept(context, door_);
            if (!accepted.ok())
                return;
            connections_.insert(accepted.socket());
            empty(context, accepted.socket());
        }
    }

    void empty(CallContext context, SocketId socket)
    {
        for (;;) {
            const CallResult got = face_.receive(context, socket, buffer_);
            if (isWaiting(got.error))
                return;
            if (!got.ok() || got.value == 0)
                break;
        }
        connections_.erase(socket);
        face_.close(context, socket);
    }

    SocketFace& face_;
    const bool overTcp_;
    const std::uint16_t port_;
    Octets buffer_;
    SocketId door_;  // where connections, or datagrams, come in
    std::set<SocketId> connections_;
};

}  // namespace

std::unique_ptr<App> makeSink(const AppSetup& setup) { return std::make_unique<Sink>(setup); }

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) {
                      return setup.parameters.text("role") == "sink" ? makeSink(setup) : makeSender(setup);
                  }));
}

}  // namespace tcplab::app_bulk
