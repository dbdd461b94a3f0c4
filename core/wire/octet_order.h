// Big-endian numbers in octets. No bounds are checked here: the callers have.
#pragma once

#include <cstdint>
#include <cstring>

namespace tcplab::wire {

// Whole words are loaded, swapped and stored: of octets stored one by one g++ 12 makes vectors, put together octet by octet
// (130 instructions for an IPv4 header instead of 66, and a wait for the octets to be stored).
constexpr bool kBigEndian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

inline std::uint16_t inOctetOrder(std::uint16_t word) { return kBigEndian ? word : __builtin_bswap16(word); }
inline std::uint32_t inOctetOrder(std::uint32_t word) { return kBigEndian ? word : __builtin_bswap32(word); }

template <class Word>
Word getWord(const std::uint8_t* p)
{
    Word word;
    std::memcpy(&word, p, sizeof word);
    return inOctetOrder(word);
}

template <class Word>
void putWord(std::uint8_t* p, Word value)
{
    const Word word = inOctetOrder(value);
    std::memcpy(p, &word, sizeof word);
}

inline std::uint16_t get16(const std::uint8_t* p) { return getWord<std::uint16_t>(p); }
inline std::uint32_t get32(const std::uint8_t* p) { return getWord<std::uint32_t>(p); }
inline void put16(std::uint8_t* p, std::uint16_t value) { putWord(p, value); }
inline void put32(std::uint8_t* p, std::uint32_t value) { putWord(p, value); }

}  // namespace tcplab::wire
