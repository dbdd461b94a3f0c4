#include "look/format.h"
#include "views/inspector/field_list.h"
#include "wire/icmp.h"
#include "wire/octet_order.h"
#include "wire/tcp.h"
#include "wire/udp.h"

namespace tcplab {

namespace {

// RFC 5482 §3: a bit that says minutes, then the time.
QString userTimeoutText(std::uint16_t value)
{
    const int time = value & 0x7fff;
    return value & 0x8000 ? QStringLiteral("%1 min").arg(time) : QStringLiteral("%1 s").arg(time);
}

QString hexText(OctetView octets)
{
    const auto view = QByteArrayView(reinterpret_cast<const char*>(octets.data()), static_cast<qsizetype>(octets.size()));
    return QString::fromLatin1(view.toByteArray().toHex());
}

// RFC 6994: an experiment's option begins with its number; 0xf989 is Fast Open's.
void addExperiment(FieldList& fields, OctetView option)
{
    const std::uint16_t experiment = wire::get16(&option[2]);
    fields.add(16, HeaderWords::tr("Experiment"), hex16(experiment));
    const OctetView value = option.subspan(4);
    if (!value.empty())
        fields.add(static_cast<std::uint32_t>(value.size()) * 8,
                   experiment == 0xf989 ? HeaderWords::tr("Fast Open cookie") : HeaderWords::tr("Value"), hexText(value));
}

// RFC 9293 §3.2: kind, length, value. What is not understood is shown as a number.
void addOption(FieldList& fields, OctetView option)
{
    const std::uint8_t kind = option[0];
    fields.add(8, HeaderWords::tr("Kind"), kind);
    if (option.size() == 1)
        return;
    fields.add(8, HeaderWords::tr("Length"), option[1]);
    const auto rest = static_cast<std::uint32_t>(option.size() - 2) * 8;
    if (kind == 2 && option.size() == 4) {
        fields.add(16, HeaderWords::tr("Maximum segment size"), wire::get16(&option[2]));
    } else if (kind == 3 && option.size() == 3) {
        fields.add(8, HeaderWords::tr("Window scale"),
                   QStringLiteral("%1 (× %2)").arg(option[2]).arg(1u << std::min<unsigned>(option[2], 14)));
    } else if (kind == 8 && option.size() == 10) {
        fields.add(32, HeaderWords::tr("Timestamp value"), wire::get32(&option[2]));
        fields.add(32, HeaderWords::tr("Timestamp echo reply"), wire::get32(&option[6]));
    } else if (kind == 28 && option.size() == 4) {
        fields.add(16, HeaderWords::tr("User timeout"), userTimeoutText(wire::get16(&option[2])));
    } else if (kind == 34 && rest > 0) {
        fields.add(rest, HeaderWords::tr("Fast Open cookie"), hexText(option.subspan(2)));
    } else if (kind == 254 && option.size() >= 4) {
        addExperiment(fields, option);
    } else if (kind == 5 && rest % 64 == 0) {
        for (std::size_t at = 2; at + 8 <= option.size(); at += 8) {
            fields.add(32, HeaderWords::tr("SACK left edge"), wire::get32(&option[at]));
            fields.add(32, HeaderWords::tr("SACK right edge"), wire::get32(&option[at + 4]));
        }
    } else if (rest > 0) {
        fields.add(rest, HeaderWords::tr("Value"), octetsText(option.size() - 2));
    }
}

void addOptions(FieldList& fields, OctetView options)
{
    while (!options.empty()) {
        const bool single = options[0] < 2;  // end of the list, no-operation
        const std::size_t length = single ? 1 : options.size() > 1 ? options[1] : 0;
        if (length < (single ? 1u : 2u) || length > options.size()) {
            fields.add(static_cast<std::uint32_t>(options.size()) * 8, HeaderWords::tr("Options that make no sense"),
                       octetsText(options.size()));
            return;
        }
        if (single)
            fields.add(8, options[0] == 0 ? HeaderWords::tr("End") : HeaderWords::tr("NOP"), options[0]);
        else
            addOption(fields, options.first(length));
        options = options.subspan(length);
    }
}

// Of a datagram that was cut nobody can tell.
QString checksumOf(std::uint16_t value, bool correct, const wire::IpDatagram& ip)
{
    return ip.payload.size() < ip.payloadOctets ? hex16(value) : checksumText(value, correct);
}

std::size_t addTcp(FieldList& fields, const wire::IpDatagram& ip, const InitialNumbers& numbers)
{
    const auto tcp = wire::parseTcp(ip.payload, ip.source, ip.destination);
    if (!tcp)
        return 0;
    const wire::TcpFields& f = tcp->fields;
    const Endpoint from{ip.source, f.sourcePort};
    const Endpoint to{ip.destination, f.destinationPort};
    const auto both = [](SeqNumber number, std::uint32_t relative) {
        return HeaderWords::tr("%1 (relative %2)").arg(number.value()).arg(relative);
    };
    fields.begin(HeaderField::Part::Tcp, ip.headerOctets);
    fields.add(16, HeaderWords::tr("Source port"), f.sourcePort);
    fields.add(16, HeaderWords::tr("Destination port"), f.destinationPort);
    fields.add(32, HeaderWords::tr("Sequence number"), both(f.seq, numbers.relativeSeq(from, to, f.seq)));
    fields.add(32, HeaderWords::tr("Acknowledgment number"),
               f.flags.ack() ? both(f.ack, numbers.relativeSeq(to, from, f.ack)) : QString::number(f.ack.value()));
    fields.add(4, HeaderWords::tr("Data offset"), ip.payload[12] >> 4);
    fields.add(3, HeaderWords::tr("Rsrvd"), f.flags.bits() >> 9);
    const char* const names[] = {"AE", "CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"};
    for (int i = 0; i < 9; ++i)
        fields.add(1, QLatin1String(names[i]), f.flags.bits() >> (8 - i) & 1);
    fields.add(16, HeaderWords::tr("Window"), f.window);
    fields.add(16, HeaderWords::tr("Checksum"), checksumOf(wire::get16(&ip.payload[16]), tcp->checksumCorrect, ip));
    fields.add(16, HeaderWords::tr("Urgent pointer"), f.urgentPointer);
    addOptions(fields, tcp->optionOctets);
    return wire::kTcpHeaderOctets + tcp->optionOctets.size();
}

std::size_t addUdp(FieldList& fields, const wire::IpDatagram& ip)
{
    if (ip.payload.size() < wire::kUdpHeaderOctets)
        return 0;
    const std::uint8_t* p = ip.payload.data();
    const auto udp = wire::parseUdp(ip.payload, ip.source, ip.destination);
    fields.begin(HeaderField::Part::Udp, ip.headerOctets);
    fields.add(16, HeaderWords::tr("Source port"), wire::get16(p));
    fields.add(16, HeaderWords::tr("Destination port"), wire::get16(p + 2));
    fields.add(16, HeaderWords::tr("Length"), wire::get16(p + 4));
    fields.add(16, HeaderWords::tr("Checksum"),
               udp && !udp->checksummed ? HeaderWords::tr("0 (none)") : checksumOf(wire::get16(p + 6), udp && udp->checksumCorrect, ip));
    return wire::kUdpHeaderOctets;
}

// The second word, whose meaning is the type's.
void addIcmpRest(FieldList& fields, const wire::IcmpMessage& message, bool v6)
{
    const bool echo = v6 ? message.type == wire::kIcmpv6EchoRequest || message.type == wire::kIcmpv6EchoReply
                         : message.type == wire::kIcmpEchoRequest || message.type == wire::kIcmpEchoReply;
    if (echo) {
        fields.add(16, HeaderWords::tr("Identifier"), message.rest >> 16);
        fields.add(16, HeaderWords::tr("Sequence number"), message.rest & 0xffff);
    } else if (v6 && message.type == wire::kIcmpv6PacketTooBig) {
        fields.add(32, QStringLiteral("MTU"), message.rest);
    } else if (!v6 && message.type == wire::kIcmpUnreachable && message.code == wire::kIcmpFragmentationNeeded) {
        fields.add(16, HeaderWords::tr("Reserved"), message.rest >> 16);
        fields.add(16, QStringLiteral("MTU"), message.rest & 0xffff);
    } else {
        fields.add(32, HeaderWords::tr("Value"), message.rest);
    }
}

std::size_t addIcmp(FieldList& fields, const wire::IpDatagram& ip)
{
    const bool v6 = ip.version == 6;
    const auto message = wire::parseIcmp(ip.payload, ip.source, ip.destination);
    if (!message)
        return 0;
    fields.begin(HeaderField::Part::Icmp, ip.headerOctets);
    fields.add(8, HeaderWords::tr("Type"), message->type);
    fields.add(8, HeaderWords::tr("Code"), message->code);
    fields.add(16, HeaderWords::tr("Checksum"), checksumOf(wire::get16(&ip.payload[2]), message->checksumCorrect, ip));
    addIcmpRest(fields, *message, v6);
    return ip.payload.size() - message->body.size();
}

}  // namespace

std::size_t addTransport(FieldList& fields, const wire::IpDatagram& ip, const InitialNumbers& numbers)
{
    if (ip.fragment && ip.fragment->offset != 0)
        return 0;
    if (ip.protocol == wire::kProtocolTcp)
        return addTcp(fields, ip, numbers);
    if (ip.protocol == wire::kProtocolUdp)
        return addUdp(fields, ip);
    return ip.protocol == wire::icmpProtocol(ip.version) ? addIcmp(fields, ip) : 0;
}

}  // namespace tcplab
