#include "views/timeline/timeline_figure.h"

#include "views/timeline/ladder_painter.h"

namespace tcplab {

namespace {

constexpr double kMostStretched = 2.2;

double placesShown(const LadderLayout& layout, const TimelineFigure& figure)
{
    return figure.until ? std::min(layout.map.height(), layout.map.place(*figure.until)) : layout.map.height();
}

}  // namespace

double naturalTimelineHeight(const Trace& trace, const Exchange& exchange, const TimelineFigure& figure)
{
    const LadderLayout layout = layoutLadder(trace, exchange, layoutOptions(figure.fonts, figure.mode));
    return titleHeight(figure.fonts, trace, exchange) + marginAbove(figure.fonts) + marginBelow(figure.fonts) + placesShown(layout, figure);
}

void paintTimeline(QPainter& painter, QSizeF size, const Trace& trace, const Exchange& exchange, const TimelineFigure& figure)
{
    const LadderLayout layout = layoutLadder(trace, exchange, layoutOptions(figure.fonts, figure.mode));
    const SceneMaker maker(trace, exchange, layout, figure.fonts);
    SceneRequest request;
    request.width = size.width();
    request.height = size.height();
    const double room = size.height() - titleHeight(figure.fonts, trace, exchange) - marginAbove(figure.fonts) - marginBelow(figure.fonts);
    request.zoom = std::min(kMostStretched, room / std::max(1.0, placesShown(layout, figure)));
    request.selected = figure.selected;
    const Scene scene = maker.sceneFor(request);
    LadderLook look{figure.theme, figure.fonts, maker.timeScale().unit(), figure.selected, {}, {}, {}};
    if (figure.cursor) {
        look.cursor = scene.y(layout.map.place(*figure.cursor));
        look.cursorText = maker.timeScale().number(*figure.cursor);
    }
    LadderPainter(painter, trace, exchange, scene, look).paint();
}

}  // namespace tcplab
