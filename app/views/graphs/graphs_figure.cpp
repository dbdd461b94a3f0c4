#include "views/graphs/graphs_figure.h"

#include "views/graphs/window_graph.h"

namespace tcplab {

void paintGraphs(QPainter& painter, QSize size, std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange,
                 const GraphsFigure& figure)
{
    Selection selection;
    if (figure.cursor)
        selection.setCursor(*figure.cursor);
    WindowGraph graph(selection);
    graph.setLook(figure.theme, figure.fonts);
    graph.show(std::move(trace), std::move(exchange));
    if (figure.connection.valid())
        graph.showEnd(figure.connection);
    graph.paintOn(painter, size, figure.cursor.has_value());
}

}  // namespace tcplab
