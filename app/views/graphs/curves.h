// What a graph of one end of a connection shows, as plain data.
#pragma once

#include <set>

#include <QString>

#include "analysis/exchange.h"
#include "analysis/series.h"
#include "look/theme.h"

namespace tcplab {

struct Curve {
    std::optional<Variable> variable;  // none for what a congestion control measures
    QString name;                      // "cwnd"
    QString title;                     // "cwnd, congestion window"
    ReadingUnit unit;
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
// What the congestion control of this end measures, those whose names are among `chosen`.
std::vector<Curve> readingCurves(const Trace& trace, ConnectionId connection, const std::set<std::string>& chosen);
// Bytes are drawn with the windows; there is one more axis for all the rest, so what has another unit than `latest` gives way.
void keepOneUnit(const Trace& trace, ReadingId latest, std::set<std::string>& chosen);
// "20 ms", "1.5 Mbit/s", "3": a value at a tick of an axis.
QString axisText(ReadingUnit unit, double value);
// "w_max, window before the last decrease"
QString readingTitle(const ReadingSpec& reading);
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
