#include "app_script/watching.h"

#include <fmt/format.h>

namespace tcplab::app_script {
namespace {

void add(Found& found, std::int64_t count, const std::string& text)
{
    found.count += count;
    found.text += (found.text.empty() ? "" : ", ") + text;
}

// select() knows of reading and writing only: a hang-up can be read, an error both (POSIX).
void addSelected(Found& found, const Watched& watched, std::uint32_t events)
{
    using namespace poll_events;
    if ((watched.events & kIn) && (events & (kIn | kHangUp | kError)))
        add(found, 1, watched.socket + " readable");
    if ((watched.events & kOut) && (events & (kOut | kError)))
        add(found, 1, watched.socket + " writable");
}

std::string selectText(const Call& call)
{
    std::string read, write;
    for (const Watched& watched : call.watched) {
        if (watched.events & poll_events::kIn)
            read += (read.empty() ? "" : " ") + watched.socket;
        if (watched.events & poll_events::kOut)
            write += (write.empty() ? "" : " ") + watched.socket;
    }
    return fmt::format("select({{{}}}, {{{}}}, {} ms)", read, write, millisecondsOf(call.timeout));
}

}  // namespace

std::int64_t millisecondsOf(const std::optional<Duration>& timeout) { return timeout ? (nanoseconds(*timeout) + 999'999) / 1'000'000 : -1; }

std::string watchText(const Call& call)
{
    if (call.kind == CallKind::EpollWait)
        return fmt::format("epoll_wait({})", millisecondsOf(call.timeout));
    if (call.kind == CallKind::Select)
        return selectText(call);
    std::string text = "poll(";
    for (const Watched& watched : call.watched)
        text += fmt::format("{} {}, ", watched.socket, eventNames(watched.events, "POLL"));
    return text + fmt::format("{})", millisecondsOf(call.timeout));
}

std::string controlText(const Call& call)
{
    if (call.kind == CallKind::EpollRemove)
        return fmt::format("epoll_ctl(EPOLL_CTL_DEL, {})", call.socket);
    const std::uint32_t events = call.watched.front().events;
    return fmt::format("epoll_ctl(EPOLL_CTL_ADD, {}, {}{})", call.socket, eventNames(events, "EPOLL"),
                       events & poll_events::kEdge ? "|EPOLLET" : "");
}

void addFound(Found& found, CallKind kind, const Watched& watched, std::uint32_t events)
{
    if (kind == CallKind::Select)
        addSelected(found, watched, events);
    else if (events != 0)
        add(found, 1, watched.socket + ' ' + eventNames(events, kind == CallKind::Poll ? "POLL" : "EPOLL"));
}

}  // namespace tcplab::app_script
