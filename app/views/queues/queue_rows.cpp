#include "views/queues/queue_rows.h"

#include <algorithm>

#include <QCoreApplication>

#include "look/format.h"

namespace tcplab {

namespace {

struct QueueWords {
    Q_DECLARE_TR_FUNCTIONS(Queues)
};

QString hostName(const Trace& trace, HostId host)
{
    return host.valid() ? QString::fromStdString(trace.host(host).name) : QStringLiteral("?");
}

Colour colourOf(QueueHistory::Kind kind)
{
    switch (kind) {
    case QueueHistory::Kind::Syn: return Colour::Opening;
    case QueueHistory::Kind::Accept: return Colour::Established;
    case QueueHistory::Kind::TimeWait: return Colour::Closing;
    case QueueHistory::Kind::Link: break;
    }
    return Colour::Data;
}

QString countText(const QueueHistory& history, const QueueFilling& filling)
{
    QString text = filling.limit == 0 ? groupedNumber(filling.length)
                                      : QueueWords::tr("%1 of %2").arg(groupedNumber(filling.length), groupedNumber(filling.limit));
    if (history.kind == QueueHistory::Kind::Link)
        text += kCountPart.toString() + octetsText(filling.octets);
    return text + kCountPart.toString() + QueueWords::tr("longest: %1").arg(groupedNumber(history.longest()));
}

}  // namespace

QueueRows::QueueRows(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange)
    : trace_(std::move(trace)), exchange_(std::move(exchange)), histories_(queuesOf(*trace_))
{
    const std::size_t all = histories_.size();
    std::erase_if(histories_,
                  [](const QueueHistory& history) { return history.kind == QueueHistory::Kind::Link && history.longest() == 0; });
    unused_ = all - histories_.size();
}

QString QueueRows::titleOf(const QueueHistory& history) const
{
    const auto port = [&] { return history.listener.valid() ? trace_->connection(history.listener).local.port : 0; };
    switch (history.kind) {
    case QueueHistory::Kind::Syn: return QueueWords::tr("SYN queue of %1, port %2").arg(hostName(*trace_, history.host)).arg(port());
    case QueueHistory::Kind::Accept: return QueueWords::tr("Accept queue of %1, port %2").arg(hostName(*trace_, history.host)).arg(port());
    case QueueHistory::Kind::TimeWait: return QueueWords::tr("TIME-WAIT on %1").arg(hostName(*trace_, history.host));
    case QueueHistory::Kind::Link: break;
    }
    const TraceLink& link = trace_->link(history.link);
    return QueueWords::tr("Queue from %1 to %2 (%3)")
        .arg(hostName(*trace_, link.from), hostName(*trace_, link.to), QString::fromStdString(trace_->text(history.place)));
}

QueueRow QueueRows::at(std::size_t row, Instant instant) const
{
    const QueueHistory& history = histories_[row];
    QueueRow shown;
    shown.title = titleOf(history);
    const QueueFilling* filling = history.at(instant);
    const QueueFilling before{kStart, 0, 0, history.kind == QueueHistory::Kind::Link ? history.mostPackets : 0, {}};
    const QueueFilling& now = filling ? *filling : before;
    shown.length = now.length;
    shown.limit = now.limit;
    shown.full = now.limit > 0 && now.length >= now.limit;
    shown.count = countText(history, now);
    for (const QueueStay& stay : history.inside(instant))
        shown.waiting.push_back(slotOf(history, stay));
    return shown;
}

QueueSlot QueueRows::slotOf(const QueueHistory& history, const QueueStay& stay) const
{
    QueueSlot slot{{}, {}, stay.event, stay.connection, stay.from, colourOf(history.kind)};
    if (stay.connection.valid()) {
        const Endpoint& peer = trace_->connection(stay.connection).remote;
        slot.first = QString::fromStdString(format(peer.address));
        slot.second = QueueWords::tr("port %1").arg(peer.port);
        return slot;
    }
    const SegmentPath* path = pathOf(stay.event);
    if (!path || !path->tcp) {
        const TracePacket* packet = stay.event.valid() ? trace_->packetOf((*trace_)[stay.event]) : nullptr;
        slot.first = packet ? otherPacketText(*packet) : QStringLiteral("?");
        return slot;
    }
    slot.first = segmentText(*trace_, *path, Detail::Flags);
    slot.second = path->payloadOctets > 0 || !path->tcp->flags.ack() ? QStringLiteral("seq=%1").arg(path->relativeSeq)
                                                                     : QStringLiteral("ack=%1").arg(path->relativeAck);
    slot.colour = Theme::colourOf(path->tcp->flags, path->payloadOctets > 0);
    return slot;
}

// Segments are in the order in which they left.
const SegmentPath* QueueRows::pathOf(EventId sent) const
{
    if (!sent.valid())
        return nullptr;
    const Instant leaves = (*trace_)[sent].at;
    const auto& segments = exchange_->segments;
    auto found = std::lower_bound(segments.begin(), segments.end(), leaves,
                                  [](const SegmentPath& path, Instant instant) { return path.leaves < instant; });
    for (; found != segments.end() && found->leaves == leaves; ++found)
        if (found->sent == sent)
            return &*found;
    return nullptr;
}

bool QueueRows::standsFor(const QueueSlot& slot, EventId event) const
{
    if (!event.valid())
        return false;
    return slot.event == event || (slot.connection.valid() && (*trace_)[event].connection == slot.connection);
}

std::optional<QueueRows::Change> QueueRows::changeAfter(Instant instant) const
{
    std::optional<Change> next;
    for (const QueueHistory& history : histories_) {
        const auto after = std::upper_bound(history.fillings.begin(), history.fillings.end(), instant,
                                            [](Instant now, const QueueFilling& filling) { return now < filling.at; });
        if (after != history.fillings.end() && (!next || after->at < next->at))
            next = Change{after->at, after->event};
    }
    return next;
}

std::optional<QueueRows::Change> QueueRows::changeBefore(Instant instant) const
{
    std::optional<Change> last;
    for (const QueueHistory& history : histories_) {
        const auto from = std::lower_bound(history.fillings.begin(), history.fillings.end(), instant,
                                           [](const QueueFilling& filling, Instant now) { return filling.at < now; });
        if (from != history.fillings.begin() && (!last || (from - 1)->at > last->at))
            last = Change{(from - 1)->at, (from - 1)->event};
    }
    return last;
}

std::optional<QueueRows::Change> QueueRows::changeNear(std::size_t row, Instant instant) const
{
    const auto& fillings = histories_[row].fillings;
    const auto after = std::lower_bound(fillings.begin(), fillings.end(), instant,
                                        [](const QueueFilling& filling, Instant now) { return filling.at < now; });
    if (fillings.empty())
        return std::nullopt;
    const bool later = after == fillings.begin() || (after != fillings.end() && after->at - instant < instant - (after - 1)->at);
    const QueueFilling& nearest = later ? *after : *(after - 1);
    return Change{nearest.at, nearest.event};
}

SlotPlan planSlots(std::size_t places, std::size_t length, std::size_t limit)
{
    const bool everything = limit > 0 ? std::max(limit, length) <= places : length < places;
    if (everything && limit > 0)
        return {length, limit - std::min(limit, length), 0, false};
    const std::size_t drawn = std::min(length, places - 1);
    // A few free places show that there are some.
    constexpr std::size_t kFree = 2;
    const std::size_t left = limit > 0 ? limit - std::min(limit, length) : kFree;
    const std::size_t free = std::min({kFree, left, places - 1 - drawn});
    return {drawn, free, length - drawn, length == drawn && (limit == 0 || left > free)};
}

}  // namespace tcplab
