// Initial sequence numbers (RFC 9293 §3.4.1, RFC 6528): a clock of 4 µs steps plus a keyed hash of the four-tuple;
// and, from the same secret, where each connection's timestamp clock begins (RFC 7323 §5.4).
#pragma once

#include "base/random.h"
#include "base/seq_number.h"
#include "base/time.h"
#include "engine_tcp/keyed_hash.h"

namespace tcplab::engine_tcp {

class IsnGenerator {
public:
    // The key is this host's secret.
    explicit IsnGenerator(RandomStream& random) : key_{random.next(), random.next()} {}

    SeqNumber next(Instant now, const Endpoint& local, const Endpoint& remote) const
    {
        const auto clock = static_cast<std::uint64_t>(nanoseconds(now) / 4'000);
        return SeqNumber(static_cast<std::uint32_t>(clock + hash(local, remote)));
    }

    // In milliseconds, the unit of our timestamps. The same for every port of a pair of hosts, so that a later connection's
    // timestamps are later (RFC 6191 §2).
    std::uint32_t timestampOffset(const IpAddress& local, const IpAddress& remote) const
    {
        return static_cast<std::uint32_t>(hash({local, 0}, {remote, 0}) >> 32);
    }

private:
    std::uint64_t hash(const Endpoint& local, const Endpoint& remote) const
    {
        KeyedHash hash(key_);
        hash.add(local, remote);
        return hash.finish();
    }

    SecretKey key_;
};

}  // namespace tcplab::engine_tcp
