#include "views/inspector/inspector_figure.h"

#include <QCoreApplication>
#include <QTextDocument>

#include "look/sentences.h"
#include "views/inspector/datagram_pane.h"
#include "views/inspector/texts.h"

namespace tcplab {

namespace {

constexpr double kMargin = 10;

// Returns the height that the text took.
double paintText(QPainter& painter, const QRectF& place, const QString& html, const InspectorFigure& figure)
{
    QTextDocument document;
    document.setDefaultFont(figure.fonts.text());
    document.setDocumentMargin(kMargin);
    document.setHtml(html);
    document.setTextWidth(place.width());
    painter.save();
    painter.translate(place.topLeft());
    document.drawContents(&painter, QRectF(QPointF(0, 0), place.size()));
    painter.restore();
    return document.size().height();
}

}  // namespace

void paintInspector(QPainter& painter, QSizeF size, std::shared_ptr<const Trace> trace, const Exchange& exchange,
                    const InspectorFigure& figure)
{
    painter.fillRect(QRectF(QPointF(0, 0), size), figure.theme[Colour::Page]);
    const InitialNumbers numbers(*trace);
    const TimeScale scale(exchange);
    const Instant at = (*trace)[figure.event].at;
    const EventId datagram = datagramEvent(*trace, figure.event);

    DatagramPane pane;
    pane.setLook(figure.theme, figure.fonts);
    pane.show(trace, numbers, datagram, datagram.valid() ? eventText(*trace, numbers, datagram) : QString());
    const double least = pane.minimumSizeHint().width();
    const bool sideBySide = size.width() >= 2 * least;
    const double text = sideBySide ? size.width() - std::max(least, size.width() * 0.48) : size.width();
    pane.layOut(sideBySide ? size.width() - text : size.width());

    double y = paintText(painter, QRectF(0, 0, text, size.height()), whyHtml(*trace, numbers, scale, figure.event, figure.theme), figure);
    const QString connection = connectionHtml(*trace, exchange, connectionOf(*trace, figure.event), at, figure.theme);
    if (!sideBySide) {
        painter.save();
        painter.translate(0, y);
        pane.paintOn(painter, 0, size.height() - y);
        painter.restore();
        y += pane.pictureHeight();
    }
    paintText(painter, QRectF(0, y, text, size.height() - y), connection, figure);
    if (sideBySide) {
        painter.save();
        painter.translate(text, 0);
        pane.paintOn(painter, 0, size.height());
        painter.restore();
    }
}

}  // namespace tcplab
