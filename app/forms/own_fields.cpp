#include "forms/own_fields.h"

#include <fmt/format.h>

#include "lab/lab_file.h"
#include "plugin/written.h"

namespace tcplab {
namespace {

ParameterSpec specOf(std::string name, ParameterType type)
{
    ParameterSpec spec;
    spec.name = std::move(name);
    spec.type = type;
    spec.required = true;
    return spec;
}

ParameterSpec optionalSpec(std::string name, ParameterType type)
{
    ParameterSpec spec = specOf(std::move(name), type);
    spec.required = false;
    spec.optional = true;
    return spec;
}

ParameterSpec limited(ParameterSpec spec, std::int64_t minimum, std::int64_t maximum)
{
    spec.minimum = Value{minimum};
    spec.maximum = Value{maximum};
    return spec;
}

ParameterSpec withDefault(ParameterSpec spec, std::int64_t value)
{
    spec.required = false;
    spec.defaultValue = Value{value};
    return spec;
}

ParameterSpec plugin(std::string name, PluginKind kind)
{
    ParameterSpec spec = specOf(std::move(name), ParameterType::Text);
    spec.names = kind;
    return spec;
}

}  // namespace

std::vector<OwnField> labFields()
{
    return {{limited(specOf("duration", ParameterType::Duration), 1, Lab::kLongestRun.count()), QT_TRANSLATE_NOOP("Sentence", "Duration"),
             QT_TRANSLATE_NOOP("Sentence", "The run ends here at the latest.")},
            {withDefault(limited(specOf("seed", ParameterType::Count), 0, INT64_MAX), static_cast<std::int64_t>(Lab().seed)),
             QT_TRANSLATE_NOOP("Sentence", "Seed"),
             QT_TRANSLATE_NOOP("Sentence", "All that is drawn at random begins here: the same seed gives the same run.")}};
}

std::vector<OwnField> hostFields()
{
    constexpr std::int64_t kLeastMtu = 68, kMostMtu = 65535;
    return {{plugin("plugin", PluginKind::Engine), QT_TRANSLATE_NOOP("Sentence", "Engine"),
             QT_TRANSLATE_NOOP("Sentence", "The stack that this host runs. Another one begins with its own defaults.")},
            {specOf("address", ParameterType::Text), QT_TRANSLATE_NOOP("Sentence", "IPv4 address"),
             QT_TRANSLATE_NOOP("Sentence", "Of this host alone, such as 10.0.0.1.")},
            {optionalSpec("address6", ParameterType::Text), QT_TRANSLATE_NOOP("Sentence", "IPv6 address"),
             QT_TRANSLATE_NOOP("Sentence", "Of this host alone, such as 2001:db8::1.")},
            {withDefault(limited(specOf("mtu", ParameterType::Count), kLeastMtu, kMostMtu), LabHost().mtu),
             QT_TRANSLATE_NOOP("Sentence", "MTU"), QT_TRANSLATE_NOOP("Sentence", "The largest datagram that the host sends, in bytes.")}};
}

std::vector<OwnField> linkFields()
{
    ParameterSpec layer = specOf("layer", ParameterType::Choice);
    layer.choices = {"ip", "ethernet"};
    layer.required = false;
    layer.defaultValue = Value{layer.choices.front()};
    return {{layer, QT_TRANSLATE_NOOP("Sentence", "Layer"),
             QT_TRANSLATE_NOOP("Sentence", "Over an Ethernet the two hosts first ask each other for hardware addresses.")}};
}

std::vector<OwnField> eventFields(bool ofLink)
{
    ParameterSpec what = specOf("do", ParameterType::Choice);
    what.choices = {"exit", "kill", "crash", "reboot", "cut", "return"};
    std::vector<OwnField> fields{
        {limited(specOf("at", ParameterType::Duration), 0, Lab::kLongestRun.count()), QT_TRANSLATE_NOOP("Sentence", "At"),
         QT_TRANSLATE_NOOP("Sentence", "Since the start of the run.")},
        {what, QT_TRANSLATE_NOOP("Sentence", "What happens"), QT_TRANSLATE_NOOP("Sentence", "To a host, or to a link between two.")}};
    if (ofLink)
        fields.push_back({limited(specOf("link", ParameterType::Count), 0, INT64_MAX), QT_TRANSLATE_NOOP("Sentence", "Link"), {}});
    else
        fields.push_back({specOf("host", ParameterType::Text), QT_TRANSLATE_NOOP("Sentence", "Host"), {}});
    return fields;
}

FormText whatText(LabEvent::What what)
{
    switch (what) {
    case LabEvent::What::Exit: return FormText::ours(QT_TRANSLATE_NOOP("Sentence", "programs end"));
    case LabEvent::What::Kill: return FormText::ours(QT_TRANSLATE_NOOP("Sentence", "programs are killed"));
    case LabEvent::What::Crash: return FormText::ours(QT_TRANSLATE_NOOP("Sentence", "host crashes"));
    case LabEvent::What::Reboot: return FormText::ours(QT_TRANSLATE_NOOP("Sentence", "host reboots"));
    case LabEvent::What::Cut: return FormText::ours(QT_TRANSLATE_NOOP("Sentence", "link is cut"));
    case LabEvent::What::Return: return FormText::ours(QT_TRANSLATE_NOOP("Sentence", "link is whole again"));
    }
    return {};
}

std::string between(const LabLink& link) { return link.from + " – " + link.to; }

// A value of the lab as one writes it.
std::string textOf(const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value.is))
        return *text;
    if (const auto* truth = std::get_if<bool>(&value.is))
        return *truth ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value.is))
        return std::to_string(*whole);
    if (const auto* number = std::get_if<double>(&value.is))
        return fmt::format("{}", *number);
    return writeValue(value);
}

std::string fallbackOf(const ParameterSpec& spec)
{
    if (spec.required || spec.optional)
        return {};
    if (spec.type == ParameterType::List)
        return "[]";
    return written(spec.type, spec.defaultValue);
}

}  // namespace tcplab
