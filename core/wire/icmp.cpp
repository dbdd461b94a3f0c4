#include "wire/icmp.h"

#include <algorithm>

#include "wire/checksum.h"
#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {
constexpr std::size_t kHeaderOctets = 8;
}

Parsed<IcmpMessage> parseIcmp(OctetView octets)
{
    if (octets.size() < kHeaderOctets)
        return tl::unexpected(Malformed::TooShort);
    ChecksumSum sum;
    sum.add(octets);
    return IcmpMessage{octets[0], octets[1], get32(octets.data() + 4), octets.subspan(kHeaderOctets), sum.checksum() == 0};
}

Octets emitIcmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, OctetView body)
{
    Octets octets(kHeaderOctets + body.size());
    octets[0] = type;
    octets[1] = code;
    put32(octets.data() + 4, rest);
    std::copy(body.begin(), body.end(), octets.begin() + kHeaderOctets);
    ChecksumSum sum;
    sum.add(octets);
    put16(octets.data() + 2, sum.checksum());
    return octets;
}

}  // namespace tcplab::wire
