#include "views/code/code_view.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QSplitter>
#include <QVBoxLayout>

namespace tcplab {
namespace {

QString nameOf(const Trace& trace, std::size_t program)
{
    const TraceProgram& named = trace.program(ProgramId(static_cast<std::uint16_t>(program)));
    std::size_t onHost = 0;
    for (std::size_t i = 0; i < trace.programCount(); ++i)
        onHost += trace.program(ProgramId(static_cast<std::uint16_t>(i))).host == named.host ? 1 : 0;
    const QString host = QString::fromStdString(trace.host(named.host).name);
    return onHost > 1 ? QStringLiteral("%1: %2").arg(host, QString::fromStdString(named.name)) : host;
}

}  // namespace

CodeView::CodeView(Selection& selection, QWidget* parent) : QWidget(parent), selection_(selection), nothing_(new QLabel)
{
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->setChildrenCollapsible(false);
    for (std::size_t i = 0; i < kColumns; ++i) {
        makeColumn(i);
        splitter->addWidget(columns_[i].box);
    }
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setWordWrap(true);
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    box->addWidget(nothing_);
    box->addWidget(splitter, 1);
    connect(&selection_, &Selection::selectionChanged, this, &CodeView::showMarks);
    connect(&selection_, &Selection::cursorMoved, this, &CodeView::showMarks);
    retranslate();
}

CodeView::~CodeView() = default;

void CodeView::makeColumn(std::size_t column)
{
    Column& made = columns_[column];
    made.box = new QWidget;
    made.choice = new QComboBox;
    made.pane = new ProgramPane;
    auto* box = new QVBoxLayout(made.box);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    box->addWidget(made.choice);
    box->addWidget(made.pane, 1);
    connect(made.choice, &QComboBox::activated, this, [this, column] { showProgram(column); });
    connect(made.pane, &ProgramPane::lineChosen, this, [this, column](int line) { selectLine(column, line); });
}

void CodeView::show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange)
{
    trace_ = std::move(trace);
    exchange_ = std::move(exchange);
    scale_ = std::make_unique<TimeScale>(*exchange_);
    fillChoices();
    for (std::size_t i = 0; i < kColumns; ++i)
        showProgram(i);
}

QStringList CodeView::programs() const
{
    QStringList names;
    for (std::size_t i = 0; trace_ && i < trace_->programCount(); ++i)
        names.append(nameOf(*trace_, i));
    return names;
}

void CodeView::fillChoices()
{
    const QStringList names = programs();
    for (std::size_t i = 0; i < kColumns; ++i) {
        Column& column = columns_[i];
        const QString before = column.choice->currentText();
        column.choice->clear();
        column.choice->addItems(names);
        const int found = static_cast<int>(names.indexOf(before));
        column.choice->setCurrentIndex(found >= 0 ? found : std::min(static_cast<int>(i), static_cast<int>(names.size()) - 1));
        column.box->setVisible(static_cast<qsizetype>(i) < names.size());
    }
    nothing_->setVisible(names.isEmpty());
}

void CodeView::choose(std::size_t column, int program)
{
    columns_[column].choice->setCurrentIndex(program);
    showProgram(column);
}

void CodeView::showProgram(std::size_t column)
{
    Column& shown = columns_[column];
    const int index = shown.choice->currentIndex();
    if (index < 0) {
        shown.calls = {};
        shown.pane->showText({}, {});
        shown.pane->showMarks({}, 0);
        return;
    }
    const ProgramId program(static_cast<std::uint16_t>(index));
    shown.calls = ProgramCalls(*trace_, *exchange_, program);
    const QString text = QString::fromStdString(trace_->program(program).source);
    std::set<int> called;
    for (int line = 1; line <= text.count(u'\n'); ++line)
        if (shown.calls.calls(static_cast<std::uint16_t>(line)))
            called.insert(line);
    shown.pane->showText(text, std::move(called));
    shown.pane->setAccessibleName(tr("Program of %1").arg(shown.choice->currentText()));
    shown.pane->showMarks(marksOf(shown), shown.calls.lineOf(selection_.selected()).value_or(0));
}

void CodeView::showMarks()
{
    for (Column& column : columns_)
        if (column.choice->currentIndex() >= 0)
            column.pane->showMarks(marksOf(column), column.calls.lineOf(selection_.selected()).value_or(0));
}

std::vector<ProgramPane::Mark> CodeView::marksOf(const Column& column) const
{
    std::vector<ProgramPane::Mark> marks;
    for (const ProgramCalls::Line& line : column.calls.at(selection_.cursor())) {
        const CallSpan& call = exchange_->calls[line.call];
        const QString note = line.waits ? tr("waits since %1").arg(scale_->text(call.from))
                                        : tr("gave %1 at %2").arg(QString::fromStdString(call.result), scale_->text(call.until));
        marks.push_back({line.number, line.waits, note});
    }
    return marks;
}

void CodeView::selectLine(std::size_t column, int line)
{
    const auto call = columns_[column].calls.callAt(static_cast<std::uint16_t>(line), selection_.cursor());
    if (!call)
        return;
    const CallSpan& span = exchange_->calls[*call];
    selection_.select(span.begun, span.from);
}

void CodeView::setLook(const Theme& theme, const Fonts& fonts)
{
    setPalette(theme.palette());
    setFont(fonts.text());
    for (Column& column : columns_)
        column.pane->setLook(theme, fonts);
    QPalette palette = theme.palette();
    palette.setColor(QPalette::WindowText, theme[Colour::Muted]);
    nothing_->setPalette(palette);
}

void CodeView::paintOn(QPainter& painter, QSize size)
{
    setAttribute(Qt::WA_DontShowOnScreen);
    resize(size);
    QWidget::show();
    for (Column& column : columns_)
        column.pane->showWhole(true);
    showMarks();  // at this size
    render(&painter);
    for (Column& column : columns_)
        column.pane->showWhole(false);
    hide();
}

void CodeView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void CodeView::retranslate()
{
    nothing_->setText(tr("No program is known here: a capture and a script do not have their text."));
    const char* const names[] = {QT_TR_NOOP("Program on the left"), QT_TR_NOOP("Program on the right")};
    for (std::size_t i = 0; i < kColumns; ++i)
        columns_[i].choice->setAccessibleName(tr(names[i]));
    if (trace_)
        for (std::size_t i = 0; i < kColumns; ++i)
            showProgram(i);
}

}  // namespace tcplab
