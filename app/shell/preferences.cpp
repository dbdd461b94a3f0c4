#include "shell/preferences.h"

#include <QStandardPaths>

#include "language/language.h"

namespace tcplab {
Preferences Preferences::remembered()
{
    Preferences preferences(ThemeKind::Light, systemLanguage());
    const QString file = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + QStringLiteral("/tcplab.ini");
    const auto settings = std::make_shared<QSettings>(file, QSettings::IniFormat);
    if (settings->value(QStringLiteral("theme")).toString() == QLatin1String("dark"))
        preferences.theme_ = ThemeKind::Dark;
    const QString language = settings->value(QStringLiteral("language")).toString();
    if (language == QLatin1String("en") || language == QLatin1String("zh_CN"))
        preferences.language_ = language;
    preferences.recentFiles_ = settings->value(QStringLiteral("recentFiles")).toStringList().mid(0, kRecentFiles);
    preferences.live_ = settings->value(QStringLiteral("live")).toMap();
    preferences.geometry_ = settings->value(QStringLiteral("geometry")).toByteArray();
    preferences.arrangement_ = settings->value(QStringLiteral("arrangement")).toByteArray();
    preferences.settings_ = settings;
    return preferences;
}

void Preferences::setTheme(ThemeKind theme)
{
    theme_ = theme;
    store(QStringLiteral("theme"), theme == ThemeKind::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
}

void Preferences::setLanguage(const QString& language)
{
    language_ = language;
    store(QStringLiteral("language"), language);
}

void Preferences::addRecentFile(const QString& path)
{
    recentFiles_.removeAll(path);
    recentFiles_.prepend(path);
    recentFiles_ = recentFiles_.mid(0, kRecentFiles);
    store(QStringLiteral("recentFiles"), recentFiles_);
}

void Preferences::removeRecentFile(const QString& path)
{
    recentFiles_.removeAll(path);
    store(QStringLiteral("recentFiles"), recentFiles_);
}

void Preferences::setLive(const QVariantMap& fields)
{
    live_ = fields;
    store(QStringLiteral("live"), fields);
}

void Preferences::setWindow(const QByteArray& geometry, const QByteArray& arrangement)
{
    geometry_ = geometry;
    arrangement_ = arrangement;
    store(QStringLiteral("geometry"), geometry);
    store(QStringLiteral("arrangement"), arrangement);
}

void Preferences::store(const QString& key, const QVariant& value)
{
    if (settings_)
        settings_->setValue(key, value);
}

}  // namespace tcplab
