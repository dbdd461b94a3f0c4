#include "sim/lab_parts.h"

#include <fmt/format.h>

namespace tcplab {

LabParts::LabParts(const Lab& lab, const Catalogue& catalogue, std::uint64_t seed, Recorder& recorder)
    : lab_(lab), catalogue_(catalogue), preparation_(catalogue), seed_(seed), recorder_(recorder)
{
    for (const LabHost& host : lab.hosts)
        names_.emplace(host.name, host.address);
}

RandomStream LabParts::random(const std::string& place, int life) const
{
    return RandomStream(seed_, life == 1 ? place : fmt::format("{} life {}", place, life));
}

Result<std::unique_ptr<Host>> LabParts::host(std::size_t index, HostId id, int life, Host::Outlet outlet)
{
    const LabHost& lab = lab_.hosts[index];
    const std::string path = fmt::format("/hosts/{}", index);
    auto engine = preparation_.engine({lab.engine, path + "/engine"});
    if (!engine)
        return tl::unexpected(engine.error());
    if (const auto checked = preparation_.checkCongestionControls(lab, path); !checked)
        return tl::unexpected(checked.error());
    EngineSetup setup{id,
                      lab.address,
                      lab.address6,
                      static_cast<std::uint32_t>(lab.mtu),
                      std::move(engine->parameters),
                      random("engine " + lab.name, life),
                      recorder_,
                      catalogue_,
                      lab.congestionControls};
    auto host = std::make_unique<Host>(id, recorder_, (*engine->factory)(std::move(setup)), std::move(outlet));
    if (auto apps = addApps(*host, index, life); !apps)
        return tl::unexpected(apps.error());
    return host;
}

Result<void> LabParts::addApps(Host& host, std::size_t index, int life)
{
    const LabHost& lab = lab_.hosts[index];
    for (std::size_t i = 0; i < lab.apps.size(); ++i) {
        const PluginUse& use = lab.apps[i];
        auto app = preparation_.app({use, fmt::format("/hosts/{}/apps/{}", index, i)});
        if (!app)
            return tl::unexpected(app.error());
        host.addApp(use.plugin, *app->factory, std::move(app->parameters), random(fmt::format("app {} {}", lab.name, i), life), names_);
    }
    return {};
}

Result<std::unique_ptr<LinkDirection>> LabParts::direction(std::size_t index, LinkId id, int life, LinkDirection::Loses loses,
                                                           LinkDirection::TooBig tooBig)
{
    const LabLink& lab = lab_.links[index / 2];
    const bool forward = index % 2 == 0;
    const std::vector<PluginUse>& stages = forward ? lab.forward : lab.backward;
    auto link = std::make_unique<LinkDirection>(id, recorder_, std::move(loses), std::move(tooBig));
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const PlacedUse place{stages[i], fmt::format("/links/{}/{}/{}", index / 2, forward ? "forward" : "backward", i)};
        const std::string name = fmt::format("link {}>{} {}", forward ? lab.from : lab.to, forward ? lab.to : lab.from, i);
        if (auto added = preparation_.addStage(*link, place, random(name, life)); !added)
            return tl::unexpected(added.error());
    }
    return link;
}

}  // namespace tcplab
