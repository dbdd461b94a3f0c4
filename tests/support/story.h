// A story about one engine: segments that the peer sends, calls that the program makes, and what must come out.
// std C++; the test frame only asks told(). When an expectation fails, the story so far is printed with it.
#pragma once

#include <deque>
#include <set>
#include <memory>
#include <optional>
#include <string>

#include "all_plugins.h"
#include "plugin/catalogue.h"
#include "wire/tcp.h"

namespace tcplab::test {

constexpr Ipv4Address kHere{0x0a000001};   // the engine under test
constexpr Ipv4Address kThere{0x0a000002};  // the peer, played by the story

// A segment as stories write it. Numbers are relative: each side's SYN is 0.
struct Segment {
    std::string flags;
    std::uint32_t seq = 0;
    std::optional<std::uint32_t> ack{};
    std::uint32_t length = 0;  // octets of payload
    std::optional<std::uint16_t> window{};
    std::optional<std::uint16_t> mss{};
};

class Story {
public:
    static constexpr std::uint32_t kPeerIss = 5000;
    static constexpr std::uint16_t kPort = 80, kPeerPort = 40000;

    explicit Story(ValueMap parameters = {}, std::uint32_t mtu = 1500);

    // --- what happens
    Story& at(Duration sinceStart);  // virtual time goes there; timers fire on their way
    Story& after(Duration wait) { return at(now_.time_since_epoch() + wait); }
    Story& arrives(const Segment& segment);  // from the peer
    Story& damaged(const Segment& segment);  // the same with one bit of its checksum wrong
    Story& fromAnotherPeer()
    {
        ++peerPort_;
        return *this;
    }                                       // what arrives from now on comes from its next port
    Story& datagram(const Octets& octets);  // any datagram
    Story& listen(int backlog = 10);
    Story& closeListener();
    Story& accept(Errno expected = Errno::None);
    Story& connect();
    Story& send(std::uint32_t octets);
    Story& sendFails(Errno expected);
    Story& receive(std::uint32_t room, std::int64_t expected);
    Story& receiveFails(Errno expected);
    Story& connectGives(Errno expected);
    Story& shutdownSend();
    Story& close();
    Story& abort();
    Story& option(SocketOption option, std::int64_t value);

    // --- what must come of it
    Story& sends(const Segment& expected);  // the next segment; fields that are left out are not compared
    Story& sendsNothing();
    Story& isIn(TcpState expected);        // the connection's state; CLOSED when it is gone
    Story& isTold(Notice::Kind expected);  // the program, since it was asked last
    Story& isNotTold(Notice::Kind unexpected);
    Story& cause(Rule expected);  // of the segment that sends() saw last
    Story& expect(bool condition, const std::string& what);

    // An established connection: the engine opened it actively (three segments, no data yet).
    Story& established(std::uint16_t peerWindow = 65535, std::uint16_t peerMss = 1460);

    bool told() const { return failure_.empty(); }
    const char* failure() const { return failure_.c_str(); }
    ConnectionVariables variables() const;
    const Trace& trace() const { return *trace_; }

private:
    CallContext call(const std::string& text);
    void collect();
    void log(const std::string& line);
    Octets make(const Segment& segment) const;

    std::unique_ptr<Trace> trace_ = std::make_unique<Trace>();
    Recorder recorder_{*trace_};
    HostId host_;
    std::unique_ptr<Engine> engine_;
    Instant now_ = kStart;
    SocketId socket_, listener_;
    ConnectionId connection_;
    std::uint16_t localPort_ = kPort;
    std::uint16_t peerPort_ = kPeerPort;
    std::optional<SeqNumber> iss_;
    std::deque<OutgoingPacket> sent_;
    std::set<Notice::Kind> told_;
    std::optional<EventId> lastSent_;
    std::string log_, failure_;
};

}  // namespace tcplab::test
