#include "sim/prepare.h"

#include <algorithm>

#include "base/json.h"

namespace tcplab {
namespace {

constexpr std::size_t kKnown = 8;

Problem notLoaded(const std::string& path, PluginKind kind, const std::string& id)
{
    return problemAt(path, {QT_TRANSLATE_NOOP("Sentence", "No {0} plugin named \"{1}\" is loaded."), name(kind), id});
}

// A Problem with the parameters of a use, as a Problem with the lab.
Problem inParameters(const PlacedUse& place, Problem problem)
{
    problem.path = place.path + "/parameters" + problem.path;
    return problem;
}

}  // namespace

Result<Prepared<EngineFactory>> Preparation::engine(const PlacedUse& place)
{
    return prepare(place, PluginKind::Engine, catalogue_.engine(place.use.plugin));
}

Result<Prepared<AppFactory>> Preparation::app(const PlacedUse& place)
{
    return prepare(place, PluginKind::App, catalogue_.app(place.use.plugin));
}

Result<Prepared<PacketIoFactory>> Preparation::packetIo(const PlacedUse& place)
{
    return prepare(place, PluginKind::PacketIo, catalogue_.packetIo(place.use.plugin));
}

Result<void> Preparation::addStage(LinkDirection& link, const PlacedUse& place, const RandomStream& random)
{
    auto stage = prepare(place, PluginKind::LinkStage, catalogue_.linkStage(place.use.plugin));
    if (!stage)
        return tl::unexpected(stage.error());
    const auto added = link.addStage(place.use.plugin, [&](LinkReport& report) {
        return (*stage->factory)({std::move(stage->parameters), random, report});
    });
    if (!added)
        return tl::unexpected(inParameters(place, added.error()));
    return {};
}

Result<void> Preparation::checkCongestionControls(const LabHost& host, const std::string& path)
{
    for (const auto& [id, given] : host.congestionControls) {
        const std::string place = jsonPointer(path + "/congestionControls", id);
        const Card* card = catalogue_.card(id);
        if (!card || card->kind != PluginKind::CongestionControl)
            return tl::unexpected(notLoaded(place, PluginKind::CongestionControl, id));
        if (auto checked = check(*card, given); !checked) {
            checked.error().path = place + checked.error().path;
            return tl::unexpected(checked.error());
        }
    }
    return {};
}

// `factory` is what the catalogue has under the plugin's name; nullptr when there is none.
template <class Factory>
Result<Prepared<Factory>> Preparation::prepare(const PlacedUse& place, PluginKind kind, const Factory* factory)
{
    if (!factory)
        return tl::unexpected(notLoaded(place.path + "/plugin", kind, place.use.plugin));
    auto parameters = check(*catalogue_.card(place.use.plugin), place.use.parameters);
    if (!parameters)
        return tl::unexpected(inParameters(place, parameters.error()));
    return Prepared<Factory>{factory, std::move(*parameters)};
}

Result<Parameters> Preparation::check(const Card& card, const ValueMap& given)
{
    auto known = std::find_if(known_.begin(), known_.end(), [&](const Known& each) { return each.card == &card && *each.given == given; });
    if (known == known_.end()) {
        auto parameters = normalize(card.parameters, given);
        if (!parameters)
            return parameters;
        if (const auto found = findNamed(card, *parameters); !found)
            return tl::unexpected(found.error());
        if (known_.size() == kKnown)
            known_.pop_back();
        known = known_.insert(known_.end(), {&card, &given, std::move(*parameters)});
    }
    std::rotate(known_.begin(), known, known + 1);
    return known_.front().parameters;
}

// A plugin that another one uses by name (an engine its congestion control) has to be there, too.
Result<void> Preparation::findNamed(const Card& card, const Parameters& parameters) const
{
    for (const ParameterSpec& spec : card.parameters) {
        if (!spec.names || !parameters.has(spec.name))
            continue;
        const std::string& id = parameters.text(spec.name);
        const Card* named = catalogue_.card(id);
        if (!named || named->kind != *spec.names)
            return tl::unexpected(notLoaded("/" + spec.name, *spec.names, id));
    }
    return {};
}

}  // namespace tcplab
