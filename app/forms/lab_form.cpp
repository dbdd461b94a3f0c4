#include "forms/lab_form.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "forms/lab_change.h"
#include "forms/own_fields.h"
#include "lab/lab_file.h"

namespace tcplab {
namespace {

using Kind = FormNode::Kind;

// What is the same in every language.
LocalizedText plain(std::string text) { return {std::move(text), {}}; }

// What of an object's members is worth a glance in the tree: the first one bare, what else is given by its name.
LocalizedText detailOf(const std::vector<ParameterSpec>& specs, const Value* object)
{
    constexpr std::size_t kLongest = 60;
    LocalizedText detail;
    bool first = true;
    for (const ParameterSpec& spec : specs) {
        if (spec.type == ParameterType::List)
            continue;
        const Value* given = object ? valueAt(*object, jsonPointer("", spec.name)) : nullptr;
        const std::string text = given ? textOf(*given) : first ? fallbackOf(spec) : std::string();
        if (!text.empty() && detail.en.size() < kLongest && text.size() < kLongest) {
            detail.en += (detail.en.empty() ? "" : ", ") + (first ? text : spec.name + " " + text);
            detail.zh += (detail.zh.empty() ? "" : "，") + (first ? text : spec.title.in("zh_CN") + " " + text);
        }
        first = false;
    }
    return detail;
}

// Which of the engine's parameters names a congestion control; nullptr when it has none.
const ParameterSpec* controlOf(const Card& engine)
{
    const auto found = std::find_if(engine.parameters.begin(), engine.parameters.end(),
                                    [](const ParameterSpec& spec) { return spec.names == PluginKind::CongestionControl; });
    return found == engine.parameters.end() ? nullptr : &*found;
}

}  // namespace

// Makes the tree.
class LabFormMaker {
public:
    explicit LabFormMaker(LabForm& form) : lab_(form.lab_), root_(form.root_), catalogue_(*form.catalogue_) {}

    std::vector<FormNode> make() const
    {
        std::vector<FormNode> nodes;
        nodes.push_back({Kind::Lab, "", FormText::ours(QT_TRANSLATE_NOOP("Sentence", "This lab")), plain(formatDuration(lab_.duration))});
        for (std::size_t i = 0; i < lab_.hosts.size(); ++i)
            nodes.push_back(host(i));
        for (std::size_t i = 0; i < lab_.links.size(); ++i)
            nodes.push_back(link(i));
        nodes.push_back(events());
        return nodes;
    }

private:
    FormNode host(std::size_t index) const
    {
        const LabHost& host = lab_.hosts[index];
        const std::string path = fmt::format("/hosts/{}", index);
        FormNode node{Kind::Host, path, FormText::ours({QT_TRANSLATE_NOOP("Sentence", "Host {0}"), host.name}),
                      plain(format(host.address))};
        node.children.push_back(use(Kind::Engine, path + "/engine", host.engine));
        if (const Card* engine = catalogue_.card(host.engine.plugin))
            if (const ParameterSpec* chosen = controlOf(*engine))
                node.children.push_back(controls(path, host, *chosen));
        FormNode apps{Kind::Apps, path + "/apps", FormText::ours(QT_TRANSLATE_NOOP("Sentence", "Programs"))};
        for (std::size_t i = 0; i < host.apps.size(); ++i)
            apps.children.push_back(use(Kind::App, jsonPointer(apps.path, i), host.apps[i]));
        node.children.push_back(std::move(apps));
        return node;
    }

    // All of them, since a program may choose another one than its host.
    FormNode controls(const std::string& hostPath, const LabHost& host, const ParameterSpec& chosen) const
    {
        const auto given = host.engine.parameters.find(chosen.name);
        const Value& used = given == host.engine.parameters.end() ? chosen.defaultValue : given->second;
        FormNode node{Kind::Controls, hostPath + "/congestionControls",
                      FormText::ours(QT_TRANSLATE_NOOP("Sentence", "Congestion controls"))};
        for (const Card* card : catalogue_.cards()) {
            if (card->kind != PluginKind::CongestionControl)
                continue;
            FormNode control{Kind::Control, jsonPointer(node.path, card->id), FormText::ofCard(card->title)};
            control.summary = FormText::ofCard(card->summary);
            if (used == Value{card->id}) {
                control.detail = plain("✓");
                node.detail = card->title;
            }
            addLists(control, control.path, card->parameters);
            node.children.push_back(std::move(control));
        }
        return node;
    }

