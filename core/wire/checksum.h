// The Internet checksum (RFC 1071).
#pragma once

#include <cstdint>

#include "base/octet_source.h"
#include "base/octets.h"
#include "wire/address.h"

namespace tcplab::wire {

// A one's-complement sum under way. Pieces may be added in any order, each but the last of even length.
// The sum is held in 64 bits: as 2^16 ≡ 1 modulo 0xffff, wider words may be added as they are (RFC 1071 §2(C)).
class ChecksumSum {
public:
    void add(OctetView octets);
    void add(const SourcePart& part);
    // The same, and the octets are copied to `out`, for which they need to be read only once.
    void addCopied(OctetView octets, std::uint8_t* out);
    void add16(std::uint16_t word) { add64(word); }
    void add32(std::uint32_t word) { add64(word); }
    void add64(std::uint64_t word)
    {
        sum_ += word;
        sum_ += sum_ < word ? 1 : 0;
    }

    // The pseudo-header of TCP, UDP and ICMPv6: RFC 9293 §3.1 over IPv4, RFC 8200 §8.1 over IPv6. `length` is header and
    // payload, in octets. One sum serves both: the 0xffff in a mapped address is the other zero of one's complement.
    void addPseudoHeader(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol, std::uint32_t length)
    {
        add64(source.high());
        add64(source.low());
        add64(destination.high());
        add64(destination.low());
        add64(std::uint64_t{length} + protocol);
    }

    // The value that goes into the checksum field. Over data that carries its checksum it is 0.
    std::uint16_t checksum() const
    {
        std::uint64_t sum = (sum_ >> 32) + (sum_ & 0xffff'ffff);
        sum = (sum >> 16) + (sum & 0xffff);
        sum = (sum >> 16) + (sum & 0xffff);
        sum = (sum >> 16) + (sum & 0xffff);
        return static_cast<std::uint16_t>(~sum);
    }

private:
    std::uint64_t sum_ = 0;
};

}  // namespace tcplab::wire
