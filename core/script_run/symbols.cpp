#include "script_run/symbols.h"

#include <algorithm>
#include <array>

namespace tcplab::script_run {
namespace {

struct Symbol {
    std::string_view name;
    std::int64_t number;
};

constexpr Symbol kSymbols[] = {
    {"AF_INET", 2},
    {"AF_INET6", 10},
    {"AF_UNSPEC", 0},
    {"E2BIG", 7},
    {"EACCES", 13},
    {"EADDRINUSE", 98},
    {"EADDRNOTAVAIL", 99},
    {"EAGAIN", 11},
    {"EALREADY", 114},
    {"EBADF", 9},
    {"ECONNABORTED", 103},
    {"ECONNREFUSED", 111},
    {"ECONNRESET", 104},
    {"EDESTADDRREQ", 89},
    {"EFAULT", 14},
    {"EHOSTDOWN", 112},
    {"EHOSTUNREACH", 113},
    {"EINPROGRESS", 115},
    {"EINTR", 4},
    {"EINVAL", 22},
    {"EISCONN", 106},
    {"EMSGSIZE", 90},
    {"ENETUNREACH", 101},
    {"ENOBUFS", 105},
    {"ENOENT", 2},
    {"ENOMEM", 12},
    {"ENOMSG", 42},
    {"ENOPROTOOPT", 92},
    {"ENOTCONN", 107},
    {"EOPNOTSUPP", 95},
    {"EPERM", 1},
    {"EPIPE", 32},
    {"EPOLLERR", 0x8},
    {"EPOLLET", 0x80000000},
    {"EPOLLHUP", 0x10},
    {"EPOLLIN", 0x1},
    {"EPOLLONESHOT", 0x40000000},
    {"EPOLLOUT", 0x4},
    {"EPOLLPRI", 0x2},
    {"EPOLLRDHUP", 0x2000},
    {"EPOLL_CTL_ADD", 1},
    {"EPOLL_CTL_DEL", 2},
    {"EPOLL_CTL_MOD", 3},
    {"EPROTO", 71},
    {"ETIMEDOUT", 110},
    {"EWOULDBLOCK", 11},
    {"F_GETFL", 3},
    {"F_SETFL", 4},
    {"IPPROTO_IP", 0},
    {"IPPROTO_IPV6", 41},
    {"IPPROTO_TCP", 6},
    {"IPTOS_DSCP_CS1", 0x20},
    {"IPTOS_DSCP_CS7", 0xe0},
    {"IP_PMTUDISC_DO", 2},
    {"IP_PMTUDISC_DONT", 0},
    {"IP_PMTUDISC_PROBE", 3},
    {"IP_PMTUDISC_WANT", 1},
    {"MSG_DONTROUTE", 0x4},
    {"MSG_DONTWAIT", 0x40},
    {"MSG_EOR", 0x80},
    {"MSG_ERRQUEUE", 0x2000},
    {"MSG_FASTOPEN", 0x20000000},
    {"MSG_MORE", 0x8000},
    {"MSG_NOSIGNAL", 0x4000},
    {"MSG_OOB", 0x1},
    {"MSG_PEEK", 0x2},
    {"MSG_TRUNC", 0x20},
    {"MSG_WAITALL", 0x100},
    {"MSG_ZEROCOPY", 0x4000000},
    {"O_NONBLOCK", 0x800},
    {"O_RDONLY", 0},
    {"O_RDWR", 2},
    {"O_WRONLY", 1},
    {"POLLERR", 0x8},
    {"POLLHUP", 0x10},
    {"POLLIN", 0x1},
    {"POLLNVAL", 0x20},
    {"POLLOUT", 0x4},
    {"POLLPRI", 0x2},
    {"POLLRDHUP", 0x2000},
    {"SHUT_RD", 0},
    {"SHUT_RDWR", 2},
    {"SHUT_WR", 1},
    {"SIOCINQ", 0x541B},
    {"FIONREAD", 0x541B},
    {"SIOCOUTQ", 0x5411},
    {"TIOCOUTQ", 0x5411},
    {"SIOCOUTQNSD", 0x894B},
    {"SOCK_DGRAM", 2},
    {"SOCK_NONBLOCK", 0x800},
    {"SOCK_STREAM", 1},
};

struct Option {
    std::string_view name;
    SocketOption option;
};

constexpr Option kSocketLevel[] = {
    {"SO_SNDBUF", SocketOption::SendBuffer},
    {"SO_SNDBUFFORCE", SocketOption::SendBuffer},
    {"SO_RCVBUF", SocketOption::ReceiveBuffer},
    {"SO_RCVBUFFORCE", SocketOption::ReceiveBuffer},
    {"SO_LINGER", SocketOption::LingerSeconds},
    {"SO_REUSEADDR", SocketOption::ReuseAddress},
    {"SO_ERROR", SocketOption::Error},
    {"SO_KEEPALIVE", SocketOption::KeepAlive},
    {"SO_OOBINLINE", SocketOption::OutOfBandInline},
    {"SO_MAX_PACING_RATE", SocketOption::MaxPacingRate},
};

constexpr Option kTcpLevel[] = {
    {"TCP_NODELAY", SocketOption::NoDelay},
    {"TCP_KEEPIDLE", SocketOption::KeepIdle},
    {"TCP_KEEPINTVL", SocketOption::KeepInterval},
    {"TCP_KEEPCNT", SocketOption::KeepCount},
    {"TCP_USER_TIMEOUT", SocketOption::UserTimeout},
    {"TCP_CORK", SocketOption::Cork},
    {"TCP_NOPUSH", SocketOption::Cork},
    {"TCP_MAXSEG", SocketOption::MaxSegment},
    {"TCP_QUICKACK", SocketOption::QuickAck},
    {"TCP_DEFER_ACCEPT", SocketOption::DeferAccept},
    {"TCP_NOTSENT_LOWAT", SocketOption::NotSentLowWater},
    {"TCP_FASTOPEN", SocketOption::FastOpen},
    {"TCP_FASTOPEN_CONNECT", SocketOption::FastOpenConnect},
    {"TCP_FASTOPEN_NO_COOKIE", SocketOption::FastOpenNoCookie},
    {"TCP_SYNCNT", SocketOption::SynCount},
    {"TCP_LINGER2", SocketOption::Linger2},
    {"TCP_WINDOW_CLAMP", SocketOption::WindowClamp},
    {"TCP_THIN_LINEAR_TIMEOUTS", SocketOption::ThinLinearTimeouts},
    {"TCP_KEEPINIT", SocketOption::OpeningTimeout},
    {"TCP_NOOPT", SocketOption::NoOptions},
};

constexpr Option kIpLevel[] = {
    {"IP_TOS", SocketOption::TypeOfService},
    {"IPV6_TCLASS", SocketOption::TypeOfService},
    {"IP_TTL", SocketOption::TimeToLive},
    {"IPV6_UNICAST_HOPS", SocketOption::TimeToLive},
    {"IP_MTU_DISCOVER", SocketOption::PathMtuDiscovery},
    {"IPV6_MTU_DISCOVER", SocketOption::PathMtuDiscovery},
};

template <std::size_t N>
std::optional<SocketOption> find(const Option (&options)[N], std::string_view name)
{
    const auto found = std::find_if(std::begin(options), std::end(options), [&](const Option& option) { return option.name == name; });
    if (found == std::end(options))
        return std::nullopt;
    return found->option;
}

}  // namespace

std::optional<std::int64_t> symbol(std::string_view name)
{
    const auto found = std::find_if(std::begin(kSymbols), std::end(kSymbols), [&](const Symbol& symbol) { return symbol.name == name; });
    if (found == std::end(kSymbols))
        return std::nullopt;
    return found->number;
}

std::int64_t errnoNumber(Errno error) { return error == Errno::None ? 0 : symbol(name(error)).value_or(-1); }

std::optional<SocketOption> socketOption(std::string_view level, std::string_view name)
{
    if (level == "SOL_SOCKET")
        return find(kSocketLevel, name);
    if (level == "SOL_TCP" || level == "IPPROTO_TCP")
        return find(kTcpLevel, name);
    if (level == "SOL_IP" || level == "IPPROTO_IP" || level == "IPPROTO_IPV6" || level == "SOL_IPV6")
        return find(kIpLevel, name);
    return std::nullopt;
}

}  // namespace tcplab::script_run
