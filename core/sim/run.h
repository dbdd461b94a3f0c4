// Lab → Trace, a pure function: the same lab and seed give the same Trace, byte for byte.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include "lab/lab.h"
#include "plugin/catalogue.h"
#include "trace/trace.h"

namespace tcplab {

struct RunOptions {
    std::optional<std::uint64_t> seed;          // instead of the lab's
    bool recorded = true;                       // false: nothing goes into the Trace (to measure what recording costs)
    std::size_t eventLimit = 20'000'000;        // the run stops there and says so in a Note
    const std::atomic<bool>* cancel = nullptr;  // looked at between events; a cancelled run returns what it has
};

// What became of each edit of the lab, in its order: how many segments it touched. 0 is a dormant edit.
struct RunResult {
    std::shared_ptr<const Trace> trace;
    std::vector<std::uint64_t> editHits;
};

// Whether run() would take the lab, and the same Problem when it would not: builds everything and plays nothing.
Result<void> checkLab(const Lab& lab, const Catalogue& catalogue);

// A Problem carries a path into the lab ("/hosts/0/engine/plugin": no plugin of that name is loaded).
Result<RunResult> run(const Lab& lab, const Catalogue& catalogue, const RunOptions& options = {});

}  // namespace tcplab
