// Over which of its links a host's datagram goes next: by the routes of the lab, or the shortest way.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/prefetch.h"
#include "lab/lab.h"
#include "wire/ip.h"

namespace tcplab {

// The answer is a direction of a link: 2 i is link i from its first host to its second, 2 i + 1 the way back.
class Routing {
public:
    static constexpr std::size_t kNowhere = SIZE_MAX;

    // The routes have passed checkRoutes(). `forwards` says of each host whether it passes on what is not for itself: the
    // shortest way leads over no other.
    Routing(const Lab& lab, std::vector<bool> forwards);

    // Of a datagram that `host` sends. kNowhere: no route, no way, or no destination that could be read.
    std::size_t next(std::size_t host, OctetView datagram)
    {
        const auto addresses = wire::addressesOf(datagram);
        if (!addresses)
            return kNowhere;
        Node& node = nodes_[host];
        if (node.last != kNowhere && node.lastDestination == addresses->destination)
            return node.last;
        return find(host, datagram, addresses->destination);
    }

    bool forwards(std::size_t host) const { return forwards_[host]; }

    // The host is likely to send soon.
    void expect(std::size_t host) const { prefetch(&nodes_[host]); }

private:
    struct Route {
        IpPrefix to;
        std::vector<std::size_t> directions;
        LabRoute::Spread spread;
        std::size_t turn = 0;
    };
    struct Link {
        std::size_t to;         // a host
        std::size_t direction;  // that leads there
    };
    struct alignas(64) Node {
        IpAddress lastDestination;
        std::size_t last = kNowhere;          // the answer for it, when that depends on nothing else
        std::vector<Link> links;              // in the lab's order
        std::vector<Route> routes;            // the longest prefix first
        std::vector<std::uint32_t> shortest;  // by host; only for nodes with several links: the others have no choice
    };

    struct Place {
        IpAddress address;
        std::uint32_t host = kNoHost;
    };
    static constexpr std::uint32_t kNoHost = UINT32_MAX;

    // Where the address stands, or would stand.
    std::size_t placeOf(const IpAddress& address) const;
    void addAddress(const IpAddress& address, std::size_t host);
    std::size_t find(std::size_t host, OctetView datagram, const IpAddress& destination);
    std::size_t shortestTo(std::size_t host, const IpAddress& destination) const;
    void measure(std::size_t host);
    void addRoutes(const LabHost& lab, Node& node, const std::unordered_map<std::string, std::size_t>& hosts);
    static std::size_t oneOf(Route& route, std::size_t host, OctetView datagram);

    std::vector<bool> forwards_;
    std::vector<Node> nodes_;
    // Hosts by address, asked for with almost every datagram that a router passes on: a power of two of places, half of them free at least.
    // An address stands at the place that its hash names, or at the first one behind that was free.
    std::vector<Place> places_;
};

// Of the addresses, the protocol and the ports of a datagram; the same for all fragments, which have no ports but the first
// (RFC 6437 §1). `salt` makes routers choose independently of each other (RFC 2992).
std::uint64_t flowHash(OctetView datagram, std::uint64_t salt);

}  // namespace tcplab
