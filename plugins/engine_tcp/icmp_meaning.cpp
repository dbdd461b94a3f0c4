#include "engine_tcp/icmp_meaning.h"

namespace tcplab::engine_tcp {
namespace {

// RFC 1122 §3.2.2.1: which of the codes are hard. "Fragmentation needed" carries the next link's MTU (RFC 1191 §4); 0 comes
// from routers older than that, and the next smaller plateau is as good a guess as any (§7.1).
IcmpMeaning icmpMeaning(const wire::IcmpMessage& message)
{
    if (message.type == wire::kIcmpTimeExceeded)
        return {true, false, Errno::HostUnreachable, {}};
    if (message.type == wire::kIcmpParameterProblem)
        return {true, true, Errno::ProtocolError, {}};
    if (message.type != wire::kIcmpUnreachable)
        return {};
    switch (message.code) {
    case 0:
    case 6:
    case 11: return {true, false, Errno::NetworkUnreachable, {}};
    case 2: return {true, true, Errno::NoProtocolOption, {}};
    case 3: return {true, true, Errno::Refused, {}};
    case 4: return {true, false, Errno::MessageSize, (message.rest & 0xffff) != 0 ? message.rest & 0xffff : 576};
    case 5: return {true, false, Errno::NotSupported, {}};
    case 8:
    case 9:
    case 10:
    case 13:
    case 14:
    case 15: return {true, true, message.code == 9 ? Errno::NetworkUnreachable : Errno::HostUnreachable, {}};
    default: return {true, false, Errno::HostUnreachable, {}};
    }
}

// RFC 4443 §3.
IcmpMeaning icmpv6Meaning(const wire::IcmpMessage& message)
{
    switch (message.type) {
    case 1:
        switch (message.code) {
        case 0: return {true, false, Errno::NetworkUnreachable, {}};
        case 4: return {true, true, Errno::Refused, {}};
        case 1:
        case 5:
        case 6: return {true, true, Errno::NotPermitted, {}};
        default: return {true, false, Errno::HostUnreachable, {}};
        }
    case 2: return {true, false, Errno::MessageSize, message.rest};
    case 3: return {true, false, Errno::HostUnreachable, {}};
    case 4: return {true, true, Errno::ProtocolError, {}};
    default: return {};
    }
}

}  // namespace

IcmpMeaning meaningOf(const wire::IcmpMessage& message, std::uint8_t version)
{
    return version == 4 ? icmpMeaning(message) : icmpv6Meaning(message);
}

IcmpMeaning freeBsdMeaningOf(const wire::IcmpMessage& message, std::uint8_t version)
{
    const bool v4 = version == 4;
    IcmpMeaning meaning = meaningOf(message, version);
    const bool refused = v4 ? message.type == wire::kIcmpUnreachable &&
                                  (message.code == 2 || message.code == 3 || message.code == 9 || message.code == 10 || message.code == 13)
                            : (message.type == 1 && (message.code == 1 || message.code == 4)) || (message.type == 4 && message.code == 1);
    const bool expired = message.type == (v4 ? wire::kIcmpTimeExceeded : 3) && message.code == 0;
    meaning.hard = refused || expired;
    if (meaning.hard)
        meaning.error = refused ? Errno::Refused : Errno::HostUnreachable;
    return meaning;
}

}  // namespace tcplab::engine_tcp
