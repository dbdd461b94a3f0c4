#include "views/timeline/timeline_view.h"

#include <cmath>

#include <QAccessible>
#include <QContextMenuEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include "look/sentences.h"
#include "views/timeline/ladder_painter.h"

namespace tcplab {

namespace {

constexpr double kMostZoom = 40;
constexpr double kZoomStep = 1.25;
constexpr double kMostStretched = 1.8;

bool belongs(const SegmentPath& segment, EventId event)
{
    return event.valid() && (event == segment.sent || event == segment.arrived || event == segment.dropped);
}

}  // namespace

TimelineView::TimelineView(Selection& selection, QWidget* parent) : QAbstractScrollArea(parent), selection_(selection)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Timeline"));
    viewport()->setMouseTracking(true);
    connect(&selection_, &Selection::cursorMoved, this, [this] { viewport()->update(); });
    connect(&selection_, &Selection::hoverChanged, this, &TimelineView::refresh);
    connect(&selection_, &Selection::selectionChanged, this, [this](EventId event) {
        reveal(event);
        refresh();
        if (trace_ && event.valid() && event.number() < trace_->size()) {
            setAccessibleDescription(eventText(*trace_, InitialNumbers(*trace_), event));
            QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
            QAccessible::updateAccessibility(&changed);
        }
    });
}

TimelineView::~TimelineView() = default;

void TimelineView::show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange)
{
    trace_ = std::move(trace);
    exchange_ = std::move(exchange);
    rebuild();
}

void TimelineView::setLook(const Theme& theme, const Fonts& fonts)
{
    theme_ = theme;
    fonts_ = fonts;
    rebuild();
}

void TimelineView::setMode(TimeMode mode)
{
    if (mode_ == mode)
        return;
    mode_ = mode;
    rebuild();
    fit();
}

void TimelineView::rebuild()
{
    maker_.reset();
    scene_.reset();
    if (trace_ && exchange_) {
        layout_ = layoutLadder(*trace_, *exchange_, layoutOptions(fonts_, mode_));
        maker_ = std::make_unique<SceneMaker>(*trace_, *exchange_, layout_, fonts_);
    }
    if (fitted_)
        zoom_ = fittingZoom();
    updateScrollBar();
    viewport()->update();
}

void TimelineView::refresh()
{
    scene_.reset();
    viewport()->update();
}

double TimelineView::titles() const { return maker_ ? titleHeight(fonts_, *trace_, *exchange_) : 0; }

double TimelineView::ladderRoom() const { return viewport()->height() - titles() - marginAbove(fonts_) - marginBelow(fonts_); }

double TimelineView::fittingZoom() const
{
    const double height = until_ && exchange_ && *until_ < exchange_->end ? layout_.map.place(*until_) : layout_.map.height();
    return std::clamp(ladderRoom() / std::max(1.0, height), 1.0, kMostStretched);
}

void TimelineView::fit() { fitUntil({}); }

void TimelineView::fitUntil(std::optional<Instant> until)
{
    until_ = until;
    fitted_ = true;
    zoom_ = fittingZoom();
    updateScrollBar();
    verticalScrollBar()->setValue(0);
    refresh();
}

void TimelineView::showAll()
{
    fitted_ = false;
    zoom_ = std::min(kMostStretched, ladderRoom() / std::max(1.0, layout_.map.height()));
    updateScrollBar();
    refresh();
}

void TimelineView::zoomBy(double factor) { zoomTo(zoom_ * factor, viewport()->height() / 2.0); }

// The place under `y` stays under it.
void TimelineView::zoomTo(double zoom, double y)
{
    const double smallest = std::min(1.0, ladderRoom() / std::max(1.0, layout_.map.height()));
    const double place = scene().place(y);
    fitted_ = false;
    zoom_ = std::clamp(zoom, std::max(smallest, 1e-9), kMostZoom);
    updateScrollBar();
    const double origin = y - place * zoom_;
    verticalScrollBar()->setValue(static_cast<int>(std::lround(titles() + marginAbove(fonts_) - origin)));
    refresh();
}

