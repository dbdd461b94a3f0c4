// .tcplab files: what is read, what is told about mistakes, and that what is written reads back equal.
#include <QtTest>

#include "base/random.h"
#include "lab/lab_file.h"

using namespace tcplab;

namespace {

constexpr std::string_view kGood = R"({
  "tcplab": 1, "id": "B1",
  "title": {"en": "Handshake", "zh": "握手"},
  "story": {"en": ["One.", "Two."], "zh": "一。"},
  "duration": "5 s",
  "hosts": [
    {"name": "client", "address": "10.0.0.1", "engine": {"plugin": "engine_tcp", "parameters": {"noDelay": true}},
     "apps": [{"plugin": "app_script", "parameters": {"calls": [{"at": "0 s", "call": "connect", "to": "server:80"}]}}]},
    {"name": "server", "address": "10.0.0.2", "mtu": 576, "engine": {"plugin": "engine_tcp"}}
  ],
  "links": [{"from": "client", "to": "server", "forward": [{"plugin": "link_delay", "parameters": {"delay": "20 ms"}}]}],
  "edits": [{"action": "lose", "segment": {"from": "client", "to": "server", "flags": "SYN,ACK", "seq": 0, "nth": 2}, "enabled": false}],
  "checks": [{"kind": "states", "title": {"en": "Opens"}, "host": "client", "path": ["CLOSED", "SYN-SENT"]}],
  "view": {"show": "graphs", "until": "2 s"}
})";

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result(text);
    const std::size_t at = result.find(from);
    TCPLAB_ASSURE(at != std::string::npos);
    return result.replace(at, from.size(), to);
}

QString said(const Problem& problem) { return QString::fromStdString(describe(problem)); }

// Labs of all shapes that parseLab() accepts.
class RandomLab {
public:
    explicit RandomLab(std::uint64_t seed) : random_(seed, "labs") {}

