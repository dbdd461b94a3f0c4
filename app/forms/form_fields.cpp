// The fields of one node of a lab's form, and what can be added to it.
#include <algorithm>

#include "base/json.h"
#include "forms/lab_change.h"
#include "forms/lab_form.h"
#include "forms/own_fields.h"
#include "plugin/written.h"

namespace tcplab {
namespace {

using Kind = FormNode::Kind;

std::vector<FormChoice> pluginsOfKind(const Catalogue& catalogue, PluginKind kind)
{
    std::vector<FormChoice> choices;
    for (const Card* card : catalogue.cards())
        if (card->kind == kind)
            choices.push_back({card->id, FormText::ofCard(card->title)});
    return choices;
}

std::vector<FormChoice> choicesOf(const ParameterSpec& spec, const Catalogue& catalogue)
{
    std::vector<FormChoice> choices;
    if (spec.names)
        choices = pluginsOfKind(catalogue, *spec.names);
    for (const std::string& choice : spec.choices)
        choices.push_back({choice});
    if (spec.optional && !choices.empty())
        choices.insert(choices.begin(), {{}, FormText::ours(QT_TRANSLATE_NOOP("Sentence", "not given"))});
    return choices;
}

// The least that an object of these specs must hold.
Value leastOf(const std::vector<ParameterSpec>& specs)
{
    ValueMap object;
    for (const ParameterSpec& spec : specs) {
        if (!spec.required)
            continue;
        Value& value = object[spec.name];
        switch (spec.type) {
        case ParameterType::Boolean: value = {false}; break;
        case ParameterType::Count: value = spec.minimum.value_or(Value{std::int64_t{0}}); break;
        case ParameterType::Number: value = spec.minimum.value_or(Value{0.0}); break;
        case ParameterType::Choice: value = {spec.choices.front()}; break;
        case ParameterType::Text: value = {std::string()}; break;
        case ParameterType::List: value = {ValueList{}}; break;
        default: value = {written(spec.type, spec.minimum.value_or(Value{std::int64_t{1}}))};
        }
    }
    return {std::move(object)};
}

// The choices that only the lab knows.
std::vector<FormChoice> ownChoices(const ParameterSpec& spec, const Lab& lab, const Catalogue& catalogue)
{
    std::vector<FormChoice> choices = choicesOf(spec, catalogue);
    if (spec.name == "do")
        for (std::size_t i = 0; i < choices.size(); ++i)
            choices[i].title = whatText(static_cast<LabEvent::What>(i));
    if (spec.name == "host")
        for (const LabHost& host : lab.hosts)
            choices.push_back({host.name});
    if (spec.name == "link")
        for (std::size_t i = 0; i < lab.links.size(); ++i)
            choices.push_back({std::to_string(i), FormText::named(between(lab.links[i]))});
    return choices;
}

// Where the members of a node's object stand, and what they may be.
struct Members {
    std::string path;
    const std::vector<ParameterSpec>* specs = nullptr;
};

const ParameterSpec* specNamed(const std::vector<ParameterSpec>& specs, std::string_view name)
{
    const auto found = std::find_if(specs.begin(), specs.end(), [&](const ParameterSpec& spec) { return spec.name == name; });
    return found == specs.end() ? nullptr : &*found;
}

std::string parentOf(const std::string& path) { return path.substr(0, path.rfind('/')); }
std::string lastOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

const Card* cardAt(const Value& root, const Catalogue& catalogue, const std::string& use)
{
    const Value* id = valueAt(root, use + "/plugin");
    return id ? catalogue.card(std::get<std::string>(id->is)) : nullptr;
}

const ParameterSpec* listSpec(const Value& root, const Catalogue& catalogue, const std::string& list);

Members membersOf(const Value& root, const Catalogue& catalogue, Kind kind, const std::string& path)
{
    const Card* card = nullptr;
    switch (kind) {
    case Kind::Engine:
    case Kind::App:
    case Kind::Stage: card = cardAt(root, catalogue, path); return {path + "/parameters", card ? &card->parameters : nullptr};
    case Kind::Control: card = catalogue.card(lastOf(path)); return {path, card ? &card->parameters : nullptr};
    case Kind::Entry: {
        const ParameterSpec* list = listSpec(root, catalogue, parentOf(path));
        return {path, list ? &list->items : nullptr};
    }
    default: return {};
    }
}

// The spec of the list at this path: among the parameters of a plugin, or within an entry of another list.
const ParameterSpec* listSpec(const Value& root, const Catalogue& catalogue, const std::string& list)
{
    const std::string object = parentOf(list);
    const std::string owner = parentOf(object);
    Members members;
    if (lastOf(object) == "parameters")
        members = membersOf(root, catalogue, Kind::App, owner);
    else if (lastOf(owner) == "congestionControls")
        members = membersOf(root, catalogue, Kind::Control, object);
    else
        members = membersOf(root, catalogue, Kind::Entry, object);
    return members.specs ? specNamed(*members.specs, lastOf(list)) : nullptr;
}

FormField fieldOf(const Value& root, const std::string& path, ParameterSpec spec)
{
    FormField field;
    field.path = path;
    field.fallback = fallbackOf(spec);
    const Value* given = valueAt(root, path);
    field.given = given != nullptr;
    field.text = given ? textOf(*given) : field.fallback;
    field.whatIf = spec.counterfactual;
    field.spec = std::move(spec);
    return field;
}

FormField cardField(const Value& root, const Catalogue& catalogue, const std::string& path, const ParameterSpec& spec)
{
    FormField field = fieldOf(root, path, spec);
    field.title = FormText::ofCard(spec.title);
    field.summary = FormText::ofCard(spec.summary);
    field.choices = choicesOf(spec, catalogue);
    return field;
}

}  // namespace

bool sameShape(const FormField& a, const FormField& b)
{
    const auto same = [](const FormChoice& x, const FormChoice& y) { return x.value == y.value; };
    return a.path == b.path && a.spec.type == b.spec.type &&
           std::equal(a.choices.begin(), a.choices.end(), b.choices.begin(), b.choices.end(), same);
}

std::vector<FormField> LabForm::fields(const FormNode& node) const
{
    std::vector<FormField> fields;
    const auto addOwn = [&](const std::string& path, const OwnField& own) {
        FormField field = fieldOf(root_, path, own.spec);
        field.title = FormText::ours(own.title);
        field.summary = FormText::ours(own.summary);
        field.choices = ownChoices(own.spec, lab_, *catalogue_);
        fields.push_back(std::move(field));
    };
    if (node.kind == Kind::Lab)
        for (const OwnField& own : labFields())
            addOwn(jsonPointer("", own.spec.name), own);
    if (node.kind == Kind::Host)
        for (const OwnField& own : hostFields())
            addOwn(own.spec.names ? node.path + "/engine/plugin" : jsonPointer(node.path, own.spec.name), own);
    if (node.kind == Kind::Link)
        for (const OwnField& own : linkFields())
            addOwn(jsonPointer(node.path, own.spec.name), own);
    if (node.kind == Kind::Event)
        for (const OwnField& own : eventFields(valueAt(root_, node.path + "/link") != nullptr))
            addOwn(jsonPointer(node.path, own.spec.name), own);
    if (node.kind == Kind::List)
        if (const ParameterSpec* spec = listSpec(root_, *catalogue_, node.path))
            fields.push_back(cardField(root_, *catalogue_, node.path, *spec));
    if (const Members members = membersOf(root_, *catalogue_, node.kind, node.path); members.specs)
        for (const ParameterSpec& spec : *members.specs)
            if (spec.type != ParameterType::List)
                fields.push_back(cardField(root_, *catalogue_, jsonPointer(members.path, spec.name), spec));
    return fields;
}

std::string LabForm::listOf(const FormNode& node) { return node.isItem() ? parentOf(node.path) : node.path; }

std::vector<FormAddition> LabForm::additions(const FormNode& node) const
{
    std::vector<FormAddition> additions;
    const auto addPlugins = [&](PluginKind kind) {
        for (const Card* card : catalogue_->cards()) {
            if (card->kind != kind)
                continue;
            ValueMap use{{"plugin", Value{card->id}}};
            Value least = leastOf(card->parameters);
            if (!std::get<ValueMap>(least.is).empty())
                use.emplace("parameters", std::move(least));
            additions.push_back({FormText::ofCard(card->title), Value{std::move(use)}});
        }
    };
    switch (node.kind) {
    case Kind::Apps:
    case Kind::App: addPlugins(PluginKind::App); break;
    case Kind::Direction:
    case Kind::Stage: addPlugins(PluginKind::LinkStage); break;
    case Kind::Events:
    case Kind::Event:
        if (!lab_.hosts.empty())
            additions.push_back({whatText(LabEvent::What::Crash), Value{ValueMap{{"at", Value{formatDuration(lab_.duration / 2)}},
                                                                                 {"do", Value{std::string("crash")}},
                                                                                 {"host", Value{lab_.hosts.front().name}}}}});
        break;
    case Kind::List:
    case Kind::Entry:
        if (const ParameterSpec* spec = listSpec(root_, *catalogue_, listOf(node)))
            additions.push_back({FormText::ofCard(spec->title), leastOf(spec->items)});
        break;
    default: break;
    }
    return additions;
}

}  // namespace tcplab
