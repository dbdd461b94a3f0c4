#include "views/timeline/time_map.h"

#include <cmath>

#include "base/result.h"

namespace tcplab {

TimeMap::TimeMap(std::vector<Knot> knots, std::vector<Fold> folds, bool even)
    : knots_(std::move(knots)), folds_(std::move(folds)), even_(even)
{
    for (std::size_t i = 1; i < knots_.size(); ++i)
        TCPLAB_ASSURE(knots_[i - 1].at < knots_[i].at && knots_[i - 1].end <= knots_[i].begin);
}

double TimeMap::place(Instant at) const
{
    const auto next = std::upper_bound(knots_.begin(), knots_.end(), at, [](Instant t, const Knot& knot) { return t < knot.at; });
    if (next == knots_.begin())
        return knots_.empty() ? 0 : knots_.front().begin;
    const Knot& before = *(next - 1);
    if (next == knots_.end() || before.at == at)
        return before.end;
    const double part = static_cast<double>(nanoseconds(at - before.at)) / static_cast<double>(nanoseconds(next->at - before.at));
    return before.end + part * (next->begin - before.end);
}

double TimeMap::beginning(Instant at) const
{
    const auto knot = std::lower_bound(knots_.begin(), knots_.end(), at, [](const Knot& each, Instant t) { return each.at < t; });
    return knot != knots_.end() && knot->at == at ? knot->begin : place(at);
}

std::optional<Duration> TimeMap::leastGap() const
{
    std::optional<Duration> least;
    const Knot* before = nullptr;
    for (const Knot& knot : knots_) {
        if (!knot.named)
            continue;
        if (before)
            least = std::min(least.value_or(knot.at - before->at), knot.at - before->at);
        before = &knot;
    }
    return least;
}

Instant TimeMap::at(double place) const
{
    const auto next = std::upper_bound(knots_.begin(), knots_.end(), place, [](double y, const Knot& knot) { return y < knot.begin; });
    if (next == knots_.begin())
        return knots_.empty() ? kStart : knots_.front().at;
    const Knot& before = *(next - 1);
    if (next == knots_.end() || place <= before.end)
        return before.at;
    const double part = (place - before.end) / (next->begin - before.end);
    return before.at + Duration{std::llround(part * static_cast<double>(nanoseconds(next->at - before.at)))};
}

const TimeMap::Knot* TimeMap::knotFrom(double place) const
{
    const auto found = std::lower_bound(knots_.begin(), knots_.end(), place, [](const Knot& knot, double y) { return knot.begin < y; });
    return found == knots_.end() ? nullptr : &*found;
}

Duration tickDistance(Duration atLeast)
{
    std::int64_t power = 1;
    while (power * 10 <= nanoseconds(atLeast))
        power *= 10;
    for (const std::int64_t factor : {1, 2, 5})
        if (Duration{power * factor} >= atLeast)
            return Duration{power * factor};
    return Duration{power * 10};
}

}  // namespace tcplab
