#include "views/inspector/texts.h"

#include <QCoreApplication>

#include "analysis/series.h"
#include "look/sentences.h"

namespace tcplab {

namespace {

constexpr std::size_t kMostEffects = 12;

struct InspectorWords {
    Q_DECLARE_TR_FUNCTIONS(Inspector)
};

QString link(const Trace& trace, const InitialNumbers& numbers, const TimeScale& scale, EventId event)
{
    return QStringLiteral("<a href=\"event:%1\">%2</a> &nbsp;%3")
        .arg(event.number())
        .arg(eventText(trace, numbers, event).toHtmlEscaped(), scale.text(trace[event].at));
}

// The events that led to this one, the nearest first.
std::vector<EventId> chainOf(const Trace& trace, EventId event)
{
    constexpr std::size_t kLongest = 6;
    std::vector<EventId> chain;
    for (EventId at = trace[event].parent; at.valid() && chain.size() < kLongest; at = trace[at].parent)
        chain.push_back(at);
    const EventId second = trace[event].second;
    if (second.valid() && std::find(chain.begin(), chain.end(), second) == chain.end())
        chain.insert(chain.begin() + (chain.empty() ? 0 : 1), second);
    return chain;
}

QString list(const QString& title, const QStringList& items)
{
    if (items.isEmpty())
        return {};
    return QStringLiteral("<p style='margin-top:10px;margin-bottom:2px'><b>%1</b></p>").arg(title) +
           QStringLiteral("<p style='margin-top:0px;margin-bottom:0px'>") + items.join(QStringLiteral("<br>")) + QStringLiteral("</p>");
}

QString wrapped(const Theme& theme, const QString& body)
{
    return QStringLiteral("<style>a{color:%1;text-decoration:none} body,td,th,p{color:%2} .muted{color:%3}</style>")
               .arg(theme[Colour::Accent].name(), theme[Colour::Text].name(), theme[Colour::Muted].name()) +
           body;
}

class Row {
public:
    Row(const Theme& theme, const QString& name, const QString& meaning)
    {
        html_ = QStringLiteral("<tr><td style='padding:1px 14px 1px 0px'><b>%1</b> <span style='color:%3'>%2</span></td>")
                    .arg(name, meaning, theme[Colour::Muted].name());
    }
    Row& with(const QString& value)
    {
        html_ += QStringLiteral("<td align='right' style='padding:1px 0px 1px 14px'>%1</td>").arg(value);
        return *this;
    }
    QString done() const { return html_ + QStringLiteral("</tr>"); }

private:
    QString html_;
};

QString stateAt(const Exchange& exchange, ConnectionId connection, Instant at)
{
    std::string_view found = name(TcpState::Closed);
    for (const StateSpan& state : exchange.states)
        if (state.connection == connection && state.from <= at)
            found = name(state.state);
    return QString::fromUtf8(found.data(), static_cast<qsizetype>(found.size()));
}

QString timeOrNone(Duration duration) { return duration > Duration::zero() ? durationText(duration) : QStringLiteral("–"); }

struct Quantity {
    const char* name;
    const char* meaning;
    QString (*text)(const ConnectionVariables&);
};

// Sequence numbers relative to the SYNs, everything else in bytes and time.
const Quantity kQuantities[] = {
    {"snd.una", QT_TRANSLATE_NOOP("Inspector", "oldest unacknowledged"),
     [](const ConnectionVariables& v) { return groupedNumber(v.sndUna.since(v.iss)); }},
    {"snd.nxt", QT_TRANSLATE_NOOP("Inspector", "next to send"),
     [](const ConnectionVariables& v) { return groupedNumber(v.sndNxt.since(v.iss)); }},
    {"snd.wnd", QT_TRANSLATE_NOOP("Inspector", "the peer's window"), [](const ConnectionVariables& v) { return groupedNumber(v.sndWnd); }},
    {"rcv.nxt", QT_TRANSLATE_NOOP("Inspector", "next expected"),
     [](const ConnectionVariables& v) { return groupedNumber(v.rcvNxt.since(v.irs)); }},
    {"rcv.wnd", QT_TRANSLATE_NOOP("Inspector", "own window"), [](const ConnectionVariables& v) { return groupedNumber(v.rcvWnd); }},
    {"cwnd", QT_TRANSLATE_NOOP("Inspector", "congestion window"), [](const ConnectionVariables& v) { return windowText(v.cwnd); }},
    {"ssthresh", QT_TRANSLATE_NOOP("Inspector", "slow start up to"), [](const ConnectionVariables& v) { return windowText(v.ssthresh); }},
    {"flight", QT_TRANSLATE_NOOP("Inspector", "sent, not acknowledged"),
     [](const ConnectionVariables& v) { return groupedNumber(v.flight); }},
    {QT_TRANSLATE_NOOP("Inspector", "to send"), QT_TRANSLATE_NOOP("Inspector", "written, not acknowledged"),
     [](const ConnectionVariables& v) { return groupedNumber(v.sndQueued); }},
    {QT_TRANSLATE_NOOP("Inspector", "to read"), QT_TRANSLATE_NOOP("Inspector", "arrived, not read"),
     [](const ConnectionVariables& v) { return groupedNumber(v.rcvQueued); }},
    {"SRTT", QT_TRANSLATE_NOOP("Inspector", "smoothed round-trip time"), [](const ConnectionVariables& v) { return timeOrNone(v.srtt); }},
    {"RTTVAR", QT_TRANSLATE_NOOP("Inspector", "its variation"), [](const ConnectionVariables& v) { return timeOrNone(v.rttvar); }},
    {"RTO", QT_TRANSLATE_NOOP("Inspector", "retransmission timeout"), [](const ConnectionVariables& v) { return timeOrNone(v.rto); }},
};

// What the congestion controls measure.
QString readingRows(const Trace& trace, const std::vector<ConnectionId>& ends, Instant at, const Theme& theme)
{
    QString rows;
    for (std::uint32_t i = 0; i < trace.readingCount(); ++i) {
        const ReadingSpec& reading = trace.reading(ReadingId(i));
        Row row(theme, QString::fromStdString(reading.name), localized(reading.title));
        bool any = false;
        for (const ConnectionId end : ends) {
            const auto value = readingAt(trace, end, ReadingId(i), at);
            row.with(value ? readingText(reading.unit, *value) : QStringLiteral("–"));
            any = any || value;
        }
        if (any)
            rows += row.done();
    }
    return rows;
}

}  // namespace

QString whyHtml(const Trace& trace, const InitialNumbers& numbers, const TimeScale& scale, EventId event, const Theme& theme)
{
    const Explanation why = explain(trace, event);
    QString body = QStringLiteral("<p style='margin-top:0px;margin-bottom:4px'><b>%1</b> &nbsp;<span style='color:%3'>%2</span></p>")
                       .arg(eventText(trace, numbers, event).toHtmlEscaped(), scale.text(trace[event].at), theme[Colour::Muted].name());
    body += QStringLiteral("<p style='margin-top:0px;margin-bottom:4px'>%1</p><p style='margin-top:0px;margin-bottom:0px;color:%3'>%2</p>")
                .arg(whySentence(why).toHtmlEscaped(), ruleSource(why.rule), theme[Colour::Muted].name());
    QStringList causes;
    for (const EventId cause : chainOf(trace, event))
        causes << link(trace, numbers, scale, cause);
    QStringList effects;
    for (std::size_t i = 0; i < std::min(kMostEffects, why.effects.size()); ++i)
        effects << link(trace, numbers, scale, why.effects[i]);
    if (why.effects.size() > kMostEffects)
        effects << InspectorWords::tr("… and %1 more").arg(why.effects.size() - kMostEffects);
    return wrapped(theme, body + list(InspectorWords::tr("Led to it, the nearest first"), causes) +
                              list(InspectorWords::tr("Follows from it"), effects));
}

QString connectionHtml(const Trace& trace, const Exchange& exchange, ConnectionId connection, Instant at, const Theme& theme)
{
    std::vector<ConnectionId> ends;
    for (const ConnectionId end : {connection, connection.valid() ? peerOf(trace, connection) : ConnectionId{}})
        if (end.valid())
            ends.push_back(end);
    if (ends.empty())
        return wrapped(theme, InspectorWords::tr("There is no connection here."));
    // The client stands to the left, as on the timeline.
    std::sort(ends.begin(), ends.end(),
              [&](ConnectionId a, ConnectionId b) { return trace.connection(a).host < trace.connection(b).host; });

    QString html = QStringLiteral("<table cellspacing='0'><tr><td></td>");
    for (const ConnectionId end : ends)
        html += QStringLiteral("<td align='right' style='padding-left:14px'><b>%1</b><br><span style='color:%3'>%2</span></td>")
                    .arg(QString::fromStdString(trace.host(trace.connection(end).host).name).toHtmlEscaped(),
                         QString::fromStdString(format(trace.connection(end).local)), theme[Colour::Muted].name());
    html += QStringLiteral("</tr>");
    Row state(theme, InspectorWords::tr("state"), {});
    for (const ConnectionId end : ends)
        state.with(QStringLiteral("<b>%1</b>").arg(stateAt(exchange, end, at)));
    html += state.done();
    for (const Quantity& quantity : kQuantities) {
        Row row(theme, InspectorWords::tr(quantity.name), InspectorWords::tr(quantity.meaning));
        for (const ConnectionId end : ends) {
            const ConnectionVariables* variables = variablesAt(trace, end, at);
            row.with(variables ? quantity.text(*variables) : QStringLiteral("–"));
        }
        html += row.done();
    }
    return wrapped(theme, html + readingRows(trace, ends, at, theme) + QStringLiteral("</table>"));
}

ConnectionId connectionOf(const Trace& trace, EventId event)
{
    for (int steps = 0; event.valid() && steps < 8; event = trace[event].parent, ++steps)
        if (trace[event].connection.valid())
            return trace[event].connection;
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (trace[i].connection.valid() && std::holds_alternative<PacketSent>(trace[i].body))
            return trace[i].connection;
    return {};
}

ConnectionId peerOf(const Trace& trace, ConnectionId connection)
{
    const TraceConnection& one = trace.connection(connection);
    for (std::uint32_t i = 0; i < trace.connectionCount(); ++i) {
        const TraceConnection& other = trace.connection(ConnectionId{i});
        if (other.local == one.remote && other.remote == one.local)
            return ConnectionId{i};
    }
    return {};
}

EventId datagramEvent(const Trace& trace, EventId event)
{
    for (int steps = 0; event.valid() && steps < 8; event = trace[event].parent, ++steps)
        if (trace.packetOf(trace[event]))
            return event;
    return {};
}

}  // namespace tcplab
