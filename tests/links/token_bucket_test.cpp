#include <QtTest>

#include "link_token_bucket/plugin.h"
#include "links/stage_under_test.h"

using namespace tcplab;

namespace {

// 8 Mbit/s: a token a microsecond.
StageUnderTest tokenAMicrosecond(const char* burst, std::int64_t queuePackets = 100)
{
    return {link_token_bucket::contribute,
            "link_token_bucket",
            {{"rate", Value{std::string("8 Mbit/s")}}, {"burst", Value{std::string(burst)}}, {"queuePackets", Value{queuePackets}}}};
}

}  // namespace

class TokenBucketTest : public QObject {
    Q_OBJECT
private slots:
    void aBurstPassesAtOnce()
    {
        auto bucket = tokenAMicrosecond("3 kB");
        for (std::uint32_t number = 1; number <= 4; ++number)
            bucket.offer(kStart + 1s, number, 1000);
        // Three use up the bucket; the fourth waits for a thousand tokens.
        QCOMPARE(bucket.stage().fill(), (QueueFill{1, 1000}));
        const std::vector<Release> expected{{kStart + 1s, 1}, {kStart + 1s, 2}, {kStart + 1s, 3}, {kStart + 1s + 1000us, 4}};
        QCOMPARE(bucket.drain(), expected);
        QCOMPARE(bucket.stage().fill(), QueueFill{});
    }

    void silenceFillsTheBucketAndNoMore()
    {
        auto bucket = tokenAMicrosecond("2 kB");
        bucket.offer(kStart, 1, 2000);
        bucket.offer(kStart + 10s, 2, 2000);
        bucket.offer(kStart + 10s, 3, 500);
        const std::vector<Release> expected{{kStart, 1}, {kStart + 10s, 2}, {kStart + 10s + 500us, 3}};
        QCOMPARE(bucket.drain(), expected);
    }

    void partOfABucketComesBackInTime()
    {
        auto bucket = tokenAMicrosecond("2 kB");
        bucket.offer(kStart, 1, 2000);
        bucket.offer(kStart + 700us, 2, 700);  // as many as have come since
        bucket.offer(kStart + 700us, 3, 1);
        const std::vector<Release> expected{{kStart, 1}, {kStart + 700us, 2}, {kStart + 701us, 3}};
        QCOMPARE(bucket.drain(), expected);
    }

    void aSmallOneDoesNotOvertake()
    {
        auto bucket = tokenAMicrosecond("1 kB");
        bucket.offer(kStart, 1, 600);
        bucket.offer(kStart, 2, 600);
        bucket.offer(kStart, 3, 20);
        const std::vector<Release> expected{{kStart, 1}, {kStart + 200us, 2}, {kStart + 220us, 3}};
        QCOMPARE(bucket.drain(), expected);
    }

    void oneLargerThanTheBucketLeavesADebt()
    {
        auto bucket = tokenAMicrosecond("100 B");
        bucket.offer(kStart, 1, 1500);
        bucket.offer(kStart, 2, 100);
        const std::vector<Release> expected{{kStart, 1}, {kStart + 1500us, 2}};
        QCOMPARE(bucket.drain(), expected);
    }

    void withoutAQueueItPolices()
    {
        auto bucket = tokenAMicrosecond("1 kB", 0);
        bucket.offer(kStart, 1, 1000);
        bucket.offer(kStart + 999us, 2, 1000);
        bucket.offer(kStart + 1000us, 3, 1000);
        const std::vector<Drop> drops{{kStart + 999us, 2, Rule::QueueFull}};
        QCOMPARE(bucket.drops(), drops);
        const std::vector<Release> expected{{kStart, 1}, {kStart + 1000us, 3}};
        QCOMPARE(bucket.drain(), expected);
    }

    void theFullQueueDropsTheLast()
    {
        auto bucket = tokenAMicrosecond("100 B", 2);
        for (std::uint32_t number = 1; number <= 4; ++number)
            bucket.offer(kStart, number, 100);
        const std::vector<Drop> drops{{kStart, 4, Rule::QueueFull}};
        QCOMPARE(bucket.drops(), drops);
    }

    // What defines a token bucket (r, b): in any interval at most b + r·t octets leave.
    void noIntervalCarriesMoreThanItsTokens()
    {
        auto bucket = tokenAMicrosecond("5 kB", 20);
        RandomStream random(4, "offers");
        Instant now = kStart;
        std::vector<std::pair<Instant, std::int64_t>> left;
        const auto drainUntil = [&](Instant until) {
            while (bucket.stage().nextRelease() <= until) {
                const Instant at = bucket.stage().nextRelease();
                left.push_back({at, static_cast<std::int64_t>(bucket.stage().release(at).datagram.size())});
            }
        };
        for (std::uint32_t number = 0; number < 3000; ++number) {
            now += Duration{static_cast<std::int64_t>(random.below(1'500'000))};
            drainUntil(now);
            bucket.offer(now, number, 20 + random.below(1480));
        }
        drainUntil(kNever - 1ns);
        QVERIFY(!bucket.drops().empty());
        QCOMPARE(left.size() + bucket.drops().size(), std::size_t{3000});
        for (std::size_t from = 0; from < left.size(); ++from) {
            std::int64_t octets = 0;
            for (std::size_t to = from; to < std::min(from + 200, left.size()); ++to) {
                octets += left[to].second;
                const std::int64_t tokens = 5000 + nanoseconds(left[to].first - left[from].first) / 1000;
                QVERIFY(octets <= tokens);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TokenBucketTest)
#include "token_bucket_test.moc"
