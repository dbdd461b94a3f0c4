#include "views/code/program_pane.h"

#include <algorithm>

#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextLayout>

#include "views/code/c_highlighter.h"

namespace tcplab {

class ProgramPane::Margin : public QWidget {
public:
    explicit Margin(ProgramPane* pane) : QWidget(pane), pane_(*pane) {}

protected:
    void paintEvent(QPaintEvent* event) override { pane_.paintMargin(event); }

private:
    ProgramPane& pane_;
};

ProgramPane::ProgramPane(QWidget* parent) : QPlainTextEdit(parent), highlighter_(new CHighlighter(document())), margin_(new Margin(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setFrameShape(QFrame::NoFrame);
    connect(this, &QPlainTextEdit::updateRequest, margin_, [this](const QRect&, int) { margin_->update(); });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (!quiet_)
            emit lineChosen(textCursor().blockNumber() + 1);
    });
}

void ProgramPane::setLook(const Theme& theme, const Fonts& fonts)
{
    theme_ = theme;
    fonts_ = fonts;
    setPalette(theme.palette());
    setFont(fonts.mono());
    highlighter_->setLook(theme);
    placeMargin();
    showMarks(std::move(marks_), selected_);
}

void ProgramPane::showText(const QString& text, std::set<int> called)
{
    called_ = std::move(called);
    // The end of the last line begins no other one.
    const QString lines = text.endsWith(u'\n') ? text.chopped(1) : text;
    if (lines != toPlainText()) {
        quiet_ = true;
        setPlainText(lines);
        quiet_ = false;
    }
    placeMargin();
    margin_->update();
}

const ProgramPane::Mark* ProgramPane::markOf(int line) const
{
    const auto found = std::find_if(marks_.begin(), marks_.end(), [line](const Mark& mark) { return mark.line == line; });
    return found == marks_.end() ? nullptr : &*found;
}

void ProgramPane::showMarks(std::vector<Mark> marks, int selected)
{
    marks_ = std::move(marks);
    selected_ = selected;
    QList<QTextEdit::ExtraSelection> shades;
    for (const Mark& mark : marks_) {
        QTextEdit::ExtraSelection shade;
        shade.cursor = QTextCursor(document()->findBlockByNumber(mark.line - 1));
        shade.format.setBackground(theme_[mark.waits ? Colour::Highlight : Colour::Panel]);
        shade.format.setProperty(QTextFormat::FullWidthSelection, true);
        shades.append(shade);
    }
    setExtraSelections(shades);
    const auto waiting = std::find_if(marks_.begin(), marks_.end(), [](const Mark& mark) { return mark.waits; });
    if (selected_ > 0)
        bringIntoSight(selected_);
    else if (!marks_.empty())
        bringIntoSight(waiting != marks_.end() ? waiting->line : marks_.front().line);
    viewport()->update();
    margin_->update();
}

void ProgramPane::showWhole(bool whole)
{
    setLineWrapMode(whole ? QPlainTextEdit::WidgetWidth : QPlainTextEdit::NoWrap);
    for (const auto set : {&QAbstractScrollArea::setHorizontalScrollBarPolicy, &QAbstractScrollArea::setVerticalScrollBarPolicy})
        (this->*set)(whole ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
}

// A line that is in sight stays where it is.
void ProgramPane::bringIntoSight(int line)
{
    const int first = firstVisibleBlock().blockNumber() + 1;
    const int lines = std::max(1, static_cast<int>(viewport()->height() / fontMetrics().lineSpacing()));
    if (line >= first && line < first + lines)
        return;
    verticalScrollBar()->setValue(std::max(0, line - 1 - lines / 2));
}

int ProgramPane::marginWidth() const
{
    return fontMetrics().horizontalAdvance(QStringLiteral("▶ ")) + fontMetrics().horizontalAdvance(QString::number(blockCount())) + 8;
}

void ProgramPane::placeMargin()
{
    setViewportMargins(marginWidth(), 0, 0, 0);
    margin_->setGeometry(contentsRect().left(), contentsRect().top(), marginWidth(), contentsRect().height());
}

void ProgramPane::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    placeMargin();
}

template <class Visit>
void ProgramPane::forEachVisibleLine(Visit&& visit) const
{
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > viewport()->height())
            return;
        visit(block, place);
    }
}

// Numbers; a filled triangle where a call waits, an empty one where the latest was.
void ProgramPane::paintMargin(QPaintEvent* event)
{
    QPainter painter(margin_);
    painter.fillRect(event->rect(), theme_[Colour::Panel]);
    forEachVisibleLine([&](const QTextBlock& block, const QRectF& place) {
        const int line = block.blockNumber() + 1;
        const QRectF row(0, place.top(), margin_->width() - 4, block.layout()->lineAt(0).height());
        painter.setFont(fonts_.mono());
        painter.setPen(theme_[called_.contains(line) ? Colour::Text : Colour::Muted]);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
        if (const Mark* mark = markOf(line)) {
            painter.setPen(theme_[Colour::Cursor]);
            painter.drawText(row.translated(3, 0), Qt::AlignLeft | Qt::AlignVCenter,
                             mark->waits ? QStringLiteral("▶") : QStringLiteral("▷"));
        }
    });
}

void ProgramPane::paintEvent(QPaintEvent* event)
{
    QPlainTextEdit::paintEvent(event);
    paintNotes();
}

void ProgramPane::paintNotes()
{
    QPainter painter(viewport());
    forEachVisibleLine([&](const QTextBlock& block, const QRectF& place) {
        const int line = block.blockNumber() + 1;
        if (line == selected_) {
            painter.setPen(QPen(theme_[Colour::Cursor], 1.5));
            painter.drawRect(QRectF(0.75, place.top() + 0.75, viewport()->width() - 1.5, place.height() - 1.5));
        }
        const Mark* mark = markOf(line);
        if (!mark || mark->note.isEmpty())
            return;
        painter.setFont(fonts_.text());
        painter.setPen(theme_[Colour::Cursor]);
        // Behind the line, or over its end where there is no room.
        constexpr double kGap = 8;
        const QTextLine last = block.layout()->lineAt(block.layout()->lineCount() - 1);
        const double after =
            place.left() + document()->documentMargin() + last.naturalTextWidth() + fontMetrics().horizontalAdvance(QStringLiteral("  "));
        const double wide = QFontMetricsF(fonts_.text()).horizontalAdvance(mark->note) + 8;
        const QRectF room(std::max(kGap, std::min(after, viewport()->width() - wide)), place.top() + last.y(), wide, last.height());
        painter.fillRect(room.adjusted(-kGap, 0, 0, 0), theme_[mark->waits ? Colour::Highlight : Colour::Panel]);
        // A line of code is lower than one of Chinese, though not than its characters.
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, mark->note);
    });
}

}  // namespace tcplab
