#include "analysis/queues.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace tcplab {
namespace {

// A history while it is being written.
class Writer {
public:
    QueueHistory history;

    void enters(Instant at, EventId event, ConnectionId connection = {})
    {
        open_.push_back(history.stays.size());
        history.stays.push_back({event, connection, at});
    }

    // Whether it was there.
    bool leaves(Instant at, EventId event)
    {
        return end(at, [&](const QueueStay& stay) { return stay.event == event; });
    }
    bool leaves(Instant at, ConnectionId connection)
    {
        return end(at, [&](const QueueStay& stay) { return stay.connection == connection; });
    }

    void allLeave(Instant at)
    {
        for (const std::size_t stay : open_)
            history.stays[stay].until = at;
        open_.clear();
    }

    void oldestLeaves(Instant at)
    {
        history.stays[open_.front()].until = at;
        open_.erase(open_.begin());
    }

    void fill(const QueueFilling& filling) { history.fillings.push_back(filling); }

    std::uint32_t length() const { return history.fillings.empty() ? 0 : history.fillings.back().length; }
    std::uint32_t known() const { return static_cast<std::uint32_t>(open_.size()); }

    // Of a link: a datagram was dropped from within.
    void dropped(Instant at, EventId sent) { dropped_ += leaves(at, sent) ? 1 : 0; }

    // Of a link: one has come in, or one has been passed on; others may have left meanwhile, the oldest first. A transmitter passes on what
    // it took from the queue when it had passed on the one before: so who leaves at a filling is known from the next one. `isNew`: the
    // datagram is sent at this very instant.
    void linkFills(const Event& event, EventId id, const QueueFilled& now, bool isNew)
    {
        const std::uint32_t before = length() - std::min(length(), std::exchange(dropped_, 0));
        const bool tookOne = known() > before;
        const bool comesIn = now.packets > before || (isNew && now.packets > 0);
        if (comesIn)
            enters(event.at, event.parent);
        else if (now.packets < before)
            leaves(tookOne ? taken_ : event.at, event.parent);
        if (now.packets < before)
            taken_ = event.at;
        while (known() > now.packets + (now.packets == 0 || (comesIn && !tookOne) ? 0 : 1))
            oldestLeaves(event.at);
        fill({event.at, now.packets, now.octets, history.mostPackets, id});
    }

private:
    template <class Fits>
    bool end(Instant at, Fits&& fits)
    {
        const auto found = std::find_if(open_.begin(), open_.end(), [&](std::size_t stay) { return fits(history.stays[stay]); });
        if (found == open_.end())
            return false;
        history.stays[*found].until = std::max(at, history.stays[*found].from);
        open_.erase(found);
        return true;
    }

    std::vector<std::size_t> open_;  // stays that have not ended
    std::uint32_t dropped_ = 0;      // since the last filling
    Instant taken_{};                // when the one that is passed on next left the queue
};

class Collector {
public:
    explicit Collector(const Trace& trace) : trace_(trace)
    {
        for (std::size_t i = 0; i < trace.queueCount(); ++i) {
            const TraceQueue& queue = trace.queue(i);
            Writer& writer = ofLink(queue.link, queue.place);
            writer.history.mostPackets = queue.packets;
            writer.history.mostOctets = queue.octets;
        }
    }

    std::vector<QueueHistory> collect()
    {
        const std::size_t size = trace_.size();
        for (std::size_t i = 0; i < size; ++i) {
            event_ = &trace_[i];
            id_ = EventId(static_cast<std::uint32_t>(i));
            std::visit(*this, event_->body);
        }
        std::vector<QueueHistory> histories;
        for (auto& [key, writer] : hosts_)
            histories.push_back(std::move(writer.history));
        for (auto& [key, writer] : links_)
            histories.push_back(std::move(writer.history));
        return histories;
    }

    void operator()(const QueueFilled& filled)
    {
        const EventId packet = event_->parent;
        const bool isNew = packet.valid() && trace_[packet].at == event_->at;
        Writer& writer = ofLink(filled.link, filled.place);
        writer.linkFills(*event_, id_, filled, isNew);
        if (packet.valid())
            waited_[packet] = &writer;
    }

