#include "engine_tcp/isn.h"

namespace tcplab::engine_tcp {
namespace {

constexpr std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

// SipHash-2-4 (Aumasson, Bernstein 2012) over a message of whole 64-bit words.
class SipHash {
public:
    explicit SipHash(const std::array<std::uint64_t, 2>& key)
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

    std::uint64_t finish()
    {
        add(octets_ << 56);
        v2_ ^= 0xff;
        for (int i = 0; i < 4; ++i)
            round();
        return v0_ ^ v1_ ^ v2_ ^ v3_;
    }

private:
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

}  // namespace

SeqNumber IsnGenerator::next(Instant now, const Endpoint& local, const Endpoint& remote) const
{
    SipHash hash(key_);
    hash.add(std::uint64_t{local.address.v4().value} << 32 | remote.address.v4().value);
    hash.add(std::uint64_t{local.port} << 16 | remote.port);
    const auto clock = static_cast<std::uint64_t>(nanoseconds(now) / 4'000);
    return SeqNumber(static_cast<std::uint32_t>(clock + hash.finish()));
}

}  // namespace tcplab::engine_tcp
