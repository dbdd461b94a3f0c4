// The inspector's texts, as HTML for QTextDocument.
#pragma once

#include <QString>

#include "analysis/exchange.h"
#include "look/format.h"
#include "look/theme.h"

namespace tcplab {

// What happened, when, why, by which RFC; what led to it and what follows. Events are links: "event:42".
QString whyHtml(const Trace& trace, const InitialNumbers& numbers, const TimeScale& scale, EventId event, const Theme& theme);

// The variables of both ends of a connection when everything up to `at` has happened.
QString connectionHtml(const Trace& trace, const Exchange& exchange, ConnectionId connection, Instant at, const Theme& theme);

// The connection of an event, or the first one that ever sent something.
ConnectionId connectionOf(const Trace& trace, EventId event);
// The other host's end of a connection; none when it is not in the Trace.
ConnectionId peerOf(const Trace& trace, ConnectionId connection);

// The event itself or the nearest of its causes that has a datagram; none when there is none.
EventId datagramEvent(const Trace& trace, EventId event);

}  // namespace tcplab
