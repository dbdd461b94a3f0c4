// Addresses as texts.
#include <QtTest>

#include "wire/address.h"

using namespace tcplab;

class AddressTest : public QObject {
    Q_OBJECT
private slots:
    void readsWhatItWrites();
    void refusesWhatIsNoAddress_data();
    void refusesWhatIsNoAddress();
    void writesEndpoints();
};

void AddressTest::readsWhatItWrites()
{
    for (const std::uint32_t value : {0u, 0x0a000001u, 0x7f000001u, 0xc0a80164u, 0xffffffffu}) {
        const Ipv4Address address{value};
        QVERIFY(parseIpv4(format(address)) == address);
    }
    QCOMPARE(format(Ipv4Address{0x0a000001}), std::string("10.0.0.1"));
}

void AddressTest::refusesWhatIsNoAddress_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"", "1", "1.2.3", "1.2.3.", "1.2.3.4.", "1.2.3.4.5", "1.2.3.256", "1.2.3.-4", "1..2.3", ".1.2.3", " 1.2.3.4",
                             "1.2.3.4 ", "1.2.3.4:80", "a.b.c.d", "1.2.3.0x4", "1.2.3.1000"})
        QTest::newRow(text) << text;
}

void AddressTest::refusesWhatIsNoAddress()
{
    QFETCH(QString, text);
    QVERIFY(!parseIpv4(text.toStdString()));
}

void AddressTest::writesEndpoints() { QCOMPARE(format(Endpoint{Ipv4Address{0xc0a80101}, 65535}), std::string("192.168.1.1:65535")); }

QTEST_GUILESS_MAIN(AddressTest)
#include "address_test.moc"
