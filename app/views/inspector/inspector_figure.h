// The inspector as a figure of its own: for PNG, SVG and PDF, without a window.
#pragma once

#include <memory>

#include <QPainter>

#include "analysis/exchange.h"
#include "look/fonts.h"
#include "look/theme.h"

namespace tcplab {

struct InspectorFigure {
    Theme theme;
    Fonts fonts{14};
    EventId event;  // must be one of the Trace
};

// Side by side when `size` (pixels of 96 dpi) is wide enough, else one below the other.
void paintInspector(QPainter& painter, QSizeF size, std::shared_ptr<const Trace> trace, const Exchange& exchange,
                    const InspectorFigure& figure);

}  // namespace tcplab
