#include "views/timeline/layout.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace tcplab {

namespace {

// The typical way of a segment takes so many rows: steep enough to see that it takes time.
constexpr double kRowsPerTransit = 2.8;
// A wait longer than so many typical ways is marked as folded.
constexpr double kFoldedFrom = 4;
// How fast a longer wait grows: so many transits for each doubling.
constexpr double kGrowthPerDoubling = 0.16;

// One thing that needs a place.
struct Slot {
    enum class Kind : std::uint8_t { Leave, End, State, Call, Return, Timer, Drop, Lesson, Fate, Finish };
    Instant at;
    std::uint32_t order;  // the event's number: what happened first at one instant stands above
    Kind kind;
    std::uint32_t index;
    HostId host;
};

// When nothing ever arrived, the ways of lost segments are still drawn a little slanted.
Duration nominalTransit(const Exchange& exchange)
{
    return exchange.typicalTransit > Duration::zero() ? exchange.typicalTransit : Duration(10ms);
}

Instant visualEnd(const SegmentPath& segment, Duration transit, Instant end)
{
    if (segment.lost())
        return segment.leaves + Duration{std::llround(kLostPart * static_cast<double>(nanoseconds(transit)))};
    return segment.ends ? *segment.ends : std::max(segment.leaves, end);
}

class Slots {
public:
    Slots(const Exchange& exchange, const LadderLayout& layout) : exchange_(exchange), transit_(nominalTransit(exchange))
    {
        slots_.reserve(exchange.segments.size() * 2 + exchange.states.size() + exchange.calls.size() * 2 + 2);
        addSegments();
        for (std::uint32_t i = 0; i < exchange.states.size(); ++i)
            add(exchange.states[i].from, exchange.states[i].entered, Slot::Kind::State, i, exchange.states[i].host);
        for (std::uint32_t i = 0; i < exchange.calls.size(); ++i) {
            const CallSpan& call = exchange.calls[i];
            add(call.from, call.begun, Slot::Kind::Call, i, call.host);
            if (call.returned.valid() && call.until > call.from)
                add(call.until, call.returned, Slot::Kind::Return, i, call.host);
        }
        for (const std::uint32_t i : layout.firedTimers)
            add(exchange.timers[i].until, exchange.timers[i].ended, Slot::Kind::Timer, i, exchange.timers[i].host);
        for (std::uint32_t i = 0; i < exchange.lessons.size(); ++i)
            add(exchange.lessons[i].at, exchange.lessons[i].told, Slot::Kind::Lesson, i, exchange.lessons[i].host);
        for (std::uint32_t i = 0; i < exchange.fates.size(); ++i)
            add(exchange.fates[i].at, exchange.fates[i].told, Slot::Kind::Fate, i, exchange.fates[i].host);
        add(exchange.end, EventId{}, Slot::Kind::Finish, 0, HostId{});
        std::sort(slots_.begin(), slots_.end(),
                  [](const Slot& a, const Slot& b) { return a.at != b.at ? a.at < b.at : a.order < b.order; });
    }

    const std::vector<Slot>& inOrder() const { return slots_; }
    Duration transit() const { return transit_; }

private:
    void addSegments()
    {
        for (std::uint32_t i = 0; i < exchange_.segments.size(); ++i) {
            const SegmentPath& segment = exchange_.segments[i];
            add(segment.leaves, segment.sent, Slot::Kind::Leave, i, segment.from);
            const EventId end = segment.arrived.valid() ? segment.arrived : segment.dropped;
            add(visualEnd(segment, transit_, exchange_.end), end, Slot::Kind::End, i, segment.lost() ? HostId{} : segment.to);
            if (segment.dropped.valid() && segment.arrived.valid())
                add(visualEnd(segment, transit_, exchange_.end), segment.dropped, Slot::Kind::Drop, i, segment.to);
        }
    }

    void add(Instant at, EventId event, Slot::Kind kind, std::uint32_t index, HostId host)
    {
        slots_.push_back({at, event.number(), kind, index, host});
    }