    // Whoever arrives does not wait any more, even if the queue it was in has not said so.
    void operator()(const PacketArrived& arrived)
    {
        const auto waited = waited_.find(arrived.sent);
        if (waited == waited_.end())
            return;
        waited->second->leaves(event_->at, arrived.sent);
        waited_.erase(waited);
    }

    void operator()(const PacketDropped& dropped)
    {
        if (const auto found = links_.find({dropped.link, dropped.place}); found != links_.end())
            found->second.dropped(event_->at, dropped.sent);
    }

    void operator()(const ListenQueueChanged& change)
    {
        const auto kind = change.queue == ListenQueue::Syn ? QueueHistory::Kind::Syn : QueueHistory::Kind::Accept;
        Writer& writer = ofHost(event_->host, event_->connection, kind);
        if (change.entered)
            writer.enters(event_->at, id_, change.entry);
        else if (change.entry.valid())
            writer.leaves(event_->at, change.entry);
        writer.fill({event_->at, change.length, 0, change.limit, id_});
    }

    void operator()(const StateChanged& change)
    {
        if (change.to != TcpState::TimeWait && change.from != TcpState::TimeWait)
            return;
        Writer& writer = ofHost(event_->host, ConnectionId{}, QueueHistory::Kind::TimeWait);
        if (change.to == TcpState::TimeWait)
            writer.enters(event_->at, id_, event_->connection);
        else
            writer.leaves(event_->at, event_->connection);
        writer.fill({event_->at, writer.known(), 0, 0, id_});
    }

    // What a host remembers ends with it.
    void operator()(const Note&)
    {
        if (event_->rule != Rule::HostCrash && event_->rule != Rule::HostReboot)
            return;
        for (auto& [key, writer] : hosts_)
            if (std::get<HostId>(key) == event_->host && writer.length() > 0) {
                writer.allLeave(event_->at);
                writer.fill({event_->at, 0, 0, writer.history.fillings.back().limit, id_});
            }
    }

    template <class Other>
    void operator()(const Other&)
    {}

private:
    using HostKey = std::tuple<HostId, bool, ConnectionId, QueueHistory::Kind>;  // the table of TIME-WAIT after the sockets

    Writer& ofLink(LinkId link, TextId place)
    {
        Writer& writer = links_[{link, place}];
        writer.history.kind = QueueHistory::Kind::Link;
        writer.history.link = link;
        writer.history.place = place;
        return writer;
    }

    Writer& ofHost(HostId host, ConnectionId listener, QueueHistory::Kind kind)
    {
        Writer& writer = hosts_[{host, kind == QueueHistory::Kind::TimeWait, listener, kind}];
        writer.history.kind = kind;
        writer.history.host = host;
        writer.history.listener = listener;
        return writer;
    }

    const Trace& trace_;
    const Event* event_ = nullptr;
    EventId id_;
    std::map<std::pair<LinkId, TextId>, Writer> links_;
    std::map<EventId, Writer*> waited_;  // by the datagram: the last queue that named it
    std::map<HostKey, Writer> hosts_;
};

}  // namespace

const QueueFilling* QueueHistory::at(Instant instant) const
{
    const auto after = std::upper_bound(fillings.begin(), fillings.end(), instant,
                                        [](Instant now, const QueueFilling& filling) { return now < filling.at; });
    return after == fillings.begin() ? nullptr : &*(after - 1);
}

std::vector<QueueStay> QueueHistory::inside(Instant instant) const
{
    const QueueFilling* filling = at(instant);
    const std::size_t most = filling ? filling->length : 0;
    auto last = std::upper_bound(stays.begin(), stays.end(), instant, [](Instant now, const QueueStay& stay) { return now < stay.from; });
    std::vector<QueueStay> found;
    while (last != stays.begin() && found.size() < most)
        if (--last; last->until > instant)
            found.push_back(*last);
    std::reverse(found.begin(), found.end());
    return found;
}

std::uint32_t QueueHistory::longest() const
{
    std::uint32_t longest = 0;
    for (const QueueFilling& filling : fillings)
        longest = std::max(longest, filling.length);
    return longest;
}

std::vector<QueueHistory> queuesOf(const Trace& trace) { return Collector(trace).collect(); }

}  // namespace tcplab
