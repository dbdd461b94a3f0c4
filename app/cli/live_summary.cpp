#include "cli/live_summary.h"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/talk.h"

namespace tcplab {
namespace {

void add(LiveSummary& summary, LiveSummary::Connection* connection, const EventBody& body)
{
    if (std::holds_alternative<PacketSent>(body))
        ++summary.sent;
    else if (std::holds_alternative<PacketArrived>(body))
        ++summary.arrived;
    else if (const auto* dropped = std::get_if<PacketDropped>(&body); dropped && dropped->link.valid())
        ++summary.dropped;
    if (!connection)
        return;
    if (const auto* changed = std::get_if<StateChanged>(&body))
        connection->state = changed->to;
    else if (const auto* accepted = std::get_if<BytesAccepted>(&body))
        connection->accepted = accepted->total;
    else if (const auto* delivered = std::get_if<BytesDelivered>(&body))
        connection->delivered = delivered->total;
}

}  // namespace

LiveSummary summaryOf(const Trace& trace)
{
    LiveSummary summary;
    std::vector<LiveSummary::Connection> all;
    for (std::size_t i = 0; i < trace.connectionCount(); ++i) {
        const TraceConnection& connection = trace.connection(ConnectionId(static_cast<std::uint32_t>(i)));
        all.push_back({connection.local, connection.remote});
    }
    summary.events = trace.size();
    summary.end = trace.end();
    for (std::size_t i = 0; i < summary.events; ++i)
        add(summary, trace[i].connection.valid() ? &all[trace[i].connection.number()] : nullptr, trace[i].body);
    std::copy_if(all.begin(), all.end(), std::back_inserter(summary.connections),
                 [](const auto& connection) { return connection.remote.port != 0; });
    return summary;
}

Sentence toSentence(const LiveSummary& summary)
{
    std::uint64_t accepted = 0;
    std::uint64_t delivered = 0;
    for (const auto& connection : summary.connections) {
        accepted += connection.accepted;
        delivered += connection.delivered;
    }
    return {
        QT_TRANSLATE_NOOP("Sentence", "{0} s, {1} datagrams, {2} lost; {3} connections, {4} bytes sent by programs, {5} bytes received"),
        fmt::format("{:.1f}", seconds(summary.end)),
        summary.sent,
        summary.dropped,
        summary.connections.size(),
        accepted,
        delivered};
}

std::string toJson(const LiveSummary& summary, const TalkState& talk)
{
    nlohmann::ordered_json json{{"seconds", seconds(summary.end)},
                                {"events", summary.events},
                                {"datagrams", {{"sent", summary.sent}, {"arrived", summary.arrived}, {"lost", summary.dropped}}},
                                {"heard", talk.heard},
                                {"error", name(talk.error)},
                                {"connections", nlohmann::ordered_json::array()}};
    for (const auto& connection : summary.connections)
        json["connections"].push_back({{"local", format(connection.local)},
                                       {"remote", format(connection.remote)},
                                       {"state", name(connection.state)},
                                       {"accepted", connection.accepted},
                                       {"delivered", connection.delivered}});
    return json.dump(2);
}

bool isClosed(const Trace& trace, ConnectionId connection, std::size_t& from)
{
    const std::size_t size = trace.size();
    for (; connection.valid() && from < size; ++from) {
        const auto* changed = trace[from].connection == connection ? std::get_if<StateChanged>(&trace[from].body) : nullptr;
        if (changed && (changed->to == TcpState::Closed || changed->to == TcpState::TimeWait))
            return true;
    }
    return !connection.valid();
}

}  // namespace tcplab
