// The graph: its curves as data, and how it follows the selection.
#include <qcustomplot.h>

#include <set>

#include <QSignalSpy>
#include <QTest>

#include "support/sample_traces.h"
#include "views/graphs/window_graph.h"

using namespace tcplab;
using namespace tcplab::test;

class ViewsGraphsTest : public QObject {
    Q_OBJECT

private slots:
    void thinningKeepsTheExtremes();
    void aValueHoldsUntilTheNext();
    void curvesDifferInMoreThanColour();
    void clickSelectsTheNearestEvent();
    void cursorIsShared();
    void whatIsMeasuredCanBeChosen();
    void axesSayTheirUnit();
    void aWindowThatGrowsFarLeavesThePicture();
    void tellsWhenThereIsNoCurve();
    void drawsNothingWithoutARun();
};

namespace {

struct Story {
    TraceBuilder b;
    Exchange exchange;
    Story()
    {
        const Instant now = handshake(b);
        for (std::uint32_t i = 1; i <= 50; ++i) {
            ConnectionVariables v;
            v.iss = SeqNumber(TraceBuilder::kClientIss);
            v.cwnd = 1460 * i;
            v.ssthresh = i > 20 ? 20000 : 0xffffffffu;
            v.sndWnd = 65535;
            v.flight = 1000 * i;
            b.variables(now + i * Duration(10ms), kClient, v, Rule::CcSlowStart);
        }
        exchange = exchangeOf(b.trace());
    }
    std::shared_ptr<const Trace> trace() const
    {
        return {&b.trace(), [](const Trace*) {}};
    }
    std::shared_ptr<const Exchange> shared() const
    {
        return {&exchange, [](const Exchange*) {}};
    }
};

}  // namespace

