// What a graph of one end of a connection shows, as plain data.
#pragma once

#include <QString>

#include "analysis/exchange.h"
#include "analysis/series.h"
#include "look/theme.h"

namespace tcplab {

struct Curve {
    Variable variable;
    QString title;
    Colour colour;
    Qt::PenStyle dash;
    double width;
    std::vector<Sample> samples;
};

// Something that happened and explains a bend of the curves.
struct EventMark {
    enum class Kind : std::uint8_t { Retransmission, Timeout, Lost };
    Kind kind;
    Instant at;
    EventId event;
};

// Windows in bytes over time: cwnd, ssthresh, the peer's window, flight. Curves without a sample are left out.
std::vector<Curve> windowCurves(const Trace& trace, ConnectionId connection);
std::vector<EventMark> eventMarks(const Exchange& exchange, ConnectionId connection);

// The end that has sent most data: the one whose windows are of interest. None when nobody has variables.
ConnectionId busiestEnd(const Trace& trace, const Exchange& exchange);

// "client → 10.0.0.2:80"
QString endText(const Trace& trace, ConnectionId connection);

// The event nearest in time: a sample of a curve or a mark. None when there is nothing.
EventId nearestEvent(const std::vector<Curve>& curves, const std::vector<EventMark>& marks, Instant at);

// The value that a step curve has at an instant; nothing before its first sample.
std::optional<double> valueAt(const Curve& curve, Instant at);

// At most about `most` samples that draw the same picture: for each stretch of time the first, lowest, highest and last.
std::vector<Sample> thinned(const std::vector<Sample>& samples, std::size_t most);

}  // namespace tcplab
