#include "analysis/exchange.h"

#include <algorithm>

#include "analysis/segment.h"
#include "lab/lab.h"
#include "trace/errno.h"
#include "wire/ip.h"

namespace tcplab {
namespace {

// One pass over the Trace; each event finds the span or path that it continues.
class ExchangeMaker {
public:
    explicit ExchangeMaker(const Trace& trace) : trace_(trace), size_(trace.size()), of_(size_, kNone)
    {
        for (std::size_t i = 0; i < trace.hostCount(); ++i) {
            const HostId id(static_cast<std::uint16_t>(i));
            const TraceHost& host = trace.host(id);
            hosts_.emplace(host.address, id);
            if (host.address6)
                hosts_.emplace(*host.address6, id);
        }
    }

    Exchange make()
    {
        for (std::size_t i = 0; i < size_; ++i) {
            id_ = EventId(static_cast<std::uint32_t>(i));
            event_ = &trace_[i];
            std::visit(*this, event_->body);
        }
        finish();
        return std::move(exchange_);
    }

    void operator()(const PacketSent& sent)
    {
        SegmentPath& path = open(sent.packet);
        path.sent = id_;
        path.original = sent.original;
        path.transmission = sent.transmission;
        if (event_->rule == Rule::RouterForwards && event_->parent.valid())  // a repetition is one on its whole way
            path.transmission = pathOf(event_->parent).transmission;
        path.connection = event_->connection;
        if (event_->host.valid())
            path.from = event_->host;
    }

    void operator()(const PacketArrived& arrived)
    {
        SegmentPath& path = arrived.sent.valid() ? unfinished(arrived.sent) : open(arrived.packet);
        path.arrived = id_;
        path.ends = event_->at;
        if (event_->host.valid())
            goesTo(path, event_->host);
        of_[id_.number()] = index(path);
        if (arrived.sent.valid())
            transits_.push_back(event_->at - path.leaves);
    }

    void operator()(const PacketDropped& dropped)
    {
        // On a host, which of the copies it was is what the arrival says.
        const EventId parent = event_->parent;
        const EventId of = parent.valid() && std::holds_alternative<PacketArrived>(trace_[parent].body) ? parent : dropped.sent;
        if (!of.valid() || of_[of.number()] == kNone)
            return;
        SegmentPath& path = dropped.link.valid() ? unfinished(of) : pathOf(of);
        path.dropped = id_;
        if (path.ends)
            return;
        path.ends = event_->at;
        if (dropped.link.valid())
            goesTo(path, trace_.link(dropped.link).to);
        else if (event_->host.valid() && event_->host != path.from)
            goesTo(path, event_->host);  // which was down
    }

    void operator()(const PacketAltered& altered)
    {
        if ((event_->rule == Rule::ArpWaits || event_->rule == Rule::NeighbourWaits) && altered.sent.valid())
            pathOf(altered.sent).leaves = event_->at;
    }

    void operator()(const StateChanged& change)
    {
        const auto [open, isNew] = openStates_.try_emplace(event_->connection.number(), exchange_.states.size());
        if (!isNew) {
            exchange_.states[open->second].until = event_->at;
            open->second = exchange_.states.size();
        }
        exchange_.states.push_back({event_->host, event_->connection, change.to, event_->at, {}, id_});
    }

    void operator()(const CallBegun& begun)
    {
        of_[id_.number()] = exchange_.calls.size();
        exchange_.calls.push_back({event_->host, id_, {}, event_->at, {}, trace_.text(begun.call), {}});
    }

    void operator()(const CallReturned& returned)
    {
        if (!returned.begun.valid())
            return;
        CallSpan& call = exchange_.calls[of_[returned.begun.number()]];
        call.returned = id_;
        call.until = event_->at;
        call.result = returned.error == 0 ? std::to_string(returned.value) : std::string(name(static_cast<Errno>(returned.error)));
    }

