// The connection state diagram of RFC 9293 (figure 5 and the text of §3.10) as one table.
#pragma once

#include <span>
#include <string_view>

#include "trace/event.h"

namespace tcplab {

struct Transition {
    TcpState from;
    TcpState to;
    std::string_view label;  // as in the figure: "rcv SYN / snd SYN,ACK"
};

// Every transition that a connection may make, in the figure's order. CLOSED stands for "no connection".
std::span<const Transition> tcpTransitions();

// nullptr when the table has no such transition.
const Transition* transition(TcpState from, TcpState to);

}  // namespace tcplab
