// What can be changed of a lab, as a tree of forms: made from the lab and from the cards of the plugins that it uses.
#pragma once

#include "forms/form_text.h"
#include "lab/lab.h"
#include "plugin/catalogue.h"

namespace tcplab {

struct FormChoice {
    std::string value;
    FormText title{};  // none: the value itself
};

// One value of the lab that can be changed. All values are texts here, as one writes them: "20 ms", "3", "false".
struct FormField {
    std::string path;  // JSON pointer into the lab
    FormText title;
    FormText summary;
    ParameterSpec spec;
    std::string text;                   // what holds; of a list, its JSON. Empty when nothing does
    std::string fallback;               // what holds when nothing is given
    bool given = false;                 // stands in the lab
    bool whatIf = false;                // breaks the protocol for a lesson
    std::vector<FormChoice> choices{};  // the only values; none: anything that the spec takes
};

// The same value of the same kind: what shows one can show the other.
bool sameShape(const FormField& a, const FormField& b);

// Something with a form of its own.
struct FormNode {
    enum class Kind : std::uint8_t { Lab, Host, Engine, Controls, Control, Apps, App, Link, Direction, Stage, Events, Event, List, Entry };
    Kind kind{};
    std::string path;  // JSON pointer into the lab
    FormText title;
    LocalizedText detail{};  // "20 ms"; Chinese has the titles of parameters where English has their names
    FormText summary{};
    std::vector<FormNode> children{};

    // One of a list: it can be taken away and move among the others.
    bool isItem() const { return kind == Kind::App || kind == Kind::Stage || kind == Kind::Event || kind == Kind::Entry; }
};

// What can be put into a list of the lab.
struct FormAddition {
    FormText title;
    Value value;
};

class LabForm {
public:
    // Lists with more entries than this are only one text.
    static constexpr std::size_t kMostEntries = 200;

    LabForm() = default;
    // The catalogue outlives the form.
    LabForm(const Lab& lab, const Catalogue& catalogue);

    // The lab itself, its hosts, its links, its events.
    const std::vector<FormNode>& nodes() const { return nodes_; }
    // nullptr when the path leads to nothing that has a form.
    const FormNode* find(std::string_view path) const;
    std::vector<FormField> fields(const FormNode& node) const;
    // What can be added to this list, or beside this item of one: which ones, and to what list.
    std::vector<FormAddition> additions(const FormNode& node) const;
    static std::string listOf(const FormNode& node);

private:
    friend class LabFormMaker;

    Lab lab_;
    Value root_{ValueMap{}};
    const Catalogue* catalogue_ = nullptr;
    std::vector<FormNode> nodes_;
};

}  // namespace tcplab
