#include "sim/routing.h"

#include <algorithm>

#include "wire/octet_order.h"

namespace tcplab {
namespace {

constexpr std::uint32_t kNoWay = UINT32_MAX;

// Every bit of the word changes about half of those of the answer (the finalizer of splitmix64).
std::uint64_t mixed(std::uint64_t word)
{
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9u;
    word = (word ^ word >> 27) * 0x94d049bb133111ebu;
    return word ^ word >> 31;
}

bool hasPorts(const wire::IpDatagram& ip)
{
    return !ip.fragment && (ip.protocol == wire::kProtocolTcp || ip.protocol == wire::kProtocolUdp) && ip.payload.size() >= 4;
}

}  // namespace

std::uint64_t flowHash(OctetView datagram, std::uint64_t salt)
{
    const auto ip = wire::parseIp(datagram);
    if (!ip)
        return mixed(salt);
    std::uint64_t hash = salt;
    for (const std::uint64_t word : {ip->source.high(), ip->source.low(), ip->destination.high(), ip->destination.low(),
                                     std::uint64_t{ip->protocol} << 32 | (hasPorts(*ip) ? wire::get32(ip->payload.data()) : 0)})
        hash = mixed(hash + 0x9e3779b97f4a7c15u + word);
    return hash;
}

std::size_t Routing::AddressHash::operator()(const IpAddress& address) const
{
    return static_cast<std::size_t>(mixed(address.high() ^ mixed(address.low())));
}

Routing::Routing(const Lab& lab, std::vector<bool> forwards) : forwards_(std::move(forwards)), nodes_(lab.hosts.size())
{
    TCPLAB_ASSURE(forwards_.size() == nodes_.size());
    std::unordered_map<std::string, std::size_t> names;
    for (std::size_t i = 0; i < lab.hosts.size(); ++i) {
        const LabHost& host = lab.hosts[i];
        names.emplace(host.name, i);
        hosts_.emplace(host.address, i);
        if (host.address6)
            hosts_.emplace(*host.address6, i);
    }
    for (std::size_t i = 0; i < lab.links.size(); ++i) {
        const std::size_t from = names.at(lab.links[i].from), to = names.at(lab.links[i].to);
        nodes_[from].links.push_back({to, 2 * i});
        nodes_[to].links.push_back({from, 2 * i + 1});
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        addRoutes(lab.hosts[i], nodes_[i], names);
        if (nodes_[i].links.size() > 1)
            measure(i);
    }
}

void Routing::addRoutes(const LabHost& lab, Node& node, const std::unordered_map<std::string, std::size_t>& hosts)
{
    for (const LabRoute& route : lab.routes) {
        Route& added = node.routes.emplace_back(Route{route.to, {}, route.spread});
        for (const std::string& via : route.via) {
            const std::size_t host = hosts.at(via);
            const auto link = std::find_if(node.links.begin(), node.links.end(), [&](const Link& each) { return each.to == host; });
            TCPLAB_ASSURE(link != node.links.end());
            added.directions.push_back(link->direction);
        }
    }
    std::stable_sort(node.routes.begin(), node.routes.end(), [](const Route& a, const Route& b) { return a.to.length > b.to.length; });
}

// Breadth first, the links in the lab's order: the first that reaches a host is the way to it.
void Routing::measure(std::size_t host)
{
    std::vector<std::uint32_t>& first = nodes_[host].shortest;
    first.assign(nodes_.size(), kNoWay);
    std::vector<std::size_t> reached{host};
    for (std::size_t i = 0; i < reached.size(); ++i) {
        const std::size_t from = reached[i];
        if (from != host && !forwards_[from])
            continue;
        for (const Link& link : nodes_[from].links) {
            if (link.to == host || first[link.to] != kNoWay)
                continue;
            first[link.to] = from == host ? static_cast<std::uint32_t>(link.direction) : first[from];
            reached.push_back(link.to);
        }
    }
}

std::size_t Routing::shortestTo(std::size_t host, const IpAddress& destination) const
{
    const auto found = hosts_.find(destination);
    if (found == hosts_.end() || found->second == host)
        return kNowhere;
    const Node& node = nodes_[host];
    if (node.links.empty())
        return kNowhere;
    if (node.links.size() == 1) {
        const auto [neighbour, direction] = node.links.front();
        const Node& next = nodes_[neighbour];
        const bool beyond = forwards_[neighbour] && next.links.size() > 1 && next.shortest[found->second] != kNoWay;
        return neighbour == found->second || beyond ? direction : kNowhere;
    }
    const std::uint32_t direction = node.shortest[found->second];
    return direction == kNoWay ? kNowhere : direction;
}

std::size_t Routing::find(std::size_t host, OctetView datagram, const IpAddress& destination)
{
    Node& node = nodes_[host];
    const auto route = std::find_if(node.routes.begin(), node.routes.end(), [&](const Route& each) { return each.to.holds(destination); });
    if (route != node.routes.end() && route->directions.size() > 1)
        return oneOf(*route, host, datagram);
    const std::size_t direction = route != node.routes.end() ? route->directions.front() : shortestTo(host, destination);
    node.lastDestination = destination;
    node.last = direction;
    return direction;
}

std::size_t Routing::oneOf(Route& route, std::size_t host, OctetView datagram)
{
    if (route.spread == LabRoute::Spread::Packet)
        return route.directions[route.turn++ % route.directions.size()];
    return route.directions[flowHash(datagram, host) % route.directions.size()];
}

}  // namespace tcplab
