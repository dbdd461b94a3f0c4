#include "views/timeline/scene.h"

#include <cmath>
#include <map>

#include <QCoreApplication>
#include <QSet>
#include <QTransform>

#include "views/timeline/label_placer.h"
#include "views/timeline/marks.h"

namespace tcplab {

namespace {

// Above so many arrows for each line of pixels, only their density is drawn.
constexpr double kArrowsPerPixel = 0.5;
// Below this part of a row for each segment, only what is special keeps its label.
constexpr double kCrowded = 0.45;

constexpr double kTitleEms = 3.5;   // a host's name and address
constexpr double kLessonEms = 1.7;  // one rule that it does without
constexpr double kTitleReachEms = 5;
constexpr double kLoopEms = 3.5;  // what a host sends to itself

double widest(const QFontMetricsF& metrics, const QSet<QString>& texts)
{
    double width = 0;
    for (const QString& text : texts)
        width = std::max(width, metrics.horizontalAdvance(text));
    return width;
}

}  // namespace

QPolygonF SceneLabel::outline() const
{
    QTransform turned;
    turned.translate(centre.x(), centre.y());
    turned.rotate(degrees);
    return turned.map(QPolygonF(QRectF(-width / 2, -height / 2, width, height)));
}

QPolygonF SceneArrow::way() const
{
    if (loop == 0)
        return {line.p1(), line.p2()};
    return {line.p1(), line.center() + QPointF(loop, 0), line.p2()};
}

QLineF SceneArrow::last() const
{
    const QPolygonF points = way();
    return {points[points.size() - 2], points.back()};
}

std::size_t Scene::size() const
{
    return folds.size() + ticks.size() + bars.size() + brackets.size() + timers.size() + arrows.size() + density.size() +
           segmentLabels.size() + marks.size() + lessons.size() + leaders.size() + links.size();
}

double titleHeight(const Fonts& fonts, const Trace& trace, const Exchange& exchange)
{
    std::size_t lines = 0;
    for (std::uint16_t i = 0; i < trace.hostCount() && !exchange.lessons.empty(); ++i)
        lines = std::max(lines, lessonsOf(exchange, HostId{i}).size());
    return std::ceil(fonts.pixels() * (kTitleEms + kLessonEms * static_cast<double>(lines)));
}

double marginAbove(const Fonts& fonts) { return std::ceil(fonts.pixels() * 1.6); }
double marginBelow(const Fonts& fonts) { return std::ceil(fonts.pixels() * 3); }

LayoutOptions layoutOptions(const Fonts& fonts, TimeMode mode)
{
    return {mode, std::ceil(fonts.pixels() * 1.75), std::ceil(fonts.pixels() * 1.4)};
}

namespace {

// Which gaps between neighbouring columns segments cross; a segment may pass several.
std::vector<bool> joinedColumns(const std::vector<Crossing>& crossings, std::size_t columns)
{
    std::vector<bool> joined(columns - 1, crossings.empty());  // nobody has spoken yet: all may
    for (const Crossing& crossing : crossings)
        for (std::size_t gap = crossing.left; gap < std::min(crossing.right, columns - 1); ++gap)
            joined[gap] = true;
    return joined;
}

// The hosts that have more than one connection with each other.
HostPairs pairsWithSeveralConnections(const Trace& trace)
{
    std::map<std::pair<HostId, IpAddress>, int> counts;
    HostPairs pairs;
    for (std::uint32_t i = 0; i < trace.connectionCount(); ++i) {
        const TraceConnection& connection = trace.connection(ConnectionId(i));
        if (connection.remote.port == 0 || ++counts[{connection.host, connection.remote.address}] != 2)
            continue;
        for (std::size_t number = 0; number < trace.hostCount(); ++number)
            if (const HostId host(static_cast<std::uint16_t>(number)); trace.host(host).address == connection.remote.address) {
                pairs.emplace(connection.host, host);
                pairs.emplace(host, connection.host);
            }
    }
    return pairs;
}

}  // namespace

SceneMaker::SceneMaker(const Trace& trace, const Exchange& exchange, const LadderLayout& layout, const Fonts& fonts)
    : trace_(trace), exchange_(exchange), layout_(layout), fonts_(fonts), text_(fonts.text()), strong_(fonts.strong()), timeScale_(exchange)
{
    severalConnections_ = pairsWithSeveralConnections(trace);
    joined_ = joinedColumns(layout.crossings, std::max<std::size_t>(trace.hostCount() + (layout.elsewhere ? 1 : 0), 1));
    demands_.em = fonts.pixels();
    mostDigits_ = layout.map.even() ? TimeScale::kMostMore : timeScale_.moreFor(layout.map.leastGap().value_or(exchange.end - kStart));
    demands_.axis = text_.horizontalAdvance(timeScale_.number(exchange.end, mostDigits_));
    demands_.stateLanes = std::min<std::uint32_t>(layout.stateLanes, 6);
    demands_.callLanes = std::min<std::uint32_t>(layout.callLanes, 4);
    QSet<QString> calls;
    QSet<QString> shortCalls;
    QSet<QString> states;
    const MarkTexts texts(trace, exchange);
    constexpr std::size_t kMeasured = 500;  // of each kind; later ones are seldom longer
    const auto measure = [&](const std::vector<Mark>& marks, QSet<QString>& into, bool shortOnes) {
        for (std::size_t i = 0; i < marks.size() && i < 8 * kMeasured && static_cast<std::size_t>(into.size()) < kMeasured; ++i) {
            const MarkText said = texts.of(marks[i]);
            into.insert(said.shorter.isEmpty() || !shortOnes ? said.text : said.shorter);
        }
    };
    measure(layout.marks, states, true);
    measure(layout.callMarks, calls, false);
    measure(layout.callMarks, shortCalls, true);
    demands_.shortCall = widest(text_, shortCalls) + 6;
    demands_.call = widest(text_, calls) + 6;
    demands_.state = widest(strong_, states) + 6;
}

Columns SceneMaker::columns(double width) const
{
    const bool nobody = trace_.hostCount() == 0 && !layout_.elsewhere;  // nothing has run
    return columnsFor(width, nobody ? 0 : joined_.size() + 1, joined_, demands_);
}

double SceneMaker::leastWidth() const { return joined_.size() > 1 ? tcplab::leastWidth(joined_.size() + 1, joined_, demands_) : 0; }

// Builds one scene.
class SceneWork {
public:
    SceneWork(const SceneMaker& maker, const SceneRequest& request)
        : m_(maker), layout_(maker.layout_), request_(request), em_(maker.fonts_.pixels())
    {
        scene_.top = titleHeight(m_.fonts_, m_.trace_, m_.exchange_);
        scene_.bottom = request.height;
        scene_.zoom = request.zoom;
        scene_.origin = scene_.top + marginAbove(m_.fonts_) - request.scroll;
        scene_.columns = m_.columns(request.width);
        first_ = scene_.place(scene_.top);
        last_ = scene_.place(scene_.bottom);
    }