void TimelineView::updateScrollBar()
{
    const double content = layout_.map.height() * zoom_ + marginAbove(fonts_) + marginBelow(fonts_);
    const double room = viewport()->height() - titles();
    // Scroll bars count in int; a ladder beyond that is zoomed out first.
    verticalScrollBar()->setRange(0, static_cast<int>(std::clamp(std::ceil(content - room), 0.0, 2e9)));
    verticalScrollBar()->setPageStep(std::max(1, static_cast<int>(room)));
    verticalScrollBar()->setSingleStep(static_cast<int>(fonts_.pixels() * 3));
    horizontalScrollBar()->setRange(0, static_cast<int>(std::ceil(sceneWidth())) - viewport()->width());
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(static_cast<int>(fonts_.pixels() * 3));
}

double TimelineView::sceneWidth() const { return std::max<double>(viewport()->width(), maker_ ? maker_->leastWidth() : 0); }

QPointF TimelineView::onScene(QPointF point) const { return point + QPointF(horizontalScrollBar()->value(), 0); }

const Scene& TimelineView::scene() const
{
    if (!scene_) {
        SceneRequest request;
        request.width = sceneWidth();
        request.height = viewport()->height();
        request.scroll = verticalScrollBar()->value();
        request.zoom = zoom_;
        request.selected = selection_.selected();
        request.hovered = selection_.hovered();
        request.links = true;
        scene_ = maker_ ? maker_->sceneFor(request) : Scene{};
    }
    return *scene_;
}

void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), theme_[Colour::Page]);
    if (!maker_)
        return;
    LadderLook look{theme_, fonts_, maker_->timeScale().unit(), selection_.selected(), selection_.hovered(), {}, {}};
    look.cursor = scene().y(cursorPlace());
    look.cursorText = maker_->timeScale().number(selection_.cursor());
    painter.translate(-horizontalScrollBar()->value(), 0);
    LadderPainter(painter, *trace_, *exchange_, scene(), look).paint();
}

void TimelineView::resizeEvent(QResizeEvent*)
{
    if (fitted_)
        zoom_ = fittingZoom();
    updateScrollBar();
    refresh();
}

void TimelineView::scrollContentsBy(int, int) { refresh(); }

void TimelineView::wheelEvent(QWheelEvent* event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        zoomTo(zoom_ * std::pow(kZoomStep, event->angleDelta().y() / 120.0), event->position().y());
        event->accept();
    } else {
        QAbstractScrollArea::wheelEvent(event);
    }
}

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !maker_ || headingAt(scene(), *trace_, onScene(event->position())))
        return;
    if (const auto hit = hitAt(scene(), *exchange_, onScene(event->position()))) {
        selectEvent(hit->event);
    } else {
        selection_.clear();
        moveCursorTo(event->position());
    }
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event)
{
    const auto heading = maker_ ? headingAt(scene(), *trace_, onScene(event->position())) : std::nullopt;
    if (heading && event->button() == Qt::LeftButton)
        emit headingActivated(*heading);
    else
        mousePressEvent(event);
}

void TimelineView::mouseMoveEvent(QMouseEvent* event)
{
    if (!maker_)
        return;
    if (event->buttons() & Qt::LeftButton) {
        moveCursorTo(event->position());
        return;
    }
    const QPointF point = onScene(event->position());
    const auto hit = hitAt(scene(), *exchange_, point);
    selection_.hover(hit ? hit->event : EventId{});
    viewport()->setCursor(hit || headingAt(scene(), *trace_, point) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void TimelineView::leaveEvent(QEvent*) { selection_.hover({}); }

void TimelineView::moveCursorTo(QPointF point)
{
    selection_.setCursor(std::clamp(layout_.map.at(scene().place(point.y())), kStart, exchange_->end));
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down: return walkSegments(1);
    case Qt::Key_Up: return walkSegments(-1);
    case Qt::Key_Left: return walkCause();
    case Qt::Key_Right: return walkEffect();
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        if (const auto segment = selectedSegment())
            emit loseRequested(*segment);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoomBy(kZoomStep);
    case Qt::Key_Minus: return zoomBy(1 / kZoomStep);
    case Qt::Key_0: return fit();
    case Qt::Key_Home: return verticalScrollBar()->setValue(0);
    case Qt::Key_End: return verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    case Qt::Key_Escape: return selection_.clear();
    default: QAbstractScrollArea::keyPressEvent(event);
    }
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event)
{
    if (!maker_)
        return;
    if (event->reason() == QContextMenuEvent::Keyboard) {
        emit menuRequested(selectedSegment(), viewport()->mapToGlobal(viewport()->rect().center()));
        return;
    }
    if (const auto heading = headingAt(scene(), *trace_, onScene(event->pos()))) {
        emit headingMenuRequested(*heading, event->globalPos());
        return;
    }
    const auto hit = hitAt(scene(), *exchange_, onScene(event->pos()));
    if (hit)
        selectEvent(hit->event);
    emit menuRequested(hit ? hit->segment : std::nullopt, event->globalPos());
}

bool TimelineView::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !maker_)
        return QAbstractScrollArea::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const auto hit = hitAt(scene(), *exchange_, onScene(help->pos()))) {
        const QString what = eventText(*trace_, InitialNumbers(*trace_), hit->event);
        const QString why = whySentence(explain(*trace_, hit->event));
        QToolTip::showText(help->globalPos(), QStringLiteral("<b>%1</b><br>%2").arg(what.toHtmlEscaped(), why.toHtmlEscaped()), viewport());
    } else if (trace_->linkCount() > 0 && headingAt(scene(), *trace_, onScene(help->pos()))) {
        QToolTip::showText(help->globalPos(), tr("Double-click: its parameters"), viewport());
    } else {
        QToolTip::hideText();
    }
    return true;
}

