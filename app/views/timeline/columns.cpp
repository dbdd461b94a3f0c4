#include "views/timeline/columns.h"

#include <algorithm>

namespace tcplab {

namespace {

constexpr double kBarEms = 0.95;     // from one bar to the next
constexpr double kBracketEms = 0.7;  // from one bracket to the next
constexpr double kGapEms = 0.7;
constexpr double kTimerEms = 0.75;
constexpr double kLeastGapEms = 6;   // between two lifelines
constexpr double kRoomyGapEms = 12;  // … with room for short labels

double barsWidth(const ColumnDemands& d) { return (kTimerEms + kBarEms * d.stateLanes + kGapEms) * d.em; }
double bracketsWidth(const ColumnDemands& d) { return (kBracketEms * d.callLanes + 2 * kGapEms) * d.em; }

// Calls and states side by side when there is room, otherwise in turns over one another.
double textsWidth(double widthOfTwo, const ColumnDemands& d)
{
    const double sideBySide = d.call + d.state + 1.2 * d.em;
    const double inTurns = std::max(d.call, d.state);
    const double least = std::min(std::max(d.shortCall, d.state), 0.22 * widthOfTwo);
    const double affordable = 0.17 * widthOfTwo;
    return std::clamp(affordable, least, std::max({sideBySide, inTurns, least}));
}

}  // namespace

double HostColumn::bar(std::uint32_t lane, double em) const { return lifeline + side * (kTimerEms + kBarEms * (lane + 0.5)) * em; }

double HostColumn::bracket(std::uint32_t lane, double em) const
{
    const double outer = side < 0 ? textsFrom : textsTo;
    return outer + side * (kGapEms + kBracketEms * lane) * em;
}

double leastWidth(std::size_t hosts, const std::vector<bool>& joined, const ColumnDemands& demands)
{
    const double block = std::max(demands.shortCall, demands.state) + barsWidth(demands) + bracketsWidth(demands);
    const auto gaps = static_cast<double>(std::count(joined.begin(), joined.end(), true));
    return demands.axis + 2.2 * demands.em + static_cast<double>(hosts) * block + gaps * kRoomyGapEms * demands.em;
}

Columns columnsFor(double width, std::size_t hosts, const std::vector<bool>& joined, const ColumnDemands& demands)
{
    Columns columns;
    columns.width = width;
    columns.axis = demands.axis + 1.2 * demands.em;
    if (hosts == 0)
        return columns;
    const auto count = static_cast<double>(hosts);
    const auto crossed = [&](std::size_t gap) { return gap < joined.size() && joined[gap]; };
    const auto gaps = static_cast<double>(std::count(joined.begin(), joined.end(), true));

    const double left = columns.axis + 0.6 * demands.em;
    const double forAll = width - left - 0.4 * demands.em;
    const double bars = barsWidth(demands) + bracketsWidth(demands);
    // Texts are shortened before they leave the picture or the segments have no room.
    const double mostForTexts = std::max((forAll - gaps * kLeastGapEms * demands.em) / count - bars, 0.0);
    const double texts = std::min(textsWidth(hosts <= 2 ? width : 2 * width / count, demands), mostForTexts);
    const double block = texts + bars;
    // What is left is shared by the gaps that segments cross.
    const double gap = std::max((forAll - block * count) / std::max(gaps, 1.0), 0.0);
    double x = left;
    for (std::size_t i = 0; i < hosts; ++i) {
        HostColumn column;
        // The left end of a group has its texts to the left, where no segment passes; so has a host that is alone.
        column.side = i == 0 || (!crossed(i - 1) && crossed(i)) ? -1 : 1;
        if (column.side < 0)
            x += block;
        column.crossed = column.side > 0 && crossed(i);
        column.lifeline = x;
        column.from = column.side < 0 ? x - block : x;
        column.to = column.from + block;
        if (column.side > 0)
            x += block;
        if (crossed(i))
            x += gap;
        const double inner = column.lifeline + column.side * barsWidth(demands);
        column.textsFrom = column.side < 0 ? inner - texts : inner;
        column.textsTo = column.textsFrom + texts;
        column.timer = column.lifeline + column.side * 0.5 * kTimerEms * demands.em;
        columns.hosts.push_back(column);
    }
    return columns;
}

}  // namespace tcplab
