// What a value is typed or chosen with: one widget for each kind of field, all with the same face.
#pragma once

#include <memory>

#include <QWidget>

#include "forms/lab_form.h"

namespace tcplab {

class FieldEditor : public QWidget {
    Q_OBJECT
public:
    // The one for this field.
    static FieldEditor* make(const FormField& field, QWidget* parent);

    virtual QString text() const = 0;
    // Says nothing of it.
    virtual void setText(const QString& text) = 0;
    // What has the keyboard.
    virtual QWidget* input() const = 0;

signals:
    // The person is done with it.
    void entered();

protected:
    using QWidget::QWidget;
};

}  // namespace tcplab
