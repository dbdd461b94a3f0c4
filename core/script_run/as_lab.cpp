#include "script_run/as_lab.h"

#include <array>
#include <map>

#include <fmt/format.h>

#include "packetdrill/parser.h"
#include "script_run/program.h"
#include "script_run/symbols.h"

namespace tcplab::script_run {

using namespace packetdrill;

namespace {

constexpr Duration kAfterwards = 1s;

// What happens at one instant in the script happens one nanosecond after the other in the lab, so that its order stays.
class Clock {
public:
    Instant next(Instant at)
    {
        last_ = last_ && *last_ >= at ? *last_ + 1ns : at;
        return *last_;
    }

private:
    std::optional<Instant> last_;
};

std::string durationText(Instant at) { return formatDuration(at - kStart); }

// The calls of the script in the words of app_script.
class Calls {
public:
    explicit Calls(const Config& config) : config_(config) {}

    void add(const Call& call, Instant at)
    {
        entry_.clear();
        const bool said = say(call);
        if (!said)
            leftOut.push_back(writeCall(call));
        if (!said || entry_.empty())
            return;
        entry_["at"] = Value{durationText(at)};
        entry_["mayFail"] = Value{true};
        list.push_back(Value{entry_});
    }

    ValueList list;
    std::vector<std::string> leftOut;

private:
    static std::int64_t number(const Expression& expression) { return Program::numberOf(expression).value_or(-1); }
    static bool fails(const Call& call) { return !call.error.empty() && symbol(call.error) == symbol("EAGAIN"); }

    bool say(const Call& call)
    {
        const std::string& name = call.name;
        // A call that only looks, or that would have to wait, changes nothing.
        if (name == "getsockopt" || name == "fcntl" || name == "ioctl" || name == "poll" || fails(call))
            return true;
        if (call.arguments.empty())
            return false;
        if (name == "socket")
            return socket(number(call.result));
        const std::int64_t descriptor = number(call.arguments[0]);
        if (name == "bind") {
            ports_[descriptor] = config_.bindPort;
            return true;
        }
        entry_["socket"] = Value{names_[descriptor]};
        if (name == "listen" && call.arguments.size() > 1)
            return listen(descriptor, number(call.arguments[1]));
        if (name == "accept")
            return accept(number(call.result));
        if (name == "connect")
            return connect(descriptor);
        if (name == "write" || (name == "send" && call.arguments.size() > 3 && number(call.arguments[3]) == 0))
            return octets("send", number(call.result));
        if (name == "read" || (name == "recv" && call.arguments.size() > 3 && number(call.arguments[3]) == 0))
            return octets("receive", number(call.arguments[2]));
        if (name == "shutdown" && call.arguments.size() > 1)
            return shutdown(number(call.arguments[1]));
        if (name == "close") {
            entry_["call"] = Value{std::string("close")};
            return true;
        }
        return name == "setsockopt" && call.arguments.size() > 3 && option(call);
    }

    bool socket(std::int64_t descriptor)
    {
        names_[descriptor] = fmt::format("s{}{}", descriptor, made_[descriptor] == 0 ? "" : fmt::format("-{}", made_[descriptor] + 1));
        ++made_[descriptor];
        ports_.erase(descriptor);
        return true;
    }

    bool listen(std::int64_t descriptor, std::int64_t backlog)
    {
        entry_["call"] = Value{std::string("listen")};
        entry_["backlog"] = Value{std::max<std::int64_t>(backlog, 0)};
        if (ports_.contains(descriptor))
            entry_["port"] = Value{std::int64_t{ports_[descriptor]}};
        return true;
    }

    bool accept(std::int64_t descriptor)
    {
        socket(descriptor);
        entry_["call"] = Value{std::string("accept")};
        entry_["as"] = Value{names_[descriptor]};
        return true;
    }

    bool connect(std::int64_t descriptor)
    {
        entry_["call"] = Value{std::string("connect")};
        entry_["to"] = Value{format(Endpoint{config_.remote, config_.connectPort})};
        if (ports_.contains(descriptor))
            entry_["port"] = Value{std::int64_t{ports_[descriptor]}};
        return true;
    }

    bool octets(const char* what, std::int64_t count)
    {
        if (count <= 0)
            entry_.clear();
        else
            entry_["call"] = Value{std::string(what)};
        if (count > 0)
            entry_["bytes"] = Value{count};
        return true;
    }

