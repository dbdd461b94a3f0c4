// The queues: what their rows say, where things are, and how the view follows the selection.
#include <QSignalSpy>
#include <QtTest>

#include "support/sample_traces.h"
#include "views/queues/queues_figure.h"
#include "views/queues/queues_view.h"

using namespace tcplab;
using namespace tcplab::test;

namespace {

// A handshake that waits in both queues of port 80, and three segments that wait for the link.
struct Story {
    TraceBuilder b;
    std::shared_ptr<const Exchange> exchange;

    Story()
    {
        b.queue(at(0ms), ListenQueue::Syn, 0, 1, {}, false);
        b.queue(at(0ms), ListenQueue::Accept, 0, 2, {}, false);
        handshake(b);
        b.queue(at(70ms), ListenQueue::Syn, 1, 1, b.connection(kServer), true);
        b.queue(at(80ms), ListenQueue::Syn, 0, 1, b.connection(kServer), false);
        b.queue(at(80ms), ListenQueue::Accept, 1, 2, b.connection(kServer), true);
        for (std::uint32_t i = 0; i < 3; ++i) {
            waiting.push_back(b.send(at(100ms), kClient, {Flag::kAck, 1 + i * 1000, 1, 1000}));
            b.waits(at(100ms), waiting.back(), i + 1);
        }
        b.waits(at(110ms), waiting[0], 2);
        b.arrive(at(130ms), kServer, waiting[0]);
        exchange = std::make_shared<const Exchange>(exchangeOf(b.trace()));
    }
    std::shared_ptr<const Trace> trace() const { return {std::shared_ptr<void>(), &b.trace()}; }
    QueueRows rows() const { return {trace(), exchange}; }

    std::vector<EventId> waiting;
};

}  // namespace

class ViewsQueuesTest : public QObject {
    Q_OBJECT

private slots:
    void rowsSayWhoWaits()
    {
        const Story story;
        const QueueRows rows = story.rows();
        QCOMPARE(rows.size(), std::size_t{3});
        const QueueRow syn = rows.at(0, at(70ms));
        QCOMPARE(syn.title, QStringLiteral("SYN queue of server, port 80"));
        QVERIFY(syn.count.startsWith(QStringLiteral("1 of 1")));
        QVERIFY(syn.full);
        QCOMPARE(syn.waiting.front().first, QStringLiteral("10.0.0.1"));
        QCOMPARE(syn.waiting.front().second, QStringLiteral("port 49152"));
        QCOMPARE(rows.at(0, at(80ms)).length, 0u);
        const QueueRow accept = rows.at(1, at(80ms));
        QVERIFY(!accept.full && accept.length == 1 && accept.limit == 2);
        const QueueRow link = rows.at(2, at(100ms));
        QCOMPARE(link.title, QStringLiteral("Queue from client to server (link_rate)"));
        QCOMPARE(link.length, 3u);
        QCOMPARE(link.waiting[1].first, QStringLiteral("ACK"));
        QCOMPARE(link.waiting[1].second, QStringLiteral("seq=1001"));
        QCOMPARE(rows.at(2, at(110ms)).waiting.size(), std::size_t{2});
        QCOMPARE(rows.at(2, at(0ms)).length, 0u);
    }

    void queuesThatNobodyUsedAreLeftOut()
    {
        Story story;
        story.b.addQueue("link_codel");
        const QueueRows rows = story.rows();
        QCOMPARE(rows.size(), std::size_t{3});
        QCOMPARE(rows.unused(), std::size_t{1});
    }

    void changesAreWalked()
    {
        const Story story;
        const QueueRows rows = story.rows();
        QVERIFY(rows.changeAfter(at(0ms))->at == at(70ms));
        QVERIFY(rows.changeAfter(at(70ms))->at == at(80ms));
        QVERIFY(!rows.changeAfter(at(110ms)));
        QVERIFY(rows.changeBefore(at(70ms))->at == at(0ms));
        QVERIFY(!rows.changeBefore(at(0ms)));
        QVERIFY(rows.changeNear(0, at(74ms))->at == at(70ms));
        QVERIFY(rows.changeNear(0, at(76ms))->at == at(80ms));
        QVERIFY(rows.changeNear(2, at(999ms))->at == at(110ms));
    }

