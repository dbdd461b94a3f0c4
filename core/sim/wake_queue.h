// Who has to be woken when. Ties are broken by the order in which the wakes were asked for.
#pragma once

#include <optional>
#include <queue>
#include <vector>

#include "base/time.h"

namespace tcplab {

class WakeQueue {
public:
    explicit WakeQueue(std::size_t sleepers) : scheduled_(sleepers, kNever) {}

    // Sleeper wants to be woken at `at`, or not at all. The last wish counts.
    void schedule(std::size_t sleeper, std::optional<Instant> at)
    {
        const Instant wanted = at.value_or(kNever);
        if (scheduled_[sleeper] == wanted)
            return;
        scheduled_[sleeper] = wanted;
        if (wanted != kNever)
            wakes_.push({wanted, order_++, sleeper});
    }

    struct Wake {
        Instant at;
        std::size_t sleeper;
    };

    // The earliest wake that still counts.
    std::optional<Wake> pop()
    {
        while (!wakes_.empty()) {
            const Entry entry = wakes_.top();
            wakes_.pop();
            if (scheduled_[entry.sleeper] != entry.at)
                continue;  // the sleeper has changed its mind since
            scheduled_[entry.sleeper] = kNever;
            return Wake{entry.at, entry.sleeper};
        }
        return std::nullopt;
    }

private:
    struct Entry {
        Instant at;
        std::uint64_t order;
        std::size_t sleeper;
        bool operator<(const Entry& other) const { return at != other.at ? at > other.at : order > other.order; }
    };

    std::priority_queue<Entry> wakes_;
    std::vector<Instant> scheduled_;
    std::uint64_t order_ = 0;
};

}  // namespace tcplab
