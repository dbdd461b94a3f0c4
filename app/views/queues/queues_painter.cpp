#include "views/queues/queues_painter.h"

#include <cmath>

#include <QCoreApplication>

#include "look/format.h"

namespace tcplab {

namespace {

struct QueueWords {
    Q_DECLARE_TR_FUNCTIONS(Queues)
};

// The least round number (1, 2 or 5 of a power of ten) that goes into the span at most so many times.
std::int64_t tickStep(std::int64_t span, int most)
{
    for (std::int64_t decade = 1;; decade *= 10)
        for (const std::int64_t factor : {1, 2, 5})
            if (span / (decade * factor) <= most)
                return decade * factor;
}

class Painter {
public:
    Painter(QPainter& painter, const QueuesGeometry& geometry, const QueueRows& rows, const QueuesLook& look)
        : painter_(painter), geometry_(geometry), rows_(rows), look_(look)
    {}

    void paint()
    {
        painter_.setRenderHint(QPainter::Antialiasing);
        if (rows_.size() == 0)
            return paintNothing();
        paintAxis();
        for (std::size_t i = 0; i < geometry_.rows(); ++i)
            paintRow(i);
        paintCursor();
        paintRest();
    }

private:
    QColor colour(Colour which) const { return look_.theme[which]; }

    void text(const QRectF& place, int flags, const QString& text, const QFont& font, Colour with)
    {
        painter_.setFont(font);
        painter_.setPen(colour(with));
        const QFontMetricsF metrics(font);
        painter_.drawText(place, flags | Qt::TextSingleLine, metrics.elidedText(text, Qt::ElideRight, place.width()));
    }

    void paintNothing()
    {
        const double pixels = look_.fonts.pixels();
        text({geometry_.margin(), geometry_.margin(), geometry_.row(0).width(), 2 * pixels}, Qt::AlignLeft | Qt::AlignVCenter,
             QueueWords::tr("Nothing waits in a queue in this run."), look_.fonts.text(), Colour::Muted);
    }

    // What has no row.
    void paintRest()
    {
        QStringList rest;
        if (geometry_.rows() < rows_.size())
            rest << QueueWords::tr("Queues that have no room here: %1.").arg(groupedNumber(rows_.size() - geometry_.rows()));
        if (rows_.unused() > 0)
            rest << QueueWords::tr("Other queues of links, always empty: %1.").arg(groupedNumber(rows_.unused()));
        const QRectF last = geometry_.row(geometry_.rows());
        text({geometry_.margin(), last.top(), last.width(), 2 * look_.fonts.pixels()}, Qt::AlignLeft | Qt::AlignVCenter, rest.join(u' '),
             look_.fonts.text(), Colour::Muted);
    }

    void paintAxis()
    {
        const QRectF graph = geometry_.graphOf(0);
        const TimeScale scale(geometry_.end() - kStart, std::max((geometry_.end() - kStart) / 100, Duration{1}));
        const double pixels = look_.fonts.pixels();
        const int most = std::max(1, static_cast<int>(graph.width() / (6 * pixels)));
        const std::int64_t step = tickStep(std::max<std::int64_t>(nanoseconds(geometry_.end() - kStart), 1), most);
        for (Instant at = kStart; at <= geometry_.end(); at += Duration{step}) {
            const double x = geometry_.x(at);
            painter_.setPen(QPen(colour(Colour::Grid), 1));
            painter_.drawLine(QPointF(x, geometry_.top()), QPointF(x, geometry_.bottom()));
            text({x - 3 * pixels, 0.3 * pixels, 6 * pixels, 1.5 * pixels}, Qt::AlignCenter, scale.text(at), look_.fonts.text(),
                 Colour::Muted);
        }
    }

