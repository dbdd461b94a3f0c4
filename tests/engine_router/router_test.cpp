// A router by itself: what it passes on, what it tells whom, and when it keeps silent.
#include <QTest>

#include "all_plugins.h"
#include "base/random.h"
#include "plugin/catalogue.h"
#include "wire/checksum.h"
#include "wire/fragments.h"
#include "wire/icmp.h"
#include "wire/octet_order.h"

using namespace tcplab;

namespace {

const IpAddress kRouter4 = parseIpAddress("10.0.0.1").value(), kRouter6 = parseIpAddress("2001:db8::1").value();

struct Pair {
    IpAddress from, to;
};
Pair hosts(int version)
{
    return version == 4 ? Pair{parseIpAddress("10.0.1.1").value(), parseIpAddress("10.0.2.1").value()}
                        : Pair{parseIpAddress("2001:db8:1::1").value(), parseIpAddress("2001:db8:2::1").value()};
}
IpAddress routerOf(int version) { return version == 4 ? kRouter4 : kRouter6; }

struct Look {
    std::uint8_t timeToLive = 64;
    bool dontFragment = true;
    std::uint8_t protocol = wire::kProtocolUdp;
};

Octets datagram(const Pair& pair, std::size_t payload = 100, Look look = {})
{
    wire::IpFields fields;
    fields.source = pair.from;
    fields.destination = pair.to;
    fields.protocol = look.protocol;
    fields.timeToLive = look.timeToLive;
    fields.dontFragment = look.dontFragment;
    fields.identification = 0x1234;
    const std::size_t header = wire::ipHeaderOctets(wire::versionOf(pair.to));
    Octets octets(header + payload);
    wire::emitIp(fields, payload, octets.data());
    for (std::size_t i = 0; i < payload; ++i)
        octets[header + i] = static_cast<std::uint8_t>(i);
    return octets;
}

Octets icmp(const Pair& pair, std::uint8_t type, std::uint8_t code = 0, OctetView body = {})
{
    const Octets message = wire::emitIcmp(type, code, 7, body, pair.from, pair.to);
    Octets octets = datagram(pair, message.size(), {64, true, wire::icmpProtocol(wire::versionOf(pair.to))});
    std::copy(message.begin(), message.end(), octets.end() - static_cast<std::ptrdiff_t>(message.size()));
    return octets;
}

struct Error {
    std::uint8_t type, code;
    std::uint32_t rest;
    IpAddress from, to;
    Octets quoted;
};

class RouterUnderTest {
public:
    explicit RouterUnderTest(std::uint32_t mtu = 1500, const ValueMap& given = {}, bool v6 = true)
    {
        const Parameters parameters = normalize(allPlugins().card("engine_router")->parameters, given).value();
        host_ = recorder_.addHost("router", kRouter4, kRouter6.v6());
        engine_ = (*allPlugins().engine("engine_router"))({host_, kRouter4.v4(), v6 ? std::optional(kRouter6.v6()) : std::nullopt, mtu,
                                                           parameters, RandomStream(1, "router"), recorder_, allPlugins()});
    }

    // What goes out when this comes in.
    std::vector<Octets> take(const Octets& octets)
    {
        const EventId sent = recorder_.packetSent(now, {}, {Rule::Observed}, octets);
        engine_->packetArrived(now, octets, recorder_.packetArrived(now, {host_}, {Rule::LinkDelivers, sent}, sent, octets),
                               wire::Checksums::Check);
        return drain();
    }
    std::vector<Octets> comesBack(const Octets& octets, NotSent why, std::uint32_t mtu = 0)
    {
        const EventId sent = recorder_.packetSent(now, {host_}, {Rule::RouterForwards}, octets);
        engine_->returned(now, {octets, why, mtu, recorder_.packetDropped(now, {host_}, {Rule::IpNoRoute, sent}, sent, {}, "ip")});
        return drain();
    }
    std::vector<Octets> drain()
    {
        std::vector<Octets> out;
        while (const auto packet = engine_->nextPacket(now))
            out.emplace_back(packet->datagram.begin(), packet->datagram.end());
        return out;
    }
    Rule lastRule() const { return trace_[trace_.size() - 1].rule; }
    Rule ruleOf(std::size_t back) const { return trace_[trace_.size() - 1 - back].rule; }
    const Trace& trace() const { return trace_; }
    Engine& engine() { return *engine_; }

