#include "shell/figure_export.h"

#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace tcplab {
namespace {

constexpr double kSharpness = 2;

void paintPage(QPainter& painter, QSizeF size, const Theme& theme, const std::function<void(QPainter&)>& paint)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(QPointF(0, 0), size), theme[Colour::Page]);
    paint(painter);
}

bool drawPng(QIODevice& out, QSizeF size, const Theme& theme, const std::function<void(QPainter&)>& paint)
{
    QImage image((size * kSharpness).toSize(), QImage::Format_RGB32);
    if (image.isNull())
        return false;
    image.setDevicePixelRatio(kSharpness);
    QPainter painter(&image);
    paintPage(painter, size, theme, paint);
    painter.end();
    return image.save(&out, "PNG");
}

bool drawSvg(QIODevice& out, QSizeF size, const Theme& theme, const std::function<void(QPainter&)>& paint)
{
    QSvgGenerator svg;
    svg.setOutputDevice(&out);
    svg.setSize(size.toSize());
    svg.setViewBox(QRectF(QPointF(0, 0), size));
    svg.setResolution(96);
    QPainter painter;
    if (!painter.begin(&svg))
        return false;
    paintPage(painter, size, theme, paint);
    return painter.end();
}

bool drawPdf(QIODevice& out, QSizeF size, const Theme& theme, const std::function<void(QPainter&)>& paint)
{
    QPdfWriter pdf(&out);
    pdf.setResolution(96);
    pdf.setPageSize(QPageSize(size * (72.0 / 96.0), QPageSize::Point, QString(), QPageSize::ExactMatch));
    pdf.setPageMargins(QMarginsF());
    QPainter painter;
    if (!painter.begin(&pdf))
        return false;
    paintPage(painter, size, theme, paint);
    return painter.end();
}

}  // namespace

bool isPictureName(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return suffix == QLatin1String("png") || suffix == QLatin1String("svg") || suffix == QLatin1String("pdf");
}

Result<void> savePicture(const QString& path, QSizeF size, const Theme& theme, const std::function<void(QPainter&)>& paint)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (!isPictureName(path))
        return tl::unexpected(
            problemIn(path.toStdString(), QT_TRANSLATE_NOOP("Sentence", "The name of a picture ends with .png, .svg or .pdf.")));
    const auto draw = suffix == QLatin1String("png") ? drawPng : suffix == QLatin1String("svg") ? drawSvg : drawPdf;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !draw(file, size, theme, paint) || !file.commit())
        return tl::unexpected(problemIn(
            path.toStdString(), {QT_TRANSLATE_NOOP("Sentence", "The picture cannot be written: {0}."), file.errorString().toStdString()}));
    return {};
}

}  // namespace tcplab
