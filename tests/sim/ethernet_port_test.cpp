// Ethernet and ARP of one host: questions, answers, patience and its end.
#include <QTest>

#include "sim/ethernet_port.h"

using namespace tcplab;
using wire::ArpMessage;
using wire::NeighbourMessage;

namespace {

constexpr MacAddress kOurs{{2, 0, 10, 0, 0, 2}}, kTheirs{{2, 0, 10, 0, 0, 1}}, kNobody{{2, 9, 9, 9, 9, 9}};
constexpr Ipv4Address kHere{0x0a000002}, kThere{0x0a000001}, kElsewhere{0xc0a80001};
const Ipv6Address kHere6 = *parseIpv6("fd00::2"), kThere6 = *parseIpv6("fd00::1"), kElsewhere6 = *parseIpv6("2001:db8::1");

Octets datagramTo(const IpAddress& destination)
{
    wire::IpFields fields;
    fields.source = destination.isV4() ? IpAddress(kHere) : kHere6;
    fields.destination = destination;
    fields.protocol = wire::kProtocolUdp;
    Octets octets(wire::ipHeaderOctets(wire::versionOf(destination)) + 1);
    wire::emitIp(fields, 1, octets.data());
    return octets;
}

class Port {
public:
    explicit Port(std::optional<Ipv4Address> gateway = {})
        : host_(recorder_.addHost("here", kHere)), port_({{host_, {}, kOurs, kHere, kHere6}, 24, gateway}, recorder_)
    {}

    EthernetPort* operator->() { return &port_; }

    EventId send(Instant now, const IpAddress& destination)
    {
        const Octets datagram = datagramTo(destination);
        const EventId sent = recorder_.packetSent(now, {host_}, {Rule::TcpSendData}, datagram);
        port_.send(now, {datagram, sent});
        return sent;
    }
    std::optional<Octets> arp(Instant now, ArpMessage::Operation operation, const MacAddress& from, Ipv4Address sender, Ipv4Address target,
                              const MacAddress& to = kBroadcast)
    {
        return port_.frameArrived(
            now, wire::emitEthernet({to, from, wire::kEtherTypeArp, wire::emitArp({operation, from, sender, kOurs, target})}));
    }
    // Neighbour discovery from fd00::1, or from whomever.
    std::optional<Octets> neighbour(Instant now, const wire::NeighbourMessage& message, const Ipv6Address& source = kThere6)
    {
        const Ipv6Address group = wire::solicitedNodeGroup(kHere6);
        const bool question = message.kind == NeighbourMessage::Kind::Solicitation;
        return port_.frameArrived(now, wire::emitEthernet({question ? wire::groupMac(group) : kOurs, kTheirs, wire::kEtherTypeIpv6,
                                                           wire::emitNeighbour(message, source, question ? group : kHere6)}));
    }
    void reply(Instant now) { arp(now, ArpMessage::Operation::Reply, kTheirs, kThere, kHere, kOurs); }

    static QString neighbourText(const wire::EthernetFrame& ethernet)
    {
        const auto ip = wire::parseIp(ethernet.payload);
        const auto icmp = ip->protocol == wire::kProtocolIcmpv6 ? wire::parseIcmp(ip->payload, ip->source, ip->destination)
                                                                : tl::unexpected(wire::Malformed::Type);
        const auto message = icmp ? wire::parseNeighbour(*icmp) : tl::unexpected(wire::Malformed::Type);
        if (!message)
            return "ip ";
        const bool question = message->kind == NeighbourMessage::Kind::Solicitation;
        return (question ? "nd? " : message->solicited ? "nd! " : "nd. ") + QString::fromStdString(format(message->target)) + " to ";
    }

