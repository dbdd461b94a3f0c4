// The calls of a script, read from the parameters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugin/app.h"

namespace tcplab::app_script {

enum class CallKind : std::uint8_t {
    Bind,
    Listen,
    Accept,
    Connect,
    Send,
    SendTo,
    Receive,
    ReceiveFrom,
    ReceiveAll,
    Shutdown,
    Close,
    Abort,
    Option,
    Error,
    NonBlocking,
    Poll,
    Select,
    EpollAdd,
    EpollRemove,
    EpollWait,
};

// A socket whose readiness is asked for.
struct Watched {
    std::string socket;
    std::uint32_t events = 0;  // of poll_events
};

// The card says which fields mean something for which call.
struct Call {
    CallKind kind{};
    Instant at = kStart;  // not before
    Duration after{};     // not before so long after the call before it returned
    std::string socket;
    SocketType type{};  // of a socket that the call makes
    std::string acceptedAs;
    std::optional<Endpoint> to;  // 0.0.0.0:0 when the name is unknown: the stack will refuse it
    std::string target;          // `to` as it was given
    std::uint16_t port = 0;      // 0: any
    int backlog = 0;
    std::optional<std::int64_t> bytes;
    ShutdownHow how{};
    SocketOption option{};
    std::int64_t value = 0;
    bool mayFail = false;
    std::vector<Watched> watched;     // poll, select; one for epollAdd
    std::optional<Duration> timeout;  // poll, select, epollWait; none: for ever
};

std::vector<Call> callsOf(const std::vector<Parameters>& list, const HostNames& names);

}  // namespace tcplab::app_script
