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
    void readsAndWritesIpv6_data();
    void readsAndWritesIpv6();
    void refusesWhatIsNoIpv6Address_data();
    void refusesWhatIsNoIpv6Address();
    void mappedAddressIsTheIpv4Address();
    void eitherVersionIsOrdered();
    void eitherVersionReadsBack();
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

// RFC 4291 §2.2 for what is read, RFC 5952 for what is written.
void AddressTest::readsAndWritesIpv6_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    const auto row = [](const char* text, const char* written) { QTest::newRow(text) << text << written; };
    row("::", "::");
    row("::1", "::1");
    row("1::", "1::");
    row("2001:db8::1", "2001:db8::1");
    row("2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1");
    row("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
    row("2001:0:0:1:0:0:0:1", "2001:0:0:1::1");
    row("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
    row("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
    row("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8");
    row("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8");
    row("fe80:0:0:0:abcd:ef01:2345:0", "fe80::abcd:ef01:2345:0");
    row("::13.1.68.3", "::d01:4403");
    row("64:ff9b::192.0.2.33", "64:ff9b::c000:221");
    row("::FFFF:129.144.52.38", "::ffff:129.144.52.38");
    row("::ffff:8190:3426", "::ffff:129.144.52.38");
    row("0:0:0:0:0:0:13.1.68.3", "::d01:4403");
}

void AddressTest::readsAndWritesIpv6()
{
    QFETCH(QString, text);
    QFETCH(QString, written);
    const auto address = parseIpv6(text.toStdString());
    QVERIFY(address.has_value());
    QCOMPARE(QString::fromStdString(format(*address)), written);
    QVERIFY(parseIpv6(format(*address)) == address);
}

void AddressTest::refusesWhatIsNoIpv6Address_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"",
                             ":",
                             ":::",
                             "1",
                             "1:2:3:4:5:6:7",
                             "1:2:3:4:5:6:7:8:9",
                             "1::2::3",
                             "12345::",
                             "g::",
                             ":1::",
                             "1:::2",
                             "::1:",
                             "1:2:3:4:5:6:7::8",
                             "::1.2.3",
                             "::1.2.3.4:5",
                             "1.2.3.4::",
                             "1:2:3:4:5:6:7:1.2.3.4",
                             "fe80::1%eth0",
                             "[::1]",
                             " ::1",
                             "::1 ",
                             "10.0.0.1"})
        QTest::newRow(text) << text;
}

void AddressTest::refusesWhatIsNoIpv6Address()
{
    QFETCH(QString, text);
    QVERIFY(!parseIpv6(text.toStdString()));
}

void AddressTest::mappedAddressIsTheIpv4Address()
{
    const Ipv4Address v4{0x0a000001};
    const IpAddress address = v4;
    QVERIFY(address.isV4() && address.v4() == v4);
    QCOMPARE(format(address.v6()), std::string("::ffff:10.0.0.1"));
    QVERIFY(IpAddress(address.v6()) == address);
    QCOMPARE(format(IpAddress(*parseIpv6("::ffff:10.0.0.1"))), std::string("10.0.0.1"));

    const IpAddress v6 = *parseIpv6("2001:db8:1:2:3:4:5:6");
    QVERIFY(!v6.isV4() && IpAddress(v6.v6()) == v6);
    QCOMPARE(v6.high(), std::uint64_t{0x20010db800010002});
    QCOMPARE(v6.low(), std::uint64_t{0x0003000400050006});

    QVERIFY(IpAddress().isUnspecified() && IpAddress() == Ipv4Address{});
    QVERIFY(IpAddress(Ipv6Address{}).isUnspecified() && !IpAddress(Ipv6Address{}).isV4());
    QVERIFY(!address.isUnspecified() && !IpAddress(*parseIpv6("::1")).isUnspecified());
}

void AddressTest::eitherVersionIsOrdered()
{
    const std::array<IpAddress, 4> ascending{*parseIpAddress("::1"), Ipv4Address{1}, Ipv4Address{2}, *parseIpAddress("2001:db8::1")};
    for (std::size_t i = 0; i < ascending.size(); ++i)
        for (std::size_t j = 0; j < ascending.size(); ++j)
            QCOMPARE(ascending[i] < ascending[j], i < j);
    QVERIFY((Endpoint{Ipv4Address{1}, 9} < Endpoint{Ipv4Address{2}, 1}));
    QVERIFY((Endpoint{Ipv4Address{1}, 1} < Endpoint{Ipv4Address{1}, 9}));
    QVERIFY(!(Endpoint{Ipv4Address{1}, 1} < Endpoint{Ipv4Address{1}, 1}));
}

void AddressTest::eitherVersionReadsBack()
{
    for (const char* text : {"10.0.0.1", "0.0.0.0", "2001:db8::1", "::", "::1"})
        QCOMPARE(format(*parseIpAddress(text)), std::string(text));
    QVERIFY(!parseIpAddress("server"));
}

void AddressTest::writesEndpoints()
{
    QCOMPARE(format(Endpoint{*parseIpAddress("2001:db8::1"), 80}), std::string("[2001:db8::1]:80"));
    QCOMPARE(format(Endpoint{Ipv4Address{0xc0a80101}, 65535}), std::string("192.168.1.1:65535"));
}

QTEST_GUILESS_MAIN(AddressTest)
#include "address_test.moc"
