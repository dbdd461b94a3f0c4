#include "views/inspector/octet_dump.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include "look/format.h"

namespace tcplab {

namespace {

constexpr double kOffsetChars = 6;
constexpr double kOctetChars = 2.6;

}  // namespace

OctetDump::OctetDump(OctetView octets, std::uint32_t length, const Fonts& fonts, double width)
    : octets_(octets), length_(length), fonts_(fonts), advance_(QFontMetricsF(fonts.mono()).horizontalAdvance(u'0')),
      row_(fonts.pixels() * 1.4)
{
    const auto needed = [&](std::size_t perRow) { return advance_ * (kOffsetChars + static_cast<double>(perRow) * (kOctetChars + 1) + 1); };
    perRow_ = needed(16) <= width ? 16 : 8;
}

double OctetDump::height() const
{
    const std::size_t rows = (octets_.size() + perRow_ - 1) / perRow_;
    return row_ * (static_cast<double>(rows) + (length_ > octets_.size() ? 1 : 0));
}

QRectF OctetDump::hexPlace(std::size_t octet) const
{
    const double x = advance_ * (kOffsetChars + kOctetChars * static_cast<double>(octet % perRow_));
    return {x, row_ * static_cast<double>(octet / perRow_), advance_ * kOctetChars, row_};
}

QRectF OctetDump::asciiPlace(std::size_t octet) const
{
    const double x = advance_ * (kOffsetChars + 1 + kOctetChars * static_cast<double>(perRow_) + static_cast<double>(octet % perRow_));
    return {x, row_ * static_cast<double>(octet / perRow_), advance_, row_};
}

std::optional<std::size_t> OctetDump::octetAt(QPointF point) const
{
    if (point.y() < 0)
        return std::nullopt;
    const std::size_t row = static_cast<std::size_t>(point.y() / row_);
    for (std::size_t i = row * perRow_; i < std::min(octets_.size(), (row + 1) * perRow_); ++i)
        if (hexPlace(i).contains(point) || asciiPlace(i).contains(point))
            return i;
    return std::nullopt;
}

void OctetDump::paint(QPainter& painter, const Theme& theme, std::size_t first, std::size_t past, double fromY, double untilY) const
{
    painter.save();
    painter.setFont(fonts_.mono());
    const double baseline = row_ / 2 + 0.36 * fonts_.pixels();
    const auto firstRow = static_cast<std::size_t>(std::max(0.0, fromY / row_));
    for (std::size_t i = firstRow * perRow_; i < octets_.size() && hexPlace(i).top() < untilY; ++i) {
        const QRectF hex = hexPlace(i);
        const QRectF ascii = asciiPlace(i);
        if (i % perRow_ == 0) {
            painter.setPen(theme[Colour::Muted]);
            painter.drawText(QPointF(0, hex.top() + baseline), QStringLiteral("%1").arg(i, 4, 16, QLatin1Char('0')));
        }
        if (i >= first && i < past) {
            painter.fillRect(hex.adjusted(-0.3 * advance_, 0, -0.3 * advance_, 0), theme[Colour::Highlight]);
            painter.fillRect(ascii, theme[Colour::Highlight]);
        }
        painter.setPen(theme[Colour::Text]);
        painter.drawText(QPointF(hex.left(), hex.top() + baseline), QStringLiteral("%1").arg(octets_[i], 2, 16, QLatin1Char('0')));
        const bool printable = octets_[i] >= 0x20 && octets_[i] < 0x7f;
        if (!printable)
            painter.setPen(theme[Colour::Muted]);
        painter.drawText(QPointF(ascii.left(), ascii.top() + baseline), printable ? QString(QChar(octets_[i])) : QStringLiteral("."));
    }
    if (length_ > octets_.size() && height() <= untilY + row_) {
        painter.setFont(fonts_.text());
        painter.setPen(theme[Colour::Muted]);
        painter.drawText(
            QPointF(0, height() - row_ + baseline),
            QCoreApplication::translate("HeaderWords", "… and %1 that were not kept").arg(octetsText(length_ - octets_.size())));
    }
    painter.restore();
}

}  // namespace tcplab
