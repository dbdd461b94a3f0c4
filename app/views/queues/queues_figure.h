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

// In `size` pixels of 96 dpi; queues for which there is no height are left out.
void paintQueues(QPainter& painter, QSizeF size, std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange,
                 const QueuesFigure& figure);

// The instant at which most wait, with each queue measured against its longest; the first of several.
Instant fullestInstant(const QueueRows& rows);

}  // namespace tcplab
