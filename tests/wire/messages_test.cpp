// What datagrams carry beside TCP: UDP, ICMP and ICMPv6.
#include <QtTest>

#include "wire/icmp.h"
#include "wire/ip.h"
#include "wire/malformed_input.h"
#include "wire/octet_order.h"
#include "wire/tcp.h"
#include "wire/udp.h"

using namespace tcplab;
using namespace tcplab::wire;

namespace {

const IpAddress kSource4 = Ipv4Address{0x0a000001}, kDestination4 = Ipv4Address{0x0a000002};
const IpAddress kSource6 = *tcplab::parseIpv6("2001:db8::1"), kDestination6 = *tcplab::parseIpv6("2001:db8::2");

struct Pair {
    IpAddress source, destination;
};
const std::array<Pair, 2> kPairs{{{kSource4, kDestination4}, {kSource6, kDestination6}}};

Octets udpOf(const Pair& pair, const Octets& payload, bool checksummed = true)
{
    Octets octets(kUdpHeaderOctets);
    emitUdp({pair.source, 1234}, {pair.destination, 53}, payload, checksummed, octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

// The beginning of a datagram with a TCP segment, as an error quotes it.
Octets quoted(const Pair& pair, std::size_t octetsOfSegment)
{
    TcpFields fields;
    fields.sourcePort = 49152;
    fields.destinationPort = 80;
    fields.seq = SeqNumber(0x01020304);
    const std::size_t header = ipHeaderOctets(versionOf(pair.source));
    Octets octets(header + kTcpHeaderOctets);
    emitIp({pair.source, pair.destination, kProtocolTcp}, 1000, octets.data());
    emitTcp(fields, pair.source, pair.destination, Octets(980), octets.data() + header);
    octets.resize(header + octetsOfSegment);
    return octets;
}

}  // namespace

class MessagesTest : public QObject {
    Q_OBJECT
private slots:
    void udpReadsBack();
    void udpWithoutChecksum();
    void udpChecksumIsNeverSentAsZero();
    void udpLengthsThatLie();
    void icmpEchoReadsBack();
    void icmpTellsAWrongChecksum();
    void icmpv6CoversTheAddresses();
    void errorsTellWhatTheyAreAbout();
    void errorsThatQuoteTooLittleTellNothing();
    void nothingMalformedCrashes();
};

void MessagesTest::udpReadsBack()
{
    for (const Pair& pair : kPairs) {
        Octets octets = udpOf(pair, {1, 2, 3});
        const auto datagram = parseUdp(octets, pair.source, pair.destination);
        QVERIFY(datagram && datagram->checksumCorrect);
        QCOMPARE(datagram->sourcePort, std::uint16_t{1234});
        QCOMPARE(datagram->destinationPort, std::uint16_t{53});
        QCOMPARE(datagram->payload.size(), std::size_t{3});
        QVERIFY(!parseUdp(octets, pair.source, Ipv4Address{7})->checksumCorrect);
        octets.back() ^= 1;
        QVERIFY(!parseUdp(octets, pair.source, pair.destination)->checksumCorrect);
    }
}

// RFC 768. Whether IPv6 takes it is for the socket to say (RFC 6935).
void MessagesTest::udpWithoutChecksum()
{
    for (const Pair& pair : kPairs) {
        const Octets octets = udpOf(pair, {1, 2, 3}, false);
        QCOMPARE(get16(octets.data() + 6), std::uint16_t{0});
        const auto datagram = parseUdp(octets, pair.source, pair.destination);
        QVERIFY(datagram->checksumCorrect && !datagram->checksummed);
    }
}

void MessagesTest::udpChecksumIsNeverSentAsZero()
{
    for (const Pair& pair : kPairs) {
        // The payload that makes the sum the other zero: what the checksum of two zero octets is.
        const Octets octets = udpOf(pair, {0, 0});
        const Octets balanced = udpOf(pair, {octets[6], octets[7]});
        QCOMPARE(get16(balanced.data() + 6), std::uint16_t{0xffff});
        QVERIFY(parseUdp(balanced, pair.source, pair.destination)->checksumCorrect);
    }
}

void MessagesTest::udpLengthsThatLie()
{
    Octets octets = udpOf(kPairs[0], {1, 2, 3});
    octets[5] = 12;
    QVERIFY(parseUdp(octets, kSource4, kDestination4).error() == Malformed::TotalLength);
    octets[5] = 7;
    QVERIFY(parseUdp(octets, kSource4, kDestination4).error() == Malformed::TotalLength);
    Octets padded = udpOf(kPairs[0], {1, 2, 3});
    padded.resize(26);
    const auto datagram = parseUdp(padded, kSource4, kDestination4);
    QVERIFY(datagram && datagram->checksumCorrect && datagram->payload.size() == 3);
}

void MessagesTest::icmpEchoReadsBack()
{
    const Octets body{'a', 'b', 'c'};
    const Octets v4 = emitIcmp(kIcmpEchoRequest, 0, 0x00010002, body, kSource4, kDestination4);
    const Octets v6 = emitIcmp(kIcmpv6EchoRequest, 0, 0x00010002, body, kSource6, kDestination6);
    const std::array<Parsed<IcmpMessage>, 2> messages{parseIcmp(v4, kSource4, kDestination4), parseIcmp(v6, kSource6, kDestination6)};
    for (const auto& message : messages) {
        QVERIFY(message && message->checksumCorrect);
        QCOMPARE(message->rest, 0x00010002u);
        QVERIFY(Octets(message->body.begin(), message->body.end()) == body);
    }
    QCOMPARE(messages[0]->type, kIcmpEchoRequest);
    QCOMPARE(messages[1]->type, kIcmpv6EchoRequest);
}

void MessagesTest::icmpTellsAWrongChecksum()
{
    Octets octets = emitIcmp(kIcmpEchoReply, 0, 7, {}, kSource4, kDestination4);
    octets[4] ^= 1;
    QVERIFY(!parseIcmp(octets, kSource4, kDestination4)->checksumCorrect);
}

void MessagesTest::icmpv6CoversTheAddresses()
{
    Octets octets = emitIcmp(kIcmpv6PacketTooBig, 0, 1280, Octets{1, 2, 3, 4}, kSource6, kDestination6);
    QVERIFY(parseIcmp(octets, kSource6, kDestination6)->checksumCorrect);
    QVERIFY(!parseIcmp(octets, kSource6, *tcplab::parseIpv6("::1"))->checksumCorrect);
    octets[11] ^= 1;
    QVERIFY(!parseIcmp(octets, kSource6, kDestination6)->checksumCorrect);
}

// RFC 792 and RFC 4443 §2.4 (c): the header and at least 8 octets.
void MessagesTest::errorsTellWhatTheyAreAbout()
{
    for (const Pair& pair : kPairs) {
        const auto about = parseQuoted(quoted(pair, 8));
        QVERIFY(about.has_value());
        QVERIFY(about->source == pair.source && about->destination == pair.destination);
        QCOMPARE(about->protocol, kProtocolTcp);
        QCOMPARE(about->sourcePort, std::uint16_t{49152});
        QCOMPARE(about->destinationPort, std::uint16_t{80});
        QVERIFY(about->seq == SeqNumber(0x01020304));
    }
}

void MessagesTest::errorsThatQuoteTooLittleTellNothing()
{
    for (const Pair& pair : kPairs)
        QVERIFY(!parseQuoted(quoted(pair, 7)));
    Octets fragment = quoted(kPairs[0], 8);
    fragment[7] = 1;
    QVERIFY(!parseQuoted(fragment));
    QVERIFY(!parseQuoted({}));
}

void MessagesTest::nothingMalformedCrashes()
{
    for (const Pair& pair : kPairs) {
        const auto parseAll = [&](const Octets& octets) {
            parseUdp(octets, pair.source, pair.destination);
            parseIcmp(octets, pair.source, pair.destination);
            parseQuoted(octets);
        };
        for (const Octets& good : {udpOf(pair, {1, 2, 3}), quoted(pair, 8)}) {
            parseBeginnings(good, parseAll);
            parseDamaged(good, parseAll);
        }
    }
    QVERIFY(!parseUdp({}, kSource4, kDestination4) && !parseIcmp({}, kSource6, kDestination6));
}

QTEST_GUILESS_MAIN(MessagesTest)
#include "messages_test.moc"
