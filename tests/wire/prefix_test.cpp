// Prefixes: what is one, and which addresses it holds.
#include <QTest>

#include "wire/prefix.h"

using namespace tcplab;

class PrefixTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsAPrefix_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("network");  // empty: it is none
        for (const char* good : {"10.0.2.0/24", "0.0.0.0/0", "10.0.0.1/32", "2001:db8::/32", "::/0", "2001:db8::1/128"})
            QTest::newRow(good) << good << good;
        QTest::newRow("bits behind") << "10.0.2.77/24"
                                     << "10.0.2.0/24";
        QTest::newRow("bits behind, v6") << "2001:db8:0:0:1::/64"
                                         << "2001:db8::/64";
        QTest::newRow("in the middle of an octet") << "10.0.0.255/25"
                                                   << "10.0.0.128/25";
        QTest::newRow("over half") << "2001:db8:0:0:ff00::/66"
                                   << "2001:db8:0:0:c000::/66";
        for (const char* bad : {"", "/", "10.0.2.0", "10.0.2.0/", "10.0.2.0/33", "10.0.2.0/-1", "10.0.2.0/024", "10.0.2.0/2 4", "10.0.2/24",
                                "2001:db8::/129", "/24", "10.0.2.0/24/24", "::ffff:10.0.0.0/104", "2001:db8::/1000"})
            QTest::newRow(bad) << bad << QString();
    }

    void whatIsAPrefix()
    {
        QFETCH(QString, text);
        QFETCH(QString, network);
        const auto prefix = parseIpPrefix(text.toStdString());
        QCOMPARE(prefix.has_value(), !network.isEmpty());
        if (prefix)
            QCOMPARE(QString::fromStdString(format(prefix->network())), network);
    }

    void whatItHolds()
    {
        const auto holds = [](const char* prefix, const char* address) {
            return parseIpPrefix(prefix).value().holds(parseIpAddress(address).value());
        };
        QVERIFY(holds("10.0.2.0/24", "10.0.2.0") && holds("10.0.2.0/24", "10.0.2.255"));
        QVERIFY(!holds("10.0.2.0/24", "10.0.3.0") && !holds("10.0.2.0/24", "10.0.1.255"));
        QVERIFY(holds("10.0.0.1/32", "10.0.0.1") && !holds("10.0.0.1/32", "10.0.0.0"));
        QVERIFY(holds("2001:db8::/63", "2001:db8:0:1:ffff::") && !holds("2001:db8::/63", "2001:db8:0:2::"));
        QVERIFY(holds("2001:db8::/65", "2001:db8::7fff:0:0:0") && !holds("2001:db8::/65", "2001:db8::8000:0:0:0"));
        // All of one version are none of the other.
        QVERIFY(holds("0.0.0.0/0", "192.0.2.1") && !holds("0.0.0.0/0", "::1"));
        QVERIFY(holds("::/0", "2001:db8::1") && !holds("::/0", "192.0.2.1"));
    }
};

QTEST_GUILESS_MAIN(PrefixTest)
#include "prefix_test.moc"
