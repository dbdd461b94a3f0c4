#include "script_run/player.h"

#include <algorithm>

#include <fmt/format.h>

#include "analysis/explain.h"
#include "packetdrill/evaluator.h"
#include "packetdrill/parser.h"
#include "packetdrill/timing.h"
#include "script_run/cast.h"
#include "script_run/facts.h"
#include "script_run/program.h"
#include "script_run/script_file.h"
#include "script_run/settings.h"
#include "script_run/symbols.h"

namespace tcplab::script_run {

using namespace packetdrill;

namespace {

constexpr Duration kPatience = 2s;                            // for an outbound packet, beyond the time at which it is expected
constexpr Duration kPatienceForCall = 1s;                     // for a blocking call that the next one waits for
constexpr Duration kPatienceForAny = std::chrono::hours(24);  // for "*", in virtual time

double inSeconds(Instant at) { return seconds(at); }
// As it stands in sentences, in seconds.
std::string told(Instant at) { return fmt::format("{:.6f}", inSeconds(at)); }

class Player {
    using Event = packetdrill::Event;

public:
    Player(const Script& script, const Catalogue& catalogue, const PlayOptions& options, Config config)
        : script_(script), catalogue_(catalogue), options_(options)
    {
        result_.config = std::move(config);
        result_.instants.resize(script.events.size());
        result_.ports.resize(script.events.size());
    }

    Result<PlayResult> play()
    {
        if (!result_.config.unsupported.empty())
            return notApplicable({}, result_.config.unsupported);
        if (const auto prepared = prepare(); !prepared)
            return tl::unexpected(prepared.error());
        for (std::size_t i = 0; i < script_.events.size() && !over_ && !result_.config.dryRun; ++i)
            playEvent(i);
        if (!over_)
            finish();
        if (stage_)
            result_.trace = stage_->trace();
        return std::move(result_);
    }

private:
    const Config& config() const { return result_.config; }

    // --- the ends that a play may have

    void fail(Sentence sentence)
    {
        if (std::exchange(over_, true))
            return;
        result_.verdict = Verdict::Failed;
        result_.place = event_ ? event_->place : Place{};
        result_.sentence = std::move(sentence);
    }

    PlayResult& notApplicable(Place place, const std::string& name) { return notApplicable(place, Sentence::asItIs(name)); }
    PlayResult& notApplicable(Place place, Sentence feature)
    {
        if (!std::exchange(over_, true)) {
            result_.verdict = Verdict::NotApplicable;
            result_.place = place;
            result_.sentence = std::move(feature);
        }
        return result_;
    }

    void tell(Instant at, const std::string& line) { result_.story += fmt::format("{:>11.6f}  {}\n", inSeconds(at), line); }

    // --- set-up

    // Commands before the first other event make the engine's set-up: it begins with it.
    Result<void> prepare()
    {
        const EngineFactory* factory = catalogue_.engine(options_.engine);
        if (!factory)
            return tl::unexpected(
                problemAt({}, {QT_TRANSLATE_NOOP("Sentence", "no engine plugin named \"{0}\" is loaded"), options_.engine}));
        card_ = catalogue_.card(options_.engine);
        if (std::any_of(card_->parameters.begin(), card_->parameters.end(), [](const auto& spec) { return spec.name == "profile"; }))
            result_.parameters["profile"] = Value{options_.profile};
        if (script_.setUp)
            setUp(script_.setUp->command, script_.setUp->place);
        while (firstEvent_ < script_.events.size() && std::holds_alternative<Command>(script_.events[firstEvent_].what) && !over_) {
            const Event& event = script_.events[firstEvent_];
            if (event.time.at != Duration{})
                break;
            setUp(std::get<Command>(event.what), event.place);
            ++firstEvent_;
        }
        if (over_)
            return {};
        for (const auto& [name, value] : options_.parameters)
            result_.parameters[name] = value;
        for (const auto& [id, values] : options_.congestionControls)
            for (const auto& [name, value] : values)
                result_.congestionControls[id][name] = value;
        auto parameters = normalize(card_->parameters, result_.parameters);
        if (!parameters)
            return tl::unexpected(parameters.error());
        parameters_ = std::move(*parameters);
        stage_ = std::make_unique<Stage>(
            StageSetup{config().local, config().remote, config().mtu, parameters_, result_.congestionControls, options_.seed}, *factory,
            catalogue_);
        program_ = std::make_unique<Program>(*stage_, config(), options_.strict);
        cast_ = std::make_unique<Cast>(config(), *stage_);
        stage_->setWitness([this] { somethingHappened(); });
        return {};
    }

