// Where a program is in its text at an instant.
#pragma once

#include <map>

#include "analysis/exchange.h"

namespace tcplab {

class ProgramCalls {
public:
    ProgramCalls() = default;
    ProgramCalls(const Trace& trace, const Exchange& exchange, ProgramId program);

    struct Line {
        std::uint16_t number = 0;  // from 1
        bool waits = false;        // a call there has begun and has not returned; otherwise it is the program's latest
        std::size_t call = 0;      // that one, an index into Exchange::calls
    };
    // The lines whose calls wait, and the one of the latest call when that call was made at this very instant or when none waits. In order
    // of their numbers.
    std::vector<Line> at(Instant instant) const;
    // Of the calls that were ever made at the line: the one that waits at the instant, or the last one before, or else the first.
    std::optional<std::size_t> callAt(std::uint16_t line, Instant instant) const;
    // Of an event that is a call of this program, or its return.
    std::optional<std::uint16_t> lineOf(EventId event) const;
    bool empty() const { return lines_.empty(); }
    bool calls(std::uint16_t line) const { return lines_.contains(line); }

private:
    struct Calls {
        std::vector<std::size_t> indices;
        std::vector<Instant> begins, ends;  // each in order of time; a call that never ends has no end
    };
    // The latest of a line that waits; none when none does.
    std::optional<std::size_t> waitingAt(const Calls& calls, Instant instant) const;
    // How many of its calls had begun.
    static std::size_t begun(const Calls& calls, Instant instant);

    const Trace* trace_ = nullptr;
    const Exchange* exchange_ = nullptr;
    ProgramId program_;
    std::map<std::uint16_t, Calls> lines_;
};

}  // namespace tcplab
