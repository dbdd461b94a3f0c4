// SipHash-2-4 (Aumasson, Bernstein 2012): what nobody outside can foretell, from a secret and a message.
#pragma once

#include <array>
#include <cstdint>

#include "wire/address.h"

namespace tcplab::engine_tcp {

using SecretKey = std::array<std::uint64_t, 2>;

// Over a message of whole 64-bit words.
class KeyedHash {
public:
    explicit KeyedHash(const SecretKey& key)
        : v0_(key[0] ^ 0x736f6d6570736575u), v1_(key[1] ^ 0x646f72616e646f6du), v2_(key[0] ^ 0x6c7967656e657261u),
          v3_(key[1] ^ 0x7465646279746573u)
    {}

    void add(std::uint64_t word)
    {
        v3_ ^= word;
        round();
        round();
        v0_ ^= word;
        octets_ += 8;
    }
    void add(const IpAddress& address) { add(address.high()), add(address.low()); }
    void add(const Endpoint& local, const Endpoint& remote)
    {
        add(local.address), add(remote.address);
        add(std::uint64_t{local.port} << 16 | remote.port);
    }

    std::uint64_t finish()
    {
        add(octets_ << 56);
        v2_ ^= 0xff;
        for (int i = 0; i < 4; ++i)
            round();
        return v0_ ^ v1_ ^ v2_ ^ v3_;
    }

private:
    static constexpr std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

    void round()
    {
        v0_ += v1_, v1_ = rotate(v1_, 13) ^ v0_, v0_ = rotate(v0_, 32);
        v2_ += v3_, v3_ = rotate(v3_, 16) ^ v2_;
        v0_ += v3_, v3_ = rotate(v3_, 21) ^ v0_;
        v2_ += v1_, v1_ = rotate(v1_, 17) ^ v2_, v2_ = rotate(v2_, 32);
    }

    std::uint64_t v0_, v1_, v2_, v3_;
    std::uint64_t octets_ = 0;
};

}  // namespace tcplab::engine_tcp
