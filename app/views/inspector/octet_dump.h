// A datagram's octets in hexadecimal and as ASCII.
#pragma once

#include <optional>

#include <QPainter>

#include "base/octets.h"
#include "look/fonts.h"
#include "look/theme.h"

namespace tcplab {

class OctetDump {
public:
    OctetDump() = default;
    // The octets outlive the dump. `length` is that of the datagram on the wire, of which `octets` may be the beginning.
    OctetDump(OctetView octets, std::uint32_t length, const Fonts& fonts, double width);

    double height() const;
    std::optional<std::size_t> octetAt(QPointF point) const;

    // Highlights the octets from `first` to before `past`.
    void paint(QPainter& painter, const Theme& theme, std::size_t first, std::size_t past, double fromY, double untilY) const;

private:
    QRectF hexPlace(std::size_t octet) const;
    QRectF asciiPlace(std::size_t octet) const;

    OctetView octets_;
    std::uint32_t length_ = 0;
    Fonts fonts_;
    std::size_t perRow_ = 16;
    double advance_ = 8;  // of one character
    double row_ = 18;
};

}  // namespace tcplab
