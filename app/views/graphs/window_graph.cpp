#include "views/graphs/window_graph.h"

#include <qcustomplot.h>

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QPicture>
#include <QToolButton>
#include <QVBoxLayout>

#include "look/format.h"

namespace tcplab {

namespace {

constexpr std::size_t kMostSamples = 20'000;  // of one curve; more than any screen has pixels

// Ticks with their unit: "20 kB", "1.5 ms".
class UnitTicker : public QCPAxisTicker {
public:
    explicit UnitTicker(ReadingUnit unit) : unit_(unit) { setTickStepStrategy(tssReadability); }

protected:
    // There is no half of a byte.
    double getTickStep(const QCPRange& range) override
    {
        const double step = QCPAxisTicker::getTickStep(range);
        return unit_ == ReadingUnit::Octets ? std::max(step, 1.0) : step;
    }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return axisText(unit_, tick); }

private:
    ReadingUnit unit_;
};

struct MarkShape {
    EventMark::Kind kind;
    QCPScatterStyle::ScatterShape shape;
    Colour colour;
    const char* title;
};
const MarkShape kShapes[] = {
    {EventMark::Kind::Retransmission, QCPScatterStyle::ssTriangle, Colour::Retransmission, QT_TRANSLATE_NOOP("Graphs", "retransmission")},
    {EventMark::Kind::Timeout, QCPScatterStyle::ssDiamond, Colour::Timer, QT_TRANSLATE_NOOP("Graphs", "timeout")},
    {EventMark::Kind::Lost, QCPScatterStyle::ssCross, Colour::Lost, QT_TRANSLATE_NOOP("Graphs", "lost")},
};

}  // namespace

WindowGraph::WindowGraph(Selection& selection, QWidget* parent)
    : QWidget(parent), selection_(selection), ends_(new QComboBox), readings_(new QToolButton), plot_(new QCustomPlot), nothing_(new QLabel)
{
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    auto* choices = new QHBoxLayout;
    choices->setSpacing(0);
    choices->addWidget(ends_, 1);
    choices->addWidget(readings_);
    box->addLayout(choices);
    box->addWidget(plot_, 1);
    box->addWidget(nothing_, 1);
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setWordWrap(true);
    readings_->setMenu(new QMenu(readings_));
    readings_->setPopupMode(QToolButton::InstantPopup);
    plot_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plot_->axisRect()->setRangeZoom(Qt::Horizontal);
    plot_->axisRect()->setRangeDrag(Qt::Horizontal);
    plot_->setAutoAddPlottableToLegend(false);
    plot_->setMinimumHeight(140);
    connect(ends_, &QComboBox::activated, this, [this](int index) { showEnd(ConnectionId{ends_->itemData(index).toUInt()}); });
    connect(plot_, &QCustomPlot::mouseDoubleClick, this, &WindowGraph::showAll);
    connect(plot_, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        constexpr int kClick = 4;  // pixels; farther is a drag
        if (event->button() == Qt::LeftButton && (event->pos() - plot_->property("pressed").toPoint()).manhattanLength() < kClick)
            selectNear(plot_->xAxis->pixelToCoord(event->position().x()));
    });
    connect(plot_, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) { plot_->setProperty("pressed", event->pos()); });
    connect(&selection_, &Selection::cursorMoved, this, &WindowGraph::moveCursor);
    setAccessibleName(tr("Windows over time"));
    fillReadings();
    draw();
}

WindowGraph::~WindowGraph() = default;

void WindowGraph::show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange)
{
    const bool first = !trace_ || curves_.empty();
    const QCPRange seen = plot_->xAxis->range();
    trace_ = std::move(trace);
    exchange_ = std::move(exchange);
    const double unit = perUnit_;
    fillEnds();
    fillReadings();
    draw();
    if (!first && unit == perUnit_) {
        plot_->xAxis->setRange(seen);
        plot_->replot(QCustomPlot::rpQueuedReplot);
    }
}

void WindowGraph::setLook(const Theme& theme, const Fonts& fonts)
{
    theme_ = theme;
    fonts_ = fonts;
    draw();
}

void WindowGraph::showEnd(ConnectionId connection)
{
    end_ = connection;
    ends_->setCurrentIndex(ends_->findData(connection.number()));
    fillReadings();
    draw();
}

void WindowGraph::showReadings(std::set<std::string> chosen)
{
    chosen_ = std::move(chosen);
    for (std::uint32_t i = 0; trace_ && i < trace_->readingCount(); ++i)
        if (chosen_.count(trace_->reading(ReadingId(i)).name) > 0)
            keepOneUnit(*trace_, ReadingId(i), chosen_);
    fillReadings();
    draw();
}

