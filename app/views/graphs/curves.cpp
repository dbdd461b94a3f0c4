#include "views/graphs/curves.h"

#include <QCoreApplication>

#include "look/format.h"

namespace tcplab {

namespace {

struct GraphsWords {
    Q_DECLARE_TR_FUNCTIONS(Graphs)
};

Curve windowCurve(Variable variable, const QString& title, Colour colour, Qt::PenStyle dash, double width)
{
    const std::string_view text = name(variable);
    return {variable, QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), title, ReadingUnit::Octets, colour, dash, width,
            {}};
}

// "1.5 M" of 1,500,000, "20 m" of 0.02.
QString withPrefix(double value, const QString& unit)
{
    static constexpr std::pair<double, const char*> kPrefixes[] = {{1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}, {1e-3, "m"}, {1e-6, "µ"}};
    for (const auto& [factor, prefix] : kPrefixes)
        if (std::abs(value) >= factor * (1 - 1e-9))
            return QStringLiteral("%1 %2%3").arg(value / factor, 0, 'g', 4).arg(QString::fromUtf8(prefix), unit);
    return QStringLiteral("0");
}

}  // namespace

QString axisText(ReadingUnit unit, double value)
{
    switch (unit) {
    case ReadingUnit::Octets: return withPrefix(std::abs(value) < 1 ? 0 : value, QStringLiteral("B"));
    case ReadingUnit::Seconds: return withPrefix(value, QStringLiteral("s"));
    case ReadingUnit::BitRate: return withPrefix(value, QStringLiteral("bit/s"));
    case ReadingUnit::Segments:
    case ReadingUnit::Number: break;
    }
    return QString::number(std::abs(value) < 1e-12 ? 0 : value, 'g', 4);
}

QString readingTitle(const ReadingSpec& reading)
{
    return GraphsWords::tr("%1, %2").arg(QString::fromStdString(reading.name), localized(reading.title));
}

void keepOneUnit(const Trace& trace, ReadingId latest, std::set<std::string>& chosen)
{
    const ReadingUnit unit = trace.reading(latest).unit;
    if (unit == ReadingUnit::Octets)
        return;
    for (std::uint32_t i = 0; i < trace.readingCount(); ++i)
        if (const ReadingSpec& other = trace.reading(ReadingId(i)); other.unit != ReadingUnit::Octets && other.unit != unit)
            chosen.erase(other.name);
}

std::vector<Curve> readingCurves(const Trace& trace, ConnectionId connection, const std::set<std::string>& chosen)
{
    static constexpr Colour kColours[] = {Colour::CurveReading1, Colour::CurveReading2, Colour::CurveReading3};
    static constexpr Qt::PenStyle kDashes[] = {Qt::SolidLine, Qt::DashLine, Qt::DashDotDotLine};
    std::vector<Curve> curves;
    std::size_t turn = 0;
    for (const ReadingId id : readingsOf(trace, connection)) {
        const ReadingSpec& reading = trace.reading(id);
        const Colour colour = kColours[turn % std::size(kColours)];
        const Qt::PenStyle dash = kDashes[turn % std::size(kDashes)];
        ++turn;  // a curve looks the same whatever else is chosen
        if (chosen.count(reading.name) > 0)
            curves.push_back({{},
                              QString::fromStdString(reading.name),
                              readingTitle(reading),
                              reading.unit,
                              colour,
                              dash,
                              1.6,
                              seriesOf(trace, connection, id)});
    }
    return curves;
}

std::vector<Curve> windowCurves(const Trace& trace, ConnectionId connection)
{
    std::vector<Curve> curves{
        windowCurve(Variable::SndWnd, GraphsWords::tr("snd.wnd, the peer's window"), Colour::CurveWindow, Qt::DashDotLine, 1.6),
        windowCurve(Variable::Ssthresh, GraphsWords::tr("ssthresh"), Colour::CurveSsthresh, Qt::DashLine, 1.8),
        windowCurve(Variable::Cwnd, GraphsWords::tr("cwnd, congestion window"), Colour::CurveCwnd, Qt::SolidLine, 2.4),
        windowCurve(Variable::Flight, GraphsWords::tr("flight, not acknowledged"), Colour::CurveFlight, Qt::DotLine, 1.8),
    };
    for (Curve& curve : curves)
        curve.samples = seriesOf(trace, connection, *curve.variable);
    std::erase_if(curves, [](const Curve& curve) { return curve.samples.empty(); });
    return curves;
}

