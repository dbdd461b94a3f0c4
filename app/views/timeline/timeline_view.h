// The ladder in the window: scrolls, zooms, selects, walks by keys, asks for edits.
#pragma once

#include <memory>

#include <QAbstractScrollArea>

#include "look/theme.h"
#include "selection/selection.h"
#include "views/timeline/hit.h"
#include "views/timeline/scene.h"

namespace tcplab {

// Keys: Up/Down the segment before/after, Left/Right to cause/effect, Delete asks to lose the selected segment,
// + − zoom, 0 fits, Home/End, Page keys scroll. Ctrl+wheel zooms at the pointer. Dragging on the axis or on an empty
// place moves the time cursor.
class TimelineView : public QAbstractScrollArea {
    Q_OBJECT

public:
    // The selection outlives the view.
    explicit TimelineView(Selection& selection, QWidget* parent = nullptr);
    ~TimelineView() override;

    // Another run: zoom and place stay, so that an edit or an undo never moves the view.
    void show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange);
    void setLook(const Theme& theme, const Fonts& fonts);
    void setMode(TimeMode mode);
    TimeMode mode() const { return mode_; }

    // Everything at its natural size; short exchanges are stretched over the view.
    void fit();
    // The same for the part up to an instant: from the top, stretched over the view. Nothing: for everything.
    void fitUntil(std::optional<Instant> until);
    // The whole exchange in the view, however small it gets.
    void showAll();
    void zoomBy(double factor);
    double zoom() const { return zoom_; }

    // The selected segment's index in the Exchange.
    std::optional<std::size_t> selectedSegment() const;

    const Scene& scene() const;

signals:
    void loseRequested(std::size_t segment);
    // On a segment, or nothing; `global` is where a menu belongs.
    void menuRequested(std::optional<std::size_t> segment, QPoint global);
    // A host's title or the label of a link was double-clicked; or a menu is wanted there.
    void headingActivated(const tcplab::Heading& heading);
    void headingMenuRequested(const tcplab::Heading& heading, QPoint global);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void rebuild();
    void refresh();
    void updateScrollBar();
    double sceneWidth() const;
    QPointF onScene(QPointF point) const;  // from a point of the viewport
    void zoomTo(double zoom, double y);
    double fittingZoom() const;
    double titles() const;  // their height
    double ladderRoom() const;
    void selectEvent(EventId event);
    void reveal(EventId event);
    void walkSegments(int step);
    void walkCause();
    void walkEffect();
    std::optional<double> placeOf(EventId event) const;
    double cursorPlace() const;
    void moveCursorTo(QPointF point);

    Selection& selection_;
    Theme theme_;
    Fonts fonts_;
    TimeMode mode_ = TimeMode::Compressed;
    std::shared_ptr<const Trace> trace_;
    std::shared_ptr<const Exchange> exchange_;
    LadderLayout layout_;
    std::unique_ptr<SceneMaker> maker_;
    double zoom_ = 1;
    std::optional<Instant> until_;  // what is fitted ends here
    bool fitted_ = true;            // follows the size of the view until somebody zooms
    mutable std::optional<Scene> scene_;
};

}  // namespace tcplab
