// What poll(), select() and epoll_wait() of a script ask and find, in words.
#pragma once

#include "app_script/calls.h"
#include "plugin/readiness.h"

namespace tcplab::app_script {

// Whether the call waits for any of several sockets.
constexpr bool isWatching(CallKind kind) { return kind == CallKind::Poll || kind == CallKind::Select || kind == CallKind::EpollWait; }

// "poll(c POLLIN, d POLLIN|POLLOUT, 1000)"
std::string watchText(const Call& call);
// "epoll_ctl(EPOLL_CTL_ADD, c, EPOLLIN|EPOLLET)"
std::string controlText(const Call& call);

struct Found {
    std::int64_t count = 0;  // as the call returns it
    std::string text;        // "c POLLIN, d POLLOUT"
};
void addFound(Found& found, CallKind kind, const Watched& watched, std::uint32_t events);

// The time-out as poll() and epoll_wait() take it; -1: for ever. What is no whole number of milliseconds is rounded up.
std::int64_t millisecondsOf(const std::optional<Duration>& timeout);

}  // namespace tcplab::app_script
