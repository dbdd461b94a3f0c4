// Each congestion control in the real engine, on a link of 4 Mbit/s with 40 ms and a queue of 20: its behaviour is frozen
// as a row of tests/labs/congestion/bottleneck.txt (what a change of it means: tests/labs/README.md).
#include <QtTest>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "all_plugins.h"
#include "analysis/series.h"
#include "lab/lab_file.h"
#include "sim/run.h"

using namespace tcplab;

namespace {

const std::string kFolder = TCPLAB_SOURCE_DIR "/tests/labs/congestion/";
constexpr double kOctetsOfTheLink = 4'000'000 / 8.0 * 10;

std::vector<std::string> controls()
{
    std::vector<std::string> ids;
    for (const Card* card : allPlugins().cards())
        if (card->kind == PluginKind::CongestionControl)
            ids.push_back(card->id);
    return ids;
}

// What became of the flow, in numbers that a person can judge.
struct Row {
    std::uint64_t sent = 0, again = 0, dropped = 0, delivered = 0, mostQueued = 0, timeouts = 0;
    std::vector<std::uint64_t> window;  // octets, at each second
    std::uint64_t print = 0;

    std::string text() const
    {
        std::string windows;
        for (const std::uint64_t octets : window)
            windows += fmt::format("{:>7}", octets);
        return fmt::format("{:>6} {:>6} {:>7} {:>9} {:>6} {:>8} {}  {:016x}", sent, again, dropped, delivered, mostQueued, timeouts,
                           windows, print);
    }
};
const char* const kHeading =
    "# control    sent  again dropped delivered queued timeouts  cwnd at 1 s, 2 s … 9 s, and the fingerprint of the Trace";

Row measured(const Trace& trace)
{
    Row row;
    const ConnectionId client(0);
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const Event& event = trace[i];
        if (const auto* sent = std::get_if<PacketSent>(&event.body); sent && event.connection == client) {
            ++row.sent;
            row.again += sent->transmission > 1 ? 1 : 0;
        }
        row.dropped += std::holds_alternative<PacketDropped>(event.body) ? 1 : 0;
        if (const auto* queue = std::get_if<QueueFilled>(&event.body))
            row.mostQueued = std::max<std::uint64_t>(row.mostQueued, queue->packets);
        if (const auto* delivered = std::get_if<BytesDelivered>(&event.body))
            row.delivered = delivered->total;
        if (const auto* fired = std::get_if<TimerFired>(&event.body); fired && event.connection == client)
            row.timeouts += fired->timer == TimerKind::Retransmission ? 1 : 0;
    }
    for (int second = 1; second < 10; ++second) {
        const ConnectionVariables* variables = variablesAt(trace, client, kStart + std::chrono::seconds(second));
        row.window.push_back(variables ? variables->cwnd : 0);
    }
    row.print = fingerprint(trace);
    return row;
}

std::map<std::string, std::string> frozen()
{
    std::map<std::string, std::string> rows;
    std::ifstream file(kFolder + "bottleneck.txt");
    for (std::string line; std::getline(file, line);)
        if (!line.empty() && line.front() != '#')
            rows[line.substr(0, line.find(' '))] = line;
    return rows;
}

}  // namespace

class BottleneckTest : public QObject {
    Q_OBJECT

private slots:
    void eachControl_data()
    {
        QTest::addColumn<QString>("id");
        for (const std::string& id : controls())
            QTest::newRow(id.c_str()) << QString::fromStdString(id);
    }

    void eachControl()
    {
        QFETCH(QString, id);
        const std::string control = id.toStdString();
        const Result<RunResult> ran = run(labWith(control), allPlugins());
        QVERIFY2(ran, ran ? "" : describe(ran.error()).c_str());
        const Row row = measured(*ran->trace);
        rows_[control] = fmt::format("{:<10}{}", control, row.text());
        QCOMPARE(fingerprint(*run(labWith(control), allPlugins())->trace), row.print);
        QVERIFY2(static_cast<double>(row.delivered) > 0.5 * kOctetsOfTheLink, rows_[control].c_str());
        QVERIFY2(static_cast<double>(row.delivered) < kOctetsOfTheLink, rows_[control].c_str());
    }

    void behaviourIsAsFrozen()
    {
        if (qEnvironmentVariableIsSet("TCPLAB_REFREEZE")) {
            std::ofstream out(kFolder + "bottleneck.txt", std::ios::binary);
            out << kHeading << "\n";
            for (const auto& [id, row] : rows_)
                out << row << "\n";
        }
        const auto expected = frozen();
        for (const auto& [id, row] : rows_) {
            const auto found = expected.find(id);
            const std::string before = found == expected.end() ? "nothing" : found->second;
            if (before != row)
                QFAIL(fmt::format("{}\n{}\nbut frozen was\n{}\nsee tests/labs/README.md", kHeading, row, before).c_str());
        }
        QCOMPARE(expected.size(), rows_.size());
    }

private:
    static Lab labWith(const std::string& control)
    {
        Lab lab = readLab(kFolder + "bottleneck.tcplab").value().lab;
        lab.hosts.front().engine.parameters["congestionControl"] = Value{control};
        return lab;
    }

    std::map<std::string, std::string> rows_;
};

QTEST_GUILESS_MAIN(BottleneckTest)
#include "bottleneck_test.moc"
