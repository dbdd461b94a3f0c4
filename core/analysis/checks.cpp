#include "analysis/checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "analysis/check_judge.h"
#include "base/words.h"

namespace tcplab {
namespace {

struct Kind {
    std::string_view name;
    void (CheckJudge::*judge)();
};

constexpr Kind kKinds[] = {
    {"segments", &CheckJudge::segments},   {"states", &CheckJudge::states},     {"call", &CheckJudge::call},
    {"delivered", &CheckJudge::delivered}, {"variable", &CheckJudge::variable}, {"timer", &CheckJudge::timer},
    {"rule", &CheckJudge::rules},          {"drops", &CheckJudge::drops},
};

const Kind* kindNamed(std::string_view name)
{
    const auto found = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& kind) { return kind.name == name; });
    return found == std::end(kKinds) ? nullptr : found;
}

std::vector<std::string> kindNames()
{
    std::vector<std::string> names;
    for (const Kind& kind : kKinds)
        names.emplace_back(kind.name);
    return names;
}

Result<Verdict> judge(const LabCheck& check, const std::string& path, const Trace& trace, const Exchange& exchange)
{
    const Kind* kind = kindNamed(check.kind);
    if (!kind)
        return tl::unexpected(Problem{
            {}, 0, 0, path + "/kind", fmt::format("There is no check of the kind \"{}\".{}", check.kind, hint(check.kind, kindNames()))});
    JsonFindings findings;
    const Value arguments{check.arguments};
    JsonObject object(arguments, path, findings);
    Expectations expectations;
    CheckJudge judge{trace, exchange, object, findings, expectations};
    (judge.*kind->judge)();
    object.refuseRest();
    if (expectations.empty())
        findings.fail(path, "This check expects nothing: resources/labs/README.md tells what it may expect.");
    if (findings.error)
        return tl::unexpected(*findings.error);
    return expectations.verdict();
}

}  // namespace

Result<std::vector<Verdict>> evaluateChecks(const Lab& lab, const Trace& trace)
{
    const Exchange exchange = exchangeOf(trace);
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < lab.checks.size(); ++i) {
        Result<Verdict> verdict = judge(lab.checks[i], jsonPointer("/checks", i), trace, exchange);
        if (!verdict)
            return tl::unexpected(verdict.error());
        verdicts.push_back(std::move(*verdict));
    }
    return verdicts;
}

// --- Verdicts ---

std::string showInstant(Instant at) { return formatDuration(at.time_since_epoch()); }

std::string listedNumbers(const std::vector<std::int64_t>& numbers)
{
    return numbers.empty() ? "nothing" : fmt::format("{}", fmt::join(numbers, ", "));
}

void Expectations::add(bool met, std::string expected, std::string found)
{
    passed_ = passed_ && met;
    expected_.push_back(std::move(expected));
    found_.push_back(std::move(found));
}

void Expectations::instants(std::string_view what, const std::vector<Duration>& expected, const std::vector<Instant>& found,
                            Duration tolerance)
{
    bool met = expected.size() == found.size();
    std::vector<std::string> wanted, seen;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        wanted.push_back(formatDuration(expected[i]));
        if (met)
            met = std::max(found[i] - (kStart + expected[i]), kStart + expected[i] - found[i]) <= tolerance;
    }
    for (const Instant instant : found)
        seen.push_back(showInstant(instant));
    add(met, fmt::format("{} {}", what, listed(wanted)), fmt::format("{} {}", what, listed(seen)));
}

Verdict Expectations::verdict() const
{
    return {passed_, fmt::format("{}", fmt::join(expected_, "; ")), fmt::format("{}", fmt::join(found_, "; "))};
}

// --- Arguments ---

HostId CheckJudge::host(const std::string& key)
{
    const std::string wanted = arguments.requiredText(key);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < trace.hostCount(); ++i) {
        const HostId host(static_cast<std::uint16_t>(i));
        if (trace.host(host).name == wanted)
            return host;
        names.push_back(trace.host(host).name);
    }
    findings.fail(arguments.pathOf(key), fmt::format("There is no host \"{}\".{}", wanted, hint(wanted, names)));
    return {};
}

