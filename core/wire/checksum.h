// The Internet checksum (RFC 1071).
#pragma once

#include <cstdint>

#include "base/octets.h"
#include "wire/address.h"

namespace tcplab::wire {

// A one's-complement sum under way. Pieces may be added in any order, each but the last of even length.
class ChecksumSum {
public:
    void add(OctetView octets);
    void add16(std::uint16_t word) { sum_ += word; }
    void add32(std::uint32_t word) { sum_ += (word >> 16) + (word & 0xffff); }

    // RFC 9293 §3.1: the pseudo-header of TCP and UDP over IPv4. `length` is header and payload, in octets.
    void addPseudoHeader(Ipv4Address source, Ipv4Address destination, std::uint8_t protocol, std::uint16_t length);

    // The value that goes into the checksum field. Over data that carries its checksum it is 0.
    std::uint16_t checksum() const;

private:
    std::uint64_t sum_ = 0;
};

}  // namespace tcplab::wire
