// What is to be seen of a ladder in one viewport, as plain pieces with their places: painted, pointed at and tested
// from the same list.
#pragma once

#include <set>

#include <QFontMetricsF>
#include <QPolygonF>
#include <QString>

#include "look/fonts.h"
#include "look/format.h"
#include "look/theme.h"
#include "views/timeline/columns.h"
#include "views/timeline/layout.h"

namespace tcplab {

struct SceneLabel {
    QString text;
    QPointF centre;
    double width = 0;
    double height = 0;
    double degrees = 0;  // turned about its centre
    Colour colour = Colour::Text;
    bool strong = false;
    bool background = false;  // lines behind it are covered
    QString badge;            // "×2" before the text; empty for none. Its width is in `width`.
    double badgeWidth = 0;
    EventId event{};  // what it tells about

    QPolygonF outline() const;
};

struct SceneArrow {
    std::size_t segment = 0;
    QLineF line;
    Colour colour = Colour::Data;
    bool again = false;    // a retransmission
    bool lost = false;     // ends in a cross instead of a head
    bool open = false;     // still under way when the trace ends
    bool dropped = false;  // arrived and dropped by the host
    double loop = 0;       // of what a host sends to itself: how far its way leads aside

    // One stroke, or two of a loop.
    QPolygonF way() const;
    // The stroke that ends in the head.
    QLineF last() const;
};

struct SceneBar {
    std::size_t state = 0;
    QRectF box;
};

struct SceneBracket {
    std::size_t call = 0;
    double x = 0;
    double top = 0, bottom = 0;
    int side = 1;
    bool waits = false;  // has not returned by the trace's end
};

struct SceneTimer {
    std::size_t timer = 0;
    double x = 0;
    double top = 0, bottom = 0;
    bool fired = false;
};

struct SceneTick {
    double y = 0;
    QString text;
};

struct SceneFold {
    double top = 0, bottom = 0;
    QString text;
};

// How many segments leave within a few lines of pixels, when there are too many for arrows.
struct SceneDensity {
    double y = 0;
    double height = 0;
    double left = 0, right = 0;  // the lifelines between which they pass
    std::uint32_t forward = 0;   // to the right
    std::uint32_t backward = 0;  // to the left
    std::uint32_t again = 0;     // retransmissions among them
    std::uint32_t lost = 0;
};

// A line from a label that had to move to what it tells about.
struct SceneLeader {
    QLineF line;
    Colour colour = Colour::Text;
};

// Names the link between two neighbouring columns, to be pointed at.
struct SceneLink {
    SceneLabel label;
    HostId from, to;
};

struct Scene {
    double top = 0, bottom = 0;  // of the ladder within the viewport, below the hosts' titles
    double origin = 0, zoom = 1;
    Columns columns;
    std::vector<SceneFold> folds;
    std::vector<SceneTick> ticks;
    std::vector<SceneBar> bars;
    std::vector<SceneBracket> brackets;
    std::vector<SceneTimer> timers;
    std::vector<SceneArrow> arrows;
    std::vector<SceneDensity> density;
    std::vector<SceneLabel> segmentLabels;
    std::vector<SceneLabel> marks;    // beside the lifelines
    std::vector<SceneLabel> lessons;  // under the hosts' titles: the rules of TCP that they do without
    std::vector<SceneLeader> leaders;
    std::vector<SceneLink> links;  // between the hosts' titles, when asked for
    double titleReach = 0;         // how far to either side of its lifeline a host's title counts

    double y(double place) const { return origin + place * zoom; }
    double place(double y) const { return (y - origin) / zoom; }
    // How many pieces there are to paint.
    std::size_t size() const;
};

// What is visible, and how large.
struct SceneRequest {
    double width = 0, height = 0;  // of the viewport, in pixels
    double scroll = 0;             // the first visible place, in zoomed pixels
    double zoom = 1;
    EventId selected{};
    EventId hovered{};
    bool links = false;  // name the links between the titles
};

// The height that the hosts' titles take at the top of every picture, with a line for each rule of TCP that a host does
// without; and the free room above and below the ladder (below, a few names may have to move down).
double titleHeight(const Fonts& fonts, const Trace& trace, const Exchange& exchange);
double marginAbove(const Fonts& fonts);
double marginBelow(const Fonts& fonts);

using HostPairs = std::set<std::pair<HostId, HostId>>;

class SceneMaker {
public:
    SceneMaker(const Trace& trace, const Exchange& exchange, const LadderLayout& layout, const Fonts& fonts);

    Scene sceneFor(const SceneRequest& request) const;
    Columns columns(double width) const;
    // Narrower pictures of more than two hosts are better scrolled than squeezed.
    double leastWidth() const;
    const TimeScale& timeScale() const { return timeScale_; }

private:
    friend class SceneWork;

    const Trace& trace_;
    const Exchange& exchange_;
    const LadderLayout& layout_;
    Fonts fonts_;
    QFontMetricsF text_, strong_;
    TimeScale timeScale_;
    ColumnDemands demands_;
    int mostDigits_ = 0;            // more than the scale's own: what the axis has room for
    HostPairs severalConnections_;  // each pair in both orders
    std::vector<bool> joined_;      // between neighbouring columns: segments cross
};

// The row and line heights that fit these fonts.
LayoutOptions layoutOptions(const Fonts& fonts, TimeMode mode);

}  // namespace tcplab
