#include "forms/field_row.h"

#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "forms/field_editor.h"
#include "forms/texts.h"

namespace tcplab {

FieldRow::FieldRow(const FormField& field, const Theme& theme, QWidget* parent)
    : QWidget(parent), field_(field), label_(new QLabel), editor_(FieldEditor::make(field, this)), reset_(new QToolButton),
      message_(new QLabel)
{
    const QString title = titleOf(field);
    const QString tip = tipOf(field);
    label_->setText(title);
    label_->setWordWrap(true);
    label_->setToolTip(tip);
    label_->setBuddy(editor_->input());
    editor_->input()->setToolTip(tip);
    editor_->input()->setAccessibleName(title);
    editor_->input()->setAccessibleDescription(shown(field.summary));
    editor_->input()->setObjectName(QString::fromStdString(field.path));
    reset_->setText(QStringLiteral("↺"));
    reset_->setAutoRaise(true);
    reset_->setToolTip(field.fallback.empty() ? tr("Take the value away") : tr("Back to the default"));
    reset_->setAccessibleName(reset_->toolTip());
    QSizePolicy keepsItsPlace = reset_->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    reset_->setSizePolicy(keepsItsPlace);
    QPalette palette = message_->palette();
    palette.setColor(QPalette::WindowText, theme[Colour::Lost]);
    message_->setPalette(palette);
    message_->setWordWrap(true);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    message_->hide();
    auto* beside = new QHBoxLayout;
    beside->setSpacing(2);
    beside->addWidget(editor_, 1);
    beside->addWidget(reset_, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addLayout(beside);
    layout->addWidget(message_);
    connect(editor_, &FieldEditor::entered, this, [this] {
        if (text() != QString::fromStdString(field_.text))
            emit entered(text());
        else
            restore();
    });
    connect(reset_, &QToolButton::clicked, this, &FieldRow::cleared);
    restore();
}

// A line that loses the keyboard by going away is not entered.
FieldRow::~FieldRow() { editor_->disconnect(this); }

void FieldRow::show(const FormField& field)
{
    const bool same = field.text == field_.text;
    field_ = field;
    if (same)
        mark();
    else
        restore();
}

void FieldRow::restore()
{
    editor_->setText(QString::fromStdString(field_.text));
    message_->hide();
    message_->clear();
    mark();
}

void FieldRow::refuse(const QString& why)
{
    message_->setText(QStringLiteral("✖ ") + why);
    message_->show();
}

QString FieldRow::complaint() const { return message_->text(); }

QString FieldRow::text() const { return editor_->text(); }

// What differs from the default stands out.
void FieldRow::mark()
{
    const bool differs = field_.given && !field_.spec.required;
    QFont font = label_->font();
    font.setBold(differs);
    label_->setFont(font);
    reset_->setVisible(differs);
}

void FieldRow::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && (text() != QString::fromStdString(field_.text) || !complaint().isEmpty()))
        return restore();
    QWidget::keyPressEvent(event);
}

}  // namespace tcplab
