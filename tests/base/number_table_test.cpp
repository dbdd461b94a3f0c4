// Items under ascending numbers.
#include <QtTest>

#include <map>

#include "base/number_table.h"
#include "base/random.h"

using namespace tcplab;

class NumberTableTest : public QObject {
    Q_OBJECT

private slots:
    // Whatever comes and goes, it is what a std::map would hold.
    void holdsWhatAMapWouldHold()
    {
        NumberTable<std::uint64_t> table;
        std::map<std::uint32_t, std::uint64_t> model;
        RandomStream random(1, "numbers");
        std::uint32_t next = 3;
        for (int step = 0; step < 5'000; ++step) {
            if (random.chance(step < 2'500 ? 0.7 : 0.3)) {
                const std::uint64_t item = random.next();
                QCOMPARE(table.add(next, item), item);
                model.emplace(next++, item);
            } else {
                const auto number = static_cast<std::uint32_t>(random.below(next + 40));
                table.erase(number);
                model.erase(number);
            }
            const auto asked = static_cast<std::uint32_t>(random.below(next + 40));
            const std::uint64_t* found = table.find(asked);
            QCOMPARE(found != nullptr, model.contains(asked));
            if (found)
                QCOMPARE(*found, model.at(asked));
        }
        std::map<std::uint32_t, std::uint64_t> visited;
        table.forEach([&](std::uint32_t number, std::uint64_t item) { visited.emplace(number, item); });
        QVERIFY(visited == model);
    }

    void itemsStayWhereTheyAre()
    {
        NumberTable<int> table;
        const int* first = &table.add(1, 7);
        for (std::uint32_t number = 2; number < 1000; ++number)
            table.add(number);
        QCOMPARE(table.find(1), first);
    }
};

QTEST_APPLESS_MAIN(NumberTableTest)
#include "number_table_test.moc"
