// Forms made from cards: which values a lab has, and what becomes of a lab when one of them is changed.
#include <QTest>

#include <filesystem>

#include "all_plugins.h"
#include "document/lab_library.h"
#include "forms/lab_change.h"
#include "sim/run.h"

using namespace tcplab;

namespace {

using What = LabChange::What;

Lab builtIn(const char* id) { return findLab(QString::fromLatin1(id)).value().lab; }

// The field of a node by its name; an assertion when the lab has none.
FormField field(const Lab& lab, const std::string& node, const std::string& name)
{
    const LabForm form(lab, allPlugins());
    const FormNode* found = form.find(node);
    TCPLAB_ASSURE(found != nullptr);
    const std::vector<FormField> fields = form.fields(*found);
    const auto named = std::find_if(fields.begin(), fields.end(), [&](const FormField& each) { return each.spec.name == name; });
    TCPLAB_ASSURE(named != fields.end());
    return *named;
}

Result<Lab> entered(const Lab& lab, const std::string& node, const std::string& name, const std::string& text)
{
    const Result<LabChange> change = changeOf(field(lab, node, name), text);
    if (!change)
        return tl::unexpected(change.error());
    return changed(lab, *change, allPlugins());
}

std::vector<const FormNode*> allNodes(const std::vector<FormNode>& nodes)
{
    std::vector<const FormNode*> all;
    for (const FormNode& node : nodes) {
        all.push_back(&node);
        const auto below = allNodes(node.children);
        all.insert(all.end(), below.begin(), below.end());
    }
    return all;
}

Value delayOf(const char* text)
{
    return {ValueMap{{"plugin", {std::string("link_delay")}}, {"parameters", {ValueMap{{"delay", {std::string(text)}}}}}}};
}

}  // namespace

class FormsTest : public QObject {
    Q_OBJECT

private slots:
    void aLabIsATreeOfForms()
    {
        const LabForm form(builtIn("B1"), allPlugins());
        const auto title = [&](const char* path) { return form.find(path) ? form.find(path)->title.own.english() : std::string("none"); };
        QCOMPARE(title(""), std::string("This lab"));
        QCOMPARE(title("/hosts/1"), std::string("Host server"));
        QCOMPARE(title("/links/0"), std::string("Link client – server"));
        QCOMPARE(title("/links/0/backward"), std::string("server → client"));
        QCOMPARE(form.find("/links/0/forward/0")->title.card.zh, std::string("时延"));
        QCOMPARE(form.find("/links/0/forward/0")->detail.in("zh_CN"), std::string("100 ms"));
        const LocalizedText& connect = form.find("/hosts/0/apps/0/parameters/calls/0")->detail;
        QCOMPARE(connect.en, std::string("connect, at 100 ms, to server:80"));
        QCOMPARE(connect.zh, std::string("connect，时刻 100 ms，目的 server:80"));
        QVERIFY(form.find("/hosts/0/congestionControls/cc_reno")->detail.en == "✓");
        QVERIFY(form.find("/events") && form.find("/events")->children.empty());
        QVERIFY(!form.find("/hosts/2"));
    }

    void fieldsAreThoseOfTheCard()
    {
        const FormField delay = field(builtIn("B1"), "/links/0/forward/0", "delay");
        QCOMPARE(delay.text, std::string("100 ms"));
        QCOMPARE(delay.fallback, std::string("10 ms"));
        QVERIFY(delay.given);
        const FormField rto = field(builtIn("B1"), "/hosts/0/engine", "initialRto");
        QCOMPARE(rto.text, std::string("1 s"));
        QVERIFY(!rto.given && !rto.whatIf);
        QVERIFY(field(builtIn("B1"), "/hosts/0/engine", "noPaws").whatIf);
        const FormField control = field(builtIn("B1"), "/hosts/0/engine", "congestionControl");
        QVERIFY(control.choices.size() >= 9);
        QVERIFY(
            std::all_of(control.choices.begin(), control.choices.end(), [](const FormChoice& c) { return c.value.rfind("cc_", 0) == 0; }));
        // What may be absent can be taken away again.
        QCOMPARE(field(builtIn("B1"), "/hosts/0/apps/0/parameters/calls/0", "bytes").text, std::string());
    }

