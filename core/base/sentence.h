// Sentences for a person that can still be told in another language than English.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/translate.h"

namespace tcplab {

// Answers an English pattern in the reader's language.
using Translate = std::string (*)(const char* pattern);

class Sentence {
public:
    // Says nothing.
    Sentence() = default;
    // `pattern` is an English literal, marked with QT_TRANSLATE_NOOP("Sentence", …); {0}, {1} … stand for the words: names and
    // numbers, which are the same in every language, and sentences or pieces of them, which are translated as well.
    template <std::size_t N, class... Words>
    Sentence(const char (&pattern)[N], const Words&... words) : pattern_(pattern), words_{word(words)...}
    {}
    // What is the same in every language, or comes in words that are not ours: a name, a number, the system's answer.
    static Sentence asItIs(std::string text);

    bool empty() const { return pattern_ == nullptr && text_.empty(); }
    std::string english() const;
    std::string in(Translate translate) const;

    friend bool operator==(const Sentence& a, const Sentence& b) { return a.english() == b.english(); }

private:
    static Sentence word(const Sentence& sentence) { return sentence; }
    static Sentence word(const char* either) = delete;  // say which: a Sentence, or a std::string for a name
    static Sentence word(std::string_view name) { return asItIs(std::string(name)); }
    static Sentence word(const std::string& name) { return asItIs(name); }
    template <class Number, class = std::enable_if_t<std::is_arithmetic_v<Number>>>
    static Sentence word(Number number)
    {
        return asItIs(std::to_string(number));
    }

    const char* pattern_ = nullptr;  // none: the text is all
    std::string text_;
    std::vector<Sentence> words_;
};

// A pattern with its {words} replaced; a word without a fact stays as it is.
std::string fillIn(std::string_view pattern, const std::map<std::string, std::string, std::less<>>& facts);

// Walks through the {words} of a pattern: where the brace of the next one opens, from `from` on, and the word.
struct PatternWord {
    std::size_t begin;
    std::string_view word;

    std::size_t end() const { return begin + word.size() + 2; }
};
std::optional<PatternWord> nextWord(std::string_view pattern, std::size_t from);

}  // namespace tcplab
