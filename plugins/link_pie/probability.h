// PIE's drop probability: a proportional integral controller of the queueing delay (RFC 8033 §4.2).
#pragma once

#include <algorithm>

#include "base/time.h"

namespace tcplab::link_pie {

class DropProbability {
public:
    struct Settings {
        Duration target;
        double alpha;  // how much a second above the target adds, once an update
        double beta;   // how much a second more than at the last update adds
    };

    explicit DropProbability(const Settings& settings) : settings_(settings) {}

    // Once an update: `delay` is what the queue takes to drain.
    void update(Duration delay)
    {
        const double step = settings_.alpha * seconds(delay - settings_.target) + settings_.beta * seconds(delay - lastDelay_);
        value_ += step / caution();
        if (delay == 0ns && lastDelay_ == 0ns)
            value_ *= 0.98;
        value_ = std::clamp(value_, 0.0, 1.0);
        lastDelay_ = delay;
    }

    double value() const { return value_; }
    Duration lastDelay() const { return lastDelay_; }
    // Further updates with an empty queue would change nothing.
    bool isAtRest() const { return value_ == 0 && lastDelay_ == 0ns; }

private:
    // A small probability is moved in small steps, or it would overshoot by multiples of itself.
    double caution() const
    {
        constexpr struct {
            double below, divisor;
        } kBands[] = {{0.000001, 2048}, {0.00001, 512}, {0.0001, 128}, {0.001, 32}, {0.01, 8}, {0.1, 2}};
        for (const auto& band : kBands)
            if (value_ < band.below)
                return band.divisor;
        return 1;
    }

    Settings settings_;
    double value_ = 0;
    Duration lastDelay_{};
};

}  // namespace tcplab::link_pie
