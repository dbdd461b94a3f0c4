// The text of a program in C, as it would be with sockets.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/time.h"

namespace tcplab {

// The line, from 1, of the first place where `word` stands and no longer word ends with it: "send(" is not found in "resend(".
// 0 when it stands nowhere.
std::uint16_t lineOf(std::string_view source, std::string_view word);

// A whole file around what is a program's own: headers before it, and behind it address("server", "80"), which it may use with LENGTH for
// socket addresses. Each $name is replaced by its value; $serve by a main() that makes a thread of serve() for each connection, for which
// $any and $backlog are needed. With `v6` it speaks IPv6.
std::string wholeSource(std::string_view program, const std::map<std::string, std::string, std::less<>>& values, bool v6 = false);

// Values: "server:80" → address("server", "80"); a port of all addresses; a text in quotes; a time for nanosleep().
std::string addressInC(std::string_view target);
std::string anyAddressInC(std::uint16_t port);
std::string quotedInC(std::string_view text);
std::string timeInC(Duration duration);

}  // namespace tcplab
