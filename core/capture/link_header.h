// What stands before the IP header in a capture, by link type.
#pragma once

#include <optional>

#include "base/octets.h"

namespace tcplab {

// Whether link headers of this type (a DLT_ number of libpcap) are known here.
bool isKnownLinkHeader(int type);

// The packet from its IP header on; nothing when it carries something else or is too short. The type must be known.
std::optional<OctetView> behindLinkHeader(int type, OctetView packet);

}  // namespace tcplab