    void operator()(const TimerSet& set)
    {
        // Setting a timer that runs moves it: the span before ends here.
        const auto [running, isNew] = runningTimers_.try_emplace({event_->connection.number(), set.timer}, id_);
        if (!isNew)
            endTimer(std::exchange(running->second, id_), false);
        of_[id_.number()] = exchange_.timers.size();
        exchange_.timers.push_back({event_->host, event_->connection, set.timer, id_, {}, false, event_->at, {}, set.deadline});
    }

    void operator()(const TimerFired& fired)
    {
        endTimer(fired.set, true);
        runningTimers_.erase({event_->connection.number(), fired.timer});
    }

    void operator()(const TimerCancelled& cancelled)
    {
        endTimer(cancelled.set, false);
        runningTimers_.erase({event_->connection.number(), cancelled.timer});
    }

    void operator()(const Note& note)
    {
        switch (event_->rule) {
        case Rule::HostExit:
        case Rule::HostKill: return programsEnd();
        case Rule::HostCrash:
        case Rule::HostReboot: return hostEnds();
        case Rule::LinkCut:
        case Rule::LinkReturns: return linkChanges(note);
        default: break;
        }
        if (isOfLesson(event_->rule))
            exchange_.lessons.push_back({event_->host, event_->connection, event_->rule, id_, event_->at});
    }

    template <class Other>
    void operator()(const Other&)
    {}

private:
    static constexpr std::size_t kNone = SIZE_MAX;

    void tellFate(HostId host) { exchange_.fates.push_back({host, event_->rule, id_, event_->at}); }

    // The calls that wait never return.
    void programsEnd()
    {
        tellFate(event_->host);
        for (CallSpan& call : exchange_.calls)
            if (call.host == event_->host && !call.returned.valid() && !call.cutShort) {
                call.cutShort = true;
                call.until = event_->at;
            }
    }

    // Its connections are gone without having entered another state.
    void hostEnds()
    {
        programsEnd();
        for (auto open = openStates_.begin(); open != openStates_.end();) {
            StateSpan& state = exchange_.states[open->second];
            const bool gone = state.host == event_->host;
            if (gone)
                state.until = event_->at;
            open = gone ? openStates_.erase(open) : std::next(open);
        }
        for (auto running = runningTimers_.begin(); running != runningTimers_.end();) {
            const bool gone = exchange_.timers[of_[running->second.number()]].host == event_->host;
            if (gone)
                endTimer(running->second, false);
            running = gone ? runningTimers_.erase(running) : std::next(running);
        }
    }

    void linkChanges(const Note& note)
    {
        for (std::size_t i = 0; i < trace_.linkCount(); ++i)
            if (const TraceLink& link = trace_.link(LinkId(static_cast<std::uint16_t>(i)));
                note.text.valid() && link.name == trace_.text(note.text)) {
                tellFate(link.from);
                tellFate(link.to);
                return;
            }
    }

    SegmentPath& pathOf(EventId event) { return exchange_.segments[of_[event.number()]]; }
    // The path that ends now.
    SegmentPath& unfinished(EventId sent)
    {
        SegmentPath& first = pathOf(sent);
        if (!first.ends)
            return first;
        SegmentPath copy = first;
        copy.arrived = copy.dropped = {};
        copy.isCopy = true;
        exchange_.segments.push_back(copy);
        return exchange_.segments.back();
    }
    std::size_t index(const SegmentPath& path) const { return static_cast<std::size_t>(&path - exchange_.segments.data()); }

    SegmentPath& open(std::uint32_t packet)
    {
        of_[id_.number()] = exchange_.segments.size();
        SegmentPath& path = exchange_.segments.emplace_back();
        path.leaves = event_->at;
        const TracePacket& octets = trace_.packet(packet);
        if (const auto message = wire::linkMessageIn(octets.view())) {
            path.message = message;
            path.fromEndpoint.address = message->sender;
            path.toEndpoint.address = message->target;
            path.from = hostWith(message->sender);
        } else if (const auto addresses = wire::addressesOf(octets.view())) {
            path.fromEndpoint.address = addresses->source;
            path.toEndpoint.address = addresses->destination;
            path.from = hostWith(addresses->source);
        }
        if (const auto segment = segmentOf(octets))
            describe(path, *segment);
        return path;
    }