    // All frames that are ready, as texts: "arp? 10.0.0.1", "arp! 10.0.0.1", "nd? fd00::1 to 3333ff000001", "ip 02000a000001".
    QStringList frames()
    {
        QStringList texts;
        while (const auto frame = port_.nextFrame()) {
            const auto ethernet = wire::parseEthernet(frame->octets).value();
            if (const auto message =
                    ethernet.etherType == wire::kEtherTypeArp ? wire::parseArp(ethernet.payload) : tl::unexpected(wire::Malformed::Type))
                texts << (message->operation == ArpMessage::Operation::Request ? "arp? " : "arp! ") +
                             QString::fromStdString(format(message->targetAddress));
            else
                texts << neighbourText(ethernet) + QByteArray(reinterpret_cast<const char*>(ethernet.destination.octets.data()), 6).toHex();
        }
        return texts;
    }
    // When what left that had waited.
    std::vector<std::pair<Instant, EventId>> altered() const
    {
        std::vector<std::pair<Instant, EventId>> found;
        for (std::size_t i = 0; i < trace_->size(); ++i)
            if (const auto* altered = std::get_if<PacketAltered>(&(*trace_)[i].body))
                found.emplace_back((*trace_)[i].at, altered->sent);
        return found;
    }
    QStringList drops() const
    {
        QStringList rules;
        for (std::size_t i = 0; i < trace_->size(); ++i)
            if (std::holds_alternative<PacketDropped>((*trace_)[i].body))
                rules << QString::fromUtf8(textOf((*trace_)[i].rule).name.data());
        return rules;
    }

private:
    std::unique_ptr<Trace> trace_ = std::make_unique<Trace>();
    Recorder recorder_{*trace_};
    HostId host_;
    EthernetPort port_;
};

const QString kToThem = "ip 02000a000001";

}  // namespace

class EthernetPortTest : public QObject {
    Q_OBJECT
private slots:
    void asksOnceAndSendsInOrderWhenAnswered();
    void asksThreeTimesThenDrops();
    void forgetsAfterAMinute();
    void aQuestionForUsIsAnsweredAndTeaches();
    void aQuestionForOthersTeachesNothing();
    void otherNetworksAreBehindTheGateway();
    void withoutAGatewayAsksDirectly();
    void tooManyWaitingAreDropped();
    void handsUpWhatIsForUsWithoutPadding();
    void ignoresWhatIsForOthers();
    void aFloodOfNeighboursIsForgotten();
    void theLatestIsKept();
    void whatHasWaitedIsTold();
    void aDownHostForgets();
    void asksForAnIpv6Neighbour();
    void anIpv6NeighbourIsChecked();
    void whoOnlyAskedIsChecked();
    void anIpv6QuestionIsAnsweredAndTeaches();
    void whoTestsWhetherOurAddressIsFreeIsTold();
    void answersThatNobodyAskedForTeachNothing();
    void discoveryFromAfarIsNotBelieved();
    void handsUpIpv6();
};

void EthernetPortTest::asksOnceAndSendsInOrderWhenAnswered()
{
    Port port;
    port.send(kStart, kThere);
    port.send(kStart, kThere);
    QCOMPARE(port.frames(), QStringList{"arp? 10.0.0.1"});
    port.reply(kStart + 5ms);
    QCOMPARE(port.frames(), QStringList({kToThem, kToThem}));
    QVERIFY(port->nextWake() == kNever);
    port.send(kStart + 6ms, kThere);
    QCOMPARE(port.frames(), QStringList{kToThem});
}

void EthernetPortTest::asksThreeTimesThenDrops()
{
    Port port;
    port.send(kStart, kThere);
    QVERIFY(port->nextWake() == kStart + 1s);
    port->timeHasCome(kStart + 999ms);
    QCOMPARE(port.frames().size(), 1);
    port->timeHasCome(kStart + 1s);
    port->timeHasCome(kStart + 2s);
    QCOMPARE(port.frames(), QStringList({"arp? 10.0.0.1", "arp? 10.0.0.1"}));
    QCOMPARE(port.drops(), QStringList());
    port->timeHasCome(kStart + 3s);
    QCOMPARE(port.frames(), QStringList());
    QCOMPARE(port.drops(), QStringList{"arp.unanswered"});
    QVERIFY(port->nextWake() == kNever);
}

void EthernetPortTest::forgetsAfterAMinute()
{
    Port port;
    port.send(kStart, kThere);
    port.reply(kStart);
    port.frames();
    port.send(kStart + 59s, kThere);
    QCOMPARE(port.frames(), QStringList{kToThem});
    port.send(kStart + 60s, kThere);
    QCOMPARE(port.frames(), QStringList{"arp? 10.0.0.1"});
}

