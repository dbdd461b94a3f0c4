#include "look/style.h"

#include <cmath>

#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>

namespace tcplab {

namespace {

// Between what is written small and what it is written on: three times as light or as dark as its surroundings.
QColor outlineOn(const QColor& ground, const QColor& muted)
{
    constexpr double kMuted = 0.8;
    const auto mixed = [&](int a, int b) { return static_cast<int>(std::lround(a * (1 - kMuted) + b * kMuted)); };
    return {mixed(ground.red(), muted.red()), mixed(ground.green(), muted.green()), mixed(ground.blue(), muted.blue())};
}

// Fusion outlines fields with the window's colour made darker, which on a dark window cannot be seen.
class ProgramStyle final : public QProxyStyle {
public:
    ProgramStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override
    {
        const bool drawn =
            (element == PE_FrameLineEdit && drawOutlined<QStyleOptionFrame>(element, option, painter, widget)) ||
            (element == PE_IndicatorCheckBox && drawOutlined<QStyleOptionButton>(element, option, painter, widget)) ||
            (element == PE_IndicatorItemViewItemCheck && drawOutlined<QStyleOptionViewItem>(element, option, painter, widget));
        if (!drawn)
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }

    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override
    {
        const auto* known = control == CC_SpinBox ? qstyleoption_cast<const QStyleOptionSpinBox*>(option) : nullptr;
        if (!known)
            return QProxyStyle::drawComplexControl(control, option, painter, widget);
        const QStyleOptionSpinBox outlined = withOutline(*known);
        QProxyStyle::drawComplexControl(control, &outlined, painter, widget);
    }

private:
    // False when the option is none of this kind.
    template <class Option>
    bool drawOutlined(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
    {
        const auto* known = qstyleoption_cast<const Option*>(option);
        if (known) {
            const Option outlined = withOutline(*known);
            QProxyStyle::drawPrimitive(element, &outlined, painter, widget);
        }
        return known;
    }

    template <class Option>
    static Option withOutline(const Option& option)
    {
        constexpr int kFusionDarkens = 140;  // percent
        Option outlined(option);
        const QColor outline = outlineOn(option.palette.color(QPalette::Window), option.palette.color(QPalette::PlaceholderText));
        outlined.palette.setColor(QPalette::Window, outline.lighter(kFusionDarkens));
        return outlined;
    }
};

}  // namespace

QStyle* programStyle() { return new ProgramStyle; }

QString scrollBarStyle(const Theme& theme)
{
    return QStringLiteral(
               "QScrollBar { background: %1; border: none; }"
               "QScrollBar:vertical { width: 12px; }"
               "QScrollBar:horizontal { height: 12px; }"
               "QScrollBar::handle { background: %2; border-radius: 3px; margin: 3px; }"
               "QScrollBar::handle:vertical { min-height: 24px; }"
               "QScrollBar::handle:horizontal { min-width: 24px; }"
               "QScrollBar::handle:hover { background: %3; }"
               "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
               "QScrollBar::add-page, QScrollBar::sub-page { background: none; }"
               "QAbstractScrollArea::corner { background: %1; border: none; }")
        .arg(theme[Colour::Panel].name(), outlineOn(theme[Colour::Panel], theme[Colour::Muted]).name(), theme[Colour::Accent].name());
}

}  // namespace tcplab
