// Who has to be woken when. Ties are broken by the order in which the wakes were asked for.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "base/time.h"

namespace tcplab {

// A binary heap of the sleepers that want to be woken, in which each one knows its place.
class WakeQueue {
public:
    explicit WakeQueue(std::size_t sleepers) : sleepers_(sleepers) {}

    // Sleeper wants to be woken at `at`, or not at all. The last wish counts.
    void schedule(std::size_t sleeper, std::optional<Instant> at)
    {
        const Instant wanted = at.value_or(kNever);
        Sleeper& self = sleepers_[sleeper];
        if (self.at == wanted)
            return;
        self.at = wanted;
        if (wanted == kNever)
            return remove(self.place);
        self.order = order_++;
        if (self.place == kNowhere) {
            self.place = heap_.size();
            heap_.push_back(sleeper);
        }
        sink(rise(self.place));
    }

    struct Wake {
        Instant at;
        std::size_t sleeper;
    };

    // The earliest wake; its sleeper has to ask again.
    std::optional<Wake> pop()
    {
        if (heap_.empty())
            return std::nullopt;
        const Wake wake{sleepers_[heap_.front()].at, heap_.front()};
        sleepers_[wake.sleeper].at = kNever;
        remove(0);
        return wake;
    }

private:
    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

    struct Sleeper {
        Instant at = kNever;
        std::uint64_t order = 0;
        std::size_t place = kNowhere;  // in the heap
    };

    // Whether the sleeper at one place of the heap comes before that at another.
    bool before(std::size_t a, std::size_t b) const
    {
        const Sleeper& first = sleepers_[heap_[a]];
        const Sleeper& second = sleepers_[heap_[b]];
        return first.at != second.at ? first.at < second.at : first.order < second.order;
    }

    void swap(std::size_t a, std::size_t b)
    {
        std::swap(heap_[a], heap_[b]);
        sleepers_[heap_[a]].place = a;
        sleepers_[heap_[b]].place = b;
    }

    std::size_t rise(std::size_t place)
    {
        while (place > 0 && before(place, (place - 1) / 2)) {
            swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
        return place;
    }

    void sink(std::size_t place)
    {
        for (;;) {
            std::size_t child = 2 * place + 1;
            if (child >= heap_.size())
                return;
            if (child + 1 < heap_.size() && before(child + 1, child))
                ++child;
            if (!before(child, place))
                return;
            swap(place, child);
            place = child;
        }
    }

    void remove(std::size_t place)
    {
        const std::size_t last = heap_.size() - 1;
        swap(place, last);
        sleepers_[heap_.back()].place = kNowhere;
        heap_.pop_back();
        if (place < last)
            sink(rise(place));
    }

    std::vector<Sleeper> sleepers_;
    std::vector<std::size_t> heap_;  // numbers of sleepers, the earliest first
    std::uint64_t order_ = 0;
};

}  // namespace tcplab
