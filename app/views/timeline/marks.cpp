#include "views/timeline/marks.h"

#include <QCoreApplication>

namespace tcplab {

namespace {

constexpr double kLineEms = 1.32;           // the height of one mark
constexpr double kFarthestLines = 4;        // that a mark may move
constexpr double kFarthestCallLines = 1.6;  // calls follow one another closely and would be taken for their neighbours

QString words(const std::string& text) { return QString::fromStdString(text); }

// As the figures of RFC 793 say them where there is little room.
QString shortName(TcpState state)
{
    switch (state) {
    case TcpState::SynReceived: return QStringLiteral("SYN-RCVD");
    case TcpState::Established: return QStringLiteral("ESTAB");
    case TcpState::FinWait1: return QStringLiteral("FINWAIT-1");
    case TcpState::FinWait2: return QStringLiteral("FINWAIT-2");
    default: return {};
    }
}

MarkText stateMark(const StateSpan& state)
{
    const std::string_view text = name(state.state);
    return {QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), shortName(state.state), Theme::colourOf(state.state), true,
            state.entered};
}

// A call that returns at once is one line.
bool tellsResult(const CallSpan& call) { return call.returned.valid() && call.from == call.until; }

}  // namespace

MarkText MarkTexts::of(const Mark& mark) const
{
    switch (mark.kind) {
    case Mark::Kind::State: return stateMark(exchange_.states[mark.index]);
    case Mark::Kind::Call: {
        const CallSpan& call = exchange_.calls[mark.index];
        const QString result = tellsResult(call) ? QStringLiteral(" = ") + words(call.result) : QString();
        const QString function = words(call.call).section(u'(', 0, 0) + QStringLiteral("()");
        return {words(call.call) + result, function + result, Colour::Call, false, call.begun};
    }
    case Mark::Kind::Return: {
        const CallSpan& call = exchange_.calls[mark.index];
        return {QStringLiteral("= ") + words(call.result), {}, Colour::Call, false, call.returned};
    }
    case Mark::Kind::Timer: {
        const TimerSpan& timer = exchange_.timers[mark.index];
        const QString both = QCoreApplication::translate("Timeline", "%1, %2");
        const QString length = durationText(timer.until - timer.from);
        return {both.arg(timerText(timer.timer), length), both.arg(timerKindText(timer.timer), length), Colour::Timer, false, timer.ended};
    }
    case Mark::Kind::Lesson: {
        const LessonMark& lesson = exchange_.lessons[mark.index];
        return {whatIfText(lesson.rule), lessonText(lesson.rule), Colour::Retransmission, true, lesson.told};
    }
    case Mark::Kind::Fate: {
        const FateMark& fate = exchange_.fates[mark.index];
        return {fateText(fate.rule), {}, Colour::Lost, true, fate.told};
    }
    case Mark::Kind::Drop: {
        const EventId dropped = exchange_.segments[mark.index].dropped;
        return {lossText(trace_[dropped].rule), {}, Colour::Lost, true, dropped};
    }
    }
    return {};
}

MarkPlacer::MarkPlacer(const Trace& trace, const Exchange& exchange, const LadderLayout& layout, const Fonts& fonts)
    : exchange_(exchange), layout_(layout), texts_(trace, exchange), em_(fonts.pixels()), text_(fonts.text()), strong_(fonts.strong())
{}

void MarkPlacer::place(Scene& scene) const
{
    std::vector<QRectF> taken;
    addSticky(scene, taken);
    addAll(scene, taken, layout_.marks);
    if (!crowded(scene, layout_.callMarks))
        addAll(scene, taken, layout_.callMarks);
}

namespace {

std::vector<Mark>::const_iterator markFrom(const std::vector<Mark>& marks, double place)
{
    return std::lower_bound(marks.begin(), marks.end(), place, [](const Mark& mark, double p) { return mark.place < p; });
}

}  // namespace

// More marks than lines for both hosts.
bool MarkPlacer::crowded(const Scene& scene, const std::vector<Mark>& marks) const
{
    const auto count = markFrom(marks, scene.place(scene.bottom)) - markFrom(marks, scene.place(scene.top));
    return static_cast<double>(count) > 2 * (scene.bottom - scene.top) / (em_ * kLineEms);
}

void MarkPlacer::addAll(Scene& scene, std::vector<QRectF>& taken, const std::vector<Mark>& marks) const
{
    const double first = scene.place(scene.top - em_ * kLineEms * kFarthestLines);
    const auto end = markFrom(marks, scene.place(scene.bottom));
    const bool skips = crowded(scene, marks);
    for (auto mark = markFrom(marks, first); mark != end;) {
        add(scene, taken, *mark, scene.y(mark->place));
        // One try for each line when there are more marks than could ever be read.
        mark = skips ? std::max(mark + 1, markFrom(marks, mark->place + em_ / scene.zoom)) : mark + 1;
    }
}

// The name of a state that was entered above the viewport stays at its top.
void MarkPlacer::addSticky(Scene& scene, std::vector<QRectF>& taken) const
{
    const double top = scene.top + em_ * kLineEms * 0.6;
    for (const SceneBar& bar : scene.bars) {
        const StateSpan& state = exchange_.states[bar.state];
        if (bar.box.top() < scene.top - 1 && bar.box.bottom() > top + em_ * kLineEms && state.state != TcpState::Closed)
            add(scene, taken, {Mark::Kind::State, static_cast<std::uint32_t>(bar.state), state.host, 0}, top);
    }
}

bool MarkPlacer::add(Scene& scene, std::vector<QRectF>& taken, const Mark& mark, double y) const
{
    MarkText said = texts_.of(mark);
    const HostColumn& column = scene.columns.of(mark.host);
    const QFontMetricsF& metrics = said.strong ? strong_ : text_;
    const double room = column.textsTo - column.textsFrom;
    if (metrics.horizontalAdvance(said.text) + 4 > room && !said.shorter.isEmpty())
        said.text = said.shorter;
    if (metrics.horizontalAdvance(said.text) + 4 > room)
        said.text = metrics.elidedText(said.text, Qt::ElideMiddle, room - 4);
    const double width = metrics.horizontalAdvance(said.text) + 4;
    const double height = em_ * kLineEms;
    // Calls stand at their bracket outside, everything else at the lifeline.
    const bool leftAligned = (column.side < 0) == isCall(mark.kind);
    const double left = leftAligned ? column.textsFrom : column.textsTo - width;
    QRectF box(left, y - height / 2, width, height);
    for (bool moved = true; moved;) {
        moved = false;
        for (const QRectF& other : taken)
            if (other.intersects(box.adjusted(-3, 0, 3, 0))) {
                box.moveTop(other.bottom());
                moved = true;
            }
    }
    const double distance = box.center().y() - y;
    const double farthest = isCall(mark.kind) ? kFarthestCallLines : kFarthestLines;
    if (distance > farthest * height || box.top() < scene.top || box.bottom() > scene.bottom)
        return false;
    taken.push_back(box);
    scene.marks.push_back({said.text, box.center(), width, height, 0, said.colour, said.strong, column.crossed, {}, 0, said.event});
    if (distance > 0.4 * height && !isCall(mark.kind)) {
        const double edge = column.side < 0 ? box.right() + 2 : box.left() - 2;
        scene.leaders.push_back({QLineF(column.bar(0, em_), y, edge, box.center().y()), said.colour});
    }
    return true;
}

}  // namespace tcplab
