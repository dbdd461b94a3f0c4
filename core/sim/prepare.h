// From the name of a plugin in a lab to its factory and its checked parameters.
#pragma once

#include <fmt/format.h>

#include "lab/lab.h"
#include "plugin/catalogue.h"

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

// `factory` is what the catalogue has under the plugin's name; nullptr when there is none.
template <class Factory>
Result<Prepared<Factory>> prepare(const PlacedUse& place, PluginKind kind, const Factory* factory, const Catalogue& catalogue)
{
    if (!factory)
        return tl::unexpected(Problem{{}, 0, 0, place.path + "/plugin",
                                      fmt::format("no {} plugin named \"{}\" is loaded", name(kind), place.use.plugin)});
    auto parameters = normalize(catalogue.card(place.use.plugin)->parameters, place.use.parameters);
    if (!parameters) {
        Problem problem = parameters.error();
        problem.path = place.path + "/parameters" + problem.path;
        return tl::unexpected(problem);
    }
    return Prepared<Factory>{factory, std::move(*parameters)};
}

}  // namespace tcplab
