#include <QTest>

#include "sim/wake_queue.h"

using namespace tcplab;

class WakeQueueTest : public QObject {
    Q_OBJECT
private slots:
    void tiesAreBrokenByTheOrderOfAsking()
    {
        WakeQueue queue(3);
        queue.schedule(2, kStart + 5ns);
        queue.schedule(0, kStart + 5ns);
        queue.schedule(1, kStart + 1ns);
        QCOMPARE(queue.pop()->sleeper, std::size_t{1});
        QCOMPARE(queue.pop()->sleeper, std::size_t{2});
        QCOMPARE(queue.pop()->sleeper, std::size_t{0});
        QVERIFY(!queue.pop());
    }

    void theLastWishCounts()
    {
        WakeQueue queue(2);
        queue.schedule(0, kStart + 5ns);
        queue.schedule(0, kStart + 9ns);
        queue.schedule(1, kStart + 7ns);
        QCOMPARE(queue.pop()->sleeper, std::size_t{1});
        QCOMPARE(queue.pop()->at, kStart + 9ns);
        queue.schedule(0, kStart + 20ns);
        queue.schedule(0, std::nullopt);
        QVERIFY(!queue.pop());
    }

    void aSleeperMayAskForTheSameInstantAgain()
    {
        WakeQueue queue(1);
        queue.schedule(0, kStart);
        QVERIFY(queue.pop());
        queue.schedule(0, kStart);
        QVERIFY(queue.pop());
        QVERIFY(!queue.pop());
    }
};

QTEST_GUILESS_MAIN(WakeQueueTest)
#include "wake_queue_test.moc"
