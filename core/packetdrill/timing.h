// When an event has to happen, and how far beside that it may (packetdrill's tolerances).
#pragma once

#include "base/sentence.h"
#include "packetdrill/config.h"
#include "packetdrill/script.h"

namespace tcplab::packetdrill {

struct Expectation {
    bool any = false;  // "*"
    Instant from{};    // the same as `until` unless a range was given
    Instant until{};
    Duration tolerance{};

    bool admits(Instant at) const { return any || (at >= from - tolerance && at <= until + tolerance); }
    // Of an instant that is not admitted: how much too early or too late, as a sentence.
    Sentence complaint(Instant at) const;
};

// The larger of the fixed tolerance and the part of `span`.
Duration toleranceOf(const Config& config, Duration span);

// `base` is when the event before has ended, `last` when it was due.
Expectation expectationOf(const EventTime& time, Instant base, Instant last, const Config& config);

}  // namespace tcplab::packetdrill
