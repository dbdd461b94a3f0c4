// Big-endian numbers in octets. No bounds are checked here: the callers have.
#pragma once

#include <cstdint>

namespace tcplab::wire {

constexpr std::uint16_t get16(const std::uint8_t* p) { return static_cast<std::uint16_t>(p[0] << 8 | p[1]); }
constexpr std::uint32_t get32(const std::uint8_t* p)
{
    return std::uint32_t{p[0]} << 24 | std::uint32_t{p[1]} << 16 | std::uint32_t{p[2]} << 8 | p[3];
}
constexpr void put16(std::uint8_t* p, std::uint16_t value)
{
    p[0] = static_cast<std::uint8_t>(value >> 8);
    p[1] = static_cast<std::uint8_t>(value);
}
constexpr void put32(std::uint8_t* p, std::uint32_t value)
{
    put16(p, static_cast<std::uint16_t>(value >> 16));
    put16(p + 2, static_cast<std::uint16_t>(value));
}

}  // namespace tcplab::wire
