#include "views/queues/queues_view.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>

#include "look/format.h"

namespace tcplab {

QueuesView::QueuesView(Selection& selection, QWidget* parent) : QAbstractScrollArea(parent), selection_(selection)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setMinimumHeight(140);
    name();
    connect(&selection_, &Selection::cursorMoved, this, [this] {
        describe();
        viewport()->update();
    });
    connect(&selection_, &Selection::selectionChanged, this, [this] { viewport()->update(); });
}

void QueuesView::name() { setAccessibleName(tr("Queues")); }

// For the screen reader: how full each is now.
void QueuesView::describe()
{
    QStringList texts;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const QueueRow row = rows_.at(i, selection_.cursor());
        texts << QStringLiteral("%1: %2").arg(row.title, row.count);
    }
    setAccessibleDescription(texts.join(QStringLiteral("; ")));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void QueuesView::show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange)
{
    rows_ = QueueRows(std::move(trace), std::move(exchange));
    updateScrollBar();
    describe();
    viewport()->update();
}

void QueuesView::setLook(const Theme& theme, const Fonts& fonts)
{
    theme_ = theme;
    fonts_ = fonts;
    updateScrollBar();
    viewport()->update();
}

QueuesGeometry QueuesView::geometryNow() const { return {static_cast<double>(viewport()->width()), fonts_, rows_.size(), rows_.end()}; }

void QueuesView::updateScrollBar()
{
    const int height = static_cast<int>(geometryNow().height());
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(static_cast<int>(geometryNow().rowHeight() / 2));
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
}

QPointF QueuesView::onPicture(QPointF point) const { return point + QPointF(0, verticalScrollBar()->value()); }

void QueuesView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme_[Colour::Page]);
    painter.translate(0, -verticalScrollBar()->value());
    paintQueues(painter, geometryNow(), rows_, {theme_, fonts_, selection_.cursor(), selection_.selected()});
}

void QueuesView::resizeEvent(QResizeEvent*) { updateScrollBar(); }

std::optional<QueueSlot> QueuesView::slotAt(QPointF point) const
{
    const QueuesGeometry geometry = geometryNow();
    const auto index = geometry.rowAt(point.y());
    if (!index)
        return std::nullopt;
    const QueueRow row = rows_.at(*index, selection_.cursor());
    const std::size_t drawn = std::min(planSlots(geometry.places(), row.length, row.limit).taken, row.waiting.size());
    for (std::size_t place = 0; place < drawn; ++place)
        if (geometry.slot(*index, place).contains(point))
            return row.waiting[place];
    return std::nullopt;
}

void QueuesView::mousePressEvent(QMouseEvent* event)
{
    const QPointF point = onPicture(event->position());
    const QueuesGeometry geometry = geometryNow();
    const auto row = geometry.rowAt(point.y());
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto slot = slotAt(point); slot && slot->event.valid())
        selection_.select(slot->event, selection_.cursor());  // it waits now, whenever it came
    else if (row && geometry.isInGraphs(point.x()))
        go(rows_.changeNear(*row, geometry.instantAt(point.x())));
}

void QueuesView::mouseMoveEvent(QMouseEvent* event)
{
    const QueuesGeometry geometry = geometryNow();
    if ((event->buttons() & Qt::LeftButton) && geometry.isInGraphs(event->position().x()))
        selection_.setCursor(geometry.instantAt(event->position().x()));
}

void QueuesView::go(const std::optional<QueueRows::Change>& change)
{
    if (change)
        selection_.select(change->event, change->at);
}

void QueuesView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left: return go(rows_.changeBefore(selection_.cursor()));
    case Qt::Key_Right: return go(rows_.changeAfter(selection_.cursor()));
    case Qt::Key_Home: return go(rows_.changeAfter(kStart - Duration{1}));
    case Qt::Key_End: return go(rows_.changeBefore(kNever));
    default: return QAbstractScrollArea::keyPressEvent(event);
    }
}

bool QueuesView::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    auto* help = static_cast<QHelpEvent*>(event);
    const auto slot = slotAt(onPicture(help->pos()));
    if (slot)
        QToolTip::showText(help->globalPos(),
                           tr("%1 %2: here for %3").arg(slot->first, slot->second, durationText(selection_.cursor() - slot->since)), this);
    else
        QToolTip::hideText();
    return true;
}

void QueuesView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        name();
        describe();
        viewport()->update();
    }
    QAbstractScrollArea::changeEvent(event);
}

}  // namespace tcplab
