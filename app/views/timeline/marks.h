// What is written beside the lifelines: states, socket calls, timers, drops.
#pragma once

#include "views/timeline/scene.h"

namespace tcplab {

struct MarkText {
    QString text;
    QString shorter;  // for narrow columns; empty when there is no shorter one
    Colour colour = Colour::Text;
    bool strong = false;
    EventId event{};
};

class MarkTexts {
public:
    MarkTexts(const Trace& trace, const Exchange& exchange) : trace_(trace), exchange_(exchange) {}

    MarkText of(const Mark& mark) const;

private:
    const Trace& trace_;
    const Exchange& exchange_;
};

// Finds places for the visible marks so that none overlaps another: a mark moves down by a few lines, with a leader
// back to where it belongs, or is left out when it is too crowded.
class MarkPlacer {
public:
    MarkPlacer(const Trace& trace, const Exchange& exchange, const LadderLayout& layout, const Fonts& fonts);

    void place(Scene& scene) const;

private:
    void addAll(Scene& scene, std::vector<QRectF>& taken, const std::vector<Mark>& marks) const;
    bool crowded(const Scene& scene, const std::vector<Mark>& marks) const;
    void addSticky(Scene& scene, std::vector<QRectF>& taken) const;
    bool add(Scene& scene, std::vector<QRectF>& taken, const Mark& mark, double y) const;

    const Exchange& exchange_;
    const LadderLayout& layout_;
    MarkTexts texts_;
    double em_;
    QFontMetricsF text_, strong_;
};

}  // namespace tcplab
