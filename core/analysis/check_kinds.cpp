// The kinds of checks. What each takes is told to the authors of labs in resources/labs/README.md.
#include <algorithm>

#include <fmt/format.h>

#include "analysis/check_judge.h"
#include "analysis/series.h"
#include "base/words.h"

namespace tcplab {
namespace {

wire::TcpFlags flagsOf(JsonObject& object, JsonFindings& findings, const std::string& key)
{
    const std::string text = object.text(key, "none");
    const auto flags = wire::parseTcpFlags(text);
    if (!flags)
        findings.fail(
            object.pathOf(key),
            {QT_TRANSLATE_NOOP(
                 "Sentence",
                 "\"{0}\" names no control bits: write some of FIN, SYN, RST, PSH, ACK, URG, ECE, CWR with commas, such as \"SYN,ACK\"."),
             text});
    return flags.value_or(wire::TcpFlags());
}

}  // namespace

// --- segments ---

std::vector<std::size_t> CheckJudge::matchingSegments(JsonObject& filter)
{
    const std::string from = filter.requiredText("from");
    const bool anyTo = !filter.find("to");
    const std::string to = filter.text("to", {});
    std::optional<wire::TcpFlags> exact, include, exclude;
    if (filter.find("flags"))
        exact = flagsOf(filter, findings, "flags");
    if (filter.find("flagsInclude"))
        include = flagsOf(filter, findings, "flagsInclude");
    if (filter.find("flagsExclude"))
        exclude = flagsOf(filter, findings, "flagsExclude");
    const std::int64_t length = filter.integer("length", -1, 0, UINT32_MAX);
    const std::int64_t minLength = filter.integer("minLength", 0, 0, UINT32_MAX);
    const std::int64_t onlySeq = filter.integer("onlySeq", -1, 0, UINT32_MAX);
    const std::int64_t onlyAck = filter.integer("onlyAck", -1, 0, UINT32_MAX);
    const bool anyTransmission = !filter.find("retransmissions");
    const bool retransmissions = filter.boolean("retransmissions", false);
    const Instant after = kStart + filter.duration("after").value_or(0s);
    const Instant before = kStart + filter.duration("before").value_or(Duration::max());

    const auto isHost = [&](HostId host, const std::string& name) { return host.valid() && trace.host(host).name == name; };
    const auto fits = [&](const SegmentPath& path) {
        if (!path.tcp || path.isCopy || !isHost(path.from, from) || !(anyTo || isHost(path.to, to)))
            return false;
        const std::uint16_t bits = path.tcp->flags.bits();
        return (!exact || exact->bits() == bits) && (!include || (bits & include->bits()) == include->bits()) &&
               (!exclude || (bits & exclude->bits()) == 0) && (length < 0 || path.payloadOctets == length) &&
               path.payloadOctets >= minLength && (onlySeq < 0 || path.relativeSeq == onlySeq) &&
               (onlyAck < 0 || path.relativeAck == onlyAck) && (anyTransmission || (path.transmission > 1) == retransmissions) &&
               path.leaves >= after && path.leaves <= before;
    };
    std::vector<std::size_t> matching;
    for (std::size_t i = 0; i < exchange.segments.size(); ++i)
        if (fits(exchange.segments[i]))
            matching.push_back(i);
    return matching;
}

void CheckJudge::segments()
{
    host("from");
    std::vector<const SegmentPath*> found;
    for (const std::size_t index : matchingSegments(arguments))
        found.push_back(&exchange.segments[index]);
    const auto each = [&](auto&& of) {
        std::vector<std::int64_t> values(found.size());
        std::transform(found.begin(), found.end(), values.begin(), [&](const SegmentPath* path) { return of(*path); });
        return values;
    };
    const auto compare = [&](const std::string& key, auto&& of) {
        if (const auto wanted = numbers(key)) {
            const std::vector<std::int64_t> seen = each(of);
            expectations.add(*wanted == seen, {"{0} {1}", key, listedNumbers(*wanted)}, {"{0} {1}", key, listedNumbers(seen)});
        }
    };

    if (const auto count = number("count"))
        expectations.equal(QT_TRANSLATE_NOOP("Sentence", "segments: {0}"), *count, static_cast<std::int64_t>(found.size()));
    if (const auto least = number("atLeast"))
        expectations.add(static_cast<std::int64_t>(found.size()) >= *least,
                         {QT_TRANSLATE_NOOP("Sentence", "at least {0} segments"), *least},
                         {QT_TRANSLATE_NOOP("Sentence", "{0} segments"), found.size()});
    if (const auto lost = number("lost"))
        expectations.equal(
            QT_TRANSLATE_NOOP("Sentence", "lost: {0}"), *lost,
            static_cast<std::int64_t>(std::count_if(found.begin(), found.end(), [](const SegmentPath* path) { return path->lost(); })));
    compare("seq", [](const SegmentPath& path) { return path.relativeSeq; });
    compare("ack", [](const SegmentPath& path) { return path.relativeAck; });
    compare("lengths", [](const SegmentPath& path) { return path.payloadOctets; });
    compare("windows", [](const SegmentPath& path) { return path.tcp->window; });
    compare("transmissions", [](const SegmentPath& path) { return path.transmission; });

    const Duration within = tolerance();
    if (const auto at = durations("at")) {
        std::vector<Instant> leaves(found.size());
        std::transform(found.begin(), found.end(), leaves.begin(), [](const SegmentPath* path) { return path->leaves; });
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "sent at {0}"), *at, leaves, within);
    }
    if (const auto arrive = durations("arrive")) {
        std::vector<Instant> arrivals;
        for (const SegmentPath* path : found)
            if (path->arrived.valid())
                arrivals.push_back(*path->ends);
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "arriving at {0}"), *arrive, arrivals, within);
    }
    if (boolean("sameSeq").value_or(false)) {
        const bool same =
            std::all_of(found.begin(), found.end(), [&](const SegmentPath* path) { return path->tcp->seq == found.front()->tcp->seq; });
        expectations.add(same && !found.empty(), QT_TRANSLATE_NOOP("Sentence", "all with the same sequence number"),
                         {QT_TRANSLATE_NOOP("Sentence", "relative sequence numbers {0}"),
                          listedNumbers(each([](const SegmentPath& path) { return path.relativeSeq; }))});
    }
    if (const auto because = rule("rule")) {
        std::vector<std::string> rules;
        bool same = !found.empty();
        for (const SegmentPath* path : found) {
            const Rule sentBy = path->sent.valid() ? trace[path->sent].rule : Rule::Observed;
            same = same && sentBy == *because;
            rules.emplace_back(textOf(sentBy).name);
        }
        expectations.add(same, {QT_TRANSLATE_NOOP("Sentence", "sent by the rule {0}"), textOf(*because).name},
                         {QT_TRANSLATE_NOOP("Sentence", "sent by {0}"), listed(rules)});
    }
}

