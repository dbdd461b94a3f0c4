#include "views/queues/queues_figure.h"

#include <algorithm>

namespace tcplab {

namespace {

// Many queues are drawn smaller, but not smaller than one can read.
constexpr double kSmallest = 0.6;

}  // namespace

Instant fullestInstant(const QueueRows& rows)
{
    struct Step {
        Instant at;
        double change;
    };
    std::vector<Step> steps;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const QueueHistory& history = rows.history(i);
        const double longest = std::max<double>(history.longest(), 1);
        double before = 0;
        for (const QueueFilling& filling : history.fillings)
            steps.push_back({filling.at, filling.length / longest - std::exchange(before, filling.length / longest)});
    }
    std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
    Instant fullest = kStart;
    double sum = 0, most = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        sum += steps[i].change;
        const bool last = i + 1 == steps.size() || steps[i + 1].at > steps[i].at;
        if (last && sum > most + 1e-9) {
            most = sum;
            fullest = steps[i].at;
        }
    }
    return fullest;
}

QueuesRoom queuesRoom(QSizeF size, const Fonts& fonts, std::size_t rows)
{
    const auto height = [&](std::size_t count) { return QueuesGeometry(size.width(), fonts, count, kStart).height(); };
    QueuesRoom room{std::clamp(size.height() / height(rows), kSmallest, 1.0), rows};
    while (room.rows > 1 && height(room.rows) * room.scale > size.height() + 0.5)
        --room.rows;
    return room;
}

void paintQueues(QPainter& painter, QSizeF size, std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange,
                 const QueuesFigure& figure)
{
    painter.fillRect(QRectF(QPointF(0, 0), size), figure.theme[Colour::Page]);
    const QueueRows rows(std::move(trace), std::move(exchange));
    const QueuesRoom room = queuesRoom(size, figure.fonts, rows.size());
    const QueuesGeometry geometry(size.width() / room.scale, figure.fonts, room.rows, rows.end());
    painter.save();
    painter.setClipRect(QRectF(QPointF(0, 0), size));
    painter.scale(room.scale, room.scale);
    paintQueues(painter, geometry, rows, {figure.theme, figure.fonts, figure.at.value_or(fullestInstant(rows)), figure.selected});
    painter.restore();
}

}  // namespace tcplab