void TimelineView::selectEvent(EventId event)
{
    if (event.valid())
        selection_.select(event, (*trace_)[event].at);
}

std::optional<std::size_t> TimelineView::selectedSegment() const
{
    if (!exchange_ || !selection_.selected().valid())
        return std::nullopt;
    for (std::size_t i = 0; i < exchange_->segments.size(); ++i)
        if (belongs(exchange_->segments[i], selection_.selected()))
            return i;
    return std::nullopt;
}

std::optional<double> TimelineView::placeOf(EventId event) const
{
    if (!trace_ || !event.valid() || event.number() >= trace_->size())
        return std::nullopt;
    for (std::size_t i = 0; i < exchange_->segments.size(); ++i)
        if (belongs(exchange_->segments[i], event))
            return event == exchange_->segments[i].sent ? layout_.segments[i].top : layout_.segments[i].bottom;
    return layout_.map.place((*trace_)[event].at);
}

// An instant may be spread over many places; the cursor stands at the selected one.
double TimelineView::cursorPlace() const
{
    const EventId selected = selection_.selected();
    if (selected.valid() && selected.number() < trace_->size() && (*trace_)[selected].at == selection_.cursor())
        if (const auto place = placeOf(selected))
            return *place;
    return layout_.map.place(selection_.cursor());
}

void TimelineView::reveal(EventId event)
{
    const auto place = placeOf(event);
    if (!place)
        return;
    const double y = scene().y(*place);
    const double top = scene().top + 2 * fonts_.pixels();
    const double bottom = viewport()->height() - 2 * fonts_.pixels();
    if (y < top || y > bottom)
        verticalScrollBar()->setValue(verticalScrollBar()->value() + static_cast<int>(y - (top + bottom) / 2));
}

void TimelineView::walkSegments(int step)
{
    if (!exchange_ || exchange_->segments.empty())
        return;
    const auto& segments = exchange_->segments;
    std::ptrdiff_t next;
    if (const auto now = selectedSegment()) {
        next = static_cast<std::ptrdiff_t>(*now) + step;
    } else {
        const auto after = std::lower_bound(segments.begin(), segments.end(), selection_.cursor(),
                                            [](const SegmentPath& segment, Instant at) { return segment.leaves < at; });
        next = after - segments.begin() + (step < 0 ? -1 : 0);
    }
    next = std::clamp<std::ptrdiff_t>(next, 0, static_cast<std::ptrdiff_t>(segments.size()) - 1);
    selectEvent(segments[static_cast<std::size_t>(next)].sent);
}

void TimelineView::walkCause()
{
    if (trace_ && selection_.selected().valid() && selection_.selected().number() < trace_->size())
        selectEvent((*trace_)[selection_.selected()].parent);
}

void TimelineView::walkEffect()
{
    if (!trace_ || !selection_.selected().valid() || selection_.selected().number() >= trace_->size())
        return;
    const Explanation explanation = explain(*trace_, selection_.selected());
    if (!explanation.effects.empty())
        selectEvent(explanation.effects.front());
}

}  // namespace tcplab
