// Who has to be woken when. Ties are broken by the order in which the wakes were asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/time.h"

namespace tcplab {

// A tournament: the leaves of a binary tree are the sleepers, and each node above knows the earliest of its two.
class WakeQueue {
public:
    explicit WakeQueue(std::size_t sleepers)
    {
        while (leaves_ < sleepers)
            leaves_ *= 2;
        sleepers_.resize(leaves_);
        earliest_.resize(2 * leaves_);
        for (std::size_t i = 0; i < leaves_; ++i)
            earliest_[leaves_ + i] = i;
        for (std::size_t node = leaves_ - 1; node >= 1; --node)
            earliest_[node] = earlierBelow(node);
    }

    // Sleeper wants to be woken at `at`, or not at all (kNever). The last wish counts.
    void schedule(std::size_t sleeper, Instant at)
    {
        if (sleeper == popped_)
            popped_ = kNobody;
        else if (sleepers_[sleeper].at == at)
            return;
        move(sleeper, at);
    }

    struct Wake {
        Instant at;
        std::size_t sleeper;
    };

    // The earliest wake; its sleeper has to ask again. Most do at once: the tree waits for that.
    std::optional<Wake> pop()
    {
        if (popped_ != kNobody)
            move(std::exchange(popped_, kNobody), kNever);
        const std::size_t sleeper = earliest_[1];
        const Instant at = std::exchange(sleepers_[sleeper].at, kNever);
        if (at == kNever)
            return std::nullopt;
        popped_ = sleeper;
        return Wake{at, sleeper};
    }

private:
    static constexpr std::size_t kNobody = SIZE_MAX;

    struct Sleeper {
        Instant at = kNever;
        std::uint64_t order = 0;
    };

    void move(std::size_t sleeper, Instant at)
    {
        sleepers_[sleeper] = {at, order_++};
        for (std::size_t node = (leaves_ + sleeper) / 2; node >= 1; node /= 2) {
            const std::size_t earliest = earlierBelow(node);
            if (earliest == earliest_[node] && earliest != sleeper)
                return;  // nothing changes above, either
            earliest_[node] = earliest;
        }
    }

    std::size_t earlierBelow(std::size_t node) const
    {
        const std::size_t left = earliest_[2 * node];
        const std::size_t right = earliest_[2 * node + 1];
        const Sleeper& a = sleepers_[left];
        const Sleeper& b = sleepers_[right];
        return a.at < b.at || (a.at == b.at && a.order < b.order) ? left : right;
    }

    std::size_t leaves_ = 1;  // a power of two
    std::vector<Sleeper> sleepers_;
    std::vector<std::size_t> earliest_;  // by node: 1 is the root, from leaves_ on the sleepers themselves
    std::uint64_t order_ = 0;
    std::size_t popped_ = kNobody;  // sleeps for ever, and the nodes above do not know it yet
};

}  // namespace tcplab