    Scene make()
    {
        if (scene_.columns.hosts.empty())
            return std::move(scene_);
        addLessons();
        scene_.titleReach = kTitleReachEms * em_;
        if (request_.links)
            addLinks();
        addFolds();
        addTicks();
        addBars();
        addBrackets();
        addTimers();
        const MarkPlacer marks(m_.trace_, m_.exchange_, layout_, m_.fonts_);
        marks.place(scene_);
        addSegments();
        return std::move(scene_);
    }

private:
    double line() const { return em_ * 1.4; }

    // Each host's under its title, within the half of the way to the hosts beside it.
    void addLessons()
    {
        if (m_.exchange_.lessons.empty())
            return;
        const auto& hosts = scene_.columns.hosts;
        for (std::size_t i = 0; i < std::min(hosts.size(), m_.trace_.hostCount()); ++i) {
            const double left = i == 0 ? 0 : (hosts[i - 1].lifeline + hosts[i].lifeline) / 2;
            const double right = i + 1 == hosts.size() ? scene_.columns.width : (hosts[i].lifeline + hosts[i + 1].lifeline) / 2;
            addLessons(HostId(static_cast<std::uint16_t>(i)), left, right);
        }
    }

    void addLessons(HostId host, double left, double right)
    {
        const double gap = 0.3 * em_;
        double y = kTitleEms * em_ + kLessonEms * em_ / 2 - gap;
        for (const LessonMark& lesson : lessonsOf(m_.exchange_, host)) {
            const QString text = m_.text_.elidedText(whatIfText(lesson.rule), Qt::ElideRight, right - left - 2 * gap - em_);
            const double width = m_.text_.horizontalAdvance(text) + em_;
            const double x = std::clamp(scene_.columns.of(host).lifeline, left + gap + width / 2, right - gap - width / 2);
            scene_.lessons.push_back({text, {x, y}, width, 1.45 * em_, 0, Colour::Text, false, true, {}, 0, lesson.told});
            y += kLessonEms * em_;
        }
    }

