// Initial sequence numbers (RFC 9293 §3.4.1, RFC 6528): a clock of 4 µs steps plus a keyed hash of the four-tuple.
#pragma once

#include <array>

#include "base/random.h"
#include "base/seq_number.h"
#include "base/time.h"
#include "wire/address.h"

namespace tcplab::engine_tcp {

class IsnGenerator {
public:
    // The key is this host's secret.
    explicit IsnGenerator(RandomStream& random) : key_{random.next(), random.next()} {}

    SeqNumber next(Instant now, const Endpoint& local, const Endpoint& remote) const;

private:
    std::array<std::uint64_t, 2> key_;
};

}  // namespace tcplab::engine_tcp
