#include "cli/settings.h"

#include <nlohmann/json.hpp>

#include "base/words.h"
#include "lab/lab_file.h"

namespace tcplab {

Sentence settingHelp()
{
    return {
        QT_TRANSLATE_NOOP(
            "Sentence",
            "Change a value of the lab: PATH=VALUE, repeatable. PATH is made of keys of the lab file, indices from 0, names of hosts and "
            "ids of plugins, joined by dots: {0}"),
        std::string("seed=7, duration=\"10 s\", hosts.client.engine.delayedAck=false, links.0.forward.link_delay.delay=\"50 ms\", "
                    "edits.0.enabled=false")};
}

namespace {

using Json = nlohmann::ordered_json;

Problem wrongSetting(const std::string& setting, const Sentence& sentence) { return problemIn("--set " + setting, sentence); }

std::vector<std::string> parts(std::string_view path)
{
    std::vector<std::string> parts;
    while (true) {
        const std::size_t dot = path.find('.');
        parts.emplace_back(path.substr(0, dot));
        if (dot == std::string_view::npos)
            return parts;
        path.remove_prefix(dot + 1);
    }
}

// What an entry of a list is called in a path: a host by its name, a plugin by its id, everything else by its index.
std::string nameOf(const Json& entry, std::size_t index)
{
    for (const char* key : {"name", "plugin"})
        if (entry.is_object() && entry.contains(key) && entry[key].is_string())
            return entry[key].get<std::string>();
    return std::to_string(index);
}

// The entry that a part names; nullptr, and the names that there are, when there is none.
Json* entryOf(Json& list, const std::string& part, std::vector<std::string>& known)
{
    for (std::size_t i = 0; i < list.size(); ++i) {
        known.push_back(nameOf(list[i], i));
        if (known.back() == part || std::to_string(i) == part)
            return &list[i];
    }
    return nullptr;
}

// A key that the file leaves out because it has its default is made here; the lab's reader refuses those that do not exist.
Json* memberOf(Json& object, const std::string& part)
{
    const bool parameter = object.contains("plugin") && part != "plugin" && part != "parameters";
    Json& holder = parameter ? object["parameters"] : object;
    if (!holder.is_object() && !holder.is_null())
        return nullptr;
    return &holder[part];
}

Result<void> apply(Json& lab, const std::string& setting)
{
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
        return tl::unexpected(wrongSetting(setting, QT_TRANSLATE_NOOP("Sentence", "Write PATH=VALUE.")));
    Json* place = &lab;
    for (const std::string& part : parts(std::string_view(setting).substr(0, equals))) {
        std::vector<std::string> known;
        Json* next = nullptr;
        if (part.empty())
            return tl::unexpected(wrongSetting(setting, QT_TRANSLATE_NOOP("Sentence", "A part of the path is empty.")));
        if (place->is_array())
            next = entryOf(*place, part, known);
        else if (place->is_object() || place->is_null())
            next = memberOf(*place, part);
        if (next == nullptr)
            return tl::unexpected(
                wrongSetting(setting, {QT_TRANSLATE_NOOP("Sentence", "There is no \"{0}\" at this place. {1}"), part, hint(part, known)}));
        place = next;
    }
    const std::string value = setting.substr(equals + 1);
    Json read = Json::parse(value, nullptr, false);
    *place = read.is_discarded() ? Json(value) : std::move(read);
    return {};
}

}  // namespace

Result<Lab> withSettings(const Lab& lab, const std::vector<std::string>& settings)
{
    Lab result = lab;
    for (const std::string& setting : settings) {
        Json json = Json::parse(writeLab(result));
        if (const auto applied = apply(json, setting); !applied)
            return tl::unexpected(applied.error());
        auto read = parseLab(json.dump(-1, ' ', false, Json::error_handler_t::replace), {});
        if (!read)
            return tl::unexpected(wrongSetting(setting, read.error().sentence));
        // writeLab() writes nothing that the reader does not know, so this is the setting's doing.
        if (!read->warnings.empty())
            return tl::unexpected(wrongSetting(setting, read->warnings.front().sentence));
        result = std::move(read->lab);
    }
    return result;
}

}  // namespace tcplab
