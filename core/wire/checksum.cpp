#include "wire/checksum.h"

#include <cstring>

#include "wire/octet_order.h"

namespace tcplab::wire {
namespace {

std::uint64_t fold(std::uint64_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

constexpr bool littleEndian() { return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__; }

}  // namespace

void ChecksumSum::add(OctetView octets)
{
    // RFC 1071 §2(B): the sum may be taken in the machine's own order and its octets swapped at the end.
    std::uint64_t sum = 0;
    const std::uint8_t* p = octets.data();
    std::size_t left = octets.size();
    for (; left >= 4; left -= 4, p += 4) {
        std::uint32_t word;
        std::memcpy(&word, p, 4);
        sum += word;
    }
    if (left > 0) {
        std::uint32_t word = 0;
        std::memcpy(&word, p, left);
        sum += word;
    }
    sum = fold(sum);
    sum_ += littleEndian() ? (sum >> 8 | (sum & 0xff) << 8) : sum;
}

void ChecksumSum::addPseudoHeader(Ipv4Address source, Ipv4Address destination, std::uint8_t protocol, std::uint16_t length)
{
    add32(source.value);
    add32(destination.value);
    add16(protocol);
    add16(length);
}

std::uint16_t ChecksumSum::checksum() const { return static_cast<std::uint16_t>(~fold(sum_)); }

}  // namespace tcplab::wire
