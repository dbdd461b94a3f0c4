// The lab's edits as a list: on or off, how many segments each touched, dormant ones marked.
#pragma once

#include <QWidget>

#include "lab/lab.h"
#include "look/theme.h"

class QLabel;
class QListWidget;
class QListWidgetItem;

namespace tcplab {

// "Lose SYN seq=0, client → server, the 1st"
QString editText(const LabEdit& edit);

class EditsPanel : public QWidget {
    Q_OBJECT
public:
    explicit EditsPanel(QWidget* parent = nullptr);

    // `hits` is empty while the run has not ended.
    void show(const std::vector<LabEdit>& edits, const std::vector<std::uint64_t>& hits);
    void setTheme(const Theme& theme);
    // Nothing when no edit is chosen in the list.
    std::optional<std::size_t> current() const;

signals:
    void enableRequested(std::size_t edit, bool enabled);
    void removeRequested(std::size_t edit);
    void currentChanged();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();

    Theme theme_;
    std::vector<LabEdit> edits_;
    std::vector<std::uint64_t> hits_;
    QLabel* empty_;
    QListWidget* list_;
    bool filling_ = false;
};

}  // namespace tcplab
