// Labels of segments: along their arrows, each as long as there is room, none over another.
#pragma once

#include "views/timeline/scene.h"

namespace tcplab {

class LabelPlacer {
public:
    LabelPlacer(const Trace& trace, const Exchange& exchange, const Fonts& fonts, const SceneRequest& request,
                const HostPairs& severalConnections);

    // `crowded`: only what is special gets a label (SYN, FIN, RST, lost, sent again, selected).
    void place(Scene& scene, bool crowded);

private:
    bool special(const SceneArrow& arrow) const;
    bool wanted(const SceneArrow& arrow) const;
    void placeBesideLoop(Scene& scene, const SceneArrow& arrow);
    void placeLabel(Scene& scene, const SceneArrow& arrow);
    void placeReason(Scene& scene, const SceneArrow& arrow);
    SceneLabel labelOf(const SceneArrow& arrow, Detail detail) const;
    bool free(const SceneLabel& label) const;
    void take(Scene& scene, SceneLabel label);

    const Trace& trace_;
    const Exchange& exchange_;
    const SceneRequest& request_;
    const HostPairs& severalConnections_;  // their labels say the ports
    double em_;
    QFontMetricsF text_, strong_;
    std::vector<QPolygonF> taken_;
    std::vector<bool> crossed_;  // for each arrow of the scene
};

// Whether two convex outlines overlap.
bool overlap(const QPolygonF& a, const QPolygonF& b);

}  // namespace tcplab
