// The socket face of a stack: what programs may ask of it.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/id.h"
#include "base/octet_sink.h"
#include "base/octets.h"
#include "base/time.h"
#include "trace/errno.h"
#include "wire/address.h"

namespace tcplab {

struct CallResult {
    std::int64_t value = 0;  // octets moved, a socket's number, an option's value; 0 otherwise
    Errno error = Errno::None;

    bool ok() const { return error == Errno::None; }
    SocketId socket() const { return SocketId(static_cast<std::uint32_t>(value)); }
    static CallResult of(SocketId socket) { return {static_cast<std::int64_t>(socket.number()), Errno::None}; }
    static CallResult failed(Errno error) { return {-1, error}; }
};

enum class SocketType : std::uint8_t {
    Stream,    // SOCK_STREAM: TCP
    Datagram,  // SOCK_DGRAM: UDP
    Raw,       // SOCK_RAW with IP_HDRINCL: each send() is a whole IP datagram, from whomever it says; nothing is received. Never on a
               // real network.
};
enum class ShutdownHow : std::uint8_t { Receive, Send, Both };
enum class SocketOption : std::uint8_t {
    NoDelay,             // TCP_NODELAY: 0 or 1
    SendBuffer,          // SO_SNDBUF: octets
    ReceiveBuffer,       // SO_RCVBUF: octets
    LingerSeconds,       // SO_LINGER: -1 off, otherwise seconds; 0 makes close() abort
    ReuseAddress,        // SO_REUSEADDR: 0 or 1
    Error,               // SO_ERROR: get only; reading clears it
    KeepAlive,           // SO_KEEPALIVE: 0 or 1
    KeepIdle,            // TCP_KEEPIDLE: seconds
    KeepInterval,        // TCP_KEEPINTVL: seconds
    KeepCount,           // TCP_KEEPCNT
    UserTimeout,         // TCP_USER_TIMEOUT: milliseconds; 0 leaves it to the retries
    Cork,                // TCP_CORK, TCP_NOPUSH: 0 or 1
    MaxSegment,          // TCP_MAXSEG: octets
    QuickAck,            // TCP_QUICKACK: 0 or 1
    DeferAccept,         // TCP_DEFER_ACCEPT: seconds
    NotSentLowWater,     // TCP_NOTSENT_LOWAT: octets
    FastOpen,            // TCP_FASTOPEN: a listening socket's limit of pending Fast Open requests; 0 off
    FastOpenConnect,     // TCP_FASTOPEN_CONNECT: 0 or 1; connect() waits for the first data
    FastOpenNoCookie,    // TCP_FASTOPEN_NO_COOKIE: 0 or 1
    SynCount,            // TCP_SYNCNT: retransmissions of the SYN
    Linger2,             // TCP_LINGER2: seconds in FIN-WAIT-2 after close(); -1: none
    WindowClamp,         // TCP_WINDOW_CLAMP: octets
    MaxPacingRate,       // SO_MAX_PACING_RATE: octets a second
    OutOfBandInline,     // SO_OOBINLINE: 0 or 1
    TypeOfService,       // IP_TOS, IPV6_TCLASS: the octet, without its ECN bits
    TimeToLive,          // IP_TTL, IPV6_UNICAST_HOPS: 1 … 255
    PathMtuDiscovery,    // IP_MTU_DISCOVER: 0 don't, 1 want, 2 do, 3 probe
    ThinLinearTimeouts,  // TCP_THIN_LINEAR_TIMEOUTS: 0 or 1
    OpeningTimeout,      // TCP_KEEPINIT: seconds until connect() gives up
    NoOptions,           // TCP_NOOPT: 0 or 1
    NoChecksum,          // SO_NO_CHECK, UDP_NO_CHECK6_TX: 0 or 1
    AcceptNoChecksum,    // UDP_NO_CHECK6_RX: 0 or 1
};

struct SendFlags {
    bool more = false;         // MSG_MORE: a partial segment waits for the next call
    bool endOfRecord = false;  // MSG_EOR: what follows goes into another segment
    bool outOfBand = false;    // MSG_OOB: the last octet is urgent
    bool fastOpen = false;     // MSG_FASTOPEN: opens the connection with these octets (RFC 7413)
    bool waits = false;        // the program sleeps until everything is taken; who asks again is not slept for
};

struct ReceiveFlags {
    bool peek = false;       // MSG_PEEK: the octets stay
    bool outOfBand = false;  // MSG_OOB: the urgent octet
};

// What select() or epoll would tell of a socket.
struct Readiness {
    bool readable = false;
    bool writable = false;
    bool urgent = false;      // an urgent octet waits
    bool peerClosed = false;  // POLLRDHUP
    bool hungUp = false;      // POLLHUP: both directions are over
    bool error = false;
};

// When a call is made, and the event that stands for it in the Trace.
struct CallContext {
    Instant now;
    EventId cause{};
    std::uint16_t line = 0;    // of the program's text, from 1; 0: the first that makes such a call
    bool nonBlocking = false;  // the socket is in non-blocking mode: what would have to wait is over at once, and not tried again
};

// Of datagram sockets (UDP) each send() is one datagram, each receive() takes one; connect() only says with whom they speak.
// Calls never wait: what would block answers EAGAIN (or EINPROGRESS) and a Notice follows.
class SocketFace {
public:
    virtual ~SocketFace() = default;

