// Finds, judges and loads plugins. A plugin that cannot be used is a record with a reason, never an end of the program.
#pragma once

#include <vector>

#include <QString>
#include <QStringList>

#include "plugin/catalogue.h"

namespace tcplab {

enum class PluginFault : std::uint8_t {
    None,
    NotALibrary,  // no module of this system at all
    NotAPlugin,   // a module without a Qt plugin's card, or one for another program
    DamagedCard,
    OtherContract,  // built for another kContractVersion
    Duplicate,      // another file with this id came first
    CannotLoad,     // the system's linker refuses it, a missing symbol for example
    OffersNothing,  // it loaded, but did not register what its card promises
};

struct PluginRecord {
    QString file;  // absolute
    QString id;    // this and the next two are empty when the card cannot be read
    QString kind;  // "link-stage"
    QString version;
    PluginFault fault = PluginFault::None;
    QString detail;  // what the system or the card's reader said

    bool loaded() const { return fault == PluginFault::None; }
};

// One sentence in the window's language; empty for a plugin that is loaded.
QString reason(const PluginRecord& record);

// Plugins stay loaded until the program ends, because the catalogue's factories point into them.
struct Plugins {
    Catalogue catalogue;
    std::vector<PluginRecord> records;  // in the order in which the files were tried
};

// Where plugins may lie, first to last: beside the program, in the installed lib folder, in the user's folder, and in
// TCPLAB_PLUGIN_PATH (folders separated as in PATH). The first of two plugins with one id is taken.
QStringList pluginFolders();

// Tries every library file of the folders; folders that do not exist are skipped.
Plugins loadPlugins(const QStringList& folders);

}  // namespace tcplab