// --- states ---

void CheckJudge::states()
{
    const HostId at = host();
    const ConnectionId wanted = connection(at);
    // A connection that a listening socket gave birth to has that socket's past.
    ConnectionId listener;
    for (std::size_t i = 0; wanted.valid() && i < trace.connectionCount(); ++i) {
        const TraceConnection& other = trace.connection(ConnectionId(static_cast<std::uint32_t>(i)));
        if (other.host == at && other.remote == Endpoint{} && other.local.port == trace.connection(wanted).local.port)
            listener = ConnectionId(static_cast<std::uint32_t>(i));
    }
    std::vector<std::string> past, path;
    for (std::size_t i = 0; i < trace.size() && wanted.valid(); ++i) {
        const auto* change = std::get_if<StateChanged>(&trace[i].body);
        if (!change)
            continue;
        if (trace[i].connection == wanted) {
            if (path.empty()) {
                path = change->from == TcpState::Listen ? past : std::vector<std::string>();
                path.emplace_back(name(change->from));
            }
            path.emplace_back(name(change->to));
        } else if (trace[i].connection == listener && path.empty()) {
            past = {std::string(name(change->from))};
        }
    }
    const auto show = [](const std::vector<std::string>& names) {
        return names.empty() ? Sentence(QT_TRANSLATE_NOOP("Sentence", "no state"))
                             : Sentence::asItIs(fmt::format("{}", fmt::join(names, " → ")));
    };
    if (const auto states = texts("path"))
        expectations.add(*states == path, show(*states), show(path));
    if (const auto states = texts("ends"); states && !states->empty()) {
        const std::vector<std::string> last(path.empty() ? path.end() : path.end() - 1, path.end());
        expectations.add(last == std::vector{states->front()}, {QT_TRANSLATE_NOOP("Sentence", "at the end {0}"), states->front()},
                         {QT_TRANSLATE_NOOP("Sentence", "at the end {0}"), show(last)});
    }
}

