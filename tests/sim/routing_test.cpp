// Which link a datagram takes: by the routes of a lab, or the shortest way.
#include <QTest>

#include <map>

#include "base/random.h"
#include "lab/routes.h"
#include "sim/routing.h"
#include "wire/tcp.h"

using namespace tcplab;

namespace {

IpAddress at(const char* text) { return parseIpAddress(text).value(); }

// Hosts h0, h1 … with the addresses 10.0.i.1 and 2001:db8:i::1.
class Net {
public:
    explicit Net(std::size_t hosts)
    {
        for (std::size_t i = 0; i < hosts; ++i) {
            LabHost host;
            host.name = name(i);
            host.address = parseIpAddress("10.0." + std::to_string(i) + ".1")->v4();
            host.address6 = parseIpv6("2001:db8:" + std::to_string(i) + "::1");
            lab.hosts.push_back(host);
        }
        forwards.assign(hosts, true);
    }

    static std::string name(std::size_t host) { return "h" + std::to_string(host); }
    Net& link(std::size_t from, std::size_t to)
    {
        lab.links.push_back({name(from), name(to), {}, {}});
        return *this;
    }
    Net& route(std::size_t host, const char* to, std::vector<std::size_t> via, LabRoute::Spread spread = LabRoute::Spread::Flow)
    {
        LabRoute route{parseIpPrefix(to).value(), {}, spread};
        for (const std::size_t one : via)
            route.via.push_back(name(one));
        lab.hosts[host].routes.push_back(route);
        return *this;
    }
    Routing routing() const
    {
        TCPLAB_ASSURE(checkRoutes(lab));
        return Routing(lab, forwards);
    }

    Lab lab;
    std::vector<bool> forwards;
};

Octets segment(const IpAddress& from, const IpAddress& to, std::uint16_t port = 80)
{
    const std::size_t header = wire::ipHeaderOctets(wire::versionOf(to));
    wire::TcpFields fields;
    fields.sourcePort = port;
    Octets octets(header + wire::kTcpHeaderOctets);
    wire::emitTcp(fields, from, to, std::span(octets).subspan(octets.size()), octets.data() + header, {});
    wire::emitIp({from, to, wire::kProtocolTcp}, wire::kTcpHeaderOctets, octets.data());
    return octets;
}

}  // namespace

class RoutingTest : public QObject {
    Q_OBJECT
private slots:
    void theShortestWayIsTaken()
    {
        // 0 - 1 - 2 - 3 and a short cut 0 - 4 - 3
        const Net net = Net(5).link(0, 1).link(1, 2).link(2, 3).link(4, 0).link(4, 3);
        Routing routing = net.routing();
        const auto next = [&](std::size_t host, const char* to) { return routing.next(host, segment(at("10.0.9.9"), at(to))); };
        QCOMPARE(next(0, "10.0.1.1"), std::size_t{0});
        QCOMPARE(next(0, "10.0.2.1"), std::size_t{0});
        QCOMPARE(next(0, "10.0.3.1"), std::size_t{7});  // link 3 against its direction
        QCOMPARE(next(4, "10.0.0.1"), std::size_t{6});
        QCOMPARE(next(3, "10.0.0.1"), std::size_t{9});
        QCOMPARE(next(3, "10.0.1.1"), std::size_t{5});
        QCOMPARE(routing.next(3, segment(at("2001:db8::1"), at("2001:db8:1::1"))), std::size_t{5});
        QCOMPARE(next(0, "10.0.7.1"), Routing::kNowhere);
        QCOMPARE(next(0, "10.0.0.1"), Routing::kNowhere);  // to itself
        QCOMPARE(routing.next(0, Octets{0x45, 0}), Routing::kNowhere);
    }

    void everyAddressOfManyIsFound()
    {
        constexpr std::size_t kHosts = 250;
        Net net(kHosts);
        for (std::size_t i = 1; i < kHosts; ++i)
            net.link(0, i);
        Routing routing = net.routing();
        for (std::size_t i = 1; i < kHosts; ++i) {
            const LabHost& host = net.lab.hosts[i];
            QCOMPARE(routing.next(0, segment(at("10.0.0.1"), host.address)), 2 * (i - 1));
            QCOMPARE(routing.next(0, segment(at("2001:db8::1"), *host.address6)), 2 * (i - 1));
            QCOMPARE(routing.next(0, segment(at("10.0.0.1"), Ipv4Address{host.address.value + 1})), Routing::kNowhere);
        }
    }

