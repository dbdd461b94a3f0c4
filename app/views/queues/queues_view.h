// The queues in the window: at the time cursor, who waits where; and how full they are over time.
#pragma once

#include <QAbstractScrollArea>

#include "selection/selection.h"
#include "views/queues/queues_painter.h"

namespace tcplab {

// A click on one that waits selects it, one into a graph the nearest change of that queue. Keys: Left/Right the change before/after, of
// all queues together; Home/End the first and the last.
class QueuesView : public QAbstractScrollArea {
    Q_OBJECT

public:
    // The selection outlives the view.
    explicit QueuesView(Selection& selection, QWidget* parent = nullptr);

    void show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange);
    void setLook(const Theme& theme, const Fonts& fonts);
    const QueueRows& rows() const { return rows_; }
    QueuesGeometry geometryNow() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void updateScrollBar();
    void name();
    void describe();
    QPointF onPicture(QPointF point) const;
    // The one that is drawn there.
    std::optional<QueueSlot> slotAt(QPointF point) const;
    void go(const std::optional<QueueRows::Change>& change);

    Selection& selection_;
    Theme theme_;
    Fonts fonts_;
    QueueRows rows_;
};

}  // namespace tcplab