void EthernetPortTest::aQuestionForUsIsAnsweredAndTeaches()
{
    Port port;
    port.arp(kStart, ArpMessage::Operation::Request, kTheirs, kThere, kHere);
    QCOMPARE(port.frames(), QStringList{"arp! 10.0.0.1"});
    port.send(kStart, kThere);
    QCOMPARE(port.frames(), QStringList{kToThem});
}

void EthernetPortTest::aQuestionForOthersTeachesNothing()
{
    Port port;
    port.arp(kStart, ArpMessage::Operation::Request, kTheirs, kThere, kElsewhere);
    QCOMPARE(port.frames(), QStringList());
    port.send(kStart, kThere);
    QCOMPARE(port.frames(), QStringList{"arp? 10.0.0.1"});
}

void EthernetPortTest::otherNetworksAreBehindTheGateway()
{
    Port port(kThere);
    port.send(kStart, kElsewhere);
    QCOMPARE(port.frames(), QStringList{"arp? 10.0.0.1"});
    port.reply(kStart);
    QCOMPARE(port.frames(), QStringList{kToThem});
}

void EthernetPortTest::withoutAGatewayAsksDirectly()
{
    Port port;
    port.send(kStart, kElsewhere);
    QCOMPARE(port.frames(), QStringList{"arp? 192.168.0.1"});
}

void EthernetPortTest::tooManyWaitingAreDropped()
{
    Port port;
    for (std::size_t i = 0; i < AddressResolution::kWaitingMax + 3; ++i)
        port.send(kStart, kThere);
    QCOMPARE(port.drops().size(), 3);
    port.reply(kStart);
    port.frames();
    for (std::size_t i = 0; i < AddressResolution::kWaitingMax; ++i)
        port.send(kStart, kElsewhere);
    QCOMPARE(port.drops().size(), 3);
}

// RFC 1122 §2.3.2.2.
void EthernetPortTest::theLatestIsKept()
{
    Port port;
    const EventId first = port.send(kStart, kThere);
    EventId last{};
    for (std::size_t i = 0; i < AddressResolution::kWaitingMax; ++i)
        last = port.send(kStart, kThere);
    QCOMPARE(port.drops(), QStringList{"neighbour.queue-full"});
    port.frames();
    port.reply(kStart);
    std::vector<EventId> sent;
    while (const auto frame = port->nextFrame())
        sent.push_back(frame->sent);
    QCOMPARE(sent.size(), AddressResolution::kWaitingMax);
    QVERIFY(sent.back() == last && std::find(sent.begin(), sent.end(), first) == sent.end());
}

void EthernetPortTest::whatHasWaitedIsTold()
{
    Port port;
    const EventId waited = port.send(kStart, kThere);
    port.reply(kStart + 5ms);
    port.send(kStart + 6ms, kThere);
    const auto altered = port.altered();
    QCOMPARE(altered.size(), std::size_t{1});
    QVERIFY(altered.front().first == kStart + 5ms && altered.front().second == waited);
}

void EthernetPortTest::aDownHostForgets()
{
    Trace trace;
    Recorder recorder(trace);
    const HostId host = recorder.addHost("here", kHere);
    AddressResolution resolution({host, {}, kOurs, kHere, kHere6}, recorder);
    const Octets datagram = datagramTo(kThere);
    const EventId sent = recorder.packetSent(kStart, {host}, {Rule::TcpSendData}, datagram);
    resolution.send(kStart, kThere, {datagram, sent});
    resolution.loseAll(kStart + 1ms, {Rule::HostCrash, sent});
    QVERIFY(resolution.nextWake() == kNever && !resolution.next() && !resolution.nextUnanswered());
    QVERIFY(trace[trace.size() - 1].rule == Rule::HostCrash && std::get<PacketDropped>(trace[trace.size() - 1].body).sent == sent);
}

