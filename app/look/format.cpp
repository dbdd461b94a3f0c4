#include "look/format.h"

#include <cmath>

#include <QCoreApplication>
#include <QLocale>

#include "base/value.h"

#include "wire/icmp.h"
#include "wire/ip.h"
#include "wire/octet_order.h"
#include "wire/udp.h"

namespace tcplab {

namespace {

struct FormatWords {
    Q_DECLARE_TR_FUNCTIONS(Format)
};

struct Unit {
    std::int64_t nanoseconds;
    const char* symbol;
};
constexpr Unit kUnits[] = {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "µs"}, {1, "ns"}};

QString withoutTrailingZeros(QString number)
{
    if (!number.contains(u'.'))
        return number;
    while (number.endsWith(u'0'))
        number.chop(1);
    if (number.endsWith(u'.'))
        number.chop(1);
    return number;
}

QString longDurationText(std::int64_t wholeSeconds)
{
    const std::int64_t hours = wholeSeconds / 3600;
    const std::int64_t minutes = wholeSeconds / 60 % 60;
    const std::int64_t rest = wholeSeconds % 60;
    if (hours > 0)
        return minutes == 0 ? QStringLiteral("%1 h").arg(hours) : QStringLiteral("%1 h %2 min").arg(hours).arg(minutes);
    return rest == 0 ? QStringLiteral("%1 min").arg(minutes) : QStringLiteral("%1 min %2 s").arg(minutes).arg(rest);
}

QString icmpText(const wire::IcmpMessage& message)
{
    switch (message.type) {
    case wire::kIcmpEchoRequest: return FormatWords::tr("ICMP echo request");
    case wire::kIcmpEchoReply: return FormatWords::tr("ICMP echo reply");
    case wire::kIcmpUnreachable:
        return message.code == wire::kIcmpFragmentationNeeded ? FormatWords::tr("ICMP packet too big")
                                                              : FormatWords::tr("ICMP destination unreachable");
    case wire::kIcmpTimeExceeded: return FormatWords::tr("ICMP time exceeded");
    default: return QStringLiteral("ICMP");
    }
}

QString icmpv6Text(const wire::IcmpMessage& message)
{
    switch (message.type) {
    case wire::kIcmpv6EchoRequest: return FormatWords::tr("ICMP echo request");
    case wire::kIcmpv6EchoReply: return FormatWords::tr("ICMP echo reply");
    case wire::kIcmpv6Unreachable: return FormatWords::tr("ICMP destination unreachable");
    case wire::kIcmpv6PacketTooBig: return FormatWords::tr("ICMP packet too big");
    case wire::kIcmpv6TimeExceeded: return FormatWords::tr("ICMP time exceeded");
    default: return QStringLiteral("ICMP");
    }
}

QString fragmentText(const wire::IpDatagram& datagram)
{
    const std::uint32_t first = datagram.fragment->offset;
    return FormatWords::tr("fragment %1–%2").arg(first).arg(first + datagram.payloadOctets - 1);
}

// The ports as they are written where a segment's label has them, and the length as a program knows it: without the header.
QString udpText(const wire::IpDatagram& datagram, Detail detail)
{
    if (detail == Detail::Flags || datagram.payload.size() < wire::kUdpHeaderOctets)
        return QStringLiteral("UDP");
    const std::uint8_t* header = datagram.payload.data();
    return QStringLiteral("UDP %1→%2 len=%3")
        .arg(wire::get16(header))
        .arg(wire::get16(header + 2))
        .arg(datagram.payloadOctets - wire::kUdpHeaderOctets);
}

// As tcpdump tells it.
QString messageText(const wire::LinkMessage& message)
{
    const auto text = [](const IpAddress& address) { return QString::fromStdString(format(address)); };
    const QString mac = message.mac ? QString::fromStdString(format(*message.mac)) : QStringLiteral("?");
    switch (message.kind) {
    case wire::LinkMessage::Kind::ArpRequest: return FormatWords::tr("ARP who has %1?").arg(text(message.target));
    case wire::LinkMessage::Kind::ArpReply: return FormatWords::tr("ARP %1 is at %2").arg(text(message.sender), mac);
    case wire::LinkMessage::Kind::NeighbourSolicitation: return FormatWords::tr("NS who has %1?").arg(text(message.target));
    case wire::LinkMessage::Kind::NeighbourAdvertisement: return FormatWords::tr("NA %1 is at %2").arg(text(message.sender), mac);
    }
    return {};
}

}  // namespace

