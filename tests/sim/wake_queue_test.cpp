#include <QTest>

#include <algorithm>
#include <map>

#include "base/random.h"
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
        queue.schedule(0, kNever);
        QVERIFY(!queue.pop());
    }

    // However many ask for whatever: the earliest comes first, of equals the one that asked first.
    void isTheSameAsASearchThroughAll()
    {
        RandomStream random(1, "wakes");
        for (const std::size_t sleepers : {1, 2, 3, 5, 16, 37}) {
            WakeQueue queue(sleepers);
            std::map<std::size_t, std::pair<Instant, int>> wishes;
            for (int step = 0; step < 2000; ++step) {
                if (random.chance(0.6)) {
                    const std::size_t sleeper = random.below(sleepers);
                    const Instant at = kStart + Duration{static_cast<std::int64_t>(random.below(20))};
                    queue.schedule(sleeper, at);
                    if (!wishes.contains(sleeper) || wishes[sleeper].first != at)
                        wishes[sleeper] = {at, step};
                } else {
                    const auto wake = queue.pop();
                    QCOMPARE(wake.has_value(), !wishes.empty());
                    if (!wake)
                        continue;
                    const auto first = std::min_element(wishes.begin(), wishes.end(), [](auto& a, auto& b) { return a.second < b.second; });
                    QCOMPARE(wake->sleeper, first->first);
                    QCOMPARE(wake->at, first->second.first);
                    wishes.erase(first);
                }
            }
        }
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
