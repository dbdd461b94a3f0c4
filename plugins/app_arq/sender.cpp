// The sender: a window of datagrams, timers, and what is sent again when one fires.
#include <algorithm>
#include <deque>

#include "app_arq/protocol.h"
#include "base/pattern.h"
#include "plugin/source_text.h"

namespace tcplab::app_arq {
namespace {

constexpr std::string_view kSource = R"(#include <pthread.h>

/* The next datagram that the window allows or whose timer fired ($scheme); waits for it. 0: all are acknowledged. */
size_t due(char *datagram);
/* Takes an ACK. */
void understand(const char *ack, ssize_t n);

int s;

void *hear(void *unused)
{
    char ack[1405];
    ssize_t n;

    while ((n = recv(s, ack, sizeof ack, 0)) >= 0)
        understand(ack, n);
    return unused;
}

int main(void)
{
    pthread_t hearing;
    char datagram[1405];
    size_t n;

    s = socket(AF_INET, SOCK_DGRAM, 0);
    if (connect(s, $to, LENGTH) < 0)
        return 1;
    pthread_create(&hearing, NULL, hear, NULL);
    while ((n = due(datagram)) > 0)
        send(s, datagram, n, 0);
    close(s);
}
)";

class Sender : public App {
public:
    explicit Sender(const AppSetup& setup)
        : face_(setup.sockets), scheme_(schemeNamed(setup.parameters.text("scheme"))),
          to_(resolve(setup.names, setup.parameters.text("to")).value_or(Endpoint{})),
          size_(static_cast<std::uint64_t>(setup.parameters.size("size"))),
          payload_(static_cast<std::uint64_t>(setup.parameters.size("payload"))),
          window_(scheme_ == Scheme::StopAndWait ? 1 : static_cast<std::uint32_t>(setup.parameters.count("window"))),
          timeout_(setup.parameters.duration("timeout")), triesMost_(setup.parameters.count("tries")),
          source_(wholeSource(kSource, {{"scheme", setup.parameters.text("scheme")}, {"to", addressInC(setup.parameters.text("to"))}},
                              setup.parameters.text("to").find('[') == 0))
    {}

    void start(Instant now) override
    {
        const CallContext context{now, {}};
        const CallResult made = face_.socket(context, SocketType::Datagram);
        if (!made.ok() || !face_.connect(context, made.socket(), to_).ok())
            return giveUp(context);
        socket_ = made.socket();
        fillWindow(context);
        listen(context);
    }

    void notice(Instant now, const Notice& notice) override
    {
        if (finished_ || notice.socket != socket_)
            return;
        listen({now, notice.cause});
    }

    void timeHasCome(Instant now) override
    {
        if (nextWake() > now)
            return;
        const CallContext context{now, {}};
        if (++timeouts_ > triesMost_)
            return giveUp(context);
        // Go-back-N: from the oldest on, everything again. Selective repeat: each whose own timer fired.
        for (std::size_t i = 0; i < onTheWay_.size(); ++i)
            if (scheme_ != Scheme::SelectiveRepeat || (!onTheWay_[i].acknowledged && onTheWay_[i].deadline <= now))
                send(context, i);
    }

    Instant nextWake() const override
    {
        Instant wake = kNever;
        for (const OnTheWay& datagram : onTheWay_)
            if (!datagram.acknowledged)
                wake = std::min(wake, datagram.deadline);
        return finished_ ? kNever : wake;
    }

    bool finished() const override { return finished_; }
    std::string source() const override { return source_; }

private:
    struct OnTheWay {
        Instant deadline;
        bool acknowledged = false;  // only in selective repeat: what is acknowledged before older ones stays
    };

    std::uint32_t count() const { return static_cast<std::uint32_t>((size_ + payload_ - 1) / payload_); }

    void fillWindow(CallContext context)
    {
        while (onTheWay_.size() < window_ && base_ + onTheWay_.size() < count()) {
            onTheWay_.push_back({});
            send(context, onTheWay_.size() - 1);
        }
    }

    // Its timer runs from now on. A datagram that the stack refuses is one that was lost.
    void send(CallContext context, std::size_t index)
    {
        const std::uint32_t number = base_ + static_cast<std::uint32_t>(index);
        const std::uint64_t from = number * payload_;
        const Octets payload = pattern(from, std::min(payload_, size_ - from));
        (void)face_.send(context, socket_, written({Kind::Data, number, payload}));
        onTheWay_[index].deadline = context.now + timeout_;
    }

    void listen(CallContext context)
    {
        Octets room(kDatagramMax);
        for (;;) {
            const CallResult got = face_.receive(context, socket_, room);
            if (isWaiting(got.error))
                return;
            if (!got.ok())
                continue;  // a refusal that ICMP told: the timer decides
            const auto message = read(OctetView(room).first(static_cast<std::size_t>(got.value)));
            if (!message || message->kind != Kind::Ack)
                continue;
            acknowledged(message->number);
            fillWindow(context);
            if (onTheWay_.empty()) {
                finished_ = true;
                face_.close(context, socket_);
                return;
            }
        }
    }

    void acknowledged(std::uint32_t number)
    {
        const std::uint32_t index = number - base_;
        if (scheme_ == Scheme::SelectiveRepeat) {
            if (index < onTheWay_.size())
                onTheWay_[index].acknowledged = true;
            while (!onTheWay_.empty() && onTheWay_.front().acknowledged)
                moveOn();
        } else if (index >= 1 && index <= onTheWay_.size()) {
            while (base_ != number)
                moveOn();
        }
    }

    void moveOn()
    {
        onTheWay_.pop_front();
        ++base_;
        timeouts_ = 0;
    }

    void giveUp(CallContext context)
    {
        finished_ = true;
        if (socket_.valid())
            face_.close(context, socket_);
    }

    SocketFace& face_;
    const Scheme scheme_;
    const Endpoint to_;
    const std::uint64_t size_, payload_;
    const std::uint32_t window_;
    const Duration timeout_;
    const std::int64_t triesMost_;
    const std::string source_;

    SocketId socket_;
    std::uint32_t base_ = 0;  // the oldest that is not acknowledged
    std::deque<OnTheWay> onTheWay_;
    std::int64_t timeouts_ = 0;  // since something was acknowledged
    bool finished_ = false;
};

}  // namespace

std::unique_ptr<App> makeSender(const AppSetup& setup) { return std::make_unique<Sender>(setup); }

}  // namespace tcplab::app_arq
