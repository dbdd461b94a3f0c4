// What runs on a host: a script of socket calls or a behaviour. It sees only the socket face and notices.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/random.h"
#include "plugin/card.h"
#include "plugin/sockets.h"

namespace tcplab {

// Host names of the lab.
using HostNames = std::map<std::string, IpAddress, std::less<>>;

struct AppSetup {
    Parameters parameters;
    RandomStream random;
    SocketFace& sockets;     // outlives the app; records every call in the Trace
    const HostNames& names;  // outlive the making of the app
};

class App {
public:
    virtual ~App() = default;

    virtual void start(Instant now) = 0;
    // now >= nextWake(). Harmless when nothing is due.
    virtual void timeHasCome(Instant now) = 0;
    // Each notice goes to every app of the host; one for a socket of somebody else is to be ignored.
    virtual void notice(Instant now, const Notice& notice) = 0;
    // kNever when nothing is due.
    virtual Instant nextWake() const = 0;
    // Nothing more will come from this app (its sockets may go on closing).
    virtual bool finished() const = 0;
};

// "server:80", "10.0.0.2:80" or "[2001:db8::2]:80". Nothing when the name is unknown or the port is not 1 … 65535.
std::optional<Endpoint> resolve(const HostNames& names, std::string_view text);

}  // namespace tcplab
