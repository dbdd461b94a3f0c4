// One message over the timeline, instead of a box that stops everything.
#pragma once

#include <functional>

#include <QFrame>

#include "look/theme.h"

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace tcplab {

class Banner : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Information, Warning, Error };

    // Asked again when the language has changed.
    using Text = std::function<QString()>;

    struct Answer {
        Text text;
        std::function<void()> action;
    };

    explicit Banner(QWidget* parent = nullptr);

    // Replaces what it said before. An answer closes the banner and then acts.
    void tell(Kind kind, Text sentence, std::vector<Answer> answers = {});
    void setTheme(const Theme& theme);
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void fill();
    void paint();

    Theme theme_;
    Kind kind_ = Kind::Information;
    Text told_;
    std::vector<Answer> offered_;
    QLabel* mark_;
    QLabel* sentence_;
    QHBoxLayout* answers_;
    QToolButton* close_;
};

}  // namespace tcplab
