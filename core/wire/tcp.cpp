#include "wire/tcp.h"

#include <algorithm>

#include "wire/checksum.h"
#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {

constexpr std::uint8_t kEnd = 0, kNop = 1, kMss = 2, kWindowScale = 3, kSackPermitted = 4, kSack = 5, kTimestamps = 8;

constexpr std::array<std::string_view, 8> kFlagNames{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
// SYN before ACK and PSH before ACK, as captures are read aloud.
constexpr std::array<int, 8> kFlagOrder{1, 0, 2, 3, 4, 5, 6, 7};

void readOption(std::uint8_t kind, OctetView data, TcpOptions& options)
{
    const std::uint8_t* p = data.data();
    if (kind == kMss && data.size() == 2)
        options.maximumSegmentSize = get16(p);
    else if (kind == kWindowScale && data.size() == 1)
        options.windowScale = std::min<std::uint8_t>(p[0], 14);
    else if (kind == kSackPermitted && data.empty())
        options.sackPermitted = true;
    else if (kind == kTimestamps && data.size() == 8)
        options.timestamps = TcpOptions::Timestamps{get32(p), get32(p + 4)};
    else if (kind == kSack && data.size() % 8 == 0) {
        options.sackCount = static_cast<std::uint8_t>(std::min<std::size_t>(data.size() / 8, options.sack.size()));
        for (std::size_t i = 0; i < options.sackCount; ++i)
            options.sack[i] = {SeqNumber(get32(p + 8 * i)), SeqNumber(get32(p + 8 * i + 4))};
    }
}

TcpOptions readOptions(OctetView octets)
{
    TcpOptions options;
    while (!octets.empty() && octets[0] != kEnd) {
        if (octets[0] == kNop) {
            octets = octets.subspan(1);
            continue;
        }
        if (octets.size() < 2 || octets[1] < 2 || octets[1] > octets.size())
            break;
        readOption(octets[0], octets.subspan(2, octets[1] - 2u), options);
        octets = octets.subspan(octets[1]);
    }
    return options;
}

std::size_t sackBlocksThatFit(const TcpOptions& options, std::size_t used)
{
    if (options.sackCount == 0)
        return 0;
    return std::min<std::size_t>(options.sackCount, (kTcpOptionOctetsMax - used - 4) / 8);
}

std::size_t octetsBeforeSack(const TcpOptions& options)
{
    std::size_t octets = 0;
    if (options.maximumSegmentSize)
        octets += 4;
    if (options.timestamps)
        octets += options.sackPermitted ? 10 : 12;
    if (options.sackPermitted)
        octets += options.timestamps ? 2 : 4;
    if (options.windowScale)
        octets += 4;
    return octets;
}

class OptionWriter {
public:
    explicit OptionWriter(std::uint8_t* out) : out_(out) {}
    void octet(std::uint8_t value) { *out_++ = value; }
    void pad() { octet(kNop), octet(kNop); }
    void word16(std::uint16_t value) { put16(out_, value), out_ += 2; }
    void word32(std::uint32_t value) { put32(out_, value), out_ += 4; }

private:
    std::uint8_t* out_;
};

void writeOptions(const TcpOptions& options, std::uint8_t* out)
{
    OptionWriter write(out);
    if (options.maximumSegmentSize)
        write.octet(kMss), write.octet(4), write.word16(*options.maximumSegmentSize);
    // SACK permitted and timestamps fill each other's padding when both are there.
    if (options.sackPermitted || options.timestamps) {
        if (options.sackPermitted && !options.timestamps)
            write.pad();
        if (options.sackPermitted)
            write.octet(kSackPermitted), write.octet(2);
        else
            write.pad();
        if (options.timestamps) {
            write.octet(kTimestamps), write.octet(10);
            write.word32(options.timestamps->value), write.word32(options.timestamps->echoReply);
        }
    }
    if (options.windowScale)
        write.octet(kNop), write.octet(kWindowScale), write.octet(3), write.octet(*options.windowScale);
    if (const std::size_t blocks = sackBlocksThatFit(options, octetsBeforeSack(options))) {
        write.pad();
        write.octet(kSack), write.octet(static_cast<std::uint8_t>(2 + 8 * blocks));
        for (std::size_t i = 0; i < blocks; ++i)
            write.word32(options.sack[i].left.value()), write.word32(options.sack[i].right.value());
    }
}

std::uint16_t tcpChecksum(OctetView header, OctetView payload, Ipv4Address source, Ipv4Address destination)
{
    ChecksumSum sum;
    sum.addPseudoHeader(source, destination, kProtocolTcp, static_cast<std::uint16_t>(header.size() + payload.size()));
    sum.add(header);
    sum.add(payload);
    return sum.checksum();
}

}  // namespace

