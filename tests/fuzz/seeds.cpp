// Writes the seeds that are octets into a folder, from which the fuzzers start: well-formed packets and a capture of
// them, and, for the engine, decisions long enough for the whole life of a connection.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "base/random.h"
#include "capture/pcapng.h"
#include "trace/recorder.h"
#include "wire/ethernet.h"
#include "wire/icmp.h"
#include "wire/ip.h"
#include "wire/neighbour.h"
#include "wire/tcp.h"
#include "wire/udp.h"

using namespace tcplab;

namespace {

constexpr Ipv4Address kClient{0x0a000001};
constexpr Ipv4Address kServer{0x0a000002};
const Ipv6Address kClient6 = *parseIpv6("2001:db8::1");
const Ipv6Address kServer6 = *parseIpv6("2001:db8::2");

Octets datagram(std::uint8_t protocol, const Octets& payload)
{
    Octets octets(wire::kIpv4HeaderOctets);
    wire::Ipv4Fields fields;
    fields.protocol = protocol;
    fields.source = kClient;
    fields.destination = kServer;
    wire::emitIpv4(fields, payload.size(), octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

Octets datagram6(std::uint8_t protocol, const Octets& payload)
{
    Octets octets(wire::kIpv6HeaderOctets);
    wire::emitIp({kClient6, kServer6, protocol}, payload.size(), octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

// An option list behind every kind of extension header.
Octets withExtensions(const Octets& payload)
{
    Octets octets{60, 0, 1, 4, 0, 0, 0, 0, 43, 0, 1, 4, 0, 0, 0, 0, wire::kProtocolIpv6Fragment, 0, 0, 0, 0, 0, 0, 0};
    octets.resize(octets.size() + wire::kIpv6FragmentHeaderOctets);
    wire::emitIpv6Fragment({1, 0, true}, wire::kProtocolTcp, octets.data() + octets.size() - wire::kIpv6FragmentHeaderOctets);
    octets.insert(octets.end(), payload.begin(), payload.end());
    return datagram6(0, octets);
}

Octets udp(const IpAddress& source, const IpAddress& destination, const Octets& payload)
{
    Octets octets(wire::kUdpHeaderOctets);
    wire::emitUdp({source, 5353}, {destination, 53}, payload, true, octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

Octets segment(std::uint16_t flags, const wire::TcpOptions& options, const Octets& payload)
{
    wire::TcpFields fields;
    fields.sourcePort = 49152;
    fields.destinationPort = 80;
    fields.seq = SeqNumber(1000);
    fields.ack = SeqNumber(2000);
    fields.flags = wire::TcpFlags(flags);
    fields.window = 65535;
    fields.options = options;
    Octets octets(wire::kTcpHeaderOctets + wire::optionOctets(options));
    wire::emitTcp(fields, kClient, kServer, payload, octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return datagram(wire::kProtocolTcp, octets);
}

std::vector<Octets> datagrams()
{
    using Flags = wire::TcpFlags;
    wire::TcpOptions syn;
    syn.maximumSegmentSize = 1460;
    syn.sackPermitted = true;
    syn.timestamps = {1, 2};
    syn.windowScale = 7;
    wire::TcpOptions sack;
    sack.timestamps = {3, 4};
    sack.sackCount = 2;
    sack.sack = {{{SeqNumber(3000), SeqNumber(4000)}, {SeqNumber(5000), SeqNumber(6000)}}};
    wire::TcpOptions fastOpen = syn;
    fastOpen.fastOpen = wire::FastOpenCookie{8, {1, 2, 3, 4, 5, 6, 7, 8}};
    fastOpen.userTimeout = 60;
    const Octets plain = segment(Flags::kAck, {}, {});
    const Octets quoted(plain.begin(), plain.begin() + 28);
    return {
        segment(Flags::kSyn | Flags::kEce | Flags::kCwr | Flags::kAe, fastOpen, {}),
        datagram(wire::kProtocolUdp, udp(kClient, kServer, Octets(20, 'u'))),
        datagram(wire::kProtocolIcmp,
                 wire::emitIcmp(wire::kIcmpUnreachable, wire::kIcmpFragmentationNeeded, 1280, quoted, kClient, kServer)),
        datagram6(wire::kProtocolUdp, udp(kClient6, kServer6, Octets(20, 'u'))),
        datagram6(wire::kProtocolIcmpv6, wire::emitIcmp(wire::kIcmpv6EchoRequest, 0, 1, Octets(16, 'p'), kClient6, kServer6)),
        withExtensions(Octets(40, 'x')),
        wire::emitNeighbour({wire::NeighbourMessage::Kind::Solicitation, kServer6, MacAddress{{2, 0, 0, 0, 0, 1}}}, kClient6, kServer6),
        segment(Flags::kSyn, syn, {}),
        segment(Flags::kSyn | Flags::kAck, syn, {}),
        segment(Flags::kAck | Flags::kPsh, {}, Octets(40, 'x')),
        segment(Flags::kAck, sack, {}),
        segment(Flags::kFin | Flags::kAck, {}, {}),
        datagram(wire::kProtocolIcmp, wire::emitIcmp(wire::kIcmpEchoRequest, 0, 0x00010001, Octets(16, 'p'), kClient, kServer)),
    };
}

void write(const std::filesystem::path& path, const Octets& octets)
{
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char*>(octets.data()), static_cast<std::streamsize>(octets.size()));
}

Octets decisions(int number)
{
    RandomStream random(static_cast<std::uint64_t>(number), "decisions");
    Octets octets(2000);
    for (std::uint8_t& octet : octets)
        octet = static_cast<std::uint8_t>(random.next());
    return octets;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "fuzz_seeds FOLDER\n";
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    std::filesystem::create_directories(folder / "wire");
    std::filesystem::create_directories(folder / "capture");
    for (const char* name : {"engine", "states", "options", "icmp"}) {
        std::filesystem::create_directories(folder / name);
        for (int i = 0; i < 100; ++i)
            write(folder / name / std::to_string(i), decisions(i));
    }

    Trace trace;
    Recorder recorder(trace);
    const HostId client = recorder.addHost("client", kClient);
    int number = 0;
    for (const Octets& octets : datagrams()) {
        write(folder / "wire" / std::to_string(number++), octets);
        recorder.packetSent(kStart + Duration(number * 1'000'000), {client}, {Rule::Program}, octets);
    }
    const MacAddress mac{{2, 0, 0, 0, 0, 1}};
    const wire::ArpMessage ask{wire::ArpMessage::Operation::Request, mac, kClient, {}, kServer};
    write(folder / "wire" / "arp", wire::emitEthernet({kBroadcast, mac, wire::kEtherTypeArp, wire::emitArp(ask)}));
    const auto saved = savePcapng(trace, client, (folder / "capture" / "all.pcapng").string());
    if (!saved)
        std::cerr << describe(saved.error()) << '\n';
    return saved ? 0 : 1;
}
