// The programs of the hosts as texts in C, each with the line that it is at when the time cursor says so.
#pragma once

#include <array>
#include <memory>

#include <QWidget>

#include "analysis/program_calls.h"
#include "look/fonts.h"
#include "look/format.h"
#include "selection/selection.h"
#include "views/code/program_pane.h"

class QComboBox;
class QLabel;

namespace tcplab {

class CodeView : public QWidget {
    Q_OBJECT

public:
    // The selection outlives the view.
    explicit CodeView(Selection& selection, QWidget* parent = nullptr);
    ~CodeView() override;

    // Another run: the programs that were chosen stay chosen where there still are such.
    void show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange);
    void setLook(const Theme& theme, const Fonts& fonts);

    // In pixels of 96 dpi.
    void paintOn(QPainter& painter, QSize size);

    // Two programs side by side, fewer when there are not so many.
    static constexpr std::size_t kColumns = 2;
    const ProgramPane& pane(std::size_t column) const { return *columns_[column].pane; }
    ProgramPane& pane(std::size_t column) { return *columns_[column].pane; }
    // "client", or "client: app_http" where a host has more than one.
    QStringList programs() const;
    void choose(std::size_t column, int program);

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Column {
        QWidget* box = nullptr;
        QComboBox* choice = nullptr;
        ProgramPane* pane = nullptr;
        ProgramCalls calls;
    };

    void makeColumn(std::size_t column);
    void fillChoices();
    void showProgram(std::size_t column);
    void showMarks();
    std::vector<ProgramPane::Mark> marksOf(const Column& column) const;
    void selectLine(std::size_t column, int line);
    void retranslate();

    Selection& selection_;
    std::shared_ptr<const Trace> trace_;
    std::shared_ptr<const Exchange> exchange_;
    std::unique_ptr<TimeScale> scale_;
    std::array<Column, kColumns> columns_;
    QLabel* nothing_;
};

}  // namespace tcplab
