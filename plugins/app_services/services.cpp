// Echo, discard and chargen: a listener, and on each connection one small thing done for ever. A connection stores
// at most one buffer: what cannot be sent on is not received, so the peer's window closes.
#include <algorithm>

#include "app_services/plugin.h"
#include "card.h"
#include "plugin/connection_server.h"

namespace tcplab::app_services {
namespace {

constexpr std::size_t kBufferOctets = 4096;

enum class Service : std::uint8_t { Echo, Discard, Chargen };

Service serviceOf(const Parameters& parameters)
{
    const std::string& name = parameters.text("service");
    if (name == "discard")
        return Service::Discard;
    return name == "chargen" ? Service::Chargen : Service::Echo;
}

std::uint16_t portOf(const Parameters& parameters)
{
    if (parameters.has("port"))
        return static_cast<std::uint16_t>(parameters.count("port"));
    switch (serviceOf(parameters)) {
    case Service::Echo: return 7;
    case Service::Discard: return 9;
    case Service::Chargen: return 19;
    }
    return 0;
}

// RFC 864 §Data Syntax: lines of 72 characters; each begins one further in the ring of the 95 printable ones.
std::uint8_t generatedCharacter(std::uint64_t position)
{
    constexpr std::uint64_t kCharacters = 72;
    constexpr std::uint64_t kLine = kCharacters + 2;
    constexpr std::uint64_t kRing = 95;
    const std::uint64_t column = position % kLine;
    if (column >= kCharacters)
        return column == kCharacters ? '\r' : '\n';
    return static_cast<std::uint8_t>(' ' + (position / kLine + column) % kRing);
}

constexpr std::string_view kEcho = R"(#include <pthread.h>
#include <stdint.h>

void *serve(void *connection)
{
    int c = (intptr_t)connection;
    char buffer[4096];
    ssize_t n;

    while ((n = recv(c, buffer, sizeof buffer, 0)) > 0)
        if (send(c, buffer, n, 0) < 0)
            break;
    close(c);
    return NULL;
}

$serve
)";

constexpr std::string_view kDiscard = R"(#include <pthread.h>
#include <stdint.h>

void *serve(void *connection)
{
    int c = (intptr_t)connection;
    char buffer[4096];

    while (recv(c, buffer, sizeof buffer, 0) > 0)
        ;
    close(c);
    return NULL;
}

$serve
)";

constexpr std::string_view kChargen = R"(#include <pthread.h>
#include <stdint.h>

/* The next octets of lines of 72 characters without end. */
void fill(char *buffer, size_t size);

void *generate(void *connection)
{
    int c = (intptr_t)connection;
    char buffer[4096];

    do
        fill(buffer, sizeof buffer);
    while (send(c, buffer, sizeof buffer, 0) > 0);
    return NULL;
}

void *serve(void *connection)
{
    pthread_t generating;
    int c = (intptr_t)connection;
    char buffer[4096];

    pthread_create(&generating, NULL, generate, connection);
    while (recv(c, buffer, sizeof buffer, 0) > 0)
        ;
    close(c);
    return NULL;
}

$serve
)";

std::string_view textOf(Service service)
{
    switch (service) {
    case Service::Echo: return kEcho;
    case Service::Discard: return kDiscard;
    case Service::Chargen: return kChargen;
    }
    return {};
}

struct Connection {
    Octets toSend;               // echo: received and not yet sent back
    std::uint64_t position = 0;  // chargen: in the endless stream
};

class Services : public ConnectionServer<Connection> {
public:
    explicit Services(const AppSetup& setup)
        : ConnectionServer(setup.sockets, portOf(setup.parameters)), service_(serviceOf(setup.parameters))
    {}

    std::string source() const override { return sourceOf(textOf(service_)); }

private:
    bool serve(CallContext context, SocketId socket, Connection& connection) override
    {
        return isWaiting(serviceOn(context, socket, connection));
    }

    // An answer that is not waiting is the connection's end: None when it was the peer's.
    Errno serviceOn(CallContext context, SocketId socket, Connection& connection)
    {
        switch (service_) {
        case Service::Echo: return echo(context, socket, connection.toSend);
        case Service::Discard: return discard(context, socket);
        case Service::Chargen: return generate(context, socket, connection.position);
        }
        return Errno::None;
    }

    Errno echo(CallContext context, SocketId socket, Octets& toSend)
    {
        for (;;) {
            while (!toSend.empty()) {
                const CallResult sent = face_.send(context, socket, toSend);
                if (!sent.ok())
                    return sent.error;
                toSend.erase(toSend.begin(), toSend.begin() + sent.value);
            }
            toSend.resize(kBufferOctets);
            const CallResult received = face_.receive(context, socket, toSend);
            toSend.resize(received.ok() ? static_cast<std::size_t>(received.value) : 0);
            if (!received.ok() || received.value == 0)
                return received.error;
        }
    }

    Errno discard(CallContext context, SocketId socket)
    {
        std::uint8_t room[kBufferOctets];
        for (;;) {
            const CallResult received = face_.receive(context, socket, room);
            if (!received.ok() || received.value == 0)
                return received.error;
        }
    }

    // What the peer says is thrown away, until it has had enough and closes (RFC 864).
    Errno generate(CallContext context, SocketId socket, std::uint64_t& position)
    {
        if (const Errno error = discard(context, socket); !isWaiting(error))
            return error;
        for (;;) {
            std::uint8_t lines[kBufferOctets];
            for (std::size_t i = 0; i < kBufferOctets; ++i)
                lines[i] = generatedCharacter(position + i);
            const CallResult sent = face_.send(context, socket, lines);
            if (!sent.ok())
                return sent.error;
            position += static_cast<std::uint64_t>(sent.value);
        }
    }

    const Service service_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) { return std::make_unique<Services>(setup); }));
}

}  // namespace tcplab::app_services
