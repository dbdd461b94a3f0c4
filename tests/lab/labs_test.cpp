// The built-in labs: each runs, proves what it claims, and behaves as it did when it was frozen (tests/labs/README.md).
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "all_plugins.h"
#include "analysis/checks.h"
#include "analysis/exchange.h"
#include "lab/lab_file.h"
#include "support/lab_proof.h"
#include "sim/edit_book.h"
#include "sim/run.h"

using namespace tcplab;

namespace {

const std::filesystem::path kLabs = TCPLAB_SOURCE_DIR "/resources/labs";
const std::filesystem::path kFrozen = TCPLAB_SOURCE_DIR "/tests/labs/fingerprints.txt";

// "B1  0123456789abcdef  42" for each lab: id, fingerprint, number of events. Lines with # are remarks.
std::map<std::string, std::string> frozen()
{
    std::map<std::string, std::string> lines;
    std::istringstream text(contentsOf(kFrozen));
    for (std::string line; std::getline(text, line);) {
        std::istringstream words(line);
        std::string id, print, events;
        if (words >> id >> print >> events && id.front() != '#')
            lines[id] = print + "  " + events;
    }
    return lines;
}

std::string frozenForm(const Trace& trace) { return fmt::format("{:016x}  {}", fingerprint(trace), trace.size()); }

QString fromStd(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

class LabsTest : public QObject {
    Q_OBJECT

private slots:
    void eachLab_data()
    {
        QTest::addColumn<QString>("file");
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(kLabs))
            if (entry.path().extension() == ".tcplab")
                files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files)
            QTest::newRow(file.stem().string().c_str()) << fromStd(file.string());
    }

    void eachLab()
    {
        QFETCH(QString, file);
        const Result<LabFile> read = readLab(file.toStdString());
        QVERIFY2(read, read ? "" : describe(read.error()).c_str());
        const Lab& lab = read->lab;
        isWrittenWell(*read, file);

        const Result<RunResult> ran = run(lab, allPlugins());
        QVERIFY2(ran, ran ? "" : describe(ran.error()).c_str());
        everyEditFindsItsSegment(lab, *ran);
        everyEventHasItsCause(*ran->trace);
        const std::string failed = failedChecks(*read, *ran->trace, file.toStdString());
        QVERIFY2(failed.empty(), failed.c_str());
        patternsFindTheirSegments(*ran->trace);

        const Result<RunResult> again = run(lab, allPlugins());
        QCOMPARE(fingerprint(*again->trace), fingerprint(*ran->trace));
        seen_[lab.id] = frozenForm(*ran->trace);
    }

    void behaviourIsAsFrozen()
    {
        if (qEnvironmentVariableIsSet("TCPLAB_REFREEZE")) {
            std::ofstream out(kFrozen, std::ios::binary);
            out << "# lab  fingerprint of its Trace  events; what a change of it means: README.md\n";
            for (const auto& [id, form] : seen_)
                out << id << "  " << form << "\n";
        }
        const auto expected = frozen();
        for (const auto& [id, form] : seen_) {
            const auto found = expected.find(id);
            const std::string before = found == expected.end() ? "nothing" : found->second;
            if (before != form)
                QFAIL(fmt::format("{} is {}, but {} was frozen: see tests/labs/README.md", id, form, before).c_str());
        }
        QCOMPARE(expected.size(), seen_.size());
    }

private:
    static void isWrittenWell(const LabFile& file, const QString& path)
    {
        const Lab& lab = file.lab;
        for (const Problem& warning : file.warnings)
            QFAIL(describe(warning).c_str());
        QVERIFY2(writeLab(lab) == contentsOf(path.toStdString()), "the file is not written as writeLab() writes it");
        QVERIFY(path.contains(fromStd("/" + lab.id + "-")));
        std::vector<LocalizedText> texts{lab.title, lab.story};
        for (const LabCheck& check : lab.checks)
            texts.push_back(check.title);
        for (const LocalizedText& text : texts) {
            QVERIFY2(!text.en.empty(), text.zh.c_str());
            QVERIFY2(!text.zh.empty(), text.en.c_str());
        }
        QVERIFY(!lab.checks.empty());
    }

    static void everyEditFindsItsSegment(const Lab& lab, const RunResult& ran)
    {
        for (std::size_t i = 0; i < lab.edits.size(); ++i)
            if (lab.edits[i].enabled)
                QVERIFY2(ran.editHits.at(i) > 0, fmt::format("edit {} is dormant", i + 1).c_str());
    }

    static void everyEventHasItsCause(const Trace& trace)
    {
        QVERIFY(trace.size() > 0);
        for (std::uint32_t i = 0; i < trace.size(); ++i) {
            const Event& event = trace[i];
            const std::string which = fmt::format("event {} of kind {}, rule {}", i, event.body.index(), textOf(event.rule).name);
            QVERIFY2(!textOf(event.rule).document.empty() && !textOf(event.rule).section.empty(), which.c_str());
            // Only what the program begins of its own accord has no cause in the Trace.
            const bool isRoot = std::holds_alternative<CallBegun>(event.body);
            QVERIFY2(event.parent.valid() || isRoot, which.c_str());
            QVERIFY2(!event.parent.valid() || event.parent.number() < i, which.c_str());
            QVERIFY2(!event.second.valid() || event.second.number() < i, which.c_str());
        }
    }

    // The edit that the window makes of a segment loses this one and no other.
    static void patternsFindTheirSegments(const Trace& trace)
    {
        const Exchange exchange = exchangeOf(trace);
        constexpr std::size_t kMost = 60;  // of a long exchange, so many of all kinds
        const std::size_t step = 1 + exchange.segments.size() / kMost;
        for (std::size_t i = 0; i < exchange.segments.size(); i += step) {
            LabEdit edit;
            edit.segment = patternFor(exchange, trace, i);
            EditBook book({edit});
            for (std::size_t j = 0; j < exchange.segments.size(); ++j) {
                const SegmentPath& path = exchange.segments[j];
                const bool lost =
                    book.loses(trace.host(path.from).name, trace.host(path.to).name, trace.packetOf(trace[path.sent])->known());
                QVERIFY2(lost == (i == j), fmt::format("the pattern of segment {} and segment {}", i, j).c_str());
            }
        }
    }

    std::map<std::string, std::string> seen_;
};

QTEST_GUILESS_MAIN(LabsTest)
#include "labs_test.moc"
