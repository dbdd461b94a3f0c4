#include <algorithm>

#include <QFile>
#include <QXmlStreamWriter>
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "document/lab_library.h"
#include "language/language.h"
#include "session/plugin_loader.h"
#include "session/runner.h"

namespace tcplab {
namespace {

// What became of one lab.
struct LabReport {
    QString file;
    std::optional<Problem> problem;  // the lab could not be read, run or checked
    std::shared_ptr<const RunOutcome> outcome;

    int code() const
    {
        if (problem)
            return kBadInput;
        const bool passed =
            std::all_of(outcome->verdicts.begin(), outcome->verdicts.end(), [](const Verdict& verdict) { return verdict.passed; });
        return passed ? kDone : kCheckFailed;
    }
};

LabReport check(const QString& file, const Catalogue& catalogue)
{
    LabReport report{file, {}, {}};
    const Result<LabFile> read = findLab(file);
    if (!read) {
        report.problem = read.error();
        return report;
    }
    for (const Problem& warning : read->warnings)
        warn(warning);
    const auto outcome = runAndAnalyse(read->lab, catalogue);
    if (!outcome)
        report.problem = located(outcome.error(), file.toStdString(), read->places);
    else if ((*outcome)->checkProblem)
        report.problem = located(*(*outcome)->checkProblem, file.toStdString(), read->places);
    else
        report.outcome = *outcome;
    return report;
}

Sentence summary(std::ptrdiff_t passed, std::size_t all)
{
    const std::string count = fmt::format("{:>2}", passed);
    if (passed == static_cast<std::ptrdiff_t>(all))
        return {QT_TRANSLATE_NOOP("Sentence", "passed  {0} of {1} checks"), count, fmt::format("{:>2}", all)};
    return {QT_TRANSLATE_NOOP("Sentence", "FAILED  {0} of {1} checks"), count, fmt::format("{:>2}", all)};
}

void print(const LabReport& report)
{
    if (report.problem) {
        fmt::print("{:<8} {}   {}\n", report.file.toStdString(), words(QT_TRANSLATE_NOOP("Sentence", "not checked")),
                   words(described(*report.problem)));
        return;
    }
    const RunOutcome& outcome = *report.outcome;
    const auto passed =
        std::count_if(outcome.verdicts.begin(), outcome.verdicts.end(), [](const Verdict& verdict) { return verdict.passed; });
    const std::string name = outcome.lab.id.empty() ? report.file.toStdString() : outcome.lab.id;
    const std::string language = programLanguage().toStdString();
    fmt::print("{:<8} {}   {}\n", name, words(summary(passed, outcome.verdicts.size())), outcome.lab.title.in(language));
    for (std::size_t i = 0; i < outcome.verdicts.size(); ++i) {
        const Verdict& verdict = outcome.verdicts[i];
        if (!verdict.passed)
            fmt::print("         {}  {}\n                 {}\n                 {}\n", words(QT_TRANSLATE_NOOP("Sentence", "FAILED")),
                       outcome.lab.checks[i].title.in(language), words({QT_TRANSLATE_NOOP("Sentence", "expected: {0}"), verdict.expected}),
                       words({QT_TRANSLATE_NOOP("Sentence", "found:    {0}"), verdict.found}));
    }
}

// One test suite a lab, one test case a check: the form that CI servers read, in English.
void writeSuite(QXmlStreamWriter& xml, const LabReport& report)
{
    const QString name = report.outcome && !report.outcome->lab.id.empty() ? QString::fromStdString(report.outcome->lab.id) : report.file;
    xml.writeStartElement(QStringLiteral("testsuite"));
    xml.writeAttribute(QStringLiteral("name"), name);
    const std::size_t cases = report.problem ? 1 : report.outcome->verdicts.size();
    xml.writeAttribute(QStringLiteral("tests"), QString::number(cases));
    const auto writeCase = [&](const QString& title, const char* fault, const QString& message) {
        xml.writeStartElement(QStringLiteral("testcase"));
        xml.writeAttribute(QStringLiteral("classname"), name);
        xml.writeAttribute(QStringLiteral("name"), title);
        if (fault) {
            xml.writeStartElement(QLatin1String(fault));
            xml.writeAttribute(QStringLiteral("message"), message);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    };
    if (report.problem)
        writeCase(QStringLiteral("run"), "error", QString::fromStdString(describe(*report.problem)));
    for (std::size_t i = 0; !report.problem && i < cases; ++i) {
        const Verdict& verdict = report.outcome->verdicts[i];
        writeCase(QString::fromStdString(report.outcome->lab.checks[i].title.en), verdict.passed ? nullptr : "failure",
                  QString::fromStdString("expected " + verdict.expected.english() + ", found " + verdict.found.english()));
    }
    xml.writeEndElement();
}

int writeJunit(const std::vector<LabReport>& reports, const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return refuse(Refusal{
            {QT_TRANSLATE_NOOP("Sentence", "Writing {0}"), path.toStdString()}, Sentence::asItIs(file.errorString().toStdString()), {}});
    QXmlStreamWriter xml(&file);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("testsuites"));
    for (const LabReport& report : reports)
        writeSuite(xml, report);
    xml.writeEndElement();
    xml.writeEndDocument();
    return kDone;
}

struct CheckCommand {
    std::vector<std::string> files;
    std::string junit;

    int operator()() const
    {
        QStringList labs;
        for (const std::string& file : files)
            labs.append(QString::fromStdString(file));
        if (labs.isEmpty())
            for (const BuiltInLab& lab : builtInLabs())
                labs.append(lab.id);
        const Plugins plugins = loadPlugins(pluginFolders());
        std::vector<LabReport> reports;
        int code = kDone;
        for (const QString& lab : labs) {
            reports.push_back(check(lab, plugins.catalogue));
            print(reports.back());
            code = std::max(code, reports.back().code());
        }
        const int written = junit.empty() ? kDone : writeJunit(reports, QString::fromStdString(junit));
        return std::max(code, written);
    }
};

}  // namespace

void addCheckCommand(CLI::App& program, Request& request)
{
    auto command = std::make_shared<CheckCommand>();
    CLI::App* check =
        program.add_subcommand("check", words(QT_TRANSLATE_NOOP("Sentence", "Run labs and judge their checks; exit code 1 if one fails")));
    check->add_option("FILE", command->files,
                      words(QT_TRANSLATE_NOOP("Sentence", "Lab files or ids of built-in labs; without any: all built-in labs")));
    check->add_option("--junit", command->junit, words(QT_TRANSLATE_NOOP("Sentence", "Write the verdicts as JUnit XML")));
    check->callback([&request, command] { request = {Request::Surface::None, [command] { return (*command)(); }}; });
}

}  // namespace tcplab
