#include "packetdrill/cursor.h"

#include <algorithm>

namespace tcplab::packetdrill {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWordCharacter(char c) { return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

char Cursor::next()
{
    if (atEnd())
        return '\0';
    const char c = text_[position_++];
    if (c == '\n') {
        ++line_;
        column_ = 1;
    } else {
        ++column_;
    }
    return c;
}

bool Cursor::take(std::string_view token)
{
    if (!lookingAt(token))
        return false;
    for (std::size_t i = 0; i < token.size(); ++i)
        next();
    return true;
}

void Cursor::skipBlank()
{
    for (;;) {
        const char c = peek();
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') {
            next();
        } else if (lookingAt("//")) {
            while (!atEnd() && peek() != '\n')
                next();
        } else if (take("/*")) {
            while (!atEnd() && !take("*/"))
                next();
        } else {
            return;
        }
    }
}

std::string Cursor::wordAhead() const
{
    std::size_t length = 0;
    if (!isDigit(peek()))
        while (isWordCharacter(peek(length)))
            ++length;
    return std::string(text_.substr(std::min(position_, text_.size()), length));
}

std::string Cursor::word()
{
    std::string word = wordAhead();
    take(word);
    return word;
}

std::string Cursor::alphanumerics()
{
    std::string found;
    while (isWordCharacter(peek()))
        found += next();
    return found;
}

namespace {

// The nested conditions that hold or do not hold at a line.
class Conditions {
public:
    explicit Conditions(const std::vector<std::string>& defined) : defined_(defined) {}

    bool active() const { return std::find(holds_.begin(), holds_.end(), false) == holds_.end(); }

    // Whether the line is one that steers.
    bool heeds(std::string_view line)
    {
        Cursor cursor(line);
        if (cursor.take("#ifdef "))
            holds_.push_back(isDefined(cursor));
        else if (cursor.take("#ifndef "))
            holds_.push_back(!isDefined(cursor));
        else if (cursor.take("#else") && !holds_.empty())
            holds_.back() = !holds_.back();
        else if (cursor.take("#endif") && !holds_.empty())
            holds_.pop_back();
        else
            return false;
        return true;
    }

private:
    bool isDefined(Cursor& cursor) const
    {
        cursor.skipBlank();
        return std::find(defined_.begin(), defined_.end(), cursor.word()) != defined_.end();
    }

    const std::vector<std::string>& defined_;
    std::vector<bool> holds_;
};

}  // namespace

std::string withoutInactiveLines(std::string_view text, const std::vector<std::string>& defined)
{
    std::string kept;
    kept.reserve(text.size());
    Conditions conditions(defined);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        if (!conditions.heeds(line) && conditions.active())
            kept += line;
        if (end < text.size())
            kept += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return kept;
}

}  // namespace tcplab::packetdrill
