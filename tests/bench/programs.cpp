#include "programs.h"

#include <cstdio>
#include <cstdlib>

namespace tcplab::bench {

bool isThere(const std::string& program) { return std::system(("command -v '" + program + "' >/dev/null").c_str()) == 0; }

std::optional<std::string> outputOf(const std::string& command)
{
    FILE* output = popen(command.c_str(), "r");
    if (!output)
        return std::nullopt;
    std::string text;
    char part[512];
    while (const std::size_t length = std::fread(part, 1, sizeof part, output))
        text.append(part, length);
    return pclose(output) == 0 ? std::optional(text) : std::nullopt;
}

std::optional<double> numberBehind(const std::string& label, const std::string& text)
{
    const std::size_t at = text.find(label);
    if (at == std::string::npos)
        return std::nullopt;
    return std::atof(text.c_str() + at + label.size());
}

}  // namespace tcplab::bench
