#include "lab/routes.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/words.h"

namespace tcplab {
namespace {

class RouteCheck {
public:
    explicit RouteCheck(const Lab& lab)
    {
        for (const LabHost& host : lab.hosts)
            names_.push_back(host.name);
        for (const LabLink& link : lab.links) {
            linked_.emplace(link.from, link.to);
            linked_.emplace(link.to, link.from);
        }
    }

    Result<void> host(const LabHost& host, const std::string& path) const
    {
        std::set<std::pair<IpAddress, std::uint8_t>> seen;
        for (std::size_t i = 0; i < host.routes.size(); ++i) {
            const LabRoute& route = host.routes[i];
            const std::string place = fmt::format("{}/routes/{}", path, i);
            if (!seen.emplace(route.to.address, route.to.length).second)
                return fail(place + "/to",
                            {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" has two routes to {1}: name several neighbours in one \"via\"."),
                             host.name, format(route.to)});
            if (auto checked = this->route(host, route, place); !checked)
                return checked;
        }
        return {};
    }

private:
    static Result<void> fail(std::string path, Sentence sentence)
    {
        return tl::unexpected(problemAt(std::move(path), std::move(sentence)));
    }

    Result<void> route(const LabHost& host, const LabRoute& route, const std::string& place) const
    {
        if (route.to != route.to.network())
            return fail(place + "/to", {QT_TRANSLATE_NOOP("Sentence", "{0} has bits behind its prefix: the network is {1}."),
                                        format(route.to), format(route.to.network())});
        if (route.via.empty())
            return fail(place + "/via", QT_TRANSLATE_NOOP("Sentence", "A route leads over at least one neighbour."));
        for (std::size_t i = 0; i < route.via.size(); ++i)
            if (auto checked = neighbour(host, route.via[i], route.via.size() == 1 ? place + "/via" : fmt::format("{}/via/{}", place, i));
                !checked)
                return checked;
        return {};
    }

    Result<void> neighbour(const LabHost& host, const std::string& via, const std::string& place) const
    {
        if (linked_.contains({host.name, via}))
            return {};
        if (std::find(names_.begin(), names_.end(), via) == names_.end())
            return fail(place, {QT_TRANSLATE_NOOP("Sentence", "There is no host \"{0}\". {1}"), via, hint(via, names_)});
        return fail(place, {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is no neighbour of \"{1}\": no link joins them."), via, host.name});
    }

    std::vector<std::string> names_;
    std::set<std::pair<std::string, std::string>> linked_;
};

}  // namespace

Result<void> checkRoutes(const Lab& lab)
{
    if (std::all_of(lab.hosts.begin(), lab.hosts.end(), [](const LabHost& host) { return host.routes.empty(); }))
        return {};
    const RouteCheck check(lab);
    for (std::size_t i = 0; i < lab.hosts.size(); ++i)
        if (auto checked = check.host(lab.hosts[i], fmt::format("/hosts/{}", i)); !checked)
            return checked;
    return {};
}

}  // namespace tcplab
