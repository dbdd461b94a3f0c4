// Lab → Trace: the same every time, and honest about what it cannot run.
#include <algorithm>

#include <QTest>

#include "all_plugins.h"
#include "sim/run.h"

using namespace tcplab;

namespace {

PluginUse use(std::string plugin, ValueMap parameters = {}) { return {std::move(plugin), std::move(parameters)}; }
Value text(std::string value) { return Value{std::move(value)}; }
Value number(std::int64_t value) { return Value{value}; }

PluginUse script(std::vector<ValueMap> calls)
{
    ValueList list;
    for (auto& call : calls)
        list.push_back(Value{std::move(call)});
    return use("app_script", {{"calls", Value{std::move(list)}}});
}

// A client that sends `octets` to a server over 20 ms each way and closes.
Lab transfer(std::int64_t octets)
{
    Lab lab;
    lab.duration = 100s;
    LabHost client{"client", Ipv4Address{0x0a000001}, 1500, use("engine_tcp"), {}};
    client.apps = {script({{{"call", text("connect")}, {"to", text("server:80")}},
                           {{"call", text("send")}, {"bytes", number(octets)}},
                           {{"call", text("close")}}})};
    LabHost server{"server", Ipv4Address{0x0a000002}, 1500, use("engine_tcp"), {}};
    server.apps = {script({{{"call", text("listen")}, {"port", number(80)}},
                           {{"call", text("accept")}, {"as", text("c")}},
                           {{"call", text("receiveAll")}, {"socket", text("c")}},
                           {{"call", text("close")}, {"socket", text("c")}}})};
    lab.hosts = {client, server};
    const PluginUse delay = use("link_delay", {{"delay", text("20 ms")}});
    lab.links = {{"client", "server", {delay}, {delay}}};
    return lab;
}

LabEdit loseFromClient(wire::TcpFlags flags, std::int64_t nth)
{
    LabEdit edit;
    edit.segment.from = "client";
    edit.segment.to = "server";
    edit.segment.flags = flags;
    edit.segment.nth = nth;
    return edit;
}

template <class Body>
std::vector<const Event*> all(const Trace& trace)
{
    std::vector<const Event*> events;
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (std::holds_alternative<Body>(trace[i].body))
            events.push_back(&trace[i]);
    return events;
}

std::uint64_t delivered(const Trace& trace)
{
    const auto events = all<BytesDelivered>(trace);
    return events.empty() ? 0 : std::get<BytesDelivered>(events.back()->body).total;
}

}  // namespace

