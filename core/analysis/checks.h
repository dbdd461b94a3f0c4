// The assertions of a lab on its Trace. What each kind takes is told in resources/labs/README.md.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "lab/lab.h"
#include "trace/trace.h"

namespace tcplab {

struct Verdict {
    bool passed = false;
    Sentence expected;  // one line each, for a person
    Sentence found;
};

// One verdict a check, in the lab's order. A check with unknown kind or arguments is a Problem whose path
// points into the lab ("/checks/2/flags").
Result<std::vector<Verdict>> evaluateChecks(const Lab& lab, const Trace& trace);

}  // namespace tcplab
