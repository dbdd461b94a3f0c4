// What a person says about a live session, and what a LiveWorld and its door are made from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/live.h"

namespace tcplab {

struct LiveOptions {
    std::string device;                 // a TAP device
    std::string address;                // "10.9.0.2/24"
    std::string address6;               // "fd00::2"; empty: none
    std::string gateway;                // empty: none
    std::vector<std::string> services;  // "http:80", "echo:7", "discard:9", "chargen:19"
    double loss = 0;                    // probability in each direction, 0 … 1
    // "tcp_sack=false" for a parameter of the engine, "cc_cubic.hystart=off" for one of a congestion control; values as in a lab.
    std::vector<std::string> settings;
};

// Takes a new seed from the system each time. The Problem's sentence quotes what is wrong.
Result<LiveSetup> liveSetupOf(const LiveOptions& options);

// The door through the TAP device, not yet open. A Problem when the plugin for it is not loaded.
Result<std::unique_ptr<PacketIo>> tapDoor(const std::string& device, const Catalogue& catalogue);

// "10.9.0.1:80", "[fd00::1]:80"
Result<Endpoint> parseEndpoint(const std::string& text);

}  // namespace tcplab
