#include "shell/edits_panel.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QVBoxLayout>

namespace tcplab {

QString editText(const LabEdit& edit)
{
    const SegmentPattern& segment = edit.segment;
    QString what = segment.flags ? QString::fromStdString(wire::format(*segment.flags)) : EditsPanel::tr("any segment");
    if (segment.seq)
        what += QStringLiteral(" seq=%1").arg(*segment.seq);
    if (segment.ack)
        what += QStringLiteral(" ack=%1").arg(*segment.ack);
    if (segment.length)
        what += QStringLiteral(" len=%1").arg(*segment.length);
    const QString way = QStringLiteral("%1 → %2").arg(QString::fromStdString(segment.from), QString::fromStdString(segment.to));
    if (segment.nth == 0)
        return EditsPanel::tr("Lose %1, %2, every one").arg(what, way);
    return EditsPanel::tr("Lose %1, %2, number %3").arg(what, way).arg(segment.nth);
}

EditsPanel::EditsPanel(QWidget* parent) : QWidget(parent), empty_(new QLabel), list_(new QListWidget)
{
    empty_->setWordWrap(true);
    empty_->setAlignment(Qt::AlignTop);
    empty_->setMargin(8);
    list_->setFrameShape(QFrame::NoFrame);
    list_->setWordWrap(true);
    list_->setContextMenuPolicy(Qt::CustomContextMenu);
    list_->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(empty_);
    layout->addWidget(list_);
    connect(list_, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        if (!filling_)
            emit enableRequested(static_cast<std::size_t>(list_->row(item)), item->checkState() == Qt::Checked);
    });
    connect(list_, &QListWidget::currentRowChanged, this, &EditsPanel::currentChanged);
    connect(list_, &QListWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (!list_->itemAt(at))
            return;
        QMenu menu;
        menu.addAction(tr("Remove the edit"), this, [this] { emit removeRequested(*current()); });
        menu.exec(list_->viewport()->mapToGlobal(at));
    });
    fill();
}

void EditsPanel::show(const std::vector<LabEdit>& edits, const std::vector<std::uint64_t>& hits)
{
    edits_ = edits;
    hits_ = hits;
    fill();
}

void EditsPanel::setTheme(const Theme& theme)
{
    theme_ = theme;
    fill();
}

std::optional<std::size_t> EditsPanel::current() const
{
    const int row = list_->currentRow();
    return row < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(row));
}

void EditsPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        fill();
    QWidget::changeEvent(event);
}

bool EditsPanel::eventFilter(QObject* watched, QEvent* event)
{
    // Delete in this list removes the edit; the window's own Delete would lose the segment selected elsewhere.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete && current()) {
        emit removeRequested(*current());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void EditsPanel::fill()
{
    filling_ = true;
    const int row = list_->currentRow();
    empty_->setText(
        tr("No edits yet. Select a segment on the timeline and press Delete: it is lost, and the run shows what TCP does about it."));
    empty_->setVisible(edits_.empty());
    list_->setVisible(!edits_.empty());
    list_->clear();
    for (std::size_t i = 0; i < edits_.size(); ++i) {
        QString text = editText(edits_[i]);
        const bool dormant = edits_[i].enabled && i < hits_.size() && hits_[i] == 0;
        if (dormant)
            text += u'\n' + tr("dormant: no segment of this run fits");
        else if (edits_[i].enabled && i < hits_.size() && hits_[i] > 1)
            text += u'\n' + tr("%1 segments lost").arg(hits_[i]);
        auto* item = new QListWidgetItem(text, list_);
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(edits_[i].enabled ? Qt::Checked : Qt::Unchecked);
        if (dormant || !edits_[i].enabled) {
            QFont font = list_->font();
            font.setItalic(dormant);
            item->setFont(font);
            item->setForeground(theme_[Colour::Muted]);
        }
    }
    list_->setCurrentRow(std::min(row, list_->count() - 1));
    filling_ = false;
}

}  // namespace tcplab
