// The TCP segment inside a datagram of the Trace, also when its payload was cut.
#pragma once

#include <optional>

#include "trace/trace.h"
#include "wire/tcp.h"

namespace tcplab {

struct TracedSegment {
    Endpoint from;
    Endpoint to;
    wire::TcpFields fields;
    std::uint32_t payloadOctets = 0;  // on the wire
};

// Nothing for other protocols, for fragments behind the first and for what is malformed.
std::optional<TracedSegment> segmentOf(const TracePacket& packet);

}  // namespace tcplab
