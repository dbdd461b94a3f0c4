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