std::string format(TcpFlags flags)
{
    std::string text;
    for (const int bit : kFlagOrder)
        if (flags.has(static_cast<std::uint8_t>(1 << bit)))
            text.append(text.empty() ? "" : ",").append(kFlagNames[static_cast<std::size_t>(bit)]);
    return text.empty() ? "none" : text;
}

std::optional<TcpFlags> parseTcpFlags(std::string_view text)
{
    TcpFlags flags;
    if (text == "none")
        return flags;
    for (;;) {
        const std::size_t comma = text.find(',');
        const auto found = std::find(kFlagNames.begin(), kFlagNames.end(), text.substr(0, comma));
        if (found == kFlagNames.end())
            return std::nullopt;
        flags.set(static_cast<std::uint8_t>(1 << (found - kFlagNames.begin())));
        if (comma == std::string_view::npos)
            return flags;
        text.remove_prefix(comma + 1);
    }
}

Parsed<TcpSegment> parseTcp(OctetView octets, Ipv4Address source, Ipv4Address destination)
{
    if (octets.size() < kTcpHeaderOctets)
        return tl::unexpected(Malformed::TooShort);
    const std::uint8_t* p = octets.data();
    const std::size_t header = static_cast<std::size_t>(p[12] >> 4) * 4;
    if (header < kTcpHeaderOctets || header > octets.size())
        return tl::unexpected(Malformed::HeaderLength);

    TcpSegment segment;
    TcpFields& fields = segment.fields;
    fields.sourcePort = get16(p);
    fields.destinationPort = get16(p + 2);
    fields.seq = SeqNumber(get32(p + 4));
    fields.ack = SeqNumber(get32(p + 8));
    fields.flags = TcpFlags(p[13]);
    fields.window = get16(p + 14);
    fields.urgentPointer = get16(p + 18);
    segment.optionOctets = octets.subspan(kTcpHeaderOctets, header - kTcpHeaderOctets);
    fields.options = readOptions(segment.optionOctets);
    segment.payload = octets.subspan(header);
    segment.checksumCorrect = tcpChecksum(octets.first(header), segment.payload, source, destination) == 0;
    return segment;
}

std::size_t optionOctets(const TcpOptions& options)
{
    const std::size_t before = octetsBeforeSack(options);
    const std::size_t blocks = sackBlocksThatFit(options, before);
    return before + (blocks ? 4 + 8 * blocks : 0);
}

std::size_t emitTcp(const TcpFields& fields, Ipv4Address source, Ipv4Address destination, OctetView payload, std::uint8_t* out)
{
    const std::size_t header = kTcpHeaderOctets + optionOctets(fields.options);
    put16(out, fields.sourcePort);
    put16(out + 2, fields.destinationPort);
    put32(out + 4, fields.seq.value());
    put32(out + 8, fields.ack.value());
    out[12] = static_cast<std::uint8_t>(header / 4 << 4);
    out[13] = fields.flags.bits();
    put16(out + 14, fields.window);
    put16(out + 16, 0);
    put16(out + 18, fields.urgentPointer);
    writeOptions(fields.options, out + kTcpHeaderOctets);
    put16(out + 16, tcpChecksum({out, header}, payload, source, destination));
    return header;
}

}  // namespace tcplab::wire
