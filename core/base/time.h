// Virtual time. No `now()` exists: whoever needs the time is given it.
#pragma once

#include <chrono>
#include <cstdint>

namespace tcplab {

struct VirtualClock {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = std::chrono::duration<rep, period>;
    using time_point = std::chrono::time_point<VirtualClock>;
    static constexpr bool is_steady = true;
};

// A span of time in integer nanoseconds, about ±292 years.
using Duration = VirtualClock::duration;

// Nanoseconds since the start of the run (0 is the run's first instant).
using Instant = VirtualClock::time_point;

constexpr Instant kStart{};
constexpr Instant kNever = Instant::max();  // as the answer to "when next?": nothing is due

constexpr std::int64_t nanoseconds(Duration duration) { return duration.count(); }
constexpr std::int64_t nanoseconds(Instant instant) { return instant.time_since_epoch().count(); }
constexpr double seconds(Duration duration) { return static_cast<double>(duration.count()) / 1e9; }
constexpr double seconds(Instant instant) { return seconds(instant.time_since_epoch()); }

using std::chrono_literals::operator""ns;
using std::chrono_literals::operator""us;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

}  // namespace tcplab
