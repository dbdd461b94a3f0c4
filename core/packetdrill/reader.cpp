#include "packetdrill/reader.h"

#include <algorithm>

namespace tcplab::packetdrill {

void Reader::fail(Place place, Sentence sentence)
{
    if (!problem_)
        problem_ = Problem{{}, place.line, place.column, {}, std::move(sentence)};
    cursor.skipToEnd();
}

bool Reader::accept(std::string_view token)
{
    cursor.skipBlank();
    return cursor.take(token);
}

bool Reader::acceptWord(std::string_view word)
{
    cursor.skipBlank();
    if (cursor.wordAhead() != word)
        return false;
    cursor.word();
    return true;
}

void Reader::expect(std::string_view token)
{
    if (!failed() && !accept(token))
        fail({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is missing here"), token});
}

bool Reader::isNumberAhead() const { return isDigit(cursor.peek()) || (cursor.peek() == '-' && isDigit(cursor.peek(1))); }

namespace {

int digitValue(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return 99;
}

// Digits of the base; nothing when there are none or the number is too large for 63 bits.
std::optional<std::int64_t> digits(Cursor& cursor, int base)
{
    if (digitValue(cursor.peek()) >= base)
        return std::nullopt;
    std::int64_t value = 0;
    bool fits = true;
    while (digitValue(cursor.peek()) < base) {
        const int digit = digitValue(cursor.next());
        fits = fits && value <= (INT64_MAX - digit) / base;
        if (fits)
            value = value * base + digit;
    }
    if (!fits)
        return std::nullopt;
    return value;
}

}  // namespace

std::int64_t Reader::integer(std::int64_t minimum, std::int64_t maximum)
{
    cursor.skipBlank();
    const Place place = cursor.place();
    if (!isNumberAhead()) {
        const std::string word = cursor.wordAhead();
        if (!word.empty() && meaning(word) != word) {
            Reader defined(meaning(word), {});
            cursor.word();
            const std::int64_t value = defined.integer(minimum, maximum);
            if (defined.failed())
                fail(place, defined.problem()->sentence);
            return value;
        }
    }
    const bool negative = cursor.take("-");
    const auto value = digits(cursor, cursor.take("0x") || cursor.take("0X") ? 16 : 10);
    if (!value) {
        fail(place, QT_TRANSLATE_NOOP("Sentence", "a whole number is missing here"));
        return minimum;
    }
    const std::int64_t result = negative ? -*value : *value;
    if (result < minimum || result > maximum) {
        fail(place, {QT_TRANSLATE_NOOP("Sentence", "{0} is not between {1} and {2}"), result, minimum, maximum});
        return minimum;
    }
    return result;
}

Duration Reader::seconds()
{
    cursor.skipBlank();
    const Place place = cursor.place();
    constexpr std::int64_t kSecond = 1'000'000'000;
    constexpr std::int64_t kLongest = 1'000'000;  // seconds: eleven days
    const bool hasWhole = isDigit(cursor.peek());
    const auto whole = hasWhole ? digits(cursor, 10) : 0;
    std::int64_t fraction = 0;
    bool hasFraction = false;
    if (cursor.peek() == '.' && isDigit(cursor.peek(1))) {
        cursor.next();
        hasFraction = true;
        for (std::int64_t unit = kSecond / 10; isDigit(cursor.peek()); unit /= 10)
            fraction += (cursor.next() - '0') * unit;
    } else if (hasWhole && cursor.peek() == '.' && cursor.peek(1) != '.') {
        cursor.next();  // "1." is a number, too
    }
    if ((!hasWhole && !hasFraction) || !whole || *whole > kLongest) {
        fail(place, {QT_TRANSLATE_NOOP("Sentence", "a time in seconds, up to {0}, is missing here"), kLongest});
        return {};
    }
    return Duration(*whole * kSecond + fraction);
}

const std::string& Reader::meaning(const std::string& word) const
{
    const auto found = defines_.find(word);
    return found == defines_.end() ? word : found->second;
}

std::optional<Octets> octetsOfHex(std::string_view text)
{
    if (text.size() % 2 != 0)
        return std::nullopt;
    Octets octets;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digitValue(text[i]);
        const int low = digitValue(text[i + 1]);
        if (high > 15 || low > 15)
            return std::nullopt;
        octets.push_back(static_cast<std::uint8_t>(high << 4 | low));
    }
    return octets;
}

}  // namespace tcplab::packetdrill
