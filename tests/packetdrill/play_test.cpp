// Scripts against the real engine: what passes, what fails and with which words, labs and scripts made of one another.
#include <QtTest>

#include "all_plugins.h"
#include "lab/lab_file.h"
#include "packetdrill/parser.h"
#include "script_run/as_lab.h"
#include "script_run/export.h"
#include "script_run/player.h"
#include "script_run/settings.h"
#include "sim/run.h"
#include "support/trace_count.h"

using namespace tcplab;
using namespace tcplab::script_run;

namespace {

// A peer that opens, asks and closes. No options, so that it holds for every profile.
constexpr const char* kServer = R"(0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
+0 bind(3, ..., ...) = 0
+0 listen(3, 1) = 0
+0...0.200 accept(3, ..., ...) = 4
+.1 < S 100:100(0) win 32792 <mss 1000>
+0 > S. 0:0(0) ack 101 <mss 1460>
+.1 < . 1:1(0) ack 1 win 8000
+0 write(4, ..., 2000) = 2000
+0 > P. 1:2001(2000) ack 1
+.1 < . 1:1(0) ack 2001 win 8000
+0 %{ assert tcpi_state == TCP_ESTABLISHED, tcpi_state }%
+0...0.100 read(4, ..., 1000) = 300
+.1 < P. 1:301(300) ack 2001 win 8000
+0~+.2 > . 2001:2001(0) ack 301
+0 close(4) = 0
+0 > F. 2001:2001(0) ack 301
+.05 < F. 301:301(0) ack 2002 win 8000
+0 > . 2002:2002(0) ack 302
)";

packetdrill::Script parsed(const std::string& text)
{
    const auto script = packetdrill::parseScript(text, "test.pkt");
    if (!script)
        qFatal("%s", describe(script.error()).c_str());
    return *script;
}

PlayOptions strict()
{
    PlayOptions options;
    options.profile = "rfc";
    options.strict = true;
    return options;
}

PlayResult played(const std::string& text, const PlayOptions& options = strict())
{
    const auto result = play(parsed(text), allPlugins(), options);
    if (!result)
        qFatal("%s", describe(result.error()).c_str());
    return *result;
}

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    const std::size_t at = text.find(what);
    if (at == std::string::npos)
        qFatal("\"%s\" is not in the script", what.c_str());
    return text.replace(at, what.size(), by);
}

// The segments that a host sent, as lines without their times.
std::vector<std::string> sentBy(const Trace& trace, std::uint16_t host)
{
    std::vector<std::string> sent;
    for (std::size_t i = 0; i < trace.size(); ++i)
        if (trace[i].host == HostId(host) && std::holds_alternative<PacketSent>(trace[i].body)) {
            const Octets octets = trace.packetOf(trace[i])->known();
            sent.emplace_back(octets.begin(), octets.end());
        }
    return sent;
}

}  // namespace

class PlayTest : public QObject {
    Q_OBJECT

private slots:
    void aScriptPasses()
    {
        const PlayResult result = played(kServer);
        QVERIFY2(result.verdict == Verdict::Passed, report(result, "server").english().c_str());
        QVERIFY(result.trace->size() > 20);
    }

    void theSameScriptGivesTheSameTrace() { QCOMPARE(fingerprint(*played(kServer).trace), fingerprint(*played(kServer).trace)); }