    void ofEqualWaysTheFirstInTheFileIsTaken()
    {
        const Net net = Net(4).link(2, 0).link(0, 1).link(1, 3).link(2, 3);
        QCOMPARE(net.routing().next(0, segment(at("10.0.0.1"), at("10.0.3.1"))), std::size_t{1});  // over 2: link 0 is before link 1
    }

    void nothingGoesOverWhoDoesNotForward()
    {
        Net net = Net(4).link(0, 1).link(1, 3).link(0, 2).link(2, 3);
        net.forwards[1] = false;
        Routing routing = net.routing();
        QCOMPARE(routing.next(0, segment(at("10.0.0.1"), at("10.0.3.1"))), std::size_t{4});
        QCOMPARE(routing.next(0, segment(at("10.0.0.1"), at("10.0.1.1"))), std::size_t{0});
        net.forwards[2] = false;
        QCOMPARE(net.routing().next(0, segment(at("10.0.0.1"), at("10.0.3.1"))), Routing::kNowhere);
        // A host with one link asks its neighbour's table.
        Net chain = Net(3).link(0, 1).link(1, 2);
        QCOMPARE(chain.routing().next(0, segment(at("10.0.0.1"), at("10.0.2.1"))), std::size_t{0});
        chain.forwards[1] = false;
        QCOMPARE(chain.routing().next(0, segment(at("10.0.0.1"), at("10.0.2.1"))), Routing::kNowhere);
    }

    void theLongestPrefixWins()
    {
        const Net net =
            Net(4).link(0, 1).link(0, 2).link(0, 3).route(0, "10.0.0.0/8", {1}).route(0, "10.0.3.0/24", {2}).route(0, "10.0.3.1/32", {3});
        Routing routing = net.routing();
        const auto next = [&](const char* to) { return routing.next(0, segment(at("10.0.0.1"), at(to))); };
        QCOMPARE(next("10.0.3.1"), std::size_t{4});
        QCOMPARE(next("10.0.3.2"), std::size_t{2});
        QCOMPARE(next("10.0.3.1"), std::size_t{4});  // what was remembered is for one address
        QCOMPARE(next("10.9.9.9"), std::size_t{0});  // also to where nobody is
        QCOMPARE(next("10.0.2.1"), std::size_t{0});  // a route before the shortest way
        QCOMPARE(routing.next(0, segment(at("2001:db8::1"), at("2001:db8:2::1"))), std::size_t{2});  // no route for this version
    }

    void aFlowKeepsToOneNeighbourAndManySpread()
    {
        const Net net = Net(4).link(0, 1).link(0, 2).link(0, 3).route(0, "10.0.9.0/24", {1, 2, 3});
        Routing routing = net.routing();
        std::map<std::size_t, int> taken;
        for (std::uint16_t port = 1; port <= 3000; ++port) {
            const Octets datagram = segment(at("10.0.0.1"), at("10.0.9.1"), port);
            const std::size_t direction = routing.next(0, datagram);
            QCOMPARE(routing.next(0, datagram), direction);
            ++taken[direction];
        }
        QCOMPARE(taken.size(), std::size_t{3});
        for (const auto& [direction, flows] : taken)  // 1000 each, ± 4 standard deviations
            QVERIFY2(flows > 1000 - 104 && flows < 1000 + 104, std::to_string(flows).c_str());
    }

    void fragmentsGoTheWayOfTheirFlow()
    {
        Octets first = segment(at("10.0.0.1"), at("10.0.9.1"), 1), behind = segment(at("10.0.0.1"), at("10.0.9.1"), 2);
        QVERIFY(flowHash(first, 0) != flowHash(behind, 0));
        QVERIFY(flowHash(first, 0) != flowHash(first, 1));
        first[6] = 0x20, behind[6] = 0x00, behind[7] = 0x03;  // more follow; offset 24
        QCOMPARE(flowHash(first, 0), flowHash(behind, 0));
    }

