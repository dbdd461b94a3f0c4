// Where everything of an exchange lies along the ladder: computed once, in pixels at zoom 1.
#pragma once

#include <vector>

#include "analysis/exchange.h"
#include "views/timeline/spans.h"
#include "views/timeline/time_map.h"

namespace tcplab {

enum class TimeMode : std::uint8_t {
    True,        // every second is as long as every other
    Compressed,  // busy moments are stretched until each label has room, idle ones folded
};

struct LayoutOptions {
    TimeMode mode = TimeMode::Compressed;
    double row = 22;   // pixels that one segment's label needs
    double line = 18;  // pixels that one line beside a lifeline needs
};

// Something written beside a lifeline.
struct Mark {
    enum class Kind : std::uint8_t { State, Call, Return, Timer, Drop, Lesson, Fate };
    Kind kind;
    std::uint32_t index;  // in the Exchange's states, calls, timers, lessons or fates; its segments for a drop
    HostId host;
    double place = 0;
};
constexpr bool isCall(Mark::Kind kind) { return kind == Mark::Kind::Call || kind == Mark::Kind::Return; }

// What passed between two columns, so that how many of what passed within any stretch is known at once.
struct Crossing {
    std::size_t left = 0, right = 0;      // columns; "elsewhere" is the last one
    std::vector<std::uint32_t> place;     // of each segment, in the order of all segments by place
    std::vector<std::uint32_t> lost{0};   // how many of the first n of them were lost
    std::vector<std::uint32_t> again{0};  // … were retransmissions
    std::vector<std::uint32_t> back{0};   // … went to the left
};

struct LadderLayout {
    TimeMap map;
    // Each of the Exchange's segments from where it leaves to where it ends: the arrival, or the cross of a lost one.
    Spans segments;
    Spans states;
    Spans calls;
    std::vector<std::uint32_t> firedTimers;  // in the Exchange's timers
    Spans timers;                            // of the fired ones
    std::vector<Mark> marks;                 // in order of place: states, timers, drops, lessons, fates
    std::vector<Mark> callMarks;             // in order of place: calls and their returns
    std::vector<Crossing> crossings;         // for densities; by column, then partner
    std::vector<std::uint32_t> stateLane;    // for each state: which bar beside the lifeline
    std::vector<std::uint32_t> callLane;
    std::uint32_t stateLanes = 1;
    std::uint32_t callLanes = 1;
    bool elsewhere = false;  // some segments go to nobody known
};

// Linear in the Exchange but for one sort.
LadderLayout layoutLadder(const Trace& trace, const Exchange& exchange, const LayoutOptions& options = {});

// How far a lost segment is drawn, as a part of the way to its receiver.
constexpr double kLostPart = 0.62;

}  // namespace tcplab