    const Exchange& exchange_;
    Duration transit_;
    std::vector<Slot> slots_;
};

// Gives every slot its place, in order of time. Things of one host at one instant stand below one another; those of
// different hosts may stand side by side.
class Placer {
public:
    Placer(const LayoutOptions& options, Duration transit, std::size_t hosts)
        : options_(options), transit_(static_cast<double>(nanoseconds(transit))), lanes_(hosts + 1)
    {}

    // `atLeast`: not above this place. `named`: the instant is one that the axis should name.
    double place(const Slot& slot, double atLeast, bool named)
    {
        if (knots_.empty())
            knots_.push_back({slot.at, 0, 0, false});
        else if (slot.at > knots_.back().at)
            advance(slot.at);
        TimeMap::Knot& knot = knots_.back();
        if (named && !knot.named) {
            knot.named = true;
            lastNamed_ = slot.at;
        }
        if (options_.mode == TimeMode::True || slot.kind == Slot::Kind::Finish)
            return knot.end;
        const double place = roomFor(slot, std::max(knot.begin, atLeast));
        knot.end = std::max(knot.end, place);
        return place;
    }

    TimeMap map() { return TimeMap(std::move(knots_), std::move(folds_), options_.mode == TimeMode::True); }

private:
    // The places below which the next thing of its kind may stand, for each host.
    struct Lane {
        double leave = 0;
        double arrive = 0;
        double mark = 0;
        double any = 0;  // what happened before on this host stands above
    };

    void advance(Instant at)
    {
        const TimeMap::Knot before = knots_.back();
        const double ways = static_cast<double>(nanoseconds(at - before.at)) / transit_;
        const double place = before.end + kRowsPerTransit * options_.row * stretched(ways);
        if (options_.mode == TimeMode::Compressed && ways > kFoldedFrom)
            folds_.push_back({lastNamed_, at, before.end, place});
        knots_.push_back({at, place, place, false});
    }

    double stretched(double ways) const
    {
        if (options_.mode == TimeMode::True || ways <= 1)
            return ways;
        return 1 + kGrowthPerDoubling * std::log2(ways);
    }

    double roomFor(const Slot& slot, double atLeast)
    {
        Lane& lane = lanes_[std::min<std::size_t>(slot.host.number(), lanes_.size() - 1)];
        const bool segment = slot.kind == Slot::Kind::Leave || slot.kind == Slot::Kind::End;
        double& free = slot.kind == Slot::Kind::Leave ? lane.leave : slot.kind == Slot::Kind::End ? lane.arrive : lane.mark;
        const double place = std::max({atLeast, free, lane.any});
        free = place + (segment ? options_.row : options_.line);
        lane.any = place;
        return place;
    }

