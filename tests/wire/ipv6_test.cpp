// IPv6 datagrams, and datagrams of either version.
#include <QtTest>

#include "wire/ip.h"
#include "wire/malformed_input.h"

using namespace tcplab;
using namespace tcplab::wire;

namespace {

const Ipv6Address kSource = *tcplab::parseIpv6("2001:db8::1");
const Ipv6Address kDestination = *tcplab::parseIpv6("fe80::2");

Ipv6Fields someFields(std::uint8_t protocol)
{
    Ipv6Fields fields;
    fields.trafficClass = 0xb9;
    fields.flowLabel = 0xabcde;
    fields.hopLimit = 3;
    fields.protocol = protocol;
    fields.source = kSource;
    fields.destination = kDestination;
    return fields;
}

Octets datagramOf(std::uint8_t protocol, const Octets& behind)
{
    Octets octets(kIpv6HeaderOctets);
    emitIpv6(someFields(protocol), behind.size(), octets.data());
    octets.insert(octets.end(), behind.begin(), behind.end());
    return octets;
}

Octets join(std::initializer_list<Octets> parts)
{
    Octets all;
    for (const Octets& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

const Octets kHopByHop{60, 0, 1, 4, 0, 0, 0, 0};                                     // then destination options
const Octets kDestinationOptions{43, 1, 1, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};  // then routing
const Octets kRouting{kProtocolTcp, 0, 3, 0, 0, 0, 0, 0};                            // all segments done; then TCP
const Octets kData{1, 2, 3, 4};

Octets fragmentOf(const Ipv6FragmentHeader& header, std::uint8_t protocol)
{
    Octets octets(kIpv6FragmentHeaderOctets);
    emitIpv6Fragment(header, protocol, octets.data());
    return octets;
}

bool equal(OctetView a, const Octets& b) { return Octets(a.begin(), a.end()) == b; }

}  // namespace

class Ipv6Test : public QObject {
    Q_OBJECT
private slots:
    void isLaidOutAsRfc8200Says();
    void extensionHeadersAreSkipped();
    void routingThatGoesOnIsNotSkipped();
    void fragmentIsRead();
    void fragmentThatIsAllIsNone();
    void paddingIsLeftOut();
    void namesWhatIsWrong();
    void cutDatagramTellsItsLength();
    void eitherVersionReadsBack();
    void eitherVersionTellsFragments();
    void mappedAddressesAreNotOnTheWire();
    void nothingMalformedCrashes();
};

void Ipv6Test::isLaidOutAsRfc8200Says()
{
    const Octets octets = datagramOf(kProtocolTcp, kData);
    const Octets beginning{0x6b, 0x9a, 0xbc, 0xde, 0, 4, 6, 3, 0x20, 1, 0x0d, 0xb8};
    QVERIFY(Octets(octets.begin(), octets.begin() + 12) == beginning);
    const auto datagram = parseIpv6(octets);
    QVERIFY(datagram && datagram->fields == someFields(kProtocolTcp));
    QVERIFY(equal(datagram->payload, kData) && datagram->extensions.empty() && !datagram->fragment);
}

void Ipv6Test::extensionHeadersAreSkipped()
{
    const Octets octets = datagramOf(0, join({kHopByHop, kDestinationOptions, kRouting, kData}));
    const auto datagram = parseIpv6(octets);
    QVERIFY(datagram.has_value());
    QCOMPARE(datagram->fields.protocol, kProtocolTcp);
    QCOMPARE(datagram->extensions.size(), std::size_t{32});
    QVERIFY(equal(datagram->payload, kData));
    QCOMPARE(datagram->payloadOctets, 4u);
}

// RFC 8200 §4.4: a routing header of an unknown type that has segments left.
void Ipv6Test::routingThatGoesOnIsNotSkipped()
{
    Octets routing = kRouting;
    routing[3] = 1;
    const Octets octets = datagramOf(43, join({routing, kData}));
    QCOMPARE(int{parseIpv6(octets)->fields.protocol}, 43);
    QVERIFY(equal(parseIpv6(octets)->payload, join({routing, kData})));
}

void Ipv6Test::fragmentIsRead()
{
    for (const Ipv6FragmentHeader header : {Ipv6FragmentHeader{0xdeadbeef, 0, true}, {7, 0x1fff, true}, {7, 8, false}}) {
        const Octets octets = datagramOf(kProtocolIpv6Fragment, join({fragmentOf(header, kProtocolTcp), kData}));
        const auto datagram = parseIpv6(octets);
        QVERIFY(datagram && datagram->fragment == header);
        QCOMPARE(datagram->fields.protocol, kProtocolTcp);
        QVERIFY(equal(datagram->payload, kData));
    }
}

// RFC 6946.
void Ipv6Test::fragmentThatIsAllIsNone()
{
    const Octets octets = datagramOf(kProtocolIpv6Fragment, join({fragmentOf({1, 0, false}, 43), kRouting, kData}));
    const auto datagram = parseIpv6(octets);
    QVERIFY(datagram && !datagram->fragment && datagram->fields.protocol == kProtocolTcp && equal(datagram->payload, kData));
}

void Ipv6Test::paddingIsLeftOut()
{
    Octets octets = datagramOf(kProtocolTcp, kData);
    octets.resize(60);
    QVERIFY(equal(parseIpv6(octets)->payload, kData));
}

void Ipv6Test::namesWhatIsWrong()
{
    Octets octets = datagramOf(kProtocolTcp, kData);
    octets[0] = 0x45;
    QVERIFY(parseIpv6(octets).error() == Malformed::WrongVersion);
    octets[0] = 0x60;
    octets[5] = 5;
    QVERIFY(parseIpv6(octets).error() == Malformed::TotalLength);
    const Octets extension = datagramOf(60, {6, 1, 1, 4, 0, 0, 0, 0});
    QVERIFY(parseIpv6(extension).error() == Malformed::HeaderLength);
    const Octets shortExtension = datagramOf(60, {6, 0, 1, 4, 0, 0, 0});
    QVERIFY(parseIpv6(shortExtension).error() == Malformed::HeaderLength);
}

void Ipv6Test::cutDatagramTellsItsLength()
{
    const Octets v6 = datagramOf(0, join({kHopByHop, kDestinationOptions, kRouting, Octets(100, 9)}));
    Octets v4(kIpv4HeaderOctets + 100);
    emitIp({Ipv4Address{1}, Ipv4Address{2}, kProtocolUdp}, 100, v4.data());
    for (const Octets& whole : {v6, v4}) {
        const OctetView cut = OctetView(whole).first(whole.size() - 60);
        QVERIFY(parseIp(cut).error() == Malformed::TotalLength);
        const auto datagram = parseIp(cut, Extent::Cut);
        QVERIFY(datagram.has_value());
        QCOMPARE(datagram->payload.size(), std::size_t{40});
        QCOMPARE(datagram->payloadOctets, 100u);
        QCOMPARE(datagram->headerOctets + datagram->payloadOctets, static_cast<std::uint32_t>(whole.size()));
    }
}

void Ipv6Test::eitherVersionReadsBack()
{
    IpFields fields{kSource, kDestination, kProtocolUdp, 0x13, 7};
    fields.flowLabel = 0x12345;
    for (const bool v4 : {false, true}) {
        if (v4) {
            fields.source = Ipv4Address{0x0a000001};
            fields.destination = Ipv4Address{0x0a000002};
        }
        const std::uint8_t version = versionOf(fields.source);
        QCOMPARE(int{version}, v4 ? 4 : 6);
        Octets octets(ipHeaderOctets(version) + 3, 9);
        emitIp(fields, 3, octets.data());
        const auto datagram = parseIp(octets);
        QVERIFY(datagram && datagram->checksumCorrect && datagram->dontFragment && !datagram->fragment);
        QVERIFY(datagram->source == fields.source && datagram->destination == fields.destination);
        QCOMPARE(datagram->version, version);
        QCOMPARE(datagram->protocol, kProtocolUdp);
        QCOMPARE(int{datagram->trafficClass}, 0x13);
        QCOMPARE(int{datagram->timeToLive}, 7);
        QCOMPARE(datagram->flowLabel, v4 ? 0u : 0x12345u);
        QVERIFY(equal(datagram->payload, {9, 9, 9}));
    }
}

void Ipv6Test::eitherVersionTellsFragments()
{
    const Octets v6 = datagramOf(kProtocolIpv6Fragment, join({fragmentOf({0xdeadbeef, 3, true}, kProtocolTcp), kData}));
    QVERIFY((parseIp(v6)->fragment == IpFragment{0xdeadbeef, 24, true}));
    QCOMPARE(parseIp(v6)->headerOctets, 48u);

    Ipv4Fields fields;
    fields.identification = 77;
    fields.dontFragment = false;
    fields.fragmentOffset = 5;
    Octets v4(kIpv4HeaderOctets);
    emitIpv4(fields, 0, v4.data());
    QVERIFY((parseIp(v4)->fragment == IpFragment{77, 40, false}));
    QVERIFY(!parseIp(v4)->dontFragment);
}

void Ipv6Test::mappedAddressesAreNotOnTheWire()
{
    Ipv6Fields fields = someFields(kProtocolTcp);
    fields.source = IpAddress(Ipv4Address{0x0a000001}).v6();
    Octets octets(kIpv6HeaderOctets);
    emitIpv6(fields, 0, octets.data());
    QVERIFY(parseIp(octets).error() == Malformed::Type);
}

void Ipv6Test::nothingMalformedCrashes()
{
    const Octets good = datagramOf(0, join({kHopByHop, kDestinationOptions, kRouting, kData}));
    parseBeginnings(good, [&](const Octets& octets) {
        QCOMPARE(parseIp(octets).has_value(), octets.size() == good.size());
        parseIp(octets, Extent::Cut);
    });
    parseDamaged(good, [](const Octets& octets) {
        parseIp(octets);
        parseIp(octets, Extent::Cut);
    });
    QVERIFY(parseIp({}).error() == Malformed::TooShort);
}

QTEST_GUILESS_MAIN(Ipv6Test)
#include "ipv6_test.moc"
