#include "shell/icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace tcplab {
namespace {

// Paths on a 24 × 24 grid, drawn as round lines.
const char* pathOf(Icon icon)
{
    switch (icon) {
    case Icon::Open: return "M3 19V6h6l2 2h8v3M3 19l3-8h16l-3 8z";
    case Icon::Save: return "M5 4h11l3 3v13H5zM8 4v5h7V4M8 20v-6h8v6";
    case Icon::Undo: return "M9 5L4 10l5 5M4 10h10a5 5 0 0 1 0 10h-3";
    case Icon::Redo: return "M15 5l5 5-5 5M20 10H10a5 5 0 0 0 0 10h3";
    case Icon::Lose: return "M3 12h9M15 8l7 8M22 8l-7 8";
    case Icon::ZoomIn: return "M11 4a7 7 0 1 0 .01 0M16 16l5 5M8 11h6M11 8v6";
    case Icon::ZoomOut: return "M11 4a7 7 0 1 0 .01 0M16 16l5 5M8 11h6";
    case Icon::Fit: return "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M9 9h6v6H9z";
    case Icon::Theme: return "M12 3a9 9 0 1 0 .01 0M12 3v18M12 7l5-1M12 12h9M12 17l5 1";
    case Icon::Language: return "M12 3a9 9 0 1 0 .01 0M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18";
    case Icon::Live: return "M12 11a1.5 1.5 0 1 0 .01 0M8 16a5 5 0 0 1 0-7M16 9a5 5 0 0 1 0 7M5 19a9 9 0 0 1 0-13M19 6a9 9 0 0 1 0 13";
    case Icon::Fold: return "M4 4h16M4 20h16M12 7v4M9 9l3 3 3-3M12 17v-3M9 15l3-3 3 3";
    case Icon::Previous: return "M15 5l-7 7 7 7";
    case Icon::Next: return "M9 5l7 7-7 7";
    }
    return "";
}

class LineEngine final : public QIconEngine {
public:
    LineEngine(Icon icon, const Theme& theme) : icon_(icon), theme_(theme) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const QColor colour = mode == QIcon::Disabled ? theme_[Colour::Border] : theme_[Colour::Text];
        const QByteArray svg = QByteArrayLiteral("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><path fill='none' stroke='") +
                               colour.name().toLatin1() +
                               QByteArrayLiteral("' stroke-width='1.7' stroke-linecap='round' stroke-linejoin='round' d='") +
                               pathOf(icon_) + QByteArrayLiteral("'/></svg>");
        QSvgRenderer(svg).render(painter, rect);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new LineEngine(*this); }

private:
    Icon icon_;
    Theme theme_;
};

}  // namespace

QIcon iconOf(Icon icon, const Theme& theme) { return QIcon(new LineEngine(icon, theme)); }

}  // namespace tcplab