    // One number or word of the script is changed: it has to fail, and to say in which line.
    void scriptsWithOneChangeFail_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("by");
        QTest::addColumn<int>("line");
        const auto row = [](const char* what, const char* by, int line) {
            QTest::newRow(by) << QString::fromUtf8(what) << QString::fromUtf8(by) << line;
        };
        row("listen(3, 1) = 0", "listen(3, 1) = -1 EINVAL", 4);
        row("...0.200 accept", "...0.300 accept", 5);
        row("...0.200 accept", "...0.150 accept", 5);
        row("> S. 0:0(0) ack 101", "> S. 0:0(0) ack 102", 7);
        row("> S. 0:0(0) ack 101 <mss 1460>", "> S. 0:0(0) ack 101 <mss 1459>", 7);
        row("> S. 0:0(0) ack 101 <mss 1460>", "> S. 0:0(0) ack 101", 7);
        row("> S. 0:0", "> SE. 0:0", 7);
        row("2000) = 2000", "2000) = 1999", 9);
        row("+0 > P. 1:2001(2000) ack 1\n", "+0 > P. 1:2002(2001) ack 1\n", 10);
        row("+0 > P. 1:2001(2000) ack 1\n", "+0 > . 1:2001(2000) ack 1\n", 10);
        row("+0 > P. 1:2001(2000) ack 1\n", "+.1 > P. 1:2001(2000) ack 1\n", 10);
        row("+0 > P. 1:2001(2000) ack 1\n", "+0 > P. 1:2001(2000) ack 1 win 17\n", 10);
        row("+0 > P. 1:2001(2000) ack 1\n", "--", 10);
        row("tcpi_state == TCP_ESTABLISHED", "tcpi_state == TCP_CLOSE_WAIT", 12);
        row("...0.100 read(4, ..., 1000) = 300", "...0.100 read(4, ..., 1000) = 299", 13);
        row("...0.100 read(4, ..., 1000) = 300", "read(4, ..., 1000) = 300", 13);
        row("+0~+.2 > . 2001:2001(0) ack 301", "+.4 > . 2001:2001(0) ack 301", 15);
        row("> F. 2001:2001(0) ack 301\n", "> R. 2001:2001(0) ack 301\n", 17);
        row("+0 > . 2002:2002(0) ack 302\n", "", 18);
        row("ack 302\n", "ack 302\n+0 > . 1:1(0) ack 1\n", 20);
    }
    void scriptsWithOneChangeFail()
    {
        QFETCH(QString, what);
        QFETCH(QString, by);
        QFETCH(int, line);
        // A whole line is left out: what the stack sends is not explained any more.
        const std::string with = by == QLatin1String("--") ? "" : by.toStdString();
        const PlayResult result = played(replaced(kServer, what.toStdString(), with));
        QVERIFY2(result.verdict == Verdict::Failed, report(result, "changed").english().c_str());
        if (!with.empty())
            QVERIFY2(result.place.line == line, report(result, "changed").english().c_str());
    }

    void aMismatchIsToldFieldByField()
    {
        const std::string text =
            report(played(replaced(kServer, "> P. 1:2001(2000) ack 1\n", "> . 1:2001(2000) ack 2\n")), "x.pkt").english();
        for (const char* part :
             {"x.pkt:10:1: the flags of the packet sent at 0.200000 s are P., not .", "the story so far",
              "expected     > . 1:2001(2000) ack 2\n", "actual       > P. 1:2001(2000) ack 1 win", "ack: 1, not 2", "because", "RFC 9293"})
            QVERIFY2(text.find(part) != std::string::npos, (text + "\nlacks " + part).c_str());
    }

    void whatHasNoMeaningIsNotApplicable_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("feature");
        const auto row = [](const char* text, const char* feature) {
            QTest::newRow(feature) << QString::fromUtf8(text) << QString::fromUtf8(feature);
        };
        row("0 splice(1, 2) = 0", "splice()");
        row("`tc qdisc replace dev tun0 root fq`\n0 close(3) = -1 EBADF", "tc qdisc");
        row("0 `ethtool -C tun0 rx-usecs 9`", "ethtool");
        row("--udp_encapsulation=tcp\n0 close(3) = -1 EBADF", "--udp_encapsulation");
        row("0 socket(..., SOCK_STREAM, 0) = 3\n+0 setsockopt(3, SOL_SOCKET, SO_ZEROCOPY, [1], 4) = 0", "SO_ZEROCOPY");
        row("0 socket(..., SOCK_STREAM, 0) = 3\n+0 recvmsg(3, {msg_iov(1)=[{..., 1}]}, MSG_ERRQUEUE) = 0", "MSG_ERRQUEUE");
        row("0 socket(..., SOCK_STREAM, 0) = 3\n+0 %{ assert SK_MEMINFO_RMEM_ALLOC == 0 }%", "SK_MEMINFO_RMEM_ALLOC");
        row("0 < gre: . 1:1(0) ack 1 win 1", "gre");
        row("0 `sysctl -q net.ipv4.tcp_no_such_thing=1`", "net.ipv4.tcp_no_such_thing=1");
        row("`sysctl -q tcplab.cc_vegas.delta=1`\n0 close(3) = -1 EBADF", "tcplab.cc_vegas.delta=1");
        row("`sysctl -q tcplab.cc_vegas.alpha=0`\n0 close(3) = -1 EBADF", "tcplab.cc_vegas.alpha=0 (alpha is 0, but must be at least 1.)");
        row("0 close(3) = -1 EBADF\n0 `sysctl -q tcplab.cc_vegas.alpha=3`", "tcplab.cc_vegas.alpha after the first event");
    }
    void whatHasNoMeaningIsNotApplicable()
    {
        QFETCH(QString, text);
        QFETCH(QString, feature);
        const PlayResult result = played(text.toStdString());
        QVERIFY2(result.verdict == Verdict::NotApplicable, report(result, "x").english().c_str());
        QCOMPARE(QString::fromStdString(result.sentence.english()), feature);
    }

    // Zeros of a connection that does not exist prove nothing.
    void codeNeedsAConnection()
    {
        QCOMPARE(played("0 socket(..., SOCK_STREAM, 0) = 3\n+0 %{ assert tcpi_state == TCP_CLOSE }%").verdict, Verdict::Passed);
        QCOMPARE(played("0 socket(..., SOCK_STREAM, 0) = 3\n+0 close(3) = 0\n+0 %{ assert tcpi_retrans == 0 }%").verdict, Verdict::Failed);
        QCOMPARE(played("0 %{ assert 1 + 1 == 2 }%").verdict, Verdict::Passed);
    }

    void callsOnClosedDescriptorsAreRefused()
    {
        QCOMPARE(played("0 close(3) = -1 EBADF\n+0 read(7, ..., 1) = -1 EBADF").verdict, Verdict::Passed);
        QCOMPARE(played("0 close(3) = 0").verdict, Verdict::Failed);
    }

    void pollTellsReadiness()
    {
        const std::string text = replaced(kServer, "+0...0.100 read(4, ..., 1000) = 300\n",
                                          "+0 poll([{fd=4, events=POLLIN|POLLOUT, revents=POLLOUT}], 1, 0) = 1\n"
                                          "+0...0.100 poll([{fd=4, events=POLLIN, revents=POLLIN}], 1, 500) = 1\n");
        const PlayResult result = played(replaced(text, "+0 close(4)", "+0 read(4, ..., 1000) = 300\n+0 close(4)"));
        QVERIFY2(result.verdict == Verdict::Passed, report(result, "poll").english().c_str());
        const PlayResult timedOut = played(
            "0 socket(..., SOCK_STREAM, 0) = 3\n+0 bind(3, ..., ...) = 0\n+0 listen(3, 1) = 0\n"
            "+0...0.050 poll([{fd=3, events=POLLIN, revents=0}], 1, 50) = 0\n");
        QVERIFY2(timedOut.verdict == Verdict::Passed, report(timedOut, "poll").english().c_str());
    }

    void kernelsSettingsBecomeParameters()
    {
        const Card& card = *allPlugins().card("engine_tcp");
        const auto own = meaningOf(card, "tcplab.delayedAck", "20 ms");
        QVERIFY(own.unsupported.empty());
        QVERIFY(own.parameters.at("delayedAck") == Value{std::string("20 ms")});
        QVERIFY(meaningOf(card, "net.ipv4.tcp_fack", "0").unsupported.empty());
        QCOMPARE(QString::fromStdString(meaningOf(card, "net.ipv4.tcp_unheard_of", "2").unsupported),
                 QStringLiteral("net.ipv4.tcp_unheard_of=2"));
    }

    // Those of congestion controls go with the script into a lab, and from there into another script.
    void controllersAreSetByTheirNames()
    {
        const std::string text = "`sysctl -q tcplab.profile=rfc\n sysctl -q tcplab.cc_vegas.alpha=3`\n" + std::string(kServer);
        PlayOptions options = strict();
        options.congestionControls = {{"cc_vegas", {{"beta", Value{std::int64_t{7}}}}}};
        const PlayResult result = played(text, options);
        const std::map<std::string, ValueMap> wanted{{"cc_vegas", {{"alpha", Value{std::int64_t{3}}}, {"beta", Value{std::int64_t{7}}}}}};
        QVERIFY(result.congestionControls == wanted);
        const Lab lab = labOf(parsed(text), result, options, "server").lab;
        QVERIFY(lab.hosts[0].congestionControls == wanted);
        const auto ran = run(lab, allPlugins());
        const auto script = scriptOf(*ran->trace, subjectOf(lab, HostId(0), allPlugins()));
        QVERIFY(script.has_value());
        QVERIFY(played(packetdrill::writeScript(*script), strict()).congestionControls == wanted);
    }

    // --- scripts as labs and sessions as scripts

    void aScriptIsALab()
    {
        const auto script = parsed(kServer);
        const PlayResult result = played(kServer);
        const ScriptedLab made = labOf(script, result, strict(), "server");
        QVERIFY(made.leftOut.empty());
        const auto read = parseLab(writeLab(made.lab), "made.tcplab");
        QVERIFY2(read.has_value(), read ? "" : describe(read.error()).c_str());
        const auto ran = run(read->lab, allPlugins());
        QVERIFY2(ran.has_value(), ran ? "" : describe(ran.error()).c_str());
        QVERIFY(sentBy(*ran->trace, 0) == sentBy(*result.trace, 0));
        QVERIFY(sentBy(*ran->trace, 1) == sentBy(*result.trace, 1));
        QCOMPARE(countOf(*ran->trace, Rule::ScriptEnds), std::size_t{1});
        QCOMPARE(countOf(*ran->trace, Rule::ScriptDiffers), std::size_t{0});
    }

    void aScriptedPeerNoticesWhatDiffers()
    {
        auto script = parsed(kServer);
        const ScriptedLab made = labOf(script, played(kServer), strict(), "server");
        Lab lab = made.lab;
        auto& text = std::get<std::string>(lab.hosts[1].engine.parameters["script"].is);
        text = replaced(text, "ack 301", "ack 300");
        const auto ran = run(lab, allPlugins());
        std::string told;
        for (std::size_t i = 0; i < ran->trace->size(); ++i)
            if ((*ran->trace)[i].rule == Rule::ScriptDiffers)
                told = ran->trace->text(std::get<Note>((*ran->trace)[i].body).text);
        QVERIFY2(told.find("its ack is 301, not 300") != std::string::npos, told.c_str());
    }

    void aSessionIsAScript_data()
    {
        QTest::addColumn<QString>("lab");
        QTest::addColumn<int>("host");
        for (const char* lab : {"B1", "C1", "C8", "E1", "E7", "E8"})
            for (int host = 0; host < 2; ++host)
                // The servers of these read and answer in one go; see the limit of scriptOf().
                if (host == 0 || lab[0] != 'C')
                    QTest::addRow("%s host %d", lab, host) << QString::fromUtf8(lab) << host;
    }
    void aSessionIsAScript()
    {
        QFETCH(QString, lab);
        QFETCH(int, host);
        const QDir labs(QStringLiteral(TCPLAB_SOURCE_DIR "/resources/labs"));
        const QStringList found = labs.entryList({lab + QStringLiteral("-*.tcplab")});
        QVERIFY(!found.isEmpty());
        const auto file = readLab(labs.filePath(found.front()).toStdString());
        QVERIFY(file.has_value());
        const auto ran = run(file->lab, allPlugins());
        QVERIFY(ran.has_value());
        const ExportSubject subject = subjectOf(file->lab, HostId(static_cast<std::uint16_t>(host)), allPlugins());
        const auto script = scriptOf(*ran->trace, subject);
        QVERIFY2(script.has_value(), script ? "" : describe(script.error()).c_str());
        PlayOptions options = strict();
        options.profile = "linux";  // the script has to say which one it wants
        const PlayResult result = played(packetdrill::writeScript(*script), options);
        QVERIFY2(result.verdict == Verdict::Passed, (report(result, "export").english() + packetdrill::writeScript(*script)).c_str());
    }
};

QTEST_APPLESS_MAIN(PlayTest)
#include "play_test.moc"
