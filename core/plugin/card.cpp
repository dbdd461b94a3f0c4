#include "plugin/card.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "base/words.h"
#include "plugin/written.h"

namespace tcplab {
namespace {

constexpr std::array<std::string_view, 5> kKindNames{"engine", "congestion-control", "link-stage", "app", "packet-io"};
constexpr std::array<std::string_view, 9> kTypeNames{"boolean", "count", "number", "duration", "rate", "size", "text", "choice", "list"};

template <std::size_t N>
std::vector<std::string> asStrings(const std::array<std::string_view, N>& names)
{
    return {names.begin(), names.end()};
}

template <std::size_t N>
std::optional<std::size_t> indexOf(const std::array<std::string_view, N>& names, std::string_view name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

tl::unexpected<Problem> wrong(std::string path, Sentence sentence)
{
    return tl::unexpected(problemAt(std::move(path), std::move(sentence)));
}

// Paths are made when there is something wrong: each level puts its own before it.
tl::unexpected<Problem> under(const std::string& path, Problem problem)
{
    problem.path = path + problem.path;
    return tl::unexpected(std::move(problem));
}

// What the type takes, for the sentence about a value that it does not take.
Sentence wanted(ParameterType type)
{
    switch (type) {
    case ParameterType::Boolean: return QT_TRANSLATE_NOOP("Sentence", "true or false");
    case ParameterType::Count: return QT_TRANSLATE_NOOP("Sentence", "a whole number");
    case ParameterType::Number: return QT_TRANSLATE_NOOP("Sentence", "a number");
    case ParameterType::Duration: return QT_TRANSLATE_NOOP("Sentence", "a duration as a text, such as \"20 ms\"");
    case ParameterType::Rate: return QT_TRANSLATE_NOOP("Sentence", "a bit rate as a text, such as \"10 Mbit/s\"");
    case ParameterType::Size: return QT_TRANSLATE_NOOP("Sentence", "a size as a text, such as \"64 KiB\"");
    case ParameterType::Text:
    case ParameterType::Choice: return QT_TRANSLATE_NOOP("Sentence", "a text");
    case ParameterType::List: return QT_TRANSLATE_NOOP("Sentence", "a list in brackets");
    }
    return {};
}

bool less(const Value& a, const Value& b)
{
    if (const auto* number = std::get_if<double>(&a.is))
        return *number < std::get<double>(b.is);
    return std::get<std::int64_t>(a.is) < std::get<std::int64_t>(b.is);
}

// A quantity that stands as a text with its unit.
Result<std::int64_t> quantity(ParameterType type, const std::string& text)
{
    if (type == ParameterType::Duration)
        return parseDuration(text).map([](Duration duration) { return std::int64_t{duration.count()}; });
    if (type == ParameterType::Rate)
        return parseRate(text).map([](BitRate rate) { return rate.bitsPerSecond(); });
    return parseSize(text);
}

Result<ValueMap> normalized(const std::vector<ParameterSpec>& specs, const ValueMap& given);

// The value in the form in which Parameters keeps it; nothing when it is of another type.
Result<std::optional<Value>> converted(const ParameterSpec& spec, const Value& given)
{
    const auto* text = std::get_if<std::string>(&given.is);
    switch (spec.type) {
    case ParameterType::Boolean: return std::holds_alternative<bool>(given.is) ? std::optional(given) : std::nullopt;
    case ParameterType::Count: return std::holds_alternative<std::int64_t>(given.is) ? std::optional(given) : std::nullopt;
    case ParameterType::Number:
        if (const auto* whole = std::get_if<std::int64_t>(&given.is))
            return Value{static_cast<double>(*whole)};
        if (const auto* number = std::get_if<double>(&given.is); number && std::isfinite(*number))
            return given;
        return std::nullopt;
    case ParameterType::Duration:
    case ParameterType::Rate:
    case ParameterType::Size: {
        if (!text)
            return std::nullopt;
        const Result<std::int64_t> value = quantity(spec.type, *text);
        if (!value)
            return wrong("", value.error().sentence);
        return Value{*value};
    }
    case ParameterType::Text: return text ? std::optional(given) : std::nullopt;
    case ParameterType::Choice:
        if (!text)
            return std::nullopt;
        if (std::find(spec.choices.begin(), spec.choices.end(), *text) == spec.choices.end())
            return wrong("", {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is not a choice for {1}: take one of {2}."), *text, spec.name,
                              listed(spec.choices)});
        return given;
    case ParameterType::List: break;
    }
    const auto* list = std::get_if<ValueList>(&given.is);
    if (!list)
        return std::nullopt;
    ValueList entries;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const auto* entry = std::get_if<ValueMap>(&(*list)[i].is);
        if (!entry)
            return wrong(jsonPointer("", i), {QT_TRANSLATE_NOOP("Sentence", "Each entry of {0} must be an object in braces."), spec.name});
        Result<ValueMap> values = normalized(spec.items, *entry);
        if (!values)
            return under(jsonPointer("", i), std::move(values.error()));
        entries.push_back(Value{std::move(*values)});
    }
    return Value{std::move(entries)};
}

Result<Value> normalizeOne(const ParameterSpec& spec, const Value& given)
{
    Result<std::optional<Value>> value = converted(spec, given);
    if (!value)
        return tl::unexpected(std::move(value.error()));
    if (!*value)
        return wrong("", {QT_TRANSLATE_NOOP("Sentence", "{0} must be {1}."), spec.name, wanted(spec.type)});
    if (spec.minimum && less(**value, *spec.minimum))
        return wrong("", {QT_TRANSLATE_NOOP("Sentence", "{0} is {1}, but must be at least {2}."), spec.name, written(spec.type, **value),
                          written(spec.type, *spec.minimum)});
    if (spec.maximum && less(*spec.maximum, **value))
        return wrong("", {QT_TRANSLATE_NOOP("Sentence", "{0} is {1}, but must be at most {2}."), spec.name, written(spec.type, **value),
                          written(spec.type, *spec.maximum)});
    return std::move(**value);
}

Problem noSuchParameter(const std::string& name, const std::vector<ParameterSpec>& specs)
{
    std::vector<std::string> names;
    names.reserve(specs.size());
    for (const ParameterSpec& spec : specs)
        names.push_back(spec.name);
    return problemAt(jsonPointer("", name), {QT_TRANSLATE_NOOP("Sentence", "There is no parameter \"{0}\". {1}"), name, hint(name, names)});
}

Result<ValueMap> normalized(const std::vector<ParameterSpec>& specs, const ValueMap& given)
{
    for (const auto& [key, value] : given)
        if (std::none_of(specs.begin(), specs.end(), [&name = key](const ParameterSpec& spec) { return spec.name == name; }))
            return tl::unexpected(noSuchParameter(key, specs));

    ValueMap values;
    for (const ParameterSpec& spec : specs) {
        const auto found = given.find(spec.name);
        if (found != given.end()) {
            Result<Value> value = normalizeOne(spec, found->second);
            if (!value)
                return under(jsonPointer("", spec.name), std::move(value.error()));
            values.emplace(spec.name, std::move(*value));
        } else if (spec.required) {
            return wrong(
                "", {QT_TRANSLATE_NOOP("Sentence", "The parameter \"{0}\" is missing: it must be {1}."), spec.name, wanted(spec.type)});
        } else if (!spec.optional) {
            values.emplace(spec.name, spec.defaultValue);
        }
    }
    return values;
}

// --- Reading cards ---

bool hasRange(ParameterType type)
{
    return type == ParameterType::Count || type == ParameterType::Number || type == ParameterType::Duration ||
           type == ParameterType::Rate || type == ParameterType::Size;
}

// "initialRto"; or a kernel's name for the same thing, "tcp_syn_retries", "RLIMIT_NOFILE".
bool isParameterName(std::string_view name)
{
    const auto isSmall = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto isCapital = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto isOther = [](char c) { return (c >= '0' && c <= '9') || c == '_'; };
    const auto consistsOf = [&](bool small) {
        return std::all_of(name.begin(), name.end(), [&](char c) { return isCapital(c) || isOther(c) || (small && isSmall(c)); });
    };
    return !name.empty() && ((isSmall(name.front()) && consistsOf(true)) || (isCapital(name.front()) && consistsOf(false)));
}

bool isPluginId(std::string_view id)
{
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !id.empty() && id.front() >= 'a' && id.front() <= 'z' && std::all_of(id.begin(), id.end(), fits);
}

class CardReader {
public:
    Card read(const Value& root)
    {
        JsonObject object(root, "", findings_);
        Card card;
        card.id = object.requiredText("id");
        if (!isPluginId(card.id))
            findings_.fail("/id", QT_TRANSLATE_NOOP(
                                      "Sentence", "\"id\" must consist of small letters, digits and underscores, such as \"link_delay\"."));
        card.kind = choice<PluginKind>(object, "kind", kKindNames);
        card.version = object.requiredText("version");
        object.require("contract");
        card.contract = static_cast<int>(object.integer("contract", kContractVersion, 1, 1'000'000));
        card.title = requiredTitle(object);
        card.summary = object.localized("summary");
        card.counterfactual = object.boolean("counterfactual", false);
        card.parameters = specs(object, "parameters");
        if (card.kind == PluginKind::CongestionControl)
            card.readings = readings(object);
        object.refuseRest();
        return card;
    }