std::vector<EventMark> eventMarks(const Exchange& exchange, ConnectionId connection)
{
    std::vector<EventMark> marks;
    for (const SegmentPath& segment : exchange.segments) {
        if (segment.connection != connection || segment.isCopy)
            continue;
        if (segment.transmission > 1)
            marks.push_back({EventMark::Kind::Retransmission, segment.leaves, segment.sent});
        if (segment.dropped.valid())
            marks.push_back({EventMark::Kind::Lost, segment.leaves, segment.dropped});
    }
    for (const TimerSpan& timer : exchange.timers)
        if (timer.connection == connection && timer.fired && timer.timer == TimerKind::Retransmission)
            marks.push_back({EventMark::Kind::Timeout, timer.until, timer.ended});
    return marks;
}

ConnectionId busiestEnd(const Trace& trace, const Exchange& exchange)
{
    std::map<std::uint32_t, std::uint64_t> sent;
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (std::holds_alternative<VariablesChanged>(trace[i].body) && trace[i].connection.valid())
            sent.emplace(trace[i].connection.number(), 0);
    for (const SegmentPath& segment : exchange.segments)
        if (const auto end = sent.find(segment.connection.number()); end != sent.end())
            end->second += segment.payloadOctets;
    ConnectionId busiest;
    std::uint64_t most = 0;
    for (const auto& [connection, octets] : sent)
        if (!busiest.valid() || octets > most) {
            busiest = ConnectionId{connection};
            most = octets;
        }
    return busiest;
}

QString endText(const Trace& trace, ConnectionId connection)
{
    const TraceConnection& end = trace.connection(connection);
    return QStringLiteral("%1:%2 → %3")
        .arg(QString::fromStdString(trace.host(end.host).name))
        .arg(end.local.port)
        .arg(QString::fromStdString(format(end.remote)));
}

EventId nearestEvent(const std::vector<Curve>& curves, const std::vector<EventMark>& marks, Instant at)
{
    EventId nearest;
    Duration away = Duration::max();
    const auto offer = [&](Instant when, EventId event) {
        const Duration distance = when < at ? at - when : when - at;
        if (event.valid() && distance < away) {
            away = distance;
            nearest = event;
        }
    };
    for (const EventMark& mark : marks)
        offer(mark.at, mark.event);
    for (const Curve& curve : curves) {
        const auto after =
            std::lower_bound(curve.samples.begin(), curve.samples.end(), at, [](const Sample& s, Instant t) { return s.at < t; });
        if (after != curve.samples.end())
            offer(after->at, after->event);
        if (after != curve.samples.begin())
            offer((after - 1)->at, (after - 1)->event);
    }
    return nearest;
}

std::optional<double> valueAt(const Curve& curve, Instant at)
{
    const auto after =
        std::upper_bound(curve.samples.begin(), curve.samples.end(), at, [](Instant t, const Sample& s) { return t < s.at; });
    if (after == curve.samples.begin())
        return std::nullopt;
    return (after - 1)->value;
}

std::vector<Sample> thinned(const std::vector<Sample>& samples, std::size_t most)
{
    if (samples.size() <= most || most < 4)
        return samples;
    std::vector<Sample> kept;
    const std::size_t stretches = most / 4;
    for (std::size_t i = 0; i < stretches; ++i) {
        const auto from = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() * i / stretches);
        const auto until = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() * (i + 1) / stretches);
        const auto [low, high] = std::minmax_element(from, until, [](const Sample& a, const Sample& b) { return a.value < b.value; });
        for (const auto it : {from, std::min(low, high), std::max(low, high), until - 1})
            if (kept.empty() || kept.back().event != it->event || kept.back().at != it->at)
                kept.push_back(*it);
    }
    return kept;
}

}  // namespace tcplab
