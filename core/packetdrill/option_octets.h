// TCP options as a script names them ↔ as they stand on the wire, one by one and in their order.
#pragma once

#include <string>

#include "packetdrill/script.h"

namespace tcplab::packetdrill {

// Without any padding of our own.
Octets octetsOf(const std::vector<TcpOption>& options);

// Every option down to the padding. One whose length makes no sense becomes Unknown and takes all that is left.
std::vector<TcpOption> optionsOf(OctetView octets);

// As in a script: "mss 1460", "sack 1:2 5:6"; "" for none.
std::string format(const TcpOption& option);
std::string format(const std::vector<TcpOption>& options);

}  // namespace tcplab::packetdrill
