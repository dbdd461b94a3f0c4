#include "trace/rule.h"

#include "base/translate.h"

#include <algorithm>
#include <array>

namespace tcplab {
namespace {

constexpr std::array kRules{
#define TCPLAB_RULE(id, name, document, section, sentence) RuleText{name, document, section, sentence},
#include "trace/rules.inc"
#undef TCPLAB_RULE
};

}  // namespace

const RuleText& textOf(Rule rule) { return kRules[static_cast<std::size_t>(rule)]; }

bool isOfLesson(Rule rule) { return textOf(rule).name.substr(0, 7) == "lesson."; }

std::optional<Rule> ruleNamed(std::string_view name)
{
    const auto found = std::find_if(kRules.begin(), kRules.end(), [&](const RuleText& text) { return text.name == name; });
    if (found == kRules.end())
        return std::nullopt;
    return static_cast<Rule>(found - kRules.begin());
}

std::size_t ruleCount() { return kRules.size(); }

}  // namespace tcplab