    const std::optional<Problem>& error() const { return findings_.error; }

private:
    template <class Choice, std::size_t N>
    Choice choice(JsonObject& object, const std::string& key, const std::array<std::string_view, N>& names)
    {
        const std::string name = object.requiredText(key);
        if (const auto index = indexOf(names, name))
            return static_cast<Choice>(*index);
        findings_.fail(object.pathOf(key), {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" must be one of {1}."), key, listed(asStrings(names))});
        return Choice{};
    }

    LocalizedText requiredTitle(JsonObject& object)
    {
        LocalizedText title = object.localized("title");
        if (title.en.empty())
            findings_.fail(object.path(),
                           QT_TRANSLATE_NOOP("Sentence", "\"title\" is missing here: write {\"en\": \"…\", \"zh\": \"…\"}."));
        return title;
    }

    std::vector<ParameterSpec> specs(JsonObject& object, const std::string& key)
    {
        std::vector<ParameterSpec> specs;
        const ValueList& list = object.list(key);
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string path = jsonPointer(object.pathOf(key), i);
            specs.push_back(spec(list[i], path));
            const auto sameName = [&](const ParameterSpec& other) { return other.name == specs.back().name; };
            if (std::any_of(specs.begin(), specs.end() - 1, sameName))
                findings_.fail(path, {QT_TRANSLATE_NOOP("Sentence", "There are two parameters with the name \"{0}\"."), specs.back().name});
        }
        return specs;
    }

