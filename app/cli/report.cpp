#include "cli/report.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "language/language.h"
#include "look/format.h"
#include "look/sentences.h"
#include "plugin/sockets.h"

namespace tcplab {
namespace {

constexpr std::size_t kTextWidth = 132;  // of a terminal, for the time and all hosts together
constexpr std::size_t kNarrowestColumn = 36;

// Columns on a terminal: one a code point, two for a wide one (East Asian Width, roughly: from Hangul Jamo on).
std::size_t displayWidth(std::string_view text)
{
    std::size_t width = 0;
    for (const uint code : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toUcs4())
        width += code >= 0x2e80 ? 2 : 1;
    return width;
}

std::string padded(const std::string& text, std::size_t width)
{
    const std::size_t used = displayWidth(text);
    return used >= width ? text : text + std::string(width - used, ' ');
}

std::string whyOf(const Trace& trace, EventId event) { return whySentence(explain(trace, event)).toStdString(); }

// The timeline, one line an event that a person follows: segments, states, calls, timers that fired, drops.
class Timeline {
public:
    explicit Timeline(const RunOutcome& outcome)
        : trace_(*outcome.trace), columnWidth_(std::max(kNarrowestColumn, (kTextWidth - 13) / std::max<std::size_t>(trace_.hostCount(), 1)))
    {
        for (const SegmentPath& segment : outcome.exchange->segments)
            segments_[segment.sent.number()] = &segment;
    }

    std::string text()
    {
        std::string hosts;
        for (std::size_t i = 0; i < trace_.hostCount(); ++i)
            hosts += padded(trace_.host(HostId(static_cast<std::uint16_t>(i))).name, columnWidth_);
        out_ = trimmed(fmt::format("{:>11}  {}", words(QT_TRANSLATE_NOOP("Sentence", "seconds")), hosts));
        for (std::size_t i = 0; i < trace_.size(); ++i) {
            event_ = &trace_[i];
            id_ = EventId(static_cast<std::uint32_t>(i));
            std::visit(*this, event_->body);
        }
        return out_;
    }

    void operator()(const PacketSent&)
    {
        const SegmentPath* segment = segmentOf(id_);
        if (!segment)
            return;
        std::string text = label(*segment);
        if (segment->transmission > 1)
            text += " " + words({QT_TRANSLATE_NOOP("Sentence", "(try {0})"), segment->transmission});
        if (!segment->to.valid())
            line(text + " ──▶");
        else
            line(rightward(*segment) ? text + " ──▶" : "◀── " + text);
    }
    void operator()(const PacketArrived& arrived)
    {
        if (const SegmentPath* segment = segmentOf(arrived.sent))
            line(rightward(*segment) ? "──▶ " + label(*segment, Detail::Numbers) : label(*segment, Detail::Numbers) + " ◀──");
    }
    void operator()(const PacketDropped& dropped)
    {
        const SegmentPath* segment = segmentOf(dropped.sent);
        const Sentence what =
            segment ? Sentence::asItIs(label(*segment, Detail::Numbers)) : Sentence(QT_TRANSLATE_NOOP("Sentence", "packet"));
        const std::string why = whyOf(trace_, id_);
        const Sentence told = dropped.link.valid() ? Sentence(QT_TRANSLATE_NOOP("Sentence", "✕ {0} dropped on {1}: {2}"), what,
                                                              trace_.link(dropped.link).name, why)
                                                   : Sentence(QT_TRANSLATE_NOOP("Sentence", "✕ {0} dropped: {1}"), what, why);
        const HostId host = event_->host.valid() || !segment ? event_->host : segment->from;
        lineAt(host, words(told));
    }
    void operator()(const PacketAltered& altered)
    {
        const SegmentPath* segment = segmentOf(altered.sent);
        const Sentence what =
            segment ? Sentence::asItIs(label(*segment, Detail::Numbers)) : Sentence(QT_TRANSLATE_NOOP("Sentence", "packet"));
        lineAt(segment ? segment->from : HostId{},
               words({QT_TRANSLATE_NOOP("Sentence", "~ {0} on {1}: {2}"), what, trace_.link(altered.link).name, whyOf(trace_, id_)}));
    }
    void operator()(const StateChanged& state) { line(fmt::format("{} → {}", name(state.from), name(state.to))); }
    void operator()(const CallBegun& call)
    {
        line(trace_.text(call.call) + " …");
        waiting_ = id_;
    }
    void operator()(const CallReturned& call)
    {
        const auto* begun = call.begun.valid() ? std::get_if<CallBegun>(&trace_[call.begun].body) : nullptr;
        const Errno error = static_cast<Errno>(call.error);
        const std::string value = error == Errno::None ? std::to_string(call.value) : std::string(name(error));
        // A call that returns at once takes one line.
        if (waiting_.valid() && waiting_ == call.begun && trace_[waiting_].at == event_->at)
            out_.erase(out_.rfind('\n', out_.size() - 2) + 1);
        line(fmt::format("{} = {}", begun ? trace_.text(begun->call) : words(QT_TRANSLATE_NOOP("Sentence", "call")), value));
    }
    void operator()(const TimerFired& timer) { line("⏰ " + timerText(timer.timer).toStdString()); }
    void operator()(const Note& note) { line("# " + (note.text.valid() ? trace_.text(note.text) : whyOf(trace_, id_))); }
    template <class Other>
    void operator()(const Other&)
    {}

private:
    const SegmentPath* segmentOf(EventId sent) const
    {
        const auto found = segments_.find(sent.number());
        return found == segments_.end() ? nullptr : found->second;
    }
    static bool rightward(const SegmentPath& segment) { return !segment.to.valid() || segment.from < segment.to; }
    std::string label(const SegmentPath& segment, Detail detail = Detail::Everything) const
    {
        return segmentText(trace_, segment, detail).toStdString();
    }
    void line(const std::string& text) { lineAt(event_->host, text); }
    void lineAt(HostId host, const std::string& text)
    {
        waiting_ = {};
        const std::size_t column = host.valid() ? host.number() * columnWidth_ : 0;
        out_ += fmt::format("{:11.6f}  {}{}\n", seconds(event_->at), std::string(column, ' '), text);
    }
    static std::string trimmed(std::string line)
    {
        line.erase(line.find_last_not_of(' ') + 1);
        return line + "\n";
    }