    void aValueChangesThatValueAlone()
    {
        const Lab before = builtIn("B1");
        Lab expected = before;
        expected.links[0].forward[0].parameters["delay"] = {std::string("20 ms")};
        QVERIFY(entered(before, "/links/0/forward/0", "delay", "20 ms").value() == expected);
        // However one writes it.
        QVERIFY(entered(before, "/links/0/forward/0", "delay", "0.02s").value() == expected);
        expected = before;
        expected.hosts[0].engine.parameters["tcp_sack"] = {false};
        QVERIFY(entered(before, "/hosts/0/engine", "tcp_sack", "false").value() == expected);
        expected = before;
        expected.hosts[1].congestionControls["cc_cubic"]["hystart"] = {std::string("off")};
        QVERIFY(entered(before, "/hosts/1/congestionControls/cc_cubic", "hystart", "off").value() == expected);
        expected = before;
        expected.links[0].layer = LabLink::Layer::Ethernet;
        QVERIFY(entered(before, "/links/0", "layer", "ethernet").value() == expected);
        expected = before;
        expected.hosts[0].address = parseIpv4("10.0.0.9").value();
        QVERIFY(entered(before, "/hosts/0", "address", "10.0.0.9").value() == expected);
        expected = before;
        std::get<ValueMap>(std::get<ValueList>(expected.hosts[0].apps[0].parameters["calls"].is)[0].is)["port"] = {std::int64_t{5000}};
        QVERIFY(entered(before, "/hosts/0/apps/0/parameters/calls/0", "port", "5000").value() == expected);
    }

