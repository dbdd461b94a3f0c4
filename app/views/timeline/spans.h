// Many stretches of places, asked for by what is visible.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tcplab {

struct Span {
    double top = 0;
    double bottom = 0;
};

// A question looks at one maximum for each block of spans and into those blocks only that reach the range: a million
// spans cost 4,000 comparisons and what is visible.
class Spans {
public:
    Spans() = default;
    explicit Spans(std::vector<Span> spans);

    std::size_t size() const { return spans_.size(); }
    const Span& operator[](std::size_t index) const { return spans_[index]; }

    // The spans' indices in order of `top`, and how many of them start above `place`.
    const std::vector<std::uint32_t>& inOrder() const { return order_; }
    std::size_t countAbove(double place) const;

    // Calls visit(index) for every span that touches [top, bottom], in order of `top`, until it returns false.
    template <class Visit>
    void eachWithin(double top, double bottom, Visit visit) const
    {
        const std::size_t end = countAbove(bottom);
        for (std::size_t block = 0; block * kBlock < end; ++block) {
            if (lowest_[block] < top)
                continue;
            for (std::size_t i = block * kBlock; i < std::min(end, (block + 1) * kBlock); ++i)
                if (spans_[order_[i]].bottom >= top && !visit(order_[i]))
                    return;
        }
    }

private:
    static constexpr std::size_t kBlock = 256;

    std::vector<Span> spans_;
    std::vector<std::uint32_t> order_;
    std::vector<double> lowest_;  // the greatest `bottom` of each block of the order
};

}  // namespace tcplab
