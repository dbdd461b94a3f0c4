// What a live session needs to know: device, addresses, services, where to record.
#pragma once

#include <QDialog>

#include "session/live_session.h"
#include "shell/preferences.h"

class QDoubleSpinBox;
class QLabel;
class QLineEdit;

namespace tcplab {

class LiveDialog : public QDialog {
    Q_OBJECT
public:
    // The session outlives the dialog; it runs once the dialog was accepted. The fields are those of the last time.
    LiveDialog(LiveSession& session, Preferences& preferences, QWidget* parent = nullptr);

    const std::shared_ptr<const Trace>& trace() const { return trace_; }
    LiveOptions options() const;

    // Tries to begin; what is wrong or refused is told in the dialog, which stays open.
    void accept() override;

private:
    std::vector<std::pair<QString, QLineEdit*>> texts() const;
    void recall();
    void remember();

    LiveSession& session_;
    Preferences& preferences_;
    std::shared_ptr<const Trace> trace_;
    QLineEdit* device_;
    QLineEdit* address_;
    QLineEdit* gateway_;
    QLineEdit* services_;
    QLineEdit* settings_;
    QDoubleSpinBox* loss_;
    QLineEdit* recording_;
    QLabel* message_;
};

}  // namespace tcplab
