#include "engine_tcp/controller.h"

namespace tcplab::engine_tcp {

ReadingsLog::ReadingsLog(Recorder& recorder, const Controller& controller)
{
    const Readings told = controller.control->readings();
    for (const ReadingSpec& spec : controller.card->readings) {
        const Reading* found = std::find_if(told.begin(), told.end(), [&](const Reading& reading) { return reading.name == spec.name; });
        TCPLAB_ASSURE(found != told.end());  // the card promises it
        curves_.push_back({recorder.addReading(spec), static_cast<std::uint32_t>(found - told.begin())});
    }
}

void ReadingsLog::note(Recorder& recorder, Instant now, Where where, Cause cause, const Readings& readings)
{
    for (Curve& curve : curves_) {
        const double value = readings[curve.position].value;
        if (value == curve.last)
            continue;
        curve.last = value;
        recorder.record(now, where, cause, ReadingChanged{curve.id, value});
    }
}

}  // namespace tcplab::engine_tcp
