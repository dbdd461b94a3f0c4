// The graph as a figure of its own: for PNG, SVG and PDF, without a window.
#pragma once

#include <memory>
#include <optional>

#include <QPainter>

#include "analysis/exchange.h"
#include "look/fonts.h"
#include "look/theme.h"

namespace tcplab {

struct GraphsFigure {
    Theme theme;
    Fonts fonts{15};
    ConnectionId connection{};  // none: the end that sends most
    std::optional<Instant> cursor;
};

// `size` in pixels of 96 dpi. Needs a QApplication (the offscreen platform will do).
void paintGraphs(QPainter& painter, QSize size, std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange,
                 const GraphsFigure& figure);

}  // namespace tcplab
