// What the Queues view shows of each queue at an instant, as plain data.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QString>

#include "analysis/exchange.h"
#include "analysis/queues.h"
#include "look/theme.h"

namespace tcplab {

// One that waits: a connection by its peer, a datagram by what it is.
struct QueueSlot {
    QString first, second;  // two short lines: "10.0.0.1", "port 49152"; "ACK", "seq=1461"
    EventId event{};
    ConnectionId connection{};
    Instant since{};
    Colour colour = Colour::Acknowledge;
};

// Between the parts of a count, the weightiest of which is the first.
constexpr QStringView kCountPart = u" · ";

struct QueueRow {
    QString title;  // "SYN queue of server, port 80"
    QString count;  // "3 of 8", "12 datagrams, 17,520 bytes"
    std::uint32_t length = 0;
    std::uint32_t limit = 0;  // 0: no limit is known
    bool full = false;
    std::vector<QueueSlot> waiting;  // the first out first; fewer than `length` when it is not known of all who they are
};

// The queues of a run: those of listening sockets, tables of TIME-WAIT, and those queues of links that were ever used.
class QueueRows {
public:
    QueueRows() = default;
    QueueRows(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange);

    std::size_t size() const { return histories_.size(); }
    const QueueHistory& history(std::size_t row) const { return histories_[row]; }
    QueueRow at(std::size_t row, Instant instant) const;
    // How many queues of links are left out, because nothing ever waited there.
    std::size_t unused() const { return unused_; }
    Instant end() const { return exchange_ ? exchange_->end : kStart; }
    const Exchange* exchange() const { return exchange_.get(); }

    // Whether the slot stands for the event, or for the connection that it belongs to.
    bool standsFor(const QueueSlot& slot, EventId event) const;
    // The change of a queue that comes before or after an instant, of all queues together; none at the end.
    struct Change {
        Instant at;
        EventId event;
    };
    std::optional<Change> changeAfter(Instant instant) const;
    std::optional<Change> changeBefore(Instant instant) const;
    // Of one queue, the nearest in time.
    std::optional<Change> changeNear(std::size_t row, Instant instant) const;

private:
    QString titleOf(const QueueHistory& history) const;
    QueueSlot slotOf(const QueueHistory& history, const QueueStay& stay) const;
    const SegmentPath* pathOf(EventId sent) const;

    std::shared_ptr<const Trace> trace_;
    std::shared_ptr<const Exchange> exchange_;
    std::vector<QueueHistory> histories_;
    std::size_t unused_ = 0;
};

// How the places of a queue are drawn in a row of so many places.
struct SlotPlan {
    std::size_t taken = 0;  // with somebody in it
    std::size_t free = 0;   // drawn empty
    std::size_t more = 0;   // taken, but without a place in the picture
    bool goesOn = false;    // there are more free places than are drawn

    friend bool operator==(const SlotPlan&, const SlotPlan&) = default;
};
// `places` ≥ 2 have room in the picture. Where not everything has room, the last of them says so.
SlotPlan planSlots(std::size_t places, std::size_t length, std::size_t limit);

}  // namespace tcplab
