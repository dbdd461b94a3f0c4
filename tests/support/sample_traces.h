// A few short stories as Traces.
#pragma once

#include "support/trace_builder.h"

namespace tcplab::test {

using Flag = wire::TcpFlags;
constexpr auto kClient = TraceBuilder::kClient;
constexpr auto kServer = TraceBuilder::kServer;

inline Instant at(Duration since) { return kStart + since; }

// listen, connect, three segments; the first SYN is lost when `lost`.
inline Instant handshake(TraceBuilder& b, bool lost = false)
{
    const EventId listen = b.call(at(0ms), kServer, "listen(80)");
    b.state(at(0ms), kServer, TcpState::Closed, TcpState::Listen, Rule::TcpPassiveOpen, listen);
    b.returns(at(0ms), kServer, listen, 0);
    const EventId accept = b.call(at(0ms), kServer, "accept(3)");
    const EventId connect = b.call(at(0ms), kClient, "connect(10.0.0.2:80)");
    b.state(at(0ms), kClient, TcpState::Closed, TcpState::SynSent, Rule::TcpActiveOpen, connect);
    const TraceBuilder::Segment first{Flag::kSyn, 0, 0, 0, 65535, true};
    EventId syn = b.send(at(0ms), kClient, first, Rule::TcpActiveOpen, connect);
    Instant now = at(0ms);
    if (lost) {
        const EventId set = b.timerSet(now, kClient, TimerKind::Retransmission, at(1s), syn);
        b.lose(now, kClient, syn);
        now = at(1s);
        const EventId fired = b.timerFires(now, kClient, TimerKind::Retransmission, set);
        syn = b.send(now, kClient, first, Rule::TcpSynRetransmit, fired, syn, 2);
    }
    now += b.transit();
    EventId arrived = b.arrive(now, kServer, syn);
    b.state(now, kServer, TcpState::Listen, TcpState::SynReceived, Rule::TcpSynReceived, arrived);
    const EventId synAck = b.send(now, kServer, {Flag::kSyn | Flag::kAck, 0, 1, 0, 65535, true}, Rule::TcpSynReceived, arrived);
    now += b.transit();
    arrived = b.arrive(now, kClient, synAck);
    const EventId established = b.state(now, kClient, TcpState::SynSent, TcpState::Established, Rule::TcpSynAcknowledged, arrived);
    b.returns(now, kClient, connect, 0);
    const EventId ack = b.send(now, kClient, {Flag::kAck, 1, 1}, Rule::TcpSynAcknowledged, established);
    now += b.transit();
    arrived = b.arrive(now, kServer, ack);
    b.state(now, kServer, TcpState::SynReceived, TcpState::Established, Rule::TcpHandshakeDone, arrived);
    b.returns(now, kServer, accept, 4);
    return now;
}

}  // namespace tcplab::test
