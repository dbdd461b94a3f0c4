// Octets as Ethernet, ARP, IPv4, IPv6, ICMP, UDP and TCP: nothing crashes, and what was understood survives emit and parse.
#include <algorithm>

#include "base/result.h"
#include "wire/ethernet.h"
#include "wire/icmp.h"
#include "wire/ip.h"
#include "wire/neighbour.h"
#include "wire/tcp.h"
#include "wire/udp.h"

using namespace tcplab;
using namespace tcplab::wire;

namespace {

bool equal(OctetView a, OctetView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

// In our order there may be no room for what stood closely packed; it is left out by need.
bool sameButForWhatDoesNotFit(const TcpFields& read, const TcpFields& again)
{
    TcpFields expected = read;
    if (!again.options.userTimeout)
        expected.options.userTimeout.reset();
    if (!again.options.fastOpen && again.options.sackCount == 0)
        expected.options.fastOpen.reset();
    expected.options.sackCount = std::min(read.options.sackCount, again.options.sackCount);
    for (std::size_t i = expected.options.sackCount; i < expected.options.sack.size(); ++i)
        expected.options.sack[i] = {};
    return expected == again;
}

void tcpReadsBack(const TcpSegment& segment, const IpAddress& source, const IpAddress& destination, OptionOrder order)
{
    Octets written(kTcpHeaderOctets + optionOctets(segment.fields.options, order));
    const std::size_t header = emitTcp(segment.fields, source, destination, segment.payload, written.data(), order);
    TCPLAB_ASSURE(header == written.size() && header <= kTcpHeaderOctets + kTcpOptionOctetsMax);
    written.insert(written.end(), segment.payload.begin(), segment.payload.end());
    const auto again = parseTcp(written, source, destination);
    TCPLAB_ASSURE(again && again->checksumCorrect);
    TCPLAB_ASSURE(sameButForWhatDoesNotFit(segment.fields, again->fields));
    TCPLAB_ASSURE(equal(segment.payload, again->payload));
}

void tcp(OctetView octets, const IpAddress& source, const IpAddress& destination)
{
    const auto segment = parseTcp(octets, source, destination);
    if (!segment)
        return;
    for (const OptionOrder order : {OptionOrder::Linux, OptionOrder::FreeBsd})
        tcpReadsBack(*segment, source, destination, order);
    TCPLAB_ASSURE(parseTcpFlags(format(segment->fields.flags)) == segment->fields.flags);
}

void udp(OctetView octets, const IpAddress& source, const IpAddress& destination)
{
    const auto datagram = parseUdp(octets, source, destination);
    if (!datagram)
        return;
    Octets written(kUdpHeaderOctets);
    emitUdp({source, datagram->sourcePort}, {destination, datagram->destinationPort}, datagram->payload, datagram->checksummed,
            written.data());
    written.insert(written.end(), datagram->payload.begin(), datagram->payload.end());
    const auto again = parseUdp(written, source, destination);
    TCPLAB_ASSURE(again && again->checksumCorrect && again->checksummed == datagram->checksummed &&
                  equal(again->payload, datagram->payload));
    TCPLAB_ASSURE(again->sourcePort == datagram->sourcePort && again->destinationPort == datagram->destinationPort);
}

void neighbour(const IcmpMessage& message, const IpAddress& source, const IpAddress& destination)
{
    const auto read = parseNeighbour(message);
    if (!read)
        return;
    const Octets written = emitNeighbour(*read, source.v6(), destination.v6());
    const auto ip = parseIp(written);
    TCPLAB_ASSURE(ip && parseNeighbour(parseIcmp(ip->payload, source, destination).value()) == read);
}

void icmp(OctetView octets, const IpAddress& source, const IpAddress& destination)
{
    const auto message = parseIcmp(octets, source, destination);
    if (!message)
        return;
    parseQuoted(message->body);
    if (!source.isV4())
        neighbour(*message, source, destination);
    const Octets written = emitIcmp(message->type, message->code, message->rest, message->body, source, destination);
    const auto again = parseIcmp(written, source, destination);
    // The octets themselves may differ: one's complement has two zeros, and a checksum may be written as either.
    TCPLAB_ASSURE(again && again->checksumCorrect);
    TCPLAB_ASSURE(again->type == message->type && again->code == message->code && again->rest == message->rest);
    TCPLAB_ASSURE(equal(again->body, message->body));
}

void ipv4(OctetView octets)
{
    const auto datagram = parseIpv4(octets);
    if (!datagram)
        return;
    Octets written(kIpv4HeaderOctets);
    const std::size_t room = 65535 - kIpv4HeaderOctets;
    const OctetView payload = datagram->payload.first(std::min(datagram->payload.size(), room));
    emitIpv4(datagram->fields, payload.size(), written.data());
    written.insert(written.end(), payload.begin(), payload.end());
    const auto again = parseIpv4(written);
    TCPLAB_ASSURE(again && again->checksumCorrect && again->options.empty());
    TCPLAB_ASSURE(datagram->fields == again->fields && equal(payload, again->payload));
}

void ipv6(OctetView octets)
{
    const auto datagram = parseIpv6(octets);
    if (!datagram)
        return;
    Octets written(kIpv6HeaderOctets);
    Ipv6Fields fields = datagram->fields;
    if (datagram->fragment) {
        fields.protocol = kProtocolIpv6Fragment;
        written.resize(kIpv6HeaderOctets + kIpv6FragmentHeaderOctets);
        emitIpv6Fragment(*datagram->fragment, datagram->fields.protocol, written.data() + kIpv6HeaderOctets);
    }
    emitIpv6(fields, written.size() - kIpv6HeaderOctets + datagram->payload.size(), written.data());
    written.insert(written.end(), datagram->payload.begin(), datagram->payload.end());
    const auto again = parseIpv6(written);
    TCPLAB_ASSURE(again && again->fragment == datagram->fragment && again->fields == datagram->fields);
    TCPLAB_ASSURE(equal(again->payload, datagram->payload));
}

constexpr std::uint8_t kRouting = 43;

// A cut datagram tells the same, as far as it goes. (A routing header that stands as payload is no longer known for one
// when it is cut itself.)
void ip(OctetView octets)
{
    const auto datagram = parseIp(octets);
    if (!datagram || (datagram->version == 6 && datagram->protocol == kRouting))
        return;
    const auto cut = parseIp(octets.first(octets.size() - datagram->payload.size() / 2), Extent::Cut);
    TCPLAB_ASSURE(cut && cut->source == datagram->source && cut->protocol == datagram->protocol);
    TCPLAB_ASSURE(cut->payloadOctets == datagram->payload.size() && cut->headerOctets == datagram->headerOctets);
    tcp(datagram->payload, datagram->source, datagram->destination);
    udp(datagram->payload, datagram->source, datagram->destination);
    icmp(datagram->payload, datagram->source, datagram->destination);
}

void ethernet(OctetView octets)
{
    const auto frame = parseEthernet(octets);
    if (!frame)
        return;
    TCPLAB_ASSURE(equal(emitEthernet(*frame), octets));
    if (const auto arp = parseArp(frame->payload))
        TCPLAB_ASSURE(parseArp(emitArp(*arp)) == *arp);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const OctetView octets(data, size);
    ipv4(octets);
    ipv6(octets);
    ip(octets);
    tcp(octets, Ipv4Address{0x0a000001}, Ipv4Address{0x0a000002});
    ethernet(octets);
    return 0;
}
