// packetdrill scripts against an engine in virtual time.
#include <map>

#include <QFile>
#include <QXmlStreamWriter>
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "capture/capture_file.h"
#include "cli/command.h"
#include "document/lab_library.h"
#include "lab/lab_file.h"
#include "look/sentences.h"
#include "packetdrill/parser.h"
#include "script_run/as_lab.h"
#include "script_run/export.h"
#include "script_run/player.h"
#include "script_run/script_file.h"
#include "script_run/settings.h"
#include "session/plugin_loader.h"
#include "sim/run.h"

namespace tcplab {
namespace {

using script_run::PlayOptions;
using script_run::PlayResult;
using script_run::Verdict;

// In the reader's language.
std::string why(const Explanation& cause) { return whySentence(cause).toStdString(); }

struct ScriptReport {
    std::string file;
    std::optional<Problem> problem;  // the script could not be read or played
    PlayResult result;

    // In the order of the exit codes; "not applicable" is neither a success nor a failure.
    int code() const { return problem ? kBadInput : result.verdict == Verdict::Failed ? kCheckFailed : kDone; }
    Sentence word() const
    {
        if (problem)
            return QT_TRANSLATE_NOOP("Sentence", "unreadable");
        switch (result.verdict) {
        case Verdict::Passed: return QT_TRANSLATE_NOOP("Sentence", "passed");
        case Verdict::Failed: return QT_TRANSLATE_NOOP("Sentence", "FAILED");
        case Verdict::NotApplicable: return QT_TRANSLATE_NOOP("Sentence", "not applicable");
        }
        return {};
    }
    Sentence detail() const { return problem ? described(*problem) : result.sentence; }
};

struct PktCommand {
    std::vector<std::string> paths;
    std::string profile = "linux";
    std::vector<std::string> settings;
    std::vector<std::string> defines;
    std::vector<std::string> scriptOptions;
    std::string junit;
    bool strict = false;
    bool verbose = false;
    bool json = false;
    bool brief = false;
    bool asLab = false;
    std::string from;
    std::string host;
    std::string output;

