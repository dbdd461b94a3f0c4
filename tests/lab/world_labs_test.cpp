// Labs about what is between and around the hosts: each proves what it claims, and behaves as it did when it was frozen
// (tests/labs/README.md).
#include <QtTest>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "all_plugins.h"
#include "analysis/checks.h"
#include "analysis/exchange.h"
#include "lab/lab_file.h"
#include "support/lab_proof.h"
#include "sim/run.h"

using namespace tcplab;

namespace {

const std::filesystem::path kFolder = TCPLAB_SOURCE_DIR "/tests/labs/world";
const std::filesystem::path kTable = kFolder / "table.txt";
constexpr const char* kHeading = "# lab                   sent  forwarded  dropped  delivered  fingerprint of the Trace\n";

std::string row(const std::string& name, const Trace& trace)
{
    std::uint64_t sent = 0, forwarded = 0, dropped = 0, delivered = 0;
    std::map<std::uint32_t, std::uint64_t> totals;  // by connection
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const Event& event = trace[i];
        const bool onward = event.rule == Rule::RouterForwards || event.rule == Rule::RouterFragments;
        if (std::holds_alternative<PacketSent>(event.body))
            ++(onward ? forwarded : sent);
        dropped += std::holds_alternative<PacketDropped>(event.body);
        if (const auto* bytes = std::get_if<BytesDelivered>(&event.body))
            totals[event.connection.number()] = bytes->total;
    }
    for (const auto& [connection, total] : totals)
        delivered += total;
    return fmt::format("{:<22}{:>6}{:>11}{:>9}{:>11}  {:016x}\n", name, sent, forwarded, dropped, delivered, fingerprint(trace));
}

std::vector<std::string> names()
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(kFolder))
        if (entry.path().extension() == ".tcplab")
            names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace

class WorldLabsTest : public QObject {
    Q_OBJECT

private slots:
    void eachLab_data()
    {
        QTest::addColumn<QString>("name");
        for (const std::string& name : names())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }

    void eachLab()
    {
        QFETCH(QString, name);
        const std::string path = (kFolder / (name.toStdString() + ".tcplab")).string();
        const Result<LabFile> read = readLab(path);
        QVERIFY2(read, read ? "" : describe(read.error()).c_str());
        for (const Problem& warning : read->warnings)
            QFAIL(describe(warning).c_str());
        QVERIFY(parseLab(writeLab(read->lab), path).value().lab == read->lab);
        const Result<RunResult> ran = run(read->lab, allPlugins());
        QVERIFY2(ran, ran ? "" : describe(ran.error()).c_str());
        rows_ += row(name.toStdString(), *ran->trace);
        everyEventHasItsCause(*ran->trace);
        everySegmentGoesOverALink(*ran->trace);
        const std::string failed = failedChecks(*read, *ran->trace, path);
        QVERIFY2(failed.empty(), failed.c_str());
    }

    // Connections, timers and calls of a host end with it, though nothing in the Trace says so of each.
    void aCrashEndsWhatWasOnTheHost()
    {
        const Lab lab = readLab((kFolder / "crash.tcplab").string())->lab;
        const Exchange exchange = exchangeOf(*run(lab, allPlugins())->trace);
        const HostId server(1);
        const Instant crash = kStart + 2s;
        std::size_t states = 0, calls = 0;
        for (const StateSpan& state : exchange.states)
            states += state.host == server && state.until == crash;
        for (const CallSpan& call : exchange.calls)
            calls += call.host == server && call.cutShort && call.until == crash;
        QCOMPARE(states, std::size_t{2});  // LISTEN and ESTABLISHED
        QCOMPARE(calls, std::size_t{1});   // the recv() that waits
        for (const StateSpan& state : exchange.states)
            QVERIFY(state.host != server || state.until <= crash);
        QCOMPARE(exchange.fates.size(), std::size_t{1});
        QCOMPARE(exchange.fates[0].rule, Rule::HostCrash);
    }

    void behaviourIsAsFrozen()
    {
        const std::string found = kHeading + rows_;
        if (qEnvironmentVariableIsSet("TCPLAB_REFREEZE"))
            std::ofstream(kTable, std::ios::binary) << found;
        QVERIFY2(contentsOf(kTable) == found, ("see tests/labs/README.md; found:\n" + found).c_str());
    }

private:
    static void everyEventHasItsCause(const Trace& trace)
    {
        for (std::uint32_t i = 0; i < trace.size(); ++i) {
            const Event& event = trace[i];
            // Only what a program or the lab's author begins has no cause in the Trace.
            const bool begins = std::holds_alternative<CallBegun>(event.body) || std::holds_alternative<Note>(event.body);
            QVERIFY2(event.parent.valid() || begins, fmt::format("event {}, rule {}", i, textOf(event.rule).name).c_str());
            QVERIFY(!event.parent.valid() || event.parent.number() < i);
            QVERIFY(!event.second.valid() || event.second.number() < i);
        }
    }

    // Also where a router is in between.
    static void everySegmentGoesOverALink(const Trace& trace)
    {
        for (const SegmentPath& path : exchangeOf(trace).segments) {
            const auto joins = [&](const TraceLink& link) { return link.from == path.from && link.to == path.to; };
            bool linked =
                path.lost() && !std::get<PacketDropped>(trace[path.dropped].body).link.valid();  // it did not get as far as a link
            for (std::uint16_t i = 0; i < trace.linkCount(); ++i)
                linked = linked || joins(trace.link(LinkId(i)));
            QVERIFY2(linked, fmt::format("the segment of event {}", path.sent.number()).c_str());
        }
    }

    std::string rows_;
};

QTEST_GUILESS_MAIN(WorldLabsTest)
#include "world_labs_test.moc"