    void addLinks()
    {
        const auto& hosts = scene_.columns.hosts;
        for (std::size_t i = 0; i + 1 < std::min(hosts.size(), m_.trace_.hostCount()); ++i) {
            const HostId from(static_cast<std::uint16_t>(i));
            const HostId to(static_cast<std::uint16_t>(i + 1));
            const double room = hosts[i + 1].lifeline - hosts[i].lifeline - 2 * scene_.titleReach;
            const QString text = QStringLiteral("↔ ") + QCoreApplication::translate("Timeline", "link");
            const double width = m_.text_.horizontalAdvance(text) + 1.2 * em_;
            if (!linked(from, to) || width > room)
                continue;
            SceneLabel label;
            label.text = text;
            label.width = width;
            label.height = 1.5 * em_;
            label.centre = QPointF((hosts[i].lifeline + hosts[i + 1].lifeline) / 2, kTitleEms * em_ / 2);
            label.colour = Colour::Muted;
            scene_.links.push_back({label, from, to});
        }
    }

    bool linked(HostId a, HostId b) const
    {
        for (std::size_t i = 0; i < m_.trace_.linkCount(); ++i)
            if (const TraceLink& link = m_.trace_.link(LinkId(static_cast<std::uint16_t>(i))); link.from == a && link.to == b)
                return true;
        return false;
    }

    void addFolds()
    {
        for (const TimeMap::Fold& fold : layout_.map.folds())
            if (fold.bottom >= first_ && fold.top <= last_ && (fold.bottom - fold.top) * scene_.zoom > 2.2 * line())
                scene_.folds.push_back({scene_.y(fold.top), scene_.y(fold.bottom), durationText(fold.until - fold.from)});
    }

    void addTicks()
    {
        const std::vector<Instant> instants = layout_.map.even() ? evenTicks() : eventTicks();
        const int more = std::min(m_.timeScale_.moreFor(instants), m_.mostDigits_);
        for (const Instant at : instants) {
            const QString text = m_.timeScale_.number(at, more);
            // Nearer than can be written: one tick for both.
            if (scene_.ticks.empty() || scene_.ticks.back().text != text)
                scene_.ticks.push_back({scene_.y(layout_.map.beginning(at)), text});
        }
    }

    // Compressed: the axis names the instants at which something happens, as many as there is room for.
    std::vector<Instant> eventTicks() const
    {
        std::vector<Instant> instants;
        double free = first_ - 0.5 * line() / scene_.zoom;
        for (const TimeMap::Knot* knot = layout_.map.knotFrom(free); knot && knot->begin <= last_; knot = layout_.map.knotFrom(free)) {
            if (knot->named)
                instants.push_back(knot->at);
            free = knot->begin + (knot->named ? line() / scene_.zoom : 1e-6);
        }
        return instants;
    }

    std::vector<Instant> evenTicks() const
    {
        std::vector<Instant> instants;
        const double perNanosecond = layout_.map.height() * scene_.zoom / std::max(1.0, seconds(m_.exchange_.end) * 1e9);
        const Duration step = tickDistance(Duration{std::llround(4 * line() / std::max(perNanosecond, 1e-12))});
        const std::int64_t from = std::max<std::int64_t>(0, nanoseconds(layout_.map.at(first_)) / nanoseconds(step));
        for (Instant at = kStart + from * step; at <= m_.exchange_.end && layout_.map.place(at) <= last_; at += step)
            if (layout_.map.place(at) >= first_)
                instants.push_back(at);
        return instants;
    }

    void addBars()
    {
        layout_.states.eachWithin(first_, last_, [&](std::size_t i) {
            const StateSpan& state = m_.exchange_.states[i];
            const Span& span = layout_.states[i];
            const std::uint32_t lane = layout_.stateLane[i];
            if (lane >= 6)
                return true;
            const double x = scene_.columns.of(state.host).bar(lane, em_);
            scene_.bars.push_back({i, QRectF(QPointF(x - 0.36 * em_, scene_.y(span.top)), QPointF(x + 0.36 * em_, scene_.y(span.bottom)))});
            return scene_.bars.size() < kMost;
        });
    }

    void addBrackets()
    {
        // So many that they would be one black bar tell nothing.
        const double room = scene_.bottom - scene_.top;
        if (static_cast<double>(layout_.calls.countAbove(last_) - layout_.calls.countAbove(first_)) > room / 8)
            return;
        layout_.calls.eachWithin(first_, last_, [&](std::size_t i) {
            const CallSpan& call = m_.exchange_.calls[i];
            const Span& span = layout_.calls[i];
            const HostColumn& column = scene_.columns.of(call.host);
            const double x = column.bracket(std::min<std::uint32_t>(layout_.callLane[i], 3), em_);
            scene_.brackets.push_back({i, x, scene_.y(span.top), scene_.y(span.bottom), column.side, !call.returned.valid()});
            return scene_.brackets.size() < kMost;
        });
    }

