// The ladder as a figure of its own: for PNG, SVG and PDF, without a window.
#pragma once

#include <optional>

#include <QPainter>

#include "analysis/exchange.h"
#include "look/fonts.h"
#include "look/theme.h"
#include "views/timeline/layout.h"

namespace tcplab {

struct TimelineFigure {
    Theme theme;
    Fonts fonts{15};
    TimeMode mode = TimeMode::Compressed;
    std::optional<Instant> until;  // leave out what comes later
    EventId selected{};
    std::optional<Instant> cursor;
};

// The whole exchange in `size` pixels of 96 dpi; labels give way when there is too little room. A picture that has
// more room than it needs is stretched, but not beyond what reads well.
void paintTimeline(QPainter& painter, QSizeF size, const Trace& trace, const Exchange& exchange, const TimelineFigure& figure);

// The height at which every label has its place, in pixels.
double naturalTimelineHeight(const Trace& trace, const Exchange& exchange, const TimelineFigure& figure);

}  // namespace tcplab
