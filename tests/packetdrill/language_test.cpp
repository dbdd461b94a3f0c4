// The language: what parses, what does not and why, what the code blocks and the set-up commands mean.
#include <QtTest>

#include "packetdrill/commands.h"
#include "packetdrill/config.h"
#include "packetdrill/evaluator.h"
#include "packetdrill/parser.h"

using namespace tcplab;
using namespace tcplab::packetdrill;

namespace {

// Lines of every kind, as scripts for both systems write them; it is read, not played.
std::string everything()
{
    QFile file(QStringLiteral(TCPLAB_SOURCE_DIR "/tests/packetdrill/everything.pkt"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("everything.pkt is missing");
    return file.readAll().toStdString();
}

Script parsed(const std::string& text)
{
    const auto script = parseScript(text, "test.pkt");
    if (!script)
        qFatal("%s", describe(script.error()).c_str());
    return *script;
}

using Verdict = Evaluator::Verdict;

}  // namespace

class LanguageTest : public QObject {
    Q_OBJECT

private slots:
    void everythingIsRead()
    {
        const Script script = parsed(everything());
        QCOMPARE(script.options.size(), std::size_t{3});
        QCOMPARE(script.events.size(), std::size_t{28});
        QVERIFY(script.setUp && script.cleanUp);
        const auto& connect = std::get<Call>(script.events[3].what);
        QCOMPARE(connect.until->count(), 200'000'000);
        QCOMPARE(script.events[3].time.at.count(), 100'000'000);
        const auto& synAck = std::get<TcpSegment>(std::get<Packet>(script.events[5].what).body);
        QCOMPARE(synAck.start, 5678u);
        QCOMPARE(synAck.options[4].octets, (Octets{0xa1, 0xb2, 0xc3, 0xd4}));
        const auto& counter = std::get<TcpSegment>(std::get<Packet>(script.events[11].what).body);
        QCOMPARE(counter.flags, std::uint16_t(flag::kAe | flag::kEce | flag::kAck));
        QCOMPARE(script.events[2].place.line, 8);
    }

    void whatIsWrittenReadsBack()
    {
        const Script script = parsed(everything());
        const std::string written = writeScript(script);
        const Script again = parsed(written);
        QVERIFY(again == script);
        QCOMPARE(writeScript(again), written);
    }

    void conditionsLeaveLinesOut()
    {
        ParseOptions options;
        const std::string text =
            "0 close(3) = 0\n#ifdef FreeBSD\n+0 close(4) = 0\n#else\n+0 close(5) = 0\n+0 close(6) = 0\n#endif\n+0 close(7) = 0\n";
        QCOMPARE(parseScript(text, "t", options)->events.size(), std::size_t{4});
        options.conditions = {"FreeBSD"};
        const auto script = parseScript(text, "t", options);
        QCOMPARE(script->events.size(), std::size_t{3});
        QCOMPARE(script->events[2].place.line, 8);
    }

    void mistakesAreToldWithTheirPlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const char* text, const char* told) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(told);
        };
        row("nothing", "// only this\n", "t:2:1: a script needs at least one event");
        row("no time", "socket(..., SOCK_STREAM, 0) = 3", "t:1:1: an event begins with its time: 0.1, +0.1, 0.1~0.2, +0.1~+0.2 or *");
        row("late start", "1 close(3) = 0", "t:1:1: the first event has to be at time 0");
        row("back in time", "0 close(3) = 0\n2 close(4) = 0\n1 close(5) = 0", "t:3:1: this time is before that of an event above");
        row("choice inbound", "0~1 close(3) = 0", "t:1:1: \"*\" and ranges of time are for outbound packets only");
        row("range", "0 close(3) = 0\n+2~+1 > . 1:1(0) ack 1", "t:2:6: the range of time ends before it begins");
        row("length", "0 > . 1:3(1) ack 1", "t:1:7: 1:3 is not as long as the (1) behind it says");
        row("window", "0 < . 1:1(0) ack 1", "t:1:19: an inbound segment needs its window: \"win 1000\"");
        row("flags", "0 > X 1:1(0)", "t:1:5: the segment's flags are missing here: some of SFRPUEWA and a dot for ACK, or - for none");
        row("ace", "0 > 5E. 1:1(0)", "t:1:5: an ACE digit and the letters E, W and A say the same thing: write one of them");
        row("option", "0 > . 1:1(0) <foo>",
            "t:1:15: \"foo\" is no TCP option: take mss, wscale, sackOK, sack, TS, nop, eol, FO, FOEXP, md5, ECN or uto");
        row("padding", "0 > . 1:1(0) <nop>", "t:1:15: these options take 1 octets: pad them to a multiple of 4 with nop or eol");
        row("room", "0 > . 1:1(0) <sack 1:2 1:2 1:2 1:2,TS val 1 ecr 1>",
            "t:1:15: these options take 44 octets, but a header has room for 40");
        row("wildcard", "0 < . 1:1(0) ack 1 win 1 <...>", "t:1:27: \"...\" leaves a choice: only an outbound packet may have it");
        row("cookie", "0 > S 0:0(0) <FO abc>", "t:1:18: \"abc\" is no row of hexadecimal pairs");
        row("number", "0 > . 1:1(0) ack 99999999999", "t:1:18: 99999999999 is not between 0 and 4294967295");
        row("call", "0 close(3 = 0", "t:1:11: \")\" is missing here");
        row("result", "0 close(3)", "t:1:11: \"=\" is missing here");
        row("command", "0 `true", "t:1:8: \"`\" is missing here");
        row("code", "0 %{ assert 1", "t:1:14: \"}%\" is missing here");
        row("behind the end", "0 close(3) = 0\n`a`\n+0 close(4) = 0", "t:3:1: nothing may follow the command that cleans up");
        row("define", "--define=X\n0 close(3) = 0", "t:1:3: write --define=NAME=value");
    }
    void mistakesAreToldWithTheirPlace()
    {
        QFETCH(QString, text);
        QFETCH(QString, told);
        const auto script = parseScript(text.toStdString(), "t");
        QVERIFY(!script.has_value());
        QCOMPARE(QString::fromStdString(describe(script.error())), told);
    }

    void valuesMayNotBeNestedWithoutEnd()
    {
        QVERIFY(!parseScript("0 f(" + std::string(5000, '[') + std::string(5000, ']') + ") = 0", "t").has_value());
    }

    void codeIsJudged_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("verdict");
        const auto row = [](const char* code, Verdict verdict) {
            QTest::newRow(code) << QString::fromUtf8(code) << static_cast<int>(verdict);
        };
        row("assert a == 10", Verdict::Passed);
        row("assert a == 11, a", Verdict::Failed);
        row("assert 9 < a <= 10 and not b", Verdict::Passed);
        row("assert 10 < a <= 10", Verdict::Failed);
        row("assert a == 1 or b == 0", Verdict::Passed);
        row("assert (a & 2) != 0, 'bits %d of %s' % (a, 'x')", Verdict::Passed);
        row("assert a & 2 == 2", Verdict::Passed);
        row("assert a | 5 == 15", Verdict::Passed);
        row("c = a * 2 + 1; c += 1\nassert c == 22 # twice", Verdict::Passed);
        row("assert a == 10, a; \\\n   assert b == 0, b;", Verdict::Passed);
        row("assert -7 // 2 == -4 and -7 % 2 == 1 and 7 / 2 == 3.5", Verdict::Passed);
        row("assert abs(-3) == 3 and min(a, 3) == 3 and max(a, 3, 12) == 12", Verdict::Passed);
        row("assert 0x10 == 16 and 1 << 4 == 16 and ~0 == -1", Verdict::Passed);
        row("assert \\", Verdict::NotUnderstood);
        row("for x in y: pass", Verdict::UnknownName);
        row("assert (a == 10", Verdict::NotUnderstood);
        row("assert unknown == 1", Verdict::UnknownName);
        row("assert a / 0 == 1", Verdict::NotUnderstood);
        row("assert a // 0 == 1", Verdict::NotUnderstood);
        row("a b", Verdict::NotUnderstood);
    }
    void codeIsJudged()
    {
        QFETCH(QString, code);
        QFETCH(int, verdict);
        Evaluator evaluator;
        const auto outcome = evaluator.run(code.toStdString(), {{"a", 10}, {"b", 0}});
        QCOMPARE(static_cast<int>(outcome.verdict), verdict);
    }

    void variablesStayFromBlockToBlock()
    {
        Evaluator evaluator;
        QCOMPARE(evaluator.run("cwnd = tcpi_snd_cwnd", {{"tcpi_snd_cwnd", 7}}).verdict, Verdict::Passed);
        QCOMPARE(evaluator.run("print('was', cwnd)\nassert cwnd == 7 and tcpi_snd_cwnd == 8", {{"tcpi_snd_cwnd", 8}}).printed,
                 std::string("was 7\n"));
        const auto wrong = evaluator.run("assert cwnd == tcpi_snd_cwnd", {{"tcpi_snd_cwnd", 9}});
        QCOMPARE(QString::fromStdString(wrong.sentence.english()),
                 QStringLiteral("assert cwnd == tcpi_snd_cwnd does not hold; cwnd is 7; tcpi_snd_cwnd is 9"));
    }

    void bracketsMayNotBeNestedWithoutEnd()
    {
        Evaluator evaluator;
        QCOMPARE(evaluator.run("assert " + std::string(100000, '('), {}).verdict, Verdict::NotUnderstood);
        QCOMPARE(evaluator.run("assert " + std::string(100000, '-') + "1", {}).verdict, Verdict::NotUnderstood);
    }

    void commandsAreReadByTheirMeaning()
    {
        using Kind = ShellAction::Kind;
        const ShellFiles files = [](const std::string& path) -> std::optional<std::string> {
            if (path != "../common/defaults.sh")
                return std::nullopt;
            return "#!/bin/sh\nsysctl -q net.ipv4.tcp_rmem=\"4096 540000 $((15*1024*1024))\" > /dev/null 2>&1\n";
        };
        const auto actions = actionsOf(
            "../common/defaults.sh\nset_sysctls.py /proc/sys/net/ipv4/tcp_sack=0 \\\n /proc/sys/net/ipv4/tcp_ecn=2; "
            "ip route change 192.0.2.1 via 1.2.3.4 dev tun0 advmss 1460 mtu lock 1500 && sleep 0.5",
            files);
        const std::vector<ShellAction> wanted{{Kind::Set, "net.ipv4.tcp_rmem", "4096 540000 15728640", {}},
                                              {Kind::Set, "net.ipv4.tcp_sack", "0", {}},
                                              {Kind::Set, "net.ipv4.tcp_ecn", "2", {}},
                                              {Kind::Set, "route.advmss", "1460", {}},
                                              {Kind::Set, "route.mtu", "1500", {}},
                                              {Kind::Sleep, {}, {}, 500ms}};
        QVERIFY(actions == wanted);
    }

    void whatHasNoMeaningIsNamed_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("feature");
        const auto row = [](const char* command, const char* feature) {
            QTest::newRow(command) << QString::fromUtf8(command) << QString::fromUtf8(feature);
        };
        row("tc qdisc replace dev tun0 root fq", "tc qdisc");
        row("tc qdisc add dev tun0 root pfifo", "");
        row("ethtool -K tun0 tso off", "");
        row("ethtool -C tun0 rx-usecs 9", "ethtool");
        row("iptables -A INPUT -j DROP", "iptables");
        row("./missing.sh", "the set-up ./missing.sh (it cannot be read)");
        row("grep x /proc/net/tcp | wc", "grep | wc");
        row("/tmp/sysctl_restore_${PPID}.sh", "");
    }
    void whatHasNoMeaningIsNamed()
    {
        QFETCH(QString, command);
        QFETCH(QString, feature);
        const auto actions = actionsOf(command.toStdString(), {});
        QCOMPARE(actions.empty(), feature.isEmpty());
        if (!actions.empty())
            QCOMPARE(QString::fromStdString(actions.front().name), feature);
    }

    void countsOfSockstatAreUnderstood()
    {
        const auto actions = actionsOf("sockstat -4 -P tcp -s | grep program | grep -c TIME_WAIT | grep 1", {});
        QVERIFY(actions == (std::vector<ShellAction>{{ShellAction::Kind::StateCount, "TIME_WAIT", "1", {}}}));
    }

    void optionsMakeTheRun()
    {
        const auto config =
            configOf(parsed("--ip_version=ipv6\n--local_ip=fd00::1/64\n--mtu=9000\n--tolerance_usecs=1000\n--non_fatal=packet\n"
                            "0 close(3) = 0"));
        QVERIFY(config.has_value());
        QVERIFY(config->local == *parseIpAddress("fd00::1"));
        QCOMPARE(config->mtu, 9000u);
        QCOMPARE(config->tolerance.count(), 1'000'000);
        QVERIFY(config->packetsMayDiffer && !config->callsMayDiffer);
        const auto wrong = configOf(parsed("--mtu=1\n0 close(3) = 0"));
        QCOMPARE(QString::fromStdString(describe(wrong.error())), QStringLiteral("line 1:3: --mtu needs a number between 68 and 65535"));
        QVERIFY(!configOf(parsed("--nonsense\n0 close(3) = 0")).has_value());
    }
};

QTEST_APPLESS_MAIN(LanguageTest)
#include "language_test.moc"
