#include "views/inspector/datagram_pane.h"

#include <cmath>

#include <QMouseEvent>

namespace tcplab {

namespace {

constexpr double kMargin = 8;

}  // namespace

DatagramPane::DatagramPane(QWidget* parent) : QWidget(parent) { setAccessibleName(tr("Header and bytes")); }

void DatagramPane::setLook(const Theme& theme, const Fonts& fonts)
{
    theme_ = theme;
    fonts_ = fonts;
    layOut(width());
}

void DatagramPane::show(std::shared_ptr<const Trace> trace, const InitialNumbers& numbers, EventId event, const QString& caption)
{
    trace_ = std::move(trace);
    caption_ = caption;
    packet_ = event.valid() ? trace_->packetOf((*trace_)[event]) : nullptr;
    octets_ = packet_ ? packet_->known() : Octets{};
    fields_ = packet_ ? headerFields(octets_, numbers) : std::vector<HeaderField>{};
    selected_.reset();
    layOut(width());
}

void DatagramPane::layOut(double width)
{
    const double room = std::max(width - 2 * kMargin, HeaderDiagram::smallestWidth(fonts_));
    diagram_ = HeaderDiagram(fields_, fonts_, room);
    dump_ = packet_ ? OctetDump(octets_, packet_->length, fonts_, room) : OctetDump();
    updateGeometry();
    update();
}

double DatagramPane::diagramTop() const { return kMargin + fonts_.pixels() * 1.5; }
double DatagramPane::dumpTop() const { return diagramTop() + diagram_.height() + fonts_.pixels() * 1.2; }
double DatagramPane::pictureHeight() const { return dumpTop() + dump_.height() + kMargin; }

int DatagramPane::heightForWidth(int) const { return static_cast<int>(std::ceil(pictureHeight())); }
QSize DatagramPane::sizeHint() const { return minimumSizeHint(); }
QSize DatagramPane::minimumSizeHint() const
{
    return {static_cast<int>(std::ceil(HeaderDiagram::smallestWidth(fonts_) + 2 * kMargin)), static_cast<int>(std::ceil(pictureHeight()))};
}

void DatagramPane::selectField(std::optional<std::size_t> field)
{
    selected_ = field;
    update();
}

void DatagramPane::paintOn(QPainter& painter, double fromY, double untilY) const
{
    painter.save();
    painter.setFont(fonts_.text());
    painter.setPen(theme_[Colour::Muted]);
    painter.drawText(QPointF(kMargin, kMargin + 0.9 * fonts_.pixels()), packet_ ? caption_ : tr("No datagram belongs to this."));
    painter.translate(kMargin, diagramTop());
    diagram_.paint(painter, theme_, selected_);
    painter.translate(0, dumpTop() - diagramTop());
    const HeaderField* field = selected_ ? &diagram_.fields()[*selected_] : nullptr;
    dump_.paint(painter, theme_, field ? field->firstOctet() : 0, field ? field->pastOctet() : 0, fromY - dumpTop(), untilY - dumpTop());
    painter.restore();
}

void DatagramPane::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), theme_[Colour::Page]);
    paintOn(painter, event->rect().top(), event->rect().bottom() + 1);
}

void DatagramPane::resizeEvent(QResizeEvent*) { layOut(width()); }

void DatagramPane::mousePressEvent(QMouseEvent* event)
{
    const QPointF inDump = event->position() - QPointF(kMargin, dumpTop());
    if (const auto octet = dump_.octetAt(inDump)) {
        const auto& fields = diagram_.fields();
        for (std::size_t i = 0; i < fields.size(); ++i)
            if (*octet >= fields[i].firstOctet() && *octet < fields[i].pastOctet())
                return selectField(i);
    }
    selectField(diagram_.fieldAt(event->position() - QPointF(kMargin, diagramTop())));
}

}  // namespace tcplab
