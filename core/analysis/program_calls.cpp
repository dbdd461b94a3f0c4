#include "analysis/program_calls.h"

#include <algorithm>

namespace tcplab {
namespace {

bool ends(const CallSpan& call) { return call.returned.valid() || call.cutShort; }

}  // namespace

ProgramCalls::ProgramCalls(const Trace& trace, const Exchange& exchange, ProgramId program)
    : trace_(&trace), exchange_(&exchange), program_(program)
{
    for (std::size_t i = 0; i < exchange.calls.size(); ++i) {
        const CallSpan& call = exchange.calls[i];
        const auto& begun = std::get<CallBegun>(trace[call.begun].body);
        if (!(begun.program == program) || begun.line == 0)
            continue;
        Calls& line = lines_[begun.line];
        line.indices.push_back(i);
        line.begins.push_back(call.from);
        if (ends(call))
            line.ends.push_back(call.until);
    }
    for (auto& [number, line] : lines_)
        std::sort(line.ends.begin(), line.ends.end());
}

std::size_t ProgramCalls::begun(const Calls& calls, Instant instant)
{
    return static_cast<std::size_t>(std::upper_bound(calls.begins.begin(), calls.begins.end(), instant) - calls.begins.begin());
}

std::optional<std::size_t> ProgramCalls::waitingAt(const Calls& calls, Instant instant) const
{
    const std::size_t begunHere = begun(calls, instant);
    const auto ended = std::upper_bound(calls.ends.begin(), calls.ends.end(), instant) - calls.ends.begin();
    if (begunHere == static_cast<std::size_t>(ended))
        return std::nullopt;
    for (std::size_t i = begunHere; i-- > 0;)
        if (const CallSpan& call = exchange_->calls[calls.indices[i]]; !ends(call) || call.until > instant)
            return calls.indices[i];
    return std::nullopt;
}

std::vector<ProgramCalls::Line> ProgramCalls::at(Instant instant) const
{
    std::vector<Line> found;
    std::optional<Line> latest;
    for (const auto& [number, calls] : lines_) {
        if (const auto waiting = waitingAt(calls, instant))
            found.push_back({number, true, *waiting});
        if (const std::size_t count = begun(calls, instant); count > 0 && (!latest || calls.indices[count - 1] > latest->call))
            latest = Line{number, false, calls.indices[count - 1]};
    }
    const bool isNews = latest && (found.empty() || exchange_->calls[latest->call].from == instant);
    const auto place = std::find_if(found.begin(), found.end(), [&](const Line& line) { return latest && line.number >= latest->number; });
    if (isNews && (place == found.end() || place->number != latest->number))
        found.insert(place, *latest);
    return found;
}

std::optional<std::size_t> ProgramCalls::callAt(std::uint16_t line, Instant instant) const
{
    const auto found = lines_.find(line);
    if (found == lines_.end())
        return std::nullopt;
    const Calls& calls = found->second;
    if (const auto waiting = waitingAt(calls, instant))
        return waiting;
    const std::size_t count = begun(calls, instant);
    return calls.indices[count > 0 ? count - 1 : 0];
}

std::optional<std::uint16_t> ProgramCalls::lineOf(EventId event) const
{
    if (!trace_ || !event.valid() || event.number() >= trace_->size())
        return std::nullopt;
    if (const auto* returned = std::get_if<CallReturned>(&(*trace_)[event].body))
        event = returned->begun;
    if (!event.valid())
        return std::nullopt;
    const auto* call = std::get_if<CallBegun>(&(*trace_)[event].body);
    return call && call->program == program_ && call->line != 0 ? std::optional(call->line) : std::nullopt;
}

}  // namespace tcplab