    void setUp(const Command& command, Place place)
    {
        for (const ShellAction& action : actionsOf(command.text, options_.files)) {
            if (action.kind == ShellAction::Kind::Set)
                set(action, place);
            else if (action.kind == ShellAction::Kind::Unsupported)
                notApplicable(place, action.name);
        }
    }

    void set(const ShellAction& action, Place place)
    {
        const Card* controller = controllerOf(catalogue_, action.name);
        const Card& card = controller ? *controller : *card_;
        ValueMap& values = controller ? result_.congestionControls[controller->id] : result_.parameters;
        const SettingMeaning meaning = meaningOf(card, action.name, action.value, values);
        if (!meaning.unsupported.empty())
            notApplicable(place, meaning.unsupported);
        if (const auto taken = normalize(card.parameters, meaning.parameters); !taken)
            notApplicable(place, Sentence{"{0}={1} ({2})", action.name, action.value, taken.error().sentence});
        for (const auto& [name, value] : meaning.parameters)
            values[name] = value;
    }

    // --- one event after the other

    void playEvent(std::size_t index)
    {
        event_ = &script_.events[index];
        const Packet* packet = std::get_if<Packet>(&event_->what);
        base_ = stage_->now();
        expectation_ = expectationOf(event_->time, base_, lastDue_, config());
        if (!packet || !packet->outbound())
            stage_->advanceTo(expectation_.from);
        if (over_)
            return;
        result_.instants[index] = stage_->now();
        if (index >= firstEvent_)
            std::visit([this, index](const auto& what) { perform(what, index); }, event_->what);
        lastDue_ = expectation_.any ? stage_->now() : expectation_.from;
    }

    Judgement judgement() const
    {
        const Duration sinceStart = stage_->now() - kStart;
        return {options_.strict, config().scaledEcho, config().timestampTick, toleranceOf(config(), sinceStart)};
    }

    // --- packets

    void perform(const Packet& packet, std::size_t index)
    {
        if (!packet.encapsulations.empty())
            return void(notApplicable(event_->place, packet.encapsulations.front().substr(0, packet.encapsulations.front().find(' '))));
        if (packet.tunnel)
            return void(notApplicable(event_->place, std::string("TCP over UDP")));
        if (usesMd5(packet))
            return void(notApplicable(event_->place, std::string("TCP-MD5")));
        Role& role = cast_->of(packet);
        // A port that the stack chooses may be another one in another run.
        if (role.child)
            result_.ports[index] = portsOf(packet, role.conversation);
        packet.outbound() ? hear(role, packet, index) : inject(role, packet);
    }

    static bool usesMd5(const Packet& packet)
    {
        const auto* segment = std::get_if<TcpSegment>(&packet.body);
        return segment && std::any_of(segment->options.begin(), segment->options.end(),
                                      [](const TcpOption& option) { return option.kind == TcpOption::Kind::Md5; });
    }

    static Ports portsOf(const Packet& packet, const Conversation& conversation)
    {
        const Ports toPeer{conversation.local().port, conversation.remote().port};
        return packet.outbound() ? toPeer : Ports{toPeer.to, toPeer.from};
    }

    void inject(Role& role, const Packet& packet)
    {
        const auto datagram = role.conversation.inbound(packet, judgement());
        if (!datagram)
            return fail(datagram.error().sentence);
        tell(stage_->now(), writePacket(packet));
        stage_->inject(*datagram);
    }

    void hear(Role& role, const Packet& packet, std::size_t index)
    {
        const auto caught = next(role.conversation, packet);
        if (!caught)
            return nothingHeard(packet);
        const Heard& heard = caught->heard;
        result_.instants[index] = heard.at;
        const auto differences = role.conversation.judge(packet, heard.datagram, judgement());
        tell(heard.at, writePacket(role.conversation.written(heard.datagram)));
        if (!differences.empty() && !config().packetsMayDiffer)
            return mismatch(packet, role, heard, differences);
        judgeTime(packet, heard);
    }

