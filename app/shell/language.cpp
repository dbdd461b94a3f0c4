#include "shell/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

namespace tcplab {

void setProgramLanguage(const QString& language)
{
    // English is what the sources say, so it is the absence of translators.
    static QTranslator program;
    static QTranslator qt;
    QCoreApplication::removeTranslator(&program);
    QCoreApplication::removeTranslator(&qt);
    if (language != QLatin1String("zh_CN"))
        return;
    // Qt's texts first: what is installed last is asked first.
    if (qt.load(QStringLiteral("qtbase_zh_CN"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qt);
    if (program.load(QStringLiteral(":/i18n/tcplab_zh_CN.qm")))
        QCoreApplication::installTranslator(&program);
}

}  // namespace tcplab
