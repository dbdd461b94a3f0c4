#include "trace/trace.h"

#include "base/fingerprint.h"
#include "base/translate.h"

namespace tcplab {
namespace {

constexpr std::string_view kStateNames[] = {"CLOSED",     "LISTEN",     "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1",
                                            "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING",  "LAST-ACK",     "TIME-WAIT"};
constexpr std::string_view kTimerNames[] = {
    QT_TRANSLATE_NOOP("Timer", "retransmission"), QT_TRANSLATE_NOOP("Timer", "delayed ACK"), QT_TRANSLATE_NOOP("Timer", "persist"),
    QT_TRANSLATE_NOOP("Timer", "2 MSL"),          QT_TRANSLATE_NOOP("Timer", "FIN-WAIT-2"),  QT_TRANSLATE_NOOP("Timer", "tail loss probe"),
    QT_TRANSLATE_NOOP("Timer", "reordering"),     QT_TRANSLATE_NOOP("Timer", "keep-alive"),  QT_TRANSLATE_NOOP("Timer", "pacing")};

// Adds the contents of an event's body; texts, packets and variables by value, never by index.
class BodyPrinter {
public:
    BodyPrinter(const Trace& trace, Fingerprint& print) : trace_(trace), print_(print) {}

    void operator()(const PacketSent& b) { packet(b.packet), add(b.original), print_.add(b.transmission); }
    void operator()(const PacketArrived& b) { add(b.sent), packet(b.packet); }
    void operator()(const PacketDropped& b) { add(b.sent), add(b.link), text(b.place); }
    void operator()(const PacketAltered& b) { add(b.sent), add(b.link), text(b.place); }
    void operator()(const StateChanged& b) { print_.add(name(b.from)), print_.add(name(b.to)); }
    void operator()(const CallBegun& b) { text(b.call), add(b.socket); }
    void operator()(const CallReturned& b) { add(b.begun), print_.add(static_cast<std::uint64_t>(b.value)), print_.add(b.error); }
    void operator()(const TimerSet& b) { add(b.deadline), print_.add(name(b.timer)); }
    void operator()(const TimerFired& b) { add(b.set), print_.add(name(b.timer)); }
    void operator()(const TimerCancelled& b) { add(b.set), print_.add(name(b.timer)); }
    void operator()(const VariablesChanged& b) { variables(trace_.variables(b.variables)); }
    void operator()(const QueueFilled& b) { add(b.link), text(b.place), print_.add(b.packets), print_.add(b.octets); }
    void operator()(const ListenQueueChanged& b)
    {
        add(b.entry), print_.add(b.length), print_.add(b.limit);
        print_.add(std::uint32_t{static_cast<std::uint8_t>(b.queue)}), print_.add(std::uint32_t{b.entered});
    }
    void operator()(const BytesDelivered& b) { print_.add(b.total), print_.add(b.stream); }
    void operator()(const BytesAccepted& b) { print_.add(b.total), print_.add(b.stream); }
    void operator()(const Note& b) { text(b.text); }
    void operator()(const ReadingChanged& b)
    {
        print_.add(std::string_view(trace_.reading(b.reading).name));
        print_.add(__builtin_bit_cast(std::uint64_t, b.value));
    }

private:
    template <class Tag, class Number>
    void add(Id<Tag, Number> id)
    {
        print_.add(std::uint64_t{id.number()});
    }
    void add(Instant at) { print_.add(static_cast<std::uint64_t>(nanoseconds(at))); }
    void add(Duration duration) { print_.add(static_cast<std::uint64_t>(duration.count())); }
    void text(TextId id) { print_.add(id.valid() ? std::string_view(trace_.text(id)) : std::string_view()); }

    void packet(std::uint32_t index)
    {
        const TracePacket& packet = trace_.packet(index);
        print_.add(packet.length);
        const Octets octets = packet.known();
        print_.add(std::string_view(reinterpret_cast<const char*>(octets.data()), octets.size()));
    }

    void variables(const ConnectionVariables& v)
    {
        for (const SeqNumber number : {v.iss, v.irs, v.sndUna, v.sndNxt, v.rcvNxt})
            print_.add(number.value());
        for (const std::uint32_t number : {v.sndWnd, v.rcvWnd, v.cwnd, v.ssthresh, v.flight, v.sndQueued, v.rcvQueued})
            print_.add(number);
        add(v.srtt), add(v.rttvar), add(v.rto);
        print_.add(static_cast<std::uint64_t>(v.pacingRate));
    }

    const Trace& trace_;
    Fingerprint& print_;
};

}  // namespace

std::string_view name(TcpState state) { return kStateNames[static_cast<std::size_t>(state)]; }
std::string_view name(TimerKind timer) { return kTimerNames[static_cast<std::size_t>(timer)]; }

Octets TracePacket::known() const
{
    Octets all(octets, octets + captured);
    if (rest) {
        all.resize(length);
        rest->source.copy(rest->position, std::span(all).subspan(captured));
    }
    return all;
}

const TracePacket* Trace::packetOf(const Event& event) const
{
    if (const auto* sent = std::get_if<PacketSent>(&event.body))
        return &packets_[sent->packet];
    if (const auto* arrived = std::get_if<PacketArrived>(&event.body))
        return &packets_[arrived->packet];
    if (const auto* dropped = std::get_if<PacketDropped>(&event.body); dropped && dropped->sent.valid())
        return packetOf(events_[dropped->sent.number()]);
    if (const auto* altered = std::get_if<PacketAltered>(&event.body); altered && altered->sent.valid())
        return packetOf(events_[altered->sent.number()]);
    return nullptr;
}

std::uint64_t fingerprint(const Trace& trace)
{
    Fingerprint print;
    BodyPrinter body(trace, print);
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const Event& event = trace[i];
        print.add(static_cast<std::uint64_t>(nanoseconds(event.at)));
        print.add(std::uint64_t{event.parent.number()});
        print.add(std::uint64_t{event.second.number()});
        print.add(std::uint64_t{event.connection.number()});
        print.add(std::uint64_t{event.host.number()});
        print.add(textOf(event.rule).name);
        print.add(std::uint64_t{event.body.index()});
        std::visit(body, event.body);
    }
    return print.value();
}

}  // namespace tcplab
