#include "look/sentences.h"

#include <QCoreApplication>

#include "analysis/segment.h"
#include "look/format.h"

namespace tcplab {

namespace {

struct EventWords {
    Q_DECLARE_TR_FUNCTIONS(Event)
};

QString words(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

// The words for one kind of event each.
class Teller {
public:
    Teller(const Trace& trace, const InitialNumbers& numbers, const Event& event) : trace_(trace), numbers_(numbers), event_(event) {}

    QString operator()(const PacketSent& sent) const
    {
        const QString text = sent.transmission > 1 ? EventWords::tr("%1 sends %2 again (try %3)") : EventWords::tr("%1 sends %2");
        const QString filled = text.arg(host(), datagram());
        return sent.transmission > 1 ? filled.arg(sent.transmission) : filled;
    }
    QString operator()(const PacketArrived&) const { return EventWords::tr("%1 arrives at %2").arg(datagram(), host()); }
    QString operator()(const PacketDropped& dropped) const
    {
        const QString where = dropped.link.valid() ? words(trace_.link(dropped.link).name) : host();
        return EventWords::tr("%1: %2 (%3)").arg(datagram(), lossText(event_.rule), where);
    }
    QString operator()(const PacketAltered& altered) const
    {
        if (event_.rule == Rule::ArpWaits || event_.rule == Rule::NeighbourWaits)
            return EventWords::tr("%1 leaves %2 after it has waited for a hardware address").arg(datagram(), host());
        return EventWords::tr("%1 is altered on %2 (%3)")
            .arg(datagram(), words(trace_.link(altered.link).name), words(trace_.text(altered.place)));
    }
    QString operator()(const StateChanged& state) const
    {
        return EventWords::tr("%1: %2 → %3").arg(host(), words(name(state.from)), words(name(state.to)));
    }
    QString operator()(const CallBegun& call) const { return EventWords::tr("%1 calls %2").arg(host(), words(trace_.text(call.call))); }
    QString operator()(const CallReturned& call) const
    {
        const auto* begun = call.begun.valid() ? std::get_if<CallBegun>(&trace_[call.begun].body) : nullptr;
        return EventWords::tr("%1: %2 returns").arg(host(), begun ? words(trace_.text(begun->call)) : EventWords::tr("the call"));
    }
    QString operator()(const TimerSet& timer) const
    {
        return EventWords::tr("%1: %2 set to %3").arg(host(), timerText(timer.timer), durationText(timer.deadline - event_.at));
    }
    QString operator()(const TimerFired& timer) const { return EventWords::tr("%1: %2 fires").arg(host(), timerText(timer.timer)); }
    QString operator()(const TimerCancelled& timer) const { return EventWords::tr("%1: %2 stopped").arg(host(), timerText(timer.timer)); }
    QString operator()(const VariablesChanged& changed) const
    {
        const ConnectionVariables& now = trace_.variables(changed.variables);
        return EventWords::tr("%1: cwnd %2, flight %3").arg(host(), windowText(now.cwnd), groupedNumber(now.flight));
    }
    QString operator()(const QueueFilled& queue) const
    {
        return EventWords::tr("Queue of %1 (%2): %3 packets, %4")
            .arg(words(trace_.link(queue.link).name), words(trace_.text(queue.place)))
            .arg(queue.packets)
            .arg(octetsText(queue.octets));
    }
    QString operator()(const ListenQueueChanged& queue) const
    {
        return EventWords::tr("%1: %2 of %3: %4 of %5")
            .arg(host(), listenQueueText(queue.queue), words(format(trace_.connection(event_.connection).local)))
            .arg(queue.length)
            .arg(queue.limit);
    }
    QString operator()(const BytesDelivered& bytes) const
    {
        return EventWords::tr("%1 has read %2 in all").arg(host(), octetsText(bytes.total));
    }
    QString operator()(const BytesAccepted& bytes) const
    {
        return EventWords::tr("%1 has written %2 in all").arg(host(), octetsText(bytes.total));
    }
    QString operator()(const ReadingChanged& changed) const
    {
        const ReadingSpec& reading = trace_.reading(changed.reading);
        return EventWords::tr("%1: %2 is %3").arg(host(), words(reading.name), readingText(reading.unit, changed.value));
    }
    // A note without a text of its own is said by its rule.
    QString operator()(const Note& note) const
    {
        if (isOfLesson(event_.rule))
            return EventWords::tr("%1: %2").arg(host(), whatIfText(event_.rule));
        return note.text.valid() ? words(trace_.text(note.text))
                                 : QCoreApplication::translate("Rule", std::string(textOf(event_.rule).sentence).c_str());
    }

private:
    QString host() const { return event_.host.valid() ? words(trace_.host(event_.host).name) : EventWords::tr("the link"); }

    QString datagram() const
    {
        const TracePacket* packet = trace_.packetOf(event_);
        const auto tcp = packet ? segmentOf(*packet) : std::nullopt;
        if (!tcp)
            return packet ? otherPacketText(*packet) : EventWords::tr("a datagram");
        QString text = words(wire::format(tcp->fields.flags));
        text += QStringLiteral(" seq=%1").arg(numbers_.relativeSeq(tcp->from, tcp->to, tcp->fields.seq));
        if (tcp->fields.flags.ack())
            text += QStringLiteral(" ack=%1").arg(numbers_.relativeSeq(tcp->to, tcp->from, tcp->fields.ack));
        return text;
    }

    const Trace& trace_;
    const InitialNumbers& numbers_;
    const Event& event_;
};

}  // namespace

QString whySentence(const Explanation& explanation)
{
    const std::string sentence(textOf(explanation.rule).sentence);
    const QString translated = QCoreApplication::translate("Rule", sentence.c_str());
    return QString::fromStdString(fillIn(translated.toStdString(), explanation.facts));
}

QString ruleSource(Rule rule)
{
    const RuleText& text = textOf(rule);
    return QStringLiteral("%1 §%2").arg(words(text.document), words(text.section));
}

QString eventText(const Trace& trace, const InitialNumbers& numbers, EventId event)
{
    const Event& happened = trace[event];
    return std::visit(Teller(trace, numbers, happened), happened.body);
}

}  // namespace tcplab
