#include "base/json.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/words.h"

namespace tcplab {
namespace {

constexpr std::size_t kDeepest = 64;

// Line and column of offsets that only grow.
class PlaceCounter {
public:
    explicit PlaceCounter(std::string_view text) : text_(text) {}

    Place at(std::size_t offset)
    {
        for (; counted_ < std::min(offset, text_.size()); ++counted_) {
            ++column_;
            if (text_[counted_] == '\n') {
                ++line_;
                column_ = 1;
            }
        }
        return {line_, column_};
    }

private:
    std::string_view text_;
    std::size_t counted_ = 0;
    int line_ = 1;
    int column_ = 1;
};

// Steps through the text and tells how far the parser has come.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, const char** farthest) : at_(at), farthest_(farthest) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++()
    {
        *farthest_ = ++at_;
        return *this;
    }
    CountingIterator operator++(int)
    {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.at_ == b.at_; }

private:
    const char* at_;
    const char** farthest_;
};

// What the parser complains about, in our words and where a person looks for it.
struct Complaint {
    enum class At { Octet, Token, End };
    std::string_view sign;  // a part of what the parser says
    At at;
    Sentence sentence;
};

// The parser (nlohmann::json 3) says "… while parsing object key - invalid literal; last read: '…'; expected …", where the
// token begins with `octet`; that is empty at the end of the text. For the parser a zero octet is an end, too.
const Complaint& complaintOf(std::string_view message, std::string_view octet)
{
    using At = Complaint::At;
    static const Complaint kZero{"", At::Token, QT_TRANSLATE_NOOP("Sentence", "This is not a text: a zero octet stands here.")};
    static const Complaint kForeign{"", At::Token, QT_TRANSLATE_NOOP("Sentence", "This octet is not part of a text in UTF-8.")};
    static const Complaint kComment{"", At::Token, QT_TRANSLATE_NOOP("Sentence", "JSON knows no comments: leave this out.")};
    if (octet == std::string_view("\0", 1))
        return kZero;
    if (octet == "\xff" || octet == "\xfe")  // what UTF-16 begins with
        return kForeign;
    if (octet == "/" || octet == "#")
        return kComment;
    static const Complaint kComplaints[] = {
        {"ill-formed UTF-8", At::Octet, QT_TRANSLATE_NOOP("Sentence", "This octet is not part of a text in UTF-8.")},
        {"invalid BOM", At::Octet, QT_TRANSLATE_NOOP("Sentence", "This octet is not part of a text in UTF-8.")},
        {"missing closing quote", At::Token, QT_TRANSLATE_NOOP("Sentence", "The quotation mark that ends this text is missing.")},
        {"control character", At::Octet,
         QT_TRANSLATE_NOOP("Sentence", "A text ends on its line and holds no control characters; a line break in it is written \\n.")},
        {"invalid string", At::Octet,
         QT_TRANSLATE_NOOP("Sentence", "After a backslash stands one of \" \\ / b f n r t, or u and four hexadecimal digits.")},
        {"invalid number", At::Token, QT_TRANSLATE_NOOP("Sentence", "JSON writes numbers otherwise: 5, -2, 0.5 or 1e6.")},
        {"number overflow", At::Token, QT_TRANSLATE_NOOP("Sentence", "The number is too large.")},
        {"unexpected end of input", At::End,
         QT_TRANSLATE_NOOP("Sentence", "The text ends too early: a list or an object is still open, or a value is missing.")},
        {"parsing object key", At::Token,
         QT_TRANSLATE_NOOP("Sentence", "A key in quotation marks must stand here. No comma follows the last member of an object.")},
        {"parsing object separator", At::Token, QT_TRANSLATE_NOOP("Sentence", "A colon must stand here, between the key and its value.")},
        {"parsing object", At::Token, QT_TRANSLATE_NOOP("Sentence", "A comma or a closing brace must stand here.")},
        {"parsing array", At::Token, QT_TRANSLATE_NOOP("Sentence", "A comma or a closing bracket must stand here.")},
        {"expected end of input", At::Token, QT_TRANSLATE_NOOP("Sentence", "Nothing may follow the end of the JSON text.")},
        {"", At::Token,
         QT_TRANSLATE_NOOP("Sentence",
                           "A value must stand here: a text in quotation marks, a number, true, false, a list in brackets or "
                           "an object in braces. No comma follows the last value of a list.")},
    };
    return *std::find_if(std::begin(kComplaints), std::end(kComplaints),
                         [&](const Complaint& complaint) { return message.find(complaint.sign) != std::string_view::npos; });
}

// Builds the Value as the parser reports its tokens. A token begins behind the one before it, after white space,
// commas and colons: that is how places are known although the parser does not tell them.
class Builder : public nlohmann::json_sax<nlohmann::json> {
public:
    Builder(std::string_view text, const char* const& farthest) : text_(text), farthest_(farthest), counter_(text) {}

