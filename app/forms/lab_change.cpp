#include "forms/lab_change.h"

#include <algorithm>
#include <charconv>

#include "lab/lab_file.h"
#include "plugin/written.h"
#include "sim/run.h"

namespace tcplab {
namespace {

// "/hosts/0/a~1b" → "hosts", "0", "a/b" (RFC 6901).
std::vector<std::string> partsOf(std::string_view path)
{
    std::vector<std::string> parts;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        std::string part;
        for (std::size_t i = 0; i < end; ++i) {
            const bool escaped = path[i] == '~' && i + 1 < end;
            part += !escaped ? path[i] : path[i + 1] == '1' ? '/' : '~';
            i += escaped ? 1 : 0;
        }
        parts.push_back(std::move(part));
        path.remove_prefix(end);
    }
    return parts;
}

std::optional<std::size_t> indexOf(const std::string& part)
{
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
    return error == std::errc() && end == part.data() + part.size() ? std::optional(index) : std::nullopt;
}

// Of a Value or a const one.
template <class Any>
Any* childOf(Any& value, const std::string& part)
{
    if (auto* object = std::get_if<ValueMap>(&value.is)) {
        const auto found = object->find(part);
        return found == object->end() ? nullptr : &found->second;
    }
    auto* list = std::get_if<ValueList>(&value.is);
    const auto index = indexOf(part);
    return list && index && *index < list->size() ? &(*list)[*index] : nullptr;
}

bool holdsNothing(const Value& value)
{
    const auto* object = std::get_if<ValueMap>(&value.is);
    const auto* list = std::get_if<ValueList>(&value.is);
    return (object && object->empty()) || (list && list->empty());
}

// Changes a lab's value in place. Everything that is empty afterwards is taken out, as writeLab() leaves it out.
class Changer {
public:
    explicit Changer(Value root) : root_(std::move(root)) {}

    // False when the path leads nowhere.
    bool apply(const LabChange& change)
    {
        parts_ = partsOf(change.path);
        if (parts_.empty())
            return false;
        switch (change.what) {
        case LabChange::What::Set: return set(change.value);
        case LabChange::What::Clear: return clear(root_, 0);
        case LabChange::What::Insert: return insert(change.value);
        case LabChange::What::Remove: return clear(root_, 0);
        case LabChange::What::Move: return move(change.by);
        }
        return false;
    }

    Value take() { return std::move(root_); }

private:
    const std::string& last() const { return parts_.back(); }

    // What the last part is to be found in; objects that are not there yet are made when the last part is a key.
    Value* holder(bool ofList)
    {
        Value* place = &root_;
        for (std::size_t i = 0; i + 1 < parts_.size(); ++i) {
            Value* next = childOf(*place, parts_[i]);
            if (!next) {
                auto* object = std::get_if<ValueMap>(&place->is);
                if (!object)
                    return nullptr;
                const bool list = ofList && i + 2 == parts_.size();
                next = &object->emplace(parts_[i], list ? Value{ValueList{}} : Value{ValueMap{}}).first->second;
            }
            place = next;
        }
        return place;
    }

    bool set(const Value& value)
    {
        Value* at = holder(false);
        auto* object = at ? std::get_if<ValueMap>(&at->is) : nullptr;
        if (!object)
            return false;
        Value& member = (*object)[last()];
        if (last() == "plugin" && !(member == value))  // another plugin has other parameters
            object->erase("parameters");
        member = value;
        if (parts_.size() == 3 && parts_.front() == "events" && last() == "do")
            giveObject(*object);
        return true;
    }

    // What happens to a link says which one, what happens to a host says which host.
    void giveObject(ValueMap& event)
    {
        const Value& what = event.at("do");
        const bool ofLink = what == Value{std::string("cut")} || what == Value{std::string("return")};
        event.erase(ofLink ? "host" : "link");
        if (ofLink)
            event.emplace("link", Value{std::int64_t{0}});
        else if (const Value* first = valueAt(root_, "/hosts/0/name"))
            event.emplace("host", *first);
    }

    bool clear(Value& place, std::size_t depth)
    {
        Value* child = childOf(place, parts_[depth]);
        if (!child)
            return false;
        const bool here = depth + 1 == parts_.size();
        if (!here && !clear(*child, depth + 1))
            return false;
        auto* object = std::get_if<ValueMap>(&place.is);
        if (object && (here || holdsNothing(*child)))
            object->erase(parts_[depth]);
        else if (here)
            std::get<ValueList>(place.is).erase(std::get<ValueList>(place.is).begin() + static_cast<std::ptrdiff_t>(*indexOf(last())));
        return true;
    }

    bool insert(const Value& value)
    {
        Value* at = holder(true);
        auto* list = at ? std::get_if<ValueList>(&at->is) : nullptr;
        const auto index = indexOf(last());
        if (!list || !index || *index > list->size())
            return false;
        list->insert(list->begin() + static_cast<std::ptrdiff_t>(*index), value);
        return true;
    }

