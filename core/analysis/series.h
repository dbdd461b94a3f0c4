// Trace → curves over time for one end of a connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trace/trace.h"

namespace tcplab {

struct Sample {
    Instant at{};
    double value = 0;
    EventId event{};
};

enum class Variable : std::uint8_t { Cwnd, Ssthresh, SndWnd, RcvWnd, Flight, Srtt, Rttvar, Rto, SndUna, SndNxt, RcvNxt };
// "cwnd", "ssthresh", "snd.wnd", …: as checks and tables name it.
std::string_view name(Variable variable);
std::optional<Variable> variableNamed(std::string_view name);
std::vector<std::string> variableNames();

// Octets, or seconds for srtt, rttvar and rto; sequence numbers relative to their SYN. Nothing for ssthresh while it is still
// unlimited (and cwnd, in a lesson), and for srtt and rttvar before the first RTT sample.
std::optional<double> valueOf(const ConnectionVariables& variables, Variable variable);

// In order of time, one sample a change of the value.
std::vector<Sample> seriesOf(const Trace& trace, ConnectionId connection, Variable variable);

// What the congestion control of this end measures, in the order of the Trace's table. Nothing for most controls.
std::vector<ReadingId> readingsOf(const Trace& trace, ConnectionId connection);
// In the reading's unit; a controller tells 0 by telling nothing.
std::vector<Sample> seriesOf(const Trace& trace, ConnectionId connection, ReadingId reading);
// The last value told at or before `at`; nothing before the first.
std::optional<double> readingAt(const Trace& trace, ConnectionId connection, ReadingId reading, Instant at);

// The last variables recorded at or before `at`; nullptr before the first.
const ConnectionVariables* variablesAt(const Trace& trace, ConnectionId connection, Instant at);

}  // namespace tcplab
