#include <QtTest>

#include "link_delay/plugin.h"
#include "links/stage_under_test.h"

using namespace tcplab;

namespace {
StageUnderTest delayOf(const char* delay) { return {link_delay::contribute, "link_delay", {{"delay", Value{std::string(delay)}}}}; }
}  // namespace

class DelayTest : public QObject {
    Q_OBJECT
private slots:
    void eachLeavesExactlyOneDelayAfterItCame()
    {
        auto delay = delayOf("20 ms");
        delay.offer(kStart + 1ms, 1);
        delay.offer(kStart + 1ms + 1ns, 2, 40);
        delay.offer(kStart + 30ms, 3);
        const std::vector<Release> expected{{kStart + 21ms, 1}, {kStart + 21ms + 1ns, 2}, {kStart + 50ms, 3}};
        QCOMPARE(delay.drain(), expected);
        QVERIFY(delay.drops().empty());
    }

    void nothingLeavesBeforeItsTime()
    {
        auto delay = delayOf("20 ms");
        QVERIFY(delay.stage().nextRelease() == kNever);
        delay.offer(kStart, 1);
        QCOMPARE(delay.stage().nextRelease(), kStart + 20ms);
        delay.stage().release(kStart + 20ms);
        QVERIFY(delay.stage().nextRelease() == kNever);
    }

    void equalInstantsKeepTheirOrder()
    {
        auto delay = delayOf("5 ms");
        for (std::uint32_t number = 0; number < 100; ++number)
            delay.offer(kStart, number);
        const auto releases = delay.drain();
        QCOMPARE(releases.size(), std::size_t{100});
        for (std::uint32_t number = 0; number < 100; ++number)
            QCOMPARE(releases[number].number, number);
    }

    void noDelayReleasesAtOnce()
    {
        auto delay = delayOf("0 ns");
        delay.offer(kStart + 3ms, 1);
        QCOMPARE(delay.stage().nextRelease(), kStart + 3ms);
        QCOMPARE(delay.stage().release(kStart + 3ms).datagram, numbered(1).datagram);
    }

    void holdsNoQueue()
    {
        auto delay = delayOf("5 ms");
        delay.offer(kStart, 1);
        QVERIFY(!delay.stage().hasQueue());
        QCOMPARE(delay.stage().fill(), QueueFill{});
    }
};

QTEST_GUILESS_MAIN(DelayTest)
#include "delay_test.moc"
