// A network that does to datagrams whatever IP allows: it loses, delays, reorders, doubles, damages, marks, cuts to pieces and
// refuses what is too large.
#pragma once

#include <vector>

#include "base/octets.h"
#include "base/random.h"
#include "base/time.h"

namespace tcplab::test {

struct NetworkHabits {
    Duration delay{};        // of every datagram
    Duration jitter{};       // up to so much more: what is sent later may arrive earlier
    double stray = 0;        // probability of a delay of seconds
    double loss = 0;         // probabilities
    double duplication = 0;  // of a second copy, delayed on its own
    double damage = 0;       // of one wrong bit
    double mark = 0;         // of CE where the sender allows for it (RFC 3168)
    std::size_t mtu = 65535;
};

class BadNetwork {
public:
    BadNetwork(const NetworkHabits& habits, RandomStream random) : habits_(habits), random_(random) {}

    struct Arrival {
        Duration after{};
        Octets datagram;
        bool back = false;  // at its sender: an ICMP error
    };
    std::vector<Arrival> carry(OctetView datagram);

private:
    void carryWhole(Octets datagram, std::vector<Arrival>& arrivals);
    Octets tooBig(OctetView datagram) const;
    Duration delay();

    NetworkHabits habits_;
    RandomStream random_;
    std::uint32_t identification_ = 0;
};

}  // namespace tcplab::test
