// Draws a scene of the ladder on any paint device.
#pragma once

#include <optional>

#include <QPainter>

#include "views/timeline/scene.h"

namespace tcplab {

struct LadderLook {
    Theme theme;
    Fonts fonts;
    QString timeUnit;
    EventId selected{};
    EventId hovered{};
    std::optional<double> cursor;  // y of the time cursor
    QString cursorText;
};

class LadderPainter {
public:
    LadderPainter(QPainter& painter, const Trace& trace, const Exchange& exchange, const Scene& scene, const LadderLook& look);

    void paint();

private:
    void paintFolds();
    void paintTicks();
    void paintLifelines();
    void paintBars();
    void paintBrackets();
    void paintTimers();
    void paintDensity();
    void paintArrow(const SceneArrow& arrow);
    void paintLabel(const SceneLabel& label);
    void paintLeaders();
    void paintCursorLine();
    void paintCursorTag();
    void paintTitles();
    void paintLessons();

    void cross(QPointF centre);
    void head(QPointF tip, QLineF line, QColor colour);
    bool chosen(const SegmentPath& segment, EventId event) const;
    QColor colour(Colour token) const { return look_.theme[token]; }

    QPainter& p_;
    const Trace& trace_;
    const Exchange& exchange_;
    const Scene& scene_;
    const LadderLook& look_;
    double em_;
};

}  // namespace tcplab
