#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "capture/pcapng.h"
#include "cli/command.h"
#include "cli/report.h"
#include "cli/settings.h"
#include "document/lab_library.h"
#include "language/language.h"
#include "session/plugin_loader.h"

namespace tcplab {
namespace {

struct RunCommand {
    std::string file;
    std::string format = "text";
    std::string pcap;
    std::string seenAt;
    std::vector<std::string> settings;
    std::optional<std::uint64_t> seed;

    int operator()() const;

private:
    int savePackets(const Trace& trace) const;
};

void print(const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

int RunCommand::operator()() const
{
    Result<LabFile> read = findLab(QString::fromStdString(file));
    if (!read)
        return refuse(read.error());
    for (const Problem& warning : read->warnings)
        warn(warning);
    Result<Lab> lab = withSettings(read->lab, settings);
    if (!lab)
        return refuse(lab.error());
    if (seed)
        lab->seed = *seed;
    const Plugins plugins = loadPlugins(pluginFolders());
    const auto outcome = runAndAnalyse(*lab, plugins.catalogue);
    if (!outcome)
        // A changed lab has no lines any more.
        return refuse(settings.empty() ? located(outcome.error(), file, read->places) : outcome.error());
    if ((*outcome)->checkProblem)
        return refuse(located(*(*outcome)->checkProblem, file, read->places));
    if (format != "text")
        setProgramLanguage(QStringLiteral("en"));  // what programs read does not depend on who runs it
    print(format == "json" ? jsonReport(**outcome) : format == "csv" ? csvReport(**outcome) : textReport(**outcome));
    return pcap.empty() ? kDone : savePackets(*(*outcome)->trace);
}

int RunCommand::savePackets(const Trace& trace) const
{
    HostId place(0);
    for (std::size_t i = 0; !seenAt.empty(); ++i) {
        if (i == trace.hostCount())
            return refuse(problemIn("--pcap-at", {QT_TRANSLATE_NOOP("Sentence", "The lab has no host named \"{0}\"."), seenAt}));
        place = HostId(static_cast<std::uint16_t>(i));
        if (trace.host(place).name == seenAt)
            break;
    }
    if (const auto saved = savePcapng(trace, place, pcap); !saved) {
        say(described(saved.error()));
        return kRefused;
    }
    return kDone;
}

}  // namespace

void addRunCommand(CLI::App& program, Request& request)
{
    auto command = std::make_shared<RunCommand>();
    CLI::App* run =
        program.add_subcommand("run", words(QT_TRANSLATE_NOOP("Sentence", "Run a lab without a window and print its timeline")));
    run->add_option("FILE", command->file, words(QT_TRANSLATE_NOOP("Sentence", "A lab file, or the id of a built-in lab (B1)")))
        ->required();
    run->add_option("--format", command->format, words(QT_TRANSLATE_NOOP("Sentence", "text, json or csv")))
        ->check(CLI::IsMember({"text", "json", "csv"}))
        ->capture_default_str();
    run->add_option("--pcap", command->pcap, words(QT_TRANSLATE_NOOP("Sentence", "Save the packets as pcapng, as seen at one host")));
    run->add_option("--pcap-at", command->seenAt,
                    words(QT_TRANSLATE_NOOP("Sentence", "The host at which --pcap sees the packets (default: the lab's first)")));
    run->add_option("--set", command->settings, words(settingHelp()))->allow_extra_args(false);
    run->add_option("--seed", command->seed, words(QT_TRANSLATE_NOOP("Sentence", "Another seed than the lab's")))
        ->check(CLI::NonNegativeNumber);
    run->callback([&request, command] { request = {Request::Surface::None, [command] { return (*command)(); }}; });
}

}  // namespace tcplab