    const Trace& trace_;
    std::size_t columnWidth_;
    std::map<std::uint32_t, const SegmentPath*> segments_;
    std::string out_;
    const Event* event_ = nullptr;
    EventId id_{};
    EventId waiting_{};  // the call that the last line has begun
};

const char* kindOf(const EventBody& body)
{
    static constexpr const char* kNames[] = {
        "packet-sent",    "packet-arrived", "packet-dropped",  "state-changed",     "call-begun",          "call-returned",
        "timer-set",      "timer-fired",    "timer-cancelled", "variables-changed", "queue-filled",        "bytes-delivered",
        "bytes-accepted", "note",           "reading-changed", "packet-altered",    "listen-queue-changed"};
    static_assert(std::size(kNames) == std::variant_size_v<EventBody>);
    return kNames[body.index()];
}

using Json = nlohmann::ordered_json;

template <class Tag, class Number>
Json idOrNull(Id<Tag, Number> id)
{
    return id.valid() ? Json(id.number()) : Json();
}

std::string hexadecimal(OctetView octets)
{
    std::string text;
    for (const std::uint8_t octet : octets)
        text += fmt::format("{:02x}", octet);
    return text;
}

// Adds what is particular to the kind of an event.
class EventFields {
public:
    EventFields(const Trace& trace, Json& json) : trace_(trace), json_(json) {}

