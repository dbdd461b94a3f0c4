// What poll(), select() and epoll report, from what the stack says of each socket.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/sockets.h"

namespace tcplab {

// Linux's numbers; poll()'s and epoll's are the same.
namespace poll_events {
constexpr std::uint32_t kIn = 0x1;
constexpr std::uint32_t kPriority = 0x2;
constexpr std::uint32_t kOut = 0x4;
constexpr std::uint32_t kError = 0x8;
constexpr std::uint32_t kHangUp = 0x10;
constexpr std::uint32_t kInvalid = 0x20;
constexpr std::uint32_t kReadHangUp = 0x2000;
constexpr std::uint32_t kEdge = 0x80000000;  // EPOLLET
}  // namespace poll_events

// What is so of the socket and was asked for; errors and hang-ups are told unasked (POSIX, poll()).
std::uint32_t reported(const Readiness& readiness, std::uint32_t wanted);
// "POLLIN|POLLHUP", "EPOLLIN": with what the names begin.
std::string eventNames(std::uint32_t events, std::string_view prefix);

// What an epoll descriptor watches. A descriptor that is watched edge-triggered is reported once for each time that something happened at
// it.
class Epoll {
public:
    struct Report {
        std::int64_t descriptor;
        std::uint32_t events;
    };

    void add(std::int64_t descriptor, std::uint32_t events) { watches_[descriptor] = {events, true}; }
    void remove(std::int64_t descriptor) { watches_.erase(descriptor); }
    // The stack gave notice of it.
    void notice(std::int64_t descriptor);
    // What epoll_wait() gives now, in order of descriptors; `readiness(descriptor)` says how a socket is.
    template <class ReadinessOf>
    std::vector<Report> take(ReadinessOf&& readiness)
    {
        std::vector<Report> reports;
        for (auto& [descriptor, watch] : watches_) {
            const std::uint32_t events = reported(readiness(descriptor), watch.events);
            if (events == 0 || ((watch.events & poll_events::kEdge) && !watch.fresh))
                continue;
            watch.fresh = false;
            reports.push_back({descriptor, events});
        }
        return reports;
    }

private:
    struct Watch {
        std::uint32_t events = 0;
        bool fresh = true;  // something happened since it was reported
    };
    std::map<std::int64_t, Watch> watches_;
};

}  // namespace tcplab
