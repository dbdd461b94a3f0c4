#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "session/plugin_loader.h"

namespace tcplab {
namespace {

int listPlugins()
{
    const Plugins plugins = loadPlugins(pluginFolders());
    fmt::print("{:<16} {:<20} {:<9} {:<11} {}\n", "id", "kind", "version", "state", "file");
    const auto orDash = [](const QString& text) { return text.isEmpty() ? std::string("-") : text.toStdString(); };
    for (const PluginRecord& record : plugins.records) {
        fmt::print("{:<16} {:<20} {:<9} {:<11} {}\n", orDash(record.id), orDash(record.kind), orDash(record.version),
                   record.loaded() ? "loaded" : "not loaded", record.file.toStdString());
        if (!record.loaded())
            fmt::print("{:16} {}\n", "", reason(record).toStdString());
    }
    if (plugins.records.empty())
        say("no plugin was found; they are looked for in " + pluginFolders().join(QStringLiteral(", ")).toStdString());
    return kDone;
}

}  // namespace

void addPluginsCommand(CLI::App& program, Request& request)
{
    CLI::App* plugins = program.add_subcommand("plugins", "List the plugins: which are loaded, which are not, and why");
    plugins->callback([&request] { request = {Request::Surface::None, listPlugins}; });
}

}  // namespace tcplab
