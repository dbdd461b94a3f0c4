// Octets that can be had again at any time: a file, or what can be worked out.
#pragma once

#include <cstdint>
#include <span>

namespace tcplab {

class OctetSource {
public:
    virtual ~OctetSource() = default;
    // Fills `out` with the octets from `position` on: the same ones each time.
    virtual void copy(std::uint64_t position, std::span<std::uint8_t> out) const = 0;
};

// A part of a source.
struct SourcePart {
    const OctetSource& source;
    std::uint64_t position = 0;
    std::size_t size = 0;
};

}  // namespace tcplab
