// The style of the window: Qt's Fusion, with outlines that one can see on every theme.
#pragma once

#include <QString>

#include "look/theme.h"

class QStyle;

namespace tcplab {

// Whoever sets it owns it.
QStyle* programStyle();

// The style sheet of scroll bars: what is moved stands out from what it moves in.
QString scrollBarStyle(const Theme& theme);

}  // namespace tcplab
