// Pictures as files.
#pragma once

#include <functional>

#include <QPainter>
#include <QSizeF>
#include <QString>

#include "base/result.h"
#include "look/theme.h"

namespace tcplab {

// By its end: .png, .svg or .pdf.
bool isPictureName(const QString& path);

// PNG (at twice the size in pixels, for sharp screens), SVG or PDF, by the file's name. `paint` draws in pixels of 96 dpi
// on the theme's page.
Result<void> savePicture(const QString& path, QSizeF size, const Theme& theme, const std::function<void(QPainter&)>& paint);

}  // namespace tcplab
