// Commands for a shell, read by their meaning. Nothing is ever executed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace tcplab::packetdrill {

struct ShellAction {
    enum class Kind {
        Set,           // name = value: a sysctl ("net.ipv4.tcp_sack"), or "route.mtu" for what ip route says
        FlushMetrics,  // what was remembered about peers is forgotten
        Sleep,         // `duration`
        StateCount,    // as many connections (`value`) have to be in the state `name`, written as sockstat does
        Counter,       // the counter `name` of nstat has to have moved since it was read last
        ResetCounters,
        Unsupported,  // `name` is the feature that has no meaning here
    };
    Kind kind = Kind::Unsupported;
    std::string name;
    std::string value;
    Duration duration{};

    friend bool operator==(const ShellAction&, const ShellAction&) = default;
};

// The text of a file that a script names, by the path as written; nothing when it cannot be read.
using ShellFiles = std::function<std::optional<std::string>(const std::string& path)>;

// In order. Scripts for the shell that a command names are read through `files` and read in the same way.
std::vector<ShellAction> actionsOf(const std::string& command, const ShellFiles& files);

}  // namespace tcplab::packetdrill
