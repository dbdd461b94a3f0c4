#include "look/fonts.h"

#include <cmath>

#include <QFontDatabase>

namespace tcplab {

namespace {

QStringList installed(std::initializer_list<const char*> wanted)
{
    const QStringList all = QFontDatabase::families();
    QStringList found;
    for (const char* family : wanted)
        if (all.contains(QLatin1String(family)))
            found << QLatin1String(family);
    return found;
}

QFont fontOf(const QStringList& families, QFontDatabase::SystemFont fallback, double pixels)
{
    QFont font = QFontDatabase::systemFont(fallback);
    if (!families.isEmpty())
        font.setFamilies(families);
    font.setPixelSize(static_cast<int>(std::lround(pixels)));
    font.setHintingPreference(QFont::PreferNoHinting);  // labels are turned along their arrows
    return font;
}

}  // namespace

Fonts::Fonts(double pixels) : pixels_(std::max(pixels, kSmallest))
{
    static const QStringList text = installed({"Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
                                               "Microsoft YaHei", "WenQuanYi Micro Hei", "Noto Sans", "DejaVu Sans"});
    static const QStringList mono =
        installed({"DejaVu Sans Mono", "Noto Sans Mono CJK SC", "Noto Sans Mono", "Menlo", "Consolas", "Noto Sans CJK SC"});
    text_ = fontOf(text, QFontDatabase::GeneralFont, pixels_);
    strong_ = text_;
    strong_.setBold(true);
    mono_ = fontOf(mono, QFontDatabase::FixedFont, pixels_);
}

}  // namespace tcplab
