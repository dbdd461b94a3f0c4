// SYN cookies (RFC 4987 §3.6, appendix A): a SYN,ACK whose sequence number carries all that has to be remembered, so that a
// flood of SYNs costs no memory.
#pragma once

#include <optional>

#include "base/random.h"
#include "base/time.h"
#include "engine_tcp/keyed_hash.h"
#include "wire/tcp.h"

namespace tcplab::engine_tcp {

class SynCookies {
public:
    explicit SynCookies(RandomStream& random) : key_{random.next(), random.next()} {}

    // The sequence number for the answer to `syn`, which arrived `now`.
    SeqNumber make(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpFields& syn) const;

    // What the SYN said, recovered from an ACK that returns a cookie made not longer than two minutes ago. Without timestamps
    // only the MSS survives; with them our own timestamp's lowest bits carry the other options.
    std::optional<wire::TcpFields> open(Instant now, const Endpoint& local, const Endpoint& remote, const wire::TcpFields& ack,
                                        std::uint32_t timestampOffset) const;

    // Our timestamp with the options of `syn` in its lowest bits; never later than `value`.
    static std::uint32_t timestampWithOptions(std::uint32_t value, const wire::TcpOptions& syn);

private:
    std::uint32_t hash(std::uint32_t minute, const Endpoint& local, const Endpoint& remote, SeqNumber peer, std::uint32_t mssIndex) const;

    SecretKey key_;
};

}  // namespace tcplab::engine_tcp
