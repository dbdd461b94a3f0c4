// The fragments that arrive at a host, put together by wire::Reassembly, which bounds what they may take; and told to the Trace.
#pragma once

#include <functional>

#include "trace/recorder.h"
#include "wire/fragments.h"

namespace tcplab {

class HostReassembly {
public:
    // Told of each datagram that is given up, when its first fragment had come: then its sender shall hear of it (RFC 1122 §3.3.2).
    // `dropped`: the PacketDropped of the last fragment of it.
    using Told = std::function<void(Instant now, const wire::Reassembly::GivenUp& given, EventId dropped)>;

    // `recorder` outlives it.
    HostReassembly(Recorder& recorder, HostId host, Told told) : recorder_(recorder), host_(host), told_(std::move(told)) {}

    // The datagram, when this fragment completes it. `arrived`: the fragment's PacketArrived.
    std::optional<Octets> take(Instant now, const wire::IpDatagram& fragment, OctetView octets, EventId arrived);
    // Gives up those whose time is over: to be called when that of nextWake() has come.
    void giveUp(Instant now);
    Instant nextWake() const { return fragments_.nextWake(); }

private:
    EventId dropped(Instant now, Rule rule, EventId arrived);

    Recorder& recorder_;
    HostId host_;
    Told told_;
    wire::Reassembly fragments_;
};

}  // namespace tcplab
