// What a connection says of itself, by the names of Linux's TCP_INFO, for the code blocks of scripts.
#pragma once

#include "packetdrill/evaluator.h"
#include "plugin/engine.h"

namespace tcplab::script_run {

// Without a connection a socket is CLOSED and everything else is 0. Times are in the units of the kernel's fields.
packetdrill::Evaluator::Facts factsOf(const std::optional<ConnectionLook>& look);

}  // namespace tcplab::script_run
