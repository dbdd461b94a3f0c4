// Time ↔ place along the ladder.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"

namespace tcplab {

// A monotone mapping from instants to places (pixels at zoom 1, downward). An instant at which many things happen
// may take up a stretch of places; between instants places are interpolated.
class TimeMap {
public:
    struct Knot {
        Instant at;
        double begin;       // the first place of this instant
        double end;         // the last; >= begin
        bool named = true;  // something happens at this instant: it deserves a tick
    };
    // A stretch in which little happens and time runs faster than elsewhere.
    struct Fold {
        Instant from;
        Instant until;
        double top;
        double bottom;
    };

    TimeMap() = default;
    // Knots in strictly increasing order of time and never decreasing places.
    // `even`: every second is as long as every other.
    TimeMap(std::vector<Knot> knots, std::vector<Fold> folds, bool even = false);

    double height() const { return knots_.empty() ? 0 : knots_.back().end; }
    // Where everything up to and including `at` has happened.
    double place(Instant at) const;
    // Where the first of what happens at this instant has its place.
    double beginning(Instant at) const;
    Instant at(double place) const;

    const std::vector<Fold>& folds() const { return folds_; }
    bool even() const { return even_; }
    // The shortest time between two instants that deserve a tick; nothing when there are no two.
    std::optional<Duration> leastGap() const;
    // The first knot whose stretch begins at `place` or below; nullptr behind the last.
    const Knot* knotFrom(double place) const;

private:
    std::vector<Knot> knots_;
    std::vector<Fold> folds_;
    bool even_ = false;
};

// Distances for the ticks of a true axis: 1, 2 or 5 times a power of ten of nanoseconds, at least `atLeast`.
Duration tickDistance(Duration atLeast);

}  // namespace tcplab
