// Small labs whose every datagram can be followed by eye: each behaves as the table beside it says (tests/labs/README.md).
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>

#include "all_plugins.h"
#include "analysis/exchange.h"
#include "analysis/segment.h"
#include "lab/lab_file.h"
#include "support/lab_proof.h"
#include "sim/run.h"
#include "wire/ip.h"
#include "wire/udp.h"

using namespace tcplab;

namespace {

const std::filesystem::path kCases = TCPLAB_SOURCE_DIR "/tests/labs/cases";
constexpr std::size_t kMostDatagrams = 60;  // more can no longer be followed

void write(const std::filesystem::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

// One line a datagram: when it was sent, what it was, and what became of it.
class Table {
public:
    explicit Table(const Trace& trace) : trace_(trace), numbers_(trace)
    {
        for (std::size_t i = 0; i < trace.size(); ++i) {
            event_ = &trace[i];
            id_ = static_cast<std::uint32_t>(i);
            std::visit(*this, event_->body);
        }
    }

    std::size_t datagrams() const { return lines_.size(); }

    std::string text() const
    {
        std::string text;
        for (const auto& [sent, line] : lines_)
            text += fmt::format("{}{}\n", line.sent, line.fate.empty() ? "  is on its way at the end" : line.fate);
        for (const auto& [queue, most] : queues_)
            text += fmt::format("queue of {}: up to {} packets, {} bytes\n", queue, most.packets, most.octets);
        return text + fmt::format("fingerprint {:016x} of {} events\n", fingerprint(trace_), trace_.size());
    }

    void operator()(const PacketSent& sent)
    {
        lines_[id_].sent = fmt::format("{}  {:<8}{:<44}", time(), trace_.host(event_->host).name,
                                       what(trace_.packet(sent.packet)) + (sent.transmission > 1 ? " again" : ""));
    }
    void operator()(const PacketArrived& arrived)
    {
        const std::uint8_t before = markOf(std::get<PacketSent>(trace_[arrived.sent].body).packet);
        const bool isMarked = markOf(arrived.packet) == 3 && before != 3;
        lines_[arrived.sent.number()].fate += fmt::format("  arrives {}{}", time(), isMarked ? " with CE" : "");
    }
    void operator()(const PacketDropped& dropped) { tell(dropped.sent, dropped.place, "dropped "); }
    void operator()(const PacketAltered& altered) { tell(altered.sent, altered.place, ""); }
    void operator()(const QueueFilled& queue)
    {
        QueueFill& most = queues_[fmt::format("{} ({})", trace_.link(queue.link).name, trace_.text(queue.place))];
        most.packets = std::max(most.packets, queue.packets);
        most.octets = std::max(most.octets, queue.octets);
    }
    // What a program tells of itself; what the stack tells is in the fate of its datagrams.
    void operator()(const Note& note)
    {
        if (const std::string_view rule = textOf(event_->rule).name; rule.starts_with("app."))
            lines_[id_] = {fmt::format("{}  {:<8}", time(), trace_.host(event_->host).name),
                           fmt::format("  {}: {}", rule, trace_.text(note.text))};
    }
    template <class Other>
    void operator()(const Other&)
    {}

private:
    struct Line {
        std::string sent;
        std::string fate;
    };

    std::string time() const { return fmt::format("{:.6f}", seconds(event_->at)); }

    void tell(EventId sent, TextId place, const char* verb)
    {
        lines_[sent.number()].fate += fmt::format("  {}{} by {}: {}", verb, time(), trace_.text(place), textOf(event_->rule).name);
    }

    std::uint8_t markOf(std::uint32_t packet) const
    {
        const auto ip = wire::parseIp(trace_.packet(packet).view());
        return ip ? ip->trafficClass & 3 : 0;
    }

    std::string what(const TracePacket& packet) const
    {
        const auto segment = segmentOf(packet);
        if (!segment) {
            const auto ip = wire::parseIp(packet.view());
            const bool isUdp = ip && ip->protocol == wire::kProtocolUdp && !ip->fragment;
            return isUdp ? fmt::format("UDP length={}", ip->payloadOctets - wire::kUdpHeaderOctets)
                         : fmt::format("protocol {}, {} bytes", ip ? ip->protocol : 0, packet.length);
        }
        std::string text =
            fmt::format("{} seq={}", format(segment->fields.flags), numbers_.relativeSeq(segment->from, segment->to, segment->fields.seq));
        if (segment->payloadOctets > 0)
            text += fmt::format(" length={}", segment->payloadOctets);
        if (segment->fields.flags.ack())
            text += fmt::format(" ack={}", numbers_.relativeSeq(segment->to, segment->from, segment->fields.ack));
        return text;
    }

    const Trace& trace_;
    InitialNumbers numbers_;
    const Event* event_ = nullptr;
    std::uint32_t id_ = 0;
    std::map<std::uint32_t, Line> lines_;  // by the number of the PacketSent
    std::map<std::string, QueueFill> queues_;
};

QString fromStd(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

class CasesTest : public QObject {
    Q_OBJECT

private slots:
    void eachCase_data()
    {
        QTest::addColumn<QString>("file");
        std::set<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(kCases))
            if (entry.path().extension() == ".tcplab")
                files.insert(entry.path());
        for (const auto& file : files)
            QTest::newRow(file.stem().string().c_str()) << fromStd(file.string());
    }

    void eachCase()
    {
        QFETCH(QString, file);
        const std::filesystem::path path = file.toStdString();
        const Result<LabFile> read = readLab(path.string());
        QVERIFY2(read, read ? "" : describe(read.error()).c_str());
        const Lab& lab = read->lab;
        QVERIFY2(read->warnings.empty(), read->warnings.empty() ? "" : describe(read->warnings.front()).c_str());
        QCOMPARE(lab.id, path.stem().string());
        QVERIFY(!lab.title.en.empty() && !lab.title.zh.empty());

        const Result<RunResult> ran = run(lab, allPlugins());
        QVERIFY2(ran, ran ? "" : describe(ran.error()).c_str());
        const Table table(*ran->trace);
        QVERIFY2(table.datagrams() >= 5 && table.datagrams() <= kMostDatagrams, std::to_string(table.datagrams()).c_str());
        for (const LabLink& link : lab.links)
            for (const auto* stages : {&link.forward, &link.backward})
                for (const PluginUse& stage : *stages)
                    used_.insert(stage.plugin);
        for (const LabHost& host : lab.hosts)
            for (const PluginUse& app : host.apps)
                used_.insert(app.plugin);

        const std::filesystem::path frozen = std::filesystem::path(path).replace_extension(".txt");
        const std::string text = lab.title.en + "\n\n" + table.text();
        if (qEnvironmentVariableIsSet("TCPLAB_REFREEZE")) {
            write(path, writeLab(lab));
            write(frozen, text);
        }
        QVERIFY2(writeLab(lab) == contentsOf(path), "the file is not written as writeLab() writes it");
        QCOMPARE(fromStd(text).split('\n'), fromStd(contentsOf(frozen)).split('\n'));
    }

    void everyStageOfLinksAndEveryProgramHasACase()
    {
        for (const Card* card : allPlugins().cards())
            if (card->kind == PluginKind::LinkStage || card->kind == PluginKind::App)
                QVERIFY2(used_.count(card->id) > 0, card->id.c_str());
    }

private:
    std::set<std::string> used_;
};

QTEST_GUILESS_MAIN(CasesTest)
#include "cases_test.moc"
