#include "wire/tcp.h"

#include <algorithm>
#include <cstring>

#include "base/result.h"
#include "wire/checksum.h"
#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {

constexpr std::uint8_t kEnd = 0, kNop = 1, kMss = 2, kWindowScale = 3, kSackPermitted = 4, kSack = 5, kTimestamps = 8, kUserTimeout = 28,
                       kFastOpen = 34, kExperiment = 254;
constexpr std::uint16_t kUserTimeoutMinutes = 0x8000, kUserTimeoutMost = 0x7fff;
constexpr std::uint16_t kFastOpenExperiment = 0xf989;

// NOP, NOP, timestamps: how nearly every segment begins its options (RFC 7323 appendix A).
constexpr std::uint32_t kAlignedTimestamps = kNop << 24 | kNop << 16 | kTimestamps << 8 | 10;
constexpr std::size_t kAlignedTimestampsOctets = 12;

constexpr std::array<std::string_view, 12> kFlagNames{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE", "RES1", "RES2", "RES3"};
// SYN before ACK and PSH before ACK, as captures are read aloud.
constexpr std::array<int, 12> kFlagOrder{1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

// --- reading

bool isCookieLength(std::size_t length) { return length == 0 || (length >= 4 && length <= 16 && length % 2 == 0); }

void readCookie(OctetView cookie, bool experimental, TcpOptions& options)
{
    if (!isCookieLength(cookie.size()))
        return;
    FastOpenCookie& read = options.fastOpen.emplace();
    read.length = static_cast<std::uint8_t>(cookie.size());
    read.experimental = experimental;
    std::copy(cookie.begin(), cookie.end(), read.octets.begin());
}

void readSack(OctetView data, TcpOptions& options)
{
    if (data.size() % 8 != 0)
        return;
    options.sackCount = static_cast<std::uint8_t>(std::min<std::size_t>(data.size() / 8, options.sack.size()));
    for (std::size_t i = 0; i < options.sackCount; ++i)
        options.sack[i] = {SeqNumber(get32(data.data() + 8 * i)), SeqNumber(get32(data.data() + 8 * i + 4))};
}

void readOption(std::uint8_t kind, OctetView data, TcpOptions& options)
{
    const std::uint8_t* p = data.data();
    const std::size_t size = data.size();
    switch (kind) {
    case kMss:
        if (size == 2)
            options.maximumSegmentSize = get16(p);
        break;
    case kWindowScale:
        if (size == 1)
            options.windowScale = std::min<std::uint8_t>(p[0], 14);
        break;
    case kSackPermitted: options.sackPermitted = options.sackPermitted || size == 0; break;
    case kTimestamps:
        if (size == 8)
            options.timestamps = TcpOptions::Timestamps{get32(p), get32(p + 4)};
        break;
    case kSack: readSack(data, options); break;
    case kUserTimeout:
        if (size == 2)
            options.userTimeout = get16(p);
        break;
    case kFastOpen: readCookie(data, false, options); break;
    case kExperiment:
        if (size >= 2 && get16(p) == kFastOpenExperiment)
            readCookie(data.subspan(2), true, options);
        break;
    default: break;
    }
}

void readOptions(OctetView octets, TcpOptions& options)
{
    if (octets.size() == kAlignedTimestampsOctets && get32(octets.data()) == kAlignedTimestamps) {
        options.timestamps = TcpOptions::Timestamps{get32(octets.data() + 4), get32(octets.data() + 8)};
        return;
    }
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
}

// --- writing

// Where the options go; without a place they are only counted.
class OptionWriter {
public:
    explicit OptionWriter(std::uint8_t* out) : out_(out) {}

    std::size_t octets() const { return octets_; }

    void octet(std::uint8_t value)
    {
        if (out_)
            out_[octets_] = value;
        ++octets_;
    }
    void word16(std::uint16_t value)
    {
        if (out_)
            put16(out_ + octets_, value);
        octets_ += 2;
    }
    void word32(std::uint32_t value)
    {
        if (out_)
            put32(out_ + octets_, value);
        octets_ += 4;
    }
    void copy(const std::uint8_t* from, std::size_t count)
    {
        if (out_)
            std::memcpy(out_ + octets_, from, count);
        octets_ += count;
    }
    // Fills up until the length leaves this remainder modulo 4.
    void fillUntil(std::size_t remainder, std::uint8_t filler = kNop)
    {
        while (octets_ % 4 != remainder)
            octet(filler);
    }

private:
    std::uint8_t* out_;
    std::size_t octets_ = 0;
};

void writeMss(const TcpOptions& options, OptionWriter& write)
{
    if (options.maximumSegmentSize)
        write.octet(kMss), write.octet(4), write.word16(*options.maximumSegmentSize);
}

void writeWindowScale(const TcpOptions& options, OptionWriter& write)
{
    if (!options.windowScale)
        return;
    write.fillUntil(1);
    write.octet(kWindowScale), write.octet(3), write.octet(*options.windowScale);
}

// The numbers of this option, and of those like it, are aligned to 32 bits.
void writeTimestamps(const TcpOptions& options, OptionWriter& write)
{
    if (!options.timestamps)
        return;
    write.fillUntil(2);
    write.octet(kTimestamps), write.octet(10);
    write.word32(options.timestamps->value), write.word32(options.timestamps->echoReply);
}

void writeSack(const TcpOptions& options, OptionWriter& write)
{
    if (options.sackCount == 0)
        return;
    write.fillUntil(2);
    write.octet(kSack), write.octet(static_cast<std::uint8_t>(2 + 8 * options.sackCount));
    for (std::size_t i = 0; i < options.sackCount; ++i)
        write.word32(options.sack[i].left.value()), write.word32(options.sack[i].right.value());
}

void writeUserTimeout(const TcpOptions& options, OptionWriter& write)
{
    if (!options.userTimeout)
        return;
    write.fillUntil(0);
    write.octet(kUserTimeout), write.octet(4), write.word16(*options.userTimeout);
}

void writeFastOpen(const TcpOptions& options, OptionWriter& write)
{
    if (!options.fastOpen)
        return;
    const FastOpenCookie& cookie = *options.fastOpen;
    TCPLAB_ASSURE(isCookieLength(cookie.length));
    if (cookie.experimental)
        write.octet(kExperiment), write.octet(4 + cookie.length), write.word16(kFastOpenExperiment);
    else
        write.octet(kFastOpen), write.octet(2 + cookie.length);
    write.copy(cookie.octets.data(), cookie.length);
}

void writeLinux(const TcpOptions& options, OptionWriter& write)
{
    writeMss(options, write);
    // SACK permitted stands in the two octets before the timestamps, which they need for their alignment.
    if (options.sackPermitted) {
        write.fillUntil(options.timestamps ? 0 : 2);
        write.octet(kSackPermitted), write.octet(2);
    }
    writeTimestamps(options, write);
    writeWindowScale(options, write);
    writeSack(options, write);
    writeUserTimeout(options, write);
    writeFastOpen(options, write);
    write.fillUntil(0);
}

void writeFreeBsd(const TcpOptions& options, OptionWriter& write)
{
    writeMss(options, write);
    writeWindowScale(options, write);
    if (options.sackPermitted)
        write.octet(kSackPermitted), write.octet(2);
    writeTimestamps(options, write);
    writeSack(options, write);
    writeUserTimeout(options, write);
    writeFastOpen(options, write);
    write.fillUntil(0, kEnd);
}

std::size_t writeAll(const TcpOptions& options, OptionOrder order, std::uint8_t* out)
{
    OptionWriter write(out);
    if (order == OptionOrder::Linux)
        writeLinux(options, write);
    else
        writeFreeBsd(options, write);
    return write.octets();
}

// Others than these always fit.
bool mayNotFit(const TcpOptions& options) { return options.sackCount > 0 || options.fastOpen || options.userTimeout; }

void dropLeastNeeded(TcpOptions& options)
{
    if (options.userTimeout)
        options.userTimeout.reset();
    else if (options.sackCount > 0)
        --options.sackCount;
    else
        options.fastOpen.reset();
}

// Returns their length.
std::size_t writeThoseThatFit(const TcpOptions& options, OptionOrder order, std::uint8_t* out)
{
    if (!mayNotFit(options))
        return writeAll(options, order, out);
    TcpOptions fitting = options;
    while (writeAll(fitting, order, nullptr) > kTcpOptionOctetsMax)
        dropLeastNeeded(fitting);
    return writeAll(fitting, order, out);
}

bool hasNone(const TcpOptions& options)
{
    return !options.timestamps && !options.sackPermitted && !options.maximumSegmentSize && !options.windowScale && !mayNotFit(options);
}

bool hasTimestampsOnly(const TcpOptions& options)
{
    return options.timestamps && !options.sackPermitted && !options.maximumSegmentSize && !options.windowScale && !mayNotFit(options);
}

std::size_t writeOptions(const TcpOptions& options, OptionOrder order, std::uint8_t* out)
{
    if (hasNone(options))
        return 0;
    if (!hasTimestampsOnly(options))
        return writeThoseThatFit(options, order, out);
    put32(out, kAlignedTimestamps);
    put32(out + 4, options.timestamps->value);
    put32(out + 8, options.timestamps->echoReply);
    return kAlignedTimestampsOctets;
}

}  // namespace

std::string format(TcpFlags flags)
{
    std::string text;
    for (const int bit : kFlagOrder)
        if (flags.has(static_cast<std::uint16_t>(1 << bit)))
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
        flags.set(static_cast<std::uint16_t>(1 << (found - kFlagNames.begin())));
        if (comma == std::string_view::npos)
            return flags;
        text.remove_prefix(comma + 1);
    }
}

