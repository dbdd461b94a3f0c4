// The picture of the queues: a row each, who waits on the left, the filling over time on the right.
#pragma once

#include <QPainter>

#include "look/fonts.h"
#include "views/queues/queue_rows.h"

namespace tcplab {

// Where things are, in pixels, for a width and a font.
class QueuesGeometry {
public:
    QueuesGeometry(double width, const Fonts& fonts, std::size_t rows, Instant end);

    std::size_t rows() const { return rows_; }
    double height() const { return bottom() + 2 * pixels_; }
    double bottom() const { return top() + static_cast<double>(rows_) * rowHeight(); }  // of the last row
    double top() const { return 2.2 * pixels_; }                                        // the axis of time is above
    double rowHeight() const { return 5.6 * pixels_; }
    double margin() const { return 0.8 * pixels_; }
    QRectF row(std::size_t index) const { return {0, top() + static_cast<double>(index) * rowHeight(), width_, rowHeight()}; }
    QRectF slotsOf(std::size_t index) const;
    QRectF graphOf(std::size_t index) const;
    double slotWidth() const { return 8.6 * pixels_; }
    double slotGap() const { return 0.35 * pixels_; }
    std::size_t places() const;
    QRectF slot(std::size_t row, std::size_t place) const;

    double x(Instant instant) const;
    Instant instantAt(double x) const;
    Instant end() const { return end_; }
    // Nothing outside all rows.
    std::optional<std::size_t> rowAt(double y) const;
    bool isInGraphs(double x) const { return x >= graphLeft(); }

private:
    double graphLeft() const { return width_ * 0.62; }

    double width_;
    double pixels_;
    std::size_t rows_;
    Instant end_;
};

struct QueuesLook {
    Theme theme;
    Fonts fonts{15};
    Instant cursor{};
    EventId selected{};
};

void paintQueues(QPainter& painter, const QueuesGeometry& geometry, const QueueRows& rows, const QueuesLook& look);

}  // namespace tcplab
