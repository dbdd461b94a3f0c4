// The numbers of a script ↔ those on the wire. Scripts count from each side's SYN, as tcpdump does; SYNs themselves carry
// absolute numbers.
#pragma once

#include <map>
#include <optional>

#include "base/seq_number.h"
#include "packetdrill/script.h"

namespace tcplab::packetdrill {

class NumberMap {
public:
    // --- the initial numbers
    // The peer's is what the script says; a SYN may correct it until something has counted from it. Ours is learned from the
    // first SYN on the wire. When the stack acknowledges another SYN of the peer's, be it with a SYN or a RST, both are learned
    // anew: the SYN began a new connection between the same ports, or met none.

    // --- inbound: script → wire
    SeqNumber inboundSeq(const TcpSegment& segment);
    // In a SYN the acknowledgment number is absolute, too.
    SeqNumber inboundAck(std::uint32_t ack, bool syn) const { return localInitial() + (syn ? ack - scriptLocal_ : ack); }
    SeqNumber quotedSeq(std::uint32_t seq) const { return localInitial() + seq; }
    std::uint32_t sackOfOurs(std::uint32_t edge) const { return (localInitial() + edge).value(); }

    // --- outbound: wire → script
    // Before its numbers are asked for; `script` is the number that the script gives our SYN.
    void outbound(std::uint16_t flags, SeqNumber seq, SeqNumber ack, std::uint32_t script);
    std::uint32_t outboundSeq(SeqNumber seq, bool syn) const;
    std::uint32_t outboundAck(SeqNumber ack, bool syn) const;
    std::uint32_t sackOfPeers(std::uint32_t edge) const;

private:
    SeqNumber localInitial() const { return local_.value_or(SeqNumber{}); }
    void inboundSyn(const TcpSegment& segment);

    std::optional<SeqNumber> local_;
    std::uint32_t scriptLocal_ = 0;  // the absolute number that the script gives our SYN
    std::optional<SeqNumber> remote_;
    bool counted_ = false;  // something behind the SYN has used remote_
    // The peer's last SYN, of which nothing has been heard yet, and what an acknowledgment of all of it would say.
    std::optional<SeqNumber> syn_;
    SeqNumber synEnd_;
};

// Time stamps: our own are whatever the stack's clock says; a script gives them numbers of its own, and an echo has to be
// one of those.
class TimestampMap {
public:
    void outbound(std::uint32_t script, std::uint32_t live);
    // The live value behind a script's echo. Nothing when the script never saw that value; with `scaled` it is
    // reckoned from the first and the last one that it saw.
    std::optional<std::uint32_t> liveEcho(std::uint32_t script, bool scaled) const;
    // The script's number for a live value, reckoned from the first pair.
    std::optional<std::uint32_t> scriptValue(std::uint32_t live) const;

private:
    struct Pair {
        std::uint32_t script;
        std::uint32_t live;
    };
    std::optional<Pair> first_;
    std::optional<Pair> last_;
    std::map<std::uint32_t, std::uint32_t> liveByScript_;
};

}  // namespace tcplab::packetdrill
