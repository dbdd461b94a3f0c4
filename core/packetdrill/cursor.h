// Characters of a script with their places: what a lexer is when the language's tokens depend on where they stand.
#pragma once

#include <string>
#include <string_view>

#include "packetdrill/script.h"

namespace tcplab::packetdrill {

class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}

    bool atEnd() const { return position_ >= text_.size(); }
    // '\0' behind the end.
    char peek(std::size_t ahead = 0) const { return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0'; }
    char next();
    bool lookingAt(std::string_view token) const { return text_.substr(std::min(position_, text_.size())).starts_with(token); }
    // The token if it stands here; nothing is taken otherwise.
    bool take(std::string_view token);
    void skipToEnd() { position_ = text_.size(); }

    // Spaces, ends of lines and comments of both kinds. A comment that never ends ends with the text.
    void skipBlank();

    // Letters, digits and underscores, not beginning with a digit; empty when none stands here.
    std::string word();
    std::string wordAhead() const;
    // Letters, digits and underscores, however they begin.
    std::string alphanumerics();

    Place place() const { return {line_, column_}; }
    std::size_t position() const { return position_; }
    std::string_view since(std::size_t position) const { return text_.substr(position, position_ - position); }

private:
    std::string_view text_;
    std::size_t position_ = 0;
    int line_ = 1;
    int column_ = 1;
};

bool isDigit(char c);
bool isWordCharacter(char c);

// Lines of "#ifdef NAME", "#ifndef NAME", "#else" and "#endif" and what they leave out become empty lines, so that the
// places of the rest stay as they are.
std::string withoutInactiveLines(std::string_view text, const std::vector<std::string>& defined);

}  // namespace tcplab::packetdrill
