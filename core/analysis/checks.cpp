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
        return tl::unexpected(problemAt(path + "/kind", {QT_TRANSLATE_NOOP("Sentence", "There is no check of the kind \"{0}\". {1}"),
                                                         check.kind, hint(check.kind, kindNames())}));
    JsonFindings findings;
    const Value arguments{check.arguments};
    JsonObject object(arguments, path, findings);
    Expectations expectations;
    CheckJudge judge{trace, exchange, object, findings, expectations};
    (judge.*kind->judge)();
    object.refuseRest();
    if (expectations.empty())
        findings.fail(path,
                      QT_TRANSLATE_NOOP("Sentence", "This check expects nothing: resources/labs/README.md tells what it may expect."));
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

template <class Item, class Show>
static Sentence listedAs(const std::vector<Item>& items, Show show)
{
    std::vector<std::string> texts(items.size());
    std::transform(items.begin(), items.end(), texts.begin(), show);
    return listed(texts);
}

Sentence listedNumbers(const std::vector<std::int64_t>& numbers)
{
    return listedAs(numbers, [](std::int64_t number) { return std::to_string(number); });
}
Sentence listedDurations(const std::vector<Duration>& durations) { return listedAs(durations, formatDuration); }
Sentence listedInstants(const std::vector<Instant>& instants) { return listedAs(instants, showInstant); }

bool areNear(const std::vector<Duration>& expected, const std::vector<Instant>& found, Duration tolerance)
{
    const auto isNear = [&](Duration wanted, Instant at) { return std::max(at - (kStart + wanted), kStart + wanted - at) <= tolerance; };
    return std::equal(expected.begin(), expected.end(), found.begin(), found.end(), isNear);
}

static void append(Sentence& line, const Sentence& more) { line = line.empty() ? more : Sentence("{0}; {1}", line, more); }

void Expectations::add(bool met, const Sentence& expected, const Sentence& found)
{
    verdict_.passed = verdict_.passed && met;
    append(verdict_.expected, expected);
    append(verdict_.found, found);
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
    findings.fail(arguments.pathOf(key), {QT_TRANSLATE_NOOP("Sentence", "There is no host \"{0}\". {1}"), wanted, hint(wanted, names)});
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
static std::optional<std::vector<Item>> listOf(JsonObject& arguments, JsonFindings& findings, const std::string& key, const Sentence& what,
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
            findings.fail(arguments.pathOf(key), {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" must be {1} or a list of such."), key, what});
    }
    return items;
}

std::optional<std::vector<std::int64_t>> CheckJudge::numbers(const std::string& key)
{
    return listOf<std::int64_t>(arguments, findings, key, QT_TRANSLATE_NOOP("Sentence", "a whole number"), [](const Value& value) {
        const auto* number = std::get_if<std::int64_t>(&value.is);
        return number ? std::optional(*number) : std::nullopt;
    });
}

std::optional<std::vector<std::string>> CheckJudge::texts(const std::string& key)
{
    return listOf<std::string>(arguments, findings, key, QT_TRANSLATE_NOOP("Sentence", "a text"), [](const Value& value) {
        const auto* text = std::get_if<std::string>(&value.is);
        return text ? std::optional(*text) : std::nullopt;
    });
}

std::optional<std::vector<Duration>> CheckJudge::durations(const std::string& key)
{
    return listOf<Duration>(arguments, findings, key, QT_TRANSLATE_NOOP("Sentence", "a time such as \"20 ms\""),
                            [](const Value& value) -> std::optional<Duration> {
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
    const Sentence help =
        nearest.empty() ? Sentence(QT_TRANSLATE_NOOP("Sentence", "core/trace/rules.inc lists them.")) : hint(wanted, names);
    findings.fail(arguments.pathOf(key), {QT_TRANSLATE_NOOP("Sentence", "There is no rule \"{0}\". {1}"), wanted, help});
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
