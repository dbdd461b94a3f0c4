// Where the columns of the ladder stand: axis, lifelines and what is written beside them.
#pragma once

#include <vector>

#include "base/id.h"

namespace tcplab {

struct ColumnDemands {
    double axis = 60;       // width of the longest time
    double call = 100;      // … of the longest socket call
    double shortCall = 70;  // … without arguments
    double state = 90;      // … of the longest name of a state, or of a timer
    double host = 80;       // … of the longest host title
    std::uint32_t stateLanes = 1;
    std::uint32_t callLanes = 1;
    double em = 13;  // the font's size
};

// What belongs to one host. Its texts stand between the brackets of its calls (outside) and the bars of its states.
struct HostColumn {
    double lifeline = 0;
    int side = 1;                       // -1: texts to the left of the lifeline, 1: to the right
    bool crossed = false;               // segments pass through the texts
    double textsFrom = 0, textsTo = 0;  // from < to
    double from = 0, to = 0;            // the lifeline with all that stands beside it
    double timer = 0;                   // x of the line of its timers

    double bar(std::uint32_t lane, double em) const;      // the middle of a state's bar
    double bracket(std::uint32_t lane, double em) const;  // the x of a call's bracket
};

struct Columns {
    double width = 0;
    double axis = 0;                // x of the time axis
    std::vector<HostColumn> hosts;  // one a host, and one more when there is an "elsewhere"

    const HostColumn& of(HostId host) const { return host.number() < hosts.size() ? hosts[host.number()] : hosts.back(); }
};

// The least width in which nothing has to be shortened beyond recognition.
double leastWidth(std::size_t hosts, const std::vector<bool>& joined, const ColumnDemands& demands);

// `joined[i]`: segments cross the gap between column i and column i + 1; without them it holds only texts. One shorter
// than the number of columns.
Columns columnsFor(double width, std::size_t hosts, const std::vector<bool>& joined, const ColumnDemands& demands);

}  // namespace tcplab
