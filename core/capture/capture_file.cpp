#include "capture/capture_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <pcap/pcap.h>

#include "capture/link_header.h"
#include "trace/recorder.h"
#include "wire/ip.h"
#include "wire/octet_order.h"
#include "wire/tcp.h"

namespace tcplab {
namespace {

// Beyond these a Trace would not be a thing to look at any more, and its tables have their limits.
constexpr std::size_t kDatagramsMax = 10'000'000;
constexpr std::size_t kHostsMax = 60'000;
constexpr std::size_t kPayloadBudget = 256u << 20;

struct Datagram {
    std::int64_t at = 0;  // nanoseconds since 1970
    Octets octets;        // from the IP header on, perhaps cut
    std::uint32_t length = 0;
};

struct PcapCloser {
    void operator()(pcap_t* pcap) const { pcap_close(pcap); }
};
using Pcap = std::unique_ptr<pcap_t, PcapCloser>;

Result<Pcap> openCapture(const std::string& path)
{
    // Opened here because libpcap reads standard input when the name is "-".
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (!file)
        return tl::unexpected(
            problemIn(path, {QT_TRANSLATE_NOOP("Sentence", "The capture cannot be opened: {0}."), std::string(std::strerror(errno))}));
    char message[PCAP_ERRBUF_SIZE] = "";
    Pcap pcap(pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, message));
    if (!pcap) {
        std::fclose(file);
        return tl::unexpected(
            problemIn(path, {QT_TRANSLATE_NOOP("Sentence", "This is not a capture that can be read: {0}."), std::string(message)}));
    }
    const int type = pcap_datalink(pcap.get());
    if (!isKnownLinkHeader(type)) {
        const char* name = pcap_datalink_val_to_name(type);
        return tl::unexpected(problemIn(path, {QT_TRANSLATE_NOOP("Sentence", "The capture's link type {0} is not supported."),
                                               name ? std::string(name) : std::to_string(type)}));
    }
    return pcap;
}

// Nothing for a time that does not fit into 64 bits of nanoseconds.
std::optional<std::int64_t> timeOf(const pcap_pkthdr& header)
{
    std::int64_t nanoseconds = 0;
    if (__builtin_mul_overflow(std::int64_t{header.ts.tv_sec}, std::int64_t{1'000'000'000}, &nanoseconds) ||
        __builtin_add_overflow(nanoseconds, std::int64_t{header.ts.tv_usec}, &nanoseconds) || nanoseconds < 0)
        return std::nullopt;
    return nanoseconds;
}

// The datagram of a captured packet, without padding; nothing when the IP header is not whole or makes no sense.
std::optional<Datagram> datagramOf(const pcap_pkthdr& header, OctetView packet, int linkType)
{
    const auto at = timeOf(header);
    const auto inside = behindLinkHeader(linkType, packet);
    if (!at || !inside)
        return std::nullopt;
    const auto ip = wire::parseIp(*inside, wire::Extent::Cut);
    if (!ip)
        return std::nullopt;
    const OctetView octets = inside->first(ip->headerOctets + ip->payload.size());
    return Datagram{*at, Octets(octets.begin(), octets.end()), ip->headerOctets + ip->payloadOctets};
}

std::vector<Datagram> readDatagrams(pcap_t* pcap, const std::string& path, CaptureFile& file)
{
    std::vector<Datagram> datagrams;
    const int type = pcap_datalink(pcap);
    for (;;) {
        pcap_pkthdr* header = nullptr;
        const u_char* data = nullptr;
        const int answer = pcap_next_ex(pcap, &header, &data);
        if (answer == PCAP_ERROR_BREAK)
            break;
        if (answer != 1) {
            file.warnings.push_back(problemIn(path, {QT_TRANSLATE_NOOP("Sentence", "The capture is damaged behind packet {0}: {1}."),
                                                     datagrams.size() + file.leftOut, std::string(pcap_geterr(pcap))}));
            break;
        }
        if (auto datagram = datagramOf(*header, {data, header->caplen}, type))
            datagrams.push_back(std::move(*datagram));
        else
            ++file.leftOut;
        if (datagrams.size() == kDatagramsMax) {
            file.warnings.push_back(
                problemIn(path, {QT_TRANSLATE_NOOP("Sentence", "Only the first {0} datagrams are read."), kDatagramsMax}));
            break;
        }
    }
    return datagrams;
}

// Puts captured datagrams into a Trace and finds out whose they are.
class Observer {
public:
    explicit Observer(Trace& trace) : recorder_(trace, kPayloadBudget) {}

    // False when there is no room for another host.
    bool observe(Instant at, const Datagram& datagram)
    {
        const auto ip = wire::parseIp(datagram.octets, wire::Extent::Cut);
        const auto host = hostAt(ip->source);
        if (!host || !hostAt(ip->destination))
            return false;
        recorder_.packetObserved(at, {*host, connectionOf(*ip)}, datagram.octets, datagram.length);
        return true;
    }

private:
    struct Flow {
        Endpoint from, to;
        bool operator<(const Flow& other) const { return from == other.from ? to < other.to : from < other.from; }
    };
    struct End {
        ConnectionId connection;
        std::optional<SeqNumber> initial;
    };

    std::optional<HostId> hostAt(const IpAddress& address)
    {
        const auto found = hosts_.find(address);
        if (found != hosts_.end())
            return found->second;
        if (hosts_.size() == kHostsMax)
            return std::nullopt;
        return hosts_.emplace(address, recorder_.addHost(format(address), address)).first->second;
    }

    ConnectionId connectionOf(const wire::IpDatagram& ip)
    {
        const bool firstFragment = !ip.fragment || ip.fragment->offset == 0;
        if (ip.protocol != wire::kProtocolTcp || !firstFragment || ip.payload.size() < wire::kTcpHeaderOctets)
            return {};
        const std::uint8_t* tcp = ip.payload.data();
        const Flow flow{{ip.source, wire::get16(tcp)}, {ip.destination, wire::get16(tcp + 2)}};
        const wire::TcpFlags flags(wire::get16(tcp + 12));
        if (flags.syn() && !flags.ack())
            noteSyn(flow, SeqNumber(wire::get32(tcp + 4)));
        return endOf(flow).connection;
    }

    // Another initial number between the same endpoints is another connection.
    void noteSyn(const Flow& flow, SeqNumber initial)
    {
        End& end = endOf(flow);
        if (end.initial && *end.initial != initial) {
            ends_.erase({flow.to, flow.from});
            end.connection = recorder_.addConnection(*hostAt(flow.from.address), flow.from, flow.to);
        }
        end.initial = initial;
    }

    End& endOf(const Flow& flow)
    {
        const auto found = ends_.find(flow);
        if (found != ends_.end())
            return found->second;
        const ConnectionId connection = recorder_.addConnection(*hostAt(flow.from.address), flow.from, flow.to);
        return ends_.emplace(flow, End{connection, std::nullopt}).first->second;
    }

    Recorder recorder_;
    std::map<IpAddress, HostId> hosts_;
    std::map<Flow, End> ends_;
};

}  // namespace

Result<CaptureFile> readCapture(const std::string& path)
{
    const Result<Pcap> pcap = openCapture(path);
    if (!pcap)
        return tl::unexpected(pcap.error());

    CaptureFile file;
    std::vector<Datagram> datagrams = readDatagrams(pcap->get(), path, file);
    // Captures of several interfaces or processors are often a little out of order.
    std::stable_sort(datagrams.begin(), datagrams.end(), [](const auto& a, const auto& b) { return a.at < b.at; });

    auto trace = std::make_shared<Trace>();
    Observer observer(*trace);
    file.epoch = datagrams.empty() ? 0 : datagrams.front().at;
    for (const Datagram& datagram : datagrams) {
        if (!observer.observe(Instant{Duration{datagram.at - file.epoch}}, datagram)) {
            file.warnings.push_back(problemIn(path, {QT_TRANSLATE_NOOP("Sentence", "Only the first {0} hosts are read."), kHostsMax}));
            break;
        }
        ++file.datagrams;
    }
    file.trace = std::move(trace);
    return file;
}

}  // namespace tcplab
