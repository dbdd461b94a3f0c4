// Marks a text for translation. The app looks it up with QCoreApplication::translate(context, text); core,
// which knows no Qt, keeps the English one. The same name and meaning as Qt's macro, so lupdate finds it.
#pragma once

#define QT_TRANSLATE_NOOP(scope, x) x
