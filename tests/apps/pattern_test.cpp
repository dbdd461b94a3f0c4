#include <QtTest>

#include "base/pattern.h"

using namespace tcplab;

class PatternTest : public QObject {
    Q_OBJECT
private slots:
    void rowsTellWhereTheyStand()
    {
        const Octets octets = pattern(0, 64);
        QCOMPARE(std::string(octets.begin(), octets.end()),
                 std::string("octet 0000000000 of the stream.\noctet 0000000032 of the stream.\n"));
    }

    void farAwayRowsAreRightAndStartAgainAfterTenDigits()
    {
        const Octets octets = pattern(9'999'999'968, 64);
        QCOMPARE(std::string(octets.begin(), octets.end()),
                 std::string("octet 9999999968 of the stream.\noctet 0000000000 of the stream.\n"));
    }

    void everyRowCarriesItsOwnNumber()
    {
        const Octets octets = pattern(9'999'000'000 / 32 * 32, 32 * 70'000);
        std::uint64_t position = 9'999'000'000 / 32 * 32;
        for (std::size_t row = 0; row < octets.size(); row += 32, position += 32) {
            const std::string number(octets.begin() + static_cast<std::ptrdiff_t>(row) + 6,
                                     octets.begin() + static_cast<std::ptrdiff_t>(row) + 16);
            QCOMPARE(std::stoull(number), position % 10'000'000'000);
        }
    }

    void anyPieceIsThatPieceOfTheWhole()
    {
        const Octets whole = pattern(0, 300);
        for (std::size_t from = 0; from < 100; ++from)
            for (std::size_t length = 0; length < 100; ++length) {
                const OctetView piece = OctetView(whole).subspan(from, length);
                const Octets made = pattern(from, length);
                QVERIFY(std::equal(piece.begin(), piece.end(), made.begin(), made.end()));
                QVERIFY(isPattern(from, piece));
            }
    }

    // What the source says of its octets is what comes of looking at them.
    void sumsAreThoseOfTheOctets()
    {
        for (const std::uint64_t first : {0ul, 64ul, 99'968ul, 199'936ul, 9'999'899'936ul})
            for (const std::uint64_t blocks : {0ul, 1ul, 2ul, 3ul, 3124ul, 3125ul, 7000ul}) {
                const Octets octets = pattern(first, blocks * BlockSums::kBlock);
                BlockSums expected;
                for (std::uint64_t block = 0; block < blocks; ++block) {
                    BlockSums one;
                    for (std::size_t word = 0; word < BlockSums::kWords; ++word)
                        one.words[word] = one.sums[word] = littleEndianAt(octets.data() + block * BlockSums::kBlock + 8 * word);
                    expected.append(one, 1);
                }
                for (const std::size_t rest : {0, 1, 8, 19, 31}) {
                    std::array<std::uint8_t, BlockSums::kBlock> behind{};
                    fillPattern(first + octets.size(), std::span(behind).first(rest));
                    const auto sums = patternSource().sumsOf(first, octets.size() + rest);
                    QVERIFY(sums && sums->ofBlocks.words == expected.words && sums->ofBlocks.sums == expected.sums);
                    for (std::size_t word = 0; word < BlockSums::kWords; ++word)
                        QCOMPARE(sums->rest[word], littleEndianAt(behind.data() + 8 * word));
                }
            }
        QVERIFY(!patternSource().sumsOf(8, 2));
    }

    void sumsOfShortsAreThoseOfTheOctets()
    {
        for (const std::uint64_t first : {0ul, 96ul, 99'968ul, 9'999'999'968ul})
            for (std::size_t length = 0; length < 100; ++length) {
                Octets octets = pattern(first, length);
                octets.resize(100);
                std::uint64_t expected = 0;
                for (std::size_t i = 0; i < octets.size(); i += 2)
                    expected += octets[i] << 8 | octets[i + 1];
                QCOMPARE(patternSource().sumOfShorts(first, length), std::optional(expected));
            }
        QVERIFY(!patternSource().sumOfShorts(33, 100));
    }

    void anyChangeIsSeen()
    {
        for (std::size_t i = 0; i < 100; ++i) {
            Octets octets = pattern(7, 100);
            octets[i] ^= 1;
            QVERIFY(!isPattern(7, octets));
        }
        QVERIFY(!isPattern(7, pattern(39, 100)));  // a row too far
    }
};

QTEST_GUILESS_MAIN(PatternTest)
#include "pattern_test.moc"