// --- call ---

static bool resultFits(const std::string& wanted, const CallReturned& returned, const std::string& found)
{
    if (wanted == ">0")
        return returned.error == 0 && returned.value > 0;
    if (wanted == ">=0")
        return returned.error == 0 && returned.value >= 0;
    return wanted == found;
}

void CheckJudge::call()
{
    const HostId at = host();
    const std::string wanted = arguments.requiredText("call");
    const std::int64_t nth = arguments.integer("nth", 1, 1, INT64_MAX);
    const Duration within = tolerance();
    const auto begins = durations("at");
    const auto returns = durations("returnsAt");
    const auto waits = boolean("waits");
    const Value* result = arguments.find("result");
    const Value* with = arguments.find("returnsWith");

    const CallSpan* call = nullptr;
    std::int64_t seen = 0;
    for (const CallSpan& span : exchange.calls)
        if (span.host == at && span.call.substr(0, span.call.find('(')) == wanted && ++seen == nth)
            call = &span;
    if (!call) {
        expectations.add(false, {QT_TRANSLATE_NOOP("Sentence", "call {0} of {1}()"), nth, wanted},
                         {QT_TRANSLATE_NOOP("Sentence", "{0} calls of {1}()"), seen, wanted});
        return;
    }
    const bool returned = call->returned.valid();
    const Sentence waiting = QT_TRANSLATE_NOOP("Sentence", "still waits at the end");
    const Sentence returning = QT_TRANSLATE_NOOP("Sentence", "returns");
    if (begins)
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "begins at {0}"), *begins, {call->from}, within);
    if (returns)
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "returns at {0}"), *returns,
                              returned ? std::vector<Instant>{call->until} : std::vector<Instant>{}, within);
    if (waits)
        expectations.add(*waits == !returned, *waits ? waiting : returning, returned ? returning : waiting);
    if (result) {
        const auto* number = std::get_if<std::int64_t>(&result->is);
        const auto* text = std::get_if<std::string>(&result->is);
        const std::string expected = number ? std::to_string(*number) : text ? *text : std::string();
        if (expected.empty())
            findings.fail(arguments.pathOf("result"),
                          QT_TRANSLATE_NOOP("Sentence",
                                            "\"result\" must be a number, \">0\", \">=0\" or the name of an error such as \"ETIMEDOUT\"."));
        const bool fits = returned && resultFits(expected, std::get<CallReturned>(trace[call->returned].body), call->result);
        expectations.add(fits, {QT_TRANSLATE_NOOP("Sentence", "result {0}"), expected},
                         returned ? Sentence(QT_TRANSLATE_NOOP("Sentence", "result {0}"), call->result)
                                  : Sentence(QT_TRANSLATE_NOOP("Sentence", "no result yet")));
    }
    if (with) {
        JsonObject filter(*with, arguments.pathOf("returnsWith"), findings);
        const std::int64_t which = filter.integer("nth", 1, 1, INT64_MAX);
        const std::vector<std::size_t> matching = matchingSegments(filter);
        filter.refuseRest();
        const SegmentPath* segment = static_cast<std::size_t>(which) <= matching.size()
                                         ? &exchange.segments[matching[static_cast<std::size_t>(which) - 1]]
                                         : nullptr;
        const bool arrives = segment && segment->arrived.valid();
        expectations.add(
            arrives && returned && call->until == *segment->ends,
            arrives ? Sentence(QT_TRANSLATE_NOOP("Sentence", "returns when the segment arrives at {0}"), showInstant(*segment->ends))
                    : Sentence(QT_TRANSLATE_NOOP("Sentence", "returns when the segment arrives")),
            !arrives   ? Sentence(QT_TRANSLATE_NOOP("Sentence", "the segment never arrives"))
            : returned ? Sentence(QT_TRANSLATE_NOOP("Sentence", "returns at {0}"), showInstant(call->until))
                       : Sentence(QT_TRANSLATE_NOOP("Sentence", "does not return")));
    }
}

