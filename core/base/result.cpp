#include "base/result.h"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

namespace tcplab {

Sentence described(const Problem& problem)
{
    Sentence place = Sentence::asItIs(problem.file);
    if (problem.line > 0 && problem.file.empty())
        place = {QT_TRANSLATE_NOOP("Sentence", "line {0}:{1}"), problem.line, problem.column};
    else if (problem.line > 0)
        place = Sentence::asItIs(fmt::format("{}:{}:{}", problem.file, problem.line, problem.column));
    else if (!problem.path.empty())
        place = Sentence::asItIs(problem.file + (problem.file.empty() ? "" : ": ") + problem.path);
    return place.empty() ? problem.sentence : Sentence("{0}: {1}", place, problem.sentence);
}

std::string describe(const Problem& problem) { return described(problem).english(); }

void failAssurance(const char* condition, const char* file, int line)
{
    std::fprintf(stderr, "%s:%d: TCP Lab is wrong here: %s does not hold\n", file, line, condition);
    std::abort();
}

}  // namespace tcplab
