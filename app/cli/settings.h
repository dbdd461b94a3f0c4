// --set: changes of single values of a lab by their path.
#pragma once

#include <string>
#include <vector>

#include "lab/lab.h"

namespace tcplab {

// What --help says about the paths.
Sentence settingHelp();

// Each setting is PATH=VALUE. A part of the path is a key, the index of a list's entry (from 0), the name of a host, or
// the id of a plugin in a list; a plugin's parameters are named without "parameters" between. The value is JSON, or a
// text when it is not.
Result<Lab> withSettings(const Lab& lab, const std::vector<std::string>& settings);

}  // namespace tcplab
