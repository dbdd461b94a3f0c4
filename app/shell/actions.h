// All actions of the window: one table with text, key and icon, from which menus and toolbar are made.
#pragma once

#include <array>

#include <QAction>

#include "look/theme.h"

namespace tcplab {

enum class Act : std::uint8_t {
    Open,
    Save,
    SaveAs,
    ExportPicture,
    ExportPackets,
    Quit,
    Undo,
    Redo,
    Lose,
    ToggleEdit,
    RemoveEdit,
    Parameters,
    ZoomIn,
    ZoomOut,
    Fit,
    ShowAll,
    Fold,
    DarkTheme,
    OtherLanguage,
    Search,
    PreviousLab,
    NextLab,
    Live,
    StopLive,
    Plugins,
    About,
};
constexpr std::size_t kActCount = static_cast<std::size_t>(Act::About) + 1;

class Actions : public QObject {
    Q_OBJECT
public:
    explicit Actions(QWidget* window);

    QAction* operator[](Act act) const { return actions_[static_cast<std::size_t>(act)]; }
    void retranslate();
    void setTheme(const Theme& theme);

private:
    std::array<QAction*, kActCount> actions_{};
};

}  // namespace tcplab
