#include <vector>

#include "app_messages/framing.h"
#include "app_messages/plugin.h"
#include "card.h"
#include "plugin/app.h"
#include "plugin/server_socket.h"
#include "plugin/source_text.h"

namespace tcplab::app_messages {
namespace {

OctetView octetsOf(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

constexpr std::string_view kSender = R"(#include <string.h>
#include <time.h>

/* The message as it goes into the stream: $framing. */
size_t framed(char *room, const char *message);

int main(void)
{
    const char *messages[] = {$messages};
    struct timespec after[] = {$times};
    char room[65538];
    int s = socket(AF_INET, SOCK_STREAM, 0);

    if (connect(s, $to, LENGTH) < 0)
        return 1;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; ++i) {
        nanosleep(&after[i], NULL);
        if (send(s, room, framed(room, messages[i]), 0) < 0)
            break;
    }
    close(s);
}
)";

constexpr std::string_view kReceiver = R"(#include <time.h>

/* Takes the messages that are complete with these octets: $framing. */
void take(const char *octets, ssize_t n);

int main(void)
{
    char buffer[$room];
    ssize_t n;
    int s = socket(AF_INET, SOCK_STREAM, 0);

    bind(s, $any, LENGTH);
    listen(s, 1);
    for (;;) {
        int c = accept(s, NULL, NULL);
        while ((n = recv(c, buffer, sizeof buffer, 0)) > 0) {
            take(buffer, n);
            nanosleep($pause, NULL);
        }
        close(c);
    }
}
)";

class Sender : public App {
public:
    explicit Sender(const AppSetup& setup)
        : face_(setup.sockets), framing_(setup.parameters), to_(resolve(setup.names, setup.parameters.text("to")).value_or(Endpoint{})),
          source_(sourceOf(setup.parameters))
    {
        for (const Parameters& message : setup.parameters.entries("messages"))
            messages_.push_back({framing_.framed(message.text("text")), message.duration("after")});
    }

    void start(Instant now) override
    {
        const CallContext context{now, {}};
        const CallResult made = face_.socket(context, SocketType::Stream);
        socket_ = made.ok() ? made.socket() : SocketId{};
        connect(context);
    }

    void notice(Instant now, const Notice& notice) override
    {
        if (finished_ || notice.socket != socket_)
            return;
        if (!connected_)
            connect({now, notice.cause});
        else
            goOn({now, notice.cause});
    }

    void timeHasCome(Instant now) override
    {
        if (nextWake() <= now)
            goOn({now, {}});
    }

    Instant nextWake() const override { return connected_ && !finished_ && unsent_.empty() ? due_ : kNever; }
    bool finished() const override { return finished_; }
    std::string source() const override { return source_; }

private:
    struct Message {
        std::string octets;
        Duration after;
    };

    static std::string sourceOf(const Parameters& given)
    {
        std::string messages, times;
        for (const Parameters& message : given.entries("messages")) {
            const std::string time = timeInC(message.duration("after"));
            messages += (messages.empty() ? "" : ", ") + quotedInC(message.text("text"));
            times += (times.empty() ? "" : ", ") + time.substr(time.find('{'));
        }
        const std::string& to = given.text("to");
        return wholeSource(kSender, {{"framing", given.text("framing")}, {"messages", messages}, {"times", times}, {"to", addressInC(to)}},
                           to.find('[') == 0);
    }

    void connect(CallContext context)
    {
        const CallResult result = face_.connect(context, socket_, to_);
        if (isWaiting(result.error))
            return;
        if (!result.ok())
            return end(context);
        connected_ = true;
        prepare(context.now);
        goOn(context);
    }

    void prepare(Instant before) { due_ = next_ < messages_.size() ? before + messages_[next_].after : before; }

    void goOn(CallContext context)
    {
        for (;;) {
            if (unsent_.empty()) {
                if (next_ == messages_.size())
                    return end(context);
                if (due_ > context.now)
                    return;
                unsent_ = messages_[next_++].octets;
                prepare(context.now);
            }
            const CallResult sent = face_.send(context, socket_, octetsOf(unsent_));
            if (isWaiting(sent.error))
                return;
            if (!sent.ok())
                return end(context);
            unsent_.erase(0, static_cast<std::size_t>(sent.value));
        }
    }

    void end(CallContext context)
    {
        finished_ = true;
        face_.close(context, socket_);
    }

    SocketFace& face_;
    const Framing framing_;
    const Endpoint to_;
    const std::string source_;
    std::vector<Message> messages_;
    SocketId socket_;
    bool connected_ = false, finished_ = false;
    std::size_t next_ = 0;
    Instant due_ = kNever;
    std::string unsent_;
};

// Of one sender after the other.
class Receiver : public App {
public:
    explicit Receiver(const AppSetup& setup)
        : face_(setup.sockets), log_(setup.log), framing_(setup.parameters),
          port_(static_cast<std::uint16_t>(setup.parameters.count("port"))), room_(static_cast<std::size_t>(setup.parameters.size("room"))),
          readEvery_(setup.parameters.duration("readEvery")), source_(wholeSource(kReceiver, {{"framing", setup.parameters.text("framing")},
                                                                                              {"room", std::to_string(room_)},
                                                                                              {"any", anyAddressInC(port_)},
                                                                                              {"pause", timeInC(readEvery_)}}))
    {}

    void start(Instant now) override
    {
        const CallContext context{now, {}};
        door_ = openListener(face_, context, port_, 1);
        if (door_.valid())
            goOn(context);
    }

    void notice(Instant now, const Notice& notice) override
    {
        if (due_ <= now)
            goOn({now, notice.cause});
    }

    void timeHasCome(Instant now) override
    {
        if (due_ <= now)
            goOn({now, {}});
    }

    Instant nextWake() const override { return waits_ ? kNever : due_; }
    bool finished() const override { return !door_.valid(); }
    std::string source() const override { return source_; }

private:
    // Until nothing is there, or until it is too early to read again.
    void goOn(CallContext context)
    {
        waits_ = false;
        while (door_.valid() && due_ <= context.now) {
            if (!socket_.valid()) {
                const CallResult accepted = face_.accept(context, door_);
                waits_ = !accepted.ok();
                if (waits_)
                    return;
                socket_ = accepted.socket();
                received_.clear();
            }
            waits_ = !read(context);
            if (waits_)
                return;
        }
    }

    // False when it has to wait for octets.
    bool read(CallContext context)
    {
        Octets room(room_);
        const CallResult got = face_.receive(context, socket_, room);
        if (isWaiting(got.error))
            return false;
        if (!got.ok() || got.value == 0) {
            face_.close(context, std::exchange(socket_, {}));
            return true;
        }
        received_.append(reinterpret_cast<const char*>(room.data()), static_cast<std::size_t>(got.value));
        while (const auto message = framing_.next(received_))
            log_.note(context, Rule::AppMessage, *message);
        due_ = context.now + readEvery_;
        return true;
    }

    SocketFace& face_;
    ProgramLog& log_;
    const Framing framing_;
    const std::uint16_t port_;
    const std::size_t room_;
    const Duration readEvery_;
    const std::string source_;
    SocketId door_, socket_;
    bool waits_ = false;    // for a notice
    Instant due_ = kStart;  // not to read before
    std::string received_;  // not yet a whole message
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(), AppFactory([](const AppSetup& setup) -> std::unique_ptr<App> {
                      if (setup.parameters.text("role") == "sender")
                          return std::make_unique<Sender>(setup);
                      return std::make_unique<Receiver>(setup);
                  }));
}

}  // namespace tcplab::app_messages
