// TCP Fast Open (RFC 7413): the server's cookies, and what a client remembers of servers.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/time.h"
#include "engine_tcp/keyed_hash.h"
#include "wire/tcp.h"

namespace tcplab::engine_tcp {

// §4.1.2: a cookie is a function of the client's address and the server's secret.
class FastOpenServer {
public:
    // `key` is tcp_fastopen_key: "00112233-44556677-8899aabb-ccddeeff"; anything else: a random one.
    FastOpenServer(const std::string& key, RandomStream& random);

    void setKey(const std::string& key);
    wire::FastOpenCookie cookieFor(const IpAddress& client, const IpAddress& server) const;

private:
    SecretKey key_;
};

// §4.1.3: cookies and MSS of the servers that gave them.
class FastOpenClient {
public:
    // Remembers that many servers.
    explicit FastOpenClient(std::size_t most) : most_(most) {}

    struct Remembered {
        wire::FastOpenCookie cookie;         // length 0: none
        std::uint16_t mss = 0;               // 0: unknown
        bool experimental = false;           // the server answers the experimental option only
        bool triedExperimental = false;      // or was asked with it, and may not know either
        std::optional<Instant> refusedAt{};  // §4.1.3.1: it gave no cookie, or did not take the data
        bool refuses(Instant now) const { return refusedAt && now - *refusedAt < kRefusalHolds; }
    };
    const Remembered* find(const IpAddress& server) const;
    void remember(const IpAddress& server, const Remembered& remembered);
    // Keeps no more than `most` from now on; 0 forgets them all.
    void limitTo(std::size_t most);
    // Data in a SYN did not get through: not tried again until the server gives a new cookie (§4.1.3.1).
    void forget(const IpAddress& server) { servers_.erase(server); }

private:
    // How long nothing is asked of a server that refused. The RFC leaves it open; FreeBSD waits as long.
    static constexpr Duration kRefusalHolds = 900s;
    std::size_t most_;
    std::map<IpAddress, Remembered> servers_;
};

}  // namespace tcplab::engine_tcp