    bool move(int by)
    {
        Value* at = holder(true);
        auto* list = at ? std::get_if<ValueList>(&at->is) : nullptr;
        const auto index = indexOf(last());
        if (!list || !index)
            return false;
        const auto from = static_cast<std::ptrdiff_t>(*index);
        const std::ptrdiff_t to = from + by;
        const auto size = static_cast<std::ptrdiff_t>(list->size());
        if (from >= size || to < 0 || to >= size)
            return false;
        const auto begin = list->begin();
        if (from < to)
            std::rotate(begin + from, begin + from + 1, begin + to + 1);
        else
            std::rotate(begin + to, begin + from, begin + from + 1);
        return true;
    }

    Value root_;
    std::vector<std::string> parts_;
};

// The Problem of a lab after a change, if the change has brought it about.
Result<void> newProblem(const Lab& before, const Lab& after, const Catalogue& catalogue)
{
    const Result<void> checked = checkLab(after, catalogue);
    if (checked)
        return {};
    const Result<void> was = checkLab(before, catalogue);
    if (!was && was.error().sentence == checked.error().sentence)
        return {};
    return checked;
}

// A text as the value that a lab holds: numbers and lists are JSON, everything else is a text.
Result<Value> valueOf(const FormField& field, const std::string& text)
{
    switch (field.spec.type) {
    case ParameterType::Boolean: return text == "true" || text == "false" ? Value{text == "true"} : Value{text};
    case ParameterType::List: return parseJson(text).map([](JsonText json) { return std::move(json.root); });
    case ParameterType::Count:
    case ParameterType::Number: {
        const Result<JsonText> json = parseJson(text);
        if (json && (std::holds_alternative<std::int64_t>(json->root.is) || std::holds_alternative<double>(json->root.is)))
            return json->root;
        return Value{text};
    }
    default: return Value{text};
    }
}

// Quantities in the shortest way to write them; of nothing, whatever unit the person gave it is as good.
Value asWritten(ParameterType type, const Value& typed, const Value& normalized)
{
    const bool hasUnit = type == ParameterType::Duration || type == ParameterType::Rate || type == ParameterType::Size;
    return hasUnit && !(normalized == Value{std::int64_t{0}}) ? Value{written(type, normalized)} : typed;
}

// A Problem with a list, located in the list's own text.
Problem inText(Problem problem, const FormField& field, const std::string& text)
{
    const std::string list = "/" + field.spec.name;
    if (problem.path.rfind(list, 0) == 0)
        problem.path.erase(0, list.size());
    if (const auto json = parseJson(text))
        locate(problem, json->places);
    return problem;
}

}  // namespace

const Value* valueAt(const Value& root, std::string_view path)
{
    const Value* place = &root;
    for (const std::string& part : partsOf(path)) {
        place = childOf(*place, part);
        if (!place)
            return nullptr;
    }
    return place;
}

Result<LabChange> changeOf(const FormField& field, const std::string& text)
{
    const bool mayBeAbsent = !field.spec.required && (field.spec.type != ParameterType::Text || field.spec.optional);
    if (text.empty() && mayBeAbsent)
        return LabChange{LabChange::What::Clear, field.path};
    Result<Value> value = valueOf(field, text);
    if (!value)
        return tl::unexpected(value.error());
    const auto checked = normalize({field.spec}, {{field.spec.name, *value}});
    if (!checked)
        return tl::unexpected(field.spec.type == ParameterType::List ? inText(checked.error(), field, text) : checked.error());
    const Value& normalized = checked->values().at(field.spec.name);
    if (!field.spec.required && !field.spec.optional && normalized == field.spec.defaultValue)
        return LabChange{LabChange::What::Clear, field.path};
    const bool untouched = field.given && text == field.text;
    return LabChange{LabChange::What::Set, field.path, untouched ? *value : asWritten(field.spec.type, *value, normalized)};
}

Result<Lab> changed(const Lab& lab, const LabChange& change, const Catalogue& catalogue)
{
    Changer changer(labValue(lab));
    // What is to be cleared and is not there needs no change.
    if (!changer.apply(change)) {
        if (change.what == LabChange::What::Clear)
            return lab;
        return tl::unexpected(problemAt(change.path, {QT_TRANSLATE_NOOP("Sentence", "The lab has nothing at {0}."), change.path}));
    }
    Result<LabFile> read = readLabValue(changer.take());
    if (!read)
        return tl::unexpected(read.error());
    // writeLab() writes nothing that the reader does not know, so this is the change's doing.
    if (!read->warnings.empty())
        return tl::unexpected(read->warnings.front());
    if (const auto problem = newProblem(lab, read->lab, catalogue); !problem)
        return tl::unexpected(problem.error());
    return std::move(read->lab);
}

}  // namespace tcplab