    void paintRow(std::size_t index)
    {
        const QueueRow row = rows_.at(index, look_.cursor);
        const QRectF place = geometry_.row(index);
        const double pixels = look_.fonts.pixels();
        painter_.setPen(QPen(colour(Colour::Border), 1));
        painter_.drawLine(QPointF(geometry_.margin(), place.top()), QPointF(place.right() - geometry_.margin(), place.top()));
        const QRectF slotsPlace = geometry_.slotsOf(index);
        const QRectF line(slotsPlace.left(), place.top() + 0.4 * pixels, slotsPlace.width(), 1.5 * pixels);
        const double titleWidth = std::min(QFontMetricsF(look_.fonts.strong()).horizontalAdvance(row.title) + pixels, line.width() * 0.62);
        text({line.left(), line.top(), titleWidth, line.height()}, Qt::AlignLeft | Qt::AlignVCenter, row.title, look_.fonts.strong(),
             Colour::Text);
        QString count = row.full ? QueueWords::tr("full: %1").arg(row.count) : row.count;
        // Never a number cut short.
        const QFontMetricsF metrics(look_.fonts.text());
        while (count.contains(kCountPart) && metrics.horizontalAdvance(count) > line.width() - titleWidth)
            count.truncate(count.lastIndexOf(kCountPart));
        text({line.left() + titleWidth, line.top(), line.width() - titleWidth, line.height()}, Qt::AlignRight | Qt::AlignVCenter, count,
             look_.fonts.text(), row.full ? Colour::Lost : Colour::Muted);
        paintSlots(index, row);
        paintGraph(index, row);
    }

    void paintSlots(std::size_t index, const QueueRow& row)
    {
        const SlotPlan plan = planSlots(geometry_.places(), row.length, row.limit);
        std::size_t place = 0;
        for (; place < plan.taken; ++place)
            paintTaken(geometry_.slot(index, place), place < row.waiting.size() ? &row.waiting[place] : nullptr);
        for (std::size_t i = 0; i < plan.free; ++i)
            paintFree(geometry_.slot(index, place++));
        const QString rest = plan.more > 0 ? QueueWords::tr("and %1 more").arg(groupedNumber(plan.more))
                             : plan.goesOn ? QStringLiteral("…")
                                           : QString();
        if (!rest.isEmpty())
            text(geometry_.slot(index, std::min(place, geometry_.places() - 1)), Qt::AlignLeft | Qt::AlignVCenter, rest, look_.fonts.text(),
                 Colour::Muted);
    }

    void paintTaken(const QRectF& box, const QueueSlot* slot)
    {
        const bool chosen = slot && rows_.standsFor(*slot, look_.selected);
        painter_.setPen(QPen(colour(slot ? slot->colour : Colour::Muted), chosen ? 3 : 1.6));
        painter_.setBrush(colour(chosen ? Colour::Highlight : Colour::Panel));
        painter_.drawRoundedRect(box, 4, 4);
        const QRectF inside = box.adjusted(4, 2, -4, -2);
        if (!slot)
            return text(inside, Qt::AlignCenter, QStringLiteral("?"), look_.fonts.text(), Colour::Muted);
        if (slot->second.isEmpty())
            return text(inside, Qt::AlignCenter, slot->first, look_.fonts.text(), Colour::Text);
        const QRectF upper(inside.left(), inside.top(), inside.width(), inside.height() / 2);
        text(upper, Qt::AlignCenter, slot->first, look_.fonts.text(), Colour::Text);
        text(upper.translated(0, inside.height() / 2), Qt::AlignCenter, slot->second, look_.fonts.text(), Colour::Text);
    }

    void paintFree(const QRectF& box)
    {
        painter_.setPen(QPen(colour(Colour::Border), 1.2, Qt::DashLine));
        painter_.setBrush(Qt::NoBrush);
        painter_.drawRoundedRect(box, 4, 4);
    }

    // The highest value that the graph shows: the limit, when the queue came near to it.
    static double highest(const QueueHistory& history, std::uint32_t limit)
    {
        const double longest = std::max<double>(history.longest(), 1);
        return limit > 0 && limit <= 3 * longest ? std::max<double>(limit, longest) : longest;
    }

    void paintGraph(std::size_t index, const QueueRow& row)
    {
        const QueueHistory& history = rows_.history(index);
        const QRectF box = geometry_.graphOf(index);
        const double top = highest(history, row.limit);
        const auto y = [&](double value) { return box.bottom() - value / (top * 1.08) * box.height(); };
        const double pixels = look_.fonts.pixels();
        painter_.setPen(QPen(colour(Colour::Lifeline), 1));
        painter_.drawLine(box.bottomLeft(), box.bottomRight());
        if (row.limit > 0 && row.limit <= top) {
            painter_.setPen(QPen(colour(Colour::Lost), 1.4, Qt::DashLine));
            painter_.drawLine(QPointF(box.left(), y(row.limit)), QPointF(box.right(), y(row.limit)));
        }
        text({box.left() - 4 * pixels, y(top) - 0.8 * pixels, 3.6 * pixels, 1.6 * pixels}, Qt::AlignRight | Qt::AlignVCenter,
             groupedNumber(static_cast<std::uint64_t>(top)), look_.fonts.text(), Colour::Muted);
        text({box.left() - 4 * pixels, box.bottom() - 0.8 * pixels, 3.6 * pixels, 1.6 * pixels}, Qt::AlignRight | Qt::AlignVCenter,
             QStringLiteral("0"), look_.fonts.text(), Colour::Muted);
        paintCurve(history, box, y);
    }

