// TCP segments and their options (RFC 9293 §3.1, §3.2).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/seq_number.h"
#include "wire/ipv4.h"

namespace tcplab::wire {

constexpr std::size_t kTcpHeaderOctets = 20;
constexpr std::size_t kTcpOptionOctetsMax = 40;

// The control bits of RFC 9293 §3.1 in their order on the wire.
class TcpFlags {
public:
    static constexpr std::uint8_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10, kUrg = 0x20, kEce = 0x40, kCwr = 0x80;

    constexpr TcpFlags() = default;
    constexpr explicit TcpFlags(std::uint8_t bits) : bits_(bits) {}

    constexpr std::uint8_t bits() const { return bits_; }
    constexpr bool has(std::uint8_t bit) const { return bits_ & bit; }
    constexpr bool fin() const { return has(kFin); }
    constexpr bool syn() const { return has(kSyn); }
    constexpr bool rst() const { return has(kRst); }
    constexpr bool psh() const { return has(kPsh); }
    constexpr bool ack() const { return has(kAck); }
    constexpr bool urg() const { return has(kUrg); }
    constexpr bool ece() const { return has(kEce); }
    constexpr bool cwr() const { return has(kCwr); }
    constexpr void set(std::uint8_t bit) { bits_ |= bit; }

    friend constexpr bool operator==(TcpFlags, TcpFlags) = default;

private:
    std::uint8_t bits_ = 0;
};

// "SYN,ACK"; "none" when no bit is set.
std::string format(TcpFlags flags);
// Reads what format() writes; nothing when a name is unknown.
std::optional<TcpFlags> parseTcpFlags(std::string_view text);

struct SackBlock {
    SeqNumber left;
    SeqNumber right;  // one past the last octet

    friend constexpr bool operator==(SackBlock, SackBlock) = default;
};

// The options that we understand. Others are skipped when read (RFC 9293 MUST-6) and never written.
struct TcpOptions {
    std::optional<std::uint16_t> maximumSegmentSize;  // octets
    std::optional<std::uint8_t> windowScale;          // shift, 0 … 14 (RFC 7323 §2.3; more is read as 14)
    bool sackPermitted = false;
    std::uint8_t sackCount = 0;  // 0 … 4
    std::array<SackBlock, 4> sack{};
    struct Timestamps {
        std::uint32_t value = 0;
        std::uint32_t echoReply = 0;
        friend constexpr bool operator==(Timestamps, Timestamps) = default;
    };
    std::optional<Timestamps> timestamps;

    friend bool operator==(const TcpOptions&, const TcpOptions&) = default;
};

struct TcpFields {
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    SeqNumber seq;
    SeqNumber ack;
    TcpFlags flags;
    std::uint16_t window = 0;  // as it stands, unscaled
    std::uint16_t urgentPointer = 0;
    TcpOptions options;

    friend bool operator==(const TcpFields&, const TcpFields&) = default;
};

struct TcpSegment {
    TcpFields fields;
    OctetView payload;       // into the octets that were parsed
    OctetView optionOctets;  // as they stand
    bool checksumCorrect = true;

    // Sequence space that the segment takes: payload, SYN and FIN (SEG.LEN of RFC 9293 §3.4).
    std::uint32_t length() const
    {
        return static_cast<std::uint32_t>(payload.size()) + (fields.flags.syn() ? 1u : 0u) + (fields.flags.fin() ? 1u : 0u);
    }
};

// Structure only: a wrong checksum is told, not refused. An option whose length makes no sense ends the
// reading of options (RFC 9293 MUST-7: an illegal length must not crash) without refusing the segment.
Parsed<TcpSegment> parseTcp(OctetView octets, Ipv4Address source, Ipv4Address destination);

// Octets that the options take, padded to a multiple of 4: 0 … 40.
std::size_t optionOctets(const TcpOptions& options);

// Writes header and options to `out` and computes the checksum over `payload`, which already stands behind
// them in memory or elsewhere. Returns the header's length: 20 + optionOctets(). Options in Linux's order:
// MSS, SACK permitted, timestamps, NOP, window scale; SACK blocks last (those that fit).
std::size_t emitTcp(const TcpFields& fields, Ipv4Address source, Ipv4Address destination, OctetView payload, std::uint8_t* out);

}  // namespace tcplab::wire
