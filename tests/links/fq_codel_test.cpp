// FQ-CoDel: flows share a link, and each suffers only what it does itself.
#include <QtTest>

#include <array>
#include <map>

#include "link_fq_codel/plugin.h"
#include "links/stage_under_test.h"
#include "links/steady_load.h"

using namespace tcplab;

namespace {

// 12 Mbit/s: 1500 octets a millisecond.
StageUnderTest fqCodel(std::int64_t queuePackets = 10240, std::int64_t queues = 1024)
{
    return {link_fq_codel::contribute,
            "link_fq_codel",
            {{"rate", Value{std::string("12 Mbit/s")}}, {"queuePackets", Value{queuePackets}}, {"queues", Value{queues}}}};
}

// The number of a datagram says whose it is.
constexpr std::uint32_t kFlow = 100'000;
TransitPacket of(std::uint16_t flow, std::uint32_t number, bool six = false)
{
    return {ectDatagram(six, 0, flow), EventId(flow * kFlow + number)};
}

}  // namespace

class FqCoDelTest : public QObject {
    Q_OBJECT
private slots:
    void flowsTakeTurns_data()
    {
        QTest::addColumn<bool>("six");
        QTest::newRow("IPv4") << false;
        QTest::newRow("IPv6") << true;
    }
    void flowsTakeTurns()
    {
        QFETCH(bool, six);
        auto link = fqCodel();
        for (std::uint16_t flow = 1; flow <= 3; ++flow) {
            for (std::uint32_t number = 0; number < 20; ++number)
                link.stage().offer(kStart, of(flow, number, six));
        }
        QCOMPARE(link.stage().fill(), (QueueFill{59, 59 * 1500}));
        const auto releases = link.drain();
        QCOMPARE(releases.size(), std::size_t{60});
        std::array<int, 4> sent{};
        std::map<std::uint32_t, std::uint32_t> next;
        for (const Release& release : releases) {
            sent[release.number / kFlow] += 1;
            // Within a flow the order is kept, and none is ever two turns ahead.
            QCOMPARE(release.number % kFlow, next[release.number / kFlow]++);
            const auto [least, most] = std::minmax_element(sent.begin() + 1, sent.end());
            QVERIFY(*most - *least <= 2);
        }
        QCOMPARE(link.stage().fill(), QueueFill{});
    }

    // One that comes now and then passes the queue of another, however long that is.
    void aThinFlowDoesNotWaitForAFatOne()
    {
        auto link = fqCodel();
        for (std::uint32_t number = 0; number < 500; ++number)
            link.stage().offer(kStart, of(1, number));
        for (std::uint32_t number = 0; number < 10; ++number) {
            const Instant now = kStart + 3ms + number * 20ms;
            while (link.stage().nextRelease() <= now)
                link.stage().release(link.stage().nextRelease());
            link.stage().offer(now, of(2, number));
            // What is being transmitted, its own turn, perhaps one turn of the fat one before.
            bool through = false;
            for (int i = 0; i < 4 && !through; ++i)
                through = link.stage().release(link.stage().nextRelease()).sent.number() == 2 * kFlow + number;
            QVERIFY(through);
        }
    }

    void onlyWhoFillsTheQueueIsDroppedFrom()
    {
        auto link = fqCodel();
        std::uint32_t number = 0;
        // Flow 1 offers nearly twice the rate, flow 2 a tenth of it.
        for (Instant now = kStart; now < kStart + 2s; now += 550us, ++number) {
            while (link.stage().nextRelease() <= now)
                link.stage().release(link.stage().nextRelease());
            link.stage().offer(now, of(1, number));
            if (number % 18 == 0)
                link.stage().offer(now, of(2, number));
        }
        QVERIFY(link.drops().size() > 10);
        for (const Drop& drop : link.drops()) {
            QVERIFY(drop.rule == Rule::LinkCoDel);
            QCOMPARE(drop.number / kFlow, 1u);
        }
    }

    void theFattestFlowLosesItsHead()
    {
        auto link = fqCodel(5);
        for (std::uint32_t number = 0; number < 6; ++number)
            link.stage().offer(kStart, of(1, number));  // one is transmitted, five wait
        for (std::uint32_t number = 0; number < 2; ++number)
            link.stage().offer(kStart, of(2, number));
        const std::vector<Drop> drops{{kStart, kFlow + 1, Rule::LinkFattestFlow}, {kStart, kFlow + 2, Rule::LinkFattestFlow}};
        QCOMPARE(link.drops(), drops);
        QCOMPARE(link.stage().fill(), (QueueFill{5, 7500}));
        QCOMPARE(link.drain().size(), std::size_t{6});
    }

    void oneQueueIsFirstInFirstOut()
    {
        auto link = fqCodel(100, 1);
        link.stage().offer(kStart, of(1, 0));
        link.stage().offer(kStart, of(1, 1));
        link.stage().offer(kStart, of(2, 0));
        const std::vector<Release> expected{{kStart + 1ms, kFlow}, {kStart + 2ms, kFlow + 1}, {kStart + 3ms, 2 * kFlow}};
        QCOMPARE(link.drain(), expected);
    }

    void whatIsNoIpPassesToo()
    {
        auto link = fqCodel();
        link.stage().offer(kStart, {Octets(3, 0xee), EventId(1)});
        link.stage().offer(kStart, {PacketBuffer(), EventId(2)});
        QCOMPARE(link.drain().size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(FqCoDelTest)
#include "fq_codel_test.moc"
