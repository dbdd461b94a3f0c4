// One connection, or two that begin at once, between two engines over a bad network, all of it decided by a seed: profiles, options
// and congestion controls of both hosts, what the network does, what the programs do and how they end. After every poke of an engine
// its inconsistency() is asked; at the end the streams are compared and nothing may be left.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <queue>
#include <string>

#include "engine_tcp/tcp_engine.h"
#include "support/bad_network.h"
#include "support/stream_program.h"

namespace tcplab::test {

class Ordeal {
public:
    // `recordsAll`: the Trace keeps everything, for story(); the engines behave alike.
    Ordeal(std::uint64_t seed, bool recordsAll);

    // What went wrong; empty when everything went as it has to.
    std::string run();

    // What the seed decided, and what happened; for whoever looks for the reason of a failure.
    std::string conditions() const;
    std::string story() const;

    // For those who want to know what a lot of seeds covers.
    bool polite() const;
    std::size_t octetsDelivered() const;
    std::size_t datagrams() const { return datagrams_; }

private:
    struct Host {
        std::unique_ptr<Trace> trace;
        std::unique_ptr<Recorder> recorder;
        std::unique_ptr<engine_tcp::TcpEngine> engine;
        std::unique_ptr<StreamProgram> program;
        std::unique_ptr<BadNetwork> network;  // from here to the other
        ValueMap given;
        IpAddress address;
        std::uint32_t mtu = 1500;
        std::optional<SeqNumber> firstSequence;  // of the first SYN that it sent
        std::size_t sentSize = 0;                // of the largest datagram
    };
    struct Flying {
        Instant at;
        std::uint64_t number;
        std::size_t to;
        Octets datagram;
        bool operator<(const Flying& other) const { return at != other.at ? at > other.at : number > other.number; }
    };

    void decide();
    void decideHost(Host& host, RandomStream& random);
    void decideNetwork(RandomStream& random);
    void decidePrograms(RandomStream& random);
    void decideStart(RandomStream& random);
    void build(Instant start);
    std::string play(bool untilFirstSequence);
    std::optional<Instant> nextInstant() const;
    void step();
    void arrive(std::size_t to, const Octets& datagram);
    void settle(std::size_t at);
    void sent(std::size_t at, const OutgoingPacket& packet);
    void attack(std::size_t at);
    void fail(const std::string& what);
    std::string verdict() const;
    CallContext call(std::size_t at);

    std::uint64_t seed_;
    bool recordsAll_;
    RandomStream attacker_;
    std::array<Host, 2> hosts_;
    std::array<NetworkHabits, 2> networks_;
    std::array<StreamProgram::Habits, 2> programs_;
    double attacks_ = 0;
    std::size_t wrapsAt_ = 2;  // the host whose sequence numbers wrap early; 2: none
    Instant start_ = kStart, now_ = kStart;
    std::priority_queue<Flying> flying_;
    std::uint64_t nextNumber_ = 0;
    std::size_t datagrams_ = 0;
    std::string failure_;
};

}  // namespace tcplab::test
