// How every server begins.
#pragma once

#include "plugin/sockets.h"

namespace tcplab {

// socket(), bind() to a port of every address of this host, listen(). None when one of them is refused; the Trace tells which, and why.
SocketId openListener(SocketFace& face, CallContext call, std::uint16_t port, int backlog);
// socket() and bind(), for datagrams.
SocketId openDatagramSocket(SocketFace& face, CallContext call, std::uint16_t port);

}  // namespace tcplab
