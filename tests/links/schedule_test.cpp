#include <QtTest>

#include "link_schedule/plugin.h"
#include "links/stage_under_test.h"

using namespace tcplab;

namespace {

Value text(const char* value) { return Value{std::string(value)}; }

Value step(const char* at, const char* rate, const char* delay, double loss = 0)
{
    ValueMap item{{"at", text(at)}, {"delay", text(delay)}, {"loss", Value{loss}}};
    if (rate)
        item.emplace("rate", text(rate));
    return Value{item};
}

StageUnderTest schedule(ValueList steps, std::int64_t queuePackets = 100)
{
    return {link_schedule::contribute, "link_schedule", {{"steps", Value{std::move(steps)}}, {"queuePackets", Value{queuePackets}}}};
}

}  // namespace

class ScheduleTest : public QObject {
    Q_OBJECT
private slots:
    void withoutStepsItPassesAtOnce()
    {
        auto link = schedule({});
        link.offer(kStart + 3ms, 1);
        const std::vector<Release> expected{{kStart + 3ms, 1}};
        QCOMPARE(link.drain(), expected);
    }

    // 8 Mbit/s: a microsecond an octet; then half of it.
    void theRateIsThatOfTheBegin()
    {
        auto link = schedule({step("0 ns", "8 Mbit/s", "0 ns"), step("2 ms", "4 Mbit/s", "0 ns")});
        for (std::uint32_t number = 1; number <= 3; ++number)
            link.offer(kStart + 500us, number, 1000);
        QCOMPARE(link.stage().fill(), (QueueFill{2, 2000}));
        const std::vector<Release> expected{{kStart + 1500us, 1}, {kStart + 2500us, 2}, {kStart + 4500us, 3}};
        QCOMPARE(link.drain(), expected);
        QCOMPARE(link.stage().fill(), QueueFill{});
    }

    void aShorterDelayLetsLaterOnesOvertake()
    {
        auto link = schedule({step("0 ns", nullptr, "50 ms"), step("10 ms", nullptr, "5 ms")});
        link.offer(kStart + 9ms, 1);
        link.offer(kStart + 10ms, 2);
        const std::vector<Release> expected{{kStart + 15ms, 2}, {kStart + 59ms, 1}};
        QCOMPARE(link.drain(), expected);
    }

    void stepsNeedNoOrderAndTheLaterOfTwoHolds()
    {
        auto link = schedule({step("10 ms", nullptr, "1 ms"), step("0 ns", nullptr, "7 ms"), step("10 ms", nullptr, "2 ms")});
        link.offer(kStart, 1);
        link.offer(kStart + 10ms, 2);
        const std::vector<Release> expected{{kStart + 7ms, 1}, {kStart + 12ms, 2}};
        QCOMPARE(link.drain(), expected);
    }

    void aCutLinkComesBack()
    {
        auto link = schedule({step("1 s", nullptr, "0 ns", 1), step("2 s", nullptr, "0 ns", 0)});
        const Instant times[] = {kStart + 1s - 1ns, kStart + 1s, kStart + 2s - 1ns, kStart + 2s};
        for (std::uint32_t number = 0; number < 4; ++number)
            link.offer(times[number], number);
        const std::vector<Drop> drops{{times[1], 1, Rule::LinkLoses}, {times[2], 2, Rule::LinkLoses}};
        QCOMPARE(link.drops(), drops);
    }

    void theFullQueueDropsTheLast()
    {
        auto link = schedule({step("0 ns", "8 Mbit/s", "1 s")}, 1);
        for (std::uint32_t number = 1; number <= 3; ++number)
            link.offer(kStart, number, 1000);
        const std::vector<Drop> drops{{kStart, 3, Rule::QueueFull}};
        QCOMPARE(link.drops(), drops);
        // What is on its way does not wait: the delay is no queue.
        link.offer(kStart + 1ms, 4, 1000);
        QCOMPARE(link.drops().size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(ScheduleTest)
#include "schedule_test.moc"