    // What the stack sends for this line, with as much patience as the language has.
    std::optional<Ear::Catch> next(const Conversation& conversation, const Packet& packet)
    {
        const Instant limit = std::max(expectation_.until, stage_->now()) + (expectation_.any ? kPatienceForAny : kPatience);
        for (;;) {
            auto caught = stage_->ear.listen(conversation, packet, config().strictSegments);
            const bool nothingMore = over_ || stage_->now() >= limit || (expectation_.any && nextWake() == kNever);
            if (caught && (caught->complete || nothingMore)) {
                stage_->ear.take(*caught);
                return caught;
            }
            if (nothingMore)
                return std::nullopt;
            stage_->step(std::min(limit, std::max(nextWake(), stage_->now())));
            heedDeadline();
        }
    }

    // Of the engine, or of a blocking call.
    Instant nextWake() const
    {
        const auto deadline = running_ ? running_->call.deadline : std::nullopt;
        return std::min(stage_->engine().nextWake(), deadline.value_or(kNever));
    }

    void heedDeadline()
    {
        if (running_ && running_->call.deadline && *running_->call.deadline <= stage_->now())
            somethingHappened();
    }

    void nothingHeard(const Packet& packet)
    {
        if (over_)
            return;
        result_.expected = writePacket(packet);
        if (expectation_.any)
            fail(QT_TRANSLATE_NOOP("Sentence", "the stack sends nothing more"));
        else
            fail({QT_TRANSLATE_NOOP("Sentence", "the stack has sent nothing by {0} s"), told(stage_->now())});
    }

    void mismatch(const Packet& packet, const Role& role, const Heard& heard, const std::vector<Difference>& differences)
    {
        result_.expected = writePacket(packet);
        result_.actual = writePacket(role.conversation.written(heard.datagram));
        result_.differences = differences;
        result_.cause = causeOf(heard.sent);
        const auto& [field, expected, actual] = differences.front();
        const bool several = field == "options" || field == "flags";
        if (several)
            fail({QT_TRANSLATE_NOOP("Sentence", "the {0} of the packet sent at {1} s are {2}, not {3}"), field, told(heard.at), actual,
                  expected});
        else
            fail({QT_TRANSLATE_NOOP("Sentence", "the {0} of the packet sent at {1} s is {2}, not {3}"), field, told(heard.at), actual,
                  expected});
    }

    void judgeTime(const Packet& packet, const Heard& heard)
    {
        if (expectation_.admits(heard.at) || config().packetsMayDiffer)
            return;
        result_.expected = writePacket(packet);
        result_.cause = causeOf(heard.sent);
        result_.differences = {
            {QT_TRANSLATE_NOOP("Sentence", "time"), Sentence::asItIs(told(expectation_.from)), Sentence::asItIs(told(heard.at))}};
        fail(expectation_.complaint(heard.at));
    }

    std::optional<Explanation> causeOf(EventId sent) const
    {
        return sent.valid() ? std::optional(explain(*stage_->trace(), sent)) : std::nullopt;
    }

    // --- system calls

    struct Running {
        const Event* event;
        const Call* what;
        RunningCall call;
        Instant begun;
        Instant mustReturn;
    };

    void perform(const Call& call, std::size_t)
    {
        waitForRunningCall();
        if (over_)
            return;
        RunningCall running = program_->begin(call);
        tell(stage_->now(), writeCall(call));
        auto answer = running.attempt();
        stage_->settle();
        if (!call.until)
            return answer
                       ? judge(call, *answer)
                       : fail({QT_TRANSLATE_NOOP("Sentence", "{0}() blocks, but the script expects that it returns at once"), call.name});
        const Instant mustReturn = (event_->time.isRelative() ? base_ : kStart) + *call.until;
        Running blocking{event_, &call, std::move(running), stage_->now(), mustReturn};
        if (answer)
            returned(blocking, *answer);
        else
            running_ = std::move(blocking);
    }