// --- delivered ---

void CheckJudge::delivered()
{
    const HostId at = host();
    const ConnectionId receiver = connection(at);
    const bool wantsIntact = boolean("intact").value_or(false);
    const Duration within = tolerance();
    ConnectionId sender;
    for (std::size_t i = 0; receiver.valid() && i < trace.connectionCount(); ++i) {
        const ConnectionId other(static_cast<std::uint32_t>(i));
        if (trace.connection(other).local == trace.connection(receiver).remote &&
            trace.connection(other).remote == trace.connection(receiver).local)
            sender = other;
    }
    BytesDelivered last;
    Instant lastAt{};
    for (std::size_t i = 0; i < trace.size() && receiver.valid(); ++i) {
        if (const auto* body = std::get_if<BytesDelivered>(&trace[i].body); body && trace[i].connection == receiver) {
            last = *body;
            lastAt = trace[i].at;
        }
    }
    if (const auto bytes = number("bytes"))
        expectations.equal(QT_TRANSLATE_NOOP("Sentence", "bytes delivered: {0}"), *bytes, static_cast<std::int64_t>(last.total));
    if (const auto done = durations("doneAt"))
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "the last of them at {0}"), *done,
                              last.total > 0 ? std::vector<Instant>{lastAt} : std::vector<Instant>{}, within);
    if (wantsIntact) {
        bool same = false;
        for (std::size_t i = 0; i < trace.size() && sender.valid(); ++i)
            if (const auto* body = std::get_if<BytesAccepted>(&trace[i].body);
                body && trace[i].connection == sender && body->total == last.total)
                same = same || body->stream == last.stream;
        expectations.add(same, QT_TRANSLATE_NOOP("Sentence", "the same bytes in the same order as sent"),
                         same ? Sentence(QT_TRANSLATE_NOOP("Sentence", "the same bytes"))
                              : Sentence(QT_TRANSLATE_NOOP("Sentence", "other bytes, or not all of those that were sent")));
    }
}

// --- variable ---

static std::string shownValue(double value) { return fmt::format("{:.9g}", value); }

