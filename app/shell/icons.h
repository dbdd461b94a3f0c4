// The toolbar's icons: line drawings in the theme's colours, sharp at every size.
#pragma once

#include <QIcon>

#include "look/theme.h"

namespace tcplab {

enum class Icon { Open, Save, Undo, Redo, Lose, ZoomIn, ZoomOut, Fit, Theme, Language, Live, Fold, Previous, Next };

QIcon iconOf(Icon icon, const Theme& theme);

}  // namespace tcplab
