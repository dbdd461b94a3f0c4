// TCP segments and their options (RFC 9293 §3.1, §3.2).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/seq_number.h"
#include "base/time.h"
#include "wire/checksum.h"
#include "wire/ipv4.h"

namespace tcplab::wire {

constexpr std::size_t kTcpHeaderOctets = 20;
constexpr std::size_t kTcpOptionOctetsMax = 40;

// The control bits of RFC 9293 §3.1 in their order on the wire, AE (RFC 9768, once NS) and the three reserved bits before it.
class TcpFlags {
public:
    static constexpr std::uint16_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10, kUrg = 0x20, kEce = 0x40, kCwr = 0x80,
                                   kAe = 0x100, kReserved = 0xe00;

    constexpr TcpFlags() = default;
    // The upper four bits have no place in the header and are left out.
    constexpr explicit TcpFlags(std::uint16_t bits) : bits_(bits & 0xfff) {}

    constexpr std::uint16_t bits() const { return bits_; }
    constexpr bool has(std::uint16_t bit) const { return bits_ & bit; }
    constexpr bool fin() const { return has(kFin); }
    constexpr bool syn() const { return has(kSyn); }
    constexpr bool rst() const { return has(kRst); }
    constexpr bool psh() const { return has(kPsh); }
    constexpr bool ack() const { return has(kAck); }
    constexpr bool urg() const { return has(kUrg); }
    constexpr bool ece() const { return has(kEce); }
    constexpr bool cwr() const { return has(kCwr); }
    constexpr bool ae() const { return has(kAe); }
    constexpr void set(std::uint16_t bit) { bits_ |= bit & 0xfff; }

    friend constexpr bool operator==(TcpFlags, TcpFlags) = default;

private:
    std::uint16_t bits_ = 0;
};

// "SYN,ACK"; "none" when no bit is set. The reserved bits are RES1 (beside AE), RES2 and RES3.
std::string format(TcpFlags flags);
// Reads what format() writes; nothing when a name is unknown.
std::optional<TcpFlags> parseTcpFlags(std::string_view text);

struct SackBlock {
    SeqNumber left;
    SeqNumber right;  // one past the last octet

    friend constexpr bool operator==(SackBlock, SackBlock) = default;
};

// RFC 7413 §4.1.1. In its experimental form the option has kind 254 and the magic number 0xf989 (RFC 6994).
struct FastOpenCookie {
    std::uint8_t length = 0;  // of the cookie: 0 asks for one, else 4 … 16 and even
    std::array<std::uint8_t, 16> octets{};
    bool experimental = false;

    friend constexpr bool operator==(const FastOpenCookie&, const FastOpenCookie&) = default;
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
    std::optional<FastOpenCookie> fastOpen;    // a cookie of another length is read as absent
    std::optional<std::uint16_t> userTimeout;  // granularity bit and 15 bits of time, as they stand (RFC 5482 §3); 0 is reserved

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

// RFC 5482 §3: whole seconds up to 32,767 of them, minutes beyond. Written as the next longer that there is; the longest is 32,767 minutes.
std::uint16_t userTimeoutOption(Duration timeout);
Duration userTimeoutOf(std::uint16_t option);

// Structure only: a wrong checksum is told, not refused. An option whose length makes no sense ends the
// reading of options (RFC 9293 MUST-7: an illegal length must not crash) without refusing the segment.
Parsed<TcpSegment> parseTcp(OctetView octets, const IpAddress& source, const IpAddress& destination,
                            Checksums checksums = Checksums::Check);

// In which order the options stand and how they are padded; each as the named kernel writes them.
//   Linux: MSS; SACK permitted with timestamps; NOP, window scale; SACK blocks; user timeout; Fast Open, each padded
//   with NOPs to 32 bits.
//   FreeBsd: MSS; NOP, window scale; SACK permitted; timestamps; SACK blocks; user timeout; Fast Open; then the end of the
//   list. NOPs stand only where an option's numbers would not be aligned.
enum class OptionOrder : std::uint8_t { Linux, FreeBsd };

// Octets that the options take, padded to a multiple of 4: 0 … 40. What does not fit is left out, the least needed
// first: the user timeout (advice, RFC 5482 §3), then SACK blocks from the end (RFC 2018 §4: the first is the most
// recent), then the Fast Open cookie (without it the handshake is the usual one). The rest always fits.
std::size_t optionOctets(const TcpOptions& options, OptionOrder order = OptionOrder::Linux);

// Writes header and options to `out` and computes the checksum over `payload`, which already stands behind
// them in memory or elsewhere. Returns the header's length: 20 + optionOctets().
std::size_t emitTcp(const TcpFields& fields, const IpAddress& source, const IpAddress& destination, OctetView payload, std::uint8_t* out,
                    OptionOrder order = OptionOrder::Linux);
// The same for a payload whose sum is known.
std::size_t emitTcp(const TcpFields& fields, const IpAddress& source, const IpAddress& destination, std::size_t payloadOctets,
                    ChecksumSum payloadSum, std::uint8_t* out, OptionOrder order);

}  // namespace tcplab::wire
