// Raw octets, owned and seen.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tcplab {

using Octets = std::vector<std::uint8_t>;
using OctetView = std::span<const std::uint8_t>;

}  // namespace tcplab
