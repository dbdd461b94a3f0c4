// For stages that know, as soon as a datagram comes, when it will leave.
#pragma once

#include <algorithm>
#include <vector>

#include "plugin/link_stage.h"

namespace tcplab {

// Gives datagrams back at their time; those of one instant in the order in which they came.
class Departures {
public:
    void add(Instant due, TransitPacket&& packet)
    {
        waiting_.push_back({due, ++number_, std::move(packet)});
        std::push_heap(waiting_.begin(), waiting_.end(), leavesLater);
    }

    Instant next() const { return waiting_.empty() ? kNever : waiting_.front().due; }

    // Only when there is one.
    TransitPacket take()
    {
        std::pop_heap(waiting_.begin(), waiting_.end(), leavesLater);
        TransitPacket packet = std::move(waiting_.back().packet);
        waiting_.pop_back();
        return packet;
    }

private:
    struct Waiting {
        Instant due;
        std::uint64_t number;
        TransitPacket packet;
    };

    static bool leavesLater(const Waiting& a, const Waiting& b) { return a.due != b.due ? a.due > b.due : a.number > b.number; }

    std::vector<Waiting> waiting_;  // a heap: the next to leave is in front
    std::uint64_t number_ = 0;
};

// Such a stage says in offer() what leaves when.
class DepartingStage : public LinkStage {
public:
    Instant nextRelease() const override { return departures_.next(); }
    TransitPacket release(Instant) override { return departures_.take(); }

protected:
    void leave(Instant due, TransitPacket&& packet) { departures_.add(due, std::move(packet)); }

private:
    Departures departures_;
};

}  // namespace tcplab
