#include "cli/command.h"

#include <cstdio>

#include <fmt/format.h>

namespace tcplab {

void say(std::string_view line) { fmt::print(stderr, "tcplab: {}\n", line); }

int refuse(const Problem& problem)
{
    say(describe(problem));
    return kBadInput;
}

int refuse(const Refusal& refusal)
{
    say(fmt::format("{}: {}", refusal.tried, refusal.answer));
    if (!refusal.help.empty())
        say(refusal.help);
    return kRefused;
}

}  // namespace tcplab
