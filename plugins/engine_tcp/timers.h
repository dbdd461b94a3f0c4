// The timers of one connection: a table of named deadlines, no callbacks.
#pragma once

#include <array>
#include <optional>

#include "trace/recorder.h"

namespace tcplab::engine_tcp {

class Timers {
public:
    static constexpr std::size_t kCount = kTimerKindCount;

    Timers(Recorder& recorder, Where where) : recorder_(recorder), where_(where) {}

    // Setting a timer that runs moves it.
    void set(TimerKind timer, Instant now, Instant deadline, Cause cause)
    {
        Slot& slot = slotOf(timer);
        slot.deadline = deadline;
        slot.set = recorder_.record(now, where_, cause, TimerSet{deadline, timer});
    }

    void cancel(TimerKind timer, Instant now, Cause cause)
    {
        Slot& slot = slotOf(timer);
        if (slot.deadline == kNever)
            return;
        slot.deadline = kNever;
        recorder_.record(now, where_, cause, TimerCancelled{slot.set, timer});
    }

    void cancelAll(Instant now, Cause cause)
    {
        for (std::size_t i = 0; i < kCount; ++i)
            cancel(static_cast<TimerKind>(i), now, cause);
    }

    struct Fired {
        TimerKind timer;
        EventId event;
    };

    // One timer whose time has come, switched off and recorded; nothing when none is due.
    std::optional<Fired> fire(Instant now)
    {
        for (std::size_t i = 0; i < kCount; ++i) {
            Slot& slot = slots_[i];
            if (slot.deadline > now)
                continue;
            slot.deadline = kNever;
            const auto timer = static_cast<TimerKind>(i);
            return Fired{timer, recorder_.record(now, where_, {Rule::TcpTimerFires, slot.set}, TimerFired{slot.set, timer})};
        }
        return std::nullopt;
    }

    bool runs(TimerKind timer) const { return slots_[static_cast<std::size_t>(timer)].deadline != kNever; }

    // kNever when no timer runs.
    Instant next() const
    {
        Instant next = kNever;
        for (const Slot& slot : slots_)
            next = std::min(next, slot.deadline);
        return next;
    }

private:
    struct Slot {
        Instant deadline = kNever;
        EventId set{};
    };
    Slot& slotOf(TimerKind timer) { return slots_[static_cast<std::size_t>(timer)]; }

    Recorder& recorder_;
    Where where_;
    std::array<Slot, kCount> slots_{};
};

}  // namespace tcplab::engine_tcp