void CheckJudge::variable()
{
    const HostId at = host();
    const ConnectionId of = connection(at);
    const std::string wanted = arguments.requiredText("variable");
    const std::optional<Variable> variable = variableNamed(wanted);
    if (!variable)
        return findings.fail(arguments.pathOf("variable"),
                             {QT_TRANSLATE_NOOP("Sentence", "There is no variable \"{0}\". {1}"), wanted, hint(wanted, variableNames())});

    const Window time = window();
    std::vector<double> values;
    for (const Sample& sample : seriesOf(trace, of, *variable))
        if (time.holds(sample.at))
            values.push_back(sample.value);

    // Numbers may stand as integers or with a fraction (seconds).
    const auto given = [&](const std::string& key) -> std::optional<double> {
        const Value* value = arguments.find(key);
        if (!value)
            return std::nullopt;
        if (const auto* whole = std::get_if<std::int64_t>(&value->is))
            return static_cast<double>(*whole);
        if (const auto* fraction = std::get_if<double>(&value->is))
            return *fraction;
        findings.fail(arguments.pathOf(key), {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" must be a number."), key});
        return std::nullopt;
    };
    const auto expect = [&](const std::string& key, const Sentence& words, auto&& choose) {
        if (const auto number = given(key)) {
            const Sentence expected{"{0} {1} {2}", words, wanted, shownValue(*number)};
            if (values.empty())
                return expectations.add(false, expected, QT_TRANSLATE_NOOP("Sentence", "no value"));
            const double found = choose(values);
            expectations.add(found == *number, expected, {"{0} {1} {2}", words, wanted, shownValue(found)});
        }
    };
    expect("first", QT_TRANSLATE_NOOP("Sentence", "first"), [](const std::vector<double>& v) { return v.front(); });
    expect("last", QT_TRANSLATE_NOOP("Sentence", "last"), [](const std::vector<double>& v) { return v.back(); });
    expect("minimum", QT_TRANSLATE_NOOP("Sentence", "least"),
           [](const std::vector<double>& v) { return *std::min_element(v.begin(), v.end()); });
    expect("maximum", QT_TRANSLATE_NOOP("Sentence", "greatest"),
           [](const std::vector<double>& v) { return *std::max_element(v.begin(), v.end()); });

    if (const auto sequence = numbers("sequence")) {
        auto next = sequence->begin();
        for (const double value : values)
            if (next != sequence->end() && value == static_cast<double>(*next))
                ++next;
        std::vector<std::string> seen(values.size());
        std::transform(values.begin(), values.end(), seen.begin(), shownValue);
        expectations.add(next == sequence->end(),
                         {QT_TRANSLATE_NOOP("Sentence", "{0} in this order: {1}"), wanted, listedNumbers(*sequence)},
                         {"{0}: {1}", wanted, listed(seen)});
    }
    if (const auto limits = texts("within")) {
        std::vector<Variable> bounds;
        for (const std::string& limit : *limits) {
            const auto bound = variableNamed(limit);
            if (!bound)
                return findings.fail(arguments.pathOf("within"), {QT_TRANSLATE_NOOP("Sentence", "There is no variable \"{0}\". {1}"), limit,
                                                                  hint(limit, variableNames())});
            bounds.push_back(*bound);
        }
        judgeWithin(of, *variable, bounds, time);
    }
}

// At every instant the variable is at most the least of the bounds, and each bound is once the least and reached.
void CheckJudge::judgeWithin(ConnectionId of, Variable variable, const std::vector<Variable>& bounds, Window time)
{
    const std::int64_t reach = arguments.integer("reachesBy", 0, 0, INT64_MAX);
    std::vector<bool> reached(bounds.size(), false);
    Sentence broken;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const auto* changed = std::get_if<VariablesChanged>(&trace[i].body);
        if (!changed || !(trace[i].connection == of) || !time.holds(trace[i].at))
            continue;
        const ConnectionVariables& now = trace.variables(changed->variables);
        const std::optional<double> value = valueOf(now, variable);
        double least = 0;
        std::size_t which = 0;
        for (std::size_t b = 0; b < bounds.size(); ++b) {
            const double bound = valueOf(now, bounds[b]).value_or(1e18);
            if (b == 0 || bound < least) {
                least = bound;
                which = b;
            }
        }
        if (!value)
            continue;
        if (*value > least && broken.empty())
            broken = {QT_TRANSLATE_NOOP("Sentence", "{0} is {1} at {2}, above {3} of {4}"),
                      name(variable),
                      shownValue(*value),
                      showInstant(trace[i].at),
                      name(bounds[which]),
                      shownValue(least)};
        if (least - *value <= static_cast<double>(reach))
            reached[which] = true;
    }
    for (std::size_t b = 0; b < bounds.size(); ++b)
        if (!reached[b] && broken.empty())
            broken = {QT_TRANSLATE_NOOP("Sentence", "{0} never limits {1}"), name(bounds[b]), name(variable)};
    std::vector<std::string> names(bounds.size());
    std::transform(bounds.begin(), bounds.end(), names.begin(), [](Variable bound) { return std::string(name(bound)); });
    expectations.add(
        broken.empty(),
        {QT_TRANSLATE_NOOP("Sentence", "{0} never above the least of {1}, and limited by each"), name(variable), listed(names)},
        broken.empty() ? Sentence(QT_TRANSLATE_NOOP("Sentence", "so it is")) : broken);
}

