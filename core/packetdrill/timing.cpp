#include "packetdrill/timing.h"

#include <algorithm>

#include <fmt/format.h>

namespace tcplab::packetdrill {

Duration toleranceOf(const Config& config, Duration span)
{
    const double part = static_cast<double>(span.count()) * config.tolerancePercent / 100;
    return std::max(config.tolerance, Duration(static_cast<std::int64_t>(part)));
}

Expectation expectationOf(const EventTime& time, Instant base, Instant last, const Config& config)
{
    Expectation expectation;
    expectation.any = time.kind == EventTime::Kind::Any;
    const Instant reference = time.isRelative() || expectation.any ? base : kStart;
    expectation.from = reference + time.at;
    expectation.until = time.isRange() ? reference + time.until : expectation.from;
    expectation.tolerance = toleranceOf(config, std::max(expectation.from - last, Duration{}));
    return expectation;
}

Sentence Expectation::complaint(Instant at) const
{
    const bool early = at < from;
    const Instant wanted = early ? from : until;
    const std::string sent = fmt::format("{:.6f}", seconds(at)), expected = fmt::format("{:.6f}", seconds(wanted));
    const std::string off = fmt::format("{:.3f}", seconds(early ? wanted - at : at - wanted) * 1e3);
    const std::string allowed = fmt::format("{:.3f}", seconds(tolerance) * 1e3);
    if (early)
        return {QT_TRANSLATE_NOOP("Sentence", "the packet was sent at {0} s, expected at {1} s: {2} ms too early, allowed are {3} ms"),
                sent, expected, off, allowed};
    return {QT_TRANSLATE_NOOP("Sentence", "the packet was sent at {0} s, expected at {1} s: {2} ms too late, allowed are {3} ms"), sent,
            expected, off, allowed};
}

}  // namespace tcplab::packetdrill
