// What an ICMP error says to a transport.
#pragma once

#include <optional>

#include "trace/errno.h"
#include "wire/icmp.h"

namespace tcplab::engine_tcp {

struct IcmpMeaning {
    bool isError = false;
    bool hard = false;  // it will not pass
    Errno error = Errno::None;
    std::optional<std::uint32_t> mtu;  // of the link that the datagram was too big for
};

// RFC 1122 §3.2.2.1, RFC 4443 §3.
IcmpMeaning meaningOf(const wire::IcmpMessage& message, std::uint8_t version);
// FreeBSD takes what is forbidden or not there for a refusal, and an open that runs out of hops for a failure; the rest may pass.
IcmpMeaning freeBsdMeaningOf(const wire::IcmpMessage& message, std::uint8_t version);

}  // namespace tcplab::engine_tcp
