#include <algorithm>
#include <vector>

#include "app_injector/plugin.h"
#include "base/pattern.h"
#include "card.h"
#include "plugin/app.h"
#include "plugin/source_text.h"
#include "wire/ip.h"
#include "wire/tcp.h"

namespace tcplab::app_injector {
namespace {

constexpr std::string_view kSource = R"(
/* Waits for the next segment that is due; the datagram with it, headers and all. 0: none is left. */
size_t next_segment(char *datagram);

int main(void)
{
    char datagram[1500];
    size_t n;
    int s = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);

    while ((n = next_segment(datagram)) > 0)
        send(s, datagram, n, 0);
}
)";

class Injector : public App {
public:
    explicit Injector(const AppSetup& setup) : face_(setup.sockets)
    {
        for (const Parameters& segment : setup.parameters.entries("segments"))
            sweeps_.push_back(sweepOf(segment, setup.names));
    }

    void start(Instant now) override
    {
        const CallResult made = face_.socket({now, {}}, SocketType::Raw);
        if (made.ok())
            socket_ = made.socket();
        else
            sweeps_.clear();
        timeHasCome(now);
    }

    void timeHasCome(Instant now) override
    {
        for (Sweep& sweep : sweeps_)
            for (; sweep.left > 0 && sweep.due <= now; sweep.due += sweep.interval, --sweep.left) {
                (void)face_.send({now, {}}, socket_, datagramOf(sweep));
                sweep.fields.seq += sweep.step;
            }
    }

    void notice(Instant, const Notice&) override {}

    Instant nextWake() const override
    {
        Instant wake = kNever;
        for (const Sweep& sweep : sweeps_)
            if (sweep.left > 0)
                wake = std::min(wake, sweep.due);
        return wake;
    }

    bool finished() const override { return nextWake() == kNever; }
    std::string source() const override { return wholeSource(kSource, {}); }

private:
    struct Sweep {
        Instant due;
        Duration interval;
        std::int64_t left = 0;
        std::uint32_t step = 0;
        IpAddress from, to;
        wire::TcpFields fields;
        std::size_t payload = 0;
    };

    // What no address or no flag can be read from is not sent.
    static Sweep sweepOf(const Parameters& given, const HostNames& names)
    {
        const auto from = resolve(names, given.text("from")), to = resolve(names, given.text("to"));
        const auto flags = wire::parseTcpFlags(given.text("flags"));
        Sweep sweep;
        if (!from || !to || !flags || from->address.isV4() != to->address.isV4())
            return sweep;
        sweep.due = kStart + given.duration("at");
        sweep.interval = given.duration("interval");
        sweep.left = given.count("count");
        sweep.step = static_cast<std::uint32_t>(given.count("step"));
        sweep.from = from->address;
        sweep.to = to->address;
        sweep.fields.sourcePort = from->port;
        sweep.fields.destinationPort = to->port;
        sweep.fields.flags = *flags;
        sweep.fields.seq = SeqNumber(static_cast<std::uint32_t>(given.count("seq")));
        sweep.fields.ack = SeqNumber(static_cast<std::uint32_t>(given.count("ack")));
        sweep.fields.window = 65535;
        sweep.payload = static_cast<std::size_t>(given.count("bytes"));
        return sweep;
    }

    static Octets datagramOf(const Sweep& sweep)
    {
        const std::size_t ip = wire::ipHeaderOctets(wire::versionOf(sweep.to));
        const Octets payload = pattern(0, sweep.payload);
        Octets datagram(ip + wire::kTcpHeaderOctets);
        wire::emitIp({sweep.from, sweep.to, wire::kProtocolTcp}, wire::kTcpHeaderOctets + payload.size(), datagram.data());
        wire::emitTcp(sweep.fields, sweep.from, sweep.to, payload, datagram.data() + ip);
        datagram.insert(datagram.end(), payload.begin(), payload.end());
        return datagram;
    }

    SocketFace& face_;
    std::vector<Sweep> sweeps_;
    SocketId socket_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) { return std::make_unique<Injector>(setup); }));
}

}  // namespace tcplab::app_injector
