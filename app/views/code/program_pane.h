// One program's text, with the lines that it is at.
#pragma once

#include <set>
#include <vector>

#include <QPlainTextEdit>

#include "look/fonts.h"
#include "look/theme.h"

namespace tcplab {

class CHighlighter;

class ProgramPane : public QPlainTextEdit {
    Q_OBJECT

public:
    struct Mark {
        int line = 0;  // from 1
        bool waits = false;
        QString note;  // behind the line: since when it waits, or what it gave
    };

    explicit ProgramPane(QWidget* parent = nullptr);

    void setLook(const Theme& theme, const Fonts& fonts);
    // `called`: the lines whose calls were ever made.
    void showText(const QString& text, std::set<int> called);
    // In order of their lines; the first one that waits, or the first, is brought into sight. `selected`: a line whose call is selected, or
    // 0.
    void showMarks(std::vector<Mark> marks, int selected);
    // For a picture, which nobody scrolls: every line to its end.
    void showWhole(bool whole);

    const std::vector<Mark>& marks() const { return marks_; }
    int selectedLine() const { return selected_; }

signals:
    // Somebody went to the line, with the mouse or by keyboard.
    void lineChosen(int line);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    class Margin;

    void paintMargin(QPaintEvent* event);
    void paintNotes();
    void placeMargin();
    int marginWidth() const;
    void bringIntoSight(int line);
    const Mark* markOf(int line) const;
    template <class Visit>
    void forEachVisibleLine(Visit&& visit) const;

    Theme theme_;
    Fonts fonts_;
    CHighlighter* highlighter_;
    Margin* margin_;
    std::set<int> called_;
    std::vector<Mark> marks_;
    int selected_ = 0;
    bool quiet_ = false;  // the place changes, but nobody went there
};

}  // namespace tcplab