    bool null() override { return refuse(QT_TRANSLATE_NOOP("Sentence", "null is not used here: leave the member out.")); }
    bool boolean(bool value) override { return put(Value{value}); }
    bool number_integer(number_integer_t value) override { return putNumber(Value{std::int64_t{value}}); }
    bool number_unsigned(number_unsigned_t value) override
    {
        if (value > static_cast<number_unsigned_t>(INT64_MAX))
            return refuse(QT_TRANSLATE_NOOP("Sentence", "The number is too large: at most 9223372036854775807."));
        return putNumber(Value{static_cast<std::int64_t>(value)});
    }
    bool number_float(number_float_t value, const string_t& digits) override
    {
        // An integer beyond 64 bits arrives here too.
        if (digits.find_first_of(".eE") == std::string::npos)
            return refuse(QT_TRANSLATE_NOOP("Sentence", "The number is too large."));
        return putNumber(Value{value});
    }
    bool string(string_t& value) override { return put(Value{std::move(value)}); }
    bool binary(binary_t&) override { return refuse(QT_TRANSLATE_NOOP("Sentence", "Binary values are not JSON.")); }

    bool start_object(std::size_t) override { return open(Value{ValueMap{}}); }
    bool start_array(std::size_t) override { return open(Value{ValueList{}}); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& value) override
    {
        keyPlace_ = tokenPlace();
        Level& level = levels_.back();
        level.key = value;
        if (std::get<ValueMap>(level.value->is).contains(value)) {
            problem_ = problemFrom(*keyPlace_, {QT_TRANSLATE_NOOP("Sentence", "The key \"{0}\" stands twice in this object."), value});
            return false;
        }
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& exception) override
    {
        skipToToken();
        const Complaint& complaint = complaintOf(exception.what(), text_.substr(tokenBegins_, 1));
        Place place;
        switch (complaint.at) {
        case Complaint::At::Octet: place = counter_.at(position == 0 ? 0 : position - 1); break;
        case Complaint::At::Token: place = tokenPlace(); break;
        case Complaint::At::End: place = counter_.at(text_.size()); break;
        }
        const bool nothing = places_.empty() && tokenBegins_ == text_.size();
        problem_ = problemFrom(place, nothing ? QT_TRANSLATE_NOOP("Sentence", "There is nothing in it.") : complaint.sentence);
        return false;
    }

    JsonText take() { return {std::move(root_), std::move(places_)}; }
    Problem problem() const { return problem_.value_or(Problem{{}, 1, 1, {}, QT_TRANSLATE_NOOP("Sentence", "This is not JSON.")}); }

private:
    struct Level {
        Value* value;
        std::string path;
        std::string key;
    };

    void skipToToken()
    {
        while (tokenBegins_ < text_.size() && std::string_view(" \t\r\n,:").find(text_[tokenBegins_]) != std::string_view::npos)
            ++tokenBegins_;
    }

    Place tokenPlace()
    {
        skipToToken();
        const Place place = counter_.at(tokenBegins_);
        tokenBegins_ = static_cast<std::size_t>(farthest_ - text_.data());
        return place;
    }

    static Problem problemFrom(Place place, Sentence sentence) { return {{}, place.line, place.column, {}, std::move(sentence)}; }

