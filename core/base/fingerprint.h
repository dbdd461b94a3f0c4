// A 64-bit FNV-1a fingerprint, equal on every system for equal contents.
#pragma once

#include <cstdint>
#include <string_view>

namespace tcplab {

class Fingerprint {
public:
    void addOctet(std::uint8_t octet) { value_ = (value_ ^ octet) * 0x100000001b3u; }

    // Least significant octet first, whatever the machine's order.
    void add(std::uint64_t number)
    {
        for (int shift = 0; shift < 64; shift += 8)
            addOctet(static_cast<std::uint8_t>(number >> shift));
    }

    void add(std::string_view text)
    {
        add(std::uint64_t{text.size()});
        for (const char c : text)
            addOctet(static_cast<std::uint8_t>(c));
    }

    std::uint64_t value() const { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325u;
};

}  // namespace tcplab