    Lab make()
    {
        Lab lab;
        lab.id = text();
        lab.title = localized();
        lab.story = {text() + (chance() ? "\n\n" + text() : ""), chance() ? "\n\n\n" + text() + "\n\n" : text()};
        lab.seed = random_.next() >> 1;
        lab.duration = Duration{static_cast<std::int64_t>(random_.below(1'000'000'000'000'000) + 1)};
        const std::size_t hosts = random_.below(4);
        for (std::size_t i = 0; i < hosts; ++i)
            lab.hosts.push_back(host(i));
        if (hosts >= 2)
            lab.links.push_back({"h0", "h1", plugins(), plugins(), chance() ? LabLink::Layer::Ethernet : LabLink::Layer::Ip});
        if (hosts >= 3) {
            lab.links.push_back({"h0", "h2", plugins(), plugins()});
            lab.hosts[0].routes = routes();
        }
        if (hosts >= 1)
            for (std::size_t i = random_.below(3); i > 0; --i)
                lab.events.push_back(event(hosts, lab.links.size()));
        if (hosts >= 1)
            for (std::size_t i = random_.below(3); i > 0; --i)
                lab.edits.push_back(edit(hosts));
        for (std::size_t i = random_.below(3); i > 0; --i)
            lab.checks.push_back({"kind" + text(), localized(), map(3)});
        lab.view.show = chance() ? "graphs" : "timeline";
        if (chance())
            lab.view.until = Duration{static_cast<std::int64_t>(random_.below(INT64_MAX) + 1)};
        return lab;
    }

private:
    bool chance() { return random_.chance(0.5); }

    std::string text()
    {
        static const std::vector<std::string> kPieces{"a",    "Zz", "\"", "\\",   "\n", "\t", std::string("\0", 1), "/", "~", " ",
                                                      "字母", "é",  "😀",  "\x7f", "{",  "],"};
        std::string text;
        for (std::size_t i = random_.below(12); i > 0; --i)
            text += kPieces[random_.below(kPieces.size())];
        return text;
    }

    LocalizedText localized() { return {text(), text()}; }

    Value value(int depth)
    {
        switch (random_.below(depth > 0 ? 6 : 4)) {
        case 0: return {chance()};
        case 1: return {static_cast<std::int64_t>(random_.next() >> random_.below(64))};
        case 2: return {(random_.uniform() - 0.5) * static_cast<double>(random_.next() >> random_.below(64))};
        case 3: return {text()};
        case 4: {
            ValueList list;
            for (std::size_t i = random_.below(5); i > 0; --i)
                list.push_back(value(depth - 1));
            return {list};
        }
        default: return {map(depth - 1)};
        }
    }

    // The names keep clear of those that a check has for itself.
    ValueMap map(int depth)
    {
        ValueMap map;
        for (std::size_t i = random_.below(4); i > 0; --i)
            map.emplace("_" + text(), value(depth));
        return map;
    }

    std::vector<PluginUse> plugins()
    {
        std::vector<PluginUse> plugins;
        for (std::size_t i = random_.below(3); i > 0; --i)
            plugins.push_back({"plugin" + text(), map(2)});
        return plugins;
    }

    LabHost host(std::size_t index)
    {
        LabHost host;
        host.name = "h" + std::to_string(index);
        host.address.value = 0x0a000000u + static_cast<std::uint32_t>(index);
        if (chance())
            host.address6 = Ipv6Address{{0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(index + 1)}};
        host.mtu = chance() ? 1500 : 68 + static_cast<std::int64_t>(random_.below(1000));
        host.engine = {"engine" + text(), map(2)};
        for (std::size_t i = random_.below(3); i > 0; --i)
            host.congestionControls["cc" + text()] = map(2);
        host.apps = plugins();
        return host;
    }

    // Of h0, which is linked with h1 and h2.
    std::vector<LabRoute> routes()
    {
        std::vector<LabRoute> routes;
        for (std::uint8_t i = 0; i < random_.below(4); ++i) {
            const IpAddress address =
                chance() ? IpAddress(Ipv4Address{static_cast<std::uint32_t>(random_.next())}) : parseIpv6("2001:db8::1").value();
            // Lengths differ: no two to one prefix.
            LabRoute route{IpPrefix{address, static_cast<std::uint8_t>(8 * i + random_.below(8))}.network(), {"h1"}};
            if (chance())
                route.via = {"h2", "h1"};
            route.spread = chance() ? LabRoute::Spread::Packet : LabRoute::Spread::Flow;
            routes.push_back(route);
        }
        return routes;
    }

    LabEvent event(std::size_t hosts, std::size_t links)
    {
        LabEvent event;
        event.at = Duration{static_cast<std::int64_t>(random_.below(1'000'000'000'000))};
        event.what = static_cast<LabEvent::What>(random_.below(links > 0 ? 6 : 4));
        if (event.isOfLink())
            event.link = random_.below(links);
        else
            event.host = "h" + std::to_string(random_.below(hosts));
        return event;
    }

    LabEdit edit(std::size_t hosts)
    {
        LabEdit edit;
        edit.segment.from = "h" + std::to_string(random_.below(hosts));
        edit.segment.to = "h" + std::to_string(random_.below(hosts));
        if (chance())
            edit.segment.fromPort = static_cast<std::uint16_t>(random_.next());
        if (chance())
            edit.segment.flags = wire::TcpFlags(static_cast<std::uint16_t>(random_.next()));
        if (chance())
            edit.segment.seq = static_cast<std::uint32_t>(random_.next());
        if (chance())
            edit.segment.length = static_cast<std::uint32_t>(random_.below(1500));
        if (chance())
            edit.segment.message = static_cast<wire::LinkMessage::Kind>(random_.below(4));
        edit.segment.nth = static_cast<std::int64_t>(random_.below(4));
        edit.enabled = chance();
        return edit;
    }

    RandomStream random_;
};

}  // namespace

class LabFileTest : public QObject {
    Q_OBJECT

private slots:
    void aLabIsRead()
    {
        const Result<LabFile> file = parseLab(kGood, "b1.tcplab");
        QVERIFY2(file, file ? "" : qPrintable(said(file.error())));
        QVERIFY(file->warnings.empty());
        const Lab& lab = file->lab;
        QCOMPARE(lab.title.zh, std::string("握手"));
        QCOMPARE(lab.story.en, std::string("One.\n\nTwo."));
        QCOMPARE(lab.story.zh, std::string("一。"));
        QCOMPARE(lab.seed, std::uint64_t{1});
        QCOMPARE(lab.duration, Duration(5s));
        QCOMPARE(lab.hosts.size(), std::size_t{2});
        QVERIFY(lab.hosts[0].engine.parameters.at("noDelay") == Value{true});
        QCOMPARE(lab.hosts[0].apps[0].plugin, std::string("app_script"));
        QCOMPARE(lab.hosts[1].mtu, 576);
        QCOMPARE(lab.links[0].forward[0].plugin, std::string("link_delay"));
        QVERIFY(lab.links[0].backward.empty());
        QCOMPARE(lab.edits[0].segment.flags->bits(), std::uint8_t{0x12});
        QCOMPARE(*lab.edits[0].segment.seq, 0u);
        QVERIFY(!lab.edits[0].segment.length);
        QCOMPARE(lab.edits[0].segment.nth, 2);
        QVERIFY(!lab.edits[0].enabled);
        QCOMPARE(lab.checks[0].kind, std::string("states"));
        QCOMPARE(lab.checks[0].arguments.size(), std::size_t{2});
        QCOMPARE(lab.view.show, std::string("graphs"));
        QCOMPARE(*lab.view.until, Duration(2s));
    }

    void everyValueHasItsPlace()
    {
        const PlaceMap places = parseLab(kGood, "").value().places;
        const auto is = [&](const char* path, int line, int column) {
            const auto found = places.find(path);
            return found != places.end() && found->second.line == line && found->second.column == column;
        };
        QVERIFY(is("", 1, 1));
        QVERIFY(is("/tcplab", 2, 3));
        QVERIFY(is("/id", 2, 16));
        QVERIFY(is("/story/en/1", 4, 28));
        QVERIFY(is("/hosts", 6, 3));
        QVERIFY(is("/hosts/0", 7, 5));
        QVERIFY(is("/hosts/1/mtu", 9, 47));
        QVERIFY(is("/hosts/1/engine", 9, 59));
        QVERIFY(is("/checks/0/path/1", 13, 96));
    }

    void mistakesAreToldWithTheirPlace_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("begins");
        QTest::addColumn<QString>("holds");
        const auto row = [](const char* name, const char* from, const char* to, const char* begins, const char* holds) {
            QTest::newRow(name) << from << to << begins << holds;
        };
        row("newer", "\"tcplab\": 1", "\"tcplab\": 2", "b1.tcplab:2:3:", "a newer program is needed");
        row("no version", "\"tcplab\": 1, ", "", "b1.tcplab:1:1:", "\"tcplab\" is missing");
        row("version zero", "\"tcplab\": 1", "\"tcplab\": 0", "b1.tcplab:2:3:", "no file version 0");
        row("version as text", "\"tcplab\": 1", "\"tcplab\": \"1\"", "b1.tcplab:2:3:", "must be a whole number, not a text");
        row("comma", "\"id\": \"B1\",", "\"id\": \"B1\"", "b1.tcplab:3:", "A comma or a closing brace must stand here");
        row("twice", "\"id\": \"B1\"", "\"tcplab\": 1", "b1.tcplab:2:16:", "stands twice");
        row("null", "\"duration\": \"5 s\"", "\"duration\": null", "b1.tcplab:5:15:", "null is not used here");
        row("no duration", "\"duration\": \"5 s\",", "", "b1.tcplab:1:1:", "\"duration\" is missing");
        row("no time", "\"5 s\"", "\"0 s\"", "b1.tcplab:5:3:", "above 0");
        row("too long", "\"5 s\"", "\"9000 h\"", "b1.tcplab:5:3:", "at most");
        row("unit", "\"5 s\"", "\"5 sec\"", "b1.tcplab:5:3:", "\"5 sec\" is not a duration");
        row("host twice", "\"name\": \"server\"", "\"name\": \"client\"", "b1.tcplab:9:6:", "two hosts with the name \"client\"");
        row("host's name", "\"name\": \"server\"", "\"name\": \"the server\"", "b1.tcplab:9:6:", "no spaces");
        row("address twice", "10.0.0.2", "10.0.0.1", "b1.tcplab:9:24:", "belongs to \"client\" already");
        row("address", "10.0.0.2", "10.0.0.256", "b1.tcplab:9:24:", "is not an IPv4 address");
        row("multicast", "10.0.0.2", "224.0.0.1", "b1.tcplab:9:24:", "not the address of one host");
        row("address6", "10.0.0.2\"", "10.0.0.2\", \"address6\": \"ff02::1\"", "b1.tcplab:9:47:", "not the IPv6 address of one host");
        row("mapped", "10.0.0.2\"", "10.0.0.2\", \"address6\": \"::ffff:10.0.0.3\"", "b1.tcplab:9:47:", "not the IPv6 address of one host");
        row("mtu", "576", "67", "b1.tcplab:9:47:", "between 68 and 65535");
        row("engine", "\"engine\": {\"plugin\": \"engine_tcp\"}", "\"engine\": \"engine_tcp\"", "b1.tcplab:9:59:", "An object in braces");
        row("no engine", ", \"engine\": {\"plugin\": \"engine_tcp\"}", "", "b1.tcplab:9:5:", "\"engine\" is missing");
        row("congestion controls", "\"mtu\": 576", "\"congestionControls\": []", "b1.tcplab:9:47:", "An object in braces");
        row("a congestion control", "\"mtu\": 576", "\"congestionControls\": {\"cc_cubic\": 1}", "b1.tcplab:9:70:", "An object in braces");
        const char* engine = "\"mtu\": 576";
        row("route's host", engine, "\"routes\": [{\"to\": \"10.9.0.0/16\", \"via\": \"cleint\"}]",
            "b1.tcplab:9:80:", "Did you mean \"client\"?");
        row("route to a neighbour", engine, "\"routes\": [{\"to\": \"10.9.0.0/16\", \"via\": [\"client\", \"server\"]}]",
            "b1.tcplab:9:98:", "\"server\" is no neighbour of \"server\"");
        row("prefix", engine, "\"routes\": [{\"to\": \"10.9.0.0\", \"via\": \"client\"}]", "b1.tcplab:9:59:", "is no prefix");
        row("prefix's bits", engine, "\"routes\": [{\"to\": \"10.9.0.0/8\", \"via\": \"client\"}]",
            "b1.tcplab:9:59:", "the network is 10.0.0.0/8");
        row("spread", engine, "\"routes\": [{\"to\": \"::/0\", \"via\": \"client\", \"spread\": \"flows\"}]",
            "b1.tcplab:9:90:", "Did you mean \"flow\"?");
        row("via", engine, "\"routes\": [{\"to\": \"::/0\", \"via\": [1]}]", "b1.tcplab:9:", "Each neighbour must be a host's name");
        row("no via", engine, "\"routes\": [{\"to\": \"::/0\"}]", "b1.tcplab:9:58:", "\"via\" is missing");
        row("link's host", "\"to\": \"server\", \"forward\"", "\"to\": \"sever\", \"forward\"",
            "b1.tcplab:11:", "There is no host \"sever\". Did you mean \"server\"?");
        row("link to itself", "\"to\": \"server\", \"forward\"", "\"to\": \"client\", \"forward\"", "b1.tcplab:11:", "with itself");
        row("edit's host", "\"to\": \"server\", \"flags\"", "\"to\": \"x\", \"flags\"", "b1.tcplab:12:", "Known here: client, server");
        const char* edits = "\"edits\": [";
        row("event", edits, "\"events\": [{\"at\": \"1 s\", \"do\": \"crahs\", \"host\": \"server\"}], \"edits\": [",
            "b1.tcplab:12:28:", "Did you mean \"crash\"?");
        row("event's host", edits, "\"events\": [{\"at\": \"1 s\", \"do\": \"kill\", \"host\": \"srv\"}], \"edits\": [",
            "b1.tcplab:12:42:", "There is no host \"srv\"");
        row("event without host", edits, "\"events\": [{\"at\": \"1 s\", \"do\": \"exit\", \"link\": 0}], \"edits\": [",
            "b1.tcplab:12:14:", "\"host\" is missing");
        row("event's link", edits, "\"events\": [{\"at\": \"1 s\", \"do\": \"cut\", \"link\": 1}], \"edits\": [",
            "b1.tcplab:12:41:", "between 0 and 0");
        row("event without link", edits, "\"events\": [{\"at\": \"1 s\", \"do\": \"return\", \"host\": \"client\"}], \"edits\": [",
            "b1.tcplab:12:14:", "\"link\" is missing");
        row("event's time", edits, "\"events\": [{\"at\": \"-1 s\", \"do\": \"cut\", \"link\": 0}], \"edits\": [", "b1.tcplab:12:15:", "");
        row("event without time", edits, "\"events\": [{\"do\": \"cut\", \"link\": 0}], \"edits\": [",
            "b1.tcplab:12:14:", "\"at\" is missing");
        row("action", "\"lose\"", "\"delay\"", "b1.tcplab:12:", "There is no action \"delay\"");
        row("flags", "SYN,ACK", "SYN+ACK", "b1.tcplab:12:", "names no control bits");
        row("seq", "\"seq\": 0", "\"seq\": -1", "b1.tcplab:12:", "between 0 and 4294967295");
        row("huge", "\"seq\": 0", "\"seq\": 18446744073709551616", "b1.tcplab:12:", "too large");
        row("overflow", "\"seq\": 0", "\"seq\": 1e999", "b1.tcplab:12:", "The number is too large");
        row("fraction", "\"nth\": 2", "\"nth\": 1.5", "b1.tcplab:12:", "must be a whole number, not a fraction");
        row("check's kind", "\"kind\": \"states\", ", "", "b1.tcplab:13:14:", "\"kind\" is missing");
        row("layer", "\"to\": \"server\", \"forward\"", "\"to\": \"server\", \"layer\": \"token ring\", \"forward\"",
            "b1.tcplab:11:", "must be one of ip, ethernet");
        row("message", "\"nth\": 2", "\"message\": \"arp\"", "b1.tcplab:12:", "must be one of arp-request, arp-reply");
        row("view", "\"graphs\"", "\"graph\"", "b1.tcplab:14:", "Did you mean \"graphs\"?");
        row("paragraph", "\"One.\"", "1", "b1.tcplab:4:20:", "Each paragraph must be a text");
        row("UTF-8", "\"B1\"", "\"\xff\"", "b1.tcplab:2:", "not part of a text in UTF-8");
    }

    void mistakesAreToldWithTheirPlace()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, begins);
        QFETCH(QString, holds);
        // The row with wrong UTF-8 must stay wrong.
        const std::string with = QTest::currentDataTag() == std::string("UTF-8") ? "\"\xff\"" : to.toStdString();
        const Result<LabFile> file = parseLab(replaced(kGood, from.toStdString(), with), "b1.tcplab");
        QVERIFY(!file);
        QVERIFY2(said(file.error()).startsWith(begins), qPrintable(said(file.error())));
        QVERIFY2(said(file.error()).contains(holds), qPrintable(said(file.error())));
    }

    void unknownKeysAreWarnings()
    {
        const std::string text = replaced(replaced(kGood, "\"mtu\"", "\"mut\""), "\"view\"", "\"colour\"");
        const LabFile file = parseLab(text, "b1.tcplab").value();
        QCOMPARE(file.lab.hosts[1].mtu, 1500);
        QCOMPARE(file.warnings.size(), std::size_t{2});
        QCOMPARE(said(file.warnings[0]), QString("b1.tcplab:9:47: \"mut\" is not known here. Did you mean \"mtu\"?"));
        QVERIFY2(said(file.warnings[1]).startsWith("b1.tcplab:14:3: \"colour\" is not known here."), qPrintable(said(file.warnings[1])));
    }

    void hostileTextsAreProblems()
    {
        QVERIFY(!parseLab("", ""));
        QVERIFY(!parseLab(std::string(100'000, '['), ""));
        QVERIFY(said(parseLab(std::string(100'000, '['), "").error()).contains("nested"));
        QVERIFY(!parseLab(std::string_view("\0\0", 2), ""));
        QVERIFY(said(parseLab(std::string(kLargestJson + 1, ' '), "").error()).contains("larger than 16 MiB"));
        for (std::size_t length = 0; length < kGood.size(); ++length)
            QVERIFY(!parseLab(kGood.substr(0, length), ""));
        RandomStream random(1, "damage");
        for (int i = 0; i < 20'000; ++i) {
            std::string damaged(kGood);
            for (std::uint64_t times = random.below(4) + 1; times > 0; --times)
                damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
            if (const Result<LabFile> file = parseLab(damaged, ""))
                QVERIFY(parseLab(writeLab(file->lab), "").value().lab == file->lab);
            else
                QVERIFY(!file.error().sentence.empty());
        }
    }

    void aFileThatIsNotThere()
    {
        const Result<LabFile> file = readLab("/nowhere/x.tcplab");
        QVERIFY(!file);
        QCOMPARE(said(file.error()), QString("/nowhere/x.tcplab: The file cannot be read: No such file or directory."));
        QVERIFY(!readLab("/"));
    }

    void whatIsWrittenReadsBackEqual()
    {
        for (std::uint64_t seed = 0; seed < 2000; ++seed) {
            const Lab lab = RandomLab(seed).make();
            const std::string text = writeLab(lab);
            const Result<LabFile> file = parseLab(text, "");
            QVERIFY2(file, qPrintable((file ? QString() : said(file.error())) + "\n" + QString::fromStdString(text)));
            QVERIFY2(file->lab == lab, text.c_str());
            QVERIFY2(file->warnings.empty(), text.c_str());
            QVERIFY(writeLab(file->lab) == text);
        }
    }

    void whatIsWrittenIsReadable()
    {
        const std::string text = writeLab(parseLab(kGood, "").value().lab);
        const std::string expected = R"({
  "tcplab": 1,
  "id": "B1",
  "title": {"en": "Handshake", "zh": "握手"},
  "story": {"en": ["One.", "Two."], "zh": "一。"},
  "duration": "5 s",
  "hosts": [
    {
      "name": "client",
      "address": "10.0.0.1",
      "engine": {"plugin": "engine_tcp", "parameters": {"noDelay": true}},
      "apps": [
        {
          "plugin": "app_script",
          "parameters": {"calls": [{"at": "0 s", "call": "connect", "to": "server:80"}]}
        }
      ]
    },
    {"name": "server", "address": "10.0.0.2", "mtu": 576, "engine": {"plugin": "engine_tcp"}}
  ],
  "links": [
    {
      "from": "client",
      "to": "server",
      "forward": [{"plugin": "link_delay", "parameters": {"delay": "20 ms"}}]
    }
  ],
  "edits": [
    {
      "action": "lose",
      "segment": {"from": "client", "to": "server", "flags": "SYN,ACK", "seq": 0, "nth": 2},
      "enabled": false
    }
  ],
  "checks": [{"kind": "states", "title": {"en": "Opens"}, "host": "client", "path": ["CLOSED", "SYN-SENT"]}],
  "view": {"show": "graphs", "until": "2 s"}
}
)";
        QVERIFY2(text == expected, text.c_str());
    }
};

QTEST_GUILESS_MAIN(LabFileTest)
#include "lab_file_test.moc"
