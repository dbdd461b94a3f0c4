// A server that reads to the end and closes when the client does, except for what it forgets.
#include <set>

#include "app_faulty_server/plugin.h"
#include "card.h"
#include "plugin/app.h"
#include "plugin/server_socket.h"
#include "plugin/source_text.h"

namespace tcplab::app_faulty_server {
namespace {

enum class Fault : std::uint8_t { None, ListenerNotWatched, AcceptNotCalled, SocketNotWatched, CloseNotCalled };

Fault faultNamed(const std::string& name)
{
    if (name == "listenerNotWatched")
        return Fault::ListenerNotWatched;
    if (name == "acceptNotCalled")
        return Fault::AcceptNotCalled;
    if (name == "socketNotWatched")
        return Fault::SocketNotWatched;
    return name == "closeNotCalled" ? Fault::CloseNotCalled : Fault::None;
}

constexpr std::string_view kServe = R"(#include <pthread.h>
#include <stdint.h>

void *serve(void *connection)
{
    int c = (intptr_t)connection;
    char buffer[4096];

    while (recv(c, buffer, sizeof buffer, 0) > 0)
        ;
$close    return NULL;
}

$serve
)";

constexpr std::string_view kListenerNotWatched = R"(
int main(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);

    bind(s, $any, LENGTH);
    listen(s, $backlog);
    pause();
}
)";

constexpr std::string_view kAcceptNotCalled = R"(
int main(void)
{
    char buffer[4096];
    int s = socket(AF_INET, SOCK_STREAM, 0);

    bind(s, $any, LENGTH);
    listen(s, $backlog);
    int c = accept(s, NULL, NULL);
    while (recv(c, buffer, sizeof buffer, 0) > 0)
        ;
    close(c);
    pause();
}
)";

constexpr std::string_view kSocketNotWatched = R"(
int main(void)
{
    int s = socket(AF_INET, SOCK_STREAM, 0);

    bind(s, $any, LENGTH);
    listen(s, $backlog);
    for (;;)
        accept(s, NULL, NULL);
}
)";

std::string_view sourceOf(Fault fault)
{
    switch (fault) {
    case Fault::ListenerNotWatched: return kListenerNotWatched;
    case Fault::AcceptNotCalled: return kAcceptNotCalled;
    case Fault::SocketNotWatched: return kSocketNotWatched;
    case Fault::None:
    case Fault::CloseNotCalled: break;
    }
    return kServe;
}

class FaultyServer : public App {
public:
    explicit FaultyServer(const AppSetup& setup)
        : face_(setup.sockets), fault_(faultNamed(setup.parameters.text("fault"))),
          port_(static_cast<std::uint16_t>(setup.parameters.count("port"))), backlog_(static_cast<int>(setup.parameters.count("backlog")))
    {}

    void start(Instant now) override { door_ = openListener(face_, {now, {}}, port_, backlog_); }

    void notice(Instant now, const Notice& notice) override
    {
        const CallContext context{now, notice.cause};
        if (notice.socket == door_ && fault_ != Fault::ListenerNotWatched)
            acceptAll(context);
        else if (watched_.count(notice.socket) > 0)
            serve(context, notice.socket);
    }

    void timeHasCome(Instant) override {}
    Instant nextWake() const override { return kNever; }
    bool finished() const override { return !door_.valid(); }

    std::string source() const override
    {
        return wholeSource(sourceOf(fault_), {{"any", anyAddressInC(port_)},
                                              {"backlog", std::to_string(backlog_)},
                                              {"close", fault_ == Fault::CloseNotCalled ? "" : "    close(c);\n"}});
    }

private:
    void acceptAll(CallContext context)
    {
        while (!(fault_ == Fault::AcceptNotCalled && accepted_)) {
            const CallResult accepted = face_.accept(context, door_);
            if (!accepted.ok())
                return;
            accepted_ = true;
            if (fault_ == Fault::SocketNotWatched)
                continue;
            watched_.insert(accepted.socket());
            serve(context, accepted.socket());
        }
    }

    void serve(CallContext context, SocketId socket)
    {
        std::uint8_t room[4096];
        for (;;) {
            const CallResult got = face_.receive(context, socket, room);
            if (isWaiting(got.error))
                return;
            if (!got.ok() || got.value == 0)
                break;
        }
        watched_.erase(socket);
        if (fault_ != Fault::CloseNotCalled)
            face_.close(context, socket);
    }

    SocketFace& face_;
    const Fault fault_;
    const std::uint16_t port_;
    const int backlog_;
    SocketId door_;
    bool accepted_ = false;
    std::set<SocketId> watched_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) { return std::make_unique<FaultyServer>(setup); }));
}

}  // namespace tcplab::app_faulty_server
