// cwnd, ssthresh, the peer's window and flight over time, and what the congestion control measures, in one QCustomPlot.
#pragma once

#include <memory>
#include <optional>

#include <QWidget>

#include "look/fonts.h"
#include "selection/selection.h"
#include "views/graphs/curves.h"

class QComboBox;
class QLabel;
class QCPItemStraightLine;
class QCustomPlot;
class QToolButton;

namespace tcplab {

class WindowGraph : public QWidget {
    Q_OBJECT

public:
    // The selection outlives the view.
    explicit WindowGraph(Selection& selection, QWidget* parent = nullptr);
    ~WindowGraph() override;

    // Another run: the end that was chosen stays chosen, and the zoomed part stays.
    void show(std::shared_ptr<const Trace> trace, std::shared_ptr<const Exchange> exchange);
    void setLook(const Theme& theme, const Fonts& fonts);
    void showEnd(ConnectionId connection);
    ConnectionId end() const { return end_; }
    // Of what the congestion control measures, by their names: what is not measured at this end draws nothing.
    void showReadings(std::set<std::string> chosen);
    const std::set<std::string>& shownReadings() const { return chosen_; }
    // The whole time and every value.
    void showAll() { showUntil({}); }
    // The time up to an instant; nothing: the whole time.
    void showUntil(std::optional<Instant> until);

    // In pixels of 96 dpi, as vectors where the device has them; with the cursor only when `cursor` says so.
    void paintOn(QPainter& painter, QSize size, bool cursor);

    const std::vector<Curve>& curves() const { return curves_; }
    // What is told instead of curves; empty when there are some.
    QString note() const;
    QCustomPlot& plot() { return *plot_; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fillEnds();
    void fillReadings();
    void chooseReading(ReadingId reading, bool on);
    void dressReadingAxis();
    void draw();
    void tellNothing();
    void fit();
    void dress();
    void addCurve(const Curve& curve);
    void addMarks(EventMark::Kind kind);
    void moveCursor();
    void nameCurves(int width, bool values);
    void fitLegend(int width);
    void fitTicks(QSize size);
    void selectNear(double x);

    Selection& selection_;
    Theme theme_;
    Fonts fonts_;
    std::shared_ptr<const Trace> trace_;
    std::shared_ptr<const Exchange> exchange_;
    ConnectionId end_{};
    std::optional<Instant> until_;  // what is shown when nobody has zoomed ends here
    std::vector<Curve> curves_;
    std::vector<EventMark> marks_;
    std::set<std::string> chosen_;
    QComboBox* ends_;
    QToolButton* readings_;
    QCustomPlot* plot_;
    QLabel* nothing_;
    QCPItemStraightLine* cursor_ = nullptr;
    double perUnit_ = 1;  // seconds for each unit of the time axis
};

}  // namespace tcplab
