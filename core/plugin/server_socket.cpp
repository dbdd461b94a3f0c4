#include "plugin/server_socket.h"

namespace tcplab {
namespace {

SocketId openBound(SocketFace& face, CallContext call, SocketType type, std::uint16_t port)
{
    const CallResult made = face.socket(call, type);
    return made.ok() && face.bind(call, made.socket(), {{}, port}).ok() ? made.socket() : SocketId{};
}

}  // namespace

SocketId openListener(SocketFace& face, CallContext call, std::uint16_t port, int backlog)
{
    const SocketId bound = openBound(face, call, SocketType::Stream, port);
    return bound.valid() && face.listen(call, bound, backlog).ok() ? bound : SocketId{};
}

SocketId openDatagramSocket(SocketFace& face, CallContext call, std::uint16_t port)
{
    return openBound(face, call, SocketType::Datagram, port);
}

}  // namespace tcplab
