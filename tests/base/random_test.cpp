// Random streams: the published algorithms, one stream a place, and fairness within bounds that a right
// generator meets with these fixed seeds. Fingerprints, on which the streams' names rest.
#include <QtTest>

#include <set>

#include "base/fingerprint.h"
#include "base/random.h"

using namespace tcplab;

namespace {

// The authors' reference code (prng.di.unimi.it: splitmix64.c, xoshiro256starstar.c), written a second time.
struct Reference {
    std::uint64_t s[4];

    static std::uint64_t splitMix(std::uint64_t& x)
    {
        std::uint64_t z = (x += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    static std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    std::uint64_t next()
    {
        const std::uint64_t result = rotl(s[1] * 5, 7) * 9;
        const std::uint64_t t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = rotl(s[3], 45);
        return result;
    }
};

}  // namespace

class RandomTest : public QObject {
    Q_OBJECT

private slots:
    void referenceGivesThePublishedNumbers()
    {
        std::uint64_t x = 1234567;
        for (const std::uint64_t expected : {6457827717110365317u, 3203168211198807973u, 9817491932198370423u})
            QCOMPARE(Reference::splitMix(x), expected);
        Reference reference{{1, 2, 3, 4}};
        for (const std::uint64_t expected : {std::uint64_t{11520}, std::uint64_t{0}, std::uint64_t{1509978240},
                                             std::uint64_t{1215971899390074240}, std::uint64_t{1216172134540287360}})
            QCOMPARE(reference.next(), expected);
    }

    void streamIsTheReferenceSeededByPlace()
    {
        Fingerprint place;
        place.add("link client>server / link_loss");
        std::uint64_t x = 42 ^ place.value();
        Reference reference{};
        for (std::uint64_t& word : reference.s)
            word = Reference::splitMix(x);
        RandomStream stream(42, "link client>server / link_loss");
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(stream.next(), reference.next());
    }

    // Frozen: a change of these numbers changes every lab that draws lots.
    void streamStaysWhatItWas()
    {
        RandomStream stream(1, "link client>server / link_loss");
        QCOMPARE(stream.next(), 0xd730eadd0a599882u);
        QCOMPARE(stream.next(), 0xab6616030d18a742u);
        QCOMPARE(stream.next(), 0x818f1415eb7fb409u);
    }

    void everyPlaceAndSeedHasItsOwnNumbers()
    {
        std::set<std::uint64_t> firsts;
        for (const char* place : {"", "a", "b", "ab", "link a>b", "link b>a"})
            for (std::uint64_t seed = 0; seed < 4; ++seed)
                firsts.insert(RandomStream(seed, place).next());
        QCOMPARE(firsts.size(), std::size_t{24});
    }

    void splittingDependsOnPlaceAndPosition()
    {
        RandomStream one(7, "host");
        RandomStream same(7, "host");
        QCOMPARE(one.split("engine").next(), same.split("engine").next());
        RandomStream other(7, "host");
        QVERIFY(one.split("engine").next() != other.split("app").next());
    }

    void uniformIsUniform()
    {
        constexpr int kBuckets = 64;
        constexpr int kDraws = 64'000;
        std::array<int, kBuckets> counts{};
        RandomStream stream(3, "uniform");
        for (int i = 0; i < kDraws; ++i) {
            const double u = stream.uniform();
            QVERIFY(u >= 0 && u < 1);
            ++counts[static_cast<std::size_t>(u * kBuckets)];
        }
        double chiSquare = 0;
        for (const int count : counts)
            chiSquare += (count - 1000.0) * (count - 1000.0) / 1000.0;
        // 63 degrees of freedom: 99.9 % of fair generators stay between 30 and 104.
        QVERIFY2(chiSquare > 30 && chiSquare < 104, qPrintable(QString::number(chiSquare)));
    }

    void chanceKeepsItsPromise()
    {
        RandomStream stream(4, "chance");
        int hits = 0;
        for (int i = 0; i < 100'000; ++i) {
            QVERIFY(!stream.chance(0));
            QVERIFY(stream.chance(1));
            hits += stream.chance(0.01) ? 1 : 0;
        }
        // 1000 expected, standard deviation 31.5; four of them.
        QVERIFY2(hits > 874 && hits < 1126, qPrintable(QString::number(hits)));
    }

    void chanceDrawsExactlyOnce()
    {
        RandomStream one(5, "x");
        RandomStream two(5, "x");
        one.chance(0);
        one.chance(1);
        two.next();
        two.next();
        QCOMPARE(one.next(), two.next());
    }

    void belowStaysBelowAndIsFair()
    {
        RandomStream stream(6, "below");
        std::array<int, 3> counts{};
        for (int i = 0; i < 30'000; ++i)
            ++counts[stream.below(3)];
        for (const int count : counts)
            QVERIFY2(count > 9'670 && count < 10'330, qPrintable(QString::number(count)));  // four deviations of 82
        QCOMPARE(stream.below(1), std::uint64_t{0});
        // Just over half of all numbers: without rejection the lower quarter would come twice as often.
        const std::uint64_t limit = (std::uint64_t{3} << 62);
        int lowest = 0;
        for (int i = 0; i < 30'000; ++i) {
            const std::uint64_t number = stream.below(limit);
            QVERIFY(number < limit);
            lowest += number < (std::uint64_t{1} << 62) ? 1 : 0;
        }
        QVERIFY2(lowest > 9'670 && lowest < 10'330, qPrintable(QString::number(lowest)));
    }

    void fingerprintIsFnv1a()
    {
        Fingerprint print;
        QCOMPARE(print.value(), 0xcbf29ce484222325u);
        print.addOctet('a');
        QCOMPARE(print.value(), 0xaf63dc4c8601ec8cu);
        Fingerprint word;
        for (const char c : std::string_view("foobar"))
            word.addOctet(static_cast<std::uint8_t>(c));
        QCOMPARE(word.value(), 0x85944171f73967e8u);
        Fingerprint number;
        number.add(std::uint64_t{1});
        QCOMPARE(number.value(), 0x89cd31291d2aefa4u);
        Fingerprint text;
        text.add("tcp");
        QCOMPARE(text.value(), 0x22e59cd289b5ef8du);
    }

    void fingerprintKeepsTheEdgesOfTexts()
    {
        Fingerprint one;
        one.add("ab");
        one.add("c");
        Fingerprint other;
        other.add("a");
        other.add("bc");
        QVERIFY(one.value() != other.value());
    }
};

QTEST_GUILESS_MAIN(RandomTest)
#include "random_test.moc"
