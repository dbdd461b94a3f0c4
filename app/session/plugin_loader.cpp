#include "session/plugin_loader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLibrary>
#include <QPluginLoader>
#include <QStandardPaths>

#include "language/language.h"
#include "plugin/qt_plugin.h"

namespace tcplab {
namespace {

struct PluginLoader {
    Q_DECLARE_TR_FUNCTIONS(PluginLoader)
};

// The card as it stands in the file's metadata. Reading it runs none of the plugin's code.
PluginFault readCard(const QPluginLoader& loader, PluginRecord& record, Card& card)
{
    const QJsonObject metadata = loader.metaData();
    if (metadata.isEmpty()) {
        record.detail = loader.errorString();
        // Qt says it in words only: a file that its ELF reader refuses is no library at all.
        const bool library =
            record.detail.contains(QLatin1String("not a Qt plugin")) || record.detail.contains(QLatin1String("not a plugin"));
        return library ? PluginFault::NotAPlugin : PluginFault::NotALibrary;
    }
    const QString iid = metadata.value(QLatin1String("IID")).toString();
    if (!iid.startsWith(QLatin1String("org.tcplab.Plugin/"))) {
        record.detail = iid;
        return PluginFault::NotAPlugin;
    }
    const QJsonObject json = metadata.value(QLatin1String("MetaData")).toObject();
    record.id = json.value(QLatin1String("id")).toString();
    record.kind = json.value(QLatin1String("kind")).toString();
    record.version = json.value(QLatin1String("version")).toString();
    // The contract comes before the rest of the card, whose form may have changed with it.
    const QJsonValue contract = json.value(QLatin1String("contract"));
    if (iid != QLatin1String(TCPLAB_PLUGIN_IID) || (contract.isDouble() && contract.toDouble() != kContractVersion)) {
        record.detail = contract.isDouble() ? QString::number(contract.toDouble()) : iid;
        return PluginFault::OtherContract;
    }
    const Result<Card> read = parseCard(QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString());
    if (!read) {
        record.detail = told(read.error());
        return PluginFault::DamagedCard;
    }
    card = *read;
    return PluginFault::None;
}

PluginFault load(const QString& file, PluginRecord& record, Catalogue& catalogue)
{
    QPluginLoader loader(file);
    Card card;
    if (const PluginFault fault = readCard(loader, record, card); fault != PluginFault::None)
        return fault;
    if (catalogue.card(card.id) != nullptr)
        return PluginFault::Duplicate;
    // All symbols now: a missing one is then a reason here, not an end of the program in the middle of a run.
    loader.setLoadHints(QLibrary::ResolveAllSymbolsHint | QLibrary::PreventUnloadHint);
    auto* plugin = qobject_cast<QtPlugin*>(loader.instance());
    if (plugin == nullptr) {
        record.detail = loader.errorString();
        return PluginFault::CannotLoad;
    }
    plugin->contribute(catalogue);
    return catalogue.card(card.id) == nullptr ? PluginFault::OffersNothing : PluginFault::None;
}

}  // namespace

QString reason(const PluginRecord& record)
{
    switch (record.fault) {
    case PluginFault::None: return {};
    case PluginFault::NotALibrary: return PluginLoader::tr("The file is not a library that this system can load (%1).").arg(record.detail);
    case PluginFault::NotAPlugin: return PluginLoader::tr("The library is not a plugin of TCP Lab (%1).").arg(record.detail);
    case PluginFault::DamagedCard: return PluginLoader::tr("Its card is damaged: %1").arg(record.detail);
    case PluginFault::OtherContract:
        return PluginLoader::tr("It was built for contract %1; this program speaks contract %2.").arg(record.detail).arg(kContractVersion);
    case PluginFault::Duplicate: return PluginLoader::tr("Another plugin named \"%1\" was found before it.").arg(record.id);
    case PluginFault::CannotLoad: return PluginLoader::tr("The system cannot load it: %1").arg(record.detail);
    case PluginFault::OffersNothing: return PluginLoader::tr("It loads, but does not offer what its card promises.");
    }
    return {};
}

QStringList pluginFolders()
{
    const QDir program(QCoreApplication::applicationDirPath());
    QStringList folders{program.filePath(QStringLiteral("plugins")),
                        QDir::cleanPath(program.filePath(QStringLiteral("../lib/tcplab/plugins"))),
                        QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/plugins")};
    folders += qEnvironmentVariable("TCPLAB_PLUGIN_PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    return folders;
}

Plugins loadPlugins(const QStringList& folders)
{
    Plugins plugins;
    QStringList seen;
    for (const QString& folder : folders) {
        const QString canonical = QFileInfo(folder).canonicalFilePath();
        if (canonical.isEmpty() || seen.contains(canonical))
            continue;
        seen.append(canonical);
        for (const QFileInfo& file : QDir(canonical).entryInfoList(QDir::Files, QDir::Name)) {
            if (!QLibrary::isLibrary(file.fileName()))
                continue;
            PluginRecord record;
            record.file = file.absoluteFilePath();
            record.fault = load(record.file, record, plugins.catalogue);
            plugins.records.push_back(std::move(record));
        }
    }
    return plugins;
}

}  // namespace tcplab
