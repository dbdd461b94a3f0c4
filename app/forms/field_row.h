// A field of a form: what it is called, what it is changed with, a way back to the default, and what is wrong with the value.
#pragma once

#include <QWidget>

#include "forms/lab_form.h"
#include "look/theme.h"

class QLabel;
class QToolButton;

namespace tcplab {

class FieldEditor;

class FieldRow : public QWidget {
    Q_OBJECT
public:
    explicit FieldRow(const FormField& field, const Theme& theme, QWidget* parent = nullptr);
    ~FieldRow() override;

    // Beside the row.
    QLabel* label() const { return label_; }
    const FormField& field() const { return field_; }
    // The same field of another lab, or of the same. What is being typed stays unless the lab's value is another one.
    void show(const FormField& field);
    // The lab's value instead of what was typed.
    void restore();
    // Says why the value was not taken; it stays to be mended.
    void refuse(const QString& why);
    // Empty when nothing is wrong.
    QString complaint() const;
    QString text() const;

signals:
    void entered(const QString& text);
    // Back to the default.
    void cleared();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void mark();

    FormField field_;
    QLabel* label_;
    FieldEditor* editor_;
    QToolButton* reset_;
    QLabel* message_;
};

}  // namespace tcplab
