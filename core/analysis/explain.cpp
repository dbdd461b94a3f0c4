#include "analysis/explain.h"

#include <optional>

#include "analysis/exchange.h"
#include "analysis/segment.h"
#include "analysis/series.h"
#include "base/value.h"

namespace tcplab {
namespace {

// The facts of one event. What the event does not say itself is taken from the events that tell the same story: its
// parents, and those of the same rule at the same instant (a timeout is a timer, a state of variables and a segment).
class Facts {
public:
    Facts(const Trace& trace, EventId event) : trace_(trace), event_(event) {}

    std::string of(std::string_view word) const
    {
        for (const EventId teller : tellers())
            if (std::optional<std::string> fact = told(trace_[teller], word))
                return *fact;
        if (std::optional<std::string> fact = fromVariables(word))
            return *fact;
        return "?";
    }

private:
    std::vector<EventId> tellers() const
    {
        std::vector<EventId> tellers{event_};
        addNeighbours(tellers);
        addAncestors(tellers);
        return tellers;
    }

    void addAncestors(std::vector<EventId>& tellers) const
    {
        constexpr int kGenerations = 4;
        EventId at = event_;
        for (int i = 0; i < kGenerations && trace_[at].parent.valid(); ++i) {
            at = trace_[at].parent;
            tellers.push_back(at);
        }
        if (trace_[event_].second.valid())
            tellers.push_back(trace_[event_].second);
    }

    void addNeighbours(std::vector<EventId>& tellers) const
    {
        const Event& event = trace_[event_];
        const auto tellsTheSame = [&](const Event& other) {
            return other.rule == event.rule && other.connection == event.connection && other.host == event.host;
        };
        const std::uint32_t number = event_.number();
        for (std::uint32_t i = number + 1; i < trace_.size() && trace_[i].at == event.at; ++i)
            if (tellsTheSame(trace_[i]))
                tellers.push_back(EventId(i));
        for (std::uint32_t i = number; i > 0 && trace_[i - 1].at == event.at; --i)
            if (tellsTheSame(trace_[i - 1]))
                tellers.push_back(EventId(i - 1));
    }

    std::optional<std::string> told(const Event& event, std::string_view word) const
    {
        if (word == "bytes")
            return bytes(event);
        if (word == "state") {
            const auto* change = std::get_if<StateChanged>(&event.body);
            return change ? std::optional(std::string(name(change->to))) : std::nullopt;
        }
        if (word == "rto") {
            const auto* set = std::get_if<TimerSet>(&event.body);
            return set ? std::optional(formatDuration(set->deadline - event.at)) : std::nullopt;
        }
        if (word == "try") {
            const auto* sent = std::get_if<PacketSent>(&event.body);
            return sent ? std::optional(std::to_string(sent->transmission)) : std::nullopt;
        }
        if (const TracePacket* packet = trace_.packetOf(event))
            return ofSegment(*packet, word);
        return std::nullopt;
    }

    std::optional<std::string> ofSegment(const TracePacket& packet, std::string_view word) const
    {
        const auto segment = segmentOf(packet);
        if (!segment)
            return std::nullopt;
        if (word == "length")
            return std::to_string(segment->payloadOctets);
        if (word == "window")
            return std::to_string(segment->fields.window);
        const InitialNumbers numbers(trace_);
        if (word == "seq")
            return std::to_string(numbers.relativeSeq(segment->from, segment->to, segment->fields.seq));
        if (word == "ack")
            return std::to_string(numbers.relativeSeq(segment->to, segment->from, segment->fields.ack));
        return std::nullopt;
    }

    std::optional<std::string> bytes(const Event& event) const
    {
        if (const auto* queue = std::get_if<QueueFilled>(&event.body))
            return std::to_string(queue->octets);
        if (const auto* delivered = std::get_if<BytesDelivered>(&event.body))
            return std::to_string(delivered->total - totalBefore<BytesDelivered>(event));
        if (const auto* accepted = std::get_if<BytesAccepted>(&event.body))
            return std::to_string(accepted->total - totalBefore<BytesAccepted>(event));
        return std::nullopt;
    }

    // Totals only grow, so the largest that is below this one is the one before it.
    template <class Body>
    std::uint64_t totalBefore(const Event& event) const
    {
        const std::uint64_t total = std::get<Body>(event.body).total;
        std::uint64_t before = 0;
        for (std::size_t i = 0; i < trace_.size(); ++i)
            if (const auto* body = std::get_if<Body>(&trace_[i].body);
                body && trace_[i].connection == event.connection && body->total < total)
                before = std::max(before, body->total);
        return before;
    }

    std::optional<std::string> fromVariables(std::string_view word) const
    {
        const Event& event = trace_[event_];
        const ConnectionVariables* variables = variablesAt(trace_, event.connection, event.at);
        if (!variables)
            return std::nullopt;
        if (word == "rto")
            return formatDuration(variables->rto);
        if (word == "cwnd")
            return std::to_string(variables->cwnd);
        if (word == "ssthresh")
            return std::to_string(variables->ssthresh);
        if (word == "window")
            return std::to_string(variables->sndWnd);
        if (word == "seq")
            return std::to_string(variables->sndUna.since(variables->iss));
        if (word == "ack")
            return std::to_string(variables->rcvNxt.since(variables->irs));
        return std::nullopt;
    }

    const Trace& trace_;
    EventId event_;
};

}  // namespace

Explanation explain(const Trace& trace, EventId event)
{
    Explanation explanation;
    const Event& explained = trace[event];
    explanation.rule = explained.rule;
    const Facts facts(trace, event);
    const std::string_view sentence = textOf(explained.rule).sentence;
    for (auto found = nextWord(sentence, 0); found; found = nextWord(sentence, found->end()))
        explanation.facts.emplace(found->word, facts.of(found->word));
    for (const EventId parent : {explained.parent, explained.second})
        if (parent.valid())
            explanation.causes.push_back(parent);
    for (std::uint32_t i = event.number() + 1; i < trace.size(); ++i)
        if (trace[i].parent == event || trace[i].second == event)
            explanation.effects.push_back(EventId(i));
    return explanation;
}

}  // namespace tcplab
