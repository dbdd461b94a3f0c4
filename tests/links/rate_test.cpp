#include <QtTest>

#include "link_rate/plugin.h"
#include "links/stage_under_test.h"

using namespace tcplab;

namespace {

// 8 Mbit/s: a microsecond an octet.
StageUnderTest microsecondAnOctet(std::int64_t queuePackets, const char* queueBytes = nullptr)
{
    ValueMap given{{"rate", Value{std::string("8 Mbit/s")}}, {"queuePackets", Value{queuePackets}}};
    if (queueBytes)
        given.emplace("queueBytes", Value{std::string(queueBytes)});
    return {link_rate::contribute, "link_rate", given};
}

}  // namespace

class RateTest : public QObject {
    Q_OBJECT
private slots:
    void aDatagramTakesItsTransmissionTime()
    {
        auto rate = microsecondAnOctet(10);
        rate.offer(kStart + 5us, 1, 1500);
        QCOMPARE(rate.stage().nextRelease(), kStart + 1505us);
    }

    void theyLeaveBackToBackInOrder()
    {
        auto rate = microsecondAnOctet(10);
        rate.offer(kStart, 1, 1500);
        rate.offer(kStart, 2, 40);
        rate.offer(kStart + 1us, 3, 1500);
        const std::vector<Release> expected{{kStart + 1500us, 1}, {kStart + 1540us, 2}, {kStart + 3040us, 3}};
        QCOMPARE(rate.drain(), expected);
    }

    void anIdleLinkStartsWhenTheDatagramComes()
    {
        auto rate = microsecondAnOctet(10);
        rate.offer(kStart, 1, 100);
        rate.offer(kStart + 1ms, 2, 100);
        const std::vector<Release> expected{{kStart + 100us, 1}, {kStart + 1100us, 2}};
        QCOMPARE(rate.drain(), expected);
    }

    // A driver that comes late does not slow the link down.
    void timesDoNotDependOnWhenItIsAsked()
    {
        auto rate = microsecondAnOctet(10);
        rate.offer(kStart, 1, 100);
        rate.offer(kStart, 2, 100);
        rate.stage().release(kStart + 150us);
        QCOMPARE(rate.stage().nextRelease(), kStart + 200us);
    }

    void rateThatDoesNotDivideIsRoundedUp()
    {
        StageUnderTest rate(link_rate::contribute, "link_rate", {{"rate", Value{std::string("3 Mbit/s")}}});
        rate.offer(kStart, 1, 1);
        QCOMPARE(rate.stage().nextRelease(), kStart + 2667ns);
    }

    void theFullQueueDropsTheLast()
    {
        auto rate = microsecondAnOctet(2);
        for (std::uint32_t number = 1; number <= 5; ++number)
            rate.offer(kStart + 10us, number, 100);
        // One is being transmitted and does not count; two wait; the others find no room.
        const std::vector<Drop> drops{{kStart + 10us, 4, Rule::QueueFull}, {kStart + 10us, 5, Rule::QueueFull}};
        QCOMPARE(rate.drops(), drops);
        const std::vector<Release> expected{{kStart + 110us, 1}, {kStart + 210us, 2}, {kStart + 310us, 3}};
        QCOMPARE(rate.drain(), expected);
    }

    void aReleaseMakesRoom()
    {
        auto rate = microsecondAnOctet(1);
        rate.offer(kStart, 1, 100);
        rate.offer(kStart, 2, 100);
        rate.stage().release(kStart + 100us);
        rate.offer(kStart + 100us, 3, 100);
        QVERIFY(rate.drops().empty());
    }

    void aQueueOfNoneStillTransmits()
    {
        auto rate = microsecondAnOctet(0);
        rate.offer(kStart, 1, 100);
        rate.offer(kStart, 2, 100);
        QCOMPARE(rate.drops().size(), std::size_t{1});
        QCOMPARE(rate.drain().size(), std::size_t{1});
    }

    void theLimitInBytesHoldsExactly()
    {
        auto rate = microsecondAnOctet(100, "250 B");
        rate.offer(kStart, 1, 1500);  // transmitted at once, whatever its size
        rate.offer(kStart, 2, 100);
        rate.offer(kStart, 3, 151);  // one octet too many
        rate.offer(kStart, 4, 150);  // smaller, fits exactly
        rate.offer(kStart, 5, 1);
        const std::vector<Drop> drops{{kStart, 3, Rule::QueueFull}, {kStart, 5, Rule::QueueFull}};
        QCOMPARE(rate.drops(), drops);
    }

    void bothLimitsHold()
    {
        auto rate = microsecondAnOctet(1, "1 MB");
        rate.offer(kStart, 1);
        rate.offer(kStart, 2);
        rate.offer(kStart, 3);
        QCOMPARE(rate.drops().size(), std::size_t{1});
    }

    void fillTellsWhatWaits()
    {
        auto rate = microsecondAnOctet(10);
        QVERIFY(rate.stage().hasQueue());
        QCOMPARE(rate.stage().fill(), (QueueFill{0, 0}));
        rate.offer(kStart, 1, 100);
        QCOMPARE(rate.stage().fill(), (QueueFill{0, 0}));
        rate.offer(kStart, 2, 200);
        rate.offer(kStart, 3, 300);
        QCOMPARE(rate.stage().fill(), (QueueFill{2, 500}));
        rate.stage().release(kStart + 100us);
        QCOMPARE(rate.stage().fill(), (QueueFill{1, 300}));
        rate.drain();
        QCOMPARE(rate.stage().fill(), (QueueFill{0, 0}));
    }

    void withoutParametersAHundredMayWait()
    {
        StageUnderTest rate(link_rate::contribute, "link_rate", {});
        for (std::uint32_t number = 0; number < 102; ++number)
            rate.offer(kStart, number);
        QCOMPARE(rate.drops().size(), std::size_t{1});
    }

    void anyOfferIsCarriedOrDroppedOnce()
    {
        auto rate = microsecondAnOctet(3, "3 kB");
        RandomStream random(4, "offers");
        Instant now = kStart;
        std::size_t released = 0;
        for (std::uint32_t number = 0; number < 10'000; ++number) {
            now += Duration{static_cast<std::int64_t>(random.below(1'500'000))};
            for (; rate.stage().nextRelease() <= now; ++released)
                rate.stage().release(now);
            rate.offer(now, number, 20 + random.below(1480));
            QVERIFY(rate.stage().fill().packets <= 3);
            QVERIFY(rate.stage().fill().octets <= 3000);
        }
        QVERIFY(!rate.drops().empty());
        QCOMPARE(released + rate.drain().size() + rate.drops().size(), std::size_t{10'000});
        QCOMPARE(rate.stage().fill(), (QueueFill{0, 0}));
    }
};

QTEST_GUILESS_MAIN(RateTest)
#include "rate_test.moc"
