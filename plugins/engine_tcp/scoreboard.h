// The retransmission queue with what SACK tells of it (RFC 9293 §3.10.7.4 "retransmission queue", RFC 6675 §3).
#pragma once

#include <array>
#include <span>

#include "base/id.h"
#include "base/time.h"
#include "engine_tcp/ring.h"
#include "wire/tcp.h"

namespace tcplab::engine_tcp {

// A segment that was sent and is not yet acknowledged by SEG.ACK.
struct SentSegment {
    SeqNumber seq;
    std::uint32_t length = 0;  // sequence space, 1 or more
    Instant sentAt{};          // its latest transmission
    EventId first{};           // the PacketSent of its first transmission
    std::uint32_t flightWhenSent = 0;
    // What was known when it went out, for the delivery rate (draft-ietf-ccwg-bbr §4.1.1).
    std::uint64_t delivered = 0;
    Instant deliveredAt{};
    Instant windowSentAt{};
    std::uint32_t lostBefore = 0;
    std::uint16_t transmissions = 1;
    bool syn = false;
    bool fin = false;
    bool push = false;
    bool endsBurst = false;  // of those that Linux handed over in one piece
    bool sacked = false;
    bool lost = false;      // to be sent again, or sent again and not known to have arrived
    bool again = false;     // a retransmission of it is in flight
    bool timedOut = false;  // repeated by the retransmission timer (RFC 5681 §3.1)
    bool applicationLimited = false;
    bool pathProbe = false;  // larger than the path is known to carry (RFC 4821)

    SeqNumber end() const { return seq + length; }
    std::uint32_t payload() const { return length - (syn ? 1u : 0u) - (fin ? 1u : 0u); }
    bool retransmitted() const { return transmissions > 1; }
    bool outstanding() const { return !sacked && (!lost || again); }
};

// An amount in octets of sequence space and in segments.
struct Amount {
    std::uint32_t octets = 0;
    std::uint32_t segments = 0;

    void add(const SentSegment& segment) { octets += segment.length, ++segments; }
    void remove(const SentSegment& segment) { octets -= segment.length, --segments; }
};

class Scoreboard {
public:
    bool empty() const { return segments_.empty(); }
    std::size_t size() const { return segments_.size(); }
    SentSegment& operator[](std::size_t index) { return segments_[index]; }
    const SentSegment& operator[](std::size_t index) const { return segments_[index]; }
    SentSegment& front() { return segments_.front(); }
    const SentSegment& front() const { return segments_.front(); }
    SentSegment& back() { return segments_.back(); }
    const SentSegment& back() const { return segments_.back(); }

    // A segment that has just been sent; the rest of it is for the caller to fill in.
    SentSegment& push(SeqNumber seq, std::uint32_t length);
    void clear();

    // Takes out what `ack` covers; `taken(segment)` sees each segment, or the covered part of one. A segment that is
    // covered in part stays with the rest.
    template <class Taken>
    void acknowledge(SeqNumber ack, Taken&& taken)
    {
        while (!segments_.empty() && segments_.front().end() <= ack) {
            const SentSegment segment = segments_.front();
            unmark(segments_.front());
            outstanding_.remove(segment);
            segments_.popFront();
            if (hint_ > 0)
                --hint_;
            taken(segment);
        }
        if (!segments_.empty() && segments_.front().seq < ack) {
            split(0, ack.since(segments_.front().seq));
            acknowledge(ack, taken);
        }
    }

    // Marks what the block covers in whole and was not marked before; `sacked(segment)` sees each as it was.
    template <class Sacked>
    void selectivelyAcknowledge(const wire::SackBlock& block, Sacked&& sacked)
    {
        for (std::size_t i = indexOf(block.left); i < segments_.size() && segments_[i].end() <= block.right; ++i) {
            if (segments_[i].sacked || segments_[i].seq < block.left)
                continue;
            const SentSegment before = segments_[i];
            markSacked(segments_[i]);
            sacked(before);
        }
    }

    void markLost(SentSegment& segment);
    // It goes out again.
    void markAgain(SentSegment& segment);
    // Its retransmission is lost too.
    void unmarkAgain(SentSegment& segment);
    // Neither sacked nor lost, as if it had only just been sent: what an undo leaves (RFC 5682, RFC 4015).
    void forgetLosses();
    // The peer may have dropped what it sacked (RFC 2018 §8): believed no more.
    void forgetSacks();

    // The first `octets` of the segment become one of their own; the rest follows behind it.
    void split(std::size_t index, std::uint32_t octets);

    // The first segment that is lost and not in flight again; nullptr when there is none.
    SentSegment* firstToRepeat();
    std::size_t indexOf(const SentSegment& segment) const { return indexOf(segment.seq); }
    // Of the first segment that does not end at or before `seq`.
    std::size_t indexOf(SeqNumber seq) const;

    // RFC 6675 §4 SetPipe(): what is thought to be in the network.
    Amount pipe() const
    {
        return {outstanding_.octets - sacked_.octets - lost_.octets + again_.octets,
                outstanding_.segments - sacked_.segments - lost_.segments + again_.segments};
    }
    const Amount& outstanding() const { return outstanding_; }
    const Amount& sacked() const { return sacked_; }
    const Amount& lost() const { return lost_; }
    const Amount& again() const { return again_; }
    // One past the highest sequence number that was sacked; valid while sacked().segments > 0.
    SeqNumber highestSacked() const { return highestSacked_; }

    // Whether counters and order are what the marks say; for the invariant checker.
    bool consistent() const;

private:
    void markSacked(SentSegment& segment);
    void unmark(SentSegment& segment);

    Ring<SentSegment> segments_;  // in order of sequence, without gaps
    Amount outstanding_, sacked_, lost_, again_;
    SeqNumber highestSacked_;
    std::size_t hint_ = 0;  // no segment before this one is waiting to be repeated
};

}  // namespace tcplab::engine_tcp
