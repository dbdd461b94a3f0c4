#include "base/result.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

namespace tcplab {

std::string describe(const Problem& problem)
{
    std::string place = problem.file;
    if (problem.line > 0)
        place += fmt::format("{}{}:{}", place.empty() ? "line " : ":", problem.line, problem.column);
    else if (!problem.path.empty())
        place += fmt::format("{}{}", place.empty() ? "" : ": ", problem.path);
    return place.empty() ? problem.sentence : place + ": " + problem.sentence;
}

void failAssurance(const char* condition, const char* file, int line)
{
    std::fprintf(stderr, "%s:%d: TCP Lab is wrong here: %s does not hold\n", file, line, condition);
    std::abort();
}

}  // namespace tcplab