    bool shutdown(std::int64_t how)
    {
        constexpr std::array<const char*, 3> kHows{"receive", "send", "both"};
        if (how < 0 || how > 2)
            return false;
        entry_["call"] = Value{std::string("shutdown")};
        entry_["how"] = Value{std::string(kHows[static_cast<std::size_t>(how)])};
        return true;
    }

    bool option(const Call& call)
    {
        static const std::map<std::string, std::string> kOptions{
            {"TCP_NODELAY", "noDelay"}, {"SO_SNDBUF", "sendBuffer"}, {"SO_RCVBUF", "receiveBuffer"}};
        const auto found = kOptions.find(call.arguments[2].text);
        const Expression& value = call.arguments[3];
        if (call.arguments[2].text == "SO_REUSEADDR")
            entry_.clear();
        if (found == kOptions.end() || value.parts.size() != 1)
            return entry_.empty();
        entry_["call"] = Value{std::string("option")};
        entry_["option"] = Value{found->second};
        entry_["value"] = Value{number(value.parts.front())};
        return true;
    }

    const Config& config_;
    ValueMap entry_;
    std::map<std::int64_t, std::string> names_;
    std::map<std::int64_t, int> made_;
    std::map<std::int64_t, std::uint16_t> ports_;
};

std::vector<ScriptOption> optionsFor(const Script& script, const Config& config)
{
    std::vector<ScriptOption> options;
    const auto add = [&](std::string name, std::string value) { options.push_back({{}, std::move(name), std::move(value)}); };
    add("local_ip", format(config.local));
    add("remote_ip", format(config.remote));
    for (const ScriptOption& option : script.options)
        for (const char* kept : {"ip_version", "bind_port", "connect_port", "tolerance_usecs", "tolerance_percent", "strict_segments",
                                 "tcp_ts_tick_usecs", "tcp_ts_ecr_scaled"})
            if (option.name == kept)
                options.push_back(option);
    return options;
}

LabHost hostNamed(const char* name, const IpAddress& address, std::uint32_t mtu)
{
    LabHost host;
    host.name = name;
    host.address = v4Of(address);
    host.address6 = v6Of(address);
    host.mtu = mtu;
    return host;
}

}  // namespace

ScriptedLab labOf(const Script& script, const PlayResult& result, const PlayOptions& options, const std::string& title)
{
    const Config& config = result.config;
    Calls calls(config);
    Script packets;
    packets.options = optionsFor(script, config);
    Clock clock;
    Instant end = kStart;
    for (std::size_t i = 0; i < script.events.size() && i < result.instants.size(); ++i) {
        const auto& at = result.instants[i];
        if (!at)
            break;
        const Instant then = clock.next(*at);
        end = std::max(end, then);
        if (const auto* call = std::get_if<Call>(&script.events[i].what))
            calls.add(*call, then);
        if (!std::holds_alternative<Packet>(script.events[i].what))
            continue;
        packetdrill::Event event = script.events[i];
        auto& packet = std::get<Packet>(event.what);
        event.time = {EventTime::Kind::Absolute, then - kStart, {}};
        packet.ports = result.ports[i] ? result.ports[i] : packet.ports;
        packets.events.push_back(std::move(event));
    }
    // The language wants something to happen at the very beginning.
    if (packets.events.empty() || packets.events.front().time.at != Duration{})
        packets.events.insert(packets.events.begin(), packetdrill::Event{{}, {EventTime::Kind::Absolute, {}, {}}, Command{"true"}});

    ScriptedLab made;
    Lab& lab = made.lab;
    lab.title.en = title;
    lab.seed = options.seed;
    lab.duration = end - kStart + kAfterwards;
    LabHost local = hostNamed("local", config.local, config.mtu);
    local.engine = {options.engine, result.parameters};
    local.congestionControls = result.congestionControls;
    local.apps.push_back({"app_script", {{"calls", Value{calls.list}}}});
    LabHost remote = hostNamed("remote", config.remote, config.mtu);
    remote.engine = {"engine_scripted", {{"script", Value{writeScript(packets)}}}};
    lab.hosts = {std::move(local), std::move(remote)};
    lab.links.push_back({"local", "remote", {}, {}});
    made.leftOut = std::move(calls.leftOut);
    return made;
}

}  // namespace tcplab::script_run