void WindowGraph::chooseReading(ReadingId reading, bool on)
{
    const std::string& name = trace_->reading(reading).name;
    if (on) {
        chosen_.insert(name);
        keepOneUnit(*trace_, reading, chosen_);
    } else {
        chosen_.erase(name);
    }
    fillReadings();
    draw();
}

// What can be chosen at this end.
void WindowGraph::fillReadings()
{
    readings_->setText(tr("Measured"));
    readings_->setToolTip(tr("What the congestion control measures, as curves"));
    readings_->menu()->clear();
    const auto known = trace_ && end_.valid() ? readingsOf(*trace_, end_) : std::vector<ReadingId>();
    for (const ReadingId id : known) {
        const ReadingSpec& reading = trace_->reading(id);
        QAction* action = readings_->menu()->addAction(readingTitle(reading));
        action->setCheckable(true);
        action->setChecked(chosen_.count(reading.name) > 0);
        connect(
            action, &QAction::toggled, this, [this, id](bool on) { chooseReading(id, on); }, Qt::QueuedConnection);
    }
    readings_->setVisible(!known.empty());
}

void WindowGraph::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange) {
        setAccessibleName(tr("Windows over time"));
        fillReadings();
        draw();
    }
    QWidget::changeEvent(event);
}

void WindowGraph::fillEnds()
{
    ends_->clear();
    if (!trace_)
        return;
    for (std::uint32_t i = 0; i < trace_->connectionCount(); ++i)
        if (!seriesOf(*trace_, ConnectionId{i}, Variable::Cwnd).empty())
            ends_->addItem(endText(*trace_, ConnectionId{i}), i);
    if (ends_->findData(end_.number()) < 0)
        end_ = busiestEnd(*trace_, *exchange_);
    ends_->setCurrentIndex(ends_->findData(end_.number()));
    ends_->setVisible(ends_->count() > 1);
}

void WindowGraph::draw()
{
    plot_->clearPlottables();
    plot_->clearItems();
    cursor_ = nullptr;
    curves_.clear();
    marks_.clear();
    if (trace_ && end_.valid()) {
        curves_ = windowCurves(*trace_, end_);
        for (Curve& curve : readingCurves(*trace_, end_, chosen_))
            curves_.push_back(std::move(curve));
        marks_ = eventMarks(*exchange_, end_);
    }
    const double end = exchange_ ? seconds(exchange_->end) : 1;
    perUnit_ = end >= 1 ? 1 : 1e-3;
    dress();
    for (const Curve& curve : curves_)
        addCurve(curve);
    for (const MarkShape& shape : kShapes)
        addMarks(shape.kind);
    tellNothing();
    cursor_ = new QCPItemStraightLine(plot_);
    cursor_->setPen(QPen(theme_[Colour::Cursor], 1.4));
    cursor_->setClipToAxisRect(true);
    fit();
    moveCursor();
}

// Axes without curves would be a corner of lines.
void WindowGraph::tellNothing()
{
    nothing_->setText(trace_ ? tr("No connection in this run has a congestion window.") : QString());
    QPalette palette = theme_.palette();
    palette.setColor(QPalette::WindowText, theme_[Colour::Muted]);
    nothing_->setPalette(palette);
    plot_->setVisible(!curves_.empty());
    nothing_->setVisible(curves_.empty());
}

QString WindowGraph::note() const { return curves_.empty() ? nothing_->text() : QString(); }

