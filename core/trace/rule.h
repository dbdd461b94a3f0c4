// The rules that make things happen: every event of the Trace names one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tcplab {

// One enumerator a row of rules.inc.
enum class Rule : std::uint16_t {
#define TCPLAB_RULE(id, name, document, section, sentence) id,
#include "trace/rules.inc"
#undef TCPLAB_RULE
};

struct RuleText {
    std::string_view name;      // stable, in lab files and fingerprints: "tcp.fast-retransmit"
    std::string_view document;  // "RFC 9293"
    std::string_view section;   // "3.10.7.3"
    // English, translated by the app in the context "Rule". {words} in braces are filled in from the event
    // by analysis::explain.
    std::string_view sentence;
};

const RuleText& textOf(Rule rule);
// A rule that is not TCP's but a lesson's: "lesson.…".
bool isOfLesson(Rule rule);
std::optional<Rule> ruleNamed(std::string_view name);
std::size_t ruleCount();

}  // namespace tcplab
