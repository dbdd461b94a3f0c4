// A connection's congestion control with the card that it was made from, and what it measures, in the Trace.
#pragma once

#include <memory>
#include <vector>

#include "plugin/card.h"
#include "plugin/congestion_control.h"
#include "trace/recorder.h"

namespace tcplab::engine_tcp {

struct Controller {
    std::unique_ptr<CongestionControl> control;
    const Card* card = nullptr;  // the catalogue's
};

// The readings that the controller's card declares, each recorded when it has changed. They begin at 0.
class ReadingsLog {
public:
    ReadingsLog(Recorder& recorder, const Controller& controller);

    void note(Recorder& recorder, Instant now, Where where, Cause cause, const Readings& readings);

private:
    struct Curve {
        ReadingId id;
        std::uint32_t position = 0;  // among what the controller tells
        double last = 0;
    };
    std::vector<Curve> curves_;
};

}  // namespace tcplab::engine_tcp