    std::vector<ReadingSpec> readings(JsonObject& object)
    {
        std::vector<ReadingSpec> readings;
        const ValueList& list = object.list("readings");
        for (std::size_t i = 0; i < list.size(); ++i) {
            JsonObject entry(list[i], jsonPointer(object.pathOf("readings"), i), findings_);
            ReadingSpec reading;
            reading.name = entry.requiredText("name");
            if (!isParameterName(reading.name))
                findings_.fail(entry.pathOf("name"),
                               QT_TRANSLATE_NOOP("Sentence",
                                                 "\"name\" must begin with a small letter and consist of letters, digits and "
                                                 "underscores, such as \"w_max\"."));
            reading.unit = choice<ReadingUnit>(entry, "unit", kReadingUnitNames);
            reading.title = requiredTitle(entry);
            entry.refuseRest();
            readings.push_back(std::move(reading));
        }
        return readings;
    }

    ParameterSpec spec(const Value& value, const std::string& path)
    {
        JsonObject object(value, path, findings_);
        ParameterSpec spec;
        spec.name = object.requiredText("name");
        if (!isParameterName(spec.name))
            findings_.fail(
                object.pathOf("name"),
                QT_TRANSLATE_NOOP("Sentence",
                                  "\"name\" must be camelCase, such as \"initialRto\", or a kernel's name such as \"tcp_syn_retries\"."));
        spec.type = choice<ParameterType>(object, "type", kTypeNames);
        spec.optional = object.boolean("optional", false);
        spec.counterfactual = object.boolean("counterfactual", false);
        spec.title = requiredTitle(object);
        spec.summary = object.localized("summary");
        readChoices(object, spec);
        readItems(object, spec);
        if (spec.type == ParameterType::Text && object.find("names"))
            spec.names = choice<PluginKind>(object, "names", kKindNames);
        readRange(object, spec);
        readDefault(object, spec);
        object.refuseRest();
        return spec;
    }