std::optional<std::int64_t> CheckJudge::number(const std::string& key)
{
    if (!arguments.find(key))
        return std::nullopt;
    return arguments.integer(key, 0, INT64_MIN, INT64_MAX);
}

std::optional<bool> CheckJudge::boolean(const std::string& key)
{
    if (!arguments.find(key))
        return std::nullopt;
    return arguments.boolean(key, false);
}

// A list, or one value that stands for a list of one.
template <class Item, class Convert>
static std::optional<std::vector<Item>> listOf(JsonObject& arguments, JsonFindings& findings, const std::string& key, std::string_view what,
                                               Convert convert)
{
    const Value* value = arguments.find(key);
    if (!value)
        return std::nullopt;
    const auto* list = std::get_if<ValueList>(&value->is);
    const ValueList one = list ? ValueList{} : ValueList{*value};
    std::vector<Item> items;
    for (const Value& entry : list ? *list : one) {
        if (std::optional<Item> item = convert(entry))
            items.push_back(std::move(*item));
        else
            findings.fail(arguments.pathOf(key), fmt::format("\"{}\" must be {} or a list of such.", key, what));
    }
    return items;
}

std::optional<std::vector<std::int64_t>> CheckJudge::numbers(const std::string& key)
{
    return listOf<std::int64_t>(arguments, findings, key, "a whole number", [](const Value& value) {
        const auto* number = std::get_if<std::int64_t>(&value.is);
        return number ? std::optional(*number) : std::nullopt;
    });
}

std::optional<std::vector<std::string>> CheckJudge::texts(const std::string& key)
{
    return listOf<std::string>(arguments, findings, key, "a text", [](const Value& value) {
        const auto* text = std::get_if<std::string>(&value.is);
        return text ? std::optional(*text) : std::nullopt;
    });
}

std::optional<std::vector<Duration>> CheckJudge::durations(const std::string& key)
{
    return listOf<Duration>(arguments, findings, key, "a time such as \"20 ms\"", [](const Value& value) -> std::optional<Duration> {
        const auto* text = std::get_if<std::string>(&value.is);
        const Result<Duration> duration = text ? parseDuration(*text) : tl::unexpected(Problem{});
        return duration ? std::optional(*duration) : std::nullopt;
    });
}

Duration CheckJudge::tolerance() { return arguments.duration("tolerance").value_or(0s); }

std::optional<Rule> CheckJudge::rule(const std::string& key)
{
    if (!arguments.find(key))
        return std::nullopt;
    const std::string wanted = arguments.text(key, {});
    if (const auto rule = ruleNamed(wanted))
        return rule;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < ruleCount(); ++i)
        names.emplace_back(textOf(static_cast<Rule>(i)).name);
    const std::string nearest = nearestName(wanted, names);
    findings.fail(arguments.pathOf(key),
                  fmt::format("There is no rule \"{}\".{}", wanted,
                              nearest.empty() ? " core/trace/rules.inc lists them." : fmt::format(" Did you mean \"{}\"?", nearest)));
    return std::nullopt;
}

CheckJudge::Window CheckJudge::window()
{
    return {kStart + arguments.duration("after").value_or(0s), kStart + arguments.duration("before").value_or(Duration::max())};
}

ConnectionId CheckJudge::connection(HostId host)
{
    const std::int64_t wanted = arguments.integer("connection", 1, 1, INT64_MAX);
    std::int64_t seen = 0;
    for (std::size_t i = 0; i < trace.connectionCount(); ++i) {
        const ConnectionId id(static_cast<std::uint32_t>(i));
        const TraceConnection& connection = trace.connection(id);
        if (connection.host == host && connection.remote != Endpoint{} && ++seen == wanted)
            return id;
    }
    return {};
}

}  // namespace tcplab
