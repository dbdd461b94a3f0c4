// The language of the whole program, changed at run time: every widget hears of it by a LanguageChange event.
#pragma once

#include <QString>

namespace tcplab {

// "en" or "zh_CN"; also sets Qt's own texts.
void setProgramLanguage(const QString& language);

}  // namespace tcplab