    void readChoices(JsonObject& object, ParameterSpec& spec)
    {
        if (spec.type != ParameterType::Choice)
            return;
        object.require("choices");
        for (const Value& choice : object.list("choices")) {
            const auto* text = std::get_if<std::string>(&choice.is);
            if (!text)
                return findings_.fail(object.pathOf("choices"), QT_TRANSLATE_NOOP("Sentence", "Each choice must be a text."));
            spec.choices.push_back(*text);
        }
        if (spec.choices.empty())
            findings_.fail(object.pathOf("choices"), QT_TRANSLATE_NOOP("Sentence", "A choice needs at least one text to choose."));
    }

    void readItems(JsonObject& object, ParameterSpec& spec)
    {
        if (spec.type != ParameterType::List)
            return;
        object.require("items");
        spec.items = specs(object, "items");
    }

    void readRange(JsonObject& object, ParameterSpec& spec)
    {
        // Time does not run backwards unless a card says so.
        if (spec.type == ParameterType::Duration)
            spec.minimum = Value{std::int64_t{0}};
        if (!hasRange(spec.type))
            return;
        readLimit(object, "minimum", spec, spec.minimum);
        readLimit(object, "maximum", spec, spec.maximum);
        if (spec.minimum && spec.maximum && less(*spec.maximum, *spec.minimum))
            findings_.fail(object.pathOf("maximum"), QT_TRANSLATE_NOOP("Sentence", "\"maximum\" is below \"minimum\"."));
    }

    void readLimit(JsonObject& object, const std::string& key, const ParameterSpec& spec, std::optional<Value>& limit)
    {
        if (const Value* given = object.find(key)) {
            ParameterSpec unlimited;
            unlimited.name = key;
            unlimited.type = spec.type;
            if (auto value = accept(object.pathOf(key), normalizeOne(unlimited, *given)))
                limit = std::move(value);
        }
    }

    void readDefault(JsonObject& object, ParameterSpec& spec)
    {
        const Value* given = object.find("default");
        if (given && spec.optional)
            return findings_.fail(object.pathOf("default"),
                                  QT_TRANSLATE_NOOP("Sentence", "A parameter that is optional may be absent and has no default."));
        if (given) {
            if (auto value = accept(object.pathOf("default"), normalizeOne(spec, *given)))
                spec.defaultValue = std::move(*value);
        } else if (spec.type == ParameterType::List && !spec.optional) {
            spec.defaultValue = Value{ValueList{}};
        } else {
            spec.required = !spec.optional;
        }
    }

    std::optional<Value> accept(const std::string& path, Result<Value> value)
    {
        if (value)
            return std::move(*value);
        findings_.fail(path + value.error().path, value.error().sentence);
        return std::nullopt;
    }

    JsonFindings findings_;
};

}  // namespace

std::string_view name(PluginKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }
std::string_view name(ParameterType type) { return kTypeNames[static_cast<std::size_t>(type)]; }

Result<Card> parseCard(std::string_view json)
{
    const Result<JsonText> text = parseJson(json);
    if (!text)
        return tl::unexpected(text.error());
    CardReader reader;
    Card card = reader.read(text->root);
    if (!reader.error())
        return card;
    Problem problem = *reader.error();
    locate(problem, text->places);
    return tl::unexpected(std::move(problem));
}

Result<Parameters> normalize(const std::vector<ParameterSpec>& specs, const ValueMap& given)
{
    return normalized(specs, given).map([](ValueMap&& values) { return Parameters(std::move(values)); });
}

std::vector<Parameters> Parameters::entries(std::string_view name) const
{
    std::vector<Parameters> entries;
    for (const Value& entry : get<ValueList>(name))
        entries.push_back(Parameters(std::shared_ptr<const ValueMap>(values_, &std::get<ValueMap>(entry.is))));
    return entries;
}

const ValueMap& Parameters::values() const
{
    static const ValueMap none;
    return values_ ? *values_ : none;
}

}  // namespace tcplab
