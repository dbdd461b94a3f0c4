// A TAP device of Linux as a door: what the kernel sends to the device comes in here, what is sent here the kernel
// receives (Documentation/networking/tuntap.rst). On other systems open() refuses.
#pragma once

#include <memory>
#include <string>

#include "plugin/packet_io.h"

namespace tcplab::io_tap {

// The device must exist and be up: it is not made here, because without an address on the kernel's side it would be of
// no use.
std::unique_ptr<PacketIo> makeTapIo(std::string device);

}  // namespace tcplab::io_tap