    FormNode use(Kind kind, const std::string& path, const PluginUse& use) const
    {
        const Card* card = catalogue_.card(use.plugin);
        FormNode node{kind, path, card ? FormText::ofCard(card->title) : FormText::named(use.plugin)};
        if (!card) {
            node.summary = FormText::ours(
                {QT_TRANSLATE_NOOP("Sentence", "The plugin {0} is not loaded: what it can be given is not known."), use.plugin});
            return node;
        }
        node.summary = FormText::ofCard(card->summary);
        const std::string parameters = path + "/parameters";
        if (kind != Kind::Engine)
            node.detail = detailOf(card->parameters, valueAt(root_, parameters));
        addLists(node, parameters, card->parameters);
        return node;
    }

    // The lists among an object's parameters, with an item for each of their entries.
    void addLists(FormNode& node, const std::string& object, const std::vector<ParameterSpec>& specs) const
    {
        for (const ParameterSpec& spec : specs) {
            if (spec.type != ParameterType::List)
                continue;
            FormNode list{Kind::List, jsonPointer(object, spec.name), FormText::ofCard(spec.title)};
            list.summary = FormText::ofCard(spec.summary);
            const Value* value = valueAt(root_, list.path);
            const auto* entries = value ? std::get_if<ValueList>(&value->is) : nullptr;
            list.detail = plain(std::to_string(entries ? entries->size() : 0));
            for (std::size_t i = 0; entries && entries->size() <= LabForm::kMostEntries && i < entries->size(); ++i) {
                FormNode entry{Kind::Entry, jsonPointer(list.path, i), FormText::named(std::to_string(i + 1)),
                               detailOf(spec.items, &(*entries)[i])};
                addLists(entry, entry.path, spec.items);
                list.children.push_back(std::move(entry));
            }
            node.children.push_back(std::move(list));
        }
    }

    FormNode link(std::size_t index) const
    {
        const LabLink& link = lab_.links[index];
        const std::string path = fmt::format("/links/{}", index);
        FormNode node{Kind::Link, path, FormText::ours({QT_TRANSLATE_NOOP("Sentence", "Link {0}"), between(link)})};
        node.children.push_back(direction(path + "/forward", link.from + " → " + link.to, link.forward));
        node.children.push_back(direction(path + "/backward", link.to + " → " + link.from, link.backward));
        return node;
    }

    FormNode direction(const std::string& path, const std::string& title, const std::vector<PluginUse>& stages) const
    {
        FormNode node{Kind::Direction, path, FormText::named(title)};
        for (std::size_t i = 0; i < stages.size(); ++i)
            node.children.push_back(use(Kind::Stage, jsonPointer(path, i), stages[i]));
        return node;
    }

    FormNode events() const
    {
        FormNode node{Kind::Events, "/events", FormText::ours(QT_TRANSLATE_NOOP("Sentence", "Events")),
                      plain(std::to_string(lab_.events.size()))};
        for (std::size_t i = 0; i < lab_.events.size(); ++i) {
            const LabEvent& event = lab_.events[i];
            const std::string whom = event.isOfLink() ? between(lab_.links[event.link]) : event.host;
            node.children.push_back(
                {Kind::Event, jsonPointer(node.path, i), whatText(event.what), plain(formatDuration(event.at) + ", " + whom)});
        }
        return node;
    }

    const Lab& lab_;
    const Value& root_;
    const Catalogue& catalogue_;
};

LabForm::LabForm(const Lab& lab, const Catalogue& catalogue) : lab_(lab), root_(labValue(lab)), catalogue_(&catalogue)
{
    nodes_ = LabFormMaker(*this).make();
}

namespace {

const FormNode* findIn(const std::vector<FormNode>& nodes, std::string_view path)
{
    for (const FormNode& node : nodes) {
        if (node.path == path)
            return &node;
        if (const FormNode* found = findIn(node.children, path))
            return found;
    }
    return nullptr;
}

}  // namespace

const FormNode* LabForm::find(std::string_view path) const { return findIn(nodes_, path); }

}  // namespace tcplab
