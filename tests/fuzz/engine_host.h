// One engine and its peer, as fuzzers need them: any state is reached by real segments and calls, then the input decides. After
// every poke the engine's inconsistency() is asked, and what it sends must be well formed.
#pragma once

#include <memory>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "support/checked_engine.h"
#include "wire/icmp.h"
#include "wire/ip.h"
#include "wire/tcp.h"

namespace tcplab::fuzz {

// How a connection was opened: by the peer, by us, or by both at once.
enum class Opening : std::uint8_t { Passive, Active, Simultaneous };

class EngineHost {
public:
    static constexpr std::uint16_t kPort = 80;

    // The input chooses version of IP, profile and options.
    explicit EngineHost(FuzzedDataProvider& input);

    // Brings a connection into the state, and assures that it is there. CLOSED: no connection at all.
    void reach(TcpState state, Opening opening);

    // One poke, chosen by the input.
    void callSomething();
    void wait();
    void segmentArrives();                  // with fields near what is expected, or far from it
    void segmentArrives(OctetView octets);  // header, options and text are these octets; only ports and checksum are made to fit
    void optionsArrive(OctetView octets);   // an acceptable segment with these options
    void icmpArrives();                     // an error about a segment of ours, or of nobody's, or anything
    void fragmentsArrive();                 // of a segment, in any order, some missing or different
    void datagramArrives(const Octets& octets);

    // At the end: everything in the Trace is in order.
    void judge() const;

    FuzzedDataProvider& input() { return input_; }

private:
    void openPassively();
    void openActively(bool simultaneously);
    void peerSends(std::uint16_t flags, const Octets& payload = {});
    void finFromPeer();
    void ackFromPeer();
    TcpState newestState() const;

    CallContext call();
    SocketId socket();
    void listen();
    void connect();
    ValueMap settings();

    wire::TcpFields expected();
    SeqNumber near(SeqNumber first, std::uint32_t length);
    wire::TcpOptions options();
    Octets segment(const wire::TcpFields& fields, OctetView payload) const;
    Octets datagram(std::uint8_t protocol, OctetView payload) const;
    void settle();
    void sent(OctetView octets, std::vector<Octets>& toItself);

    FuzzedDataProvider& input_;
    bool v6_;
    IpAddress here_, there_;
    std::unique_ptr<Trace> trace_ = std::make_unique<Trace>();
    Recorder recorder_{*trace_, 0, 100'000};
    std::unique_ptr<test::CheckedEngine> engine_;
    std::vector<SocketId> sockets_;
    Instant now_ = kStart;
    // The peer's side of the newest connection.
    std::uint16_t localPort_ = kPort, peerPort_ = 1024;
    SeqNumber peerIss_, peerNxt_, ourUna_, ourNxt_;
    std::optional<std::uint32_t> peerTimestamp_;
    Octets lastDatagram_;
};

}  // namespace tcplab::fuzz
