#include "plugin/catalogue.h"

#include <charconv>

namespace tcplab {

const Card* Catalogue::card(std::string_view id) const
{
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second.card;
}

std::vector<const Card*> Catalogue::cards() const
{
    std::vector<const Card*> cards;
    for (const auto& [id, entry] : entries_)
        cards.push_back(&entry.card);
    return cards;
}

static std::optional<IpAddress> addressOf(const HostNames& names, std::string_view host)
{
    if (const auto named = names.find(host); named != names.end())
        return named->second;
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        return parseIpv6(host.substr(1, host.size() - 2));
    return parseIpv4(host);
}

std::optional<Endpoint> resolve(const HostNames& names, std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const std::string_view port = text.substr(colon + 1);
    Endpoint endpoint;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    if (error != std::errc{} || end != port.data() + port.size() || endpoint.port == 0)
        return std::nullopt;
    const auto address = addressOf(names, text.substr(0, colon));
    if (!address)
        return std::nullopt;
    endpoint.address = *address;
    return endpoint;
}

}  // namespace tcplab
