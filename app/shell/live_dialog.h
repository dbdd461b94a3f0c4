// What a live session needs to know: device, addresses, services, where to record.
#pragma once

#include <QDialog>

#include "session/live_session.h"

class QDoubleSpinBox;
class QLabel;
class QLineEdit;

namespace tcplab {

class LiveDialog : public QDialog {
    Q_OBJECT
public:
    // The session outlives the dialog; it runs once the dialog was accepted.
    explicit LiveDialog(LiveSession& session, QWidget* parent = nullptr);

    const std::shared_ptr<const Trace>& trace() const { return trace_; }
    LiveOptions options() const;

    // Tries to begin; what is wrong or refused is told in the dialog, which stays open.
    void accept() override;

private:
    LiveSession& session_;
    std::shared_ptr<const Trace> trace_;
    QLineEdit* device_;
    QLineEdit* address_;
    QLineEdit* gateway_;
    QLineEdit* services_;
    QDoubleSpinBox* loss_;
    QLineEdit* recording_;
    QLabel* message_;
};

}  // namespace tcplab
