#include <set>

#include "app_voice/plugin.h"
#include "app_voice/voice.h"
#include "card.h"
#include "plugin/server_socket.h"
#include "plugin/source_text.h"
#include "wire/octet_order.h"

namespace tcplab::app_voice {
namespace {

constexpr std::string_view kOverTcp = R"(
/* Puts the pieces of sound aside until it is their turn to be played. */
void keep(const char *octets, ssize_t n);

int main(void)
{
    char buffer[$room];
    ssize_t n;
    int s = socket(AF_INET, SOCK_STREAM, 0);

    bind(s, $any, LENGTH);
    listen(s, 1);
    int c = accept(s, NULL, NULL);
    while ((n = recv(c, buffer, sizeof buffer, 0)) > 0)
        keep(buffer, n);
}
)";

constexpr std::string_view kOverUdp = R"(
/* Puts the piece of sound aside until it is its turn to be played. */
void keep(const char *octets, ssize_t n);

int main(void)
{
    char buffer[$room];
    ssize_t n;
    int s = socket(AF_INET, SOCK_DGRAM, 0);

    bind(s, $any, LENGTH);
    while ((n = recv(s, buffer, sizeof buffer, 0)) >= 0)
        keep(buffer, n);
}
)";

// Plays one piece at each interval, from the play-out delay after the first arrival on.
class Listener : public App {
public:
    explicit Listener(const AppSetup& setup)
        : face_(setup.sockets), log_(setup.log), format_(setup.parameters), delay_(setup.parameters.duration("playoutDelay")),
          port_(static_cast<std::uint16_t>(setup.parameters.count("port")))
    {}

    void start(Instant now) override
    {
        const CallContext context{now, {}};
        if (format_.overTcp)
            door_ = openListener(face_, context, port_, 1);
        else
            socket_ = openDatagramSocket(face_, context, port_);
        hear(context);
    }

    void notice(Instant now, const Notice& notice) override { hear({now, notice.cause}); }

    void timeHasCome(Instant now) override
    {
        while (nextWake() <= now)
            play({now, {}});
    }

    Instant nextWake() const override { return over() ? kNever : due_; }
    bool finished() const override { return over() || !(door_.valid() || socket_.valid()); }
    std::string source() const override
    {
        return wholeSource(format_.overTcp ? kOverTcp : kOverUdp,
                           {{"any", anyAddressInC(port_)}, {"room", std::to_string(4 * format_.frameOctets)}});
    }

private:
    bool over() const { return due_ != kNever && turn_ >= count_; }

    void hear(CallContext context)
    {
        if (door_.valid() && !socket_.valid())
            if (const CallResult accepted = face_.accept(context, door_); accepted.ok())
                socket_ = accepted.socket();
        if (!socket_.valid())
            return;
        Octets room(4 * format_.frameOctets);
        for (;;) {
            const CallResult got = face_.receive(context, socket_, room);
            if (!got.ok() || (got.value == 0 && format_.overTcp))
                return;
            heard_.insert(heard_.end(), room.begin(), room.begin() + got.value);
            takeFrames(context);
        }
    }

    void takeFrames(CallContext context)
    {
        while (heard_.size() >= format_.frameOctets) {
            takePiece(context, wire::get32(heard_.data()), wire::get32(heard_.data() + 4));
            heard_.erase(heard_.begin(), heard_.begin() + static_cast<std::ptrdiff_t>(format_.frameOctets));
        }
        if (!format_.overTcp)
            heard_.clear();
    }

    void takePiece(CallContext context, std::uint32_t number, std::uint32_t count)
    {
        if (due_ == kNever) {
            turn_ = number;
            due_ = context.now + delay_;
        }
        count_ = count;
        if (number >= turn_)
            waiting_.insert(number);
        else
            log_.note(context, Rule::AppTooLate, std::to_string(number));
    }

    void play(CallContext context)
    {
        log_.note(context, waiting_.erase(turn_) > 0 ? Rule::AppPlayed : Rule::AppGap, std::to_string(turn_));
        ++turn_;
        due_ += format_.interval;
    }

    SocketFace& face_;
    ProgramLog& log_;
    const Format format_;
    const Duration delay_;
    const std::uint16_t port_;
    SocketId door_, socket_;
    Octets heard_;                     // not yet a whole frame
    std::set<std::uint32_t> waiting_;  // for their turn
    std::uint32_t turn_ = 0;           // of the piece that is played next
    Instant due_ = kNever;             // when; before the first has come, nobody knows
    std::uint32_t count_ = 0;
};

}  // namespace

std::unique_ptr<App> makeListener(const AppSetup& setup) { return std::make_unique<Listener>(setup); }

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) {
                      return setup.parameters.text("role") == "speaker" ? makeSpeaker(setup) : makeListener(setup);
                  }));
}

}  // namespace tcplab::app_voice
