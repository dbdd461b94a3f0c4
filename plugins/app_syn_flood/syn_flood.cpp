#include "app_syn_flood/plugin.h"
#include "card.h"
#include "plugin/app.h"
#include "plugin/source_text.h"
#include "wire/ip.h"
#include "wire/tcp.h"

namespace tcplab::app_syn_flood {
namespace {

constexpr std::string_view kSource = R"(#include <time.h>

/* An IP datagram with a SYN to $to from an address and port at random, headers and all. */
size_t make_syn(char *datagram);

int main(void)
{
    char datagram[44];
    int s = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);

    for (int i = 0; i < $count; ++i) {
        send(s, datagram, make_syn(datagram), 0);
        nanosleep($interval, NULL);
    }
}
)";

class SynFlood : public App {
public:
    explicit SynFlood(const AppSetup& setup)
        : face_(setup.sockets), random_(setup.random), to_(resolve(setup.names, setup.parameters.text("to")).value_or(Endpoint{})),
          network_(parseIpv4(setup.parameters.text("source")).value_or(Ipv4Address{}).value & 0xffffff00),
          interval_(setup.parameters.duration("interval")), left_(setup.parameters.count("count")),
          source_(wholeSource(kSource, {{"to", format(to_)}, {"count", std::to_string(left_)}, {"interval", timeInC(interval_)}}))
    {}

    void start(Instant now) override
    {
        const CallResult made = face_.socket({now, {}}, SocketType::Raw);
        if (!made.ok() || !to_.address.isV4())
            left_ = 0;
        else
            socket_ = made.socket();
        due_ = now;
        timeHasCome(now);
    }

    void timeHasCome(Instant now) override
    {
        for (; nextWake() <= now; due_ += interval_, --left_)
            (void)face_.send({now, {}}, socket_, syn());
    }

    void notice(Instant, const Notice&) override {}
    Instant nextWake() const override { return left_ > 0 ? due_ : kNever; }
    bool finished() const override { return left_ == 0; }
    std::string source() const override { return source_; }

private:
    Octets syn()
    {
        const IpAddress from = Ipv4Address{network_ | static_cast<std::uint32_t>(random_.below(256))};
        wire::TcpFields fields;
        fields.sourcePort = static_cast<std::uint16_t>(1024 + random_.below(64512));
        fields.destinationPort = to_.port;
        fields.seq = SeqNumber(static_cast<std::uint32_t>(random_.next()));
        fields.flags.set(wire::TcpFlags::kSyn);
        fields.window = 65535;
        fields.options.maximumSegmentSize = 1460;
        const std::size_t tcp = wire::kTcpHeaderOctets + wire::optionOctets(fields.options);
        Octets datagram(wire::kIpv4HeaderOctets + tcp);
        wire::emitIp({from, to_.address, wire::kProtocolTcp}, tcp, datagram.data());
        wire::emitTcp(fields, from, to_.address, {}, datagram.data() + wire::kIpv4HeaderOctets);
        return datagram;
    }

    SocketFace& face_;
    RandomStream random_;
    const Endpoint to_;
    const std::uint32_t network_;
    const Duration interval_;
    std::int64_t left_;
    const std::string source_;
    Instant due_ = kNever;
    SocketId socket_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) { return std::make_unique<SynFlood>(setup); }));
}

}  // namespace tcplab::app_syn_flood
