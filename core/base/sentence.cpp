#include "base/sentence.h"

namespace tcplab {

Sentence Sentence::asItIs(std::string text)
{
    Sentence sentence;
    sentence.text_ = std::move(text);
    return sentence;
}

std::string Sentence::english() const
{
    return in([](const char* pattern) { return std::string(pattern); });
}

std::string Sentence::in(Translate translate) const
{
    if (pattern_ == nullptr)
        return text_;
    std::map<std::string, std::string, std::less<>> facts;
    for (std::size_t i = 0; i < words_.size(); ++i)
        facts.emplace(std::to_string(i), words_[i].in(translate));
    return fillIn(translate(pattern_), facts);
}

std::optional<PatternWord> nextWord(std::string_view pattern, std::size_t from)
{
    const std::size_t open = pattern.find('{', from);
    const std::size_t close = pattern.find('}', open == std::string_view::npos ? pattern.size() : open);
    if (close == std::string_view::npos)
        return std::nullopt;
    return PatternWord{open, pattern.substr(open + 1, close - open - 1)};
}

std::string fillIn(std::string_view pattern, const std::map<std::string, std::string, std::less<>>& facts)
{
    std::string filled;
    std::size_t done = 0;
    for (auto found = nextWord(pattern, 0); found; found = nextWord(pattern, found->end())) {
        const auto fact = facts.find(found->word);
        if (fact == facts.end())
            continue;
        filled += pattern.substr(done, found->begin - done);
        filled += fact->second;
        done = found->end();
    }
    filled += pattern.substr(done);
    return filled;
}

}  // namespace tcplab
