// Why an event happened, as data for a sentence: the rule, the facts for its {words}, causes and effects.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/sentence.h"
#include "trace/trace.h"

namespace tcplab {

struct Explanation {
    Rule rule{};
    // The values for the words in braces of the rule's sentence: {"try", "2"}, {"rto", "3 s"}, {"seq", "1"}.
    // Every word that the sentence uses has an entry.
    std::map<std::string, std::string, std::less<>> facts;
    std::vector<EventId> causes;   // parents, nearest first
    std::vector<EventId> effects;  // events that name this one as parent
};

// Looks for effects in the whole Trace: linear in its length.
Explanation explain(const Trace& trace, EventId event);

}  // namespace tcplab
