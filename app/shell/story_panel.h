// The lab's story in the language of the window.
#pragma once

#include <QTextBrowser>

#include "lab/lab.h"
#include "look/theme.h"

namespace tcplab {

class StoryPanel : public QTextBrowser {
    Q_OBJECT
public:
    explicit StoryPanel(QWidget* parent = nullptr);

    void show(const Lab& lab);
    // "en" or "zh_CN"
    void setLanguage(const QString& language);
    void setTheme(const Theme& theme);

private:
    void fill();

    QString language_ = QStringLiteral("en");
    Theme theme_;
    LocalizedText title_;
    LocalizedText story_;
    std::string id_;
};

}  // namespace tcplab
