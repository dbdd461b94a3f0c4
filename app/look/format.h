// Facts as short texts: times, octets, segments, calls, timers.
#pragma once

#include <QString>

#include "analysis/exchange.h"

namespace tcplab {

// The shortest honest text of a span, three or four digits: "20 ms", "1.02 s", "2 h 11 min".
QString durationText(Duration duration);

// How the instants of one picture are written: all with the same unit and digits, so that they can be compared.
class TimeScale {
public:
    // `span` is the longest time to be shown, `resolution` the shortest that must be told apart.
    TimeScale(Duration span, Duration resolution);
    explicit TimeScale(const Exchange& exchange);

    // With so many more digits than usual: "1.020".
    QString number(Instant instant, int more = 0) const;
    // How many more are needed to write neighbours of these instants differently; at most kMostMore.
    static constexpr int kMostMore = 3;
    int moreFor(const std::vector<Instant>& instants) const;
    // … that are always enough for instants so far apart.
    int moreFor(Duration gap) const;
    QString text(Instant instant) const;    // "1.020 s"
    QString unit() const { return unit_; }  // "s"; empty when the number has the form h:mm:ss

private:
    std::int64_t perUnit_ = 1;
    int decimals_ = 0;
    QString unit_;
};

// "1,460 bytes" in the language of the window.
QString octetsText(std::uint64_t octets);
QString groupedNumber(std::uint64_t number);
// "14,600", or "∞" for one that limits nothing.
QString windowText(std::uint32_t octets);

// How much a segment's label says; what does not fit is left out from the end.
enum class Detail { Flags, Numbers, Window, Everything };
// "SYN seq=0 win=65535 mss=1460", "ACK seq=1 ack=1 len=1460": relative numbers.
QString segmentText(const Trace& trace, const SegmentPath& segment, Detail detail = Detail::Everything);

// "UDP 40001→53 len=100", "ARP who has 10.0.0.2?", "datagram": of a packet that carries no TCP.
QString otherPacketText(const TracePacket& packet, Detail detail = Detail::Everything);

// Two or three words for the cross at the end of a lost segment: "lost by an edit", "queue full".
QString lossText(Rule rule);

// What happened to a host or a link from outside: "crash", "link cut".
QString fateText(Rule rule);

// A few words for a rule that a lesson leaves out: "no RTO back-off".
QString lessonText(Rule rule);
// "What if: no RTO back-off"
QString whatIfText(Rule rule);

// In the program's language.
QString localized(const LocalizedText& text);

// "What is measured: 12,000 bytes", each value with its unit.
QString readingText(ReadingUnit unit, double value);

// "retransmission timer", "retransmission"
QString timerText(TimerKind timer);
QString timerKindText(TimerKind timer);

// "SYN queue"
QString listenQueueText(ListenQueue queue);

// "client (10.0.0.1)"
QString hostText(const Trace& trace, HostId host);

}  // namespace tcplab
