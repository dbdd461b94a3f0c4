// Other programs that are run to compare with, or to count for us.
#pragma once

#include <optional>
#include <string>

namespace tcplab::bench {

// Whether there is such a program: a path, or a name that the shell would find.
bool isThere(const std::string& program);

// What the command prints; nothing when it fails.
std::optional<std::string> outputOf(const std::string& command);

// The number that stands behind `label`; nothing when the text has no such label.
std::optional<double> numberBehind(const std::string& label, const std::string& text);

}  // namespace tcplab::bench
