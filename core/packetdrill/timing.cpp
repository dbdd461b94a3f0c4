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

std::string Expectation::complaint(Instant at) const
{
    const bool early = at < from;
    const Instant wanted = early ? from : until;
    const Duration off = early ? wanted - at : at - wanted;
    return fmt::format("the packet was sent at {:.6f} s, expected at {:.6f} s: {:.3f} ms too {}, allowed are {:.3f} ms", seconds(at),
                       seconds(wanted), seconds(off) * 1e3, early ? "early" : "late", seconds(tolerance) * 1e3);
}

}  // namespace tcplab::packetdrill
