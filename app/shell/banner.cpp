#include "shell/banner.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace tcplab {

Banner::Banner(QWidget* parent)
    : QFrame(parent), mark_(new QLabel), sentence_(new QLabel), answers_(new QHBoxLayout), close_(new QToolButton)
{
    setObjectName(QStringLiteral("banner"));
    sentence_->setWordWrap(true);
    sentence_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    sentence_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    close_->setText(QStringLiteral("✕"));
    close_->setAutoRaise(true);
    connect(close_, &QToolButton::clicked, this, &QWidget::hide);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 5, 5, 5);
    layout->addWidget(mark_, 0, Qt::AlignTop);
    layout->addWidget(sentence_, 1);
    layout->addLayout(answers_);
    layout->addWidget(close_, 0, Qt::AlignTop);
    hide();
    fill();
}

void Banner::tell(Kind kind, Text sentence, std::vector<Answer> answers)
{
    kind_ = kind;
    told_ = std::move(sentence);
    offered_ = std::move(answers);
    fill();
    paint();
    show();
}

void Banner::fill()
{
    close_->setToolTip(tr("Close this message"));
    sentence_->setText(told_ ? told_() : QString());
    while (QLayoutItem* item = answers_->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const Answer& answer : offered_) {
        auto* button = new QPushButton(answer.text());
        connect(button, &QPushButton::clicked, this, [this, action = answer.action] {
            hide();
            action();
        });
        answers_->addWidget(button);
    }
}

void Banner::setTheme(const Theme& theme)
{
    theme_ = theme;
    paint();
}

QString Banner::text() const { return sentence_->text(); }

void Banner::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        fill();
    QFrame::changeEvent(event);
}

void Banner::paint()
{
    const Colour colour = kind_ == Kind::Error ? Colour::Lost : kind_ == Kind::Warning ? Colour::Timer : Colour::Accent;
    mark_->setText(kind_ == Kind::Error ? QStringLiteral("✖") : kind_ == Kind::Warning ? QStringLiteral("⚠") : QStringLiteral("ℹ"));
    setStyleSheet(
        QStringLiteral("#banner { background: %1; border: 1px solid %2; border-left: 4px solid %2; } #banner QLabel { color: %3; }")
            .arg(theme_[Colour::Panel].name(), theme_[colour].name(), theme_[Colour::Text].name()));
    QPalette palette = mark_->palette();
    palette.setColor(QPalette::WindowText, theme_[colour]);
    mark_->setPalette(palette);
}

}  // namespace tcplab