    // Steps; for each column of pixels no more than what differs in it.
    template <class Y>
    void paintCurve(const QueueHistory& history, const QRectF& box, Y&& y)
    {
        QPolygonF line{QPointF(box.left(), y(0))};
        double last = y(0);
        for (const QueueFilling& filling : history.fillings) {
            const double x = geometry_.x(filling.at), next = y(filling.length);
            if (x - line.back().x() < 0.5 && line.size() > 3 && std::abs(next - last) < 0.5)
                continue;
            line << QPointF(x, last) << QPointF(x, next);
            last = next;
        }
        line << QPointF(box.right(), last);
        QColor fill = colour(curveColour(history.kind));
        painter_.setPen(QPen(fill, 2));
        painter_.setBrush(Qt::NoBrush);
        painter_.drawPolyline(line);
        line << QPointF(box.right(), y(0));
        fill.setAlpha(40);
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(fill);
        painter_.drawPolygon(line);
    }

    static Colour curveColour(QueueHistory::Kind kind)
    {
        switch (kind) {
        case QueueHistory::Kind::Syn: return Colour::Opening;
        case QueueHistory::Kind::Accept: return Colour::Established;
        case QueueHistory::Kind::TimeWait: return Colour::Closing;
        case QueueHistory::Kind::Link: break;
        }
        return Colour::CurveSsthresh;
    }

    void paintCursor()
    {
        const double x = geometry_.x(std::min(look_.cursor, geometry_.end()));
        painter_.setPen(QPen(colour(Colour::Cursor), 1.6));
        painter_.drawLine(QPointF(x, geometry_.top()), QPointF(x, geometry_.bottom()));
    }

    QPainter& painter_;
    const QueuesGeometry& geometry_;
    const QueueRows& rows_;
    const QueuesLook& look_;
};

}  // namespace

QueuesGeometry::QueuesGeometry(double width, const Fonts& fonts, std::size_t rows, Instant end)
    : width_(width), pixels_(fonts.pixels()), rows_(rows), end_(std::max(end, kStart + Duration{1}))
{}

QRectF QueuesGeometry::slotsOf(std::size_t index) const
{
    const QRectF place = row(index);
    return {margin(), place.top() + 2.1 * pixels_, graphLeft() - 5 * pixels_ - margin(), 3 * pixels_};
}

QRectF QueuesGeometry::graphOf(std::size_t index) const
{
    const QRectF place = row(index);
    return {graphLeft(), place.top() + 0.8 * pixels_, std::max(10.0, width_ - graphLeft() - 3.2 * pixels_), place.height() - 1.4 * pixels_};
}

std::size_t QueuesGeometry::places() const
{
    const double room = slotsOf(0).width() + slotGap();
    return std::max<std::size_t>(2, static_cast<std::size_t>(std::max(0.0, room / (slotWidth() + slotGap()))));
}

QRectF QueuesGeometry::slot(std::size_t row, std::size_t place) const
{
    const QRectF all = slotsOf(row);
    return {all.left() + static_cast<double>(place) * (slotWidth() + slotGap()), all.top(), slotWidth(), all.height()};
}

double QueuesGeometry::x(Instant instant) const
{
    const QRectF graph = graphOf(0);
    return graph.left() + seconds(instant) / seconds(end_) * graph.width();
}

Instant QueuesGeometry::instantAt(double x) const
{
    const QRectF graph = graphOf(0);
    const double share = std::clamp((x - graph.left()) / graph.width(), 0.0, 1.0);
    return kStart + Duration{static_cast<std::int64_t>(share * static_cast<double>(nanoseconds(end_ - kStart)))};
}

std::optional<std::size_t> QueuesGeometry::rowAt(double y) const
{
    if (y < top())
        return std::nullopt;
    const auto index = static_cast<std::size_t>((y - top()) / rowHeight());
    return index < rows_ ? std::optional(index) : std::nullopt;
}

void paintQueues(QPainter& painter, const QueuesGeometry& geometry, const QueueRows& rows, const QueuesLook& look)
{
    Painter(painter, geometry, rows, look).paint();
}

}  // namespace tcplab
