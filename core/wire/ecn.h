// Explicit congestion notification in the IP header (RFC 3168 §5).
#pragma once

#include <utility>

#include "base/packet_buffer.h"

namespace tcplab::wire {

// What a router does to a datagram instead of dropping it: sets both ECN bits (CE), and keeps IPv4's header checksum right
// (RFC 1624). False, and nothing is touched, when its sender does not understand ECN (Not-ECT) or it is not IP.
inline bool markCongestionExperienced(PacketBuffer& datagram)
{
    const PacketBuffer& before = datagram;
    if (before.size() < 20)
        return false;
    const int version = before[0] >> 4;
    if (version != 4 && version != 6)
        return false;
    const int shift = version == 4 ? 0 : 4;  // IPv6's traffic class begins four bits earlier
    const int ecn = (before[1] >> shift) & 3;
    if (ecn == 0)
        return false;
    if (ecn == 3)
        return true;
    datagram[1] |= static_cast<std::uint8_t>(3 << shift);
    if (version == 4) {
        // The sum grew by what the bits count, so its complement shrinks by as much.
        const std::uint32_t checksum = static_cast<std::uint32_t>(before[10] << 8 | before[11]);
        const std::uint32_t grown = (~checksum & 0xffff) + static_cast<std::uint32_t>(3 - ecn);
        const std::uint32_t complement = ~(grown + (grown >> 16)) & 0xffff;
        datagram[10] = static_cast<std::uint8_t>(complement >> 8);
        datagram[11] = static_cast<std::uint8_t>(complement);
    }
    return true;
}

}  // namespace tcplab::wire
