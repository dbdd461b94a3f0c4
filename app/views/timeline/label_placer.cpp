#include "views/timeline/label_placer.h"

#include <cmath>

namespace tcplab {

namespace {

// Steeper arrows carry their label level at the sender's end.
constexpr double kSteepestDegrees = 32;
constexpr double kLineEms = 1.2;

// The flattest direction of the line that reads from left to right.
double readingDegrees(const QLineF& line)
{
    const double dx = line.dx();
    return std::atan2(dx < 0 ? -line.dy() : line.dy(), std::abs(dx)) * 180 / M_PI;
}

std::pair<double, double> shadow(const QPolygonF& shape, QPointF axis)
{
    double low = 1e300;
    double high = -1e300;
    for (const QPointF& corner : shape) {
        const double at = QPointF::dotProduct(corner, axis);
        low = std::min(low, at);
        high = std::max(high, at);
    }
    return {low, high};
}

bool separated(const QPolygonF& a, const QPolygonF& b)
{
    for (int i = 0; i + 1 < a.size(); ++i) {
        const QPointF edge = a[i + 1] - a[i];
        const QPointF axis(-edge.y(), edge.x());
        const auto [aLow, aHigh] = shadow(a, axis);
        const auto [bLow, bHigh] = shadow(b, axis);
        if (aHigh <= bLow || bHigh <= aLow)
            return true;
    }
    return false;
}

// Where nothing stands along a fold: between the hosts, as often as its text has room, so that a wide picture tells it
// wherever it is scrolled to; beside a host that is alone.
std::vector<double> foldCentres(const Columns& columns, double width)
{
    const auto& hosts = columns.hosts;
    std::vector<double> centres;
    for (std::size_t i = 1; i < hosts.size(); ++i)
        if (hosts[i].from - hosts[i - 1].to > width)
            centres.push_back((hosts[i - 1].to + hosts[i].from) / 2);
    if (centres.empty())
        centres.push_back(hosts.size() == 1 ? (hosts[0].to + columns.width) / 2 : (hosts.front().lifeline + hosts.back().lifeline) / 2);
    return centres;
}

std::vector<SceneLabel> foldLabels(const Scene& scene, const SceneFold& fold, const QFontMetricsF& metrics, double em)
{
    SceneLabel label;
    label.text = fold.text;
    label.colour = Colour::Muted;
    label.strong = true;
    label.width = metrics.horizontalAdvance(fold.text) + 8;
    label.height = em * kLineEms;
    std::vector<SceneLabel> labels;
    for (const double x : foldCentres(scene.columns, label.width)) {
        label.centre = QPointF(x, (fold.top + fold.bottom) / 2);
        labels.push_back(label);
    }
    return labels;
}

}  // namespace

bool overlap(const QPolygonF& a, const QPolygonF& b) { return !separated(a, b) && !separated(b, a); }

LabelPlacer::LabelPlacer(const Trace& trace, const Exchange& exchange, const Fonts& fonts, const SceneRequest& request,
                         const HostPairs& severalConnections)
    : trace_(trace), exchange_(exchange), request_(request), severalConnections_(severalConnections), em_(fonts.pixels()),
      text_(fonts.text()), strong_(fonts.strong())
{}

void LabelPlacer::place(Scene& scene, bool crowded)
{
    for (const SceneFold& fold : scene.folds)
        for (SceneLabel& label : foldLabels(scene, fold, strong_, em_))
            take(scene, std::move(label));
    for (const SceneLabel& mark : scene.marks)
        if (mark.background)
            taken_.push_back(mark.outline());
    crossed_.assign(scene.arrows.size(), false);
    if (!crowded)
        for (std::size_t i = 0; i < scene.arrows.size(); ++i)
            for (std::size_t j = i + 1; j < scene.arrows.size(); ++j) {
                const QLineF& a = scene.arrows[i].line;
                const QLineF& b = scene.arrows[j].line;
                const bool opposite = a.dx() * b.dx() < 0;
                if (opposite && std::min(a.y2(), b.y2()) > std::max(a.y1(), b.y1()) + 2)
                    crossed_[i] = crossed_[j] = true;
            }
    for (const SceneArrow& arrow : scene.arrows)
        if (arrow.lost)
            placeReason(scene, arrow);
    for (const SceneArrow& arrow : scene.arrows)
        if (wanted(arrow))
            placeLabel(scene, arrow);
    for (const SceneArrow& arrow : scene.arrows)
        if (!wanted(arrow) && special(arrow))
            placeLabel(scene, arrow);
    if (crowded)
        return;
    for (const SceneArrow& arrow : scene.arrows)
        if (!wanted(arrow) && !special(arrow))
            placeLabel(scene, arrow);
}

bool LabelPlacer::wanted(const SceneArrow& arrow) const
{
    const SegmentPath& segment = exchange_.segments[arrow.segment];
    for (const EventId chosen : {request_.selected, request_.hovered})
        if (chosen.valid() && (chosen == segment.sent || chosen == segment.arrived || chosen == segment.dropped))
            return true;
    return false;
}

bool LabelPlacer::special(const SceneArrow& arrow) const
{
    const SegmentPath& segment = exchange_.segments[arrow.segment];
    return arrow.lost || arrow.again || arrow.dropped || !segment.tcp || segment.tcp->flags.syn() || segment.tcp->flags.fin() ||
           segment.tcp->flags.rst();
}

SceneLabel LabelPlacer::labelOf(const SceneArrow& arrow, Detail detail) const
{
    const SegmentPath& segment = exchange_.segments[arrow.segment];
    SceneLabel label;
    label.event = segment.sent;
    label.text = segmentText(trace_, segment, detail);
    if (segment.tcp && severalConnections_.count({segment.from, segment.to}) > 0)
        label.text.prepend(QStringLiteral("%1→%2 ").arg(segment.tcp->sourcePort).arg(segment.tcp->destinationPort));
    label.colour = arrow.colour;
    label.background = true;
    label.strong = wanted(arrow);
    label.height = em_ * kLineEms;
    label.width = (label.strong ? strong_ : text_).horizontalAdvance(label.text) + 4;
    if (arrow.again) {
        label.badge = QStringLiteral("×%1").arg(segment.transmission);
        label.badgeWidth = strong_.horizontalAdvance(label.badge) + 0.6 * em_;
        label.width += label.badgeWidth + 0.35 * em_;
    }
    return label;
}

// Level, beyond the turn of the way.
void LabelPlacer::placeBesideLoop(Scene& scene, const SceneArrow& arrow)
{
    const QPointF turn = arrow.way()[1];
    const double direction = arrow.loop < 0 ? -1 : 1;
    double end = direction < 0 ? 0 : scene.columns.width;
    for (const HostColumn& host : scene.columns.hosts)
        if ((host.lifeline - arrow.line.x1()) * direction > 1 && std::abs(host.lifeline - turn.x()) < std::abs(end - turn.x()))
            end = host.lifeline;
    for (const Detail detail : {Detail::Everything, Detail::Window, Detail::Numbers, Detail::Flags}) {
        SceneLabel label = labelOf(arrow, detail);
        label.centre = turn + QPointF(direction * (label.width / 2 + 0.4 * em_), 0);
        const bool fits = label.width + em_ < std::abs(end - turn.x());
        if (fits && label.centre.y() - label.height / 2 >= scene.top && label.centre.y() <= scene.bottom && free(label))
            return take(scene, std::move(label));
    }
}

void LabelPlacer::placeLabel(Scene& scene, const SceneArrow& arrow)
{
    if (arrow.loop != 0)
        return placeBesideLoop(scene, arrow);
    const QLineF& line = arrow.line;
    const double length = line.length();
    const double degrees = readingDegrees(line);
    const bool level = std::abs(degrees) > kSteepestDegrees;
    const bool crossed = crossed_[static_cast<std::size_t>(&arrow - scene.arrows.data())];
    const double room = (level ? std::abs(line.dx()) : length) - 1.6 * em_;
    bool crowdedOut = false;
    for (const Detail detail : {Detail::Everything, Detail::Window, Detail::Numbers, Detail::Flags}) {
        // "ACK" alone tells nothing that the arrow does not, where there would be room for more.
        if (detail == Detail::Flags && crowdedOut && !special(arrow))
            return;
        SceneLabel label = labelOf(arrow, detail);
        if (label.width > room && detail != Detail::Flags)
            continue;
        label.degrees = level ? 0 : degrees;
        const double along = level ? std::abs(line.dx()) : length;
        const double senderEnd = std::min(0.5, (label.width / 2 + 0.9 * em_) / std::max(along, 1.0));
        const std::initializer_list<double> centred{0.5, senderEnd, 1 - senderEnd, 0.35, 0.65};
        const std::initializer_list<double> atSender{
            senderEnd, std::min(0.5, senderEnd + 0.1), std::min(0.5, senderEnd + 0.2), 0.5, 0.6, 0.7, 1 - senderEnd};
        for (const double part : crossed || level ? atSender : centred) {
            if (level) {
                const double direction = line.dx() < 0 ? -1 : 1;
                label.centre = QPointF(line.x1() + direction * part * along, line.y1() - 0.35 * label.height);
            } else {
                const double up = label.height / 2 + 0.12 * em_;
                const double radians = degrees * M_PI / 180;
                label.centre = line.pointAt(part) + QPointF(up * std::sin(radians), -up * std::cos(radians));
            }
            if (part > 1 - senderEnd)
                continue;
            if (label.centre.y() - label.height / 2 < scene.top || label.centre.y() > scene.bottom)
                continue;
            if (free(label)) {
                take(scene, std::move(label));
                return;
            }
        }
        crowdedOut = true;
    }
}

void LabelPlacer::placeReason(Scene& scene, const SceneArrow& arrow)
{
    SceneLabel label;
    label.event = exchange_.segments[arrow.segment].dropped;
    label.text = lossText(trace_[label.event].rule);
    label.colour = Colour::Lost;
    label.strong = true;
    label.background = true;
    label.height = em_ * kLineEms;
    label.width = strong_.horizontalAdvance(label.text) + 4;
    const double direction = arrow.line.dx() < 0 ? -1 : 1;
    const QPointF cross = arrow.line.p2();
    for (const QPointF& centre : {cross + QPointF(direction * (label.width / 2 + 0.9 * em_), 0), cross + QPointF(0, 1.3 * em_),
                                  cross + QPointF(direction * label.width / 2, 1.3 * em_)}) {
        label.centre = centre;
        const double left = centre.x() - label.width / 2;
        const double right = centre.x() + label.width / 2;
        const auto& hosts = scene.columns.hosts;
        const bool inside = left > hosts.front().lifeline + 4 && right < hosts.back().lifeline - 4;
        if (inside && centre.y() > scene.top + label.height / 2 && free(label)) {
            take(scene, label);
            return;
        }
    }
}

bool LabelPlacer::free(const SceneLabel& label) const
{
    const QPolygonF outline = label.outline();
    return std::none_of(taken_.begin(), taken_.end(), [&](const QPolygonF& other) { return overlap(outline, other); });
}

void LabelPlacer::take(Scene& scene, SceneLabel label)
{
    taken_.push_back(label.outline());
    scene.segmentLabels.push_back(std::move(label));
}

}  // namespace tcplab
