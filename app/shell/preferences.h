// What the program remembers about a person: theme, language, recent files, the last live session, the window's arrangement.
#pragma once

#include <memory>

#include <QByteArray>
#include <QSettings>
#include <QStringList>
#include <QVariantMap>

#include "look/theme.h"

namespace tcplab {

class Preferences {
public:
    static constexpr int kRecentFiles = 8;

    // What is remembered from the last time, and is remembered for the next one.
    static Preferences remembered();
    // A given state that touches nothing on disk: for pictures and tests. The language is "en" or "zh_CN".
    Preferences(ThemeKind theme, const QString& language) : theme_(theme), language_(language) {}

    ThemeKind theme() const { return theme_; }
    void setTheme(ThemeKind theme);
    const QString& language() const { return language_; }
    void setLanguage(const QString& language);

    // Absolute paths, the newest first.
    const QStringList& recentFiles() const { return recentFiles_; }
    void addRecentFile(const QString& path);
    void removeRecentFile(const QString& path);

    // The fields of the live dialog by their names; empty before the first session.
    const QVariantMap& live() const { return live_; }
    void setLive(const QVariantMap& fields);

    const QByteArray& geometry() const { return geometry_; }
    const QByteArray& arrangement() const { return arrangement_; }
    void setWindow(const QByteArray& geometry, const QByteArray& arrangement);

private:
    void store(const QString& key, const QVariant& value);

    std::shared_ptr<QSettings> settings_;  // none when nothing is to be remembered
    ThemeKind theme_ = ThemeKind::Light;
    QString language_ = QStringLiteral("en");
    QStringList recentFiles_;
    QVariantMap live_;
    QByteArray geometry_;
    QByteArray arrangement_;
};

}  // namespace tcplab
