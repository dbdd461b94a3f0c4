// JSON texts as Values, with the place of each value, and a reader of objects that tells what is wrong with them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/localized_text.h"
#include "base/sentence.h"
#include "base/value.h"

namespace tcplab {

struct Place {
    int line = 0;    // from 1
    int column = 0;  // from 1, in octets
};

// Where each value of a JSON text begins, by JSON pointer ("/hosts/0/engine"); of a member, where its key begins.
using PlaceMap = std::map<std::string, Place, std::less<>>;

struct JsonText {
    Value root;
    PlaceMap places;
};

constexpr std::size_t kLargestJson = 16u << 20;  // octets

// UTF-8 of at most kLargestJson, nested at most 64 deep, without null, without a key twice in an object and without numbers
// beyond the ranges of int64 and double. Everything else is a Problem with line and column.
Result<JsonText> parseJson(std::string_view text);

// Fills line and column from the problem's path: those of the nearest value that the text really holds.
void locate(Problem& problem, const PlaceMap& places);

// "/hosts" and "a/b" → "/hosts/a~1b" (RFC 6901).
std::string jsonPointer(std::string_view parent, std::string_view key);
std::string jsonPointer(std::string_view parent, std::size_t index);

// What was found wrong while a text is read: reading goes on, and the first error counts.
struct JsonFindings {
    std::optional<Problem> error;
    std::vector<Problem> warnings;

    void fail(std::string path, Sentence sentence);
    void warn(std::string path, Sentence sentence);
};

// The members of one object. Each call names the member, so that those nobody asked for can be told.
class JsonObject {
public:
    // A value that is no object is an error, and reads like an empty one.
    JsonObject(const Value& value, std::string path, JsonFindings& findings);

    const std::string& path() const { return path_; }
    std::string pathOf(std::string_view key) const { return jsonPointer(path_, key); }

    // nullptr when the member is absent.
    const Value* find(const std::string& key);
    // Absent is an error; the answer is then nullptr too.
    const Value* require(const std::string& key);

    // The fallback stands for an absent member and, after an error, for a wrong one.
    bool boolean(const std::string& key, bool fallback);
    std::int64_t integer(const std::string& key, std::int64_t fallback, std::int64_t minimum, std::int64_t maximum);
    std::string text(const std::string& key, const std::string& fallback);
    std::string requiredText(const std::string& key);
    std::optional<Duration> duration(const std::string& key);
    LocalizedText localized(const std::string& key);
    const ValueList& list(const std::string& key);

    // Members that nobody asked for, with their values.
    ValueMap rest() const;
    // Each of them is a warning ("… is not known here and is left out"), or an error.
    void warnOfRest();
    void refuseRest();

private:
    Sentence tellUnknown(const std::string& key) const;
    template <class T>
    const T* get(const std::string& key, const Sentence& what);

    const ValueMap* members_;
    std::string path_;
    JsonFindings& findings_;
    std::vector<std::string> asked_;
};

}  // namespace tcplab
