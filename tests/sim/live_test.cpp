// Live worlds without a kernel: two of them, joined by a cable, with a clock that we turn.
#include <QTest>

#include <deque>

#include "all_plugins.h"
#include "sim/live.h"
#include "support/trace_count.h"

using namespace tcplab;

namespace {

// One end of a cable. What is sent into one end is received from the other.
class CableEnd : public PacketIo {
public:
    explicit CableEnd(LinkLayer layer) : layer_(layer) {}
    void plugInto(CableEnd& other) { other_ = &other; }

    tl::expected<void, Refusal> open() override { return {}; }
    LinkLayer linkLayer() const override { return layer_; }
    bool wait(Duration) override { return !arrived_.empty(); }
    std::optional<Octets> receive() override
    {
        if (arrived_.empty())
            return std::nullopt;
        Octets packet = std::move(arrived_.front());
        arrived_.pop_front();
        return packet;
    }
    bool send(OctetView packet) override
    {
        if (other_)
            other_->arrived_.emplace_back(packet.begin(), packet.end());
        return other_ != nullptr;
    }
    void close() override {}
    bool empty() const { return arrived_.empty(); }

private:
    LinkLayer layer_;
    CableEnd* other_ = nullptr;
    std::deque<Octets> arrived_;
};

PluginUse fetch(std::string what)
{
    return {"app_http", {{"role", {std::string("client")}}, {"get", {std::move(what)}}, {"expectPattern", {true}}}};
}

LiveSetup setupFor(std::uint32_t address, std::vector<PluginUse> apps)
{
    LiveSetup setup;
    setup.host = {"engine", {address}, 1500, {"engine_tcp", {}}, std::move(apps)};
    return setup;
}

// A client at 10.0.0.1 that fetches from a server at 10.0.0.2.
class Pair {
public:
    explicit Pair(LinkLayer layer, std::vector<PluginUse> clientInbound = {}, std::vector<PluginUse> serverOutbound = {})
        : clientEnd_(layer), serverEnd_(layer)
    {
        clientEnd_.plugInto(serverEnd_);
        serverEnd_.plugInto(clientEnd_);
        LiveSetup setup = setupFor(0x0a000001, {fetch("10.0.0.2:80/bytes/100000")});
        setup.inbound = std::move(clientInbound);
        client_ = LiveWorld::create(setup, clientEnd_, allPlugins()).value();
        LiveSetup serverSetup = setupFor(0x0a000002, {{"app_http", {}}});
        serverSetup.outbound = std::move(serverOutbound);
        server_ = LiveWorld::create(serverSetup, serverEnd_, allPlugins()).value();
    }

    // Until the client is done; 100 s at most.
    void play()
    {
        server_->start(now_);
        client_->start(now_);
        while (!client_->host().finished() && now_ < kStart + 100s) {
            server_->poll(now_);
            client_->poll(now_);
            if (!clientEnd_.empty() || !serverEnd_.empty())
                continue;
            const Instant wake = std::min(client_->nextWake(), server_->nextWake());
            now_ = std::max(now_ + 1us, wake == kNever ? now_ : wake);
        }
    }

    LiveWorld& client() { return *client_; }
    const Trace& serverTrace() const { return *server_->trace(); }
    const Trace& clientTrace() const { return *client_->trace(); }
    std::uint64_t delivered() const
    {
        std::uint64_t total = 0;
        const Trace& trace = clientTrace();
        for (std::size_t i = 0; i < trace.size(); ++i)
            if (const auto* bytes = std::get_if<BytesDelivered>(&trace[i].body))
                total = bytes->total;
        return total;
    }

private:
    CableEnd clientEnd_, serverEnd_;
    std::unique_ptr<LiveWorld> client_, server_;
    Instant now_{};
};

}  // namespace

