// The bit diagram of a datagram's headers: rows of 32 bits, as in the RFCs.
#pragma once

#include <optional>

#include <QPainter>

#include "look/fonts.h"
#include "look/theme.h"
#include "views/inspector/header_fields.h"

namespace tcplab {

class HeaderDiagram {
public:
    // A piece of a field within one row; a field that is longer than a row has several.
    struct Box {
        std::size_t field;
        QRectF place;
        bool first;  // carries the field's name and value
    };

    HeaderDiagram() = default;
    HeaderDiagram(std::vector<HeaderField> fields, const Fonts& fonts, double width);

    // Below this width the flags' names do not fit.
    static double smallestWidth(const Fonts& fonts);

    double height() const { return height_; }
    const std::vector<HeaderField>& fields() const { return fields_; }
    const std::vector<Box>& boxes() const { return boxes_; }
    std::optional<std::size_t> fieldAt(QPointF point) const;

    void paint(QPainter& painter, const Theme& theme, std::optional<std::size_t> selected) const;

private:
    void layOutPart(HeaderField::Part part, const QString& caption);
    void paintBox(QPainter& painter, const Theme& theme, const Box& box) const;

    struct Caption {
        QString text;
        QPointF baseline;
    };

    std::vector<HeaderField> fields_;
    Fonts fonts_;
    double width_ = 0;
    double height_ = 0;
    std::vector<Box> boxes_;
    std::vector<Caption> captions_;
};

}  // namespace tcplab
