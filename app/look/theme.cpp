#include "look/theme.h"

#include <cmath>

namespace tcplab {

namespace {

struct Row {
    Colour colour;
    QRgb light;
    QRgb dark;
};

// Hues after Okabe and Ito ("Color Universal Design"), darkened or lightened until the contrast is enough.
constexpr Row kTable[] = {
    {Colour::Page, 0xffffffff, 0xff14181d},          {Colour::Panel, 0xfff4f6f8, 0xff1f252c},
    {Colour::Border, 0xffc4ccd4, 0xff46515c},        {Colour::Grid, 0xffdfe4e9, 0xff333c45},
    {Colour::Lifeline, 0xff3b444d, 0xffb9c4ce},      {Colour::Highlight, 0xffffe9a8, 0xff5a4700},
    {Colour::Text, 0xff14191f, 0xffedf2f7},          {Colour::Muted, 0xff4d5863, 0xffaab6c1},
    {Colour::Accent, 0xff0057b8, 0xff7cbcff},        {Colour::Cursor, 0xffa8005a, 0xffff8fc4},
    {Colour::Synchronize, 0xff0057b8, 0xff7cbcff},   {Colour::Data, 0xff00604d, 0xff6fdcba},
    {Colour::Acknowledge, 0xff4d5863, 0xffb7c3ce},   {Colour::Finish, 0xff6a2c91, 0xffd5aaff},
    {Colour::Reset, 0xffb00020, 0xffff9a8f},         {Colour::Retransmission, 0xff9a4600, 0xffffb866},
    {Colour::Lost, 0xffb00020, 0xffff9a8f},          {Colour::Timer, 0xff8a3c00, 0xffffb866},
    {Colour::Call, 0xff14191f, 0xffedf2f7},          {Colour::Opening, 0xff0057b8, 0xff7cbcff},
    {Colour::Established, 0xff00604d, 0xff6fdcba},   {Colour::Closing, 0xff6a2c91, 0xffd5aaff},
    {Colour::Closed, 0xff4d5863, 0xffaab6c1},        {Colour::CurveCwnd, 0xff0057b8, 0xff7cbcff},
    {Colour::CurveSsthresh, 0xff9a4600, 0xffffb866}, {Colour::CurveWindow, 0xff6a2c91, 0xffd5aaff},
    {Colour::CurveFlight, 0xff00604d, 0xff6fdcba},   {Colour::CurveReading1, 0xff8a1f5c, 0xffff9fd0},
    {Colour::CurveReading2, 0xff6b5900, 0xffe6d36a}, {Colour::CurveReading3, 0xff00667a, 0xff6fd6ee},
    {Colour::OnColour, 0xffffffff, 0xff14181d},
};
static_assert(std::size(kTable) == kColourCount);

double luminance(const QColor& colour)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

}  // namespace

QColor Theme::operator[](Colour colour) const
{
    const Row& row = kTable[static_cast<std::size_t>(colour)];
    Q_ASSERT(row.colour == colour);
    return QColor::fromRgb(kind_ == ThemeKind::Light ? row.light : row.dark);
}

Colour Theme::colourOf(TcpState state)
{
    switch (state) {
    case TcpState::Closed: return Colour::Closed;
    case TcpState::Listen:
    case TcpState::SynSent:
    case TcpState::SynReceived: return Colour::Opening;
    case TcpState::Established: return Colour::Established;
    default: return Colour::Closing;
    }
}

Colour Theme::colourOf(wire::TcpFlags flags, bool carriesData)
{
    if (flags.rst())
        return Colour::Reset;
    if (flags.syn())
        return Colour::Synchronize;
    if (flags.fin())
        return Colour::Finish;
    return carriesData ? Colour::Data : Colour::Acknowledge;
}

QPalette Theme::palette() const
{
    const Theme& theme = *this;
    QPalette palette;
    palette.setColor(QPalette::Window, theme[Colour::Panel]);
    palette.setColor(QPalette::WindowText, theme[Colour::Text]);
    palette.setColor(QPalette::Base, theme[Colour::Page]);
    palette.setColor(QPalette::AlternateBase, theme[Colour::Panel]);
    palette.setColor(QPalette::Text, theme[Colour::Text]);
    palette.setColor(QPalette::PlaceholderText, theme[Colour::Muted]);
    palette.setColor(QPalette::Button, theme[Colour::Panel]);
    palette.setColor(QPalette::ButtonText, theme[Colour::Text]);
    palette.setColor(QPalette::BrightText, theme[Colour::Text]);
    palette.setColor(QPalette::ToolTipBase, theme[Colour::Panel]);
    palette.setColor(QPalette::ToolTipText, theme[Colour::Text]);
    palette.setColor(QPalette::Highlight, theme[Colour::Accent]);
    palette.setColor(QPalette::HighlightedText, theme[Colour::OnColour]);
    palette.setColor(QPalette::Link, theme[Colour::Accent]);
    palette.setColor(QPalette::LinkVisited, theme[Colour::Finish]);
    palette.setColor(QPalette::Light, theme[Colour::Page]);
    palette.setColor(QPalette::Midlight, theme[Colour::Panel]);
    palette.setColor(QPalette::Mid, theme[Colour::Border]);
    palette.setColor(QPalette::Dark, theme[Colour::Border]);
    palette.setColor(QPalette::Shadow, theme[Colour::Border]);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme[Colour::Border].darker(theme.kind() == ThemeKind::Light ? 140 : 80));
    return palette;
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

}  // namespace tcplab
