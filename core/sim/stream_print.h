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
    static constexpr std::size_t kBlock = 32;  // four words that are summed side by side
    // Two of them: g++ and clang make the processor's vectors of it.
    using Pair [[gnu::vector_size(16)]] = std::uint64_t;
    struct Sums {
        Pair words{};  // of all whole blocks, their first octet lowest
        Pair sums{};   // of the sums after each block

        void add(Pair word) { sums += words += word; }
    };

    void addBlocks(const std::uint8_t* octets, std::size_t blocks);

    std::uint64_t total_ = 0;
    Sums first_, second_;                      // of each block's first and second two words
    std::array<std::uint8_t, kBlock> rest_{};  // the octets behind the whole blocks, zeros behind those
};

}  // namespace tcplab
