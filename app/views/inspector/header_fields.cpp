#include "views/inspector/header_fields.h"

#include <QCoreApplication>

#include "look/format.h"
#include "wire/octet_order.h"

namespace tcplab {

namespace {

struct HeaderWords {
    Q_DECLARE_TR_FUNCTIONS(Header)
};
QString hex16(std::uint16_t value) { return QStringLiteral("0x%1").arg(value, 4, 16, QLatin1Char('0')); }

class Fields {
public:
    void begin(HeaderField::Part part, std::uint32_t octet)
    {
        part_ = part;
        bit_ = octet * 8;
    }
    void add(std::uint32_t bits, const QString& name, const QString& value)
    {
        fields_.push_back({part_, name, value, bit_, bits});
        bit_ += bits;
    }
    void add(std::uint32_t bits, const QString& name, std::uint64_t value) { add(bits, name, QString::number(value)); }
    std::vector<HeaderField> take() { return std::move(fields_); }

private:
    std::vector<HeaderField> fields_;
    HeaderField::Part part_ = HeaderField::Part::Ip;
    std::uint32_t bit_ = 0;
};

QString checksumText(std::uint16_t value, bool correct)
{
    return hex16(value) + u' ' + (correct ? HeaderWords::tr("correct") : HeaderWords::tr("wrong"));
}

QString protocolText(std::uint8_t protocol)
{
    switch (protocol) {
    case wire::kProtocolTcp: return QStringLiteral("6 TCP");
    case wire::kProtocolUdp: return QStringLiteral("17 UDP");
    case wire::kProtocolIcmp: return QStringLiteral("1 ICMP");
    default: return QString::number(protocol);
    }
}

void addIp(Fields& fields, OctetView octets, const wire::Ipv4Datagram& ip)
{
    fields.begin(HeaderField::Part::Ip, 0);
    fields.add(4, HeaderWords::tr("Version"), 4);
    fields.add(4, HeaderWords::tr("IHL"), octets[0] & 15);
    fields.add(6, QStringLiteral("DSCP"), ip.fields.trafficClass >> 2);
    fields.add(2, QStringLiteral("ECN"), ip.fields.trafficClass & 3);
    fields.add(16, HeaderWords::tr("Total length"), wire::get16(&octets[2]));
    fields.add(16, HeaderWords::tr("Identification"), hex16(ip.fields.identification));
    fields.add(1, QStringLiteral("0"), octets[6] >> 7);
    fields.add(1, QStringLiteral("DF"), ip.fields.dontFragment ? 1 : 0);
    fields.add(1, QStringLiteral("MF"), ip.fields.moreFragments ? 1 : 0);
    fields.add(13, HeaderWords::tr("Fragment offset"), ip.fields.fragmentOffset);
    fields.add(8, HeaderWords::tr("Time to live"), ip.fields.timeToLive);
    fields.add(8, HeaderWords::tr("Protocol"), protocolText(ip.fields.protocol));
    fields.add(16, HeaderWords::tr("Header checksum"), checksumText(wire::get16(&octets[10]), ip.checksumCorrect));
    fields.add(32, HeaderWords::tr("Source address"), QString::fromStdString(format(ip.fields.source)));
    fields.add(32, HeaderWords::tr("Destination address"), QString::fromStdString(format(ip.fields.destination)));
    if (!ip.options.empty())
        fields.add(static_cast<std::uint32_t>(ip.options.size()) * 8, HeaderWords::tr("Options"), octetsText(ip.options.size()));
}

// RFC 9293 §3.2: kind, length, value. What is not understood is shown as a number.
void addOption(Fields& fields, OctetView option)
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
    } else if (kind == 5 && rest % 64 == 0) {
        for (std::size_t at = 2; at + 8 <= option.size(); at += 8) {
            fields.add(32, HeaderWords::tr("SACK left edge"), wire::get32(&option[at]));
            fields.add(32, HeaderWords::tr("SACK right edge"), wire::get32(&option[at + 4]));
        }
    } else if (rest > 0) {
        fields.add(rest, HeaderWords::tr("Value"), octetsText(option.size() - 2));
    }
}

void addOptions(Fields& fields, OctetView options)
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

void addTcp(Fields& fields, std::uint32_t octet, const wire::Ipv4Datagram& ip, const wire::TcpSegment& tcp, const InitialNumbers& numbers)
{
    const wire::TcpFields& f = tcp.fields;
    const Endpoint from{ip.fields.source, f.sourcePort};
    const Endpoint to{ip.fields.destination, f.destinationPort};
    const auto both = [](SeqNumber number, std::uint32_t relative) {
        return HeaderWords::tr("%1 (relative %2)").arg(number.value()).arg(relative);
    };
    fields.begin(HeaderField::Part::Tcp, octet);
    fields.add(16, HeaderWords::tr("Source port"), f.sourcePort);
    fields.add(16, HeaderWords::tr("Destination port"), f.destinationPort);
    fields.add(32, HeaderWords::tr("Sequence number"), both(f.seq, numbers.relativeSeq(from, to, f.seq)));
    fields.add(32, HeaderWords::tr("Acknowledgment number"),
               f.flags.ack() ? both(f.ack, numbers.relativeSeq(to, from, f.ack)) : QString::number(f.ack.value()));
    fields.add(4, HeaderWords::tr("Data offset"), ip.payload[12] >> 4);
    fields.add(4, HeaderWords::tr("Reserved"), ip.payload[12] & 15);
    const char* const names[] = {"CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"};
    for (int i = 0; i < 8; ++i)
        fields.add(1, QLatin1String(names[i]), f.flags.bits() >> (7 - i) & 1);
    fields.add(16, HeaderWords::tr("Window"), f.window);
    fields.add(16, HeaderWords::tr("Checksum"), checksumText(wire::get16(&ip.payload[16]), tcp.checksumCorrect));
    fields.add(16, HeaderWords::tr("Urgent pointer"), f.urgentPointer);
    addOptions(fields, tcp.optionOctets);
}

void addPayload(Fields& fields, std::size_t octet, std::size_t octets)
{
    if (octets == 0)
        return;
    fields.begin(HeaderField::Part::Payload, static_cast<std::uint32_t>(octet));
    fields.add(static_cast<std::uint32_t>(octets) * 8, HeaderWords::tr("Payload"), octetsText(octets));
}

}  // namespace

std::vector<HeaderField> headerFields(OctetView datagram, const InitialNumbers& numbers)
{
    Fields fields;
    const auto ip = wire::parseIpv4(datagram);
    if (!ip) {
        addPayload(fields, 0, datagram.size());
        return fields.take();
    }
    addIp(fields, datagram, *ip);
    std::size_t octet = static_cast<std::size_t>(datagram[0] & 15) * 4;
    std::size_t payload = ip->payload.size();
    if (ip->fields.protocol == wire::kProtocolTcp) {
        if (const auto tcp = wire::parseTcp(ip->payload, ip->fields.source, ip->fields.destination)) {
            addTcp(fields, static_cast<std::uint32_t>(octet), *ip, *tcp, numbers);
            payload = tcp->payload.size();
            octet += ip->payload.size() - payload;
        }
    }
    addPayload(fields, octet, payload);
    return fields.take();
}

}  // namespace tcplab
