#include "forms/texts.h"

#include <QCoreApplication>
#include <QStringList>

#include "language/language.h"
#include "look/format.h"
#include "plugin/written.h"

namespace tcplab {
namespace {

struct FormWords {
    Q_DECLARE_TR_FUNCTIONS(Form)
};

QString limitsOf(const ParameterSpec& spec)
{
    const auto limit = [&](const std::optional<Value>& value) { return QString::fromStdString(written(spec.type, *value)); };
    if (spec.minimum && spec.maximum)
        return FormWords::tr("%1 to %2").arg(limit(spec.minimum), limit(spec.maximum));
    if (spec.minimum)
        return FormWords::tr("at least %1").arg(limit(spec.minimum));
    if (spec.maximum)
        return FormWords::tr("at most %1").arg(limit(spec.maximum));
    return {};
}

// How a quantity is written, for whoever sees none yet.
QString unitsOf(ParameterType type)
{
    switch (type) {
    case ParameterType::Duration: return QStringLiteral("ns us ms s min h");
    case ParameterType::Rate: return QStringLiteral("bit/s kbit/s Mbit/s Gbit/s");
    case ParameterType::Size: return QStringLiteral("B kB MB GB KiB MiB GiB");
    default: return {};
    }
}

}  // namespace

QString shown(const FormText& text) { return text.own.empty() ? localized(text.card) : told(text.own); }

QString titleOf(const FormField& field) { return field.whatIf ? FormWords::tr("What if: %1").arg(shown(field.title)) : shown(field.title); }

QString tipOf(const FormField& field)
{
    QStringList lines{shown(field.summary).toHtmlEscaped()};
    lines << QStringLiteral("<tt>%1</tt>").arg(QString::fromStdString(field.spec.name));
    lines << limitsOf(field.spec);
    if (const QString units = unitsOf(field.spec.type); !units.isEmpty())
        lines << FormWords::tr("Units: %1").arg(units);
    if (!field.fallback.empty() && field.spec.type != ParameterType::List)
        lines << FormWords::tr("Default: %1").arg(QString::fromStdString(field.fallback).toHtmlEscaped());
    lines.removeAll(QString());
    return QStringLiteral("<p>%1</p>").arg(lines.join(QStringLiteral("<br>")));
}

QString shown(const Problem& problem)
{
    const QString sentence = told(problem.sentence);
    return problem.line > 0 ? FormWords::tr("Line %1, column %2: %3").arg(problem.line).arg(problem.column).arg(sentence) : sentence;
}

}  // namespace tcplab
