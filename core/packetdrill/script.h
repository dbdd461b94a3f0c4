// A packetdrill script as a value: what was written, before any of it is given a meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/octets.h"
#include "base/time.h"

namespace tcplab::packetdrill {

// Where in the text something begins, both from 1. Two scripts that differ only in places are the same script.
struct Place {
    int line = 0;
    int column = 0;

    friend constexpr bool operator==(Place, Place) { return true; }
};

// When an event happens. `until` ends a range; both are since the script's start, or since the event before.
struct EventTime {
    enum class Kind : std::uint8_t { Absolute, Relative, Any, AbsoluteRange, RelativeRange };
    Kind kind = Kind::Relative;
    Duration at{};
    Duration until{};

    bool isRelative() const { return kind == Kind::Relative || kind == Kind::RelativeRange; }
    bool isRange() const { return kind == Kind::AbsoluteRange || kind == Kind::RelativeRange; }
    friend bool operator==(const EventTime&, const EventTime&) = default;
};

// A value in a system call: "...", 4, 0x2, SO_REUSEADDR, A|B, "text", [4], {fd=3, events=POLLIN}, htons(8080).
struct Field;
struct Expression {
    enum class Kind : std::uint8_t { Any, Integer, Word, Text, Either, List, Structure, Function };
    Kind kind = Kind::Any;
    std::int64_t number = 0;        // Integer
    bool hexadecimal = false;       // Integer: how it was written
    std::string text;               // Word, Text, Function: its name
    std::vector<Expression> parts;  // Either, List, Function
    std::vector<Field> fields;      // Structure

    bool isAny() const { return kind == Kind::Any; }
    friend bool operator==(const Expression&, const Expression&) = default;
};
// "events=POLLIN"; "msg_iov(1)=[…]" has a count; a value without a name is one, too.
struct Field {
    std::string name;
    std::vector<Expression> count;  // none or one
    Expression value;

    friend bool operator==(const Field&, const Field&) = default;
};

struct Call {
    std::optional<Duration> until;  // of the blocking form: when it has to return, with the event's own reference
    std::string name;
    std::vector<Expression> arguments;
    Expression result;
    std::string error;  // "EAGAIN"; empty when none is expected
    std::string note;   // what stands in parentheses behind it; says nothing to the machine

    friend bool operator==(const Call&, const Call&) = default;
};

// Text for a shell. It is never executed; see commands.h.
struct Command {
    std::string text;

    friend bool operator==(const Command&, const Command&) = default;
};

// Text between %{ and }%.
struct Code {
    std::string text;

    friend bool operator==(const Code&, const Code&) = default;
};

struct TcpOption {
    enum class Kind : std::uint8_t {
        MaximumSegmentSize,
        WindowScale,
        SackPermitted,
        Sack,
        Timestamps,
        Nop,
        EndOfList,
        FastOpen,
        FastOpenExperimental,  // kind 254 with the magic number of RFC 7413's experiments
        Md5,
        AccurateEcn,
        UserTimeout,  // ours: RFC 5482
        Unknown,      // never written in a script; what the wire may hold
    };
    Kind kind = Kind::Nop;
    std::uint32_t value = 0;  // MSS, shift, TS val, user timeout as it stands; Unknown: the kind's number
    std::uint32_t echo = 0;   // TS ecr
    std::vector<std::pair<std::uint32_t, std::uint32_t>> blocks;  // SACK
    std::vector<std::pair<std::string, std::uint32_t>> counters;  // AccECN: "e0b", "e1b", "ceb", in their order
    Octets octets;                                                // cookie, digest, unknown contents

    friend bool operator==(const TcpOption&, const TcpOption&) = default;
};

// The nine control bits as numbers of this struct's own: AE is the ninth (RFC 9768).
namespace flag {
constexpr std::uint16_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kPsh = 0x08, kAck = 0x10, kUrg = 0x20, kEce = 0x40, kCwr = 0x80, kAe = 0x100;
}

struct TcpSegment {
    std::uint16_t flags = 0;
    bool anySequence = false;       // "...(0)": the sequence number is not compared
    bool absoluteSequence = false;  // "0:0(0)!": the number as it stands on the wire
    std::uint32_t start = 0;
    std::uint32_t length = 0;  // payload
    std::optional<std::uint32_t> ack;
    std::optional<std::uint32_t> window;
    std::uint16_t urgent = 0;
    bool anyOptions = false;
    std::vector<TcpOption> options;

    bool has(std::uint16_t bit) const { return flags & bit; }
    friend bool operator==(const TcpSegment&, const TcpSegment&) = default;
};

struct IcmpMessage {
    std::string type;
    std::string code;
    std::optional<std::uint32_t> mtu;
    std::optional<std::uint32_t> id;
    enum class Quote : std::uint8_t { Plain, Sequence, Udp, Raw };
    Quote quote = Quote::Plain;
    std::uint32_t start = 0;   // Sequence
    std::uint32_t length = 0;  // of the quoted payload

    friend bool operator==(const IcmpMessage&, const IcmpMessage&) = default;
};

struct UdpDatagram {
    std::uint32_t length = 0;

    friend bool operator==(const UdpDatagram&, const UdpDatagram&) = default;
};

enum class Ecn : std::uint8_t { NoEcn = 0, Ect1 = 1, Ect0 = 2, Ce = 3, Ect01 };
struct IpInfo {
    std::optional<Ecn> ecn;
    std::optional<std::uint8_t> typeOfService;  // the whole octet
    std::optional<std::uint32_t> flowLabel;
    std::optional<std::uint8_t> timeToLive;

    bool empty() const { return !ecn && !typeOfService && !flowLabel && !timeToLive; }
    friend bool operator==(const IpInfo&, const IpInfo&) = default;
};

struct Ports {
    std::uint16_t from = 0;
    std::uint16_t to = 0;

    friend bool operator==(const Ports&, const Ports&) = default;
};

enum class Direction : std::uint8_t { Inbound, Outbound };
struct Packet {
    Direction direction = Direction::Inbound;
    std::vector<std::string> encapsulations;  // "gre", "ipv4 192.0.2.1 > 192.0.2.2": outermost first
    IpInfo ip;
    std::optional<Ports> ports;
    std::variant<TcpSegment, IcmpMessage, UdpDatagram> body;
    std::optional<Ports> tunnel;  // FreeBSD's "/udp(a > b)": TCP over UDP

    bool outbound() const { return direction == Direction::Outbound; }
    friend bool operator==(const Packet&, const Packet&) = default;
};

struct Event {
    Place place;
    EventTime time;
    std::variant<Packet, Call, Command, Code> what;

    friend bool operator==(const Event&, const Event&) = default;
};

// "--tolerance_usecs=10000"; a flag has no value.
struct ScriptOption {
    Place place;
    std::string name;
    std::string value;

    friend bool operator==(const ScriptOption&, const ScriptOption&) = default;
};

struct PlacedCommand {
    Place place;
    Command command;

    friend bool operator==(const PlacedCommand&, const PlacedCommand&) = default;
};

struct Script {
    std::vector<ScriptOption> options;
    std::optional<PlacedCommand> setUp;
    std::vector<Event> events;
    std::optional<PlacedCommand> cleanUp;

    friend bool operator==(const Script&, const Script&) = default;
};

}  // namespace tcplab::packetdrill