// --- timer ---

void CheckJudge::timer()
{
    const HostId at = host();
    const ConnectionId of = connection(at);
    const std::string wanted = arguments.requiredText("timer");
    std::vector<std::string> names;
    for (const TimerKind kind :
         {TimerKind::Retransmission, TimerKind::DelayedAck, TimerKind::Persist, TimerKind::TimeWait, TimerKind::FinWait2,
          TimerKind::TailLossProbe, TimerKind::Reordering, TimerKind::KeepAlive, TimerKind::Pacing})
        names.emplace_back(name(kind));
    if (std::find(names.begin(), names.end(), wanted) == names.end())
        return findings.fail(arguments.pathOf("timer"),
                             {QT_TRANSLATE_NOOP("Sentence", "There is no timer \"{0}\". {1}"), wanted, hint(wanted, names)});
    const Duration within = tolerance();
    const Window time = window();
    std::vector<Instant> set, fired, lengths;
    for (const TimerSpan& span : exchange.timers) {
        if (!(span.connection == of) || name(span.timer) != wanted || !time.holds(span.from))
            continue;
        set.push_back(span.from);
        lengths.push_back(kStart + (span.deadline - span.from));
        if (span.fired)
            fired.push_back(span.until);
    }
    if (const auto expected = durations("set"))
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "set at {0}"), *expected, set, within);
    if (const auto expected = durations("lasting"))
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "for {0}"), *expected, lengths, within);
    if (const auto expected = durations("fires"))
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "fires at {0}"), *expected, fired, within);
    if (const auto count = number("fireCount"))
        expectations.equal(QT_TRANSLATE_NOOP("Sentence", "fires: {0}"), *count, static_cast<std::int64_t>(fired.size()));
}

// --- rule and drops ---

void CheckJudge::rules()
{
    arguments.require("rule");
    const std::optional<Rule> wanted = rule("rule");
    const bool anywhere = !arguments.find("host");
    const HostId at = anywhere ? HostId() : host();
    const Window time = window();
    std::vector<Instant> found;
    for (std::size_t i = 0; i < trace.size() && wanted; ++i)
        if (trace[i].rule == *wanted && (anywhere || trace[i].host == at) && time.holds(trace[i].at) &&
            (found.empty() || found.back() != trace[i].at))
            found.push_back(trace[i].at);
    if (const auto count = number("count"))
        expectations.equal(QT_TRANSLATE_NOOP("Sentence", "instants at which the rule acts: {0}"), *count,
                           static_cast<std::int64_t>(found.size()));
    if (const auto least = number("atLeast"))
        expectations.add(static_cast<std::int64_t>(found.size()) >= *least,
                         {QT_TRANSLATE_NOOP("Sentence", "the rule acts at {0} instants or more"), *least},
                         {QT_TRANSLATE_NOOP("Sentence", "at {0}"), found.size()});
    if (const auto instants = durations("at"))
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "acts at {0}"), *instants, found, tolerance());
}

void CheckJudge::drops()
{
    const std::optional<Rule> wanted = rule("rule");
    const bool anywhere = !arguments.find("host");
    const HostId at = anywhere ? HostId() : host();
    const Window time = window();
    std::vector<Instant> found;
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (std::holds_alternative<PacketDropped>(trace[i].body) && (!wanted || trace[i].rule == *wanted) &&
            (anywhere || trace[i].host == at) && time.holds(trace[i].at))
            found.push_back(trace[i].at);
    if (const auto count = number("count"))
        expectations.equal(QT_TRANSLATE_NOOP("Sentence", "drops: {0}"), *count, static_cast<std::int64_t>(found.size()));
    if (const auto instants = durations("at"))
        expectations.instants(QT_TRANSLATE_NOOP("Sentence", "drops at {0}"), *instants, found, tolerance());
}

}  // namespace tcplab