class LiveTest : public QObject {
    Q_OBJECT
private slots:
    void fetchesOverACable_data();
    void fetchesOverACable();
    void survivesLossByTheLabsOwnStage();
    void learnsTheMtuOfItsOwnStages();
    void everyEventHasItsPlace();
    void theWitnessSeesEveryFrame();
    void saysThatTheDoorTakesNothing();
    void tellsTheProgramThatNobodyAnswers();
    void namesMissingPlugins();
    void noLessonIsTakenOutside();
    void runStopsWhenTold();
};

void LiveTest::fetchesOverACable_data()
{
    QTest::addColumn<int>("layer");
    QTest::newRow("frames") << int(LinkLayer::Ethernet);
    QTest::newRow("datagrams") << int(LinkLayer::Ip);
}

void LiveTest::fetchesOverACable()
{
    QFETCH(int, layer);
    Pair pair{LinkLayer(layer)};
    pair.play();
    QVERIFY(pair.client().host().finished());
    QVERIFY(pair.delivered() > 100'000);
    QCOMPARE(countOf<PacketSent>(pair.clientTrace(), Rule::ArpAsks), std::size_t(layer == int(LinkLayer::Ethernet)));
}

void LiveTest::survivesLossByTheLabsOwnStage()
{
    Pair pair(LinkLayer::Ethernet, {{"link_loss", {{"probability", {0.1}}}}});
    pair.play();
    QVERIFY(pair.delivered() > 100'000);
    QVERIFY(countOf<PacketDropped>(pair.clientTrace(), Rule::LinkLoses) > 2);
}

void LiveTest::learnsTheMtuOfItsOwnStages()
{
    Pair pair(LinkLayer::Ethernet, {}, {{"link_mtu", {{"mtu", {std::string("1000 B")}}}}});
    pair.play();
    QVERIFY(pair.delivered() > 100'000);
    const std::size_t tooBig = countOf<PacketDropped>(pair.serverTrace(), Rule::LinkTooBig);
    QVERIFY(tooBig > 0 && tooBig <= 10);  // the first window
}

void LiveTest::everyEventHasItsPlace()
{
    Pair pair{LinkLayer::Ethernet};
    pair.play();
    const Trace& trace = pair.clientTrace();
    QCOMPARE(trace.hostCount(), std::size_t{2});
    QCOMPARE(trace.host(HostId(1)).name, std::string("10.0.0.2"));
    std::size_t arrivals = 0;
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const Event& event = trace[i];
        QVERIFY(event.host.valid());
        QVERIFY(i == 0 || trace[i - 1].at <= event.at);
        if (std::holds_alternative<PacketSent>(event.body) && event.host == HostId(1))
            QVERIFY(event.rule == Rule::Observed);
        if (const auto* arrived = std::get_if<PacketArrived>(&event.body)) {
            ++arrivals;
            QVERIFY(trace[arrived->sent].host != event.host);
            QCOMPARE(arrived->packet, std::get<PacketSent>(trace[arrived->sent].body).packet);
        }
    }
    QVERIFY(arrivals > 70);
}

void LiveTest::theWitnessSeesEveryFrame()
{
    Pair pair{LinkLayer::Ethernet};
    std::size_t arp = 0, ip = 0;
    pair.client().setWitness(
        [&](Instant, OctetView frame) { ++(wire::parseEthernet(frame)->etherType == wire::kEtherTypeArp ? arp : ip); });
    pair.play();
    QCOMPARE(arp, std::size_t{2});
    QCOMPARE(arp + ip, countOf<PacketArrived>(pair.clientTrace(), Rule::LinkDelivers));
}

void LiveTest::saysThatTheDoorTakesNothing()
{
    CableEnd loose(LinkLayer::Ip);
    const auto world = LiveWorld::create(setupFor(0x0a000001, {fetch("10.0.0.2:80/")}), loose, allPlugins()).value();
    world->start(kStart);
    QCOMPARE(countOf<PacketDropped>(*world->trace(), Rule::DoorRefuses), std::size_t{1});
}

// As Linux: three questions, a second apart, and the SYN comes back.
void LiveTest::tellsTheProgramThatNobodyAnswers()
{
    CableEnd end(LinkLayer::Ethernet), nobody(LinkLayer::Ethernet);
    end.plugInto(nobody);
    const ValueMap connect{{"call", Value{std::string("connect")}}, {"to", Value{std::string("10.0.0.9:80")}}};
    LiveSetup setup = setupFor(0x0a000001, {{"app_script", {{"calls", Value{ValueList{Value{connect}}}}}}});
    setup.host.engine.parameters = {{"profile", Value{std::string("linux")}}};
    const auto world = LiveWorld::create(setup, end, allPlugins()).value();
    world->start(kStart);
    Instant now = kStart;
    for (; !world->host().finished() && now < kStart + 100s; now = std::max(now + 1us, world->nextWake()))
        world->poll(now);
    QVERIFY(countOf<PacketSent>(*world->trace(), Rule::ArpAsks) >= 3);  // and for a SYN that goes out again at that instant
    QCOMPARE(countOf<StateChanged>(*world->trace(), Rule::IcmpEndsOpening), std::size_t{1});
    for (std::size_t i = 0; i < world->trace()->size(); ++i)
        if (const auto* returned = std::get_if<CallReturned>(&(*world->trace())[i].body); returned && returned->error != 0) {
            QCOMPARE(static_cast<Errno>(returned->error), Errno::HostUnreachable);
            QCOMPARE((*world->trace())[i].at, kStart + 3s);
        }
}

void LiveTest::namesMissingPlugins()
{
    CableEnd loose(LinkLayer::Ip);
    LiveSetup setup = setupFor(0x0a000001, {});
    setup.outbound = {{"link_delay", {}}, {"link_magic", {}}};
    const auto world = LiveWorld::create(setup, loose, allPlugins());
    QVERIFY(!world);
    QCOMPARE(world.error().path, std::string("/outbound/1/plugin"));
    setup.outbound = {};
    setup.host.engine.plugin = "engine_magic";
    QCOMPARE(LiveWorld::create(setup, loose, allPlugins()).error().path, std::string("/host/engine/plugin"));
}

// Neither by the lab's words nor, later, by a program on one of its sockets.
void LiveTest::noLessonIsTakenOutside()
{
    CableEnd end(LinkLayer::Ip);
    LiveSetup setup = setupFor(0x0a000001, {});
    setup.host.engine.parameters = {{"noPaws", {true}}};
    const auto refused = LiveWorld::create(setup, end, allPlugins());
    QVERIFY(!refused);
    QCOMPARE(refused.error().path, std::string("/host/engine/parameters/noPaws"));
    setup.host.engine.parameters = {};
    const auto world = LiveWorld::create(setup, end, allPlugins()).value();
    Engine& engine = world->host().engine();
    const SocketId socket(static_cast<std::uint32_t>(engine.socket({kStart, {}}, SocketType::Stream).value));
    QCOMPARE(engine.setCongestionControl({kStart, {}}, socket, "cc_none").error, Errno::NotPermitted);
    QCOMPARE(engine.setCongestionControl({kStart, {}}, socket, "cc_vegas").error, Errno::None);
}

void LiveTest::runStopsWhenTold()
{
    CableEnd loose(LinkLayer::Ip);
    const auto world = LiveWorld::create(setupFor(0x0a000001, {fetch("10.0.0.2:80/")}), loose, allPlugins()).value();
    Instant now{};
    int polls = 0;
    world->run([&] { return now += 50ms; }, [&] { return ++polls > 100; });
    QVERIFY(countOf<PacketSent>(*world->trace(), Rule::TcpSynRetransmit) >= 2);
    QVERIFY(world->trace()->end() > kStart + 2s);
}

QTEST_GUILESS_MAIN(LiveTest)
#include "live_test.moc"
