// The names that scripts use in system calls, by the numbers of Linux.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "plugin/sockets.h"

namespace tcplab::script_run {

// O_NONBLOCK, MSG_PEEK, EAGAIN, POLLIN, …; nothing when the name is not known.
std::optional<std::int64_t> symbol(std::string_view name);

// The number of an errno by its name; 0 for Errno::None.
std::int64_t errnoNumber(Errno error);

// An option by its names; the level is SOL_SOCKET, SOL_TCP, IPPROTO_TCP, SOL_IP, IPPROTO_IP or IPPROTO_IPV6. Nothing for
// one that has no meaning here.
std::optional<SocketOption> socketOption(std::string_view level, std::string_view name);

}  // namespace tcplab::script_run
