// The timers of one connection: a table of named deadlines, no callbacks.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>

#include "base/time.h"
#include "trace/event.h"

namespace tcplab::engine_tcp {

// Two or three run at the same time. Memory is taken when the first is set and kept until trim().
class Timers {
public:
    // Setting a timer that runs moves it. `set` is the event that tells of it.
    void set(TimerKind timer, Instant deadline, EventId set)
    {
        Running& running = runs(timer) ? *find(timer) : add(timer);
        running.set = set;
        move(running, deadline);
    }

    // Of a timer that runs, without telling.
    void move(TimerKind timer, Instant deadline) { move(*find(timer), deadline); }

    // A timer that runs; the event that set it.
    EventId stop(TimerKind timer)
    {
        Running* const stopped = find(timer);
        const Instant deadline = stopped->deadline;
        const EventId set = stopped->set;
        if (Running* const last = &running_[--size_]; last != stopped)
            *stopped = *last;
        kinds_ &= static_cast<std::uint16_t>(~bit(timer));
        if (deadline == next_)
            next_ = earliest();
        return set;
    }

    // One whose time has come; it still runs.
    std::optional<TimerKind> due(Instant now) const
    {
        if (next_ > now)
            return std::nullopt;
        for (std::size_t i = 0; i < kTimerKindCount; ++i)
            if (const auto timer = static_cast<TimerKind>(i); runs(timer) && find(timer)->deadline <= now)
                return timer;
        return std::nullopt;
    }

    bool runs(TimerKind timer) const { return kinds_ & bit(timer); }
    bool any() const { return size_ > 0; }

    // kNever when no timer runs.
    Instant next() const { return next_; }

    // Gives the memory back when no timer runs.
    void trim()
    {
        if (any())
            return;
        running_.reset();
        capacity_ = 0;
    }

    // Whether the earliest deadline and what runs are what the list says; for the invariant checker.
    bool consistent() const
    {
        std::uint16_t kinds = 0;
        for (std::size_t i = 0; i < size_; ++i)
            kinds |= bit(running_[i].timer);
        return kinds == kinds_ && next_ == earliest() && size_ == __builtin_popcount(kinds);
    }

private:
    struct Running {
        Instant deadline = kNever;
        EventId set{};
        TimerKind timer{};
    };

    static constexpr std::uint16_t bit(TimerKind timer) { return static_cast<std::uint16_t>(1u << static_cast<unsigned>(timer)); }

    Running& add(TimerKind timer)
    {
        if (size_ == capacity_)
            grow();
        kinds_ |= bit(timer);
        running_[size_] = {kNever, {}, timer};
        return running_[size_++];
    }

    void grow()
    {
        const auto larger = static_cast<std::uint8_t>(std::max(1, 2 * capacity_));
        std::unique_ptr<Running[]> running(new Running[larger]);
        std::copy_n(running_.get(), size_, running.get());
        running_ = std::move(running);
        capacity_ = larger;
    }

    // Of a timer that runs.
    Running* find(TimerKind timer) const
    {
        return std::find_if(running_.get(), running_.get() + size_, [timer](const Running& running) { return running.timer == timer; });
    }

    void move(Running& running, Instant deadline)
    {
        const Instant before = std::exchange(running.deadline, deadline);
        if (deadline <= next_)
            next_ = deadline;
        else if (before == next_)
            next_ = earliest();
    }

    Instant earliest() const
    {
        Instant earliest = kNever;
        for (std::size_t i = 0; i < size_; ++i)
            earliest = std::min(earliest, running_[i].deadline);
        return earliest;
    }

    std::unique_ptr<Running[]> running_;
    Instant next_ = kNever;    // the earliest of the deadlines
    std::uint16_t kinds_ = 0;  // a bit for each that runs
    std::uint8_t size_ = 0, capacity_ = 0;
};

}  // namespace tcplab::engine_tcp
