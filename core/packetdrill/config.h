// What a script's options say about the run, over the tool's defaults.
#pragma once

#include <optional>

#include "base/result.h"
#include "packetdrill/script.h"
#include "wire/address.h"

namespace tcplab::packetdrill {

struct Config {
    // Over IPv4-mapped addresses only the program's calls would look different; on the wire it is IPv4.
    enum class IpVersion : std::uint8_t { V4, Mapped, V6 };
    IpVersion ipVersion = IpVersion::V4;
    IpAddress local, remote;
    std::uint16_t bindPort = 8080, connectPort = 8080;
    std::uint32_t mtu = 1500;
    Duration tolerance = 4ms;
    double tolerancePercent = 12.5;  // of the time since the event before
    Duration timestampTick{};
    bool scaledEcho = false;
    bool strictSegments = false;
    bool packetsMayDiffer = false, callsMayDiffer = false;  // --non_fatal
    bool dryRun = false;
    std::string unsupported;  // an option that has no meaning here
};

// A host has an IPv4 address in any case; in a script that speaks IPv6 it plays no part.
Ipv4Address v4Of(const IpAddress& address);
std::optional<Ipv6Address> v6Of(const IpAddress& address);

// A Problem has line and column.
Result<Config> configOf(const Script& script);

}  // namespace tcplab::packetdrill
