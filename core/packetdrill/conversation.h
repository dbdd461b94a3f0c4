// The connection that a script talks about: its inbound lines as datagrams, and what was heard held against its
// outbound ones.
#pragma once

#include "base/sentence.h"
#include "packetdrill/datagram.h"
#include "packetdrill/numbers.h"

namespace tcplab::packetdrill {

// One field in which an outbound packet is not what the script says.
struct Difference {
    Sentence field;  // a name
    Sentence expected;
    Sentence actual;

    friend bool operator==(const Difference&, const Difference&) = default;
};

struct Judgement {
    bool checksums = false;         // TCP's, and the octets of the payload (see base/pattern.h)
    bool scaledEcho = false;        // --tcp_ts_ecr_scaled
    Duration timestampTick{};       // --tcp_ts_tick_usecs; 0: values of our time stamps are not compared
    Duration timestampTolerance{};  // for these values
};

class Conversation {
public:
    Conversation(const Endpoint& local, const Endpoint& remote) : local_(local), remote_(remote) {}

    const Endpoint& local() const { return local_; }
    const Endpoint& remote() const { return remote_; }
    void setLocalPort(std::uint16_t port) { local_.port = port; }

    // An inbound packet as the stack will get it. Its payload is the pattern of the stream. The Problem has no place.
    Result<Octets> inbound(const Packet& packet, const Judgement& judgement);

    // Whether a datagram of the stack belongs to this conversation; with ports given in the line, those count.
    bool concerns(const LiveDatagram& live, const std::optional<Ports>& ports = {}) const;

    // What differs from the expected line; nothing when it is as expected. Initial number and time stamps are learned
    // from it.
    std::vector<Difference> judge(const Packet& expected, const LiveDatagram& live, const Judgement& judgement);

    // How a script would write it.
    Packet written(const LiveDatagram& live) const;

private:
    void learnNumbers(const TcpSegment& expected, const LiveDatagram& live);
    void judgeIp(const IpInfo& expected, const LiveDatagram& live, std::vector<Difference>& differences) const;
    void judgeTcp(const TcpSegment& expected, const LiveDatagram& live, const Judgement& judgement, std::vector<Difference>& differences);
    std::vector<TcpOption> scriptOptions(const std::vector<TcpOption>& live, const std::vector<TcpOption>* expected,
                                         const Judgement& judgement) const;
    std::uint32_t timestampValue(const TcpOption& live, const TcpOption& expected, const Judgement& judgement) const;
    bool payloadIsPattern(const LiveDatagram& live) const;

    Endpoint local_, remote_;
    NumberMap numbers_;
    TimestampMap stamps_;
};

// Whether `next` continues `first` as another part of one large segment would: the same header but for FIN, PSH, CWR and
// the lengths. Then `first` becomes both together.
bool merge(LiveDatagram& first, const LiveDatagram& next);

}  // namespace tcplab::packetdrill
