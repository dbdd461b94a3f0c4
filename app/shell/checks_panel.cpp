#include "shell/checks_panel.h"

#include <QEvent>

#include "language/language.h"

namespace tcplab {

ChecksPanel::ChecksPanel(QWidget* parent) : QTreeWidget(parent)
{
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setIndentation(14);
    setWordWrap(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void ChecksPanel::show(const std::vector<LabCheck>& checks, const std::vector<Verdict>& verdicts)
{
    checks_ = checks;
    verdicts_ = verdicts;
    fill();
}

void ChecksPanel::setLanguage(const QString& language)
{
    language_ = language;
    fill();
}

void ChecksPanel::setTheme(const Theme& theme)
{
    theme_ = theme;
    fill();
}

void ChecksPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        fill();
    QTreeWidget::changeEvent(event);
}

void ChecksPanel::fill()
{
    clear();
    if (checks_.empty()) {
        auto* none = new QTreeWidgetItem(this, {tr("This lab has no checks.")});
        none->setForeground(0, theme_[Colour::Muted]);
    }
    for (std::size_t i = 0; i < checks_.size(); ++i) {
        QString title = QString::fromStdString(checks_[i].title.in(language_.toStdString()));
        if (title.isEmpty())
            title = QString::fromStdString(checks_[i].kind);
        const bool judged = i < verdicts_.size();
        const bool passed = judged && verdicts_[i].passed;
        auto* item =
            new QTreeWidgetItem(this, {(judged ? passed ? QStringLiteral("✓  ") : QStringLiteral("✗  ") : QStringLiteral("·  ")) + title});
        item->setForeground(0, theme_[!judged ? Colour::Muted : passed ? Colour::Established : Colour::Lost]);
        item->setToolTip(0, title);
        if (!judged)
            continue;
        for (const QString& line : {tr("expected: %1").arg(told(verdicts_[i].expected)), tr("found: %1").arg(told(verdicts_[i].found))}) {
            auto* detail = new QTreeWidgetItem(item, {line});
            detail->setToolTip(0, line);
        }
        item->setExpanded(!passed);
    }
}

}  // namespace tcplab
