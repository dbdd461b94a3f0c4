#include "views/inspector/header_fields.h"

#include "look/format.h"
#include "views/inspector/field_list.h"
#include "wire/ethernet.h"
#include "wire/octet_order.h"

namespace tcplab {

namespace {

QString protocolText(std::uint8_t protocol)
{
    switch (protocol) {
    case wire::kProtocolTcp: return QStringLiteral("6 TCP");
    case wire::kProtocolUdp: return QStringLiteral("17 UDP");
    case wire::kProtocolIcmp: return QStringLiteral("1 ICMP");
    case wire::kProtocolIcmpv6: return QStringLiteral("58 ICMPv6");
    case wire::kProtocolIpv6Fragment: return HeaderWords::tr("44 fragment");
    default: return QString::number(protocol);
    }
}

void addIpv4(FieldList& fields, OctetView octets, const wire::Ipv4Datagram& ip)
{
    fields.begin(HeaderField::Part::Ipv4, 0);
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

// RFC 8200 §4: each begins with the next one's number and tells its length, but for the fragment header.
void addExtensions(FieldList& fields, std::uint8_t kind, OctetView extensions)
{
    while (extensions.size() >= 8) {
        const std::uint8_t next = extensions[0];
        const bool fragment = kind == wire::kProtocolIpv6Fragment;
        const std::size_t octets =
            fragment ? wire::kIpv6FragmentHeaderOctets : std::min<std::size_t>((extensions[1] + 1u) * 8u, extensions.size());
        fields.add(8, HeaderWords::tr("Next header"), protocolText(next));
        if (fragment) {
            fields.add(8, HeaderWords::tr("Reserved"), extensions[1]);
            fields.add(13, HeaderWords::tr("Fragment offset"), wire::get16(&extensions[2]) >> 3);
            fields.add(2, QStringLiteral("0"), wire::get16(&extensions[2]) >> 1 & 3);
            fields.add(1, QStringLiteral("M"), wire::get16(&extensions[2]) & 1);
            fields.add(32, HeaderWords::tr("Identification"), wire::get32(&extensions[4]));
        } else {
            fields.add(8, HeaderWords::tr("Length"), extensions[1]);
            fields.add(static_cast<std::uint32_t>(octets - 2) * 8, HeaderWords::tr("Value"), octetsText(octets - 2));
        }
        kind = next;
        extensions = extensions.subspan(octets);
    }
}

void addIpv6(FieldList& fields, OctetView octets, const wire::Ipv6Datagram& ip)
{
    fields.begin(HeaderField::Part::Ipv6, 0);
    fields.add(4, HeaderWords::tr("Version"), 6);
    fields.add(6, QStringLiteral("DSCP"), ip.fields.trafficClass >> 2);
    fields.add(2, QStringLiteral("ECN"), ip.fields.trafficClass & 3);
    fields.add(20, HeaderWords::tr("Flow label"), QStringLiteral("0x%1").arg(ip.fields.flowLabel, 5, 16, QLatin1Char('0')));
    fields.add(16, HeaderWords::tr("Payload length"), wire::get16(&octets[4]));
    fields.add(8, HeaderWords::tr("Next header"), protocolText(octets[6]));
    fields.add(8, HeaderWords::tr("Hop limit"), ip.fields.hopLimit);
    fields.add(128, HeaderWords::tr("Source address"), QString::fromStdString(format(ip.fields.source)));
    fields.add(128, HeaderWords::tr("Destination address"), QString::fromStdString(format(ip.fields.destination)));
    addExtensions(fields, octets[6], ip.extensions);
}

void addArp(FieldList& fields, OctetView octets, const wire::ArpMessage& arp)
{
    const bool asks = arp.operation == wire::ArpMessage::Operation::Request;
    fields.begin(HeaderField::Part::Arp, 0);
    fields.add(16, HeaderWords::tr("Hardware type"), QStringLiteral("1 Ethernet"));
    fields.add(16, HeaderWords::tr("Protocol type"), QStringLiteral("0x0800 IPv4"));
    fields.add(8, HeaderWords::tr("Hardware length"), octets[4]);
    fields.add(8, HeaderWords::tr("Protocol length"), octets[5]);
    fields.add(16, HeaderWords::tr("Operation"), asks ? HeaderWords::tr("1 request") : HeaderWords::tr("2 reply"));
    fields.add(48, HeaderWords::tr("Sender hardware address"), QString::fromStdString(format(arp.senderMac)));
    fields.add(32, HeaderWords::tr("Sender protocol address"), QString::fromStdString(format(arp.senderAddress)));
    fields.add(48, HeaderWords::tr("Target hardware address"), QString::fromStdString(format(arp.targetMac)));
    fields.add(32, HeaderWords::tr("Target protocol address"), QString::fromStdString(format(arp.targetAddress)));
}

void addPayload(FieldList& fields, std::size_t octet, std::size_t octets)
{
    if (octets == 0)
        return;
    fields.begin(HeaderField::Part::Payload, static_cast<std::uint32_t>(octet));
    fields.add(static_cast<std::uint32_t>(octets) * 8, HeaderWords::tr("Payload"), octetsText(octets));
}

}  // namespace

std::vector<HeaderField> headerFields(OctetView datagram, const InitialNumbers& numbers)
{
    FieldList fields;
    if (const auto arp = wire::parseArp(datagram)) {
        addArp(fields, datagram, *arp);
        return fields.take();
    }
    const auto ip = wire::parseIp(datagram, wire::Extent::Cut);
    if (!ip) {
        addPayload(fields, 0, datagram.size());
        return fields.take();
    }
    if (ip->version == 4)
        addIpv4(fields, datagram, *wire::parseIpv4(datagram, wire::Extent::Cut));
    else
        addIpv6(fields, datagram, *wire::parseIpv6(datagram, wire::Extent::Cut));
    const std::size_t header = addTransport(fields, *ip, numbers);
    addPayload(fields, ip->headerOctets + header, ip->payload.size() - header);
    return fields.take();
}

}  // namespace tcplab