    void operator()(const PacketSent& b)
    {
        packet(b.packet);
        json_["transmission"] = b.transmission;
        json_["original"] = idOrNull(b.original);
    }
    void operator()(const PacketArrived& b)
    {
        json_["sent"] = idOrNull(b.sent);
        if (!b.sent.valid() || std::get<PacketSent>(trace_[b.sent].body).packet != b.packet)
            packet(b.packet);
    }
    void operator()(const PacketDropped& b)
    {
        json_["sent"] = idOrNull(b.sent);
        json_["link"] = idOrNull(b.link);
        json_["place"] = text(b.place);
    }
    void operator()(const PacketAltered& b)
    {
        json_["sent"] = idOrNull(b.sent);
        json_["link"] = idOrNull(b.link);
        json_["place"] = text(b.place);
    }
    void operator()(const StateChanged& b) { json_["from"] = name(b.from), json_["to"] = name(b.to); }
    void operator()(const CallBegun& b) { json_["call"] = text(b.call), json_["socket"] = idOrNull(b.socket); }
    void operator()(const CallReturned& b)
    {
        json_["begun"] = idOrNull(b.begun);
        json_["value"] = b.value;
        json_["error"] = name(static_cast<Errno>(b.error));
    }
    void operator()(const TimerSet& b) { json_["timer"] = name(b.timer), json_["deadline_ns"] = nanoseconds(b.deadline); }
    void operator()(const TimerFired& b) { json_["timer"] = name(b.timer), json_["set"] = idOrNull(b.set); }
    void operator()(const TimerCancelled& b) { json_["timer"] = name(b.timer), json_["set"] = idOrNull(b.set); }
    void operator()(const VariablesChanged& b)
    {
        const ConnectionVariables& v = trace_.variables(b.variables);
        json_["iss"] = v.iss.value(), json_["irs"] = v.irs.value();
        json_["snd_una"] = v.sndUna.value(), json_["snd_nxt"] = v.sndNxt.value(), json_["snd_wnd"] = v.sndWnd;
        json_["rcv_nxt"] = v.rcvNxt.value(), json_["rcv_wnd"] = v.rcvWnd;
        json_["cwnd"] = v.cwnd, json_["ssthresh"] = v.ssthresh, json_["flight"] = v.flight;
        json_["srtt_ns"] = v.srtt.count(), json_["rttvar_ns"] = v.rttvar.count(), json_["rto_ns"] = v.rto.count();
    }
    void operator()(const QueueFilled& b)
    {
        json_["link"] = idOrNull(b.link);
        json_["place"] = text(b.place);
        json_["packets"] = b.packets, json_["octets"] = b.octets;
    }
    void operator()(const ListenQueueChanged& b)
    {
        json_["queue"] = b.queue == ListenQueue::Syn ? "syn" : "accept";
        json_["length"] = b.length, json_["limit"] = b.limit;
        json_["entry"] = idOrNull(b.entry), json_["entered"] = b.entered;
    }
    void operator()(const BytesDelivered& b) { json_["total"] = b.total; }
    void operator()(const BytesAccepted& b) { json_["total"] = b.total; }
    // Without a text of its own its rule's sentence stands already.
    void operator()(const Note& b)
    {
        if (b.text.valid())
            json_["text"] = text(b.text);
    }
    void operator()(const ReadingChanged& b)
    {
        const ReadingSpec& reading = trace_.reading(b.reading);
        json_["reading"] = reading.name, json_["unit"] = name(reading.unit), json_["value"] = b.value;
    }

private:
    std::string text(TextId id) const { return id.valid() ? trace_.text(id) : std::string(); }
    void packet(std::uint32_t index)
    {
        const TracePacket& packet = trace_.packet(index);
        json_["length"] = packet.length;
        json_["octets"] = hexadecimal(packet.known());
    }

    const Trace& trace_;
    Json& json_;
};

Json eventJson(const Trace& trace, std::size_t index, const InitialNumbers& numbers)
{
    const Event& event = trace[index];
    Json json{{"id", index},
              {"at_ns", nanoseconds(event.at)},
              {"host", idOrNull(event.host)},
              {"connection", idOrNull(event.connection)},
              {"event", kindOf(event.body)},
              {"text", eventText(trace, numbers, EventId(static_cast<std::uint32_t>(index))).toStdString()},
              {"rule", textOf(event.rule).name},
              {"source", ruleSource(event.rule).toStdString()},
              {"parent", idOrNull(event.parent)},
              {"second", idOrNull(event.second)}};
    std::visit(EventFields(trace, json), event.body);
    return json;
}

std::string quoted(std::string text)
{
    if (text.find_first_of(",\"\n\r") == std::string::npos)
        return text;
    for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2)
        text.insert(at, 1, '"');
    return '"' + text + '"';
}

Sentence fateOf(const LabEdit& edit, std::uint64_t hits)
{
    if (!edit.enabled)
        return QT_TRANSLATE_NOOP("Sentence", "switched off");
    if (hits == 0)
        return QT_TRANSLATE_NOOP("Sentence", "dormant, no segment fits it");
    return {QT_TRANSLATE_NOOP("Sentence", "segments lost: {0}"), hits};
}

}  // namespace

