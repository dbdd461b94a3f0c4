#include "engine_tcp/fast_open.h"

#include <cstdio>

namespace tcplab::engine_tcp {
namespace {

std::optional<SecretKey> parseKey(const std::string& text)
{
    unsigned part[4];
    if (std::sscanf(text.c_str(), "%8x-%8x-%8x-%8x", &part[0], &part[1], &part[2], &part[3]) != 4)
        return std::nullopt;
    return SecretKey{std::uint64_t{part[1]} << 32 | part[0], std::uint64_t{part[3]} << 32 | part[2]};
}

std::uint64_t swapped(std::uint64_t x) { return __builtin_bswap64(x); }

}  // namespace

FastOpenServer::FastOpenServer(const std::string& key, RandomStream& random) : key_{random.next(), random.next()} { setKey(key); }

void FastOpenServer::setKey(const std::string& key)
{
    if (const auto parsed = parseKey(key))
        key_ = *parsed;
}

// The addresses are hashed as they stand in the IP header.
wire::FastOpenCookie FastOpenServer::cookieFor(const IpAddress& client, const IpAddress& server) const
{
    KeyedHash hash(key_);
    if (client.isV4()) {
        hash.add(swapped(std::uint64_t{client.v4().value} << 32 | server.v4().value));
    } else {
        for (const IpAddress& address : {client, server})
            hash.add(swapped(address.high())), hash.add(swapped(address.low()));
    }
    wire::FastOpenCookie cookie;
    cookie.length = 8;
    const std::uint64_t value = hash.finish();
    for (std::size_t i = 0; i < 8; ++i)
        cookie.octets[i] = static_cast<std::uint8_t>(value >> 8 * i);
    return cookie;
}

const FastOpenClient::Remembered* FastOpenClient::find(const IpAddress& server) const
{
    const auto found = servers_.find(server);
    return found == servers_.end() ? nullptr : &found->second;
}

void FastOpenClient::remember(const IpAddress& server, const Remembered& remembered)
{
    servers_[server] = remembered;
    if (servers_.size() > most_)
        servers_.erase(servers_.begin()->first == server ? std::prev(servers_.end()) : servers_.begin());
}

void FastOpenClient::limitTo(std::size_t most)
{
    most_ = most;
    while (servers_.size() > most_)
        servers_.erase(servers_.begin());
}

}  // namespace tcplab::engine_tcp
