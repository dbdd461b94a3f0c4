// The octets that went one way over a connection: how many, and a fingerprint of them.
#pragma once

#include <array>

#include "base/octet_source.h"

namespace tcplab {

// The fingerprint does not depend on how the octets were cut into calls. It finds mistakes, it withstands no attacker:
// sums over words and sums of these sums, as Fletcher's (RFC 1146), because every octet of a run goes through it twice.
class StreamPrint {
public:
    void add(OctetView octets);
    void add(const SourcePart& part);
    std::uint64_t total() const { return total_; }
    std::uint64_t fingerprint() const;

private:
    static constexpr std::size_t kWords = BlockSums::kWords;
    static constexpr std::size_t kBlock = BlockSums::kBlock;

    void addBlocks(const std::uint8_t* octets, std::size_t blocks);

    std::uint64_t total_ = 0;
    BlockSums blocks_;                         // of all whole ones
    std::array<std::uint8_t, kBlock> rest_{};  // the octets behind the whole blocks, zeros behind those
    const OctetSource* restSource_ = nullptr;  // where they lie, too; or none
    std::uint64_t restPosition_ = 0;
};

}  // namespace tcplab
