// From the names of a kernel's settings (sysctl, ip route) to the parameters of an engine.
#pragma once

#include <string>
#include <variant>

#include "plugin/catalogue.h"

namespace tcplab::script_run {

// Whose parameter the setting is when it is a congestion control's: of "tcplab.cc_cubic.hystart" it is cc_cubic's. Otherwise nullptr.
const Card* controllerOf(const Catalogue& catalogue, const std::string& setting);

// What a setting comes to for the engine, or the congestion control, of this card.
struct SettingMeaning {
    ValueMap parameters;      // as in a lab; empty when the setting changes nothing here
    std::string unsupported;  // "net.ipv4.tcp_x=1" when it would change something that the engine does not have
};

// Linux's names ("net.ipv4.tcp_sack", "route.mtu") and FreeBSD's ("net.inet.tcp.sack.enable"). `current` is what was set
// before: some settings are a part of a parameter only.
SettingMeaning meaningOf(const Card& engine, const std::string& name, const std::string& value, const ValueMap& current = {});

}  // namespace tcplab::script_run
