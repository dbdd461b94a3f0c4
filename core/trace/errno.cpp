#include "trace/errno.h"

namespace tcplab {
namespace {

constexpr std::string_view kErrnoNames[] = {
    "",          "EAGAIN",       "EINPROGRESS", "EALREADY",   "EISCONN",       "ENOTCONN", "ECONNREFUSED", "ECONNRESET", "ECONNABORTED",
    "ETIMEDOUT", "EHOSTUNREACH", "EPIPE",       "EADDRINUSE", "EADDRNOTAVAIL", "EINVAL",   "EBADF",        "EOPNOTSUPP", "EMSGSIZE",
    "ENOBUFS",   "EDESTADDRREQ", "ENETUNREACH", "EPROTO",     "ENOPROTOOPT",   "ENOENT",   "EFAULT",       "EPERM",      "EHOSTDOWN",
    "ENOMEM",    "EMFILE",       "ENFILE",
};

}  // namespace

std::string_view name(Errno error) { return kErrnoNames[static_cast<std::size_t>(error)]; }

}  // namespace tcplab
