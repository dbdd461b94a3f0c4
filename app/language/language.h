// The language of the whole program, which can change at run time, and core's sentences in it.
#pragma once

#include <QString>

#include "base/result.h"

namespace tcplab {

// "en" or "zh_CN": what the environment asks for (LANGUAGE, LC_ALL, LC_MESSAGES, LANG).
QString systemLanguage();

// "en" or "zh_CN"; also sets Qt's own texts. With an application object every widget hears of it by a LanguageChange
// event; without one it counts for told() only.
void setProgramLanguage(const QString& language);
QString programLanguage();

// In the program's language.
QString told(const Sentence& sentence);
// "file:line:column: sentence"
QString told(const Problem& problem);
// "what was tried: the answer", and what helps on a line of its own.
QString told(const Refusal& refusal);

}  // namespace tcplab