void EthernetPortTest::handsUpWhatIsForUsWithoutPadding()
{
    Port port;
    const Octets datagram = datagramTo(kHere);
    Octets padded = datagram;
    padded.resize(46);
    for (const MacAddress& to : {kOurs, kBroadcast})
        QVERIFY(port->frameArrived(kStart, wire::emitEthernet({to, kTheirs, wire::kEtherTypeIpv4, padded})) == datagram);
    padded[0] = 0;  // no datagram: the stack shall see it as it is
    QVERIFY(port->frameArrived(kStart, wire::emitEthernet({kOurs, kTheirs, wire::kEtherTypeIpv4, padded})) == padded);
}

void EthernetPortTest::ignoresWhatIsForOthers()
{
    Port port;
    const Octets datagram = datagramTo(kHere);
    QVERIFY(!port->frameArrived(kStart, wire::emitEthernet({kNobody, kTheirs, wire::kEtherTypeIpv4, datagram})));
    QVERIFY(!port->frameArrived(kStart, wire::emitEthernet({kOurs, kTheirs, 0x88cc, datagram})));
    QVERIFY(!port->frameArrived(kStart, {}));
    QVERIFY(!port->frameArrived(kStart, wire::emitEthernet({kOurs, kTheirs, wire::kEtherTypeArp, {}})));
    port.arp(kStart, ArpMessage::Operation::Request, kTheirs, kHere, kHere);  // somebody else claims our address
    QCOMPARE(port.frames(), QStringList());
}

void EthernetPortTest::aFloodOfNeighboursIsForgotten()
{
    Port port;
    port.arp(kStart, ArpMessage::Operation::Request, kTheirs, kThere, kHere);
    for (std::uint32_t i = 0; i < AddressResolution::kEntriesMax; ++i)
        port.arp(kStart + 1s, ArpMessage::Operation::Request, kNobody, {0x0a000100 + i}, kHere);
    port.frames();
    port.send(kStart + 2s, kThere);
    QCOMPARE(port.frames(), QStringList{"arp? 10.0.0.1"});
    port.send(kStart + 2s, Ipv4Address{0x0a000100});
    QCOMPARE(port.frames(), QStringList{"ip 020909090909"});
}

void EthernetPortTest::asksForAnIpv6Neighbour()
{
    Port port(kThere);
    port.send(kStart, kElsewhere6);
    QCOMPARE(port.frames(), QStringList{"nd? 2001:db8::1 to 3333ff000001"});
    port->timeHasCome(kStart + 1s);
    port->timeHasCome(kStart + 2s);
    port->timeHasCome(kStart + 3s);
    QCOMPARE(port.frames().size(), 2);
    QCOMPARE(port.drops(), QStringList{"neighbour.unanswered"});

    port.send(kStart + 4s, kThere6);
    port.frames();
    QVERIFY(!port.neighbour(kStart + 5s, {NeighbourMessage::Kind::Advertisement, kThere6, kTheirs, true, true}));
    QCOMPARE(port.frames(), QStringList{kToThem});
}

// RFC 4861 §7.3.3: after 30 s the entry is still used; five seconds later it is asked itself, three times, and then forgotten.
void EthernetPortTest::anIpv6NeighbourIsChecked()
{
    Port port;
    const auto tells = [&](Instant now) { port.neighbour(now, {NeighbourMessage::Kind::Advertisement, kThere6, kTheirs, true, true}); };
    port.send(kStart, kThere6);
    port.frames();
    tells(kStart);
    port.frames();
    port.send(kStart + 29s, kThere6);
    QVERIFY(port->nextWake() == kNever);
    port.send(kStart + 30s, kThere6);
    QCOMPARE(port.frames(), QStringList({kToThem, kToThem}));
    QVERIFY(port->nextWake() == kStart + 35s);
    port->timeHasCome(kStart + 35s);
    QCOMPARE(port.frames(), QStringList{"nd? fd00::1 to 02000a000001"});
    tells(kStart + 35s);
    QVERIFY(port->nextWake() == kNever);

    port.send(kStart + 65s, kThere6);
    port.frames();
    for (const Duration when : {70s, 71s, 72s})
        port->timeHasCome(kStart + when);
    QCOMPARE(port.frames().size(), 3);
    port.send(kStart + 72s, kThere6);
    QCOMPARE(port.frames(), QStringList{kToThem});
    port->timeHasCome(kStart + 73s);
    port.send(kStart + 73s, kThere6);
    QCOMPARE(port.frames(), QStringList{"nd? fd00::1 to 3333ff000001"});
}

