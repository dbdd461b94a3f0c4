#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "session/plugin_loader.h"

namespace tcplab {
namespace {

int listPlugins()
{
    constexpr const char* kRow = "{:<21} {:<20} {:<9} {:<11} {}\n";
    const Plugins plugins = loadPlugins(pluginFolders());
    fmt::print(kRow, words(QT_TRANSLATE_NOOP("Sentence", "id")), words(QT_TRANSLATE_NOOP("Sentence", "kind")),
               words(QT_TRANSLATE_NOOP("Sentence", "version")), words(QT_TRANSLATE_NOOP("Sentence", "state")),
               words(QT_TRANSLATE_NOOP("Sentence", "file")));
    const auto orDash = [](const QString& text) { return text.isEmpty() ? std::string("-") : text.toStdString(); };
    for (const PluginRecord& record : plugins.records) {
        fmt::print(kRow, orDash(record.id), orDash(record.kind), orDash(record.version),
                   words(record.loaded() ? Sentence(QT_TRANSLATE_NOOP("Sentence", "loaded"))
                                         : Sentence(QT_TRANSLATE_NOOP("Sentence", "not loaded"))),
                   record.file.toStdString());
        if (!record.loaded())
            fmt::print("{:21} {}\n", "", reason(record).toStdString());
    }
    if (plugins.records.empty())
        say({QT_TRANSLATE_NOOP("Sentence", "no plugin was found; they are looked for in {0}"),
             pluginFolders().join(QStringLiteral(", ")).toStdString()});
    return kDone;
}

}  // namespace

void addPluginsCommand(CLI::App& program, Request& request)
{
    CLI::App* plugins = program.add_subcommand(
        "plugins", words(QT_TRANSLATE_NOOP("Sentence", "List the plugins: which are loaded, which are not, and why")));
    plugins->callback([&request] { request = {Request::Surface::None, listPlugins}; });
}

}  // namespace tcplab
