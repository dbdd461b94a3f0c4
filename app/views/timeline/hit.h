// What lies under the pointer.
#pragma once

#include <optional>

#include "views/timeline/scene.h"

namespace tcplab {

struct Hit {
    EventId event;
    std::optional<std::size_t> segment;  // when it is a segment or its end
};

// The nearest piece of the scene within a few pixels; labels count as what they tell about.
std::optional<Hit> hitAt(const Scene& scene, const Exchange& exchange, QPointF point);

}  // namespace tcplab
