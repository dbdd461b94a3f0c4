// What runs on a host: a script of socket calls or a behaviour. It sees only the socket face and notices.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "plugin/card.h"
#include "plugin/sockets.h"
#include "trace/rule.h"

namespace tcplab {

// Host names of the lab.
using HostNames = std::map<std::string, IpAddress, std::less<>>;

// What only the program knows, told to the Trace.
class ProgramLog {
public:
    virtual ~ProgramLog() = default;
    // Octets that the program has whole and in order by means of its own: over UDP, where the stack knows of no stream.
    virtual void delivered(CallContext call, OctetView octets) = 0;
    // Something happened to the program that a rule explains; `text` says more, in nobody's language.
    virtual void note(CallContext call, Rule rule, std::string_view text = {}) = 0;
    // A call that the system answers without asking the stack for anything, such as poll(): begun, and returned then or later.
    virtual EventId begun(CallContext call, std::string_view text) = 0;
    virtual void returned(CallContext call, EventId begun, CallResult result, Rule why) = 0;
};

struct AppSetup {
    Parameters parameters;
    RandomStream random;
    SocketFace& sockets;     // outlives the app; records every call in the Trace
    const HostNames& names;  // outlive the making of the app
    ProgramLog& log;         // outlives the app
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
    // The program as it would be in C with sockets, as a whole file that compiles; its calls stand in it at the lines that a CallContext
    // names. Empty: it has none.
    virtual std::string source() const { return {}; }
};

// "server:80", "10.0.0.2:80" or "[2001:db8::2]:80". Nothing when the name is unknown or the port is not 1 … 65535.
std::optional<Endpoint> resolve(const HostNames& names, std::string_view text);

}  // namespace tcplab
