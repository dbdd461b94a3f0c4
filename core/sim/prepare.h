// From the name of a plugin in a lab to its factory and its checked parameters.
#pragma once

#include <fmt/format.h>

#include "base/json.h"
#include "lab/lab.h"
#include "plugin/catalogue.h"
#include "sim/link_direction.h"

namespace tcplab {

// A use of a plugin and where it stands in the lab.
struct PlacedUse {
    const PluginUse& use;
    std::string path;
};

template <class Factory>
struct Prepared {
    const Factory* factory = nullptr;
    Parameters parameters;
};

// A plugin that another one uses by name (an engine its congestion control) has to be there, too.
inline Result<void> findNamed(const Card& card, const Parameters& parameters, const Catalogue& catalogue)
{
    for (const ParameterSpec& spec : card.parameters) {
        if (!spec.names || !parameters.has(spec.name))
            continue;
        const std::string& id = parameters.text(spec.name);
        const Card* named = catalogue.card(id);
        if (!named || named->kind != *spec.names)
            return tl::unexpected(problemAt(
                "/" + spec.name, {QT_TRANSLATE_NOOP("Sentence", "No {0} plugin named \"{1}\" is loaded."), name(*spec.names), id}));
    }
    return {};
}

// A Problem with the parameters of a use, as a Problem with the lab.
inline Problem inParameters(const PlacedUse& place, Problem problem)
{
    problem.path = place.path + "/parameters" + problem.path;
    return problem;
}

// What a host sets of congestion controls, against their cards. `path` is the host's.
inline Result<void> checkCongestionControls(const LabHost& host, const std::string& path, const Catalogue& catalogue)
{
    for (const auto& [id, parameters] : host.congestionControls) {
        const std::string place = jsonPointer(path + "/congestionControls", id);
        const Card* card = catalogue.card(id);
        if (!card || card->kind != PluginKind::CongestionControl)
            return tl::unexpected(problemAt(
                place, {QT_TRANSLATE_NOOP("Sentence", "No {0} plugin named \"{1}\" is loaded."), name(PluginKind::CongestionControl), id}));
        if (auto checked = normalize(card->parameters, parameters); !checked) {
            checked.error().path = place + checked.error().path;
            return tl::unexpected(checked.error());
        }
    }
    return {};
}

// `factory` is what the catalogue has under the plugin's name; nullptr when there is none.
template <class Factory>
Result<Prepared<Factory>> prepare(const PlacedUse& place, PluginKind kind, const Factory* factory, const Catalogue& catalogue)
{
    if (!factory)
        return tl::unexpected(problemAt(place.path + "/plugin", {QT_TRANSLATE_NOOP("Sentence", "No {0} plugin named \"{1}\" is loaded."),
                                                                 name(kind), place.use.plugin}));
    const Card& card = *catalogue.card(place.use.plugin);
    auto parameters = normalize(card.parameters, place.use.parameters);
    if (!parameters)
        return tl::unexpected(inParameters(place, parameters.error()));
    if (const auto found = findNamed(card, *parameters, catalogue); !found)
        return tl::unexpected(inParameters(place, found.error()));
    return Prepared<Factory>{factory, std::move(*parameters)};
}

// Puts a stage at the end of a direction.
inline Result<void> addStage(LinkDirection& link, const PlacedUse& place, const RandomStream& random, const Catalogue& catalogue)
{
    auto stage = prepare(place, PluginKind::LinkStage, catalogue.linkStage(place.use.plugin), catalogue);
    if (!stage)
        return tl::unexpected(stage.error());
    const auto added = link.addStage(place.use.plugin, [&](LinkReport& report) {
        return (*stage->factory)({std::move(stage->parameters), random, report});
    });
    if (!added)
        return tl::unexpected(inParameters(place, added.error()));
    return {};
}

}  // namespace tcplab