    // Everything that may let a blocking call return comes through here.
    void somethingHappened()
    {
        program_->notice(stage_->noticed);
        stage_->noticed.clear();
        cast_->refresh();
        if (!running_ || over_)
            return;
        // The call's own doings must not try it again.
        Running running = std::move(*running_);
        running_.reset();
        if (const auto answer = running.call.attempt())
            returned(running, *answer);
        else
            running_ = std::move(running);
        settleQuietly();
    }

    void settleQuietly() { stage_->settle(); }

    void waitForRunningCall()
    {
        const Instant limit = stage_->now() + kPatienceForCall;
        while (running_ && !over_ && stage_->now() < limit) {
            stage_->step(std::clamp(nextWake(), stage_->now(), limit));
            heedDeadline();
        }
        if (running_ && !over_) {
            event_ = running_->event;
            fail({QT_TRANSLATE_NOOP("Sentence", "{0}() has not returned"), running_->what->name});
        }
    }

    void returned(const Running& running, const Answer& answer)
    {
        const Event* current = std::exchange(event_, running.event);
        const Duration allowed = toleranceOf(config(), running.mustReturn - running.begun);
        const Instant now = stage_->now();
        judge(*running.what, answer);
        if (!over_ && (now < running.mustReturn - allowed || now > running.mustReturn + allowed))
            fail({QT_TRANSLATE_NOOP("Sentence", "{0}() has returned at {1} s, expected at {2} s"), running.what->name, told(now),
                  told(running.mustReturn)});
        if (!over_)
            event_ = current;
    }

    void judge(const Call& call, const Answer& answer)
    {
        if (!answer.unsupported.empty())
            return void(notApplicable(event_->place, answer.unsupported));
        noteCall(call, answer);
        const Sentence wrong = wrongOf(call, answer);
        if (!wrong.empty() && !config().callsMayDiffer)
            fail(wrong);
    }

    static Sentence wrongOf(const Call& call, const Answer& answer)
    {
        const auto wanted = Program::numberOf(call.result);
        const bool failed = !answer.error.empty();
        const auto got = [&] { return failed ? "-1 " + answer.error : std::to_string(answer.value); };
        const auto sentence = [&] {
            return Sentence{QT_TRANSLATE_NOOP("Sentence", "{0}() gives {1}, not {2}"), call.name, got(),
                            writeExpression(call.result) + (call.error.empty() ? "" : " " + call.error)};
        };
        if (!call.error.empty()) {
            const bool same = failed && symbol(call.error) == symbol(answer.error) && symbol(call.error);
            return same && wanted == -1 ? answer.wrong : sentence();
        }
        if (failed)
            return wanted == -1 ? answer.wrong : sentence();
        if (wanted && *wanted != answer.value)
            return sentence();
        return answer.wrong;
    }

    void noteCall(const Call& call, const Answer& answer)
    {
        const auto descriptorOf = [&](const Expression& number) { return program_->find(Program::numberOf(number).value_or(-1)); };
        const auto* made = answer.ok() ? descriptorOf(call.result) : nullptr;
        if (call.name == "socket" && made)
            cast_->socketMade(made->socket);
        else if (call.name == "accept" && made)
            cast_->accepted(made->socket);
        else if (call.name == "listen" && answer.ok())
            if (const auto* listener = descriptorOf(call.arguments[0]))
                cast_->listening(listener->socket);
        cast_->refresh();
    }

    // --- code

    void perform(const Code& code, std::size_t)
    {
        waitForRunningCall();
        if (over_)
            return;
        Role* role = cast_->current();
        // Code without names of facts needs no connection, so only the facts of one that is not open are missing.
        const bool isOpen = role && role->socket && program_->isOpen(*role->socket);
        const auto outcome =
            evaluator_.run(code.text, isOpen ? factsOf(stage_->engine().look(stage_->now(), *role->socket)) : Evaluator::Facts{});
        result_.printed += outcome.printed;
        using Found = Evaluator::Verdict;
        if (outcome.verdict == Found::Failed || outcome.verdict == Found::NotUnderstood)
            fail(outcome.sentence);
        else if (outcome.verdict == Found::UnknownName)
            unknownName(outcome.sentence, isOpen);
    }