void WindowGraph::dress()
{
    plot_->setBackground(theme_[Colour::Page]);
    for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis, plot_->yAxis2}) {
        axis->setBasePen(QPen(theme_[Colour::Lifeline], 1));
        axis->setTickPen(QPen(theme_[Colour::Lifeline], 1));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(theme_[Colour::Text]);
        axis->setLabelColor(theme_[Colour::Text]);
        axis->setTickLabelFont(fonts_.text());
        axis->setLabelFont(fonts_.text());
        axis->grid()->setPen(QPen(theme_[Colour::Grid], 1));
        axis->grid()->setZeroLinePen(QPen(theme_[Colour::Grid], 1));
    }
    plot_->yAxis->setTicker(QSharedPointer<UnitTicker>::create(ReadingUnit::Octets));
    dressReadingAxis();
    fitTicks(size());
    plot_->xAxis->setLabel(perUnit_ == 1 ? QCoreApplication::translate("Graphs", "time in s")
                                         : QCoreApplication::translate("Graphs", "time in ms"));
    plot_->xAxis->setNumberFormat(QStringLiteral("gb"));
    plot_->legend->setVisible(!curves_.empty());
    plot_->legend->clearItems();
    plot_->legend->setFont(fonts_.text());
    plot_->legend->setTextColor(theme_[Colour::Text]);
    plot_->legend->setBrush(Qt::NoBrush);
    plot_->legend->setBorderPen(Qt::NoPen);
    plot_->legend->setColumnSpacing(static_cast<int>(fonts_.pixels() * 1.6));  // a sign is nearer to its own name
    plot_->legend->setIconSize(static_cast<int>(fonts_.pixels() * 2.4), static_cast<int>(fonts_.pixels()));
    // Above the curves, so that it never lies on one.
    if (plot_->plotLayout()->rowCount() == 1) {
        plot_->plotLayout()->insertRow(0);
        plot_->plotLayout()->addElement(0, 0, plot_->legend);
        plot_->plotLayout()->setRowStretchFactor(0, 0.001);
    }
}

// To the right, for what is measured and is no number of bytes; it says which.
void WindowGraph::dressReadingAxis()
{
    const auto other = std::find_if(curves_.begin(), curves_.end(), [](const Curve& curve) { return curve.unit != ReadingUnit::Octets; });
    const bool used = other != curves_.end();
    plot_->yAxis2->setVisible(used);
    plot_->yAxis2->grid()->setVisible(false);
    if (!used)
        return;
    plot_->yAxis2->setTicker(QSharedPointer<UnitTicker>::create(other->unit));
    QStringList names;
    for (const Curve& curve : curves_)
        if (curve.unit != ReadingUnit::Octets)
            names << curve.name;
    plot_->yAxis2->setLabel(names.join(QStringLiteral(", ")));
}

void WindowGraph::addCurve(const Curve& curve)
{
    QCPGraph* graph = plot_->addGraph(plot_->xAxis, curve.unit == ReadingUnit::Octets ? plot_->yAxis : plot_->yAxis2);
    graph->setName(curve.title);
    graph->setLineStyle(QCPGraph::lsStepLeft);
    QPen pen(theme_[curve.colour], curve.width, curve.dash);
    pen.setCapStyle(Qt::FlatCap);
    graph->setPen(pen);
    QVector<double> x, y;
    for (const Sample& sample : thinned(curve.samples, kMostSamples)) {
        x << seconds(sample.at) / perUnit_;
        y << sample.value;
    }
    // The last value holds until the end.
    x << seconds(exchange_->end) / perUnit_;
    y << curve.samples.back().value;
    graph->setData(x, y, true);
    graph->addToLegend();
}

void WindowGraph::addMarks(EventMark::Kind kind)
{
    const auto& shape = *std::find_if(std::begin(kShapes), std::end(kShapes), [&](const MarkShape& s) { return s.kind == kind; });
    QVector<double> x, y;
    const auto cwnd = std::find_if(curves_.begin(), curves_.end(), [](const Curve& curve) { return curve.variable == Variable::Cwnd; });
    for (const EventMark& mark : marks_)
        if (mark.kind == kind) {
            x << seconds(mark.at) / perUnit_;
            y << (cwnd == curves_.end() ? 0 : valueAt(*cwnd, mark.at).value_or(0));
        }
    if (x.empty())
        return;
    QCPGraph* graph = plot_->addGraph();
    graph->setName(QCoreApplication::translate("Graphs", shape.title));
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setScatterStyle(QCPScatterStyle(shape.shape, QPen(theme_[shape.colour], 2), theme_[Colour::Page], fonts_.pixels() * 0.75));
    graph->setData(x, y);
    graph->addToLegend();
}

void WindowGraph::showUntil(std::optional<Instant> until)
{
    until_ = until;
    fit();
}