void ViewsGraphsTest::thinningKeepsTheExtremes()
{
    std::vector<Sample> samples;
    for (std::uint32_t i = 0; i < 100'000; ++i)
        samples.push_back({at(i * Duration(1ms)), i == 77'777 ? 1e9 : i == 33'333 ? -5.0 : i % 10 * 1.0, EventId{i}});
    const auto few = thinned(samples, 1000);
    QVERIFY(few.size() <= 1000);
    const auto has = [&](double value) { return std::any_of(few.begin(), few.end(), [&](const Sample& s) { return s.value == value; }); };
    QVERIFY(has(1e9));
    QVERIFY(has(-5));
    QVERIFY(std::is_sorted(few.begin(), few.end(), [](const Sample& a, const Sample& b) { return a.at < b.at; }));
    QCOMPARE(thinned(few, 1000).size(), few.size());
}

void ViewsGraphsTest::aValueHoldsUntilTheNext()
{
    const Curve curve{Variable::Cwnd,
                      {},
                      {},
                      ReadingUnit::Octets,
                      Colour::CurveCwnd,
                      Qt::SolidLine,
                      1,
                      {{at(10ms), 1, EventId{1}}, {at(20ms), 2, EventId{2}}}};
    QVERIFY(!valueAt(curve, at(9ms)));
    QCOMPARE(*valueAt(curve, at(10ms)), 1.0);
    QCOMPARE(*valueAt(curve, at(19ms)), 1.0);
    QCOMPARE(*valueAt(curve, at(99ms)), 2.0);
}

void ViewsGraphsTest::curvesDifferInMoreThanColour()
{
    Story story;
    const auto curves = windowCurves(story.b.trace(), story.b.connection(kClient));
    QCOMPARE(curves.size(), std::size_t{4});
    std::set<int> dashes;
    for (const Curve& curve : curves)
        dashes.insert(curve.dash);
    QCOMPARE(dashes.size(), curves.size());
    QCOMPARE(busiestEnd(story.b.trace(), story.exchange), story.b.connection(kClient));
}

void ViewsGraphsTest::clickSelectsTheNearestEvent()
{
    Story story;
    Selection selection;
    WindowGraph graph(selection);
    graph.resize(800, 400);
    graph.show(story.trace(), story.shared());
    graph.QWidget::show();
    QTest::qWait(10);
    QCustomPlot& plot = graph.plot();
    const double seconds = 0.060 + 0.301;  // a millisecond behind the 30th change
    const double x = plot.xAxis->coordToPixel(seconds * (plot.xAxis->range().upper > 2 ? 1000 : 1));
    QTest::mouseClick(&plot, Qt::LeftButton, {}, QPoint(static_cast<int>(std::lround(x)), plot.height() / 2));
    QVERIFY(selection.selected().valid());
    QVERIFY(std::abs(nanoseconds(story.b.trace()[selection.selected()].at - at(360ms))) < 6'000'000);
}

void ViewsGraphsTest::cursorIsShared()
{
    Story story;
    Selection selection;
    WindowGraph graph(selection);
    graph.show(story.trace(), story.shared());
    selection.setCursor(at(260ms));
    bool told = false;
    for (int i = 0; i < graph.plot().graphCount(); ++i)
        told = told || graph.plot().graph(i)->name().endsWith(": 29,200");
    QVERIFY(told);
}

void ViewsGraphsTest::whatIsMeasuredCanBeChosen()
{
    Story story;
    const ReadingSpec wMax{"w_max", ReadingUnit::Octets, {"window before", "窗口"}}, k{"k", ReadingUnit::Seconds, {"time", "时间"}},
        gain{"gain", ReadingUnit::Number, {"gain", "增益"}};
    for (std::uint32_t i = 0; i < 5; ++i) {
        story.b.reading(at(600ms + i * Duration(10ms)), kClient, wMax, 50'000 + i);
        story.b.reading(at(600ms + i * Duration(10ms)), kClient, k, 0.1 * i);
        story.b.reading(at(600ms + i * Duration(10ms)), kClient, gain, i);
    }
    story.exchange = exchangeOf(story.b.trace());
    QCOMPARE(readingsOf(story.b.trace(), story.b.connection(kClient)).size(), std::size_t{3});
    QVERIFY(readingsOf(story.b.trace(), story.b.connection(kServer)).empty());
    QCOMPARE(*readingAt(story.b.trace(), story.b.connection(kClient), ReadingId(0), at(615ms)), 50'001.0);
    QVERIFY(!readingAt(story.b.trace(), story.b.connection(kClient), ReadingId(0), at(599ms)));

    Selection selection;
    WindowGraph graph(selection);
    graph.show(story.trace(), story.shared());
    QCOMPARE(graph.curves().size(), std::size_t{4});
    QVERIFY(!graph.plot().yAxis2->visible());
    graph.showReadings({"w_max"});
    QCOMPARE(graph.curves().size(), std::size_t{5});
    QCOMPARE(graph.curves().back().title, QStringLiteral("w_max, window before"));
    QVERIFY(!graph.plot().yAxis2->visible());  // bytes have their axis
    QVERIFY(graph.plot().yAxis->range().upper > 73'000);
    graph.showReadings({"w_max", "k", "unknown"});
    QCOMPARE(graph.curves().size(), std::size_t{6});
    QVERIFY(graph.plot().yAxis2->visible());
    QVERIFY(graph.plot().yAxis2->range().upper > 0.4 && graph.plot().yAxis2->range().upper < 0.5);
    // Seconds and a number do not share an axis: the one chosen last stays.
    std::set<std::string> chosen{"w_max", "k", "gain"};
    keepOneUnit(story.b.trace(), ReadingId(2), chosen);
    QVERIFY((chosen == std::set<std::string>{"w_max", "gain"}));
    graph.show(story.trace(), story.shared());
    QCOMPARE(graph.curves().size(), std::size_t{6});  // another run, the same choice
    graph.showEnd(story.b.connection(kServer));
    QVERIFY(graph.curves().empty());
}

void ViewsGraphsTest::axesSayTheirUnit()
{
    QCOMPARE(axisText(ReadingUnit::Octets, 20'000), QStringLiteral("20 kB"));
    QCOMPARE(axisText(ReadingUnit::Octets, 0), QStringLiteral("0"));
    QCOMPARE(axisText(ReadingUnit::Octets, 1), QStringLiteral("1 B"));
    QCOMPARE(axisText(ReadingUnit::BitRate, 1.5e6), QStringLiteral("1.5 Mbit/s"));
    QCOMPARE(axisText(ReadingUnit::Seconds, 0.02), QStringLiteral("20 ms"));
    QCOMPARE(axisText(ReadingUnit::Seconds, 3), QStringLiteral("3 s"));
    QCOMPARE(axisText(ReadingUnit::Number, 0.25), QStringLiteral("0.25"));
}

// In steps too, each of which is near to the one before.
void ViewsGraphsTest::aWindowThatGrowsFarLeavesThePicture()
{
    Story story;
    for (std::uint32_t i = 1; i <= 10; ++i) {
        ConnectionVariables v;
        v.cwnd = 73'000;
        v.sndWnd = 100'000 * i;
        story.b.variables(at(1s + i * Duration(10ms)), kClient, v, Rule::CcSlowStart);
    }
    story.exchange = exchangeOf(story.b.trace());
    Selection selection;
    WindowGraph graph(selection);
    graph.show(story.trace(), story.shared());
    const double upper = graph.plot().yAxis->range().upper;
    QVERIFY2(upper > 200'000 && upper < 300'000, qPrintable(QString::number(upper)));
}

void ViewsGraphsTest::tellsWhenThereIsNoCurve()
{
    Story story;
    Selection selection;
    WindowGraph graph(selection);
    graph.resize(400, 300);
    graph.show(story.trace(), story.shared());
    QVERIFY(graph.note().isEmpty() && graph.plot().isVisibleTo(&graph));
    const auto pageOnly = [&] {
        QImage image(400, 300, QImage::Format_RGB32);
        QPainter painter(&image);
        graph.paintOn(painter, image.size(), false);
        painter.end();
        // Where the axes would be.
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < 40; ++x)
                if (image.pixelColor(x, y) != Theme()[Colour::Page])
                    return false;
        return true;
    };
    QVERIFY(!pageOnly());
    graph.show(std::make_shared<const Trace>(), std::make_shared<const Exchange>());
    QVERIFY(!graph.note().isEmpty() && !graph.plot().isVisibleTo(&graph));
    QVERIFY(pageOnly());
    graph.show(story.trace(), story.shared());
    QVERIFY(graph.note().isEmpty() && graph.plot().isVisibleTo(&graph));
}

void ViewsGraphsTest::drawsNothingWithoutARun()
{
    Selection selection;
    WindowGraph graph(selection);
    graph.resize(400, 300);
    graph.QWidget::show();
    QTest::qWait(10);
    graph.show(nullptr, nullptr);
    QVERIFY(graph.curves().empty());
}

QTEST_MAIN(ViewsGraphsTest)
#include "views_graphs_test.moc"
