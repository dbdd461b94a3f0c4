// The lab's checks with what became of each.
#pragma once

#include <QTreeWidget>

#include "look/theme.h"
#include "session/runner.h"

namespace tcplab {

class ChecksPanel : public QTreeWidget {
    Q_OBJECT
public:
    explicit ChecksPanel(QWidget* parent = nullptr);

    // Without verdicts (the run has not ended, or cannot be judged) only the titles are shown.
    void show(const std::vector<LabCheck>& checks, const std::vector<Verdict>& verdicts);
    void setLanguage(const QString& language);
    void setTheme(const Theme& theme);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill();

    QString language_ = QStringLiteral("en");
    Theme theme_;
    std::vector<LabCheck> checks_;
    std::vector<Verdict> verdicts_;
};

}  // namespace tcplab