    HostId hostWith(const IpAddress& address) const
    {
        const auto found = hosts_.find(address);
        return found == hosts_.end() ? HostId{} : found->second;
    }

    void goesTo(SegmentPath& path, HostId next)
    {
        path.to = next;
        nextHops_[{path.from, path.toEndpoint.address}] = next;
    }

    // What neither arrived nor was lost goes where others to its destination went; when there are none, straight there.
    void guessWhereTo(SegmentPath& path) const
    {
        if (path.to.valid())
            return;
        const auto known = nextHops_.find({path.from, path.toEndpoint.address});
        path.to = known != nextHops_.end() ? known->second : hostWith(path.toEndpoint.address);
    }

    void describe(SegmentPath& path, const TracedSegment& segment)
    {
        path.fromEndpoint = segment.from;
        path.toEndpoint = segment.to;
        path.tcp = segment.fields;
        path.payloadOctets = segment.payloadOctets;
        if (segment.fields.flags.syn())
            initials_.add(segment.from, segment.to, segment.fields.seq);
        path.relativeSeq = initials_.relativeSeq(segment.from, segment.to, segment.fields.seq);
        if (segment.fields.flags.ack())
            path.relativeAck = initials_.relativeSeq(segment.to, segment.from, segment.fields.ack);
    }

    void endTimer(EventId set, bool fired)
    {
        if (!set.valid())
            return;
        TimerSpan& timer = exchange_.timers[of_[set.number()]];
        timer.ended = id_;
        timer.fired = fired;
        timer.until = event_->at;
    }

    void finish()
    {
        exchange_.end = size_ == 0 ? kStart : trace_[size_ - 1].at;
        for (const auto& [connection, open] : openStates_)
            exchange_.states[open].until = exchange_.end;
        for (CallSpan& call : exchange_.calls)
            if (!call.returned.valid() && !call.cutShort)
                call.until = exchange_.end;
        for (TimerSpan& timer : exchange_.timers)
            if (!timer.ended.valid())
                timer.until = exchange_.end;
        std::stable_sort(exchange_.segments.begin(), exchange_.segments.end(),
                         [](const SegmentPath& a, const SegmentPath& b) { return a.leaves < b.leaves; });
        for (SegmentPath& path : exchange_.segments)
            guessWhereTo(path);
        if (!transits_.empty()) {
            const auto middle = transits_.begin() + static_cast<std::ptrdiff_t>(transits_.size() / 2);
            std::nth_element(transits_.begin(), middle, transits_.end());
            exchange_.typicalTransit = *middle;
        }
    }

    const Trace& trace_;
    const std::size_t size_;  // what comes later, live, belongs to the next exchange
    const Event* event_ = nullptr;
    EventId id_;
    std::vector<std::size_t> of_;  // by event: the path, call or timer that it began
    std::map<std::uint32_t, std::size_t> openStates_;
    std::map<std::pair<std::uint32_t, TimerKind>, EventId> runningTimers_;
    std::vector<Duration> transits_;
    InitialNumbers initials_;
    std::map<IpAddress, HostId> hosts_;
    std::map<std::pair<HostId, IpAddress>, HostId> nextHops_;  // by the host and the destination
    Exchange exchange_;
};

}  // namespace

Exchange exchangeOf(const Trace& trace) { return ExchangeMaker(trace).make(); }

std::vector<LessonMark> lessonsOf(const Exchange& exchange, HostId host)
{
    std::vector<LessonMark> firsts;
    for (const LessonMark& mark : exchange.lessons) {
        const auto sameRule = [&](const LessonMark& other) { return other.rule == mark.rule; };
        if (mark.host == host && std::none_of(firsts.begin(), firsts.end(), sameRule))
            firsts.push_back(mark);
    }
    return firsts;
}

InitialNumbers::InitialNumbers(const Trace& trace)
{
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const auto* sent = std::get_if<PacketSent>(&trace[i].body);
        const auto* arrived = std::get_if<PacketArrived>(&trace[i].body);
        if (!sent && !(arrived && !arrived->sent.valid()))
            continue;
        const auto segment = segmentOf(*trace.packetOf(trace[i]));
        if (segment && segment->fields.flags.syn())
            add(segment->from, segment->to, segment->fields.seq);
    }
}