    bool refuse(Sentence sentence)
    {
        problem_ = problemFrom(tokenPlace(), std::move(sentence));
        return false;
    }

    // Puts a value where the parser stands. The answer is where it now lies.
    Value* place(Value value)
    {
        const Place token = tokenPlace();
        if (levels_.empty()) {
            places_.emplace("", token);
            root_ = std::move(value);
            path_.clear();
            return &root_;
        }
        Level& level = levels_.back();
        if (auto* list = std::get_if<ValueList>(&level.value->is)) {
            path_ = jsonPointer(level.path, list->size());
            places_.emplace(path_, token);
            list->push_back(std::move(value));
            return &list->back();
        }
        path_ = jsonPointer(level.path, level.key);
        places_.emplace(path_, *keyPlace_);
        return &(std::get<ValueMap>(level.value->is)[level.key] = std::move(value));
    }

    bool put(Value value)
    {
        place(std::move(value));
        return true;
    }

    // The parser has read one octet more, to know that the number is over.
    bool putNumber(Value value)
    {
        place(std::move(value));
        --tokenBegins_;
        return true;
    }

    bool open(Value value)
    {
        if (levels_.size() == kDeepest)
            return refuse({QT_TRANSLATE_NOOP("Sentence", "The text is nested more than {0} deep."), kDeepest});
        Value* placed = place(std::move(value));
        levels_.push_back({placed, path_, {}});
        return true;
    }

    bool close()
    {
        tokenBegins_ = static_cast<std::size_t>(farthest_ - text_.data());
        levels_.pop_back();
        return true;
    }

    std::string_view text_;
    const char* const& farthest_;
    PlaceCounter counter_;
    std::size_t tokenBegins_ = 0;
    std::optional<Place> keyPlace_;
    std::vector<Level> levels_;  // the containers around the parser; none of them moves while it is open
    std::string path_;
    Value root_;
    PlaceMap places_;
    std::optional<Problem> problem_;
};

Sentence nounOf(const Value& value)
{
    static const Sentence kNouns[] = {QT_TRANSLATE_NOOP("Sentence", "true or false"), QT_TRANSLATE_NOOP("Sentence", "a whole number"),
                                      QT_TRANSLATE_NOOP("Sentence", "a fraction"),    QT_TRANSLATE_NOOP("Sentence", "a text"),
                                      QT_TRANSLATE_NOOP("Sentence", "a list"),        QT_TRANSLATE_NOOP("Sentence", "an object")};
    return kNouns[value.is.index()];
}

}  // namespace

Result<JsonText> parseJson(std::string_view text)
{
    if (text.size() > kLargestJson)
        return tl::unexpected(problemAt({}, {QT_TRANSLATE_NOOP("Sentence", "The text is larger than {0}."), formatSize(kLargestJson)}));
    const char* farthest = text.data();
    Builder builder(text, farthest);
    if (!nlohmann::json::sax_parse(CountingIterator(text.data(), &farthest), CountingIterator(text.data() + text.size(), &farthest),
                                   &builder))
        return tl::unexpected(builder.problem());
    return builder.take();
}

void locate(Problem& problem, const PlaceMap& places)
{
    std::string_view path = problem.path;
    while (true) {
        if (const auto found = places.find(path); found != places.end()) {
            problem.line = found->second.line;
            problem.column = found->second.column;
            return;
        }
        const std::size_t slash = path.rfind('/');
        if (slash == std::string_view::npos)
            return;
        path = path.substr(0, slash);
    }
}

std::string jsonPointer(std::string_view parent, std::string_view key)
{
    std::string pointer(parent);
    pointer += '/';
    for (const char c : key) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
    return pointer;
}

std::string jsonPointer(std::string_view parent, std::size_t index) { return fmt::format("{}/{}", parent, index); }

void JsonFindings::fail(std::string path, Sentence sentence)
{
    if (!error)
        error = problemAt(std::move(path), std::move(sentence));
}

void JsonFindings::warn(std::string path, Sentence sentence) { warnings.push_back(problemAt(std::move(path), std::move(sentence))); }

