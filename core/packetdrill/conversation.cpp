#include "packetdrill/conversation.h"

#include <cstdlib>

#include <fmt/format.h>

#include "base/pattern.h"
#include "packetdrill/option_octets.h"
#include "packetdrill/parser.h"

namespace tcplab::packetdrill {
namespace {

constexpr std::uint16_t kReserved = 0xe00;

// Octets of the stream begin behind the SYN, which is number 0.
std::uint64_t streamPosition(std::uint32_t relativeSeq, bool syn) { return syn ? 0 : std::uint64_t{relativeSeq} - 1; }

Sentence flagsText(std::uint16_t flags)
{
    TcpSegment segment;
    segment.flags = flags & 0x1ff;
    Packet packet;
    packet.direction = Direction::Outbound;
    packet.body = segment;
    const std::string text = writePacket(packet);
    const std::string letters = text.substr(2, text.find(' ', 2) - 2);
    if (!(flags & kReserved))
        return Sentence::asItIs(letters);
    return {QT_TRANSLATE_NOOP("Sentence", "{0} and reserved bits {1}"), letters, fmt::format("{:x}", (flags & kReserved) >> 9)};
}

class Compare {
public:
    explicit Compare(std::vector<Difference>& differences) : differences_(differences) {}

    template <class Number>
    void numbers(const Sentence& field, Number expected, Number actual)
    {
        if (expected != actual)
            texts(field, Sentence::asItIs(fmt::format("{}", expected)), Sentence::asItIs(fmt::format("{}", actual)));
    }
    void texts(const Sentence& field, const Sentence& expected, const Sentence& actual)
    {
        differences_.push_back({field, expected, actual});
    }

private:
    std::vector<Difference>& differences_;
};

}  // namespace

Result<Octets> Conversation::inbound(const Packet& packet, const Judgement& judgement)
{
    const Endpoint from{remote_.address, packet.ports ? packet.ports->from : remote_.port};
    const Endpoint to{local_.address, packet.ports ? packet.ports->to : local_.port};
    if (const auto* icmp = std::get_if<IcmpMessage>(&packet.body))
        return emitIcmp(*icmp, packet.ip, to, from, numbers_.quotedSeq(icmp->start));
    LiveDatagram datagram;
    datagram.source = from.address;
    datagram.destination = to.address;
    datagram.sourcePort = from.port;
    datagram.destinationPort = to.port;
    apply(packet.ip, datagram);
    if (const auto* udp = std::get_if<UdpDatagram>(&packet.body)) {
        datagram.protocol = 17;
        datagram.payload.resize(udp->length);
        return emitDatagram(datagram);
    }
    const auto& segment = std::get<TcpSegment>(packet.body);
    datagram.protocol = 6;
    datagram.flags = segment.flags;
    datagram.seq = numbers_.inboundSeq(segment);
    if (segment.ack)
        datagram.ack = numbers_.inboundAck(*segment.ack, segment.has(flag::kSyn));
    datagram.window = static_cast<std::uint16_t>(segment.window.value_or(0));
    datagram.urgent = segment.urgent;
    datagram.options = segment.options;
    for (TcpOption& option : datagram.options) {
        for (auto& [left, right] : option.blocks) {
            left = numbers_.sackOfOurs(left);
            right = numbers_.sackOfOurs(right);
        }
        if (option.kind != TcpOption::Kind::Timestamps || !segment.has(flag::kAck))
            continue;
        const auto echo = stamps_.liveEcho(option.echo, judgement.scaledEcho);
        if (!echo)
            return tl::unexpected(problemAt(
                {}, {QT_TRANSLATE_NOOP("Sentence", "the segment echoes the time stamp {0}, which the stack has not sent"), option.echo}));
        option.echo = *echo;
    }
    datagram.payload.resize(segment.length);
    if (segment.length > 0)
        fillPattern(streamPosition(segment.start, segment.has(flag::kSyn)), datagram.payload);
    return emitDatagram(datagram);
}

bool Conversation::concerns(const LiveDatagram& live, const std::optional<Ports>& ports) const
{
    if (live.source != local_.address || live.destination != remote_.address)
        return false;
    if (!live.isTcp())
        return true;
    const std::uint16_t localPort = ports ? ports->from : local_.port;
    const std::uint16_t remotePort = ports ? ports->to : remote_.port;
    return live.destinationPort == remotePort && (localPort == 0 || live.sourcePort == localPort);
}

void Conversation::learnNumbers(const TcpSegment& expected, const LiveDatagram& live)
{
    numbers_.outbound(live.flags, live.seq, live.ack, expected.has(flag::kSyn) && !expected.anySequence ? expected.start : 0);
}

std::vector<Difference> Conversation::judge(const Packet& expected, const LiveDatagram& live, const Judgement& judgement)
{
    std::vector<Difference> differences;
    judgeIp(expected.ip, live, differences);
    const auto* segment = std::get_if<TcpSegment>(&expected.body);
    const auto* udp = std::get_if<UdpDatagram>(&expected.body);
    const int protocol = segment ? 6 : udp ? 17 : local_.address.isV4() ? 1 : 58;
    Compare(differences).numbers(QT_TRANSLATE_NOOP("Sentence", "protocol"), protocol, int{live.protocol});
    if (segment && live.isTcp())
        judgeTcp(*segment, live, judgement, differences);
    return differences;
}

void Conversation::judgeIp(const IpInfo& expected, const LiveDatagram& live, std::vector<Difference>& differences) const
{
    Compare compare(differences);
    if (!live.headerChecksumCorrect)
        compare.texts(QT_TRANSLATE_NOOP("Sentence", "IP header checksum"), QT_TRANSLATE_NOOP("Sentence", "correct"),
                      QT_TRANSLATE_NOOP("Sentence", "wrong"));
    if (expected.ecn == Ecn::Ect01) {
        if ((live.trafficClass & 3) != 1 && (live.trafficClass & 3) != 2)
            compare.texts(QT_TRANSLATE_NOOP("Sentence", "ECN"), QT_TRANSLATE_NOOP("Sentence", "ect0 or ect1"),
                          Sentence::asItIs(std::to_string(live.trafficClass & 3)));
    } else if (expected.ecn) {
        compare.numbers(QT_TRANSLATE_NOOP("Sentence", "ECN"), static_cast<int>(*expected.ecn), live.trafficClass & 3);
    }
    if (expected.typeOfService)
        compare.numbers(QT_TRANSLATE_NOOP("Sentence", "type of service"), int{*expected.typeOfService}, int{live.trafficClass});
    if (expected.timeToLive)
        compare.numbers(QT_TRANSLATE_NOOP("Sentence", "time to live"), int{*expected.timeToLive}, int{live.timeToLive});
    if (expected.flowLabel)
        compare.numbers(QT_TRANSLATE_NOOP("Sentence", "flow label"), *expected.flowLabel, live.flowLabel);
}

void Conversation::judgeTcp(const TcpSegment& expected, const LiveDatagram& live, const Judgement& judgement,
                            std::vector<Difference>& differences)
{
    learnNumbers(expected, live);
    Compare compare(differences);
    if (expected.flags != live.flags)
        compare.texts(QT_TRANSLATE_NOOP("Sentence", "flags"), flagsText(expected.flags), flagsText(live.flags));
    if (expected.absoluteSequence)
        compare.numbers(QT_TRANSLATE_NOOP("Sentence", "seq"), expected.start, live.seq.value());
    else if (!expected.anySequence)
        compare.numbers(QT_TRANSLATE_NOOP("Sentence", "seq"), expected.start, numbers_.outboundSeq(live.seq, live.has(flag::kSyn)));
    compare.numbers(QT_TRANSLATE_NOOP("Sentence", "payload length"), std::size_t{expected.length}, live.payload.size());
    if (expected.ack)
        compare.numbers(QT_TRANSLATE_NOOP("Sentence", "ack"), *expected.ack,
                        live.has(flag::kAck) ? numbers_.outboundAck(live.ack, live.has(flag::kSyn)) : live.ack.value());
    else
        compare.numbers(QT_TRANSLATE_NOOP("Sentence", "ack"), 0u, live.ack.value());
    if (expected.window)
        compare.numbers(QT_TRANSLATE_NOOP("Sentence", "win"), *expected.window, std::uint32_t{live.window});
    compare.numbers(QT_TRANSLATE_NOOP("Sentence", "urg"), expected.urgent, live.urgent);
    if (!expected.anyOptions) {
        const auto actual = scriptOptions(live.options, &expected.options, judgement);
        if (actual != expected.options)
            compare.texts(QT_TRANSLATE_NOOP("Sentence", "options"), Sentence::asItIs("<" + format(expected.options) + ">"),
                          Sentence::asItIs("<" + format(actual) + ">"));
    }
    if (judgement.checksums && !live.checksumCorrect)
        compare.texts(QT_TRANSLATE_NOOP("Sentence", "TCP checksum"), QT_TRANSLATE_NOOP("Sentence", "correct"),
                      QT_TRANSLATE_NOOP("Sentence", "wrong"));
    if (judgement.checksums && !payloadIsPattern(live))
        compare.texts(QT_TRANSLATE_NOOP("Sentence", "payload"), QT_TRANSLATE_NOOP("Sentence", "the octets that the program wrote"),
                      QT_TRANSLATE_NOOP("Sentence", "others"));
    for (std::size_t i = 0; i < live.options.size() && i < expected.options.size(); ++i)
        if (live.options[i].kind == TcpOption::Kind::Timestamps && expected.options[i].kind == TcpOption::Kind::Timestamps)
            stamps_.outbound(expected.options[i].value, live.options[i].value);
}

// The numbers of a probe below the stream's first octet belong to no octet that was written.
bool Conversation::payloadIsPattern(const LiveDatagram& live) const
{
    const std::uint32_t relative = numbers_.outboundSeq(live.seq, false);
    if (live.payload.empty() || (relative == 0 && !live.has(flag::kSyn)))
        return true;
    return isPattern(streamPosition(relative, live.has(flag::kSyn)), live.payload);
}

std::vector<TcpOption> Conversation::scriptOptions(const std::vector<TcpOption>& live, const std::vector<TcpOption>* expected,
                                                   const Judgement& judgement) const
{
    std::vector<TcpOption> options = live;
    for (std::size_t i = 0; i < options.size(); ++i) {
        TcpOption& option = options[i];
        for (auto& [left, right] : option.blocks) {
            left = numbers_.sackOfPeers(left);
            right = numbers_.sackOfPeers(right);
        }
        if (option.kind != TcpOption::Kind::Timestamps)
            continue;
        if (expected && i < expected->size() && (*expected)[i].kind == TcpOption::Kind::Timestamps)
            option.value = timestampValue(option, (*expected)[i], judgement);
        else
            option.value = stamps_.scriptValue(option.value).value_or(option.value);
    }
    return options;
}

// The expected value unless the stack's clock is to be checked and is too far away from it.
std::uint32_t Conversation::timestampValue(const TcpOption& live, const TcpOption& expected, const Judgement& judgement) const
{
    const auto value = stamps_.scriptValue(live.value);
    if (judgement.timestampTick == Duration{} || !value)
        return expected.value;
    const auto off = static_cast<std::int32_t>(*value - expected.value);
    return std::abs(std::int64_t{off}) * judgement.timestampTick > judgement.timestampTolerance ? *value : expected.value;
}

Packet Conversation::written(const LiveDatagram& live) const
{
    Packet packet;
    packet.direction = Direction::Outbound;
    if (!live.isTcp()) {
        IcmpMessage message;
        message.type = fmt::format("type_{}", live.payload.empty() ? 0 : live.payload[0]);
        packet.body = message;
        return packet;
    }
    TcpSegment segment;
    segment.flags = live.flags & 0x1ff;
    segment.start = numbers_.outboundSeq(live.seq, live.has(flag::kSyn));
    segment.length = static_cast<std::uint32_t>(live.payload.size());
    if (live.has(flag::kAck))
        segment.ack = numbers_.outboundAck(live.ack, live.has(flag::kSyn));
    segment.window = live.window;
    segment.urgent = live.urgent;
    segment.options = scriptOptions(live.options, nullptr, {});
    packet.body = segment;
    return packet;
}

bool merge(LiveDatagram& first, const LiveDatagram& next)
{
    constexpr std::uint16_t kMayDiffer = flag::kFin | flag::kPsh | flag::kCwr;
    const auto end = first.seq + static_cast<std::uint32_t>(first.payload.size());
    const bool sameHeader = first.isTcp() && next.isTcp() && (first.flags & ~kMayDiffer) == (next.flags & ~kMayDiffer) &&
                            first.ack == next.ack && first.window == next.window && first.urgent == next.urgent &&
                            first.options == next.options && first.trafficClass == next.trafficClass && next.seq == end &&
                            !first.has(flag::kFin) && !first.has(flag::kSyn);
    if (!sameHeader || next.payload.empty())
        return false;
    first.flags = static_cast<std::uint16_t>((next.flags & ~flag::kCwr) | (first.flags & flag::kCwr));
    first.checksumCorrect = first.checksumCorrect && next.checksumCorrect;
    first.payload.insert(first.payload.end(), next.payload.begin(), next.payload.end());
    return true;
}

}  // namespace tcplab::packetdrill
