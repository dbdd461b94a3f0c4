#include "packetdrill/option_octets.h"

#include <algorithm>

#include <fmt/format.h>

#include "wire/octet_order.h"

namespace tcplab::packetdrill {
namespace {

// The numbers of the IANA registry "TCP Option Kind Numbers".
constexpr std::uint8_t kEnd = 0, kNop = 1, kMss = 2, kScale = 3, kSackPermitted = 4, kSack = 5, kTimestamps = 8, kMd5 = 19, kFastOpen = 34,
                       kUserTimeout = 28, kAccEcn0 = 172, kAccEcn1 = 174, kExperimental = 254;
// RFC 7413 §4.1.1 mentions experiments; they carry this after kind and length.
constexpr std::uint16_t kFastOpenMagic = 0xf989;
constexpr std::size_t kMd5Octets = 16;  // RFC 2385 §3

class Writer {
public:
    void add(const TcpOption& option)
    {
        using Kind = TcpOption::Kind;
        switch (option.kind) {
        case Kind::EndOfList: out.push_back(kEnd); return;
        case Kind::Nop: out.push_back(kNop); return;
        case Kind::MaximumSegmentSize:
            begin(kMss);
            put(option.value, 2);
            break;
        case Kind::WindowScale:
            begin(kScale);
            put(option.value, 1);
            break;
        case Kind::SackPermitted: begin(kSackPermitted); break;
        case Kind::Sack:
            begin(kSack);
            for (const auto& [left, right] : option.blocks) {
                put(left, 4);
                put(right, 4);
            }
            break;
        case Kind::Timestamps:
            begin(kTimestamps);
            put(option.value, 4);
            put(option.echo, 4);
            break;
        case Kind::FastOpen:
            begin(kFastOpen);
            put(option.octets);
            break;
        case Kind::FastOpenExperimental:
            begin(kExperimental);
            put(kFastOpenMagic, 2);
            put(option.octets);
            break;
        case Kind::Md5: {
            begin(kMd5);
            Octets digest = option.octets;
            digest.resize(kMd5Octets);
            put(digest);
            break;
        }
        case Kind::AccurateEcn:
            begin(!option.counters.empty() && option.counters.front().first == "e1b" ? kAccEcn1 : kAccEcn0);
            for (const auto& [name, value] : option.counters)
                put(value, 3);
            break;
        case Kind::UserTimeout:
            begin(kUserTimeout);
            put(option.value, 2);
            break;
        case Kind::Unknown:
            begin(static_cast<std::uint8_t>(option.value));
            put(option.octets);
            break;
        }
        out[begin_ + 1] = static_cast<std::uint8_t>(out.size() - begin_);
    }

    Octets out;

private:
    void begin(std::uint8_t kind)
    {
        begin_ = out.size();
        out.push_back(kind);
        out.push_back(0);
    }
    void put(std::uint32_t value, int octets)
    {
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8)
            out.push_back(static_cast<std::uint8_t>(value >> shift));
    }
    void put(OctetView octets) { out.insert(out.end(), octets.begin(), octets.end()); }

