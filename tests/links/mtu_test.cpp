// A link's MTU: what is too large goes on in fragments, or is dropped and its sender told.
#include <QtTest>

#include "link_mtu/plugin.h"
#include "links/stage_under_test.h"
#include "links/steady_load.h"
#include "wire/fragments.h"

using namespace tcplab;

namespace {

StageUnderTest linkOf(const char* mtu, bool tells = true)
{
    return {link_mtu::contribute, "link_mtu", {{"mtu", Value{std::string(mtu)}}, {"tells", Value{tells}}}};
}

// `payload` octets of UDP behind a header without options.
Octets ipv4Datagram(std::size_t payload, bool dontFragment)
{
    Octets datagram(20);
    wire::emitIp({Ipv4Address{0x0a000001}, Ipv4Address{0x0a000002}, wire::kProtocolUdp, 0, 64, dontFragment, 77, 0}, payload,
                 datagram.data());
    for (std::size_t i = 0; i < payload; ++i)
        datagram.push_back(static_cast<std::uint8_t>(i * 7));
    return datagram;
}

std::vector<PacketBuffer> carried(StageUnderTest& link)
{
    std::vector<PacketBuffer> datagrams;
    while (link.stage().nextRelease() != kNever)
        datagrams.push_back(link.stage().release(link.stage().nextRelease()).datagram);
    return datagrams;
}

}  // namespace

class MtuTest : public QObject {
    Q_OBJECT
private slots:
    void whatFitsPasses()
    {
        auto link = linkOf("1280 B");
        link.stage().offer(kStart + 3ms, {ipv4Datagram(1260, false), EventId(1)});
        link.stage().offer(kStart + 3ms, {ipv4Datagram(1260, true), EventId(2)});
        const std::vector<Release> expected{{kStart + 3ms, 1}, {kStart + 3ms, 2}};
        QCOMPARE(link.drain(), expected);
        QVERIFY(link.drops().empty() && link.alterations().empty() && link.told().empty());
    }

    // RFC 791 §3.2: 1500 octets over 576 are 552 + 552 + 376 octets of payload, and the destination puts them together.
    void fragmentsMakeTheWholeAgain()
    {
        auto link = linkOf("576 B");
        const Octets datagram = ipv4Datagram(1480, false);
        link.stage().offer(kStart, {datagram, EventId(1), true});
        const std::vector<Drop> told{{kStart, 1, Rule::LinkFragments}};
        QCOMPARE(link.alterations(), told);
        wire::Reassembly reassembly;
        std::vector<std::size_t> sizes;
        Octets whole;
        while (link.stage().nextRelease() != kNever) {
            const TransitPacket packet = link.stage().release(kStart);
            QVERIFY(packet.sent == EventId(1) && packet.lost);  // each is as lost as the whole
            const auto ip = wire::parseIp(packet.datagram);
            QVERIFY(ip && ip->checksumCorrect && ip->fragment);
            QCOMPARE(ip->fragment->identification, 77u);
            sizes.push_back(packet.datagram.size());
            auto taken = reassembly.take(kStart, *ip, packet.datagram, 0);
            if (taken.verdict == wire::Reassembly::Verdict::Whole)
                whole = std::move(taken.datagram);
        }
        const std::vector<std::size_t> expected{572, 572, 396};
        QVERIFY(sizes == expected);
        QVERIFY(whole == datagram);
        QVERIFY(link.drops().empty());
    }

    // Behind a narrow link comes a narrower one.
    void fragmentsAreFragmentedAgain()
    {
        auto wide = linkOf("1000 B");
        auto narrow = linkOf("300 B");
        const Octets datagram = ipv4Datagram(1480, false);
        wide.stage().offer(kStart, {datagram, EventId(1)});
        for (const PacketBuffer& fragment : carried(wide))
            narrow.stage().offer(kStart, {fragment, EventId(1)});
        wire::Reassembly reassembly;
        Octets whole;
        for (const PacketBuffer& fragment : carried(narrow)) {
            QVERIFY(fragment.size() <= 300);
            auto taken = reassembly.take(kStart, wire::parseIp(fragment).value(), fragment, 0);
            if (taken.verdict == wire::Reassembly::Verdict::Whole)
                whole = std::move(taken.datagram);
        }
        QVERIFY(whole == datagram);
    }

    void whatMustNotBeFragmentedIsDroppedAndTold_data()
    {
        QTest::addColumn<bool>("six");
        QTest::newRow("IPv4 with DF") << false;
        QTest::newRow("IPv6") << true;
    }
    void whatMustNotBeFragmentedIsDroppedAndTold()
    {
        QFETCH(bool, six);
        auto link = linkOf("1400 B");
        link.stage().offer(kStart + 5ms, {ectDatagram(six), EventId(9)});
        const std::vector<Drop> drops{{kStart + 5ms, 9, Rule::LinkTooBig}};
        const std::vector<Told> told{{kStart + 5ms, 9, 1400}};
        QCOMPARE(link.drops(), drops);
        QCOMPARE(link.told(), told);
        QVERIFY(link.drain().empty());
    }

    void aBlackHoleTellsNobody()
    {
        auto link = linkOf("1400 B", false);
        link.stage().offer(kStart, {ectDatagram(false), EventId(1)});
        QCOMPARE(link.drops().size(), std::size_t{1});
        QVERIFY(link.told().empty());
    }

    // Whatever comes: no IP, cut short, with options.
    void oddDatagramsAreDropped()
    {
        auto link = linkOf("68 B");
        Octets withOptions = ipv4Datagram(200, false);
        withOptions[0] = 0x46;
        const Octets cut(withOptions.begin(), withOptions.begin() + 100);
        std::uint32_t number = 0;
        for (const Octets& datagram : {Octets(100, 0xee), cut, withOptions, Octets(100, 0x60)})
            link.stage().offer(kStart, {datagram, EventId(++number)});
        QCOMPARE(link.drops().size(), std::size_t{4});
        QVERIFY(link.drain().empty());
    }
};

QTEST_GUILESS_MAIN(MtuTest)
#include "mtu_test.moc"
