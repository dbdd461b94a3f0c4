#include "packetdrill/datagram.h"

#include <array>

#include "packetdrill/option_octets.h"
#include "wire/checksum.h"
#include "wire/octet_order.h"

namespace tcplab::packetdrill {
namespace {

constexpr std::size_t kIpv4Octets = 20, kIpv6Octets = 40, kTcpOctets = 20, kIcmpOctets = 8, kUdpOctets = 8;
constexpr std::uint8_t kTcp = 6, kUdp = 17, kIcmp = 1, kIcmpV6 = 58;

void append(Octets& octets, OctetView more) { octets.insert(octets.end(), more.begin(), more.end()); }

std::uint16_t transportChecksum(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol, OctetView octets)
{
    wire::ChecksumSum sum;
    sum.addPseudoHeader(source, destination, protocol, static_cast<std::uint32_t>(octets.size()));
    sum.add(octets);
    return sum.checksum();
}

Octets ipHeader(const LiveDatagram& datagram, std::size_t payloadOctets)
{
    if (!datagram.source.isV4()) {
        Octets header(kIpv6Octets);
        wire::put32(header.data(), 6u << 28 | std::uint32_t{datagram.trafficClass} << 20 | datagram.flowLabel);
        wire::put16(header.data() + 4, static_cast<std::uint16_t>(payloadOctets));
        header[6] = datagram.protocol;
        header[7] = datagram.timeToLive;
        const auto source = datagram.source.v6().octets;
        const auto destination = datagram.destination.v6().octets;
        std::copy(source.begin(), source.end(), header.begin() + 8);
        std::copy(destination.begin(), destination.end(), header.begin() + 24);
        return header;
    }
    Octets header(kIpv4Octets);
    header[0] = 0x45;
    header[1] = datagram.trafficClass;
    wire::put16(header.data() + 2, static_cast<std::uint16_t>(kIpv4Octets + payloadOctets));
    header[6] = 0x40;  // don't fragment
    header[8] = datagram.timeToLive;
    header[9] = datagram.protocol;
    wire::put32(header.data() + 12, datagram.source.v4().value);
    wire::put32(header.data() + 16, datagram.destination.v4().value);
    wire::ChecksumSum sum;
    sum.add(header);
    wire::put16(header.data() + 10, sum.checksum());
    return header;
}

Octets tcpHeader(const LiveDatagram& datagram)
{
    const Octets options = octetsOf(datagram.options);
    Octets header(kTcpOctets);
    wire::put16(header.data(), datagram.sourcePort);
    wire::put16(header.data() + 2, datagram.destinationPort);
    wire::put32(header.data() + 4, datagram.seq.value());
    wire::put32(header.data() + 8, datagram.ack.value());
    wire::put16(header.data() + 12, static_cast<std::uint16_t>((kTcpOctets + options.size()) / 4 << 12 | (datagram.flags & 0xfff)));
    wire::put16(header.data() + 14, datagram.window);
    wire::put16(header.data() + 18, datagram.urgent);
    append(header, options);
    return header;
}

struct IpPart {
    LiveDatagram datagram;
    OctetView payload;
};

std::optional<IpPart> parseIpv4(OctetView octets)
{
    if (octets.size() < kIpv4Octets)
        return std::nullopt;
    const std::size_t header = (octets[0] & 0xf) * 4u;
    const std::size_t total = wire::get16(octets.data() + 2);
    if (header < kIpv4Octets || total < header || total > octets.size())
        return std::nullopt;
    IpPart part;
    part.datagram.trafficClass = octets[1];
    part.datagram.timeToLive = octets[8];
    part.datagram.protocol = octets[9];
    part.datagram.source = Ipv4Address{wire::get32(octets.data() + 12)};
    part.datagram.destination = Ipv4Address{wire::get32(octets.data() + 16)};
    wire::ChecksumSum sum;
    sum.add(octets.first(header));
    part.datagram.headerChecksumCorrect = sum.checksum() == 0;
    part.payload = octets.subspan(header, total - header);
    return part;
}

Ipv6Address ipv6At(const std::uint8_t* octets)
{
    Ipv6Address address;
    std::copy(octets, octets + address.octets.size(), address.octets.begin());
    return address;
}

std::optional<IpPart> parseIpv6(OctetView octets)
{
    if (octets.size() < kIpv6Octets)
        return std::nullopt;
    const std::size_t length = wire::get16(octets.data() + 4);
    if (kIpv6Octets + length > octets.size())
        return std::nullopt;
    IpPart part;
    const std::uint32_t first = wire::get32(octets.data());
    part.datagram.trafficClass = static_cast<std::uint8_t>(first >> 20);
    part.datagram.flowLabel = first & 0xfffff;
    part.datagram.protocol = octets[6];
    part.datagram.timeToLive = octets[7];
    part.datagram.source = ipv6At(octets.data() + 8);
    part.datagram.destination = ipv6At(octets.data() + 24);
    part.payload = octets.subspan(kIpv6Octets, length);
    return part;
}

bool parseTcp(OctetView octets, LiveDatagram& datagram)
{
    if (octets.size() < kTcpOctets)
        return false;
    const std::uint16_t offsetAndFlags = wire::get16(octets.data() + 12);
    const std::size_t header = (offsetAndFlags >> 12) * 4u;
    if (header < kTcpOctets || header > octets.size())
        return false;
    datagram.sourcePort = wire::get16(octets.data());
    datagram.destinationPort = wire::get16(octets.data() + 2);
    datagram.seq = SeqNumber(wire::get32(octets.data() + 4));
    datagram.ack = SeqNumber(wire::get32(octets.data() + 8));
    datagram.flags = offsetAndFlags & 0xfff;
    datagram.window = wire::get16(octets.data() + 14);
    datagram.urgent = wire::get16(octets.data() + 18);
    datagram.options = optionsOf(octets.subspan(kTcpOctets, header - kTcpOctets));
    datagram.payload.assign(octets.begin() + static_cast<std::ptrdiff_t>(header), octets.end());
    datagram.checksumCorrect = transportChecksum(datagram.source, datagram.destination, kTcp, octets) == 0;
    return true;
}

struct IcmpName {
    std::string_view type;
    std::string_view code;  // "": the type's own
    std::uint8_t typeNumber;
    std::uint8_t codeNumber;
};

// RFC 792, RFC 1122 §3.2.2, RFC 1812 §5.2.7.
constexpr IcmpName kIcmpNames[] = {
    {"echo_reply", "", 0, 0},
    {"unreachable", "", 3, 0},
    {"unreachable", "net_unreachable", 3, 0},
    {"unreachable", "host_unreachable", 3, 1},
    {"unreachable", "protocol_unreachable", 3, 2},
    {"unreachable", "port_unreachable", 3, 3},
    {"unreachable", "frag_needed", 3, 4},
    {"unreachable", "source_route_failed", 3, 5},
    {"unreachable", "net_unknown", 3, 6},
    {"unreachable", "host_unknown", 3, 7},
    {"unreachable", "source_host_isolated", 3, 8},
    {"unreachable", "net_prohibited", 3, 9},
    {"unreachable", "host_prohibited", 3, 10},
    {"unreachable", "net_unreachable_for_tos", 3, 11},
    {"unreachable", "host_unreachable_for_tos", 3, 12},
    {"unreachable", "packet_filtered", 3, 13},
    {"unreachable", "admin_prohibited", 3, 13},
    {"unreachable", "precedence_violation", 3, 14},
    {"unreachable", "precedence_cutoff", 3, 15},
    {"source_quench", "", 4, 0},
    {"redirect", "", 5, 0},
    {"echo_request", "", 8, 0},
    {"time_exceeded", "", 11, 0},
    {"time_exceeded", "ttl_exceeded_in_transit", 11, 0},
    {"time_exceeded", "frag_reass_exceeded", 11, 1},
    {"parameter_problem", "", 12, 0},
    {"timestamp", "", 13, 0},
    {"timestamp_reply", "", 14, 0},
};

// RFC 4443.
constexpr IcmpName kIcmpV6Names[] = {
    {"unreachable", "", 1, 0},
    {"unreachable", "no_route", 1, 0},
    {"unreachable", "admin_prohibited", 1, 1},
    {"unreachable", "not_neighbour", 1, 2},
    {"unreachable", "address_unreachable", 1, 3},
    {"unreachable", "port_unreachable", 1, 4},
    {"packet_too_big", "", 2, 0},
    {"time_exceeded", "", 3, 0},
    {"time_exceeded", "exceeded_hop_limit", 3, 0},
    {"time_exceeded", "exceeded_frag_time", 3, 1},
    {"parameter_problem", "", 4, 0},
    {"parameter_problem", "header_field", 4, 0},
    {"parameter_problem", "unknown_next_header", 4, 1},
    {"parameter_problem", "unknown_option", 4, 2},
    {"echo_request", "", 128, 0},
    {"echo_reply", "", 129, 0},
};

// "type_3" and "code_4".
std::optional<std::uint8_t> numbered(std::string_view text, std::string_view prefix)
{
    if (!text.starts_with(prefix) || text.size() == prefix.size() || text.size() > prefix.size() + 3)
        return std::nullopt;
    unsigned value = 0;
    for (const char c : text.substr(prefix.size())) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value > 255 ? std::nullopt : std::optional(static_cast<std::uint8_t>(value));
}

struct IcmpNumbers {
    std::uint8_t type = 0;
    std::uint8_t code = 0;
};

std::optional<IcmpNumbers> icmpNumbers(const IcmpMessage& message, bool v6)
{
    const IcmpName* first = v6 ? std::begin(kIcmpV6Names) : std::begin(kIcmpNames);
    const IcmpName* last = v6 ? std::end(kIcmpV6Names) : std::end(kIcmpNames);
    const auto codeNumber = numbered(message.code, "code_");
    auto typeNumber = numbered(message.type, "type_");
    for (const IcmpName* name = first; name != last; ++name) {
        if (name->type != message.type)
            continue;
        if (!codeNumber && name->code == message.code)
            return IcmpNumbers{name->typeNumber, name->codeNumber};
        typeNumber = name->typeNumber;
    }
    if (!typeNumber || (!codeNumber && !message.code.empty()))
        return std::nullopt;
    return IcmpNumbers{*typeNumber, codeNumber.value_or(0)};
}

// What a router would have seen of the segment: the IP header and its first eight octets (RFC 792).
Octets quoteOf(const IcmpMessage& message, const Endpoint& local, const Endpoint& remote, SeqNumber seq)
{
    LiveDatagram quoted;
    quoted.source = local.address;
    quoted.destination = remote.address;
    quoted.protocol = message.quote == IcmpMessage::Quote::Udp ? kUdp : kTcp;
    const std::size_t header = quoted.protocol == kUdp ? kUdpOctets : kTcpOctets;
    Octets octets = ipHeader(quoted, header + message.length);
    Octets ports(kIcmpOctets);
    wire::put16(ports.data(), local.port);
    wire::put16(ports.data() + 2, remote.port);
    if (quoted.protocol == kUdp)
        wire::put16(ports.data() + 4, static_cast<std::uint16_t>(kUdpOctets + message.length));
    else
        wire::put32(ports.data() + 4, seq.value());
    append(octets, ports);
    return octets;
}

}  // namespace

void apply(const IpInfo& ip, LiveDatagram& datagram)
{
    if (ip.typeOfService)
        datagram.trafficClass = *ip.typeOfService;
    if (ip.ecn)
        datagram.trafficClass = static_cast<std::uint8_t>((datagram.trafficClass & ~3) | static_cast<int>(*ip.ecn));
    if (ip.timeToLive)
        datagram.timeToLive = *ip.timeToLive;
    if (ip.flowLabel)
        datagram.flowLabel = *ip.flowLabel;
}

std::optional<LiveDatagram> parseDatagram(OctetView octets)
{
    if (octets.empty())
        return std::nullopt;
    auto part = octets[0] >> 4 == 6 ? parseIpv6(octets) : octets[0] >> 4 == 4 ? parseIpv4(octets) : std::nullopt;
    if (!part)
        return std::nullopt;
    if (!part->datagram.isTcp())
        part->datagram.payload.assign(part->payload.begin(), part->payload.end());
    else if (!parseTcp(part->payload, part->datagram))
        return std::nullopt;
    return std::move(part->datagram);
}

Octets emitDatagram(const LiveDatagram& datagram)
{
    Octets transport = datagram.isTcp() ? tcpHeader(datagram) : Octets(datagram.protocol == kUdp ? kUdpOctets : 0);
    append(transport, datagram.payload);
    if (datagram.protocol == kUdp) {
        wire::put16(transport.data(), datagram.sourcePort);
        wire::put16(transport.data() + 2, datagram.destinationPort);
        wire::put16(transport.data() + 4, static_cast<std::uint16_t>(transport.size()));
    }
    const std::size_t checksumAt = datagram.isTcp() ? 16 : 6;
    if (datagram.isTcp() || datagram.protocol == kUdp)
        wire::put16(transport.data() + checksumAt, transportChecksum(datagram.source, datagram.destination, datagram.protocol, transport));
    Octets octets = ipHeader(datagram, transport.size());
    append(octets, transport);
    return octets;
}

Result<Octets> emitIcmp(const IcmpMessage& message, const IpInfo& ip, const Endpoint& local, const Endpoint& remote, SeqNumber seq)
{
    const bool v6 = !local.address.isV4();
    const auto numbers = icmpNumbers(message, v6);
    if (!numbers)
        return tl::unexpected(problemAt({}, {QT_TRANSLATE_NOOP("Sentence", "there is no ICMP message \"{0}\" for this version of IP"),
                                             message.code.empty() ? message.type : message.type + " " + message.code}));
    LiveDatagram datagram;
    datagram.source = remote.address;
    datagram.destination = local.address;
    datagram.protocol = v6 ? kIcmpV6 : kIcmp;
    apply(ip, datagram);
    Octets icmp(kIcmpOctets);
    icmp[0] = numbers->type;
    icmp[1] = numbers->code;
    if (message.mtu)
        wire::put32(icmp.data() + 4, *message.mtu);
    else if (message.id)
        wire::put16(icmp.data() + 4, static_cast<std::uint16_t>(*message.id));
    if (message.quote == IcmpMessage::Quote::Raw)
        icmp.resize(icmp.size() + message.length);
    else
        append(icmp, quoteOf(message, local, remote, seq));
    wire::ChecksumSum sum;
    if (v6)
        sum.addPseudoHeader(datagram.source, datagram.destination, datagram.protocol, static_cast<std::uint32_t>(icmp.size()));
    sum.add(icmp);
    wire::put16(icmp.data() + 2, sum.checksum());
    Octets octets = ipHeader(datagram, icmp.size());
    append(octets, icmp);
    return octets;
}

}  // namespace tcplab::packetdrill