    void addTimers()
    {
        layout_.timers.eachWithin(first_, last_, [&](std::size_t i) {
            addTimer(layout_.firedTimers[i], layout_.timers[i]);
            return scene_.timers.size() < kMost;
        });
        if (!request_.selected.valid())
            return;
        const auto& timers = m_.exchange_.timers;
        for (std::size_t i = 0; i < timers.size(); ++i)
            if (!timers[i].fired && (timers[i].set == request_.selected || timers[i].ended == request_.selected))
                addTimer(i, {layout_.map.place(timers[i].from), layout_.map.place(timers[i].until)});
    }

    void addTimer(std::size_t i, const Span& span)
    {
        const TimerSpan& timer = m_.exchange_.timers[i];
        scene_.timers.push_back({i, scene_.columns.of(timer.host).timer, scene_.y(span.top), scene_.y(span.bottom), timer.fired});
    }

    void addSegments()
    {
        const std::size_t count = layout_.segments.countAbove(last_) - layout_.segments.countAbove(first_);
        const double room = scene_.bottom - scene_.top;
        if (static_cast<double>(count) > kArrowsPerPixel * room) {
            addDensity();
            return;
        }
        layout_.segments.eachWithin(first_, last_, [&](std::size_t i) {
            scene_.arrows.push_back(arrowOf(i));
            return scene_.arrows.size() < kMost;
        });
        const double perSegment = room / static_cast<double>(std::max<std::size_t>(count, 1));
        LabelPlacer labels(m_.trace_, m_.exchange_, m_.fonts_, request_, m_.severalConnections_);
        labels.place(scene_, perSegment < kCrowded * em_ * 1.75);
    }

    SceneArrow arrowOf(std::size_t i) const
    {
        const SegmentPath& segment = m_.exchange_.segments[i];
        const Span& span = layout_.segments[i];
        SceneArrow arrow;
        arrow.segment = i;
        arrow.lost = segment.lost();
        arrow.dropped = segment.dropped.valid() && segment.arrived.valid();
        arrow.open = !segment.ends.has_value();
        arrow.again = segment.transmission > 1;
        arrow.colour = colourOf(segment);
        const double from = scene_.columns.of(segment.from).lifeline;
        const double to = scene_.columns.of(segment.to).lifeline;
        const double x = arrow.lost ? from + kLostPart * (to - from) : to;
        arrow.line = QLineF(from, scene_.y(span.top), x, scene_.y(span.bottom));
        if (from == to)
            arrow.loop = loopOf(scene_.columns.of(segment.from));
        return arrow;
    }

    // Away from what is written beside the lifeline.
    double loopOf(const HostColumn& column) const { return -kLoopEms * em_ * column.side; }

    static Colour colourOf(const SegmentPath& segment)
    {
        if (segment.transmission > 1)
            return Colour::Retransmission;
        return segment.tcp ? Theme::colourOf(segment.tcp->flags, segment.payloadOctets > 0) : Colour::Text;
    }

    void addDensity()
    {
        constexpr double kBin = 4;  // pixels
        for (double y = scene_.top; y < scene_.bottom; y += kBin) {
            const std::size_t from = layout_.segments.countAbove(scene_.place(y));
            const std::size_t until = layout_.segments.countAbove(scene_.place(y + kBin));
            if (from == until)
                continue;
            for (const Crossing& crossing : layout_.crossings)
                addDensity(crossing, from, until, y, kBin - 1);
        }
    }

    void addDensity(const Crossing& crossing, std::size_t from, std::size_t until, double y, double height)
    {
        const auto before = [&](std::size_t place) {
            return std::lower_bound(crossing.place.begin(), crossing.place.end(), place) - crossing.place.begin();
        };
        const std::ptrdiff_t first = before(from);
        const std::ptrdiff_t last = before(until);
        if (first == last)
            return;
        const auto within = [&](const std::vector<std::uint32_t>& counts) {
            return counts[static_cast<std::size_t>(last)] - counts[static_cast<std::size_t>(first)];
        };
        const std::uint32_t backward = within(crossing.back);
        const auto column = [&](std::size_t i) { return scene_.columns.hosts[std::min(i, scene_.columns.hosts.size() - 1)]; };
        const double left = column(crossing.left).lifeline;
        const double right = crossing.left == crossing.right ? left + loopOf(column(crossing.left)) : column(crossing.right).lifeline;
        scene_.density.push_back({y, height, std::min(left, right), std::max(left, right),
                                  static_cast<std::uint32_t>(last - first) - backward, backward, within(crossing.again),
                                  within(crossing.lost)});
    }

    static constexpr std::size_t kMost = 5000;  // pieces of one kind in one picture: more cannot be told apart

    const SceneMaker& m_;
    const LadderLayout& layout_;
    const SceneRequest& request_;
    double em_;
    double first_ = 0, last_ = 0;  // visible places
    Scene scene_;
};

Scene SceneMaker::sceneFor(const SceneRequest& request) const { return SceneWork(*this, request).make(); }

}  // namespace tcplab
