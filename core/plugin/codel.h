// CoDel (RFC 8289 §5) on one queue: whether the datagram that would leave now is dropped, or marked.
#pragma once

#include <cmath>

#include "plugin/transmitter.h"
#include "wire/ecn.h"

namespace tcplab {

struct CoDelSettings {
    Duration target;    // a standing queue of less than this is welcome
    Duration interval;  // how long a burst may take to drain: the longest usual round-trip time
    bool ecn = false;   // marks instead of drops where the sender understands it
};

class CoDel {
public:
    CoDel(const CoDelSettings& settings, LinkReport& report) : settings_(settings), report_(report) {}

    // The next datagram of `line` that is to be transmitted (RFC 8289 §5.5).
    std::optional<TransitPacket> dequeue(Instant now, WaitingLine& line)
    {
        auto next = take(now, line);
        if (dropping_) {
            if (!tooLong_)
                dropping_ = false;
            while (dropping_ && now >= dropNext_) {
                ++count_;
                const bool marked = markOrDrop(now, next, line);
                if (!tooLong_)
                    dropping_ = false;
                else
                    dropNext_ = after(dropNext_);
                if (marked)
                    break;
            }
        } else if (tooLong_) {
            beginDropping(now, next, line);
        }
        return next;
    }

private:
    // §5.6, dodequeue(): takes the first, and sees whether all have waited too long for a whole interval.
    std::optional<TransitPacket> take(Instant now, WaitingLine& line)
    {
        tooLong_ = false;
        if (line.empty()) {
            tooLongFrom_ = kNever;
            return std::nullopt;
        }
        auto [since, packet] = line.pop();
        largest_ = std::max(largest_, packet.datagram.size());
        // One datagram under way is no queue.
        if (now - since < settings_.target || line.octets() <= largest_)
            tooLongFrom_ = kNever;
        else if (tooLongFrom_ == kNever)
            tooLongFrom_ = now + settings_.interval;
        else
            tooLong_ = now >= tooLongFrom_;
        return std::move(packet);
    }

    void beginDropping(Instant now, std::optional<TransitPacket>& next, WaitingLine& line)
    {
        markOrDrop(now, next, line);
        dropping_ = true;
        // After a short pause it goes on about as fast as it had become, instead of finding that out anew (§5.5).
        const std::uint32_t delta = count_ - lastCount_;
        const bool recently = dropNext_ != kNever && now - dropNext_ < 16 * settings_.interval;
        count_ = delta > 1 && recently ? delta : 1;
        lastCount_ = count_;
        dropNext_ = after(now);
    }

    // True: marked, and it stays the next one. False: dropped, and the one behind it is the next.
    bool markOrDrop(Instant now, std::optional<TransitPacket>& next, WaitingLine& line)
    {
        if (settings_.ecn && wire::markCongestionExperienced(next->datagram)) {
            report_.altered(now, *next, Rule::LinkCoDelMarks);
            return true;
        }
        report_.dropped(now, *next, Rule::LinkCoDel);
        next = take(now, line);
        return false;
    }

    // The control law (§5.6): each drop comes sooner than the last, as the square root of their number. That makes the
    // throughput of TCP fall linearly.
    Instant after(Instant drop) const
    {
        return drop + Duration{static_cast<std::int64_t>(static_cast<double>(nanoseconds(settings_.interval)) /
                                                         std::sqrt(static_cast<double>(count_)))};
    }

    CoDelSettings settings_;
    LinkReport& report_;
    std::size_t largest_ = 0;       // datagram seen so far
    Instant tooLongFrom_ = kNever;  // waits have been above the target; from here on for a whole interval
    bool tooLong_ = false;          // the one just taken may be dropped
    bool dropping_ = false;
    Instant dropNext_ = kNever;
    std::uint32_t count_ = 0;      // drops in this dropping state
    std::uint32_t lastCount_ = 0;  // what it began with
};

}  // namespace tcplab
