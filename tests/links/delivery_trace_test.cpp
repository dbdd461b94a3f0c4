#include <QtTest>

#include "link_trace/plugin.h"
#include "links/stage_under_test.h"

using namespace tcplab;

namespace {

Value text(const char* value) { return Value{std::string(value)}; }

StageUnderTest trace(const std::vector<const char*>& deliveries, std::int64_t queuePackets = 100)
{
    ValueList list;
    for (const char* at : deliveries)
        list.push_back(Value{ValueMap{{"at", text(at)}}});
    return {link_trace::contribute,
            "link_trace",
            {{"deliveries", Value{list}}, {"period", text("100 ms")}, {"queuePackets", Value{queuePackets}}}};
}

}  // namespace

class DeliveryTraceTest : public QObject {
    Q_OBJECT
private slots:
    void eachDeliveryCarriesOneFullDatagramAndThePeriodRepeats()
    {
        auto link = trace({"30 ms", "10 ms", "30 ms"});
        for (std::uint32_t number = 1; number <= 5; ++number)
            link.offer(kStart + 5ms, number);
        QCOMPARE(link.stage().fill(), (QueueFill{5, 7500}));
        const std::vector<Release> expected{
            {kStart + 10ms, 1}, {kStart + 30ms, 2}, {kStart + 30ms, 3}, {kStart + 110ms, 4}, {kStart + 130ms, 5}};
        QCOMPARE(link.drain(), expected);
        QCOMPARE(link.stage().fill(), QueueFill{});
    }

    void anUnusedDeliveryIsLost()
    {
        auto link = trace({"10 ms", "20 ms"});
        link.offer(kStart + 15ms, 1);
        link.offer(kStart + 215ms, 2);
        link.offer(kStart + 220ms, 3);
        const std::vector<Release> expected{{kStart + 20ms, 1}, {kStart + 220ms, 2}, {kStart + 310ms, 3}};
        QCOMPARE(link.drain(), expected);
    }

    void whatComesJustInTimeDoesNotWait()
    {
        auto link = trace({"10 ms"}, 0);
        link.offer(kStart + 10ms, 1);
        QCOMPARE(link.stage().fill(), QueueFill{});
        link.offer(kStart + 10ms, 2);
        const std::vector<Drop> drops{{kStart + 10ms, 2, Rule::QueueFull}};
        QCOMPARE(link.drops(), drops);
    }

    void smallOnesShareAndLargeOnesTakeSeveral()
    {
        auto link = trace({"10 ms", "20 ms", "30 ms", "40 ms"});
        link.offer(kStart, 1, 500);
        link.offer(kStart, 2, 1000);
        link.offer(kStart, 3, 3001);
        link.offer(kStart, 4, 1499);
        const std::vector<Release> expected{{kStart + 10ms, 1}, {kStart + 10ms, 2}, {kStart + 40ms, 3}, {kStart + 40ms, 4}};
        QCOMPARE(link.drain(), expected);
    }

    void anEmptyListDeliversOnceAPeriod()
    {
        auto link = trace({});
        link.offer(kStart, 1);
        link.offer(kStart, 2);
        const std::vector<Release> expected{{kStart, 1}, {kStart + 100ms, 2}};
        QCOMPARE(link.drain(), expected);
    }

    void timesBeyondThePeriodFallIntoIt()
    {
        auto link = trace({"250 ms"});
        link.offer(kStart, 1);
        QCOMPARE(link.stage().nextRelease(), kStart + 50ms);
    }
};

QTEST_GUILESS_MAIN(DeliveryTraceTest)
#include "delivery_trace_test.moc"