QString otherPacketText(const TracePacket& packet, Detail detail)
{
    if (const auto message = wire::linkMessageIn(packet.view()))
        return messageText(*message);
    const auto datagram = wire::parseIp(packet.view(), wire::Extent::Cut);
    if (!datagram)
        return FormatWords::tr("datagram");
    if (datagram->fragment)
        return fragmentText(*datagram);
    if (datagram->protocol == wire::kProtocolUdp)
        return udpText(*datagram, detail);
    if (datagram->protocol != wire::icmpProtocol(datagram->version))
        return FormatWords::tr("datagram");
    const auto message = wire::parseIcmp(datagram->payload, datagram->source, datagram->destination);
    if (!message)
        return QStringLiteral("ICMP");
    return datagram->version == 4 ? icmpText(*message) : icmpv6Text(*message);
}

QString durationText(Duration duration)
{
    const std::int64_t count = std::abs(nanoseconds(duration));
    const QString sign = duration < Duration::zero() ? QStringLiteral("−") : QString();
    if (count >= 120'000'000'000)
        return sign + longDurationText(count / 1'000'000'000);
    if (count == 0)
        return QStringLiteral("0 s");
    for (const Unit& unit : kUnits) {
        if (count < unit.nanoseconds)
            continue;
        const double value = static_cast<double>(count) / static_cast<double>(unit.nanoseconds);
        const int decimals = value < 10 ? 3 : value < 100 ? 2 : 1;
        return sign + withoutTrailingZeros(QString::number(value, 'f', decimals)) + u' ' + QString::fromUtf8(unit.symbol);
    }
    return {};
}

TimeScale::TimeScale(Duration span, Duration resolution)
{
    const std::int64_t total = std::max<std::int64_t>(nanoseconds(span), 1);
    const std::int64_t finest = std::clamp<std::int64_t>(nanoseconds(resolution), 1, total);
    const Unit* unit = &kUnits[0];
    if (total < 1'000'000'000)
        while (unit->nanoseconds > total)
            ++unit;
    perUnit_ = unit->nanoseconds;
    if (total < 3'600'000'000'000)
        unit_ = QString::fromUtf8(unit->symbol);
    for (std::int64_t step = perUnit_; step > finest && decimals_ < 6; step /= 10)
        ++decimals_;
}

TimeScale::TimeScale(const Exchange& exchange)
    : TimeScale(exchange.end - kStart,
                exchange.typicalTransit > Duration::zero() ? exchange.typicalTransit / 10 : (exchange.end - kStart) / 100)
{}

QString TimeScale::number(Instant instant, int more) const
{
    const double value = static_cast<double>(nanoseconds(instant)) / static_cast<double>(perUnit_);
    const int decimals = decimals_ + more;
    if (!unit_.isEmpty())
        return QString::number(value, 'f', decimals);
    const auto whole = static_cast<std::int64_t>(value);
    const double rest = value - static_cast<double>(whole - whole % 60);
    return QStringLiteral("%1:%2:%3")
        .arg(whole / 3600)
        .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(rest, decimals > 0 ? decimals + 3 : 2, 'f', decimals, QLatin1Char('0'));
}

int TimeScale::moreFor(Duration gap) const
{
    std::int64_t step = perUnit_;
    for (int i = 0; i < decimals_; ++i)
        step /= 10;
    int more = 0;
    for (; step > nanoseconds(gap) && more < kMostMore; step /= 10)
        ++more;
    return more;
}

int TimeScale::moreFor(const std::vector<Instant>& instants) const
{
    int more = 0;
    for (std::size_t i = 1; i < instants.size() && more < kMostMore; ++i)
        while (instants[i - 1] != instants[i] && more < kMostMore && number(instants[i - 1], more) == number(instants[i], more))
            ++more;
    return more;
}

QString TimeScale::text(Instant instant) const { return unit_.isEmpty() ? number(instant) : number(instant) + u' ' + unit_; }

QString groupedNumber(std::uint64_t number) { return QLocale(QLocale::English).toString(static_cast<qulonglong>(number)); }

QString windowText(std::uint32_t octets) { return octets == ConnectionVariables::kUnlimited ? QStringLiteral("∞") : groupedNumber(octets); }

QString octetsText(std::uint64_t octets)
{
    return octets == 1 ? FormatWords::tr("1 byte") : FormatWords::tr("%1 bytes").arg(groupedNumber(octets));
}

QString segmentText(const Trace& trace, const SegmentPath& segment, Detail detail)
{
    if (!segment.tcp)
        return otherPacketText(*trace.packetOf(trace[segment.sent.valid() ? segment.sent : segment.arrived]), detail);
    const wire::TcpFields& tcp = *segment.tcp;
    QString text = QString::fromStdString(wire::format(tcp.flags));
    if (detail == Detail::Flags)
        return text;
    text += QStringLiteral(" seq=%1").arg(segment.relativeSeq);
    if (tcp.flags.ack())
        text += QStringLiteral(" ack=%1").arg(segment.relativeAck);
    if (segment.payloadOctets > 0)
        text += QStringLiteral(" len=%1").arg(segment.payloadOctets);
    if (detail == Detail::Numbers)
        return text;
    text += QStringLiteral(" win=%1").arg(tcp.window);
    if (detail == Detail::Window)
        return text;
    if (tcp.options.maximumSegmentSize)
        text += QStringLiteral(" mss=%1").arg(*tcp.options.maximumSegmentSize);
    if (tcp.options.windowScale)
        text += QStringLiteral(" wscale=%1").arg(*tcp.options.windowScale);
    if (tcp.options.sackPermitted)
        text += QStringLiteral(" sackOK");
    return text;
}

QString lossText(Rule rule)
{
    switch (rule) {
    case Rule::EditLoses: return FormatWords::tr("lost by an edit");
    case Rule::LinkLoses: return FormatWords::tr("lost on the link");
    case Rule::QueueFull: return FormatWords::tr("queue full");
    case Rule::LinkCut: return FormatWords::tr("link cut");
    case Rule::HostDown: return FormatWords::tr("host is down");
    case Rule::IpNoRoute: return FormatWords::tr("no route");
    case Rule::ArpUnanswered:
    case Rule::NeighbourUnanswered: return FormatWords::tr("nobody answers for the next hop");
    case Rule::ArpNotAsked: return FormatWords::tr("asks for another host");
    case Rule::NeighbourQueueFull: return FormatWords::tr("too many wait for a hardware address");
    case Rule::LinkTooBig:
    case Rule::RouterTooBig: return FormatWords::tr("too large for the link");
    case Rule::RouterExpired: return FormatWords::tr("TTL used up");
    case Rule::IpChecksum:
    case Rule::UdpChecksum:
    case Rule::TcpChecksum: return FormatWords::tr("dropped: wrong checksum");
    case Rule::IpMalformed:
    case Rule::TcpMalformed: return FormatWords::tr("dropped: malformed");
    case Rule::IpNotForUs: return FormatWords::tr("dropped: not for this host");
    case Rule::TcpOutOfWindow:
    case Rule::TcpAckUnacceptable: return FormatWords::tr("dropped: outside the window");
    case Rule::UdpNoSocket: return FormatWords::tr("dropped: no socket on the port");
    case Rule::UdpBufferFull: return FormatWords::tr("dropped: buffer full");
    case Rule::TcpSynQueueFull: return FormatWords::tr("dropped: SYN queue full");
    case Rule::TcpBacklogFull:
    case Rule::TcpOverflowResets: return FormatWords::tr("dropped: accept queue full");
    case Rule::TcpResetIgnored: return FormatWords::tr("dropped: RST fits nothing");
    case Rule::TcpCookieSent: return FormatWords::tr("remembered in a SYN cookie");
    case Rule::TcpChallengeAck: return FormatWords::tr("dropped: not believed");
    case Rule::TcpTimeWaitRestarts: return FormatWords::tr("dropped: FIN repeated");
    case Rule::TcpReset:
    case Rule::TcpResetListen:
    case Rule::TcpResetBadAck: return FormatWords::tr("dropped: answered with RST");
    case Rule::TcpAckUnsent: return FormatWords::tr("dropped: acknowledges what was never sent");
    default: return FormatWords::tr("dropped");
    }
}

QString fateText(Rule rule)
{
    switch (rule) {
    case Rule::HostExit: return FormatWords::tr("programs end");
    case Rule::HostKill: return FormatWords::tr("programs killed");
    case Rule::HostCrash: return FormatWords::tr("crash");
    case Rule::HostReboot: return FormatWords::tr("reboot");
    case Rule::LinkCut: return FormatWords::tr("link cut");
    case Rule::LinkReturns: return FormatWords::tr("link whole again");
    default: return {};
    }
}

QString lessonText(Rule rule)
{
    switch (rule) {
    case Rule::LessonTwoWayHandshake: return FormatWords::tr("two-way handshake");
    case Rule::LessonFixedIsn: return FormatWords::tr("fixed ISN");
    case Rule::LessonNoTimeWait: return FormatWords::tr("no TIME-WAIT");
    case Rule::LessonSillyWindows: return FormatWords::tr("silly windows");
    case Rule::LessonNoBackoff: return FormatWords::tr("no RTO back-off");
    case Rule::LessonNoCongestionControl: return FormatWords::tr("no congestion control");
    case Rule::LessonController: return FormatWords::tr("congestion control for lessons only");
    case Rule::LessonNoPaws: return FormatWords::tr("no PAWS");
    case Rule::LessonFinApart: return FormatWords::tr("FIN and ACK never merged");
    case Rule::LessonFinMerged: return FormatWords::tr("FIN and ACK always merged");
    default: return {};
    }
}

QString whatIfText(Rule rule) { return FormatWords::tr("What if: %1").arg(lessonText(rule)); }

// Which language that is, its translation tells.
QString localized(const LocalizedText& text)
{
    //: The language of titles in cards: en or zh_CN.
    return QString::fromStdString(text.in(FormatWords::tr("en").toStdString()));
}

QString readingText(ReadingUnit unit, double value)
{
    switch (unit) {
    case ReadingUnit::Octets: return octetsText(static_cast<std::uint64_t>(value));
    case ReadingUnit::Seconds: return durationText(Duration{std::llround(value * 1e9)});
    case ReadingUnit::BitRate: return QString::fromStdString(formatRate(BitRate{std::llround(value)}));
    case ReadingUnit::Segments: return FormatWords::tr("%1 segments").arg(value, 0, 'g', 4);
    case ReadingUnit::Number: break;
    }
    return QString::number(value, 'g', 4);
}

QString timerKindText(TimerKind timer)
{
    const std::string kind(name(timer));
    return QCoreApplication::translate("Timer", kind.c_str());
}

QString timerText(TimerKind timer) { return FormatWords::tr("%1 timer").arg(timerKindText(timer)); }

QString listenQueueText(ListenQueue queue)
{
    return queue == ListenQueue::Syn ? FormatWords::tr("SYN queue") : FormatWords::tr("accept queue");
}

QString hostText(const Trace& trace, HostId host)
{
    const TraceHost& known = trace.host(host);
    return QStringLiteral("%1 (%2)").arg(QString::fromStdString(known.name), QString::fromStdString(format(known.address)));
}

}  // namespace tcplab
