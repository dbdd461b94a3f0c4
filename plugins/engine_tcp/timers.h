// The timers of one connection: a table of named deadlines, no callbacks.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "trace/recorder.h"

namespace tcplab::engine_tcp {

class Timers {
public:
    Timers(Recorder& recorder, const Where& where) : recorder_(recorder), where_(where) {}

    // Setting a timer that runs moves it. The probe's deadline moves with every segment and every ACK (RFC 8985 §7.2): only that
    // it began to run is told.
    void set(TimerKind timer, Instant now, Instant deadline, const Cause& cause)
    {
        const bool told = timer == TimerKind::TailLossProbe && runs(timer);
        Running& slot = runs(timer) ? *find(timer) : running_.emplace_back();
        slot.timer = timer;
        if (!told)
            slot.set = recorder_.record(now, where_, cause, TimerSet{deadline, timer});
        const Instant before = std::exchange(slot.deadline, deadline);
        kinds_ |= bit(timer);
        if (deadline <= next_)
            next_ = deadline;
        else if (before == next_)
            next_ = earliest();
    }

    void cancel(TimerKind timer, Instant now, const Cause& cause)
    {
        if (runs(timer))
            recorder_.record(now, where_, cause, TimerCancelled{stop(timer), timer});
    }

    void cancelAll(Instant now, const Cause& cause)
    {
        for (std::size_t i = 0; i < kTimerKindCount; ++i)
            cancel(static_cast<TimerKind>(i), now, cause);
    }

    struct Fired {
        TimerKind timer;
        EventId event;
    };

    // One timer whose time has come, switched off and recorded; nothing when none is due.
    std::optional<Fired> fire(Instant now)
    {
        if (next_ > now)
            return std::nullopt;
        for (std::size_t i = 0; i < kTimerKindCount; ++i) {
            const auto timer = static_cast<TimerKind>(i);
            if (!runs(timer) || find(timer)->deadline > now)
                continue;
            const EventId set = stop(timer);
            return Fired{timer, recorder_.record(now, where_, {Rule::TcpTimerFires, set}, TimerFired{set, timer})};
        }
        return std::nullopt;
    }

    bool runs(TimerKind timer) const { return kinds_ & bit(timer); }

    // kNever when no timer runs.
    Instant next() const { return next_; }

    // Whether the earliest deadline and what runs are what the list says; for the invariant checker.
    bool consistent() const
    {
        std::uint16_t kinds = 0;
        for (const Running& running : running_)
            kinds |= bit(running.timer);
        return kinds == kinds_ && next_ == earliest() && running_.size() == static_cast<std::size_t>(__builtin_popcount(kinds));
    }

private:
    struct Running {
        Instant deadline = kNever;
        EventId set{};
        TimerKind timer{};
    };

    static constexpr std::uint16_t bit(TimerKind timer) { return static_cast<std::uint16_t>(1u << static_cast<unsigned>(timer)); }

    // Of a timer that runs. Two or three do at the same time.
    std::vector<Running>::iterator find(TimerKind timer)
    {
        return std::find_if(running_.begin(), running_.end(), [timer](const Running& running) { return running.timer == timer; });
    }

    // The event that set it.
    EventId stop(TimerKind timer)
    {
        const auto stopped = find(timer);
        const Running last = *stopped;
        *stopped = running_.back();
        running_.pop_back();
        kinds_ &= static_cast<std::uint16_t>(~bit(timer));
        if (last.deadline == next_)
            next_ = earliest();
        return last.set;
    }

    Instant earliest() const
    {
        Instant earliest = kNever;
        for (const Running& running : running_)
            earliest = std::min(earliest, running.deadline);
        return earliest;
    }

    Recorder& recorder_;
    Where where_;
    std::vector<Running> running_;
    Instant next_ = kNever;    // the earliest of the deadlines
    std::uint16_t kinds_ = 0;  // a bit for each that runs
};

}  // namespace tcplab::engine_tcp
