// The octets that went one way over a connection: how many, and a fingerprint of them.
#pragma once

#include <array>

#include "base/octets.h"

namespace tcplab {

// The fingerprint does not depend on how the octets were cut into calls. It finds mistakes, it withstands no attacker:
// sums over words and sums of these sums, as Fletcher's (RFC 1146), because every octet of a run goes through it twice.
class StreamPrint {
public:
    void add(OctetView octets);
    std::uint64_t total() const { return total_; }
    std::uint64_t fingerprint() const;

private:
    static constexpr std::size_t kWords = 4;  // that are summed side by side
    static constexpr std::size_t kBlock = 8 * kWords;

    void addBlocks(const std::uint8_t* octets, std::size_t blocks);

    std::uint64_t total_ = 0;
    // Of all whole blocks: of their words (the first octet lowest), and of these sums after each block.
    std::array<std::uint64_t, kWords> words_{};
    std::array<std::uint64_t, kWords> sums_{};
    std::array<std::uint8_t, kBlock> rest_{};  // the octets behind the whole blocks, zeros behind those
};

}  // namespace tcplab
