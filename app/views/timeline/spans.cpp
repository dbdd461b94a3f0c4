#include "views/timeline/spans.h"

#include <numeric>

namespace tcplab {

Spans::Spans(std::vector<Span> spans) : spans_(std::move(spans)), order_(spans_.size())
{
    std::iota(order_.begin(), order_.end(), 0u);
    std::stable_sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) { return spans_[a].top < spans_[b].top; });
    lowest_.resize((spans_.size() + kBlock - 1) / kBlock, 0);
    for (std::size_t i = 0; i < order_.size(); ++i)
        lowest_[i / kBlock] = std::max(lowest_[i / kBlock], spans_[order_[i]].bottom);
}

std::size_t Spans::countAbove(double place) const
{
    const auto found =
        std::lower_bound(order_.begin(), order_.end(), place, [this](std::uint32_t index, double y) { return spans_[index].top < y; });
    return static_cast<std::size_t>(found - order_.begin());
}

}  // namespace tcplab
