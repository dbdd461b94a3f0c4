#include "language/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace tcplab {
namespace {

// English is what the sources say, so it is the absence of translators.
struct Translators {
    QTranslator program;
    QTranslator qt;
};
std::unique_ptr<Translators> translators;

std::string translated(const char* pattern)
{
    const QString text = translators ? translators->program.translate("Sentence", pattern) : QString();
    return text.isEmpty() ? std::string(pattern) : text.toStdString();
}

}  // namespace

QString systemLanguage()
{
    return QLocale::system().uiLanguages().value(0).startsWith(QLatin1String("zh")) ? QStringLiteral("zh_CN") : QStringLiteral("en");
}

void setProgramLanguage(const QString& language)
{
    translators.reset();  // a translator takes itself off the application's list
    if (language != QLatin1String("zh_CN"))
        return;
    translators = std::make_unique<Translators>();
    const bool installs = QCoreApplication::instance() != nullptr;
    // Qt's texts first: what is installed last is asked first.
    if (translators->qt.load(QStringLiteral("qtbase_zh_CN"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)) && installs)
        QCoreApplication::installTranslator(&translators->qt);
    if (translators->program.load(QStringLiteral(":/i18n/tcplab_zh_CN.qm")) && installs)
        QCoreApplication::installTranslator(&translators->program);
}

QString programLanguage() { return translators ? QStringLiteral("zh_CN") : QStringLiteral("en"); }

QString told(const Sentence& sentence) { return QString::fromStdString(sentence.in(translated)); }

QString told(const Problem& problem) { return told(described(problem)); }

QString told(const Refusal& refusal)
{
    const QString words = told(Sentence("{0}: {1}", refusal.tried, refusal.answer));
    return refusal.help.empty() ? words : words + u'\n' + told(refusal.help);
}

}  // namespace tcplab
