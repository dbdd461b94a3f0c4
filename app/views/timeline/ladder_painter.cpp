#include "views/timeline/ladder_painter.h"

#include <cmath>

#include <QCoreApplication>

namespace tcplab {

namespace {

// From the middle of a line of text down to its baseline, in parts of the font's size.
constexpr double kBaseline = 0.36;
// The middle of a host's name and address, from the top.
constexpr double kNameEms = 1.05, kAddressEms = 2.45;

QPen penOf(QColor colour, double width, Qt::PenStyle style = Qt::SolidLine)
{
    QPen pen(colour, width, style);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

void centredText(QPainter& painter, QPointF centre, const QString& text)
{
    const QFontMetricsF metrics(painter.font());
    painter.drawText(QPointF(centre.x() - metrics.horizontalAdvance(text) / 2, centre.y() + kBaseline * painter.font().pixelSize()), text);
}

}  // namespace

LadderPainter::LadderPainter(QPainter& painter, const Trace& trace, const Exchange& exchange, const Scene& scene, const LadderLook& look)
    : p_(painter), trace_(trace), exchange_(exchange), scene_(scene), look_(look), em_(look.fonts.pixels())
{}

void LadderPainter::paint()
{
    p_.save();
    p_.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    p_.fillRect(QRectF(0, 0, scene_.columns.width, scene_.bottom), colour(Colour::Page));
    p_.setFont(look_.fonts.text());
    if (!scene_.columns.hosts.empty()) {
        p_.save();
        p_.setClipRect(QRectF(0, scene_.top, scene_.columns.width, scene_.bottom - scene_.top));
        paintFolds();
        paintTicks();
        paintLifelines();
        paintBars();
        paintBrackets();
        paintTimers();
        paintDensity();
        for (const SceneArrow& arrow : scene_.arrows)
            paintArrow(arrow);
        for (const SceneArrow& arrow : scene_.arrows)
            if (arrow.lost || arrow.dropped)
                cross(arrow.line.p2());
        paintLeaders();
        paintCursorLine();
        for (const SceneLabel& label : scene_.segmentLabels)
            paintLabel(label);
        for (const SceneLabel& label : scene_.marks)
            paintLabel(label);
        p_.restore();
        paintCursorTag();
        paintTitles();
        paintLessons();
    }
    p_.restore();
}

void LadderPainter::paintFolds()
{
    for (const SceneFold& fold : scene_.folds) {
        const double middle = (fold.top + fold.bottom) / 2;
        const QRectF band(scene_.columns.axis, middle - 0.8 * em_, scene_.columns.width - scene_.columns.axis, 1.6 * em_);
        p_.fillRect(band, colour(Colour::Panel));
        p_.setPen(penOf(colour(Colour::Border), 1, Qt::DashLine));
        p_.drawLine(band.topLeft(), band.topRight());
        p_.drawLine(band.bottomLeft(), band.bottomRight());
    }
}

void LadderPainter::paintTicks()
{
    const double axis = scene_.columns.axis;
    p_.setPen(penOf(colour(Colour::Lifeline), 1));
    p_.drawLine(QPointF(axis, scene_.top), QPointF(axis, scene_.bottom));
    for (const SceneTick& tick : scene_.ticks) {
        p_.setPen(penOf(colour(Colour::Grid), 1));
        p_.drawLine(QPointF(axis, tick.y), QPointF(scene_.columns.hosts.back().lifeline, tick.y));
        p_.setPen(penOf(colour(Colour::Lifeline), 1));
        p_.drawLine(QPointF(axis - 0.4 * em_, tick.y), QPointF(axis, tick.y));
        p_.setPen(colour(Colour::Muted));
        const double width = QFontMetricsF(p_.font()).horizontalAdvance(tick.text);
        p_.drawText(QPointF(axis - 0.6 * em_ - width, tick.y + kBaseline * em_), tick.text);
    }
}

void LadderPainter::paintLifelines()
{
    for (const HostColumn& host : scene_.columns.hosts) {
        p_.setPen(penOf(colour(Colour::Lifeline), 2));
        p_.drawLine(QPointF(host.lifeline, scene_.top), QPointF(host.lifeline, scene_.bottom));
        for (const SceneFold& fold : scene_.folds) {
            const QPointF middle(host.lifeline, (fold.top + fold.bottom) / 2);
            p_.fillRect(QRectF(middle.x() - 2, middle.y() - 0.35 * em_, 4, 0.7 * em_), colour(Colour::Panel));
            p_.setPen(penOf(colour(Colour::Lifeline), 1.5));
            for (const double y : {-0.35 * em_, 0.35 * em_})
                p_.drawLine(middle + QPointF(-0.5 * em_, y + 0.2 * em_), middle + QPointF(0.5 * em_, y - 0.2 * em_));
        }
    }
}

void LadderPainter::paintBars()
{
    for (const SceneBar& bar : scene_.bars) {
        const StateSpan& state = exchange_.states[bar.state];
        const QColor tone = colour(Theme::colourOf(state.state));
        QColor fill = tone;
        fill.setAlphaF(state.state == TcpState::Closed ? 0.f : 0.3f);
        const bool selected = look_.selected.valid() && look_.selected == state.entered;
        p_.setPen(penOf(tone, selected ? 3 : 1.2, state.state == TcpState::Closed ? Qt::DotLine : Qt::SolidLine));
        p_.setBrush(fill);
        p_.drawRect(bar.box.intersected(QRectF(bar.box.left(), scene_.top - 4, bar.box.width(), scene_.bottom - scene_.top + 8)));
    }
    p_.setBrush(Qt::NoBrush);
}

void LadderPainter::paintBrackets()
{
    for (const SceneBracket& bracket : scene_.brackets) {
        const CallSpan& call = exchange_.calls[bracket.call];
        const bool selected = look_.selected.valid() && (look_.selected == call.begun || look_.selected == call.returned);
        p_.setPen(penOf(colour(Colour::Call), selected ? 3 : 1.4));
        const double arm = -bracket.side * 0.45 * em_;
        const double top = std::max(bracket.top, scene_.top - 4);
        const double bottom = std::min(bracket.bottom, scene_.bottom + 4);
        p_.drawLine(QPointF(bracket.x, top), QPointF(bracket.x, bottom));
        p_.drawLine(QPointF(bracket.x, bracket.top), QPointF(bracket.x + arm, bracket.top));
        if (!bracket.waits)
            p_.drawLine(QPointF(bracket.x, bracket.bottom), QPointF(bracket.x + arm, bracket.bottom));
    }
}

void LadderPainter::paintTimers()
{
    for (const SceneTimer& timer : scene_.timers) {
        p_.setPen(penOf(colour(Colour::Timer), 1.4, Qt::DashLine));
        p_.drawLine(QPointF(timer.x, std::max(timer.top, scene_.top - 4)), QPointF(timer.x, std::min(timer.bottom, scene_.bottom + 4)));
        p_.setPen(penOf(colour(Colour::Timer), 1.4));
        p_.setBrush(colour(timer.fired ? Colour::Timer : Colour::Page));
        p_.drawEllipse(QPointF(timer.x, timer.top), 2, 2);
        const double r = 0.32 * em_;
        const QPointF end(timer.x, timer.bottom);
        p_.drawPolygon(QPolygonF{end + QPointF(0, -r), end + QPointF(r, 0), end + QPointF(0, r), end + QPointF(-r, 0)});
    }
    p_.setBrush(Qt::NoBrush);
}

void LadderPainter::paintDensity()
{
    if (scene_.density.empty())
        return;
    std::uint32_t most = 1;
    for (const SceneDensity& row : scene_.density)
        most = std::max({most, row.forward, row.backward});
    // Both directions grow from their sender towards the middle; what went wrong is drawn over them at the left.
    for (const SceneDensity& row : scene_.density) {
        const double left = row.left + 2;
        const double right = row.right - 2;
        const double perSegment = 0.48 * (right - left) / most;
        const auto bar = [&](double from, double count, Colour token) {
            p_.fillRect(QRectF(from, row.y, count * perSegment, row.height).normalized(), colour(token));
        };
        bar(left, row.forward, Colour::Data);
        bar(right, -static_cast<double>(row.backward), Colour::Acknowledge);
        // Even one among a thousand is to be seen.
        if (row.again > 0)
            bar(left, std::max(6 / perSegment, static_cast<double>(row.again)), Colour::Retransmission);
        if (row.lost > 0)
            bar(left, std::max(4 / perSegment, static_cast<double>(row.lost)), Colour::Lost);
    }
}

bool LadderPainter::chosen(const SegmentPath& segment, EventId event) const
{
    return event.valid() && (event == segment.sent || event == segment.arrived || event == segment.dropped);
}

void LadderPainter::paintArrow(const SceneArrow& arrow)
{
    const SegmentPath& segment = exchange_.segments[arrow.segment];
    const QColor tone = colour(arrow.colour);
    if (chosen(segment, look_.selected)) {
        QPen glow(colour(Colour::Highlight), 9);
        glow.setCapStyle(Qt::RoundCap);
        p_.setPen(glow);
        p_.drawPolyline(arrow.way());
    }
    const bool emphasized = chosen(segment, look_.selected) || chosen(segment, look_.hovered);
    QPen pen = penOf(tone, (segment.payloadOctets > 0 ? 1.8 : 1.4) + (emphasized ? 1 : 0));
    if (arrow.again)
        pen.setDashPattern({5, 3});
    p_.setPen(pen);
    p_.drawPolyline(arrow.way());
    if (!arrow.lost && !arrow.open)
        head(arrow.line.p2(), arrow.last(), tone);
}

void LadderPainter::cross(QPointF centre)
{
    const double r = 0.42 * em_;
    for (const auto& [token, width] : {std::pair{Colour::Page, 5.5}, std::pair{Colour::Lost, 2.6}}) {
        QPen pen(colour(token), width);
        pen.setCapStyle(Qt::RoundCap);
        p_.setPen(pen);
        p_.drawLine(centre + QPointF(-r, -r), centre + QPointF(r, r));
        p_.drawLine(centre + QPointF(-r, r), centre + QPointF(r, -r));
    }
}

void LadderPainter::head(QPointF tip, QLineF line, QColor tone)
{
    const double length = line.length();
    if (length < 1)
        return;
    const QPointF along = (line.p2() - line.p1()) / length;
    const QPointF across(-along.y(), along.x());
    const double size = std::min(0.8 * em_, length / 2);
    p_.setPen(Qt::NoPen);
    p_.setBrush(tone);
    p_.drawPolygon(QPolygonF{tip, tip - along * size + across * size * 0.38, tip - along * size - across * size * 0.38});
    p_.setBrush(Qt::NoBrush);
}

void LadderPainter::paintLabel(const SceneLabel& label)
{
    p_.save();
    p_.translate(label.centre);
    p_.rotate(label.degrees);
    p_.setFont(label.strong ? look_.fonts.strong() : look_.fonts.text());
    const bool onCursor = look_.cursor && std::abs(*look_.cursor - label.centre.y()) < label.height;
    if (label.background || onCursor) {
        QColor page = colour(Colour::Page);
        page.setAlphaF(0.88f);
        p_.fillRect(QRectF(-label.width / 2, -label.height / 2 + 1, label.width, label.height - 2), page);
    }
    double left = -label.width / 2 + 2;
    if (!label.badge.isEmpty()) {
        const QRectF pill(left, -label.height / 2 + 1, label.badgeWidth, label.height - 2);
        p_.setPen(Qt::NoPen);
        p_.setBrush(colour(label.colour));
        p_.drawRoundedRect(pill, 3, 3);
        p_.setPen(colour(Colour::OnColour));
        p_.save();
        p_.setFont(look_.fonts.strong());
        centredText(p_, pill.center(), label.badge);
        p_.restore();
        left += label.badgeWidth + 0.35 * em_;
    }
    // Glyphs that are turned one by one stand unevenly on a raster; as outlines they do not.
    if (label.degrees != 0 && p_.paintEngine()->type() == QPaintEngine::Raster) {
        QPainterPath outlines;
        outlines.addText(QPointF(left, kBaseline * em_), p_.font(), label.text);
        p_.fillPath(outlines, colour(label.colour));
    } else {
        p_.setPen(colour(label.colour));
        p_.drawText(QPointF(left, kBaseline * em_), label.text);
    }
    p_.restore();
}

void LadderPainter::paintLeaders()
{
    for (const SceneLeader& leader : scene_.leaders) {
        p_.setPen(penOf(colour(leader.colour), 0.8));
        p_.drawLine(leader.line);
    }
}

void LadderPainter::paintCursorLine()
{
    if (!look_.cursor)
        return;
    p_.setPen(penOf(colour(Colour::Cursor), 1.4));
    p_.drawLine(QPointF(scene_.columns.axis, *look_.cursor), QPointF(scene_.columns.width, *look_.cursor));
}

void LadderPainter::paintCursorTag()
{
    if (!look_.cursor || *look_.cursor < scene_.top - 1 || *look_.cursor > scene_.bottom + 1)
        return;
    const double y = *look_.cursor;
    p_.setFont(look_.fonts.strong());
    const double width = QFontMetricsF(p_.font()).horizontalAdvance(look_.cursorText) + 0.8 * em_;
    const QRectF tag(std::max(0.0, scene_.columns.axis - width), y - 0.7 * em_, width, 1.4 * em_);
    p_.setPen(Qt::NoPen);
    p_.setBrush(colour(Colour::Cursor));
    p_.drawRoundedRect(tag, 3, 3);
    p_.setPen(colour(Colour::OnColour));
    centredText(p_, tag.center(), look_.cursorText);
    p_.setBrush(Qt::NoBrush);
    p_.setFont(look_.fonts.text());
}

void LadderPainter::paintTitles()
{
    p_.fillRect(QRectF(0, 0, scene_.columns.width, scene_.top), colour(Colour::Panel));
    p_.setPen(penOf(colour(Colour::Border), 1));
    p_.drawLine(QPointF(0, scene_.top), QPointF(scene_.columns.width, scene_.top));
    p_.setPen(colour(Colour::Muted));
    const double width = QFontMetricsF(p_.font()).horizontalAdvance(look_.timeUnit);
    p_.drawText(QPointF(scene_.columns.axis - 0.6 * em_ - width, kAddressEms * em_ + kBaseline * em_), look_.timeUnit);
    for (std::size_t i = 0; i < scene_.columns.hosts.size(); ++i) {
        const bool known = i < trace_.hostCount();
        const HostId id{static_cast<std::uint16_t>(i)};
        const double x = scene_.columns.hosts[i].lifeline;
        p_.setPen(colour(Colour::Text));
        p_.setFont(look_.fonts.strong());
        const QString name = known ? QString::fromStdString(trace_.host(id).name) : QCoreApplication::translate("Timeline", "elsewhere");
        centredText(p_, QPointF(x, kNameEms * em_), name);
        p_.setPen(colour(Colour::Muted));
        p_.setFont(look_.fonts.text());
        if (known)
            centredText(p_, QPointF(x, kAddressEms * em_), QString::fromStdString(format(trace_.host(id).address)));
    }
    for (const SceneLink& link : scene_.links) {
        p_.setPen(penOf(colour(Colour::Border), 1));
        p_.drawRoundedRect(link.label.outline().boundingRect(), 3, 3);
        p_.setPen(colour(link.label.colour));
        centredText(p_, link.label.centre, link.label.text);
    }
}

// As if marked with a pen: what follows is not TCP.
void LadderPainter::paintLessons()
{
    for (const SceneLabel& lesson : scene_.lessons) {
        const QRectF box(lesson.centre.x() - lesson.width / 2, lesson.centre.y() - lesson.height / 2, lesson.width, lesson.height);
        p_.setPen(penOf(colour(Colour::Retransmission), look_.selected.valid() && look_.selected == lesson.event ? 2.5 : 1));
        p_.setBrush(colour(Colour::Highlight));
        p_.drawRoundedRect(box, 3, 3);
        p_.setBrush(Qt::NoBrush);
        p_.setPen(colour(lesson.colour));
        centredText(p_, lesson.centre, lesson.text);
    }
}

}  // namespace tcplab
