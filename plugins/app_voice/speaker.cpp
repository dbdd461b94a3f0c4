#include "app_voice/voice.h"
#include "base/pattern.h"
#include "plugin/source_text.h"
#include "wire/octet_order.h"

namespace tcplab::app_voice {
namespace {

constexpr std::string_view kSource = R"(#include <netinet/tcp.h>
#include <time.h>

/* Piece i of the sound. */
void speak(char *piece, int i);

int main(void)
{
    char piece[$size];
    int s = socket(AF_INET, $type, 0);

$noDelay    if (connect(s, $to, LENGTH) < 0)
        return 1;
    for (int i = 0; i < $packets; ++i) {
        speak(piece, i);
        send(s, piece, sizeof piece, 0);
        nanosleep($interval, NULL);
    }
    close(s);
}
)";

// One piece at each interval, whatever the network does: nobody can stop speaking.
class Speaker : public App {
public:
    explicit Speaker(const AppSetup& setup)
        : face_(setup.sockets), format_(setup.parameters), to_(resolve(setup.names, setup.parameters.text("to")).value_or(Endpoint{})),
          packets_(static_cast<std::uint32_t>(setup.parameters.count("packets"))), source_(sourceOf(setup.parameters.text("to")))
    {}

    void start(Instant now) override
    {
        const CallContext context{now, {}};
        const CallResult made = face_.socket(context, format_.overTcp ? SocketType::Stream : SocketType::Datagram);
        if (!made.ok())
            return hangUp(context);
        socket_ = made.socket();
        if (format_.overTcp)  // sound cannot wait for an ACK of the piece before it (Nagle)
            (void)face_.setOption(context, socket_, SocketOption::NoDelay, 1);
        connect(context);
    }

    void notice(Instant now, const Notice& notice) override
    {
        if (hungUp_ || notice.socket != socket_)
            return;
        const CallContext context{now, notice.cause};
        if (!connected_)
            connect(context);
        else
            pushOn(context);
    }

    void timeHasCome(Instant now) override
    {
        for (const CallContext context{now, {}}; nextWake() <= now;) {
            speak();
            pushOn(context);
        }
    }

    Instant nextWake() const override { return connected_ && !hungUp_ && next_ < packets_ ? due_ : kNever; }
    bool finished() const override { return hungUp_; }
    std::string source() const override { return source_; }

private:
    std::string sourceOf(const std::string& to) const
    {
        const char* noDelay = "    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));\n";
        return wholeSource(kSource,
                           {{"type", format_.overTcp ? "SOCK_STREAM" : "SOCK_DGRAM"},
                            {"noDelay", format_.overTcp ? noDelay : ""},
                            {"to", addressInC(to)},
                            {"packets", std::to_string(packets_)},
                            {"size", std::to_string(format_.frameOctets)},
                            {"interval", timeInC(format_.interval)}},
                           to.find('[') == 0);
    }

    void connect(CallContext context)
    {
        const CallResult result = face_.connect(context, socket_, to_);
        if (isWaiting(result.error))
            return;
        if (!result.ok())
            return hangUp(context);
        connected_ = true;
        due_ = context.now;
    }

    void speak()
    {
        Octets frame(format_.frameOctets);
        wire::put32(frame.data(), next_);
        wire::put32(frame.data() + 4, packets_);
        const std::uint64_t sound = format_.frameOctets - kHeaderOctets;
        fillPattern(next_ * sound, std::span(frame).subspan(kHeaderOctets));
        unsent_.insert(unsent_.end(), frame.begin(), frame.end());
        ++next_;
        due_ += format_.interval;
    }

    // Over TCP what the send buffer does not take waits. A datagram goes, or it is lost.
    void pushOn(CallContext context)
    {
        while (!unsent_.empty()) {
            const CallResult sent = face_.send(context, socket_, unsent_);
            if (isWaiting(sent.error))
                return;
            if (!sent.ok() && format_.overTcp)
                return hangUp(context);
            unsent_.erase(unsent_.begin(), sent.ok() ? unsent_.begin() + sent.value : unsent_.end());
        }
        if (next_ == packets_)
            hangUp(context);
    }

    void hangUp(CallContext context)
    {
        hungUp_ = true;
        if (socket_.valid())
            face_.close(context, socket_);
    }

    SocketFace& face_;
    const Format format_;
    const Endpoint to_;
    const std::uint32_t packets_;
    const std::string source_;
    SocketId socket_;
    bool connected_ = false, hungUp_ = false;
    std::uint32_t next_ = 0;
    Instant due_ = kNever;
    Octets unsent_;
};

}  // namespace

Format::Format(const Parameters& parameters)
    : overTcp(parameters.text("transport") == "tcp"), interval(parameters.duration("interval")),
      frameOctets(kHeaderOctets + static_cast<std::size_t>(parameters.size("payload")))
{}

std::unique_ptr<App> makeSpeaker(const AppSetup& setup) { return std::make_unique<Speaker>(setup); }

}  // namespace tcplab::app_voice