JsonObject::JsonObject(const Value& value, std::string path, JsonFindings& findings)
    : members_(std::get_if<ValueMap>(&value.is)), path_(std::move(path)), findings_(findings)
{
    if (!members_) {
        static const ValueMap kNone;
        members_ = &kNone;
        findings_.fail(path_, {QT_TRANSLATE_NOOP("Sentence", "An object in braces must stand here, not {0}."), nounOf(value)});
    }
}

const Value* JsonObject::find(const std::string& key)
{
    if (std::find(asked_.begin(), asked_.end(), key) == asked_.end())
        asked_.push_back(key);
    const auto found = members_->find(key);
    return found == members_->end() ? nullptr : &found->second;
}

const Value* JsonObject::require(const std::string& key)
{
    const Value* value = find(key);
    if (!value)
        findings_.fail(path_, {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is missing here."), key});
    return value;
}

template <class T>
const T* JsonObject::get(const std::string& key, const Sentence& what)
{
    const Value* value = find(key);
    if (!value)
        return nullptr;
    if (const T* is = std::get_if<T>(&value->is))
        return is;
    findings_.fail(pathOf(key), {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" must be {1}, not {2}."), key, what, nounOf(*value)});
    return nullptr;
}

bool JsonObject::boolean(const std::string& key, bool fallback)
{
    const bool* value = get<bool>(key, QT_TRANSLATE_NOOP("Sentence", "true or false"));
    return value ? *value : fallback;
}

std::int64_t JsonObject::integer(const std::string& key, std::int64_t fallback, std::int64_t minimum, std::int64_t maximum)
{
    const std::int64_t* value = get<std::int64_t>(key, QT_TRANSLATE_NOOP("Sentence", "a whole number"));
    if (!value)
        return fallback;
    if (*value < minimum || *value > maximum) {
        findings_.fail(pathOf(key),
                       {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is {1}, but must be between {2} and {3}."), key, *value, minimum, maximum});
        return fallback;
    }
    return *value;
}

std::string JsonObject::text(const std::string& key, const std::string& fallback)
{
    const std::string* value = get<std::string>(key, QT_TRANSLATE_NOOP("Sentence", "a text"));
    return value ? *value : fallback;
}

std::string JsonObject::requiredText(const std::string& key)
{
    if (!require(key))
        return {};
    std::string value = text(key, "?");
    if (value.empty())
        findings_.fail(pathOf(key), {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" must not be empty."), key});
    return value;
}

std::optional<Duration> JsonObject::duration(const std::string& key)
{
    const std::string* value = get<std::string>(key, QT_TRANSLATE_NOOP("Sentence", "a text with a unit such as \"20 ms\""));
    if (!value)
        return std::nullopt;
    const Result<Duration> duration = parseDuration(*value);
    if (duration)
        return *duration;
    findings_.fail(pathOf(key), duration.error().sentence);
    return std::nullopt;
}

LocalizedText JsonObject::localized(const std::string& key)
{
    const Value* value = find(key);
    if (!value)
        return {};
    JsonObject languages(*value, pathOf(key), findings_);
    LocalizedText text{languages.text("en", {}), languages.text("zh", {})};
    languages.warnOfRest();
    return text;
}

const ValueList& JsonObject::list(const std::string& key)
{
    static const ValueList kNone;
    const ValueList* value = get<ValueList>(key, QT_TRANSLATE_NOOP("Sentence", "a list in brackets"));
    return value ? *value : kNone;
}

ValueMap JsonObject::rest() const
{
    ValueMap rest;
    for (const auto& [key, value] : *members_)
        if (std::find(asked_.begin(), asked_.end(), key) == asked_.end())
            rest.emplace(key, value);
    return rest;
}

Sentence JsonObject::tellUnknown(const std::string& key) const
{
    return {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is not known here. {1}"), key, hint(key, asked_)};
}

void JsonObject::warnOfRest()
{
    for (const auto& [key, value] : rest())
        findings_.warn(pathOf(key), tellUnknown(key));
}

void JsonObject::refuseRest()
{
    for (const auto& [key, value] : rest())
        findings_.fail(pathOf(key), tellUnknown(key));
}

}  // namespace tcplab