void WindowGraph::fit()
{
    const double whole = exchange_ ? std::max(seconds(exchange_->end), 1e-6) : 1;
    const double end = until_ ? std::min(seconds(*until_), whole) : whole;
    double highest = 1, highestOther = 1e-9;
    for (const Curve& curve : curves_)
        if (curve.variable != Variable::SndWnd) {
            double& most = curve.unit == ReadingUnit::Octets ? highest : highestOther;
            for (const Sample& sample : curve.samples)
                most = std::max(most, sample.value);
        }
    // A window that is far above everything else would press the rest to the ground: it may leave the picture.
    const double far = 3 * highest;
    for (const Curve& curve : curves_)
        if (curve.variable == Variable::SndWnd)
            for (const Sample& sample : curve.samples)
                if (sample.value < far)
                    highest = std::max(highest, sample.value);
    plot_->xAxis->setRange(-0.01 * end / perUnit_, 1.02 * end / perUnit_);
    plot_->yAxis->setRange(0, highest * 1.12);
    plot_->yAxis2->setRange(0, highestOther * 1.12);
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

void WindowGraph::moveCursor()
{
    if (!cursor_)
        return;
    const double x = seconds(selection_.cursor()) / perUnit_;
    cursor_->point1->setCoords(x, 0);
    cursor_->point2->setCoords(x, 1);
    nameCurves(width(), true);
    plot_->replot(QCustomPlot::rpQueuedReplot);
}

// The legend tells the curves' values at the cursor.
void WindowGraph::nameCurves(int width, bool values)
{
    constexpr int kWide = 62;  // in sizes of the font: room for what the names mean
    for (int i = 0; i < static_cast<int>(curves_.size()); ++i) {
        const Curve& curve = curves_[static_cast<std::size_t>(i)];
        QString text = width > kWide * fonts_.pixels() ? curve.title : curve.name;
        const auto value = values ? valueAt(curve, selection_.cursor()) : std::nullopt;
        if (value)
            text += QStringLiteral(": ") +
                    (curve.variable ? groupedNumber(static_cast<std::uint64_t>(*value)) : readingText(curve.unit, *value));
        plot_->graph(i)->setName(text);
    }
    fitLegend(width);
}

// One row when all names have room beside each other, otherwise as many rows as it takes: never a name cut short.
void WindowGraph::fitLegend(int width)
{
    QCPLegend* legend = plot_->legend;
    const int gap = legend->columnSpacing();
    int together = 0;
    int widest = 1;
    int items = 0;
    for (int i = 0; i < legend->itemCount(); ++i) {
        const QCPAbstractLegendItem* item = legend->item(i);
        if (!item)  // an empty cell of the last row
            continue;
        const int itemWidth = item->minimumOuterSizeHint().width() + gap;
        ++items;
        together += itemWidth;
        widest = std::max(widest, itemWidth);
    }
    const int room = width - legend->margins().left() - legend->margins().right();
    const int perRow = together <= room ? items : room / widest;
    legend->setWrap(std::max(perRow, 1));
    legend->setFillOrder(QCPLegend::foColumnsFirst, true);
}

// As many ticks as have room.
void WindowGraph::fitTicks(QSize size)
{
    for (QCPAxis* axis : {plot_->yAxis, plot_->yAxis2})
        axis->ticker()->setTickCount(std::clamp(static_cast<int>((size.height() - 7 * fonts_.pixels()) / (2.6 * fonts_.pixels())), 1, 6));
}

void WindowGraph::resizeEvent(QResizeEvent*)
{
    nameCurves(width(), true);
    fitTicks(size());
}

void WindowGraph::selectNear(double x)
{
    if (!trace_)
        return;
    const Instant at = kStart + Duration{static_cast<std::int64_t>(x * perUnit_ * 1e9)};
    const EventId event = nearestEvent(curves_, marks_, at);
    if (event.valid())
        selection_.select(event, (*trace_)[event].at);
}

void WindowGraph::paintOn(QPainter& painter, QSize size, bool cursor)
{
    if (curves_.empty()) {
        painter.fillRect(QRect(QPoint(0, 0), size), theme_[Colour::Page]);
        painter.setFont(fonts_.text());
        painter.setPen(theme_[Colour::Muted]);
        painter.drawText(QRect(QPoint(0, 0), size), Qt::AlignCenter | Qt::TextWordWrap, note());
        return;
    }
    cursor_->setVisible(cursor);
    nameCurves(size.width(), cursor);
    fitTicks(size);
    // QCustomPlot draws with a painter of its own kind only, so the picture goes through a recording.
    QPicture recording;
    QCPPainter own(&recording);
    own.setMode(QCPPainter::pmVectorized);
    plot_->toPainter(&own, size.width(), size.height());
    own.end();
    painter.fillRect(QRect(QPoint(0, 0), size), theme_[Colour::Page]);
    painter.drawPicture(0, 0, recording);
    cursor_->setVisible(true);
    nameCurves(width(), true);
    fitTicks(this->size());
}

}  // namespace tcplab
