// What tests of whole labs ask alike.
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "analysis/checks.h"
#include "lab/lab_file.h"

namespace tcplab {

inline std::string contentsOf(const std::filesystem::path& path)
{
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

// What does not hold of the lab's checks, as text; empty when all hold.
inline std::string failedChecks(const LabFile& file, const Trace& trace, const std::string& path)
{
    const auto verdicts = evaluateChecks(file.lab, trace);
    if (!verdicts)
        return describe(located(verdicts.error(), path, file.places));
    std::string failed;
    for (std::size_t i = 0; i < verdicts->size(); ++i)
        if (const Verdict& verdict = verdicts->at(i); !verdict.passed)
            failed += fmt::format("\n  {}\n    expected: {}\n    found:    {}", file.lab.checks[i].title.en, verdict.expected.english(),
                                  verdict.found.english());
    return failed;
}

}  // namespace tcplab