class RunTest : public QObject {
    Q_OBJECT
private slots:
    void theSameLabGivesTheSameTrace()
    {
        const Lab lab = transfer(100'000);
        const auto first = run(lab, allPlugins());
        const auto second = run(lab, allPlugins());
        QVERIFY(first && second);
        QCOMPARE(fingerprint(*first->trace), fingerprint(*second->trace));
        QCOMPARE(delivered(*first->trace), std::uint64_t{100'000});
    }

    void anotherSeedGivesAnotherTrace()
    {
        const Lab lab = transfer(1000);
        RunOptions other;
        other.seed = 2;
        QVERIFY(fingerprint(*run(lab, allPlugins())->trace) != fingerprint(*run(lab, allPlugins(), other)->trace));
    }

    void anEditLosesExactlyItsSegment()
    {
        Lab lab = transfer(1000);
        lab.edits = {loseFromClient(wire::TcpFlags(wire::TcpFlags::kSyn), 1)};
        const auto result = run(lab, allPlugins());
        const auto drops = all<PacketDropped>(*result->trace);
        QCOMPARE(drops.size(), std::size_t{1});
        QCOMPARE(drops[0]->rule, Rule::EditLoses);
        QCOMPARE(drops[0]->at, kStart + 20ms);  // on its way, not at the sender
        QCOMPARE(result->editHits, std::vector<std::uint64_t>{1});
        QCOMPARE(delivered(*result->trace), std::uint64_t{1000});
    }

    // A link without a stage.
    void aDirectLinkTakesNoTime()
    {
        Lab lab = transfer(100'000);
        lab.links = {{"client", "server", {}, {}}};
        const auto result = run(lab, allPlugins());
        for (const Event* arrived : all<PacketArrived>(*result->trace))
            QCOMPARE(arrived->at, (*result->trace)[std::get<PacketArrived>(arrived->body).sent].at);
        QCOMPARE(delivered(*result->trace), std::uint64_t{100'000});
    }

    // The link comes back, the client sends, and before the datagram has arrived the link is cut again: all in one instant.
    void whatIsCrossingADirectLinkIsLostWithIt()
    {
        const auto event = [](LabEvent::What what, Duration at) {
            LabEvent made;
            made.at = at;
            made.what = what;
            return made;
        };
        Lab lab = transfer(1000);
        lab.links = {{"client", "server", {}, {}}};
        lab.hosts[0].apps = {script({{{"call", text("bind")}, {"port", number(5000)}, {"at", text("5 ms")}},
                                     {{"call", text("connect")}, {"to", text("server:80")}, {"at", text("10 ms")}}})};
        lab.events = {event(LabEvent::What::Cut, 0ms), event(LabEvent::What::Return, 10ms), event(LabEvent::What::Cut, 10ms),
                      event(LabEvent::What::Return, 20ms)};
        const auto result = run(lab, allPlugins());
        const auto drops = all<PacketDropped>(*result->trace);
        QCOMPARE(drops.size(), std::size_t{1});
        QCOMPARE(drops[0]->rule, Rule::LinkCut);
        QCOMPARE(drops[0]->at, kStart + 10ms);
        const auto sent = all<PacketSent>(*result->trace);
        QVERIFY(sent.size() > 2);
        QCOMPARE(std::get<PacketSent>(sent[1]->body).transmission, std::uint16_t{2});  // the SYN again, a second later, and all is well
        QCOMPARE(all<PacketArrived>(*result->trace).size(), sent.size() - 1);
    }

    // Checksums that hold are not computed again on the way in; those of a damaged datagram are.
    void damageIsFoundByTheChecksum()
    {
        Lab lab = transfer(100'000);
        const PluginUse damage = use("link_damage", {{"probability", Value{0.2}}});
        lab.links[0].forward.push_back(damage);
        const auto result = run(lab, allPlugins());
        const auto drops = all<PacketDropped>(*result->trace);
        QVERIFY(std::count_if(drops.begin(), drops.end(), [](const Event* drop) { return drop->rule == Rule::TcpChecksum; }) > 5);
        QCOMPARE(delivered(*result->trace), std::uint64_t{100'000});
    }

    // What a program sends stays in its source until somebody looks: what comes is the same, whatever happens on the way, and also when
    // the Trace keeps no payload any more.
    void whatNobodyHasLookedAtArrivesAsItWasSent()
    {
        Lab lab = transfer(20'000'000);
        lab.hosts[1].apps = {use("app_services", {{"service", text("discard")}, {"port", number(80)}})};  // which looks
        const PluginUse wide = use("link_delay", {{"delay", text("1 ms")}});
        lab.links[0].forward = {use("link_reorder", {{"probability", Value{0.05}}}), use("link_duplicate", {{"probability", Value{0.01}}}),
                                use("link_loss", {{"probability", Value{0.001}}}), use("link_damage", {{"probability", Value{0.001}}}),
                                wide};
        lab.links[0].backward = {wide};
        const auto result = run(lab, allPlugins());
        const auto accepted = all<BytesAccepted>(*result->trace), taken = all<BytesDelivered>(*result->trace);
        QCOMPARE(delivered(*result->trace), std::uint64_t{20'000'000});
        QCOMPARE(std::get<BytesDelivered>(taken.back()->body).stream, std::get<BytesAccepted>(accepted.back()->body).stream);
    }

    void anEditMaySpeakInRelativeNumbers()
    {
        Lab lab = transfer(5000);
        LabEdit edit = loseFromClient({}, 1);
        edit.segment.flags.reset();
        edit.segment.seq = 1449;
        edit.segment.length = 1448;
        lab.edits = {edit};
        const auto result = run(lab, allPlugins());
        QCOMPARE(result->editHits, std::vector<std::uint64_t>{1});
        QCOMPARE(delivered(*result->trace), std::uint64_t{5000});
        // every one of them: the connection is given up in the end, and nothing hangs
        lab.edits[0].segment.nth = 0;
        lab.duration = 2000s;
        const auto lost = run(lab, allPlugins());
        QCOMPARE(lost->editHits[0], std::uint64_t{1 + 1 + 8});  // first, by RACK, and tcp_orphan_retries times
        QCOMPARE(delivered(*lost->trace), std::uint64_t{1448});
    }

    void dormantAndDisabledEditsChangeNothing()
    {
        Lab lab = transfer(1000);
        const std::uint64_t untouched = fingerprint(*run(lab, allPlugins())->trace);
        lab.edits = {loseFromClient(wire::TcpFlags(wire::TcpFlags::kSyn), 7), loseFromClient(wire::TcpFlags(wire::TcpFlags::kSyn), 1)};
        lab.edits[1].enabled = false;
        const auto result = run(lab, allPlugins());
        QCOMPARE(fingerprint(*result->trace), untouched);
        QCOMPARE(result->editHits, (std::vector<std::uint64_t>{0, 0}));
    }

    void whatIsMissingIsNamed_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("path");
        QTest::newRow("engine") << "engine"
                                << "/hosts/1/engine/plugin";
        QTest::newRow("app") << "app"
                             << "/hosts/0/apps/0/plugin";
        QTest::newRow("stage") << "stage"
                               << "/links/0/backward/0/plugin";
        QTest::newRow("parameter") << "parameter"
                                   << "/links/0/forward/0/parameters/speed";
        QTest::newRow("congestion control") << "cc"
                                            << "/hosts/0/engine/parameters/congestionControl";
        QTest::newRow("controls") << "controls"
                                  << "/hosts/1/congestionControls/cc_nobody";
        QTest::newRow("no control") << "no control"
                                    << "/hosts/1/congestionControls/link_delay";
        QTest::newRow("parameter of a control") << "control's parameter"
                                                << "/hosts/1/congestionControls/cc_vegas/delta";
        QTest::newRow("range of a control") << "control's range"
                                            << "/hosts/1/congestionControls/cc_vegas/alpha";
        QTest::newRow("host of a link") << "host"
                                        << "/links/0/to";
    }

    void whatIsMissingIsNamed()
    {
        QFETCH(QString, what);
        QFETCH(QString, path);
        Lab lab = transfer(1);
        if (what == "engine")
            lab.hosts[1].engine.plugin = "engine_none";
        if (what == "app")
            lab.hosts[0].apps[0].plugin = "link_delay";
        if (what == "stage")
            lab.links[0].backward[0].plugin = "link_none";
        if (what == "parameter")
            lab.links[0].forward[0].parameters["speed"] = number(1);
        if (what == "cc")
            lab.hosts[0].engine.parameters["congestionControl"] = text("cc_nobody");
        auto& controls = lab.hosts[1].congestionControls;
        if (what == "controls")
            controls["cc_nobody"] = {};
        if (what == "no control")
            controls["link_delay"] = {};
        if (what == "control's parameter")
            controls["cc_vegas"] = {{"alpha", number(1)}, {"delta", number(1)}};
        if (what == "control's range")
            controls["cc_vegas"] = {{"alpha", number(0)}};
        if (what == "host")
            lab.links[0].to = "nobody";
        const auto result = run(lab, allPlugins());
        QVERIFY(!result);
        QCOMPARE(QString::fromStdString(result.error().path), path);
        QVERIFY(!result.error().sentence.empty());
    }

    // A host sets the parameters of controllers for whichever connection uses them.
    void congestionControlsAreSetByTheirNames()
    {
        const auto windowOf = [](Lab lab) {
            const auto result = run(lab, allPlugins());
            std::uint32_t cwnd = 0;
            for (const Event* event : all<VariablesChanged>(*result->trace))
                if (event->host == HostId(0))
                    cwnd = result->trace->variables(std::get<VariablesChanged>(event->body).variables).cwnd;
            return cwnd;
        };
        Lab lab = transfer(5000);
        lab.hosts[0].congestionControls = {{"cc_none", {{"window", text("7 kB")}}}, {"cc_vegas", {}}};
        QVERIFY(windowOf(lab) != 7000);  // it is not in use
        Lab byEngine = lab;
        byEngine.hosts[0].engine.parameters["congestionControl"] = text("cc_none");
        QCOMPARE(windowOf(byEngine), 7000u);
        byEngine.hosts[0].congestionControls.clear();
        QCOMPARE(windowOf(byEngine), 65536u);
    }

    // Only what has changed, at most once for each thing that happens; and nothing for a controller that measures nothing.
    void controllersTellWhatTheyMeasure()
    {
        Lab lab = transfer(400'000);
        lab.edits = {loseFromClient(wire::TcpFlags(wire::TcpFlags::kAck), 30)};
        const auto reno = run(lab, allPlugins());
        QCOMPARE(reno->trace->readingCount(), std::size_t{0});
        lab.hosts[0].engine.parameters["congestionControl"] = text("cc_cubic");
        const auto cubic = run(lab, allPlugins());
        const Trace& trace = *cubic->trace;
        QCOMPARE(trace.readingCount(), std::size_t{3});
        QCOMPARE(trace.reading(ReadingId(0)).name, std::string("w_max"));
        QCOMPARE(trace.reading(ReadingId(0)).unit, ReadingUnit::Octets);
        std::map<std::uint32_t, double> last;
        std::size_t told = 0;
        for (const Event* event : all<ReadingChanged>(trace)) {
            const auto& changed = std::get<ReadingChanged>(event->body);
            QVERIFY(event->host == HostId(0) && event->connection.valid() && event->parent.valid());
            QVERIFY(last.count(changed.reading.number()) == 0 ? changed.value != 0 : last[changed.reading.number()] != changed.value);
            last[changed.reading.number()] = changed.value;
            ++told;
        }
        QVERIFY(last[0] > 10'000);  // W_max: the window before the loss
        QVERIFY(told > 3 && told < 3 * all<PacketArrived>(trace).size());
    }

    // A link that doubles datagrams sends two of the lost segment on their way, and neither arrives.
    void anEditLosesTheCopiesOfItsSegment()
    {
        Lab lab = transfer(1000);
        lab.links[0].forward.insert(lab.links[0].forward.begin(), use("link_duplicate", {{"probability", Value{1.0}}}));
        lab.edits = {loseFromClient(wire::TcpFlags(wire::TcpFlags::kSyn), 1)};
        const auto result = run(lab, allPlugins());
        const auto drops = all<PacketDropped>(*result->trace);
        QVERIFY(drops.size() >= 2);
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(drops[i]->rule, Rule::EditLoses);
            QCOMPARE(std::get<PacketDropped>(drops[i]->body).sent, std::get<PacketDropped>(drops[0]->body).sent);
        }
        QVERIFY(result->editHits == std::vector<std::uint64_t>{1});
        QCOMPARE(delivered(*result->trace), std::uint64_t{1000});
    }

    void parametersThatDoNotGoTogetherAreNamed()
    {
        Lab lab = transfer(1000);
        const Value range{ValueMap{{"from", number(5)}, {"to", number(3)}}};
        lab.links[0].backward.push_back(use("link_lose", {{"numbers", Value{ValueList{range}}}}));
        const auto lost = run(lab, allPlugins());
        QVERIFY(!lost);
        QCOMPARE(lost.error().path, std::string("/links/0/backward/1/parameters/numbers/0/to"));
        lab.links[0].backward.back() = use("link_red", {{"minimumThreshold", number(20)}, {"maximumThreshold", number(10)}});
        const auto red = run(lab, allPlugins());
        QVERIFY(!red);
        QCOMPARE(red.error().path, std::string("/links/0/backward/1/parameters/maximumThreshold"));
    }

    // The sender learns the MTU of the link, and everything arrives.
    void aNarrowLinkTellsTheSender()
    {
        Lab lab = transfer(20'000);
        lab.links[0].forward.push_back(use("link_mtu", {{"mtu", text("1000 B")}}));
        const auto result = run(lab, allPlugins());
        const Trace& trace = *result->trace;
        auto drops = all<PacketDropped>(trace);
        std::erase_if(drops, [](const Event* drop) { return drop->rule != Rule::LinkTooBig; });
        QVERIFY(!drops.empty());
        QVERIFY(drops.back()->at <= kStart + 70ms);  // only what was sent before the sender knew
        QCOMPARE(delivered(trace), std::uint64_t{20'000});
    }

    // Two stages of one kind are told apart.
    void eachQueueNamesItsStage()
    {
        Lab lab = transfer(100'000);
        const PluginUse slow = use("link_rate", {{"rate", text("2 Mbit/s")}, {"queuePackets", number(2)}});
        lab.links[0].forward = {use("link_rate", {{"rate", text("5 Mbit/s")}}), slow};
        const auto result = run(lab, allPlugins());
        const Trace& trace = *result->trace;
        std::map<std::string, std::uint32_t> most;
        for (const Event* event : all<QueueFilled>(trace)) {
            const auto& queue = std::get<QueueFilled>(event->body);
            std::uint32_t& packets = most[trace.text(queue.place)];
            packets = std::max(packets, queue.packets);
        }
        QCOMPARE(most.size(), std::size_t{2});
        QVERIFY(most.at("link_rate") > 2);
        QCOMPARE(most.at("link_rate 2"), 2u);
        for (const Event* event : all<PacketDropped>(trace))
            QCOMPARE(trace.text(std::get<PacketDropped>(event->body).place), std::string("link_rate 2"));
        QVERIFY(!all<PacketDropped>(trace).empty());
    }

    void linksWithoutStagesTakeNoTime()
    {
        Lab lab = transfer(10'000);
        lab.links[0].forward.clear();
        lab.links[0].backward.clear();
        const auto result = run(lab, allPlugins());
        QCOMPARE(delivered(*result->trace), std::uint64_t{10'000});
    }

    void withoutALinkDatagramsAreDroppedAtTheSender()
    {
        Lab lab = transfer(1);
        lab.links.clear();
        const auto result = run(lab, allPlugins());
        const auto drops = all<PacketDropped>(*result->trace);
        QVERIFY(!drops.empty());
        QCOMPARE(drops[0]->rule, Rule::IpNoRoute);
    }

    void limitsEndARun()
    {
        const Lab lab = transfer(10'000'000);
        RunOptions options;
        options.eventLimit = 500;
        const auto limited = run(lab, allPlugins(), options);
        QVERIFY(limited->trace->size() < 1000);
        QCOMPARE((*limited->trace)[limited->trace->size() - 1].rule, Rule::RunStopped);
        const std::atomic<bool> cancel{true};
        options.cancel = &cancel;
        QVERIFY(run(lab, allPlugins(), options)->trace->size() < 100);
    }

    // Whatever the link does, what arrives is a prefix of what was sent, octet for octet.
    void lossNeverCorruptsTheStream()
    {
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            Lab lab = transfer(60'000);
            lab.seed = seed;
            lab.duration = 3000s;
            for (auto* stages : {&lab.links[0].forward, &lab.links[0].backward})
                stages->push_back(use("link_loss", {{"probability", Value{0.02 * static_cast<double>(seed % 10)}}}));
            const auto result = run(lab, allPlugins());
            const auto given = all<BytesAccepted>(*result->trace);
            const auto taken = all<BytesDelivered>(*result->trace);
            QVERIFY(!given.empty() && !taken.empty());
            const auto& sent = std::get<BytesAccepted>(given.back()->body);
            const auto& received = std::get<BytesDelivered>(taken.back()->body);
            QCOMPARE(received.total, sent.total);
            QCOMPARE(received.stream, sent.stream);
        }
    }

private:
};

QTEST_GUILESS_MAIN(RunTest)
#include "run_test.moc"
