#include "views/timeline/hit.h"

#include <cmath>

namespace tcplab {

namespace {

constexpr double kReach = 6;  // pixels

double distance(QPointF point, const QLineF& line)
{
    const QPointF along = line.p2() - line.p1();
    const double squared = QPointF::dotProduct(along, along);
    const double part = squared > 0 ? std::clamp(QPointF::dotProduct(point - line.p1(), along) / squared, 0.0, 1.0) : 0;
    return QLineF(point, line.p1() + part * along).length();
}

double distance(QPointF point, const SceneArrow& arrow)
{
    const QPolygonF way = arrow.way();
    double least = distance(point, QLineF(way[0], way[1]));
    for (qsizetype i = 2; i < way.size(); ++i)
        least = std::min(least, distance(point, QLineF(way[i - 1], way[i])));
    return least;
}

std::optional<std::size_t> segmentOf(const Scene& scene, const Exchange& exchange, EventId event)
{
    for (const SceneArrow& arrow : scene.arrows) {
        const SegmentPath& segment = exchange.segments[arrow.segment];
        if (event == segment.sent || event == segment.dropped)
            return arrow.segment;
    }
    return std::nullopt;
}

std::optional<Hit> lessonAt(const Scene& scene, QPointF point)
{
    for (const SceneLabel& lesson : scene.lessons)
        if (lesson.outline().containsPoint(point, Qt::OddEvenFill))
            return Hit{lesson.event, std::nullopt};
    return std::nullopt;
}

std::optional<Hit> labelAt(const Scene& scene, const Exchange& exchange, QPointF point)
{
    for (const auto* labels : {&scene.segmentLabels, &scene.marks})
        for (const SceneLabel& label : *labels)
            if (label.event.valid() && label.outline().containsPoint(point, Qt::OddEvenFill))
                return Hit{label.event, segmentOf(scene, exchange, label.event)};
    return std::nullopt;
}

std::optional<Hit> arrowAt(const Scene& scene, const Exchange& exchange, QPointF point)
{
    double nearest = kReach;
    std::optional<Hit> hit;
    for (const SceneArrow& arrow : scene.arrows) {
        const double away = distance(point, arrow);
        if (away >= nearest)
            continue;
        nearest = away;
        const SegmentPath& segment = exchange.segments[arrow.segment];
        const bool atCross = (arrow.lost || arrow.dropped) && QLineF(point, arrow.line.p2()).length() < 2 * kReach;
        hit = Hit{atCross ? segment.dropped : segment.sent, arrow.segment};
    }
    return hit;
}

std::optional<Hit> besideLifelines(const Scene& scene, const Exchange& exchange, QPointF point)
{
    const auto near = [&](double x, double top, double bottom) {
        return std::abs(point.x() - x) <= kReach && point.y() >= top - kReach && point.y() <= bottom + kReach;
    };
    for (const SceneTimer& timer : scene.timers)
        if (std::abs(point.x() - timer.x) <= 3 && near(timer.x, timer.top, timer.bottom)) {
            const TimerSpan& span = exchange.timers[timer.timer];
            const bool atEnd = span.ended.valid() && point.y() > (timer.top + timer.bottom) / 2;
            return Hit{atEnd ? span.ended : span.set, std::nullopt};
        }
    for (const SceneBar& bar : scene.bars)
        if (bar.box.adjusted(-2, 0, 2, 0).contains(point))
            return Hit{exchange.states[bar.state].entered, std::nullopt};
    for (const SceneBracket& bracket : scene.brackets)
        if (near(bracket.x, bracket.top, bracket.bottom)) {
            const CallSpan& call = exchange.calls[bracket.call];
            const bool atEnd = call.returned.valid() && bracket.bottom - point.y() < 2 * kReach && bracket.bottom > bracket.top;
            return Hit{atEnd ? call.returned : call.begun, std::nullopt};
        }
    return std::nullopt;
}

}  // namespace

// A title reaches half the way to its neighbours, but for what belongs to the link.
std::optional<Heading> headingAt(const Scene& scene, const Trace& trace, QPointF point)
{
    if (point.y() >= scene.top || lessonAt(scene, point))
        return std::nullopt;
    for (const SceneLink& link : scene.links)
        if (link.label.outline().containsPoint(point, Qt::OddEvenFill))
            return Heading{link.from, link.to};
    const auto& hosts = scene.columns.hosts;
    std::optional<Heading> nearest;
    double least = 1e300;
    for (std::size_t i = 0; i < std::min(hosts.size(), trace.hostCount()); ++i)
        if (const double away = std::abs(point.x() - hosts[i].lifeline); away < least && away <= scene.titleReach) {
            least = away;
            nearest = Heading{HostId(static_cast<std::uint16_t>(i))};
        }
    return nearest;
}

std::optional<Hit> hitAt(const Scene& scene, const Exchange& exchange, QPointF point)
{
    if (point.y() < scene.top)
        return lessonAt(scene, point);
    if (const auto hit = labelAt(scene, exchange, point))
        return hit;
    if (const auto hit = arrowAt(scene, exchange, point))
        return hit;
    return besideLifelines(scene, exchange, point);
}

}  // namespace tcplab
