#include "sim/routing.h"

#include <algorithm>
#include <bit>

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

std::size_t addressesIn(const Lab& lab)
{
    const auto withTwo = std::count_if(lab.hosts.begin(), lab.hosts.end(), [](const LabHost& host) { return host.address6.has_value(); });
    return lab.hosts.size() + static_cast<std::size_t>(withTwo);
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

std::size_t Routing::placeOf(const IpAddress& address) const
{
    const std::size_t mask = places_.size() - 1;
    std::size_t place = static_cast<std::size_t>(mixed(address.low() + address.high() * 0x9e3779b97f4a7c15u)) & mask;
    while (places_[place].host != kNoHost && places_[place].address != address)
        place = (place + 1) & mask;
    return place;
}

// Of two hosts with one address the first has it.
void Routing::addAddress(const IpAddress& address, std::size_t host)
{
    Place& place = places_[placeOf(address)];
    if (place.host == kNoHost)
        place = {address, static_cast<std::uint32_t>(host)};
}

Routing::Routing(const Lab& lab, std::vector<bool> forwards)
    : forwards_(std::move(forwards)), nodes_(lab.hosts.size()), places_(std::bit_ceil(2 * addressesIn(lab)))
{
    TCPLAB_ASSURE(forwards_.size() == nodes_.size());
    std::unordered_map<std::string, std::size_t> names;
    for (std::size_t i = 0; i < lab.hosts.size(); ++i) {
        const LabHost& host = lab.hosts[i];
        names.emplace(host.name, i);
        addAddress(host.address, i);
        if (host.address6)
            addAddress(*host.address6, i);
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
    const std::uint32_t found = places_[placeOf(destination)].host;
    if (found == kNoHost || found == host)
        return kNowhere;
    const Node& node = nodes_[host];
    if (node.links.empty())
        return kNowhere;
    if (node.links.size() == 1) {
        const auto [neighbour, direction] = node.links.front();
        const Node& next = nodes_[neighbour];
        const bool beyond = forwards_[neighbour] && next.links.size() > 1 && next.shortest[found] != kNoWay;
        return neighbour == found || beyond ? direction : kNowhere;
    }
    const std::uint32_t direction = node.shortest[found];
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