    Instant now = kStart;

private:
    Trace trace_;
    Recorder recorder_{trace_};
    HostId host_;
    std::unique_ptr<Engine> engine_;
};

std::optional<Error> errorIn(const std::vector<Octets>& out)
{
    if (out.size() != 1)
        return std::nullopt;
    const auto ip = wire::parseIp(out[0]);
    const auto message = wire::parseIcmp(ip->payload, ip->source, ip->destination);
    if (!ip->checksumCorrect || !message || !message->checksumCorrect)
        return std::nullopt;
    return Error{message->type, message->code, message->rest, ip->source, ip->destination, {message->body.begin(), message->body.end()}};
}

}  // namespace

class RouterTest : public QObject {
    Q_OBJECT

private slots:
    void bothVersions()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("IPv4") << 4;
        QTest::newRow("IPv6") << 6;
    }

    void aDatagramGoesOnWithALowerTtl_data() { bothVersions(); }
    void aDatagramGoesOnWithALowerTtl()
    {
        QFETCH(int, version);
        RouterUnderTest router;
        const auto out = router.take(datagram(hosts(version), 100, {9}));
        QCOMPARE(out.size(), std::size_t{1});
        QVERIFY(out[0] == datagram(hosts(version), 100, {8}));  // the checksum included
        const Event& sent = router.trace()[router.trace().size() - 1];
        QCOMPARE(sent.rule, Rule::RouterForwards);
        QVERIFY(std::holds_alternative<PacketArrived>(router.trace()[sent.parent].body));
    }

    void theLastHopIsToldOf_data() { bothVersions(); }
    void theLastHopIsToldOf()
    {
        QFETCH(int, version);
        RouterUnderTest router;
        QCOMPARE(router.take(datagram(hosts(version), 100, {2})).size(), std::size_t{1});
        for (const std::uint8_t timeToLive : {std::uint8_t{1}, std::uint8_t{0}}) {
            const Octets sent = datagram(hosts(version), 100, {timeToLive});
            const auto error = errorIn(router.take(sent));
            QVERIFY(error);
            QCOMPARE(error->type, version == 4 ? wire::kIcmpTimeExceeded : wire::kIcmpv6TimeExceeded);
            QCOMPARE(error->code, std::uint8_t{0});
            QVERIFY(error->from == routerOf(version) && error->to == hosts(version).from);
            QVERIFY(error->quoted == sent);
            QCOMPARE(router.lastRule(), Rule::IcmpTellsExpired);
            QCOMPARE(router.ruleOf(1), Rule::RouterExpired);
        }
        // For the router itself the last hop is enough (RFC 1812 §5.3.1).
        Octets ping = icmp({hosts(version).from, routerOf(version)}, version == 4 ? wire::kIcmpEchoRequest : wire::kIcmpv6EchoRequest);
        ping[version == 4 ? 8 : 7] = 1;
        if (version == 4) {
            wire::put16(ping.data() + 10, 0);
            wire::IpFields fields{hosts(4).from, kRouter4, wire::kProtocolIcmp, 0, 1, true, 0x1234};
            wire::emitIp(fields, ping.size() - 20, ping.data());
        }
        QCOMPARE(errorIn(router.take(ping))->type, version == 4 ? wire::kIcmpEchoReply : wire::kIcmpv6EchoReply);
    }

    void aPingIsAnswered_data() { bothVersions(); }
    void aPingIsAnswered()
    {
        QFETCH(int, version);
        RouterUnderTest router;
        const Octets data(40, 0xab);
        const auto reply = errorIn(router.take(
            icmp({hosts(version).from, routerOf(version)}, version == 4 ? wire::kIcmpEchoRequest : wire::kIcmpv6EchoRequest, 0, data)));
        QVERIFY(reply);
        QCOMPARE(reply->type, version == 4 ? wire::kIcmpEchoReply : wire::kIcmpv6EchoReply);
        QCOMPARE(reply->rest, 7u);
        QVERIFY(reply->quoted == data && reply->to == hosts(version).from && reply->from == routerOf(version));
    }

    void aPingInFragmentsIsAnsweredInFragments_data() { bothVersions(); }
    void aPingInFragmentsIsAnsweredInFragments()
    {
        QFETCH(int, version);
        RouterUnderTest router(1280);
        const Octets data(3000, 0xab);
        const Octets ping =
            icmp({hosts(version).from, routerOf(version)}, version == 4 ? wire::kIcmpEchoRequest : wire::kIcmpv6EchoRequest, 0, data);
        std::vector<Octets> out;
        for (const Octets& part : wire::fragmentsOf(ping, 1280, 99))
            for (Octets& octets : router.take(part))
                out.push_back(std::move(octets));
        QCOMPARE(out.size(), std::size_t{3});
        wire::Reassembly reassembly;
        Octets whole;
        for (const Octets& part : out) {
            QVERIFY(part.size() <= 1280);
            whole = reassembly.take(kStart, wire::parseIp(part).value(), part, 0).datagram;
        }
        const auto reply = errorIn({whole});
        QVERIFY(reply && reply->quoted == data);
        // One that stays incomplete is given up, and its sender is told (RFC 1122 §3.3.2).
        QVERIFY(router.take(wire::fragmentsOf(ping, 1280, 100)[0]).empty());
        router.now = router.engine().nextWake();
        QCOMPARE(router.now, kStart + 60s);
        router.engine().timeHasCome(router.now);
        const auto error = errorIn(router.drain());
        QVERIFY(error);
        QCOMPARE(error->type, version == 4 ? wire::kIcmpTimeExceeded : wire::kIcmpv6TimeExceeded);
        QCOMPARE(error->code, std::uint8_t{1});
    }

    void whatIsTooLargeIsToldWithTheMtu_data() { bothVersions(); }
    void whatIsTooLargeIsToldWithTheMtu()
    {
        QFETCH(int, version);
        RouterUnderTest router(1300);
        const Octets large = datagram(hosts(version), 1301 - wire::ipHeaderOctets(static_cast<std::uint8_t>(version)));
        QCOMPARE(router.take(datagram(hosts(version), 1300 - wire::ipHeaderOctets(static_cast<std::uint8_t>(version))))[0].size(),
                 std::size_t{1300});
        const auto own = errorIn(router.take(large));
        QVERIFY(own);
        QCOMPARE(own->type, version == 4 ? wire::kIcmpUnreachable : wire::kIcmpv6PacketTooBig);
        QCOMPARE(own->code, version == 4 ? wire::kIcmpFragmentationNeeded : std::uint8_t{0});
        QCOMPARE(own->rest, 1300u);
        // As much is quoted as fits into 576 octets (RFC 1812 §4.3.2.3), or 1280 (RFC 4443 §2.4 c).
        QCOMPARE(own->quoted.size(), std::size_t{version == 4 ? 576u - 28 : 1280u - 48});
        QVERIFY(std::equal(own->quoted.begin(), own->quoted.end(), large.begin()));
        const auto links = errorIn(router.comesBack(large, NotSent::TooBig, 1290));
        QVERIFY(links);
        QCOMPARE(links->rest, 1290u);
        QCOMPARE(router.lastRule(), Rule::IcmpTellsTooBig);
    }

    void whatMayBeFragmentedIs_data()
    {
        QTest::addColumn<bool>("byLink");
        QTest::newRow("the router's own limit") << false;
        QTest::newRow("a link's") << true;
    }
    void whatMayBeFragmentedIs()
    {
        QFETCH(bool, byLink);
        RouterUnderTest router(byLink ? 1500 : 500);
        const Octets large = datagram(hosts(4), 1400, {64, false}), onward = datagram(hosts(4), 1400, {63, false});
        const auto parts = byLink ? router.comesBack(onward, NotSent::TooBig, 500) : router.take(large);
        QCOMPARE(parts.size(), std::size_t{3});
        wire::Reassembly reassembly;
        wire::Reassembly::Taken taken;
        for (const Octets& part : parts) {
            const auto ip = wire::parseIp(part).value();
            QVERIFY(part.size() <= 500 && ip.checksumCorrect && ip.timeToLive == 63 && ip.fragment->identification == 0x1234);
            taken = reassembly.take(kStart, ip, part, 0);
        }
        QVERIFY(taken.verdict == wire::Reassembly::Verdict::Whole);
        const auto whole = wire::parseIp(taken.datagram).value(), before = wire::parseIp(large).value();
        QVERIFY(std::equal(whole.payload.begin(), whole.payload.end(), before.payload.begin(), before.payload.end()));
        QCOMPARE(router.lastRule(), Rule::RouterFragments);
        // A fragment is taken apart again, and all of them still make the datagram.
        RouterUnderTest narrower(200);
        wire::Reassembly again;
        for (const Octets& part : parts)
            for (const Octets& piece : narrower.take(part)) {
                QVERIFY(piece.size() <= 200);
                taken = again.take(kStart, wire::parseIp(piece).value(), piece, 0);
            }
        QVERIFY(taken.verdict == wire::Reassembly::Verdict::Whole);
        const auto same = wire::parseIp(taken.datagram).value();
        QVERIFY(std::equal(same.payload.begin(), same.payload.end(), before.payload.begin(), before.payload.end()));
    }

    void whatFindsNoWayIsTold_data() { bothVersions(); }
    void whatFindsNoWayIsTold()
    {
        QFETCH(int, version);
        RouterUnderTest router;
        const Octets octets = datagram(hosts(version));
        const auto noRoute = errorIn(router.comesBack(octets, NotSent::NoRoute));
        QVERIFY(noRoute);
        QCOMPARE(noRoute->type, version == 4 ? wire::kIcmpUnreachable : wire::kIcmpv6Unreachable);
        QCOMPARE(noRoute->code, version == 4 ? wire::kIcmpNetUnreachable : wire::kIcmpv6NoRoute);
        QCOMPARE(router.lastRule(), Rule::IcmpTellsUnreachable);
        const auto unanswered = errorIn(router.comesBack(octets, NotSent::Unanswered));
        QVERIFY(unanswered);
        QCOMPARE(unanswered->code, version == 4 ? wire::kIcmpHostUnreachable : wire::kIcmpv6AddressUnreachable);
        // What the router itself had to say, it tells nobody else.
        QVERIFY(router.comesBack(datagram({routerOf(version), hosts(version).to}), NotSent::NoRoute).empty());
    }

    void whatTheRouterDoesNotTakeIsTold_data() { bothVersions(); }
    void whatTheRouterDoesNotTakeIsTold()
    {
        QFETCH(int, version);
        RouterUnderTest router;
        const Pair toRouter{hosts(version).from, routerOf(version)};
        const auto udp = errorIn(router.take(datagram(toRouter)));
        QVERIFY(udp);
        QCOMPARE(udp->code, version == 4 ? wire::kIcmpPortUnreachable : wire::kIcmpv6PortUnreachable);
        const auto tcp = errorIn(router.take(datagram(toRouter, 100, {64, true, wire::kProtocolTcp})));
        QVERIFY(tcp);
        QCOMPARE(tcp->type, version == 4 ? wire::kIcmpUnreachable : wire::kIcmpv6ParameterProblem);
        QCOMPARE(tcp->code, version == 4 ? wire::kIcmpProtocolUnreachable : std::uint8_t{1});
        QCOMPARE(tcp->rest, version == 4 ? 0u : 6u);
    }

    // RFC 1812 §4.3.2.7, RFC 4443 §2.4 e.
    void nobodyIsToldAbout_data()
    {
        QTest::addColumn<QByteArray>("octets");
        const auto row = [](const char* name, const Octets& octets) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(octets.data()), static_cast<qsizetype>(octets.size()));
        };
        for (const int version : {4, 6}) {
            const Pair pair = hosts(version);
            const auto named = [&](const char* what) { return std::string(what) + (version == 4 ? ", IPv4" : ", IPv6"); };
            const std::vector<std::uint8_t> errors =
                version == 4 ? std::vector<std::uint8_t>{3, 4, 11, 12} : std::vector<std::uint8_t>{1, 2, 3, 4, 100, 127};
            for (const std::uint8_t type : errors)
                row((named("error ") + std::to_string(type)).c_str(), icmp(pair, type, 0, datagram(pair)));
            const std::vector<Octets> parts = wire::fragmentsOf(datagram(pair, 1000, {64, false}), 600, 1);
            row(named("second fragment").c_str(), parts[1]);
            row(named("to a group").c_str(), datagram({pair.from, parseIpAddress(version == 4 ? "224.0.0.5" : "ff02::5").value()}));
            row(named("from a group").c_str(), datagram({parseIpAddress(version == 4 ? "224.0.0.5" : "ff02::5").value(), pair.to}));
            row(named("from nobody").c_str(), datagram({parseIpAddress(version == 4 ? "0.0.0.0" : "::").value(), pair.to}));
            row(named("from loopback").c_str(), datagram({parseIpAddress(version == 4 ? "127.0.0.1" : "::1").value(), pair.to}));
        }
    }
    void nobodyIsToldAbout()
    {
        QFETCH(QByteArray, octets);
        RouterUnderTest router;
        const Octets about(octets.begin(), octets.end());
        QVERIFY(router.comesBack(about, NotSent::NoRoute).empty());
        // The first fragment and an echo request are told of.
        QVERIFY(errorIn(router.comesBack(wire::fragmentsOf(datagram(hosts(4), 1000, {64, false}), 600, 1)[0], NotSent::NoRoute)));
        QVERIFY(errorIn(router.comesBack(icmp(hosts(6), wire::kIcmpv6EchoRequest), NotSent::NoRoute)));
    }

    void groupsAndStrangersAreNotPassedOn()
    {
        RouterUnderTest router;
        for (const char* address : {"224.0.0.5", "255.255.255.255", "0.0.0.0"}) {
            QVERIFY(router.take(datagram({hosts(4).from, parseIpAddress(address).value()})).empty());
            QCOMPARE(router.lastRule(), Rule::RouterNotForOne);
            QVERIFY(router.take(datagram({parseIpAddress(address).value(), hosts(4).to})).empty());
            QCOMPARE(router.lastRule(), Rule::RouterNotForOne);
        }
        QVERIFY(router.take(datagram({kRouter4, hosts(4).to})).empty());
        QCOMPARE(router.lastRule(), Rule::IpFromOurselves);
        Octets wrong = datagram(hosts(4));
        wrong[8] ^= 1;
        QVERIFY(router.take(wrong).empty());
        QCOMPARE(router.lastRule(), Rule::IpChecksum);
        QVERIFY(router.take({0x45, 0x00}).empty());
        QCOMPARE(router.lastRule(), Rule::IpMalformed);
    }

    void errorsAreLimitedInRate()
    {
        RouterUnderTest router(1500, {{"icmpErrorRate", Value{std::int64_t{4}}}, {"icmpErrorBurst", Value{std::int64_t{3}}}});
        const auto told = [&](int times) {
            std::size_t count = 0;
            for (int i = 0; i < times; ++i)
                count += router.take(datagram(hosts(4), 10, {1})).size();
            return count;
        };
        QCOMPARE(told(10), std::size_t{3});
        QCOMPARE(router.lastRule(), Rule::IcmpLimited);
        router.now += 249ms;
        QCOMPARE(told(10), std::size_t{0});
        router.now += 1ms;
        QCOMPARE(told(10), std::size_t{1});
        router.now += std::chrono::hours(1);
        QCOMPARE(told(10), std::size_t{3});
        RouterUnderTest silent(1500, {{"icmpErrorRate", Value{std::int64_t{0}}}});
        QVERIFY(silent.take(datagram(hosts(4), 10, {1})).empty());
        QCOMPARE(silent.take(icmp({hosts(4).from, kRouter4}, wire::kIcmpEchoRequest)).size(), std::size_t{1});  // a reply is no error
    }

    void withoutAnAddressOfThatVersionItIsSilent()
    {
        RouterUnderTest router(1500, {}, false);
        QCOMPARE(router.take(datagram(hosts(6))).size(), std::size_t{1});
        QVERIFY(router.take(datagram(hosts(6), 10, {1})).empty());
    }

    void noProgramRunsOnIt()
    {
        RouterUnderTest router;
        QCOMPARE(router.engine().socket({kStart, {}}, SocketType::Stream).error, Errno::NotSupported);
        QVERIFY(router.engine().forwards());
    }

    // Whatever comes, and whatever comes back.
    void nothingThatComesHarms()
    {
        RandomStream random(1, "router");
        RouterUnderTest router(576);
        for (int i = 0; i < 50'000; ++i) {
            const int version = random.chance(0.5) ? 4 : 6;
            Pair pair = hosts(version);
            if (random.chance(0.3))
                pair.to = routerOf(version);
            Octets octets = random.chance(0.3)
                                ? icmp(pair, static_cast<std::uint8_t>(random.next()), 0, datagram(hosts(version)))
                                : datagram(pair, random.below(2000), {static_cast<std::uint8_t>(random.next()), random.chance(0.5)});
            for (std::uint64_t times = random.below(4); times > 0; --times)
                octets[random.below(std::min<std::size_t>(octets.size(), 60))] = static_cast<std::uint8_t>(random.next());
            if (octets[0] >> 4 == 4 && octets.size() >= 20 && random.chance(0.9)) {  // mostly with a right checksum
                const std::size_t header = std::min<std::size_t>((octets[0] & 15u) * 4u, octets.size());
                wire::put16(octets.data() + 10, 0);
                wire::ChecksumSum sum;
                sum.add(OctetView(octets).first(header));
                wire::put16(octets.data() + 10, sum.checksum());
            }
            router.now += Duration{static_cast<std::int64_t>(random.below(100'000'000))};
            router.engine().timeHasCome(router.now);
            for (const Octets& out : router.take(octets)) {
                QVERIFY(out.size() <= 576 && wire::parseIp(out));
                for (const NotSent why : {NotSent::TooBig, NotSent::NoRoute, NotSent::Unanswered})
                    for (const Octets& back : router.comesBack(out, why, static_cast<std::uint32_t>(random.below(600))))
                        QVERIFY(wire::parseIp(back));
            }
        }
    }
};

QTEST_GUILESS_MAIN(RouterTest)
#include "router_test.moc"
