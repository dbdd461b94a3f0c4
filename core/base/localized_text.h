// A text in the languages of the product, for what plugins and labs bring along.
#pragma once

#include <string>
#include <string_view>

namespace tcplab {

struct LocalizedText {
    std::string en;
    std::string zh;  // Simplified Chinese

    // `language` is "en" or "zh_CN"; English stands in for a text that is missing.
    const std::string& in(std::string_view language) const { return language.substr(0, 2) == "zh" && !zh.empty() ? zh : en; }
    friend bool operator==(const LocalizedText&, const LocalizedText&) = default;
};

}  // namespace tcplab
