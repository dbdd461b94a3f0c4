// Quantities as texts: read exactly, written back, refused with a sentence.
#include <QtTest>

#include "base/random.h"
#include "base/value.h"

using namespace tcplab;

namespace {

// Numbers of every magnitude, with many and with few significant digits.
std::vector<std::int64_t> numbers()
{
    std::vector<std::int64_t> all{0, 1, 999, 1000, 1001, 1023, 1024, 1500, 1536, 65'536, 1'500'000, INT64_MAX};
    RandomStream stream(1, "numbers");
    for (int shift = 1; shift < 63; ++shift)
        for (int i = 0; i < 20; ++i) {
            const auto number = static_cast<std::int64_t>(stream.next() >> shift);
            all.push_back(number);
            all.push_back(number / 1000 * 1000);
            all.push_back(number / 1'000'000 * 1'000'000);
        }
    return all;
}

}  // namespace

class ValueTest : public QObject {
    Q_OBJECT

private slots:
    void durationsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("nanoseconds");
        QTest::addRow("seconds") << "1 s" << qint64{1'000'000'000};
        QTest::addRow("without a space") << "200ms" << qint64{200'000'000};
        QTest::addRow("decimals") << "1.5 s" << qint64{1'500'000'000};
        QTest::addRow("many decimals") << "0.000000001 s" << qint64{1};
        QTest::addRow("decimals of hours") << "0.5 h" << qint64{1'800'000'000'000};
        QTest::addRow("minutes") << "2 min" << qint64{120'000'000'000};
        QTest::addRow("microseconds") << "7 us" << qint64{7'000};
        QTest::addRow("negative") << "-5 ms" << qint64{-5'000'000};
        QTest::addRow("longest") << "9223372036854775807 ns" << qint64{INT64_MAX};
    }
    void durationsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(qint64, nanoseconds);
        const auto read = parseDuration(text.toStdString());
        QVERIFY(read.has_value());
        QCOMPARE(read->count(), nanoseconds);
    }

    void malformedQuantitiesAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text : {"",
                                 " ",
                                 "s",
                                 "5",
                                 "5 ",
                                 "5  s",
                                 " 5 s",
                                 "5 s ",
                                 "5 sec",
                                 "5 S",
                                 "1e3 s",
                                 "1,5 s",
                                 "1.2.3 s",
                                 "--1 s",
                                 "1-2 s",
                                 "+1 s",
                                 ". s",
                                 "- s",
                                 "0.0000000001 s",
                                 "0.1 ns",
                                 "9223372036854775808 ns",
                                 "2562048 h",
                                 "١ s"})
            QTest::addRow("\"%s\"", text) << text;
        QTest::addRow("a line's end") << "1 s\n";
        QTest::addRow("a long number") << QString(400, '9') + " s";
        QTest::addRow("endless zeros behind the point") << "0." + QString(400, '0') + " s";
    }
    void malformedQuantitiesAreRefused()
    {
        QFETCH(QString, text);
        const auto duration = parseDuration(text.toStdString());
        QVERIFY(!duration.has_value());
        QVERIFY(duration.error().sentence.english().find('"' + text.toStdString() + '"') != std::string::npos);
        QVERIFY(duration.error().sentence.english().find("h, min, s, ms, us, ns") != std::string::npos);
        QVERIFY(!parseRate(text.toStdString()).has_value());
        QVERIFY(!parseSize(text.toStdString()).has_value());
    }

    void ratesAndSizesAreRead()
    {
        QCOMPARE(parseRate("10 Mbit/s")->bitsPerSecond(), std::int64_t{10'000'000});
        QCOMPARE(parseRate("2.5 Gbit/s")->bitsPerSecond(), std::int64_t{2'500'000'000});
        QCOMPARE(parseRate("56kbit/s")->bitsPerSecond(), std::int64_t{56'000});
        QVERIFY(!parseRate("0 bit/s").has_value());
        QVERIFY(!parseRate("-1 bit/s").has_value());
        QVERIFY(!parseRate("10 Mbps").has_value());
        QCOMPARE(*parseSize("64 KiB"), std::int64_t{65'536});
        QCOMPARE(*parseSize("1.5 MB"), std::int64_t{1'500'000});
        QCOMPARE(*parseSize("0 B"), std::int64_t{0});
        QVERIFY(!parseSize("-1 B").has_value());
        QVERIFY(!parseSize("64 kiB").has_value());
    }

    void shortTextsAreWritten_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("expected");
        const auto duration = [](std::int64_t ns) { return QString::fromStdString(formatDuration(Duration(ns))); };
        QTest::addRow("nothing") << duration(0) << "0 ns";
        QTest::addRow("seconds") << duration(3'000'000'000) << "3 s";
        QTest::addRow("one decimal") << duration(1'500'000'000) << "1.5 s";
        QTest::addRow("three decimals") << duration(1'234'000) << "1.234 ms";
        QTest::addRow("hours") << duration(7'200'000'000'000) << "2 h";
        QTest::addRow("decimals of minutes") << duration(90'000'000'000) << "1.5 min";
        QTest::addRow("negative") << duration(-1'500'000'000) << "-1500 ms";
        QTest::addRow("rate") << QString::fromStdString(formatRate(BitRate(2'500'000))) << "2.5 Mbit/s";
        QTest::addRow("octets") << QString::fromStdString(formatSize(1460)) << "1.46 kB";
        QTest::addRow("binary unit") << QString::fromStdString(formatSize(65'536)) << "64 KiB";
    }
    void shortTextsAreWritten()
    {
        QFETCH(QString, written);
        QTEST(written, "expected");
    }

    void whatIsWrittenReadsBackToTheSame()
    {
        for (const std::int64_t number : numbers()) {
            const Duration duration(number);
            QCOMPARE(parseDuration(formatDuration(duration)).value(), duration);
            QCOMPARE(parseDuration(formatDuration(-duration)).value(), -duration);
            QCOMPARE(parseSize(formatSize(number)).value(), number);
            if (number > 0)
                QCOMPARE(parseRate(formatRate(BitRate(number))).value(), BitRate(number));
        }
    }

    void problemsNameTheirPlace()
    {
        QCOMPARE(describe(Problem{"a.tcplab", 3, 7, {}, "It is wrong."}), std::string("a.tcplab:3:7: It is wrong."));
        QCOMPARE(describe(Problem{"a.tcplab", 0, 0, {}, "It is wrong."}), std::string("a.tcplab: It is wrong."));
        QCOMPARE(describe(Problem{{}, 0, 0, {}, "It is wrong."}), std::string("It is wrong."));
    }
};

QTEST_GUILESS_MAIN(ValueTest)
#include "value_test.moc"
