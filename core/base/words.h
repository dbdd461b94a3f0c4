// Words for messages: lists of names, and the name that was probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/sentence.h"

namespace tcplab {

// "a, b, c"; "nothing" when there are none.
Sentence listed(const std::vector<std::string>& names);

// The name that differs from `word` by the fewest insertions, deletions and replacements of octets, when at
// most two are needed and fewer than the word has; empty when none is that near.
std::string nearestName(std::string_view word, const std::vector<std::string>& names);

// "Did you mean \"delay\"?" or, when no name is near, "Known here: delay, jitter."
Sentence hint(std::string_view word, const std::vector<std::string>& names);

}  // namespace tcplab
