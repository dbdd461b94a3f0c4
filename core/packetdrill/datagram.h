// IP datagrams for a script: built from its inbound lines, taken apart for its outbound ones.
//
// An own reader and writer beside core/wire, because a script may say what no stack would: any order of options, any
// flags, any lengths; and because what is judged here must not be read with the code that wrote it.
#pragma once

#include <optional>

#include "base/result.h"
#include "base/seq_number.h"
#include "packetdrill/script.h"
#include "wire/address.h"

namespace tcplab::packetdrill {

struct LiveDatagram {
    IpAddress source, destination;
    std::uint8_t trafficClass = 0;
    std::uint8_t timeToLive = 64;
    std::uint32_t flowLabel = 0;
    std::uint8_t protocol = 0;
    bool headerChecksumCorrect = true;

    // Of TCP; zero for everything else.
    std::uint16_t sourcePort = 0, destinationPort = 0;
    SeqNumber seq, ack;
    std::uint16_t flags = 0;  // with AE and the three reserved bits
    std::uint16_t window = 0;
    std::uint16_t urgent = 0;
    std::vector<TcpOption> options;
    Octets payload;  // of another protocol: everything behind the IP header
    bool checksumCorrect = true;

    bool isTcp() const { return protocol == 6; }
    bool has(std::uint16_t bit) const { return flags & bit; }
};

// Nothing when it is no whole datagram, or a TCP header that does not fit into it.
std::optional<LiveDatagram> parseDatagram(OctetView octets);

// With correct lengths and checksums.
Octets emitDatagram(const LiveDatagram& datagram);

// An ICMP error about a segment that `local` sent to `remote`, or an echo; IP and checksum included. `seq` stands in the
// quoted header. A Problem without a place when the type or code is not known.
Result<Octets> emitIcmp(const IcmpMessage& message, const IpInfo& ip, const Endpoint& local, const Endpoint& remote, SeqNumber seq);

// The IP facts that a script gives, over defaults of ours.
void apply(const IpInfo& ip, LiveDatagram& datagram);

}  // namespace tcplab::packetdrill
