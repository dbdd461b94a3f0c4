#include "app_script/calls.h"

#include <algorithm>
#include <array>

#include "plugin/readiness.h"

namespace tcplab::app_script {
namespace {

template <class Choice>
struct Named {
    std::string_view name;
    Choice choice;
};

constexpr std::array<Named<CallKind>, 20> kKinds{{
    {"bind", CallKind::Bind},
    {"listen", CallKind::Listen},
    {"accept", CallKind::Accept},
    {"connect", CallKind::Connect},
    {"send", CallKind::Send},
    {"sendTo", CallKind::SendTo},
    {"receive", CallKind::Receive},
    {"receiveFrom", CallKind::ReceiveFrom},
    {"receiveAll", CallKind::ReceiveAll},
    {"shutdown", CallKind::Shutdown},
    {"close", CallKind::Close},
    {"abort", CallKind::Abort},
    {"option", CallKind::Option},
    {"error", CallKind::Error},
    {"nonBlocking", CallKind::NonBlocking},
    {"poll", CallKind::Poll},
    {"select", CallKind::Select},
    {"epollAdd", CallKind::EpollAdd},
    {"epollRemove", CallKind::EpollRemove},
    {"epollWait", CallKind::EpollWait},
}};

constexpr std::array<Named<SocketType>, 2> kTypes{{
    {"stream", SocketType::Stream},
    {"datagram", SocketType::Datagram},
}};

constexpr std::array<Named<ShutdownHow>, 3> kHows{{
    {"send", ShutdownHow::Send},
    {"receive", ShutdownHow::Receive},
    {"both", ShutdownHow::Both},
}};

constexpr std::array<Named<SocketOption>, 7> kOptions{{
    {"noDelay", SocketOption::NoDelay},
    {"sendBuffer", SocketOption::SendBuffer},
    {"receiveBuffer", SocketOption::ReceiveBuffer},
    {"linger", SocketOption::LingerSeconds},
    {"reuseAddress", SocketOption::ReuseAddress},
    {"pathMtuDiscovery", SocketOption::PathMtuDiscovery},
    {"noChecksum", SocketOption::NoChecksum},
}};

constexpr std::array<Named<std::uint32_t>, 3> kEvents{{
    {"read", poll_events::kIn},
    {"write", poll_events::kOut},
    {"readWrite", poll_events::kIn | poll_events::kOut},
}};

// The card admits no other name than those in the table.
template <class Choice, std::size_t N>
Choice chosen(const std::array<Named<Choice>, N>& table, const std::string& name)
{
    const auto found = std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.name == name; });
    TCPLAB_ASSURE(found != table.end());
    return found->choice;
}

Call callOf(const Parameters& given, const HostNames& names)
{
    Call call;
    call.kind = chosen(kKinds, given.text("call"));
    if (given.has("at"))
        call.at = kStart + given.duration("at");
    if (given.has("after"))
        call.after = given.duration("after");
    call.socket = given.text("socket");
    call.type = chosen(kTypes, given.text("type"));
    call.acceptedAs = given.text("as");
    if (given.has("to")) {
        call.target = given.text("to");
        call.to = resolve(names, call.target).value_or(Endpoint{});
    }
    if (given.has("port"))
        call.port = static_cast<std::uint16_t>(given.count("port"));
    call.backlog = static_cast<int>(given.count("backlog"));
    if (given.has("bytes"))
        call.bytes = given.count("bytes");
    call.how = chosen(kHows, given.text("how"));
    call.option = chosen(kOptions, given.text("option"));
    call.value = given.count("value");
    call.mayFail = given.boolean("mayFail");
    if (given.has("timeout"))
        call.timeout = given.duration("timeout");
    const auto watch = [&call](const Parameters& one, std::uint32_t trigger) {
        call.watched.push_back({one.text("socket"), chosen(kEvents, one.text("events")) | trigger});
    };
    if (call.kind == CallKind::EpollAdd)
        watch(given, given.text("trigger") == "edge" ? poll_events::kEdge : 0);
    else
        for (const Parameters& one : given.entries("watch"))
            watch(one, 0);
    return call;
}

}  // namespace

std::vector<Call> callsOf(const std::vector<Parameters>& list, const HostNames& names)
{
    std::vector<Call> calls;
    calls.reserve(list.size());
    for (const Parameters& each : list)
        calls.push_back(callOf(each, names));
    return calls;
}

}  // namespace tcplab::app_script