namespace {

// Made where the caller wants it: a copy of what was just written field by field costs more than the reading.
Parsed<TcpSegment> read(OctetView octets, std::size_t header, bool checksumCorrect)
{
    const std::uint8_t* p = octets.data();
    Parsed<TcpSegment> segment;
    TcpFields& fields = segment->fields;
    fields.sourcePort = get16(p);
    fields.destinationPort = get16(p + 2);
    fields.seq = SeqNumber(get32(p + 4));
    fields.ack = SeqNumber(get32(p + 8));
    fields.flags = TcpFlags(get16(p + 12));
    fields.window = get16(p + 14);
    fields.urgentPointer = get16(p + 18);
    segment->optionOctets = octets.subspan(kTcpHeaderOctets, header - kTcpHeaderOctets);
    readOptions(segment->optionOctets, fields.options);
    segment->payload = octets.subspan(header);
    segment->checksumCorrect = checksumCorrect;
    return segment;
}

bool holds(OctetView octets, const IpAddress& source, const IpAddress& destination)
{
    ChecksumSum sum;
    sum.addPseudoHeader(source, destination, kProtocolTcp, static_cast<std::uint32_t>(octets.size()));
    sum.add(octets);
    return sum.checksum() == 0;
}

}  // namespace

std::uint16_t userTimeoutOption(Duration timeout)
{
    const auto inUnits = [timeout](Duration unit) { return (timeout + unit - Duration{1}) / unit; };
    if (const auto seconds = inUnits(1s); seconds <= kUserTimeoutMost)
        return static_cast<std::uint16_t>(seconds);
    return static_cast<std::uint16_t>(kUserTimeoutMinutes | std::min<std::int64_t>(inUnits(60s), kUserTimeoutMost));
}

