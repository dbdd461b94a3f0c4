// Sequence number arithmetic modulo 2^32 (RFC 9293 §3.4). The only place where it is written.
#pragma once

#include <cstdint>

namespace tcplab {

class SeqNumber {
public:
    constexpr SeqNumber() = default;
    constexpr explicit SeqNumber(std::uint32_t value) : value_(value) {}

    constexpr std::uint32_t value() const { return value_; }

    constexpr SeqNumber operator+(std::uint32_t octets) const { return SeqNumber(value_ + octets); }
    constexpr SeqNumber operator-(std::uint32_t octets) const { return SeqNumber(value_ - octets); }
    constexpr SeqNumber& operator+=(std::uint32_t octets) { return *this = *this + octets; }

    // Octets from `from` forward to this number, 0 … 2^32-1.
    constexpr std::uint32_t since(SeqNumber from) const { return value_ - from.value_; }

    friend constexpr bool operator==(SeqNumber, SeqNumber) = default;

    // The order of two numbers less than 2^31 apart.
    friend constexpr bool operator<(SeqNumber a, SeqNumber b) { return static_cast<std::int32_t>(a.value_ - b.value_) < 0; }
    friend constexpr bool operator>(SeqNumber a, SeqNumber b) { return b < a; }
    friend constexpr bool operator<=(SeqNumber a, SeqNumber b) { return !(b < a); }
    friend constexpr bool operator>=(SeqNumber a, SeqNumber b) { return !(a < b); }

private:
    std::uint32_t value_ = 0;
};

constexpr SeqNumber later(SeqNumber a, SeqNumber b) { return a < b ? b : a; }
constexpr SeqNumber earlier(SeqNumber a, SeqNumber b) { return a < b ? a : b; }

// first <= number < first + length
constexpr bool inWindow(SeqNumber number, SeqNumber first, std::uint32_t length) { return number.since(first) < length; }

}  // namespace tcplab
