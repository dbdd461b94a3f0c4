// The options that all pictures share: size, theme and language.
#pragma once

#include <string>

#include <QSize>
#include <QString>

#include "look/theme.h"

namespace CLI {
class App;
}

namespace tcplab {

class PictureOptions {
public:
    // `size` is the default, "1280x800"; the default language is the program's.
    void addTo(CLI::App& command, const std::string& size);

    QSize size() const;  // each side 100 … 8000 pixels
    ThemeKind themeKind() const { return theme_ == "dark" ? ThemeKind::Dark : ThemeKind::Light; }
    QString languageName() const { return QString::fromStdString(language_); }

private:
    std::string size_;
    std::string theme_ = "light";
    std::string language_;
};

}  // namespace tcplab