    void unknownName(const Sentence& name, bool isOpen)
    {
        if (!isOpen)
            fail({QT_TRANSLATE_NOOP("Sentence", "the code asks for {0}, but the connection under test has no open descriptor"), name});
        else if (isFact(name.english()))
            notApplicable(event_->place, name);
        else
            fail({QT_TRANSLATE_NOOP("Sentence", "the code uses a name that is not known: {0}"), name});
    }

    // Names that the kernels do have, of facts that the engine does not tell.
    static bool isFact(const std::string& name)
    {
        for (const char* prefix : {"tcpi_", "SK_MEMINFO", "bbr_", "dctcp_", "tcpv_", "tcpi", "TCPI_OPT_", "TCPTV_", "TCP_MAXRXTSHIFT"})
            if (name.starts_with(prefix))
                return true;
        return false;
    }

    // --- commands in the middle of a script

    void perform(const Command& command, std::size_t)
    {
        for (const ShellAction& action : actionsOf(command.text, options_.files))
            if (!over_)
                act(action);
    }

    void act(const ShellAction& action)
    {
        using Kind = ShellAction::Kind;
        switch (action.kind) {
        case Kind::Set: return configure(action);
        case Kind::Sleep: return stage_->advanceTo(stage_->now() + action.duration);
        case Kind::StateCount: return countStates(action);
        case Kind::ResetCounters: counted_ = stage_->trace()->size(); return;
        case Kind::Counter: return checkCounter(action.name);
        case Kind::FlushMetrics: return forgetServers();
        case Kind::Unsupported: return void(notApplicable(event_->place, action.name));
        }
    }

    // What a host remembers of others is its Fast Open cookies: room for none of them, and then for as many as before.
    void forgetServers()
    {
        ValueMap none = result_.parameters;
        none["tcp_fastopen_cookies"] = Value{std::int64_t{0}};
        const auto parameters = normalize(card_->parameters, none);
        if (!parameters)
            return void(notApplicable(event_->place, std::string("ip tcp_metrics flush")));
        stage_->engine().configure(*parameters);
        stage_->engine().configure(parameters_);
    }

    void configure(const ShellAction& action)
    {
        if (controllerOf(catalogue_, action.name))  // an engine is told of them when it is made
            return void(notApplicable(event_->place, Sentence{QT_TRANSLATE_NOOP("Sentence", "{0} after the first event"), action.name}));
        set(action, event_->place);
        if (over_)
            return;
        auto parameters = normalize(card_->parameters, result_.parameters);
        if (!parameters)
            return fail(parameters.error().sentence);
        parameters_ = std::move(*parameters);
        stage_->engine().configure(parameters_);
        stage_->settle();
    }

    void countStates(const ShellAction& action)
    {
        const std::size_t count = action.name == "CLOSED" ? closedSockets() : connectionsIn(action.name);
        if (action.value != std::to_string(count))
            fail({QT_TRANSLATE_NOOP("Sentence", "{0} connections are in {1}, not {2}"), count, action.name, action.value});
    }

    // sockstat's words for states are the RFC's with underscores, but for one.
    std::size_t connectionsIn(std::string name) const
    {
        if (name == "SYN_RCVD")
            name = "SYN_RECEIVED";
        std::replace(name.begin(), name.end(), '_', '-');
        std::map<std::uint32_t, TcpState> states;
        const Trace& trace = *stage_->trace();
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (const auto* changed = std::get_if<StateChanged>(&trace[i].body); changed && trace[i].connection.valid())
                states[trace[i].connection.number()] = changed->to;
        return static_cast<std::size_t>(
            std::count_if(states.begin(), states.end(), [&](const auto& entry) { return tcplab::name(entry.second) == name; }));
    }

    std::size_t closedSockets() const
    {
        std::size_t count = 0;
        for (const auto& [number, descriptor] : program_->descriptors()) {
            const auto look = stage_->engine().look(stage_->now(), descriptor.socket);
            count += !look || look->state == TcpState::Closed ? 1 : 0;
        }
        return count;
    }

