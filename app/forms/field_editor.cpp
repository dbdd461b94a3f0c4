#include "forms/field_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "forms/texts.h"
#include "look/fonts.h"

namespace tcplab {
namespace {

QVBoxLayout* wrap(QWidget* around, QWidget* input)
{
    auto* layout = new QVBoxLayout(around);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(input);
    around->setFocusProxy(input);
    return layout;
}

class LineEditor final : public FieldEditor {
public:
    LineEditor(const FormField& field, QWidget* parent) : FieldEditor(parent), line_(new QLineEdit)
    {
        wrap(this, line_);
        line_->setPlaceholderText(field.spec.required ? QString() : FieldEditor::tr("not given"));
        line_->installEventFilter(this);
        connect(line_, &QLineEdit::editingFinished, this, &FieldEditor::entered);
    }
    // A line that dies with the keyboard says that it is finished, to an editor that is none any more.
    ~LineEditor() override { line_->disconnect(this); }

    QString text() const override { return line_->text().trimmed(); }
    void setText(const QString& text) override
    {
        line_->setText(text);
        line_->setCursorPosition(0);
    }
    QWidget* input() const override { return line_; }

protected:
    // When there is nothing of one's typing to undo, the window's undo is meant.
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::ShortcutOverride) {
            const auto* key = static_cast<QKeyEvent*>(event);
            const bool nothing = (key->matches(QKeySequence::Undo) && !line_->isUndoAvailable()) ||
                                 (key->matches(QKeySequence::Redo) && !line_->isRedoAvailable());
            if (nothing) {
                event->ignore();
                return true;
            }
        }
        return FieldEditor::eventFilter(watched, event);
    }

private:
    QLineEdit* line_;
};

class SwitchEditor final : public FieldEditor {
public:
    explicit SwitchEditor(QWidget* parent) : FieldEditor(parent), box_(new QCheckBox)
    {
        wrap(this, box_);
        connect(box_, &QCheckBox::clicked, this, &FieldEditor::entered);
        connect(box_, &QCheckBox::toggled, this, &SwitchEditor::name);
        name();
    }

    QString text() const override { return box_->isChecked() ? QStringLiteral("true") : QStringLiteral("false"); }
    void setText(const QString& text) override { box_->setChecked(text == QLatin1String("true")); }
    QWidget* input() const override { return box_; }

private:
    void name() { box_->setText(box_->isChecked() ? FieldEditor::tr("on") : FieldEditor::tr("off")); }

    QCheckBox* box_;
};

class ChoiceEditor final : public FieldEditor {
public:
    ChoiceEditor(const FormField& field, QWidget* parent) : FieldEditor(parent), box_(new QComboBox)
    {
        wrap(this, box_);
        for (const FormChoice& choice : field.choices) {
            const QString value = QString::fromStdString(choice.value);
            const QString title = shown(choice.title);
            // A plugin by its title and the id by which the file knows it.
            box_->addItem(title.isEmpty() ? value : field.spec.names ? QStringLiteral("%1 (%2)").arg(title, value) : title, value);
        }
        box_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box_->setFocusPolicy(Qt::StrongFocus);
        box_->installEventFilter(this);
        connect(box_, &QComboBox::activated, this, &FieldEditor::entered);
    }

    QString text() const override { return box_->currentData().toString(); }
    void setText(const QString& text) override
    {
        // What the lab holds is shown, also when it is no choice: a plugin that is not loaded.
        if (box_->findData(text) < 0)
            box_->addItem(text, text);
        box_->setCurrentIndex(box_->findData(text));
    }
    QWidget* input() const override { return box_; }

protected:
    // Whoever scrolls through the form means no change of what the pointer happens to pass.
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Wheel && !box_->hasFocus()) {
            event->ignore();
            return true;
        }
        return FieldEditor::eventFilter(watched, event);
    }

private:
    QComboBox* box_;
};

// Several lines, entered by a button or Ctrl+Enter.
class TextEditor final : public FieldEditor {
public:
    explicit TextEditor(QWidget* parent)
        : FieldEditor(parent), edit_(new QPlainTextEdit), apply_(new QPushButton(FieldEditor::tr("&Apply (Ctrl+Enter)")))
    {
        QVBoxLayout* layout = wrap(this, edit_);
        layout->addWidget(apply_, 0, Qt::AlignRight);
        edit_->setFont(Fonts().mono());
        edit_->setLineWrapMode(QPlainTextEdit::NoWrap);
        edit_->setTabChangesFocus(true);
        edit_->installEventFilter(this);
        apply_->setEnabled(false);
        connect(edit_, &QPlainTextEdit::textChanged, this, [this] { apply_->setEnabled(edit_->toPlainText() != set_); });
        connect(apply_, &QPushButton::clicked, this, &FieldEditor::entered);
    }

    QString text() const override { return edit_->toPlainText(); }
    void setText(const QString& text) override
    {
        set_ = text;
        edit_->setPlainText(text);
        apply_->setEnabled(false);
    }
    QWidget* input() const override { return edit_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::KeyPress) {
            const auto* key = static_cast<QKeyEvent*>(event);
            const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
            if (enter && (key->modifiers() & Qt::ControlModifier)) {
                emit entered();
                return true;
            }
        }
        return FieldEditor::eventFilter(watched, event);
    }

private:
    QPlainTextEdit* edit_;
    QPushButton* apply_;
    QString set_;
};

}  // namespace

FieldEditor* FieldEditor::make(const FormField& field, QWidget* parent)
{
    if (!field.choices.empty())
        return new ChoiceEditor(field, parent);
    if (field.spec.type == ParameterType::Boolean)
        return new SwitchEditor(parent);
    if (field.spec.type == ParameterType::List || field.text.find('\n') != std::string::npos)
        return new TextEditor(parent);
    return new LineEditor(field, parent);
}

}  // namespace tcplab
