// Sequence numbers around the wrap, transmission times, typed ids.
#include <QtTest>

#include <type_traits>

#include "base/id.h"
#include "base/rate.h"
#include "base/seq_number.h"

using namespace tcplab;

class QuantitiesTest : public QObject {
    Q_OBJECT

private slots:
    void sequenceNumbersWrap()
    {
        const SeqNumber last(0xffffffff);
        QCOMPARE((last + 1).value(), 0u);
        QCOMPARE((SeqNumber(0) - 1).value(), 0xffffffffu);
        QCOMPARE(SeqNumber(5).since(SeqNumber(0xfffffffb)), 10u);
        QCOMPARE(SeqNumber(0xfffffffb).since(SeqNumber(5)), 0xfffffff6u);
        SeqNumber moving = last;
        moving += 3;
        QCOMPARE(moving.value(), 2u);
    }

    void orderIsThatOfTheShorterWay_data()
    {
        QTest::addColumn<quint32>("a");
        QTest::addColumn<quint32>("b");
        QTest::addRow("beside each other") << 1u << 2u;
        QTest::addRow("over the wrap") << 0xffffffffu << 0u;
        QTest::addRow("far over the wrap") << 0xf0000000u << 0x10000000u;
        QTest::addRow("over the sign") << 0x7fffffffu << 0x80000000u;
        QTest::addRow("the farthest that has an order") << 10u << 10u + 0x7fffffffu;
    }
    void orderIsThatOfTheShorterWay()
    {
        QFETCH(quint32, a);
        QFETCH(quint32, b);
        const SeqNumber first(a);
        const SeqNumber second(b);
        QVERIFY(first < second);
        QVERIFY(first <= second);
        QVERIFY(second > first);
        QVERIFY(second >= first);
        QVERIFY(!(second < first));
        QVERIFY(!(second <= first));
        QVERIFY(first != second);
        QCOMPARE(later(first, second).value(), b);
        QCOMPARE(later(second, first).value(), b);
        QCOMPARE(earlier(first, second).value(), a);
        QCOMPARE(earlier(second, first).value(), a);
    }

    void equalNumbersAreInOrderBothWays()
    {
        const SeqNumber same(0x80000000);
        QVERIFY(same <= same);
        QVERIFY(same >= same);
        QVERIFY(!(same < same));
        QVERIFY(!(same > same));
    }

    void windowHoldsItsFirstAndNotItsEnd()
    {
        const SeqNumber first(0xfffffffe);
        QVERIFY(inWindow(first, first, 4));
        QVERIFY(inWindow(SeqNumber(1), first, 4));
        QVERIFY(!inWindow(SeqNumber(2), first, 4));
        QVERIFY(!inWindow(SeqNumber(0xfffffffd), first, 4));
        QVERIFY(!inWindow(first, first, 0));
    }

    void transmissionTakesTheBitsOverTheRateRoundedUp()
    {
        QCOMPARE(transmissionTime(BitRate(10'000'000), 1500), Duration(1'200'000));
        QCOMPARE(transmissionTime(BitRate(1'000'000'000), 1), Duration(8));
        QCOMPARE(transmissionTime(BitRate(3), 1), Duration(2'666'666'667));  // 8/3 s
        QCOMPARE(transmissionTime(BitRate(std::int64_t{1} << 53), 1), Duration(1));
        QCOMPARE(transmissionTime(BitRate(1), 0), Duration(0));
        // 8 bit at 1 bit/s each, up to the longest that a Duration holds: no overflow on the way.
        QCOMPARE(transmissionTime(BitRate(1), 1'152'921'504), Duration(9'223'372'032'000'000'000));
    }

    void idsKnowWhetherTheyAreSet()
    {
        QVERIFY(!EventId().valid());
        QVERIFY(EventId(0).valid());
        QVERIFY(EventId(1) < EventId(2));
        static_assert(!std::is_convertible_v<int, EventId>);
        static_assert(!std::is_convertible_v<HostId, LinkId>);
        static_assert(!std::is_convertible_v<SeqNumber, std::uint32_t>);
        static_assert(!std::is_convertible_v<std::int64_t, BitRate>);
    }
};

QTEST_GUILESS_MAIN(QuantitiesTest)
#include "quantities_test.moc"
