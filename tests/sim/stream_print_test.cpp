// A stream's fingerprint: the same however the stream is cut, another when anything in it is.
#include <QTest>

#include <set>

#include "base/pattern.h"
#include "base/random.h"
#include "sim/stream_print.h"

using namespace tcplab;

namespace {

std::uint64_t printOf(OctetView octets)
{
    StreamPrint print;
    print.add(octets);
    return print.fingerprint();
}

}  // namespace

class StreamPrintTest : public QObject {
    Q_OBJECT
private slots:
    void cutsDoNotCount()
    {
        const Octets octets = pattern(5, 10'007);
        RandomStream random(1, "cuts");
        for (int round = 0; round < 50; ++round) {
            StreamPrint print;
            for (std::size_t at = 0; at < octets.size();) {
                const std::size_t length = std::min<std::size_t>(random.below(round < 25 ? 70 : 3000), octets.size() - at);
                print.add(OctetView(octets).subspan(at, length));
                at += length;
            }
            QCOMPARE(print.total(), std::uint64_t{10'007});
            QCOMPARE(print.fingerprint(), printOf(octets));
        }
    }

    // Nor does it whether somebody looked at the octets, or where in its source the stream lies.
    void partsOfASourceCountAsTheirOctets()
    {
        RandomStream random(1, "parts");
        for (int round = 0; round < 400; ++round) {
            const std::uint64_t first = round % 4 == 0 ? random.below(500'000) : 99'000 + 32 * random.below(100);
            const Octets octets = pattern(first, 10'007);
            StreamPrint print, expected;
            for (std::size_t at = 0; at < octets.size();) {
                const std::size_t length = std::min<std::size_t>(random.below(round % 2 ? 70 : 3000), octets.size() - at);
                const OctetView piece = OctetView(octets).subspan(at, length);
                expected.add(piece);
                if (random.chance(0.3))
                    print.add(piece);
                else
                    print.add(SourcePart{patternSource(), first + at, length});
                at += length;
                QCOMPARE(print.total(), expected.total());
                QCOMPARE(print.fingerprint(), expected.fingerprint());
            }
        }
    }

    void eachOctetAndItsPlaceCount()
    {
        const Octets octets = pattern(0, 200);
        std::set<std::uint64_t> prints{printOf(octets)};
        for (std::size_t i = 0; i < octets.size(); ++i) {
            Octets changed = octets;
            changed[i] ^= 0x20;
            prints.insert(printOf(changed));
        }
        QCOMPARE(prints.size(), std::size_t{201});
        // Blocks of 8, 32 and 64 octets in another order.
        for (const std::ptrdiff_t length : {8, 32, 64}) {
            Octets swapped = octets;
            std::swap_ranges(swapped.begin(), swapped.begin() + length, swapped.begin() + length);
            prints.insert(printOf(swapped));
        }
        QCOMPARE(prints.size(), std::size_t{204});
    }

    void theLengthCounts()
    {
        std::set<std::uint64_t> prints;
        for (std::size_t length = 0; length < 100; ++length)
            prints.insert(printOf(Octets(length)));
        QCOMPARE(prints.size(), std::size_t{100});
    }

    // The number stands in frozen fingerprints: it must be the same on every system.
    void isTheSameEverywhere() { QCOMPARE(printOf(pattern(0, 1000)), std::uint64_t{15706490302474920076u}); }
};

QTEST_GUILESS_MAIN(StreamPrintTest)
#include "stream_print_test.moc"
