#include "views/timeline/columns.h"

#include <algorithm>

namespace tcplab {

namespace {

constexpr double kBarEms = 0.95;      // from one bar to the next
constexpr double kBracketEms = 0.7;  // from one bracket to the next
constexpr double kGapEms = 0.7;
constexpr double kTimerEms = 0.75;

double barsWidth(const ColumnDemands& d) { return (kTimerEms + kBarEms * d.stateLanes + kGapEms) * d.em; }
double bracketsWidth(const ColumnDemands& d) { return (kBracketEms * d.callLanes + 2 * kGapEms) * d.em; }

// Calls and states side by side when there is room, otherwise in turns over one another.
double textsWidth(double width, const ColumnDemands& d)
{
    const double sideBySide = d.call + d.state + 1.2 * d.em;
    const double inTurns = std::max(d.call, d.state);
    const double least = std::min(std::max(d.shortCall, d.state), 0.22 * width);
    const double affordable = 0.17 * width;
    return std::clamp(affordable, least, std::max({sideBySide, inTurns, least}));
}

}  // namespace

double HostColumn::bar(std::uint32_t lane, double em) const
{
    return lifeline + side * (kTimerEms + kBarEms * (lane + 0.5)) * em;
}

double HostColumn::bracket(std::uint32_t lane, double em) const
{
    const double outer = side < 0 ? textsFrom : textsTo;
    return outer + side * (kGapEms + kBracketEms * lane) * em;
}

Columns columnsFor(double width, std::size_t hosts, const ColumnDemands& demands)
{
    Columns columns;
    columns.width = width;
    columns.axis = demands.axis + 1.2 * demands.em;
    if (hosts == 0)
        return columns;
    const double texts = textsWidth(width, demands);
    const double block = texts + barsWidth(demands) + bracketsWidth(demands);
    const double first = columns.axis + 0.6 * demands.em + std::max(block, 0.0);
    const double last = width - block - 0.4 * demands.em;
    for (std::size_t i = 0; i < hosts; ++i) {
        HostColumn column;
        column.side = i == 0 ? -1 : 1;
        column.lifeline = hosts == 1 ? first : first + (last - first) * static_cast<double>(i) / static_cast<double>(hosts - 1);
        const double inner = column.lifeline + column.side * barsWidth(demands);
        column.textsFrom = column.side < 0 ? inner - texts : inner;
        column.textsTo = column.textsFrom + texts;
        column.timer = column.lifeline + column.side * 0.5 * kTimerEms * demands.em;
        columns.hosts.push_back(column);
    }
    return columns;
}

}  // namespace tcplab