    int operator()() const;

private:
    int runAll(const Catalogue& catalogue, const PlayOptions& common) const;
    int writeLab(const Catalogue& catalogue, const PlayOptions& common) const;
    int exportSession(const Catalogue& catalogue) const;
    int save(const std::string& text) const;
    Result<packetdrill::Script> read(const std::string& file) const;
    Result<PlayOptions> options(const Catalogue& catalogue) const;
    ScriptReport play(const std::string& file, const Catalogue& catalogue, const PlayOptions& common) const;
    void print(const ScriptReport& report) const;
};

Result<std::pair<std::string, std::string>> split(const std::string& option, const std::string& setting)
{
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
        return tl::unexpected(problemIn(option + " " + setting, QT_TRANSLATE_NOOP("Sentence", "Write NAME=VALUE.")));
    return std::pair(setting.substr(0, equals), setting.substr(equals + 1));
}

// A parameter of the engine by its own name, or a kernel's setting by the kernel's.
Result<PlayOptions> PktCommand::options(const Catalogue& catalogue) const
{
    PlayOptions options;
    options.profile = profile;
    options.strict = strict;
    const Card* card = catalogue.card(options.engine);
    for (const std::string& setting : settings) {
        const auto named = split("--set", setting);
        if (!named)
            return tl::unexpected(named.error());
        const std::string own = "tcplab." + named->first;
        const Card* controller = script_run::controllerOf(catalogue, own);
        const Card* owner = controller ? controller : card;
        const auto meaning =
            owner ? script_run::meaningOf(*owner, controller ? own : named->first, named->second) : script_run::SettingMeaning{};
        if (!meaning.unsupported.empty() || (owner && meaning.parameters.empty()))
            return tl::unexpected(
                problemIn("--set " + setting, {QT_TRANSLATE_NOOP("Sentence", "The engine has no setting of the name {0}."), named->first}));
        for (const auto& [name, value] : meaning.parameters)
            (controller ? options.congestionControls[controller->id] : options.parameters)[name] = value;
    }
    return options;
}

Result<packetdrill::Script> PktCommand::read(const std::string& file) const
{
    packetdrill::ParseOptions parsing;
    parsing.conditions = script_run::conditionsOf(profile);
    for (const std::string& define : defines) {
        const auto named = split("--define", define);
        if (!named)
            return tl::unexpected(named.error());
        parsing.defines[named->first] = named->second;
    }
    auto script = script_run::readScript(file, parsing);
    if (!script)
        return script;
    // The last of several holds.
    for (const std::string& option : scriptOptions) {
        const std::size_t equals = std::min(option.find('='), option.size());
        script->options.push_back({{}, option.substr(0, equals), equals < option.size() ? option.substr(equals + 1) : std::string()});
    }
    return script;
}

ScriptReport PktCommand::play(const std::string& file, const Catalogue& catalogue, const PlayOptions& common) const
{
    ScriptReport report{file, {}, {}};
    const auto script = read(file);
    if (!script) {
        report.problem = script.error();
        return report;
    }
    PlayOptions options = common;
    options.files = script_run::filesBeside(file);
    auto result = script_run::play(*script, catalogue, options);
    if (result) {
        report.result = std::move(*result);
        return report;
    }
    report.problem = result.error();
    report.problem->file = file;
    return report;
}

void PktCommand::print(const ScriptReport& report) const
{
    fmt::print("{:<14}  {}{}\n", words(report.word()), report.file, report.detail().empty() ? "" : "   " + words(report.detail()));
    if (!report.problem && !brief && (report.result.verdict == Verdict::Failed || verbose))
        fmt::print("{}{}", words(script_run::report(report.result, report.file, why)),
                   report.result.verdict == Verdict::Passed ? report.result.story : "");
    if (verbose && !report.result.printed.empty())
        fmt::print("  printed:\n{}", report.result.printed);
}

nlohmann::json jsonOf(const ScriptReport& report)
{
    nlohmann::json json{{"file", report.file}, {"verdict", report.word().english()}};
    if (!report.detail().empty())
        json["detail"] = report.detail().english();
    if (!report.problem && report.result.place.line > 0)
        json["line"] = report.result.place.line;
    for (const packetdrill::Difference& difference : report.result.differences)
        json["differences"].push_back(
            {{"field", difference.field.english()}, {"expected", difference.expected.english()}, {"actual", difference.actual.english()}});
    return json;
}

// One test case a script: the form that CI servers read.
int writeJunit(const std::vector<ScriptReport>& reports, const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return refuse(Refusal{
            {QT_TRANSLATE_NOOP("Sentence", "Writing {0}"), path.toStdString()}, Sentence::asItIs(file.errorString().toStdString()), {}});
    QXmlStreamWriter xml(&file);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("testsuite"));
    xml.writeAttribute(QStringLiteral("name"), QStringLiteral("packetdrill"));
    xml.writeAttribute(QStringLiteral("tests"), QString::number(reports.size()));
    for (const ScriptReport& report : reports) {
        xml.writeStartElement(QStringLiteral("testcase"));
        xml.writeAttribute(QStringLiteral("classname"), QStringLiteral("packetdrill"));
        xml.writeAttribute(QStringLiteral("name"), QString::fromStdString(report.file));
        const bool skipped = !report.problem && report.result.verdict == Verdict::NotApplicable;
        if (skipped || report.code() != kDone) {
            xml.writeStartElement(skipped          ? QStringLiteral("skipped")
                                  : report.problem ? QStringLiteral("error")
                                                   : QStringLiteral("failure"));
            xml.writeAttribute(QStringLiteral("message"), QString::fromStdString(report.detail().english()));
            if (report.code() == kCheckFailed)
                xml.writeCharacters(QString::fromStdString(script_run::report(report.result, report.file).english()));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndDocument();
    return kDone;
}

int PktCommand::save(const std::string& text) const
{
    QFile file(QString::fromStdString(output));
    if (file.open(QIODevice::WriteOnly) && file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size()))
        return kDone;
    return refuse(Refusal{Sentence::asItIs("writing " + output), Sentence::asItIs(file.errorString().toStdString()), {}});
}

int PktCommand::writeLab(const Catalogue& catalogue, const PlayOptions& common) const
{
    const auto script = read(paths.front());
    if (!script)
        return refuse(script.error());
    PlayOptions options = common;
    options.files = script_run::filesBeside(paths.front());
    const auto result = script_run::play(*script, catalogue, options);
    if (!result)
        return refuse(result.error());
    if (result->verdict != Verdict::Passed)
        say(script_run::report(*result, paths.front(), why));
    if (!result->trace)
        return kCheckFailed;
    const auto made = script_run::labOf(*script, *result, options, paths.front());
    for (const std::string& call : made.leftOut)
        say({QT_TRANSLATE_NOOP("Sentence", "a lab has no words for {0}"), call});
    return save(tcplab::writeLab(made.lab));
}

// A lab is run first; a capture is taken as it is. The stack that the script will test is that of `host`, or of the lab's first.
int PktCommand::exportSession(const Catalogue& catalogue) const
{
    std::shared_ptr<const Trace> trace;
    script_run::ExportSubject subject;
    Lab lab;
    if (isCaptureName(QString::fromStdString(from))) {
        const auto capture = readCapture(from);
        if (!capture)
            return refuse(capture.error());
        trace = capture->trace;
    } else {
        const auto file = findLab(QString::fromStdString(from));
        if (!file)
            return refuse(file.error());
        const auto outcome = run(file->lab, catalogue);
        if (!outcome)
            return refuse(located(outcome.error(), from, file->places));
        trace = outcome->trace;
        lab = file->lab;
    }
    for (std::size_t i = trace->hostCount(); i-- > 0;)
        if (host.empty() || trace->host(HostId(static_cast<std::uint16_t>(i))).name == host)
            subject.host = HostId(static_cast<std::uint16_t>(i));
    if (!subject.host.valid())
        return refuse(problemIn("--host", {QT_TRANSLATE_NOOP("Sentence", "no host is named \"{0}\""), host}));
    if (subject.host.number() < lab.hosts.size())
        subject = script_run::subjectOf(lab, subject.host, catalogue);
    const auto script = script_run::scriptOf(*trace, subject);
    return script ? save(packetdrill::writeScript(*script)) : refuse(script.error());
}

int PktCommand::operator()() const
{
    const Plugins plugins = loadPlugins(pluginFolders());
    if (!from.empty())
        return exportSession(plugins.catalogue);
    const auto common = options(plugins.catalogue);
    if (!common)
        return refuse(common.error());
    if (paths.empty())
        return refuse(problemIn("SCRIPT", QT_TRANSLATE_NOOP("Sentence", "name a script, or a folder of scripts")));
    return asLab ? writeLab(plugins.catalogue, *common) : runAll(plugins.catalogue, *common);
}

int PktCommand::runAll(const Catalogue& catalogue, const PlayOptions& common) const
{
    std::vector<ScriptReport> reports;
    std::map<std::string, int> counts;
    int code = kDone;
    nlohmann::json list = nlohmann::json::array();
    for (const std::string& path : paths) {
        for (const std::string& file : script_run::scriptsIn(path)) {
            reports.push_back(play(file, catalogue, common));
            // What a Trace holds is needed for the report only.
            reports.back().result.trace.reset();
            code = std::max(code, reports.back().code());
            ++counts[words(reports.back().word())];
            if (json)
                list.push_back(jsonOf(reports.back()));
            else
                print(reports.back());
        }
    }
    if (json)
        fmt::print("{}\n", list.dump(2));
    Sentence summary{QT_TRANSLATE_NOOP("Sentence", "scripts: {0}"), reports.size()};
    for (const auto& [word, count] : counts)
        summary = {"{0}, {1} {2}", summary, count, word};
    json ? say(summary) : fmt::print("{}\n", words(summary));
    const int written = junit.empty() ? kDone : writeJunit(reports, QString::fromStdString(junit));
    return std::max(code, written);
}

}  // namespace

void addPktCommand(CLI::App& program, Request& request)
{
    auto command = std::make_shared<PktCommand>();
    CLI::App* pkt = program.add_subcommand(
        "pkt", words(QT_TRANSLATE_NOOP("Sentence", "Run packetdrill scripts against an engine in virtual time; exit code 1 if one fails")));
    pkt->add_option("SCRIPT", command->paths, words(QT_TRANSLATE_NOOP("Sentence", "Scripts, or folders that are searched for .pkt files")));
    pkt->add_option("--profile", command->profile,
                    words(QT_TRANSLATE_NOOP("Sentence", "Whose stack the engine behaves like: linux, freebsd or rfc")))
        ->check(CLI::IsMember({"linux", "freebsd", "rfc"}))
        ->capture_default_str();
    pkt->add_flag(
        "--strict", command->strict,
        words(QT_TRANSLATE_NOOP(
            "Sentence", "Verify checksums and every octet of the streams, and let nothing that is sent go unexplained at the end")));
    pkt->add_option("--set", command->settings,
                    words(QT_TRANSLATE_NOOP("Sentence",
                                            "NAME=VALUE: a parameter of the engine or of a congestion control (cc_cubic.hystart=off), or a "
                                            "kernel's setting (net.ipv4.tcp_sack=0)")))
        ->allow_extra_args(false);
    pkt->add_option(
        "-O,--option", command->scriptOptions,
        words(QT_TRANSLATE_NOOP("Sentence", "NAME=VALUE: an option of the language that goes before the scripts' own (ip_version=ipv6)")));
    pkt->add_option("-D,--define", command->defines,
                    words(QT_TRANSLATE_NOOP("Sentence", "NAME=VALUE: what a name in the scripts stands for")))
        ->allow_extra_args(false);
    pkt->add_flag("-v,--verbose", command->verbose, words(QT_TRANSLATE_NOOP("Sentence", "Tell the story of every script")));
    pkt->add_flag("-q,--quiet", command->brief, words(QT_TRANSLATE_NOOP("Sentence", "One line a script")));
    pkt->add_flag("--json", command->json, words(QT_TRANSLATE_NOOP("Sentence", "Print the verdicts as JSON")));
    pkt->add_option("--junit", command->junit, words(QT_TRANSLATE_NOOP("Sentence", "Write the verdicts as JUnit XML")));
    auto* output = pkt->add_option("-o,--output", command->output, "Where --as-lab and --from write to");
    pkt->add_flag("--as-lab", command->asLab, "Write the script as a lab that draws and runs like any other")->needs(output);
    pkt->add_option("--from", command->from, "Write a script of a lab's run (.tcplab, B1) or of a capture (.pcap, .pcapng)")->needs(output);
    pkt->add_option("--host", command->host, "--from: the host whose stack the script tests (default: the first)");
    pkt->callback([&request, command] { request = {Request::Surface::None, [command] { return (*command)(); }}; });
}

}  // namespace tcplab