    void packetsGoInTurn()
    {
        const Net net = Net(4).link(0, 1).link(0, 2).route(0, "10.0.9.0/24", {2, 1}, LabRoute::Spread::Packet);
        Routing routing = net.routing();
        const Octets datagram = segment(at("10.0.0.1"), at("10.0.9.1"));
        for (int i = 0; i < 10; ++i)
            QCOMPARE(routing.next(0, datagram), std::size_t{i % 2 == 0 ? 2u : 0u});
    }

    // On random nets: following the answers from host to host leads to the destination, in as few steps as Floyd and Warshall count.
    void everyWayEndsAtItsDestination()
    {
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            RandomStream random(seed, "nets");
            const std::size_t hosts = 2 + random.below(12);
            Net net(hosts);
            constexpr std::size_t kFar = 1000;
            std::vector<std::vector<std::size_t>> distance(hosts, std::vector<std::size_t>(hosts, kFar));
            for (std::size_t a = 0; a < hosts; ++a)
                for (std::size_t b = a + 1; b < hosts; ++b)
                    if (random.chance(0.25)) {
                        net.link(a, b);
                        distance[a][b] = distance[b][a] = 1;
                    }
            for (std::size_t k = 0; k < hosts; ++k)
                for (std::size_t a = 0; a < hosts; ++a)
                    for (std::size_t b = 0; b < hosts; ++b)
                        if (a != b)
                            distance[a][b] = std::min(distance[a][b], distance[a][k] + distance[k][b]);
            Routing routing = net.routing();
            for (std::size_t a = 0; a < hosts; ++a)
                for (std::size_t b = 0; b < hosts; ++b)
                    if (a != b)
                        QCOMPARE(steps(net, routing, a, b), distance[a][b] >= kFar ? kFar : distance[a][b]);
        }
    }

    void mistakesHaveAPath_data()
    {
        QTest::addColumn<QString>("to");
        QTest::addColumn<QStringList>("via");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("holds");
        QTest::newRow("unknown") << "10.0.0.0/8" << QStringList{"h9"} << "/hosts/1/routes/1/via"
                                 << "There is no host \"h9\"";
        QTest::newRow("no neighbour") << "10.0.0.0/8" << QStringList{"h0", "h2"} << "/hosts/1/routes/1/via/1"
                                      << "no link joins them";
        QTest::newRow("itself") << "10.0.0.0/8" << QStringList{"h1"} << "/hosts/1/routes/1/via"
                                << "no link joins them";
        QTest::newRow("nobody") << "10.0.0.0/8" << QStringList{} << "/hosts/1/routes/1/via"
                                << "at least one neighbour";
        QTest::newRow("twice") << "10.0.9.0/24" << QStringList{"h0"} << "/hosts/1/routes/1/to"
                               << "two routes to 10.0.9.0/24";
        QTest::newRow("bits behind") << "10.0.9.1/24" << QStringList{"h0"} << "/hosts/1/routes/1/to"
                                     << "the network is 10.0.9.0/24";
    }

    void mistakesHaveAPath()
    {
        QFETCH(QString, to);
        QFETCH(QStringList, via);
        QFETCH(QString, path);
        QFETCH(QString, holds);
        Net net = Net(3).link(0, 1).route(1, "10.0.9.0/24", {0});
        LabRoute route{parseIpPrefix(to.toStdString()).value(), {}};
        for (const QString& name : via)
            route.via.push_back(name.toStdString());
        net.lab.hosts[1].routes.push_back(route);
        const auto checked = checkRoutes(net.lab);
        QVERIFY(!checked);
        QCOMPARE(QString::fromStdString(checked.error().path), path);
        QVERIFY2(QString::fromStdString(describe(checked.error())).contains(holds), describe(checked.error()).c_str());
    }

private:
    static std::size_t steps(const Net& net, Routing& routing, std::size_t from, std::size_t to)
    {
        const Octets datagram = segment(at("192.0.2.1"), net.lab.hosts[to].address);
        std::size_t count = 0;
        for (std::size_t at = from; at != to; ++count) {
            const std::size_t direction = routing.next(at, datagram);
            if (direction == Routing::kNowhere)
                return 1000;
            const LabLink& link = net.lab.links[direction / 2];
            const std::string& next = direction % 2 == 0 ? link.to : link.from;
            at = static_cast<std::size_t>(std::stoi(next.substr(1)));
        }
        return count;
    }
};

QTEST_GUILESS_MAIN(RoutingTest)
#include "routing_test.moc"
