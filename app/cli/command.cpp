#include "cli/command.h"

#include <cstdio>

#include <fmt/format.h>

#include "language/language.h"

namespace tcplab {

// A sentence may quote a file, and what stands there must not steer the terminal.
std::string words(const Sentence& sentence)
{
    std::string text = told(sentence).toStdString();
    const auto steers = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; };
    std::replace_if(text.begin(), text.end(), steers, '?');
    return text;
}

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
