// A run as text for a terminal, as JSON and as CSV.
#pragma once

#include <string>

#include "session/runner.h"

namespace tcplab {

// The timeline with one column a host, then what became of the edits and checks; in the program's language.
std::string textReport(const RunOutcome& outcome);

// Everything in the Trace, event by event; times in integer nanoseconds ("at_ns"). Ends with a newline.
std::string jsonReport(const RunOutcome& outcome);

// One line an event: id, time in seconds, host, connection, event, what, rule, source, parent. RFC 4180, with a header.
std::string csvReport(const RunOutcome& outcome);

}  // namespace tcplab