Duration userTimeoutOf(std::uint16_t option)
{
    return (option & kUserTimeoutMost) * (option & kUserTimeoutMinutes ? Duration{60s} : Duration{1s});
}

Parsed<TcpSegment> parseTcp(OctetView octets, const IpAddress& source, const IpAddress& destination, Checksums checksums)
{
    if (octets.size() < kTcpHeaderOctets)
        return tl::unexpected(Malformed::TooShort);
    const std::size_t header = static_cast<std::size_t>(octets[12] >> 4) * 4;
    if (header < kTcpHeaderOctets || header > octets.size())
        return tl::unexpected(Malformed::HeaderLength);
    return read(octets, header, checksums == Checksums::Hold || holds(octets, source, destination));
}

std::size_t optionOctets(const TcpOptions& options, OptionOrder order)
{
    if (hasNone(options))
        return 0;
    return hasTimestampsOnly(options) ? kAlignedTimestampsOctets : writeThoseThatFit(options, order, nullptr);
}

std::size_t emitTcp(const TcpFields& fields, const IpAddress& source, const IpAddress& destination, OctetView payload, std::uint8_t* out,
                    OptionOrder order)
{
    ChecksumSum sum;
    sum.add(payload);
    return emitTcp(fields, source, destination, payload.size(), sum, out, order);
}

std::size_t emitTcp(const TcpFields& fields, const IpAddress& source, const IpAddress& destination, std::size_t payloadOctets,
                    ChecksumSum sum, std::uint8_t* out, OptionOrder order)
{
    const std::size_t header = kTcpHeaderOctets + writeOptions(fields.options, order, out + kTcpHeaderOctets);
    std::uint64_t words = 0;
    const auto put = [&](std::size_t at, std::uint32_t word) {
        put32(out + at, word);
        words += word;
    };
    put(0, std::uint32_t{fields.sourcePort} << 16 | fields.destinationPort);
    put(4, fields.seq.value());
    put(8, fields.ack.value());
    put(12, static_cast<std::uint32_t>(header / 4 << 28) | std::uint32_t{fields.flags.bits()} << 16 | fields.window);
    put(16, fields.urgentPointer);
    for (std::size_t at = kTcpHeaderOctets; at < header; at += 4)
        words += get32(out + at);
    sum.add64(words);
    sum.addPseudoHeader(source, destination, kProtocolTcp, static_cast<std::uint32_t>(header + payloadOctets));
    put16(out + 16, sum.checksum());
    return header;
}

}  // namespace tcplab::wire
