// What the parts of the parser share: the characters, the definitions, and the first thing that was wrong.
#pragma once

#include <map>
#include <optional>

#include "base/result.h"
#include "packetdrill/cursor.h"

namespace tcplab::packetdrill {

// A name in a script that stands for something else: an integer, a word, a text in quotes or a command in back-quotes.
using Defines = std::map<std::string, std::string, std::less<>>;

class Reader {
public:
    Reader(std::string_view text, const Defines& defines) : cursor(text), defines_(defines) {}

    Cursor cursor;

    bool failed() const { return problem_.has_value(); }
    const std::optional<Problem>& problem() const { return problem_; }
    // Keeps the first one, and takes the rest of the text so that every loop ends.
    void fail(Place place, Sentence sentence);
    void fail(Sentence sentence) { fail(cursor.place(), std::move(sentence)); }

    // Skips what separates, then takes the token or fails.
    void expect(std::string_view token);
    // Skips what separates; whether the token stood there.
    bool accept(std::string_view token);
    bool acceptWord(std::string_view word);

    // Decimal or 0x…, perhaps with a sign; fails outside the limits.
    std::int64_t integer(std::int64_t minimum, std::int64_t maximum);
    std::uint32_t number32() { return static_cast<std::uint32_t>(integer(0, 0xffffffff)); }
    std::uint16_t number16() { return static_cast<std::uint16_t>(integer(0, 0xffff)); }
    // Seconds with up to nine digits behind the dot.
    Duration seconds();
    bool isNumberAhead() const;

    // What the word stands for; the word itself when nothing was defined.
    const std::string& meaning(const std::string& word) const;
    void define(std::string name, std::string value) { defines_[std::move(name)] = std::move(value); }

private:
    Defines defines_;
    std::optional<Problem> problem_;
};

// Pairs of hexadecimal digits; nothing when the text is anything else.
std::optional<Octets> octetsOfHex(std::string_view text);

// The parts; each stands before its first character and stops behind its last.
Call readCall(Reader& reader);
Packet readPacket(Reader& reader, Direction direction);

}  // namespace tcplab::packetdrill