std::string textReport(const RunOutcome& outcome)
{
    const Trace& trace = *outcome.trace;
    const std::string language = programLanguage().toStdString();
    std::string text = fmt::format("{} {}\n{}\n\n", outcome.lab.id, outcome.lab.title.in(language),
                                   words({QT_TRANSLATE_NOOP("Sentence", "{0} events in {1} s, fingerprint {2}"), trace.size(),
                                          fmt::format("{:.6f}", seconds(trace.end())), fmt::format("{:016x}", fingerprint(trace))}));
    text += Timeline(outcome).text();
    for (std::size_t i = 0; i < outcome.editHits.size(); ++i)
        text += "\n" + words({QT_TRANSLATE_NOOP("Sentence", "edit {0}: {1}"), i + 1, fateOf(outcome.lab.edits[i], outcome.editHits[i])});
    for (std::size_t i = 0; i < outcome.verdicts.size(); ++i)
        text += fmt::format("\n{} {}", outcome.verdicts[i].passed ? "✓" : "✗", outcome.lab.checks[i].title.in(language));
    return text + (outcome.editHits.empty() && outcome.verdicts.empty() ? "" : "\n");
}

std::string jsonReport(const RunOutcome& outcome)
{
    const Trace& trace = *outcome.trace;
    Json json{{"lab", outcome.lab.id},
              {"title", outcome.lab.title.en},
              {"seed", outcome.lab.seed},
              {"end_ns", nanoseconds(trace.end())},
              {"fingerprint", fmt::format("{:016x}", fingerprint(trace))}};
    Json& hosts = json["hosts"] = Json::array();
    for (std::size_t i = 0; i < trace.hostCount(); ++i) {
        const TraceHost& host = trace.host(HostId(static_cast<std::uint16_t>(i)));
        hosts.push_back({{"name", host.name}, {"address", format(host.address)}});
        if (host.address6)
            hosts.back()["address6"] = format(*host.address6);
    }
    Json& links = json["links"] = Json::array();
    for (std::size_t i = 0; i < trace.linkCount(); ++i)
        links.push_back({{"name", trace.link(LinkId(static_cast<std::uint16_t>(i))).name}});
    Json& connections = json["connections"] = Json::array();
    for (std::size_t i = 0; i < trace.connectionCount(); ++i) {
        const TraceConnection& connection = trace.connection(ConnectionId(static_cast<std::uint32_t>(i)));
        connections.push_back(
            {{"host", idOrNull(connection.host)}, {"local", format(connection.local)}, {"remote", format(connection.remote)}});
    }
    Json& checks = json["checks"] = Json::array();
    for (std::size_t i = 0; i < outcome.verdicts.size(); ++i)
        checks.push_back({{"kind", outcome.lab.checks[i].kind},
                          {"title", outcome.lab.checks[i].title.en},
                          {"passed", outcome.verdicts[i].passed},
                          {"expected", outcome.verdicts[i].expected.english()},
                          {"found", outcome.verdicts[i].found.english()}});
    json["edit_hits"] = outcome.editHits;
    const InitialNumbers numbers(trace);
    Json& events = json["events"] = Json::array();
    for (std::size_t i = 0; i < trace.size(); ++i)
        events.push_back(eventJson(trace, i, numbers));
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string csvReport(const RunOutcome& outcome)
{
    const Trace& trace = *outcome.trace;
    const InitialNumbers numbers(trace);
    std::string csv = "id,seconds,host,connection,event,what,rule,source,parent\r\n";
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const Event& event = trace[i];
        const auto optional = [](auto id) { return id.valid() ? std::to_string(id.number()) : std::string(); };
        csv += fmt::format("{},{:.9f},{},{},{},{},{},{},{}\r\n", i, seconds(event.at),
                           quoted(event.host.valid() ? trace.host(event.host).name : ""), optional(event.connection), kindOf(event.body),
                           quoted(eventText(trace, numbers, EventId(static_cast<std::uint32_t>(i))).toStdString()), textOf(event.rule).name,
                           quoted(ruleSource(event.rule).toStdString()), optional(event.parent));
    }
    return csv;
}

}  // namespace tcplab
