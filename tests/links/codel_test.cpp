// CoDel: waits, drops and marks on a link of a known rate.
#include <QtTest>

#include <cmath>

#include "link_codel/plugin.h"
#include "links/stage_under_test.h"
#include "links/steady_load.h"
#include "wire/ecn.h"
#include "wire/ip.h"

using namespace tcplab;

namespace {

// 12 Mbit/s: 1500 octets a millisecond.
StageUnderTest codel(bool ecn = false, std::int64_t queuePackets = 1000)
{
    return {link_codel::contribute,
            "link_codel",
            {{"rate", Value{std::string("12 Mbit/s")}}, {"ecn", Value{ecn}}, {"queuePackets", Value{queuePackets}}}};
}

}  // namespace

class CoDelTest : public QObject {
    Q_OBJECT
private slots:
    void aShortBurstPasses()
    {
        auto link = codel();
        for (std::uint32_t number = 1; number <= 50; ++number)
            link.offer(kStart, number);
        const auto releases = link.drain();
        QCOMPARE(releases.size(), std::size_t{50});
        QCOMPARE(releases.front().at, kStart + 1ms);
        QCOMPARE(releases.back().at, kStart + 50ms);
        QVERIFY(link.drops().empty());
    }

    // RFC 8289 §5.6: an interval after a wait first exceeded the target drops begin, and the distance from each to the next is
    // the interval over the square root of their number.
    void aStandingQueueIsDroppedByTheControlLaw()
    {
        auto link = codel();
        const auto drops = dropsUnderLoad(link, 1100us / 2, 2s);
        QVERIFY(drops.size() > 10);
        // 0.55 ms apart, a millisecond each: the k-th begins at k ms and has waited 0.45·k ms, 5 ms at k = 12.
        QCOMPARE(drops[0].at, kStart + 112ms);
        Instant due = drops[0].at;
        for (std::size_t i = 1; i < 10; ++i) {
            due += Duration{static_cast<std::int64_t>(100e6 / std::sqrt(static_cast<double>(i)))};
            QVERIFY(drops[i].rule == Rule::LinkCoDel);
            QVERIFY(drops[i].at >= due);
            QVERIFY(drops[i].at < due + 1ms);  // it waits for the transmitter
        }
    }

    void aQueueBelowTheTargetIsLeftAlone()
    {
        auto link = codel();
        // Bursts of four every 4 ms: the link is never idle, and the last of each waits 3 ms.
        std::uint32_t number = 0;
        for (Instant now = kStart; now < kStart + 2s; now += 4ms) {
            while (link.stage().nextRelease() <= now)
                link.stage().release(now);
            for (int i = 0; i < 4; ++i)
                link.offer(now, number++);
        }
        QVERIFY(link.drops().empty());
    }

    void marksInsteadWhereTheSenderUnderstands()
    {
        auto link = codel(true);
        int marked = 0;
        offerSteadily(link, 550us, 2s, ectDatagram(false), [&](const TransitPacket& packet) {
            const auto ip = wire::parseIp(packet.datagram);
            QVERIFY(ip && ip->checksumCorrect);
            marked += (ip->trafficClass & 3) == 3;
        });
        QVERIFY(marked > 10);
        // One more may be marked and still on the wire.
        QVERIFY(link.alterations().size() - static_cast<std::size_t>(marked) <= 1);
        for (const Drop& mark : link.alterations())
            QVERIFY(mark.rule == Rule::LinkCoDelMarks);
        for (const Drop& drop : link.drops())
            QVERIFY(drop.rule == Rule::QueueFull);
    }

    void marksKeepTheRestAsItIs_data()
    {
        QTest::addColumn<bool>("six");
        QTest::newRow("IPv4") << false;
        QTest::newRow("IPv6") << true;
    }
    void marksKeepTheRestAsItIs()
    {
        QFETCH(bool, six);
        for (const int ecn : {0, 1, 2, 3}) {
            PacketBuffer datagram = ectDatagram(six, static_cast<std::uint8_t>(ecn));
            const PacketBuffer before = datagram;
            QCOMPARE(wire::markCongestionExperienced(datagram), ecn != 0);
            const auto ip = wire::parseIp(datagram);
            QVERIFY(ip && ip->checksumCorrect);
            QCOMPARE(int(ip->trafficClass), 0xa0 | (ecn == 0 ? 0 : 3));
            int differ = 0;
            for (std::size_t i = 0; i < datagram.size(); ++i)
                differ += std::as_const(before)[i] != std::as_const(datagram)[i];
            QVERIFY(differ <= 3);
        }
    }

    void theFullQueueDropsTheLast()
    {
        auto link = codel(false, 2);
        for (std::uint32_t number = 1; number <= 5; ++number)
            link.offer(kStart, number);
        const std::vector<Drop> drops{{kStart, 4, Rule::QueueFull}, {kStart, 5, Rule::QueueFull}};
        QCOMPARE(link.drops(), drops);
        QCOMPARE(link.stage().fill(), (QueueFill{2, 3000}));
    }
};

QTEST_GUILESS_MAIN(CoDelTest)
#include "codel_test.moc"
