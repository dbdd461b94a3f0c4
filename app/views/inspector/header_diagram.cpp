#include "views/inspector/header_diagram.h"

#include <QCoreApplication>
#include <QFontMetricsF>

namespace tcplab {

namespace {

constexpr double kRowEms = 3.0;
constexpr double kFlagsRowEms = 4.4;  // the names of single bits stand upright
constexpr double kPayloadRowEms = 2.9;
constexpr double kCaptionEms = 2.0;
constexpr double kLineEms = 1.2;
constexpr double kNarrowBits = 3;  // fields of so many bits or fewer have their name upright

struct HeaderWords {
    Q_DECLARE_TR_FUNCTIONS(HeaderWords)
};

// Many names in little room: one size smaller than the text around.
Fonts diagramFonts(const Fonts& fonts) { return Fonts(fonts.pixels() - 1); }

}  // namespace

double HeaderDiagram::smallestWidth(const Fonts& fonts) { return 32 * (diagramFonts(fonts).pixels() + 0.02); }

HeaderDiagram::HeaderDiagram(std::vector<HeaderField> fields, const Fonts& fonts, double width)
    : fields_(std::move(fields)), fonts_(diagramFonts(fonts)), width_(width)
{
    layOutPart(HeaderField::Part::Arp, HeaderWords::tr("ARP message"));
    layOutPart(HeaderField::Part::Ipv4, HeaderWords::tr("IPv4 header"));
    layOutPart(HeaderField::Part::Ipv6, HeaderWords::tr("IPv6 header"));
    layOutPart(HeaderField::Part::Tcp, HeaderWords::tr("TCP header"));
    layOutPart(HeaderField::Part::Udp, HeaderWords::tr("UDP header"));
    layOutPart(HeaderField::Part::Icmp, HeaderWords::tr("ICMP header"));
    layOutPart(HeaderField::Part::Payload, {});
}

void HeaderDiagram::layOutPart(HeaderField::Part part, const QString& caption)
{
    const double em = fonts_.pixels();
    const auto first = std::find_if(fields_.begin(), fields_.end(), [&](const HeaderField& f) { return f.part == part; });
    if (first == fields_.end())
        return;
    if (!caption.isEmpty()) {
        const auto last = std::find_if(fields_.rbegin(), fields_.rend(), [&](const HeaderField& f) { return f.part == part; });
        const QString size =
            QCoreApplication::translate("HeaderWords", "%1, %2 bytes").arg(caption).arg(last->pastOctet() - first->firstOctet());
        captions_.push_back({size, QPointF(0, height_ + 1.4 * em)});
        height_ += kCaptionEms * em;
    } else {
        height_ += 0.5 * em;
    }
    if (part == HeaderField::Part::Payload) {
        boxes_.push_back({static_cast<std::size_t>(first - fields_.begin()), QRectF(0.5, height_, width_ - 1, kPayloadRowEms * em), true});
        height_ += kPayloadRowEms * em;
        return;
    }
    const double perBit = (width_ - 1) / 32;
    const std::uint32_t origin = first->bit;
    for (std::uint32_t row = 0;; ++row) {
        const std::uint32_t from = origin + row * 32;
        const std::size_t before = boxes_.size();
        bool upright = false;
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            const HeaderField& field = fields_[i];
            if (field.part != part || field.bit >= from + 32 || field.bit + field.bits <= from)
                continue;
            const std::uint32_t left = std::max(field.bit, from);
            const std::uint32_t right = std::min(field.bit + field.bits, from + 32);
            boxes_.push_back({i, QRectF(0.5 + (left - from) * perBit, height_, (right - left) * perBit, 0), left == field.bit});
            upright = upright || (field.bits == 1 && part == HeaderField::Part::Tcp);
        }
        if (boxes_.size() == before)
            return;
        const double tall = (upright ? kFlagsRowEms : kRowEms) * em;
        for (std::size_t i = before; i < boxes_.size(); ++i)
            boxes_[i].place.setHeight(tall);
        height_ += tall;
    }
}

std::optional<std::size_t> HeaderDiagram::fieldAt(QPointF point) const
{
    for (const Box& box : boxes_)
        if (box.place.contains(point))
            return box.field;
    return std::nullopt;
}

void HeaderDiagram::paint(QPainter& painter, const Theme& theme, std::optional<std::size_t> selected) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(fonts_.strong());
    painter.setPen(theme[Colour::Text]);
    for (const Caption& caption : captions_)
        painter.drawText(caption.baseline, caption.text);
    for (const Box& box : boxes_) {
        const bool payload = fields_[box.field].part == HeaderField::Part::Payload;
        painter.setPen(QPen(theme[Colour::Border], 1));
        painter.setBrush(theme[selected == box.field ? Colour::Highlight : payload ? Colour::Panel : Colour::Page]);
        painter.drawRect(box.place);
        if (box.first)
            paintBox(painter, theme, box);
    }
    painter.restore();
}

void HeaderDiagram::paintBox(QPainter& painter, const Theme& theme, const Box& box) const
{
    const HeaderField& field = fields_[box.field];
    const double em = fonts_.pixels();
    const QFontMetricsF metrics(fonts_.text());
    const QFontMetricsF strong(fonts_.strong());
    const bool set = field.bits == 1 && field.value == QLatin1String("1");
    const auto line = [&](double middle, const QString& text, const QFont& font, const QFontMetricsF& size, Colour colour) {
        painter.setFont(font);
        painter.setPen(theme[colour]);
        const QString shown = size.elidedText(text, Qt::ElideRight, box.place.width());
        painter.drawText(QPointF(box.place.center().x() - size.horizontalAdvance(shown) / 2, middle + 0.36 * em), shown);
    };
    if (field.bits <= kNarrowBits && metrics.horizontalAdvance(field.name) > box.place.width()) {
        painter.save();
        painter.setFont(set ? fonts_.strong() : fonts_.text());
        painter.setPen(theme[set ? Colour::Text : Colour::Muted]);
        const double length = QFontMetricsF(painter.font()).horizontalAdvance(field.name);
        painter.translate(box.place.center().x() + 0.36 * em, box.place.top() + (box.place.height() - kLineEms * em) / 2 + length / 2);
        painter.rotate(-90);
        painter.drawText(QPointF(0, 0), field.name);
        painter.restore();
    } else if (metrics.horizontalAdvance(field.name) > box.place.width() && box.place.height() > 4 * em && field.name.contains(u' ')) {
        line(box.place.top() + 0.85 * em, field.name.section(u' ', 0, 0), fonts_.text(), metrics, Colour::Muted);
        line(box.place.top() + 2.05 * em, field.name.section(u' ', 1), fonts_.text(), metrics, Colour::Muted);
    } else {
        line(box.place.top() + 0.85 * em, field.name, fonts_.text(), metrics, Colour::Muted);
    }
    line(box.place.bottom() - 0.85 * em, field.value, fonts_.strong(), strong, set || field.bits > 1 ? Colour::Text : Colour::Muted);
}

}  // namespace tcplab