    // The file stays as short as it was.
    void theDefaultLeavesTheLab()
    {
        const Lab before = builtIn("B1");
        Lab expected = before;
        expected.links[0].forward[0].parameters.clear();
        QVERIFY(entered(before, "/links/0/forward/0", "delay", "10 ms").value() == expected);
        QVERIFY(entered(before, "/links/0/forward/0", "delay", "").value() == expected);
        const Lab vegas = entered(before, "/hosts/1/congestionControls/cc_vegas", "alpha", "3").value();
        QVERIFY(!(vegas == before));
        QVERIFY(entered(vegas, "/hosts/1/congestionControls/cc_vegas", "alpha", "2").value() == before);
        QVERIFY(entered(before, "", "seed", "1").value() == before);
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QString>("node");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("why");
        const auto row = [](const char* node, const char* name, const char* text, const char* why) {
            QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(name), QLatin1String(text))))
                << QString::fromLatin1(node) << QString::fromLatin1(name) << QString::fromLatin1(text) << QString::fromLatin1(why);
        };
        const char* stage = "/links/0/forward/0";
        row(stage, "delay", "2 h", "delay is 2 h, but must be at most 1 h.");
        row(stage, "delay", "-1 ms", "at least 0 ns");
        row(stage, "delay", "fast", "fast");
        row(stage, "delay", "20", "20");
        const char* engine = "/hosts/0/engine";
        row(engine, "initialWindowSegments", "0", "at least 1");
        row(engine, "initialWindowSegments", "1001", "at most 1000");
        row(engine, "initialWindowSegments", "1.5", "must be a whole number");
        row(engine, "initialWindowSegments", "ten", "must be a whole number");
        row(engine, "initialWindowSegments", "9223372036854775808", "must be a whole number");
        row(engine, "tcp_sack", "perhaps", "must be true or false");
        row(engine, "profile", "beos", "is not a choice");
        row(engine, "congestionControl", "cc_gone", "No congestion-control plugin named \"cc_gone\" is loaded.");
        row(engine, "receiveBuffer", "2 GiB", "at most 1 GiB");
        row("/hosts/0", "address", "300.1.1.1", "is not an IPv4 address");
        row("/hosts/0", "address", "10.0.0.2", "belongs to \"client\" already");
        row("/hosts/0", "address6", "fe80", "is not the IPv6 address of one host");
        row("/hosts/0", "mtu", "67", "at least 68");
        row("/hosts/0", "plugin", "link_delay", "No engine plugin named \"link_delay\" is loaded.");
        row("", "seed", "-1", "at least 0");
        row("", "duration", "0 s", "at least 1 ns");
        row("", "duration", "", "");
        row("/hosts/0/apps/0/parameters/calls/0", "port", "65536", "at most 65535");
    }

    void refusesWhatIsWrong()
    {
        QFETCH(QString, node);
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QString, why);
        const Result<Lab> after = entered(builtIn("B1"), node.toStdString(), name.toStdString(), text.toStdString());
        QVERIFY(!after);
        const QString sentence = QString::fromStdString(after.error().sentence.english());
        QVERIFY2(sentence.contains(why), qPrintable(sentence));
    }

    // A list as a whole is JSON; what is wrong with it is told with its place.
    void listsAreTextsWithPlaces()
    {
        const Lab before = builtIn("B1");
        const std::string script = "/hosts/0/apps/0/parameters/calls";
        Lab expected = before;
        std::get<ValueList>(expected.hosts[0].apps[0].parameters["calls"].is).push_back({ValueMap{{"call", {std::string("close")}}}});
        const auto after = entered(before, script, "calls",
                                   "[{\"at\": \"100 ms\", \"call\": \"connect\", \"to\": \"server:80\"},\n {\"call\": \"close\"}]");
        QVERIFY2(after, after ? "" : describe(after.error()).c_str());
        QVERIFY(*after == expected);
        const auto place = [&](const char* text) {
            const auto refused = entered(before, script, "calls", text);
            return refused ? std::pair(0, 0) : std::pair(refused.error().line, refused.error().column);
        };
        QCOMPARE(place("[{\"call\": \"connect\"},\n {\"call\": \"fly\"}]"), std::pair(2, 3));
        QCOMPARE(place("[{\"call\": \"connect\"},\n {\"call\" \"close\"}]"), std::pair(2, 10));
        QCOMPARE(place("[\n]\n]").first, 3);
        QCOMPARE(place("7").first, 1);
    }

    void stagesComeGoAndMove()
    {
        const Lab before = builtIn("B1");
        const Lab two = changed(before, {What::Insert, "/links/0/forward/1", delayOf("7 ms")}, allPlugins()).value();
        QCOMPARE(two.links[0].forward.size(), std::size_t{2});
        const Lab moved = changed(two, {What::Move, "/links/0/forward/1", {false}, -1}, allPlugins()).value();
        QVERIFY(moved.links[0].forward[0] == two.links[0].forward[1] && moved.links[0].forward[1] == two.links[0].forward[0]);
        QVERIFY(changed(moved, {What::Move, "/links/0/forward/0", {false}, 1}, allPlugins()).value() == two);
        QVERIFY(changed(two, {What::Remove, "/links/0/forward/1"}, allPlugins()).value() == before);
        // The last one may go, too; and then there may be one again.
        Lab bare = before;
        bare.links[0].forward.clear();
        QVERIFY(changed(before, {What::Remove, "/links/0/forward/0"}, allPlugins()).value() == bare);
        QCOMPARE(changed(bare, {What::Insert, "/links/0/forward/0", delayOf("7 ms")}, allPlugins()).value().links[0].forward.size(),
                 std::size_t{1});
        for (const LabChange& lost :
             {LabChange{What::Remove, "/links/0/forward/1"}, LabChange{What::Move, "/links/0/forward/0", {false}, -1},
              LabChange{What::Move, "/links/0/forward/0", {false}, 1}, LabChange{What::Remove, "/links/9/forward/0"},
              LabChange{What::Insert, "/links/0/forward/3", delayOf("7 ms")}, LabChange{What::Set, "", {false}}})
            QVERIFY(!changed(before, lost, allPlugins()));
    }

    // Whatever "Add" offers can be added, and the lab still runs.
    void everythingOfferedCanBeAdded()
    {
        const Lab lab =
            changed(builtIn("B1"),
                    {What::Insert,
                     "/events/0",
                     {ValueMap{{"at", {std::string("1 s")}}, {"do", {std::string("crash")}}, {"host", {std::string("server")}}}}},
                    allPlugins())
                .value();
        const LabForm form(lab, allPlugins());
        std::size_t tried = 0;
        for (const FormNode* node : allNodes(form.nodes()))
            for (const FormAddition& addition : form.additions(*node)) {
                const Result<Lab> after = changed(lab, {What::Insert, LabForm::listOf(*node) + "/0", addition.value}, allPlugins());
                QVERIFY2(after, after ? "" : (addition.title.card.en + ": " + describe(after.error())).c_str());
                ++tried;
            }
        QVERIFY2(tried > 40, qPrintable(QString::number(tried)));
    }

    void eventsNameWhatTheyHappenTo()
    {
        const Value crash{ValueMap{{"at", {std::string("1 s")}}, {"do", {std::string("crash")}}, {"host", {std::string("server")}}}};
        const Lab one = changed(builtIn("B1"), {What::Insert, "/events/0", crash}, allPlugins()).value();
        QVERIFY(one.events.at(0) == (LabEvent{1s, LabEvent::What::Crash, "server", 0}));
        const Lab cut = entered(one, "/events/0", "do", "cut").value();
        QVERIFY(cut.events.at(0) == (LabEvent{1s, LabEvent::What::Cut, "", 0}));
        QCOMPARE(field(cut, "/events/0", "link").choices.size(), std::size_t{1});
        const Lab reboot = entered(cut, "/events/0", "do", "reboot").value();
        QVERIFY(reboot.events.at(0) == (LabEvent{1s, LabEvent::What::Reboot, "client", 0}));
        QVERIFY(entered(reboot, "/events/0", "host", "server").value().events.at(0).host == "server");
        QVERIFY(!entered(reboot, "/events/0", "host", "nobody"));
        QVERIFY(changed(one, {What::Remove, "/events/0"}, allPlugins()).value() == builtIn("B1"));
    }

    void anotherEngineBeginsWithItsDefaults()
    {
        const Lab tuned = entered(builtIn("B1"), "/hosts/0/engine", "tcp_sack", "false").value();
        const Lab router = entered(tuned, "/hosts/0", "plugin", "engine_router").value();
        QVERIFY(router.hosts[0].engine == (PluginUse{"engine_router", {}}));
    }

    // What only the plugin itself can judge.
    void parametersThatDoNotGoTogetherAreRefused()
    {
        const Value lose{ValueMap{{"plugin", {std::string("link_lose")}}}};
        const Lab lab = changed(builtIn("B1"), {What::Insert, "/links/0/forward/0", lose}, allPlugins()).value();
        QVERIFY(entered(lab, "/links/0/forward/0/parameters/numbers", "numbers", "[{\"from\": 2, \"to\": 3}]"));
        const auto refused = entered(lab, "/links/0/forward/0/parameters/numbers", "numbers", "[{\"from\": 3, \"to\": 2}]");
        QVERIFY(!refused);
        QVERIFY(refused.error().path.rfind("/links/0/forward/0/parameters", 0) == 0);
    }

    // A lab that lacks a plugin can be mended, and gets no worse.
    void aLabThatCannotRunCanBeMended()
    {
        Lab broken = builtIn("B1");
        broken.links[0].backward[0].plugin = "link_gone";
        const LabForm form(broken, allPlugins());
        QVERIFY(form.fields(*form.find("/links/0/backward/0")).empty());
        QCOMPARE(entered(broken, "", "seed", "7").value().seed, std::uint64_t{7});
        QVERIFY(!entered(broken, "/links/0/forward/0", "delay", "2 h"));
        const Lab mended = changed(broken, {What::Remove, "/links/0/backward/0"}, allPlugins()).value();
        QVERIFY(checkLab(mended, allPlugins()));
    }

    void everyFieldOfEveryLabTakesItsOwnText_data()
    {
        QTest::addColumn<QString>("path");
        for (const BuiltInLab& lab : builtInLabs())
            QTest::newRow(qPrintable(lab.id)) << lab.resource;
        for (const char* folder : {"/tests/labs/world", "/tests/labs/cases"})
            for (const auto& entry : std::filesystem::directory_iterator(std::string(TCPLAB_SOURCE_DIR) + folder))
                if (entry.path().extension() == ".tcplab")
                    QTest::newRow(entry.path().stem().c_str()) << QString::fromStdString(entry.path().string());
    }

    // What a form shows is what the lab has: entering it again changes nothing but that a default is left out.
    void everyFieldOfEveryLabTakesItsOwnText()
    {
        QFETCH(QString, path);
        const Lab lab = readLabFile(path).value().lab;
        const LabForm form(lab, allPlugins());
        std::size_t fields = 0;
        for (const FormNode* node : allNodes(form.nodes()))
            for (const FormField& each : form.fields(*node)) {
                ++fields;
                const Result<LabChange> change = changeOf(each, each.text);
                QVERIFY2(change, change ? "" : (each.path + ": " + describe(change.error())).c_str());
                if (change->what == What::Clear)
                    QVERIFY2(!each.given || changed(lab, *change, allPlugins()), each.path.c_str());
                else
                    QVERIFY2(changed(lab, *change, allPlugins()).value() == lab, each.path.c_str());
            }
        QVERIFY(fields > 20);
    }

    // No text, however odd, does more than be refused.
    void anyTextIsAnsweredWithAValue()
    {
        const Lab lab = builtIn("B1");
        const std::vector<std::string> odd{
            "",         " ",        "\"",   "{", "[[[[", "null", "-",        "1e999", "-9223372036854775808", std::string(5000, '9'),
            "\xff\xfe", "1 parsec", "0x10", "∞", "true", "[{}]", "{\"a\":1}"};
        const LabForm form(lab, allPlugins());
        for (const FormNode* node : allNodes(form.nodes()))
            for (const FormField& each : form.fields(*node))
                for (const std::string& text : odd)
                    if (const auto change = changeOf(each, text))
                        (void)changed(lab, *change, allPlugins());
    }
};

QTEST_GUILESS_MAIN(FormsTest)
#include "forms_test.moc"
