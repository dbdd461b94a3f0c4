#include "wire/ethernet.h"

#include <algorithm>

#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {

constexpr std::size_t kArpOctets = 28;

MacAddress getMac(const std::uint8_t* p)
{
    MacAddress mac;
    std::copy_n(p, mac.octets.size(), mac.octets.begin());
    return mac;
}

void putMac(std::uint8_t* p, const MacAddress& mac) { std::copy(mac.octets.begin(), mac.octets.end(), p); }

}  // namespace

Parsed<EthernetFrame> parseEthernet(OctetView octets)
{
    if (octets.size() < kEthernetHeaderOctets)
        return tl::unexpected(Malformed::TooShort);
    const std::uint8_t* p = octets.data();
    return EthernetFrame{getMac(p), getMac(p + 6), get16(p + 12), octets.subspan(kEthernetHeaderOctets)};
}

Octets emitEthernet(const EthernetFrame& frame)
{
    Octets octets(kEthernetHeaderOctets + frame.payload.size());
    putMac(octets.data(), frame.destination);
    putMac(octets.data() + 6, frame.source);
    put16(octets.data() + 12, frame.etherType);
    std::copy(frame.payload.begin(), frame.payload.end(), octets.begin() + kEthernetHeaderOctets);
    return octets;
}

Parsed<ArpMessage> parseArp(OctetView octets)
{
    if (octets.size() < kArpOctets)
        return tl::unexpected(Malformed::TooShort);
    const std::uint8_t* p = octets.data();
    const std::uint16_t operation = get16(p + 6);
    if (get16(p) != 1 || get16(p + 2) != kEtherTypeIpv4 || p[4] != 6 || p[5] != 4 || (operation != 1 && operation != 2))
        return tl::unexpected(Malformed::Type);
    return ArpMessage{static_cast<ArpMessage::Operation>(operation), getMac(p + 8), Ipv4Address{get32(p + 14)}, getMac(p + 18),
                      Ipv4Address{get32(p + 24)}};
}

Octets emitArp(const ArpMessage& message)
{
    Octets octets(kArpOctets);
    std::uint8_t* p = octets.data();
    put16(p, 1);
    put16(p + 2, kEtherTypeIpv4);
    p[4] = 6;
    p[5] = 4;
    put16(p + 6, static_cast<std::uint16_t>(message.operation));
    putMac(p + 8, message.senderMac);
    put32(p + 14, message.senderAddress.value);
    putMac(p + 18, message.targetMac);
    put32(p + 24, message.targetAddress.value);
    return octets;
}

}  // namespace tcplab::wire
