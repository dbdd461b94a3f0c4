#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/live_summary.h"
#include "cli/talk.h"
#include "session/live_recording.h"
#include "session/live_setup.h"
#include "session/plugin_loader.h"

namespace tcplab {
namespace {

// How long a connection may take to close after the talk on it has ended.
constexpr Duration kClosingMax = 10s;

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler writes it");

void interruptOnSignals()
{
    for (const int signal : {SIGINT, SIGTERM})
        std::signal(signal, [](int) { interrupted = true; });
}

struct LiveCommand {
    LiveOptions options;
    std::string connect;
    TalkPlan talk;
    std::string record;
    bool json = false;
    double seconds = 0;  // 0: no limit

    int operator()();
};

// One session from the start to its summary.
class Session {
public:
    Session(const LiveCommand& command, LiveWorld& world) : command_(command), world_(world) {}

    void startTalking();
    void run();
    // Answers the exit code.
    int end() const;

private:
    using Clock = std::chrono::steady_clock;

    Instant now() const { return Instant{Clock::now() - began_}; }
    bool isOver();
    bool talkIsOver(Instant now);

    const LiveCommand& command_;
    LiveWorld& world_;
    Clock::time_point began_ = Clock::now();
    TalkState talk_;
    ConnectionId talkConnection_{};
    std::optional<Instant> closingSince_;
    std::size_t looked_ = 0;  // events that isClosed() has seen
};

void Session::startTalking()
{
    world_.host().addApp("talk",
                         [this](AppSetup setup) {
                             const auto hear = [this](OctetView octets) {
                                 if (!command_.json)
                                     std::fwrite(octets.data(), 1, octets.size(), stdout);
                             };
                             return std::make_unique<Talk>(command_.talk, setup.sockets, talk_, hear);
                         },
                         {}, RandomStream(0, "talk"), {});
}

void Session::run()
{
    say({QT_TRANSLATE_NOOP("Sentence", "{0} is on {1}"), command_.options.address, command_.options.device});
    if (command_.connect.empty())
        say(QT_TRANSLATE_NOOP("Sentence", "Ctrl+C ends the session"));
    world_.run([this] { return now(); }, [this] { return isOver(); });
}

bool Session::isOver()
{
    const Instant at = now();
    return interrupted || (command_.seconds > 0 && seconds(at) >= command_.seconds) || (!command_.connect.empty() && talkIsOver(at));
}

// The program is done with its connection before the connection is: its FIN still has to be acknowledged.
bool Session::talkIsOver(Instant at)
{
    if (talk_.socket.valid())
        talkConnection_ = world_.host().engine().connectionOf(talk_.socket);
    if (!talk_.finished)
        return false;
    closingSince_ = closingSince_.value_or(at);
    return isClosed(*world_.trace(), talkConnection_, looked_) || at - *closingSince_ > kClosingMax;
}

int Session::end() const
{
    std::fflush(stdout);
    const LiveSummary summary = summaryOf(*world_.trace());
    if (command_.json)
        fmt::print("{}\n", toJson(summary, talk_));
    else
        say(toSentence(summary));
    if (talk_.error == Errno::None)
        return kDone;
    say({QT_TRANSLATE_NOOP("Sentence", "the connection to {0} failed: {1}"), command_.connect, name(talk_.error)});
    return kCheckFailed;
}

int LiveCommand::operator()()
{
    const auto setup = liveSetupOf(options);
    if (!setup)
        return refuse(setup.error());
    if (!connect.empty()) {
        const auto to = parseEndpoint(connect);
        if (!to)
            return refuse(to.error());
        talk.to = *to;
    }
    const Plugins plugins = loadPlugins(pluginFolders());
    if (const auto may = mayMeetRealPeers(setup->host, plugins.catalogue); !may)
        return refuse(may.error());
    const auto door = tapDoor(options.device, plugins.catalogue);
    if (!door)
        return refuse(door.error());
    if (const auto opened = (*door)->open(); !opened)
        return refuse(opened.error());
    const auto world = LiveWorld::create(*setup, **door, plugins.catalogue);
    if (!world)
        return refuse(world.error());
    std::unique_ptr<LiveRecording> recording;
    if (!record.empty()) {
        auto begun = LiveRecording::begin(record, **door, options.device);
        if (!begun)
            return refuse(begun.error());
        recording = std::move(*begun);
        (*world)->setWitness([&](Instant at, OctetView packet) { recording->write(at, packet); });
    }
    interruptOnSignals();
    Session session(*this, **world);
    if (!connect.empty())
        session.startTalking();
    session.run();
    const int code = session.end();
    const auto recorded = recording ? recording->finish() : tl::expected<void, Refusal>();
    return recorded ? code : refuse(recorded.error());
}

}  // namespace

void addLiveCommand(CLI::App& program, Request& request)
{
    auto command = std::make_shared<LiveCommand>();
    CLI::App* live =
        program.add_subcommand("live", words(QT_TRANSLATE_NOOP("Sentence", "Put the engine on a real network through a TAP device")));
    live->add_option("--tap", command->options.device, words(QT_TRANSLATE_NOOP("Sentence", "The TAP device")))->required();
    live->add_option("--address", command->options.address,
                     words(QT_TRANSLATE_NOOP("Sentence", "The engine's address with its network's prefix length, such as 10.9.0.2/24")))
        ->required();
    live->add_option("--address6", command->options.address6,
                     words(QT_TRANSLATE_NOOP("Sentence", "The engine's IPv6 address, such as fd00::2; it reaches neighbours only")));
    live->add_option("--gateway", command->options.gateway, words(QT_TRANSLATE_NOOP("Sentence", "The next hop to other networks")));
    live->add_option("--serve", command->options.services,
                     words(QT_TRANSLATE_NOOP("Sentence", "http:PORT, echo:PORT, discard:PORT or chargen:PORT; may be given several times")))
        ->allow_extra_args(false);
    CLI::Option* connect = live->add_option(
        "--connect", command->connect, words(QT_TRANSLATE_NOOP("Sentence", "Open a connection to ADDRESS:PORT and print what comes back")));
    live->add_option("--send", command->talk.say, words(QT_TRANSLATE_NOOP("Sentence", "The text to send over it")))->needs(connect);
    live->add_flag("--half-close", command->talk.halfClose,
                   words(QT_TRANSLATE_NOOP("Sentence", "After sending, say that no more will come")))
        ->needs(connect);
    live->add_option("--loss", command->options.loss,
                     words(QT_TRANSLATE_NOOP("Sentence", "Lose each packet with this probability, in both directions")))
        ->check(CLI::Range(0.0, 1.0));
    live->add_option("--set", command->options.settings,
                     words(QT_TRANSLATE_NOOP("Sentence",
                                             "Change a parameter of the engine, NAME=VALUE, or of a congestion control, "
                                             "CONTROL.NAME=VALUE, repeatable: tcp_sack=false, cc_cubic.hystart=off")))
        ->allow_extra_args(false);
    live->add_option("--record", command->record, words(QT_TRANSLATE_NOOP("Sentence", "Record the packets at the TAP device as pcapng")));
    live->add_option("--seconds", command->seconds, words(QT_TRANSLATE_NOOP("Sentence", "End after so many seconds")))
        ->check(CLI::PositiveNumber);
    live->add_flag("--json", command->json,
                   words(QT_TRANSLATE_NOOP("Sentence", "At the end, print what happened as JSON instead of what came back")));
    live->callback([&request, command] { request = {Request::Surface::None, [command] { return (*command)(); }}; });
}

}  // namespace tcplab
