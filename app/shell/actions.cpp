#include "shell/actions.h"

#include <optional>

#include <QWidget>

#include "shell/icons.h"

namespace tcplab {
namespace {

struct Row {
    Act act;
    const char* text;
    const char* key;
    std::optional<Icon> icon;
    bool checkable = false;
};

constexpr Row kRows[] = {
    {Act::Open, QT_TRANSLATE_NOOP("Actions", "&Open…"), "Ctrl+O", Icon::Open},
    {Act::Save, QT_TRANSLATE_NOOP("Actions", "&Save"), "Ctrl+S", Icon::Save},
    {Act::SaveAs, QT_TRANSLATE_NOOP("Actions", "Save &as…"), "Ctrl+Shift+S", {}},
    {Act::ExportPicture, QT_TRANSLATE_NOOP("Actions", "Export the &picture…"), "Ctrl+E", {}},
    {Act::ExportPackets, QT_TRANSLATE_NOOP("Actions", "Export the pac&kets…"), "Ctrl+Shift+E", {}},
    {Act::Quit, QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q", {}},
    {Act::Undo, QT_TRANSLATE_NOOP("Actions", "&Undo"), "Ctrl+Z", Icon::Undo},
    {Act::Redo, QT_TRANSLATE_NOOP("Actions", "&Redo"), "Ctrl+Shift+Z", Icon::Redo},
    {Act::Lose, QT_TRANSLATE_NOOP("Actions", "&Lose the segment"), "Del", Icon::Lose},
    {Act::ToggleEdit, QT_TRANSLATE_NOOP("Actions", "Switch the &edit on or off"), "Ctrl+D", {}},
    {Act::RemoveEdit, QT_TRANSLATE_NOOP("Actions", "Re&move the edit"), "Ctrl+Del", {}},
    {Act::Parameters, QT_TRANSLATE_NOOP("Actions", "&Parameters…"), "F4", {}},
    {Act::ZoomIn, QT_TRANSLATE_NOOP("Actions", "Zoom &in"), "Ctrl++", Icon::ZoomIn},
    {Act::ZoomOut, QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "Ctrl+-", Icon::ZoomOut},
    {Act::Fit, QT_TRANSLATE_NOOP("Actions", "Natural &size"), "Ctrl+0", Icon::Fit},
    {Act::ShowAll, QT_TRANSLATE_NOOP("Actions", "Show &everything"), "Ctrl+9", {}},
    {Act::Fold, QT_TRANSLATE_NOOP("Actions", "&Fold idle time"), "Ctrl+I", Icon::Fold, true},
    {Act::DarkTheme, QT_TRANSLATE_NOOP("Actions", "&Dark theme"), "Ctrl+T", Icon::Theme, true},
    // Each language names the other one in the other one's words.
    {Act::OtherLanguage, QT_TRANSLATE_NOOP("Actions", "简体中文(&L)"), "Ctrl+L", Icon::Language},
    {Act::Search, QT_TRANSLATE_NOOP("Actions", "Sea&rch the labs"), "Ctrl+F", {}},
    {Act::PreviousLab, QT_TRANSLATE_NOOP("Actions", "&Previous lab"), "Ctrl+PgUp", Icon::Previous},
    {Act::NextLab, QT_TRANSLATE_NOOP("Actions", "&Next lab"), "Ctrl+PgDown", Icon::Next},
    {Act::Live, QT_TRANSLATE_NOOP("Actions", "&Live on a network…"), "F6", Icon::Live},
    {Act::StopLive, QT_TRANSLATE_NOOP("Actions", "&Stop the live session"), "Shift+F6", {}},
    {Act::Plugins, QT_TRANSLATE_NOOP("Actions", "&Plugins…"), "F2", {}},
    {Act::About, QT_TRANSLATE_NOOP("Actions", "&About TCP Lab"), "F1", {}},
};
static_assert(std::size(kRows) == kActCount);

}  // namespace

Actions::Actions(QWidget* window) : QObject(window)
{
    for (const Row& row : kRows) {
        auto* action = new QAction(window);
        action->setShortcut(QKeySequence(QLatin1String(row.key)));
        action->setCheckable(row.checkable);
        window->addAction(action);
        actions_[static_cast<std::size_t>(row.act)] = action;
    }
    retranslate();
}

void Actions::retranslate()
{
    for (const Row& row : kRows) {
        QAction* action = (*this)[row.act];
        const QString text = QCoreApplication::translate("Actions", row.text);
        action->setText(text);
        QString plain = text;
        // Chinese writes its mnemonics behind the text: "打开(&O)…".
        static const QRegularExpression mnemonic(QStringLiteral("\\(&.\\)|&|…"));
        plain.remove(mnemonic);
        action->setToolTip(QStringLiteral("%1 (%2)").arg(plain, action->shortcut().toString(QKeySequence::NativeText)));
    }
}

void Actions::setTheme(const Theme& theme)
{
    for (const Row& row : kRows)
        if (row.icon)
            (*this)[row.act]->setIcon(iconOf(*row.icon, theme));
}

}  // namespace tcplab