    std::size_t begin_ = 0;
};

TcpOption unknown(std::uint8_t kind, OctetView contents)
{
    TcpOption option;
    option.kind = TcpOption::Kind::Unknown;
    option.value = kind;
    option.octets.assign(contents.begin(), contents.end());
    return option;
}

std::uint32_t get24(const std::uint8_t* p) { return std::uint32_t{p[0]} << 16 | std::uint32_t{p[1]} << 8 | p[2]; }

TcpOption accurateEcn(std::uint8_t kind, OctetView contents)
{
    static constexpr const char* kNames[2][3] = {{"e0b", "ceb", "e1b"}, {"e1b", "ceb", "e0b"}};
    TcpOption option;
    option.kind = TcpOption::Kind::AccurateEcn;
    for (std::size_t i = 0; 3 * i + 3 <= contents.size() && i < 3; ++i)
        option.counters.emplace_back(kNames[kind == kAccEcn1][i], get24(contents.data() + 3 * i));
    return option;
}

TcpOption optionOf(std::uint8_t kind, OctetView contents)
{
    using Kind = TcpOption::Kind;
    TcpOption option;
    const auto holds = [&](std::uint8_t wanted, std::size_t octets) { return kind == wanted && contents.size() == octets; };
    if (holds(kMss, 2)) {
        option.kind = Kind::MaximumSegmentSize;
        option.value = wire::get16(contents.data());
    } else if (holds(kScale, 1)) {
        option.kind = Kind::WindowScale;
        option.value = contents[0];
    } else if (holds(kSackPermitted, 0)) {
        option.kind = Kind::SackPermitted;
    } else if (kind == kSack && !contents.empty() && contents.size() % 8 == 0) {
        option.kind = Kind::Sack;
        for (std::size_t i = 0; i < contents.size(); i += 8)
            option.blocks.emplace_back(wire::get32(contents.data() + i), wire::get32(contents.data() + i + 4));
    } else if (holds(kTimestamps, 8)) {
        option.kind = Kind::Timestamps;
        option.value = wire::get32(contents.data());
        option.echo = wire::get32(contents.data() + 4);
    } else if (kind == kFastOpen) {
        option.kind = Kind::FastOpen;
        option.octets.assign(contents.begin(), contents.end());
    } else if (kind == kExperimental && contents.size() >= 2 && wire::get16(contents.data()) == kFastOpenMagic) {
        option.kind = Kind::FastOpenExperimental;
        option.octets.assign(contents.begin() + 2, contents.end());
    } else if (holds(kMd5, kMd5Octets)) {
        option.kind = Kind::Md5;
        option.octets.assign(contents.begin(), contents.end());
    } else if (kind == kAccEcn0 || kind == kAccEcn1) {
        option = accurateEcn(kind, contents);
    } else if (holds(kUserTimeout, 2)) {
        option.kind = Kind::UserTimeout;
        option.value = wire::get16(contents.data());
    } else {
        option = unknown(kind, contents);
    }
    return option;
}

std::string hex(OctetView octets)
{
    std::string text;
    for (const std::uint8_t octet : octets)
        text += fmt::format("{:02x}", octet);
    return text;
}

std::string withHex(const std::string& name, OctetView octets) { return octets.empty() ? name : name + " " + hex(octets); }

}  // namespace

Octets octetsOf(const std::vector<TcpOption>& options)
{
    Writer writer;
    for (const TcpOption& option : options)
        writer.add(option);
    return std::move(writer.out);
}

std::vector<TcpOption> optionsOf(OctetView octets)
{
    std::vector<TcpOption> options;
    while (!octets.empty()) {
        const std::uint8_t kind = octets[0];
        std::size_t length = 1;
        if (kind == kEnd || kind == kNop) {
            options.emplace_back();
            options.back().kind = kind == kEnd ? TcpOption::Kind::EndOfList : TcpOption::Kind::Nop;
        } else if (octets.size() < 2 || octets[1] < 2 || octets[1] > octets.size()) {
            options.push_back(unknown(kind, octets.subspan(1)));
            return options;
        } else {
            length = octets[1];
            options.push_back(optionOf(kind, octets.subspan(2, length - 2)));
        }
        octets = octets.subspan(length);
    }
    return options;
}

std::string format(const TcpOption& option)
{
    using Kind = TcpOption::Kind;
    switch (option.kind) {
    case Kind::MaximumSegmentSize: return fmt::format("mss {}", option.value);
    case Kind::WindowScale: return fmt::format("wscale {}", option.value);
    case Kind::SackPermitted: return "sackOK";
    case Kind::Sack: {
        std::string text = "sack";
        for (const auto& [left, right] : option.blocks)
            text += fmt::format(" {}:{}", left, right);
        return text;
    }
    case Kind::Timestamps: return fmt::format("TS val {} ecr {}", option.value, option.echo);
    case Kind::Nop: return "nop";
    case Kind::EndOfList: return "eol";
    case Kind::FastOpen: return withHex("FO", option.octets);
    case Kind::FastOpenExperimental: return withHex("FOEXP", option.octets);
    case Kind::Md5: return option.octets.empty() ? "md5 valid" : withHex("md5", option.octets);
    case Kind::AccurateEcn: {
        std::string text = "ECN";
        for (const auto& [name, value] : option.counters)
            text += fmt::format(" {} {}", name, value);
        return text;
    }
    case Kind::UserTimeout: return fmt::format("uto {}{}", option.value & 0x7fff, option.value & 0x8000 ? " m" : "");
    case Kind::Unknown: return withHex(fmt::format("kind-{}", option.value), option.octets);
    }
    return {};
}

std::string format(const std::vector<TcpOption>& options)
{
    std::string text;
    for (const TcpOption& option : options)
        text += (text.empty() ? "" : ",") + format(option);
    return text;
}

}  // namespace tcplab::packetdrill
