// A queue in a ring of places.
#include <QtTest>

#include <deque>
#include <memory>

#include "base/random.h"
#include "base/ring.h"

using namespace tcplab;

class RingTest : public QObject {
    Q_OBJECT

private slots:
    // Whatever comes and goes, it is what a std::deque would hold.
    void isFirstInFirstOut()
    {
        Ring<std::uint64_t> ring;
        std::deque<std::uint64_t> model;
        RandomStream random(1, "ring");
        for (int step = 0; step < 20'000; ++step) {
            // Longer and longer first, then shorter.
            if (random.chance(step < 10'000 ? 0.6 : 0.4) || model.empty()) {
                const std::uint64_t item = random.next();
                ring.push(item);
                model.push_back(item);
            } else {
                QCOMPARE(ring.pop(), model.front());
                model.pop_front();
            }
            QCOMPARE(ring.size(), model.size());
            QCOMPARE(ring.empty(), model.empty());
            if (!model.empty()) {
                QCOMPARE(ring.front(), model.front());
                QCOMPARE(ring[model.size() / 2], model[model.size() / 2]);
            }
        }
    }

    void holdsNothingOfWhatWasTaken()
    {
        Ring<std::shared_ptr<int>> ring;
        const auto shared = std::make_shared<int>(1);
        ring.push(shared);
        QCOMPARE(ring.pop(), shared);
        QCOMPARE(shared.use_count(), 1L);
    }
};

QTEST_GUILESS_MAIN(RingTest)
#include "ring_test.moc"
