#include "views/timeline/spans.h"

namespace tcplab {

Spans::Spans(std::vector<Span> spans) : spans_(std::move(spans))
{
    lowest_.resize((spans_.size() + kBlock - 1) / kBlock, 0);
    for (std::size_t i = 0; i < spans_.size(); ++i)
        lowest_[i / kBlock] = std::max(lowest_[i / kBlock], spans_[i].bottom);
}

std::size_t Spans::firstFrom(double place) const
{
    const auto found = std::lower_bound(spans_.begin(), spans_.end(), place, [](const Span& span, double y) { return span.top < y; });
    return static_cast<std::size_t>(found - spans_.begin());
}

}  // namespace tcplab