    LayoutOptions options_;
    double transit_;
    std::vector<Lane> lanes_;
    std::vector<TimeMap::Knot> knots_;
    std::vector<TimeMap::Fold> folds_;
    Instant lastNamed_ = kStart;  // folds tell the time between things that happen; the cross of a lost segment is drawn only
};

// Bars of one host that would overlap stand in different lanes; the lowest free one is taken.
class LanePacker {
public:
    // `busyUntil` is when the span needs its lane no more.
    std::uint32_t laneFor(HostId host, double from, double busyUntil)
    {
        auto& lanes = busy_[host.number()];
        std::uint32_t lane = 0;
        while (lane < lanes.size() && lanes[lane] > from + 0.5)
            ++lane;
        if (lane == lanes.size())
            lanes.push_back(0);
        lanes[lane] = busyUntil;
        count_ = std::max(count_, lane + 1);
        return lane;
    }
    std::uint32_t count() const { return count_; }

private:
    std::map<std::uint16_t, std::vector<double>> busy_;
    std::uint32_t count_ = 1;
};

// A connection keeps its lane; a closed one gives it back.
void packStates(const Exchange& exchange, LadderLayout& layout)
{
    std::map<std::pair<std::uint16_t, std::uint32_t>, double> ends;
    for (std::size_t i = 0; i < exchange.states.size(); ++i)
        if (exchange.states[i].state != TcpState::Closed)
            ends[{exchange.states[i].host.number(), exchange.states[i].connection.number()}] = layout.states[i].bottom;
    LanePacker packer;
    std::map<std::pair<std::uint16_t, std::uint32_t>, std::uint32_t> lanes;
    for (std::size_t i = 0; i < exchange.states.size(); ++i) {
        const StateSpan& state = exchange.states[i];
        const std::pair key{state.host.number(), state.connection.number()};
        const auto known = lanes.find(key);
        const auto end = ends.find(key);
        const double busyUntil = end == ends.end() ? layout.states[i].top : end->second;
        layout.stateLane.push_back(known != lanes.end() ? known->second : packer.laneFor(state.host, layout.states[i].top, busyUntil));
        lanes[key] = layout.stateLane.back();
    }
    layout.stateLanes = packer.count();
}

void packCalls(const Exchange& exchange, LadderLayout& layout)
{
    LanePacker packer;
    for (std::size_t i = 0; i < exchange.calls.size(); ++i)
        layout.callLane.push_back(packer.laneFor(exchange.calls[i].host, layout.calls[i].top, layout.calls[i].bottom));
    layout.callLanes = packer.count();
}

void countFates(const Exchange& exchange, std::size_t hosts, LadderLayout& layout)
{
    std::map<std::pair<std::size_t, std::size_t>, Crossing> crossings;
    std::uint32_t place = 0;
    const auto count = [](std::vector<std::uint32_t>& before, bool one) { before.push_back(before.back() + (one ? 1 : 0)); };
    for (const std::uint32_t i : layout.segments.inOrder()) {
        const SegmentPath& segment = exchange.segments[i];
        layout.elsewhere = layout.elsewhere || !segment.to.valid();
        const std::size_t from = std::min<std::size_t>(segment.from.number(), hosts);
        const std::size_t to = std::min<std::size_t>(segment.to.number(), hosts);
        Crossing& crossing = crossings[{std::min(from, to), std::max(from, to)}];
        crossing.place.push_back(place++);
        count(crossing.lost, segment.dropped.valid());
        count(crossing.again, segment.transmission > 1);
        count(crossing.back, to < from);
    }
    for (auto& [columns, crossing] : crossings) {
        crossing.left = columns.first;
        crossing.right = columns.second;
        layout.crossings.push_back(std::move(crossing));
    }
}

// A lost segment is drawn as steep as its nearest neighbour that arrived, so that a burst stays parallel.
void alignLost(const Exchange& exchange, Duration transit, std::vector<Span>& spans)
{
    constexpr std::size_t kReach = 8;
    const auto& segments = exchange.segments;
    const auto like = [&](std::size_t lost, std::size_t other) {
        return !segments[other].lost() && segments[other].ends && segments[other].from == segments[lost].from &&
               segments[other].to == segments[lost].to &&
               std::max(segments[other].leaves, segments[lost].leaves) - std::min(segments[other].leaves, segments[lost].leaves) < transit;
    };
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (!segments[i].lost())
            continue;
        for (std::size_t away = 1; away <= kReach; ++away) {
            const std::size_t before = i - away;  // wraps beyond the end at the first segments, where nothing is alike
            const std::size_t other = before < i && like(i, before) ? before : i + away;
            if (other < segments.size() && like(i, other)) {
                spans[i].bottom = spans[i].top + kLostPart * (spans[other].bottom - spans[other].top);
                break;
            }
        }
    }
}

// Where a segment ends at the earliest. One that takes no time, as in what is seen on a real network, is slanted all the
// same: its answer of the same instant would lie on it otherwise.
double endsBelow(const SegmentPath& segment, double top, const LayoutOptions& options)
{
    return segment.ends == segment.leaves ? top + options.row : top;
}