// RFC 4861 §7.2.3: that somebody asks does not tell that it hears us.
void EthernetPortTest::whoOnlyAskedIsChecked()
{
    Port port;
    port.neighbour(kStart, {NeighbourMessage::Kind::Solicitation, kHere6, kTheirs});
    port.frames();
    port.send(kStart + 1s, kThere6);
    QVERIFY(port->nextWake() == kStart + 6s);
}

void EthernetPortTest::anIpv6QuestionIsAnsweredAndTeaches()
{
    Port port;
    QVERIFY(!port.neighbour(kStart, {NeighbourMessage::Kind::Solicitation, kHere6, kTheirs}));
    QCOMPARE(port.frames(), QStringList{"nd! fd00::2 to 02000a000001"});
    port.send(kStart, kThere6);
    QCOMPARE(port.frames(), QStringList{kToThem});
    port.neighbour(kStart, {NeighbourMessage::Kind::Solicitation, kThere6, kTheirs});
    QCOMPARE(port.frames(), QStringList());
}

// RFC 4862 §5.4.3
void EthernetPortTest::whoTestsWhetherOurAddressIsFreeIsTold()
{
    Port port;
    port.neighbour(kStart, {NeighbourMessage::Kind::Solicitation, kHere6, std::nullopt}, Ipv6Address{});
    QCOMPARE(port.frames(), QStringList{"nd. fd00::2 to 333300000001"});
}

void EthernetPortTest::answersThatNobodyAskedForTeachNothing()
{
    Port port;
    port.neighbour(kStart, {NeighbourMessage::Kind::Advertisement, kThere6, kTheirs, true, true});
    port.send(kStart, kThere6);
    QCOMPARE(port.frames(), QStringList{"nd? fd00::1 to 3333ff000001"});
    port.neighbour(kStart, {NeighbourMessage::Kind::Advertisement, kThere6, kTheirs, true, false});
    QCOMPARE(port.frames(), QStringList{kToThem});
    port.neighbour(kStart, {NeighbourMessage::Kind::Advertisement, kThere6, kNobody, true, false});
    port.send(kStart, kThere6);
    QCOMPARE(port.frames(), QStringList{kToThem});
    port.neighbour(kStart, {NeighbourMessage::Kind::Advertisement, kThere6, kNobody, true, true});
    port.send(kStart, kThere6);
    QCOMPARE(port.frames(), QStringList{"ip 020909090909"});
}

// RFC 4861 §7.1.1: a hop limit below 255 came over a router.
void EthernetPortTest::discoveryFromAfarIsNotBelieved()
{
    Port port;
    Octets datagram = wire::emitNeighbour({NeighbourMessage::Kind::Solicitation, kHere6, kTheirs}, kThere6, kHere6);
    datagram[7] = 254;
    QVERIFY(port->frameArrived(kStart, wire::emitEthernet({kOurs, kTheirs, wire::kEtherTypeIpv6, datagram})) == datagram);
    QCOMPARE(port.frames(), QStringList());
}

void EthernetPortTest::handsUpIpv6()
{
    Port port;
    const Octets datagram = datagramTo(kHere6);
    Octets padded = datagram;
    padded.resize(60);
    for (const MacAddress& to : {kOurs, wire::groupMac(wire::kAllNodes)})
        QVERIFY(port->frameArrived(kStart, wire::emitEthernet({to, kTheirs, wire::kEtherTypeIpv6, padded})) == datagram);
    const MacAddress otherGroup = wire::groupMac(*parseIpv6("ff02::fb"));
    QVERIFY(!port->frameArrived(kStart, wire::emitEthernet({otherGroup, kTheirs, wire::kEtherTypeIpv6, padded})));
}

QTEST_GUILESS_MAIN(EthernetPortTest)
#include "ethernet_port_test.moc"
