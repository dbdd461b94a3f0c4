// What lies under the pointer.
#pragma once

#include <optional>

#include "views/timeline/scene.h"

namespace tcplab {

struct Hit {
    EventId event;
    std::optional<std::size_t> segment;  // when it is a segment or its end
};

// What stands above the ladder: a host, or the link between two neighbours.
struct Heading {
    HostId host;
    HostId peer{};  // the link's other end; none: the host itself

    bool isLink() const { return peer.valid(); }
};

std::optional<Heading> headingAt(const Scene& scene, const Trace& trace, QPointF point);

// The nearest piece of the scene within a few pixels; labels count as what they tell about.
std::optional<Hit> hitAt(const Scene& scene, const Exchange& exchange, QPointF point);

}  // namespace tcplab