// Spans of things that are still open end where the ladder does.
std::vector<Span> openSpans(std::size_t count) { return std::vector<Span>(count, Span{-1, -1}); }

}  // namespace

LadderLayout layoutLadder(const Trace& trace, const Exchange& exchange, const LayoutOptions& options)
{
    LadderLayout layout;
    for (std::uint32_t i = 0; i < exchange.timers.size(); ++i)
        if (exchange.timers[i].fired)
            layout.firedTimers.push_back(i);

    std::vector<Span> segments = openSpans(exchange.segments.size());
    std::vector<Span> states = openSpans(exchange.states.size());
    std::vector<Span> calls = openSpans(exchange.calls.size());
    std::map<std::uint32_t, double> fired;
    const Slots sorted(exchange, layout);
    Placer placer(options, sorted.transit(), trace.hostCount());
    for (const Slot& slot : sorted.inOrder()) {
        const bool end = slot.kind == Slot::Kind::End;
        const double place = placer.place(slot, end ? endsBelow(exchange.segments[slot.index], segments[slot.index].top, options) : 0,
                                          !(end && exchange.segments[slot.index].lost()));
        const auto mark = [&](Mark::Kind kind) {
            (isCall(kind) ? layout.callMarks : layout.marks).push_back({kind, slot.index, slot.host, place});
        };
        switch (slot.kind) {
        case Slot::Kind::Leave: segments[slot.index].top = place; break;
        case Slot::Kind::End: segments[slot.index].bottom = place; break;
        case Slot::Kind::State:
            states[slot.index].top = place;
            mark(Mark::Kind::State);
            break;
        case Slot::Kind::Call:
            calls[slot.index].top = place;
            mark(Mark::Kind::Call);
            break;
        case Slot::Kind::Return:
            calls[slot.index].bottom = place;
            mark(Mark::Kind::Return);
            break;
        case Slot::Kind::Timer:
            fired[slot.index] = place;
            mark(Mark::Kind::Timer);
            break;
        case Slot::Kind::Drop: mark(Mark::Kind::Drop); break;
        case Slot::Kind::Lesson: mark(Mark::Kind::Lesson); break;
        case Slot::Kind::Fate: mark(Mark::Kind::Fate); break;
        case Slot::Kind::Finish: break;
        }
    }
    layout.map = placer.map();
    for (auto* marks : {&layout.marks, &layout.callMarks})
        std::stable_sort(marks->begin(), marks->end(), [](const Mark& a, const Mark& b) { return a.place < b.place; });

    const auto bottomAt = [&](Instant until) { return until < exchange.end ? layout.map.place(until) : layout.map.height(); };

    // A state lasts until the same connection enters another one.
    std::map<std::uint32_t, std::size_t> last;
    for (std::size_t i = 0; i < states.size(); ++i) {
        states[i].bottom = bottomAt(exchange.states[i].until);
        const std::uint32_t connection = exchange.states[i].connection.number();
        if (const auto before = last.find(connection); before != last.end())
            states[before->second].bottom = states[i].top;
        last[connection] = i;
    }
    for (std::size_t i = 0; i < calls.size(); ++i)
        if (calls[i].bottom < 0)
            calls[i].bottom = exchange.calls[i].returned.valid() ? calls[i].top : bottomAt(exchange.calls[i].until);
    std::vector<Span> timers;
    for (const std::uint32_t i : layout.firedTimers) {
        const double bottom = fired[i];
        timers.push_back({std::min(layout.map.place(exchange.timers[i].from), bottom), bottom});
    }
    alignLost(exchange, sorted.transit(), segments);
    layout.segments = Spans(std::move(segments));
    layout.states = Spans(std::move(states));
    layout.calls = Spans(std::move(calls));
    layout.timers = Spans(std::move(timers));
    packStates(exchange, layout);
    packCalls(exchange, layout);
    countFates(exchange, trace.hostCount(), layout);
    return layout;
}

}  // namespace tcplab