void InitialNumbers::add(const Endpoint& from, const Endpoint& to, SeqNumber initial)
{
    std::vector<SeqNumber>& initials = initials_[{from, to}];
    if (std::find(initials.begin(), initials.end(), initial) == initials.end())
        initials.push_back(initial);
}

std::uint32_t InitialNumbers::relativeSeq(const Endpoint& from, const Endpoint& to, SeqNumber seq) const
{
    const auto found = initials_.find({from, to});
    if (found == initials_.end())
        return seq.value();
    std::uint32_t nearest = UINT32_MAX;
    for (const SeqNumber initial : found->second)
        nearest = std::min(nearest, seq.since(initial));
    return nearest;
}

SegmentPattern patternFor(const Exchange& exchange, const Trace& trace, std::size_t segment)
{
    const SegmentPath& path = exchange.segments[segment];
    SegmentPattern pattern;
    if (path.from.valid())
        pattern.from = trace.host(path.from).name;
    if (path.to.valid())
        pattern.to = trace.host(path.to).name;
    if (path.message) {
        pattern.message = path.message->kind;
        const auto alike = [&](const SegmentPath& other) {
            return !other.isCopy && other.message && other.message->kind == path.message->kind && other.from == path.from &&
                   other.to == path.to;
        };
        pattern.nth = 1 + std::count_if(exchange.segments.begin(), exchange.segments.begin() + static_cast<std::ptrdiff_t>(segment), alike);
        return pattern;
    }
    if (!path.tcp)
        return pattern;

    const wire::TcpFlags flags = path.tcp->flags;
    pattern.flags = flags;
    if (path.payloadOctets > 0) {
        pattern.seq = path.relativeSeq;
        pattern.length = path.payloadOctets;
    } else if (!flags.syn() && !flags.fin() && !flags.rst()) {
        pattern.ack = path.relativeAck;
        pattern.length = 0;
    }

    const auto sameHosts = [&](const SegmentPath& other) { return other.tcp && other.from == path.from && other.to == path.to; };
    const auto samePorts = [&](const SegmentPath& other) {
        return other.fromEndpoint.port == path.fromEndpoint.port && other.toEndpoint.port == path.toEndpoint.port;
    };
    if (std::any_of(exchange.segments.begin(), exchange.segments.end(),
                    [&](const SegmentPath& other) { return sameHosts(other) && !samePorts(other); })) {
        pattern.fromPort = path.fromEndpoint.port;
        pattern.toPort = path.toEndpoint.port;
    }
    const auto alike = [&](const SegmentPath& other) {
        return !other.isCopy && sameHosts(other) && (!pattern.fromPort || samePorts(other)) && other.tcp->flags == flags &&
               (!pattern.length || *pattern.length == other.payloadOctets) && (!pattern.seq || *pattern.seq == other.relativeSeq) &&
               (!pattern.ack || *pattern.ack == other.relativeAck);
    };
    const auto end = std::find_if(exchange.segments.begin(), exchange.segments.end(),
                                  [&](const SegmentPath& other) { return other.sent == path.sent && other.leaves == path.leaves; });
    pattern.nth = 1 + std::count_if(exchange.segments.begin(), end, alike);
    return pattern;
}

}  // namespace tcplab