    // Counters of nstat that have a rule of ours: they have moved when the rule was used.
    void checkCounter(const std::string& counter)
    {
        static const std::map<std::string, std::string> kRules{{"TcpExtOutOfWindowIcmps", "icmp.out-of-window"}};
        const auto found = kRules.find(counter);
        const auto rule = found == kRules.end() ? std::nullopt : ruleNamed(found->second);
        if (!rule)
            return void(notApplicable(event_->place, "nstat " + counter));
        const Trace& trace = *stage_->trace();
        for (std::size_t i = counted_; i < trace.size(); ++i)
            if (trace[i].rule == *rule)
                return;
        fail({QT_TRANSLATE_NOOP("Sentence", "the counter {0} has not moved"), counter});
    }

    // --- the end

    void finish()
    {
        event_ = script_.events.empty() ? nullptr : &script_.events.back();
        if (!stage_)
            return;
        waitForRunningCall();
        if (over_ || !options_.strict)
            return;
        Role* role = cast_->current();
        const Heard* left = role ? stage_->ear.left(role->conversation) : nullptr;
        if (!left)
            return;
        result_.actual = writePacket(role->conversation.written(left->datagram));
        result_.cause = causeOf(left->sent);
        fail(
            {QT_TRANSLATE_NOOP("Sentence", "a packet that the stack sent at {0} s is explained by no line of the script"), told(left->at)});
    }

    const Script& script_;
    const Catalogue& catalogue_;
    const PlayOptions& options_;
    const Card* card_ = nullptr;
    Parameters parameters_;
    std::unique_ptr<Stage> stage_;
    std::unique_ptr<Program> program_;
    std::unique_ptr<Cast> cast_;
    Evaluator evaluator_;
    PlayResult result_;

    const Event* event_ = nullptr;
    std::size_t firstEvent_ = 0;  // the first that is no part of the set-up
    Instant base_ = kStart;       // what relative times count from
    Expectation expectation_;
    Instant lastDue_ = kStart;
    std::optional<Running> running_;
    std::size_t counted_ = 0;
    bool over_ = false;
};

}  // namespace

Result<PlayResult> play(const Script& script, const Catalogue& catalogue, const PlayOptions& options)
{
    auto config = configOf(script);
    if (!config)
        return tl::unexpected(config.error());
    return Player(script, catalogue, options, std::move(*config)).play();
}

Result<PlayResult> playFile(const std::string& path, const Catalogue& catalogue, PlayOptions options)
{
    const auto script = readScript(path, {{}, conditionsOf(options.profile)});
    if (!script)
        return tl::unexpected(script.error());
    options.files = filesBeside(path);
    auto result = script_run::play(*script, catalogue, options);
    if (!result)
        result.error().file = path;
    return result;
}

std::string inEnglish(const Explanation& cause) { return fillIn(textOf(cause.rule).sentence, cause.facts); }

Sentence report(const PlayResult& result, const std::string& file, const TellCause& why)
{
    const std::string place = result.place.line > 0 ? fmt::format("{}:{}:{}", file, result.place.line, result.place.column) : file;
    if (result.verdict == Verdict::Passed)
        return {QT_TRANSLATE_NOOP("Sentence", "{0}: passed\n"), file};
    if (result.verdict == Verdict::NotApplicable)
        return {QT_TRANSLATE_NOOP("Sentence", "{0}: not applicable: {1}\n"), place, result.sentence};
    Sentence text{"{0}: {1}\n", place, result.sentence};
    if (!result.story.empty())
        text = {QT_TRANSLATE_NOOP("Sentence", "{0}  the story so far:\n{1}"), text, result.story};
    if (!result.expected.empty())
        text = {QT_TRANSLATE_NOOP("Sentence", "{0}  expected     {1}\n"), text, result.expected};
    if (!result.actual.empty())
        text = {QT_TRANSLATE_NOOP("Sentence", "{0}  actual       {1}\n"), text, result.actual};
    for (const Difference& difference : result.differences)
        text = {QT_TRANSLATE_NOOP("Sentence", "{0}  {1}: {2}, not {3}\n"), text, difference.field, difference.actual, difference.expected};
    if (!result.cause)
        return text;
    const RuleText& rule = textOf(result.cause->rule);
    const std::string source = fmt::format("{} §{}; {}", rule.document, rule.section, rule.name);
    return {QT_TRANSLATE_NOOP("Sentence", "{0}  because      {1} ({2})\n"), text, why(*result.cause), source};
}

}  // namespace tcplab::script_run
