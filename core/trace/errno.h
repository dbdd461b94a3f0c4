// The errors that socket calls return, as they stand in the Trace.
#pragma once

#include <cstdint>
#include <string_view>

namespace tcplab {

// The errors of POSIX sockets, by their names.
enum class Errno : std::uint8_t {
    None,
    Again,                // EAGAIN: nothing yet; a notice will come
    InProgress,           // EINPROGRESS: the connection is being opened; a notice will come
    Already,              // EALREADY: it was being opened before
    IsConnected,          // EISCONN
    NotConnected,         // ENOTCONN
    Refused,              // ECONNREFUSED
    Reset,                // ECONNRESET
    Aborted,              // ECONNABORTED
    TimedOut,             // ETIMEDOUT
    HostUnreachable,      // EHOSTUNREACH
    Pipe,                 // EPIPE: sending after shutdown or after the connection's end
    AddressInUse,         // EADDRINUSE
    AddressNotAvailable,  // EADDRNOTAVAIL
    Invalid,              // EINVAL
    BadSocket,            // EBADF
    NotSupported,         // EOPNOTSUPP
    MessageSize,          // EMSGSIZE
    NoBuffers,            // ENOBUFS
    NeedsAddress,         // EDESTADDRREQ
    NetworkUnreachable,   // ENETUNREACH
    ProtocolError,        // EPROTO
    NoProtocolOption,     // ENOPROTOOPT
    NotFound,             // ENOENT
    Fault,                // EFAULT
    NotPermitted,         // EPERM
    HostDown,             // EHOSTDOWN
    NoMemory,             // ENOMEM
    TooManyFiles,         // EMFILE: the program has no descriptor left
    FileTableFull,        // ENFILE: the host has none
};
// "ECONNREFUSED"; "" for None.
std::string_view name(Errno error);
// Whether the call may succeed later without being changed (EAGAIN, EINPROGRESS, EALREADY).
constexpr bool isWaiting(Errno error) { return error == Errno::Again || error == Errno::InProgress || error == Errno::Already; }

}  // namespace tcplab
