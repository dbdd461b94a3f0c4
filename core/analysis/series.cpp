#include "analysis/series.h"

#include <algorithm>
#include <array>

namespace tcplab {
namespace {

constexpr std::array<std::string_view, 11> kNames{"cwnd",   "ssthresh", "snd.wnd", "rcv.wnd", "flight", "srtt",
                                                  "rttvar", "rto",      "snd.una", "snd.nxt", "rcv.nxt"};

// Nothing for a window that limits nothing.
std::optional<double> limit(std::uint32_t octets)
{
    return octets == ConnectionVariables::kUnlimited ? std::nullopt : std::optional<double>(octets);
}

}  // namespace

std::string_view name(Variable variable) { return kNames[static_cast<std::size_t>(variable)]; }

std::optional<Variable> variableNamed(std::string_view name)
{
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end())
        return std::nullopt;
    return static_cast<Variable>(found - kNames.begin());
}

std::vector<std::string> variableNames() { return {kNames.begin(), kNames.end()}; }

std::optional<double> valueOf(const ConnectionVariables& v, Variable variable)
{
    switch (variable) {
    case Variable::Cwnd: return limit(v.cwnd);
    case Variable::Ssthresh: return limit(v.ssthresh);
    case Variable::SndWnd: return v.sndWnd;
    case Variable::RcvWnd: return v.rcvWnd;
    case Variable::Flight: return v.flight;
    case Variable::Srtt: return v.srtt == 0ns ? std::nullopt : std::optional(seconds(v.srtt));
    case Variable::Rttvar: return v.srtt == 0ns ? std::nullopt : std::optional(seconds(v.rttvar));
    case Variable::Rto: return v.rto == 0ns ? std::nullopt : std::optional(seconds(v.rto));
    case Variable::SndUna: return v.sndUna.since(v.iss);
    case Variable::SndNxt: return v.sndNxt.since(v.iss);
    case Variable::RcvNxt: return v.rcvNxt.since(v.irs);
    }
    return std::nullopt;
}

std::vector<Sample> seriesOf(const Trace& trace, ConnectionId connection, Variable variable)
{
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const Event& event = trace[i];
        const auto* changed = std::get_if<VariablesChanged>(&event.body);
        if (!changed || !(event.connection == connection))
            continue;
        const auto value = valueOf(trace.variables(changed->variables), variable);
        if (value && (samples.empty() || samples.back().value != *value))
            samples.push_back({event.at, *value, EventId(static_cast<std::uint32_t>(i))});
    }
    return samples;
}

std::vector<ReadingId> readingsOf(const Trace& trace, ConnectionId connection)
{
    std::vector<bool> told(trace.readingCount(), false);
    if (told.empty())
        return {};
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (const auto* changed = std::get_if<ReadingChanged>(&trace[i].body);
            changed && trace[i].connection == connection && changed->reading.number() < told.size())
            told[changed->reading.number()] = true;
    std::vector<ReadingId> readings;
    for (std::uint32_t i = 0; i < told.size(); ++i)
        if (told[i])
            readings.push_back(ReadingId(i));
    return readings;
}

std::vector<Sample> seriesOf(const Trace& trace, ConnectionId connection, ReadingId reading)
{
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const auto* changed = std::get_if<ReadingChanged>(&trace[i].body);
        if (changed && changed->reading == reading && trace[i].connection == connection)
            samples.push_back({trace[i].at, changed->value, EventId(static_cast<std::uint32_t>(i))});
    }
    return samples;
}

std::optional<double> readingAt(const Trace& trace, ConnectionId connection, ReadingId reading, Instant at)
{
    std::optional<double> value;
    for (const Sample& sample : seriesOf(trace, connection, reading))
        if (sample.at <= at)
            value = sample.value;
    return value;
}

const ConnectionVariables* variablesAt(const Trace& trace, ConnectionId connection, Instant at)
{
    std::size_t low = 0;
    std::size_t high = trace.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (trace[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    for (std::size_t i = low; i > 0; --i) {
        const Event& event = trace[i - 1];
        if (const auto* changed = std::get_if<VariablesChanged>(&event.body); changed && event.connection == connection)
            return &trace.variables(changed->variables);
    }
    return nullptr;
}

}  // namespace tcplab
