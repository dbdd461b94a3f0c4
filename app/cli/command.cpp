#include "cli/command.h"

#include <cstdio>

#include <fmt/format.h>

#include "language/language.h"

namespace tcplab {

std::string words(const Sentence& sentence) { return told(sentence).toStdString(); }

void say(const Sentence& line) { fmt::print(stderr, "tcplab: {}\n", words(line)); }

void warn(const Problem& problem) { say({QT_TRANSLATE_NOOP("Sentence", "warning: {0}"), described(problem)}); }

int refuse(const Problem& problem)
{
    say(described(problem));
    return kBadInput;
}

int refuse(const Refusal& refusal)
{
    say({"{0}: {1}", refusal.tried, refusal.answer});
    if (!refusal.help.empty())
        say(refusal.help);
    return kRefused;
}

}  // namespace tcplab
