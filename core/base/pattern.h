// What the lab's programs send: text in which every row tells where in the stream it stands.
//
//   octet 0000000000 of the stream.\n
//   octet 0000000032 of the stream.\n
//
// So octet i depends on i alone, and whoever sees a few rows (in the bytes view, in tshark, in curl's output)
// knows which part of the stream it is. The number starts again at 0 after 10^10 octets.
#pragma once

#include <span>

#include "base/octet_source.h"
#include "base/octets.h"

namespace tcplab {

// Fills `room` with the octets of the stream from `position` on.
void fillPattern(std::uint64_t position, std::span<std::uint8_t> room);
Octets pattern(std::uint64_t position, std::size_t length);

// The stream as such, for ever.
const OctetSource& patternSource();

// Whether these are the octets of the stream from `position` on.
bool isPattern(std::uint64_t position, OctetView octets);

}  // namespace tcplab