    // places, length, limit → drawn taken, drawn free, more, goes on
    void placesAreDivided()
    {
        QCOMPARE(planSlots(5, 2, 5), (SlotPlan{2, 3, 0, false}));
        QCOMPARE(planSlots(5, 5, 5), (SlotPlan{5, 0, 0, false}));
        QCOMPARE(planSlots(5, 1, 1000), (SlotPlan{1, 2, 0, true}));
        QCOMPARE(planSlots(5, 4, 1000), (SlotPlan{4, 0, 0, true}));
        QCOMPARE(planSlots(5, 40, 1000), (SlotPlan{4, 0, 36, false}));
        QCOMPARE(planSlots(5, 0, 0), (SlotPlan{0, 2, 0, true}));
        QCOMPARE(planSlots(5, 6, 5), (SlotPlan{4, 0, 2, false}));  // one too many, for a moment
        QCOMPARE(planSlots(2, 3, 3), (SlotPlan{1, 0, 2, false}));
    }

    void geometryFits()
    {
        for (const double width : {300.0, 900.0, 1600.0}) {
            const QueuesGeometry geometry(width, Fonts(15), 3, at(200ms));
            for (std::size_t row = 0; row < 3; ++row) {
                QVERIFY(geometry.graphOf(row).right() <= width && geometry.graphOf(row).left() > geometry.slotsOf(row).right());
                QVERIFY(geometry.row(row).contains(geometry.graphOf(row)));
                QVERIFY(geometry.rowAt(geometry.row(row).center().y()) == row);
            }
            QVERIFY(geometry.places() >= 2);
            if (width > 600)
                QVERIFY(geometry.slot(0, geometry.places() - 1).right() <= geometry.slotsOf(0).right() + 1);
            QVERIFY(!geometry.rowAt(0) && !geometry.rowAt(geometry.height() + 1));
            QVERIFY(geometry.instantAt(geometry.x(at(50ms))) - at(50ms) < 1us && at(50ms) - geometry.instantAt(geometry.x(at(50ms))) < 1us);
        }
    }

    // Nothing is cut in two: more queues are drawn smaller, and those without room are left to words.
    void theFigureHasRoomForItsRows()
    {
        const Fonts fonts(15);
        QCOMPARE(queuesRoom({1200, 800}, fonts, 4).scale, 1.0);
        double before = 1;
        for (const std::size_t rows : {1, 8, 10, 12, 15, 40, 1000}) {
            const QueuesRoom room = queuesRoom({1200, 800}, fonts, rows);
            QVERIFY(room.scale <= before && room.scale > 0.5);
            before = room.scale;
            QVERIFY(room.rows == rows || (room.rows < rows && room.rows > 10));
            const QueuesGeometry geometry(1200 / room.scale, fonts, room.rows, at(1s));
            QVERIFY(geometry.height() * room.scale <= 801);
        }
        QCOMPARE(queuesRoom({1200, 20}, fonts, 3).rows, std::size_t{1});
    }

    void theFigureShowsWhenMostWait()
    {
        const Story story;
        QVERIFY(fullestInstant(story.rows()) == at(100ms));
        QCOMPARE(fullestInstant(QueueRows()), kStart);
    }

    void aClickSelects()
    {
        const Story story;
        Selection selection;
        QueuesView view(selection);
        view.resize(1000, 400);
        view.show(story.trace(), story.exchange);
        view.QWidget::show();
        selection.setCursor(at(100ms));
        const QueuesGeometry geometry = view.geometryNow();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, geometry.slot(2, 1).center().toPoint());
        QVERIFY(selection.selected() == story.waiting[1]);
        QVERIFY(selection.cursor() == at(100ms));
        const QPointF graph(geometry.x(at(71ms)), geometry.graphOf(0).center().y());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, graph.toPoint());
        QVERIFY(selection.cursor() == at(70ms));
        QVERIFY(story.b.trace()[selection.selected()].at == at(70ms));
    }

    void keysWalk()
    {
        const Story story;
        Selection selection;
        QueuesView view(selection);
        view.show(story.trace(), story.exchange);
        QTest::keyClick(&view, Qt::Key_Right);
        QVERIFY(selection.cursor() == at(70ms));
        QTest::keyClick(&view, Qt::Key_End);
        QVERIFY(selection.cursor() == at(110ms));
        QTest::keyClick(&view, Qt::Key_Left);
        QVERIFY(selection.cursor() == at(100ms));
        QVERIFY(view.accessibleDescription().contains(QStringLiteral("Queue from client to server (link_rate): 3")));
        QTest::keyClick(&view, Qt::Key_Home);
        QVERIFY(selection.cursor() == at(0ms));
    }

    void drawsNothingWithoutARun()
    {
        Selection selection;
        QueuesView view(selection);
        view.resize(300, 200);
        QVERIFY(!view.grab().isNull());
        QTest::keyClick(&view, Qt::Key_Right);
        QVERIFY(!selection.selected().valid());
    }
};

QTEST_MAIN(ViewsQueuesTest)
#include "views_queues_test.moc"
