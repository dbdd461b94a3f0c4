// The queues at one instant as a figure of its own: for PNG, SVG and PDF, without a window.
#pragma once

#include "views/queues/queues_painter.h"

namespace tcplab {

struct QueuesFigure {
    Theme theme;
    Fonts fonts{15};
    std::optional<Instant> at;  // nothing: when most wait, of all queues together
    EventId selected{};
};

// How large the rows are drawn, and how many of them have room.
struct QueuesRoom {
    double scale = 1;
    std::size_t rows = 0;
};
QueuesRoom queuesRoom(QSizeF size, const Fonts& fonts, std::size_t rows);

// In `size` pixels of 96 dpi; for how many queues there is no height is told.
void paintQueues(QPainter& painter, QSizeF size, std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange,
                 const QueuesFigure& figure);

// The instant at which most wait, with each queue measured against its longest; the first of several.
Instant fullestInstant(const QueueRows& rows);

}  // namespace tcplab
