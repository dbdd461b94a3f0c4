#include "shell/plugins_dialog.h"

#include <algorithm>
#include <utility>

#include <QDialogButtonBox>
#include <QDir>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace tcplab {

namespace {

// By the kind that a card names; one of another kind, as it names it.
const std::pair<const char*, const char*> kKinds[] = {
    {"engine", QT_TRANSLATE_NOOP("tcplab::PluginsDialog", "engine")},
    {"congestion-control", QT_TRANSLATE_NOOP("tcplab::PluginsDialog", "congestion control")},
    {"link-stage", QT_TRANSLATE_NOOP("tcplab::PluginsDialog", "stage of a link")},
    {"app", QT_TRANSLATE_NOOP("tcplab::PluginsDialog", "program")},
    {"packet-io", QT_TRANSLATE_NOOP("tcplab::PluginsDialog", "way to a network")},
};

QString kindText(const QString& kind)
{
    const auto* const known =
        std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& each) { return kind == QLatin1String(each.first); });
    return known == std::end(kKinds) ? kind : PluginsDialog::tr(known->second);
}

}  // namespace

PluginsDialog::PluginsDialog(const std::vector<PluginRecord>& records, QWidget* parent) : QDialog(parent)
{
    setWindowTitle(tr("Plugins"));
    auto* table = new QTreeWidget;
    table->setRootIsDecorated(false);
    table->setHeaderLabels({tr("Name"), tr("Kind"), tr("Version"), tr("State"), tr("File")});
    for (const PluginRecord& record : records) {
        const QString file = QDir::toNativeSeparators(record.file);
        auto* row = new QTreeWidgetItem(
            table, {record.id, kindText(record.kind), record.version, record.loaded() ? tr("loaded") : tr("not loaded"), file});
        row->setToolTip(4, file);
        if (!record.loaded()) {
            auto* why = new QTreeWidgetItem(row, {reason(record)});
            why->setFirstColumnSpanned(true);
            why->setToolTip(0, reason(record));
            row->setExpanded(true);
        }
    }
    for (int column = 0; column < 4; ++column)
        table->resizeColumnToContents(column);
    auto* folders = new QLabel(tr("Plugins are looked for in: %1").arg(pluginFolders().join(QStringLiteral(", "))));
    folders->setWordWrap(true);
    auto* buttons = new QDialogButtonBox;
    buttons->addButton(tr("&Close"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(table);
    layout->addWidget(folders);
    layout->addWidget(buttons);
    resize(820, 420);
}

}  // namespace tcplab
