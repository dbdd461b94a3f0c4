// The receiver: what it takes, what it keeps, and what it acknowledges. Of one sender at a time.
#include <map>

#include "app_arq/plugin.h"
#include "app_arq/protocol.h"
#include "card.h"
#include "plugin/server_socket.h"
#include "plugin/source_text.h"

namespace tcplab::app_arq {
namespace {

constexpr std::string_view kSource = R"(
/* Keeps the datagram or not, and makes the ACK that is due ($scheme); 0: none. */
size_t understand(const char *datagram, ssize_t n, char *ack);

int main(void)
{
    struct sockaddr_storage from;
    socklen_t length = sizeof from;
    char datagram[1405], ack[5];
    ssize_t n;
    size_t answer;
    int s = socket(AF_INET, SOCK_DGRAM, 0);

    bind(s, $any, LENGTH);
    while ((n = recvfrom(s, datagram, sizeof datagram, 0, (struct sockaddr *)&from, &length)) >= 0)
        if ((answer = understand(datagram, n, ack)) > 0)
            sendto(s, ack, answer, 0, (struct sockaddr *)&from, length);
}
)";

class Receiver : public App {
public:
    explicit Receiver(const AppSetup& setup)
        : face_(setup.sockets), log_(setup.log), scheme_(schemeNamed(setup.parameters.text("scheme"))),
          port_(static_cast<std::uint16_t>(setup.parameters.count("port"))),
          window_(static_cast<std::uint32_t>(setup.parameters.count("window"))),
          source_(wholeSource(kSource, {{"scheme", setup.parameters.text("scheme")}, {"any", anyAddressInC(port_)}}))
    {}

    void start(Instant now) override
    {
        const CallContext context{now, {}};
        socket_ = openDatagramSocket(face_, context, port_);
        if (socket_.valid())
            listen(context);
    }

    void notice(Instant now, const Notice& notice) override
    {
        if (socket_.valid() && notice.socket == socket_)
            listen({now, notice.cause});
    }

    void timeHasCome(Instant) override {}
    Instant nextWake() const override { return kNever; }
    bool finished() const override { return !socket_.valid(); }
    std::string source() const override { return source_; }

private:
    void listen(CallContext context)
    {
        Octets room(kDatagramMax);
        for (;;) {
            Endpoint from;
            const CallResult got = face_.receiveFrom(context, socket_, room, from);
            if (!got.ok())
                return;
            const auto message = read(OctetView(room).first(static_cast<std::size_t>(got.value)));
            if (message && message->kind == Kind::Data)
                take(context, from, *message);
        }
    }

    void take(CallContext context, const Endpoint& from, const Message& data)
    {
        if (data.number == expected_)
            deliver(context, data.payload);
        else if (scheme_ == Scheme::SelectiveRepeat && data.number - expected_ < window_)
            early_.try_emplace(data.number, data.payload.begin(), data.payload.end());
        else if (scheme_ == Scheme::SelectiveRepeat && expected_ - data.number > window_)
            return;  // neither in the window nor in the one before it, whose ACKs may have been lost
        while (!early_.empty() && early_.begin()->first == expected_) {
            deliver(context, early_.begin()->second);
            early_.erase(early_.begin());
        }
        const std::uint32_t acknowledged = scheme_ == Scheme::SelectiveRepeat ? data.number : expected_;
        (void)face_.sendTo(context, socket_, from, written({Kind::Ack, acknowledged, {}}));
    }

    void deliver(CallContext context, OctetView payload)
    {
        log_.delivered(context, payload);
        ++expected_;
    }

    SocketFace& face_;
    ProgramLog& log_;
    const Scheme scheme_;
    const std::uint16_t port_;
    const std::uint32_t window_;
    const std::string source_;
    SocketId socket_;
    std::uint32_t expected_ = 0;
    std::map<std::uint32_t, Octets> early_;  // came before what is expected
};

}  // namespace

std::unique_ptr<App> makeReceiver(const AppSetup& setup) { return std::make_unique<Receiver>(setup); }

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) {
                      return setup.parameters.text("role") == "sender" ? makeSender(setup) : makeReceiver(setup);
                  }));
}

}  // namespace tcplab::app_arq