    virtual CallResult socket(CallContext call, SocketType type) = 0;
    // Port 0 asks for an ephemeral port.
    virtual CallResult bind(CallContext call, SocketId socket, Endpoint local) = 0;
    // RFC 9293 §3.10.1, passive OPEN. `backlog` limits the connections that wait for accept().
    virtual CallResult listen(CallContext call, SocketId socket, int backlog) = 0;
    virtual CallResult accept(CallContext call, SocketId listener) = 0;
    // RFC 9293 §3.10.1, active OPEN. InProgress first; asked again: Already, then 0 or the error.
    virtual CallResult connect(CallContext call, SocketId socket, Endpoint remote) = 0;
    // RFC 9293 §3.10.2. Takes as much as the buffer has room for, at least one octet.
    virtual CallResult send(CallContext call, SocketId socket, OctetView octets, SendFlags flags = {}) = 0;
    // The same, as with sendfile(): the stack may leave the octets in their source, which outlives it, until it sends them.
    virtual CallResult sendFrom(CallContext call, SocketId socket, const SourcePart& part)
    {
        Octets octets(part.size);
        part.source.copy(part.position, octets);
        return send(call, socket, octets);
    }
    // A datagram socket sends to anybody. With flags.fastOpen on a stream socket without connection: connects, the octets in the SYN if a
    // cookie allows it.
    virtual CallResult sendTo(CallContext call, SocketId socket, Endpoint to, OctetView octets, SendFlags flags = {}) = 0;
    // RFC 9293 §3.10.3. 0 octets: the peer has closed its direction.
    virtual CallResult receive(CallContext call, SocketId socket, std::span<std::uint8_t> room, ReceiveFlags flags = {}) = 0;
    // The same, into a sink: at most `most` octets.
    virtual CallResult receiveTo(CallContext call, SocketId socket, std::size_t most, OctetSink& sink)
    {
        Octets room(most);
        const CallResult result = receive(call, socket, room);
        if (result.ok())
            sink.take(OctetView(room).first(static_cast<std::size_t>(result.value)));
        return result;
    }
    // Tells who sent it, too.
    virtual CallResult receiveFrom(CallContext call, SocketId socket, std::span<std::uint8_t> room, Endpoint& from,
                                   ReceiveFlags flags = {}) = 0;
    virtual CallResult shutdown(CallContext call, SocketId socket, ShutdownHow how) = 0;
    // RFC 9293 §3.10.4. The socket's number is gone at once; the connection goes on closing by itself.
    virtual CallResult close(CallContext call, SocketId socket) = 0;
    // RFC 9293 §3.10.5.
    virtual CallResult abort(CallContext call, SocketId socket) = 0;
    virtual CallResult setOption(CallContext call, SocketId socket, SocketOption option, std::int64_t value) = 0;
    virtual CallResult getOption(CallContext call, SocketId socket, SocketOption option) = 0;
    // TCP_CONGESTION: a plugin's id. ENOENT when no such plugin is loaded.
    virtual CallResult setCongestionControl(CallContext call, SocketId socket, std::string_view plugin) = 0;
    virtual Readiness readiness(SocketId socket) const = 0;
    // The local endpoint (getsockname) and the peer's (getpeername); 0.0.0.0:0 when there is none.
    virtual Endpoint localEndpoint(SocketId socket) const = 0;
    virtual Endpoint remoteEndpoint(SocketId socket) const = 0;
};

// Something changed at a socket. Edge-like: one notice a change; several changes may share one.
struct Notice {
    // As wide as its neighbours: a notice is three words, written and read as such.
    enum class Kind : std::uint32_t {
        Connected,   // connect() has its answer, success or error
        Acceptable,  // accept() will give a connection
        Readable,    // receive() will give octets, the end or an error
        Writable,    // send() has room again, or an error
        Doubtful,    // what was sent has been repeated R1 times without an answer (RFC 9293 §3.8.3, SHLD-9)
    };
    SocketId socket;
    Kind kind{};
    EventId cause{};
};

}  // namespace tcplab
