// A sender with one congestion control, a path with one bottleneck, and a receiver that acknowledges every segment with SACK:
// enough to see what a control does to a queue, without a TCP engine.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <set>
#include <vector>

#include "plugin/congestion_control.h"

namespace tcplab {

struct Path {
    std::int64_t rate = 10'000'000;        // bit/s
    Duration rtt = 50ms;                   // without queueing
    std::size_t queue = 1'000;             // segments that may wait
    std::optional<std::size_t> markAbove;  // ECN: segments in the queue from which on a mark is set
};

class ClosedLoop {
public:
    struct Moment {
        Instant now;
        std::uint32_t window = 0, flight = 0;
        std::size_t queue = 0;  // segments
        std::optional<Rule> rule;
    };

    ClosedLoop(CongestionControl& control, Path path, std::uint32_t mss) : control_(control), path_(path), mss_(mss) {}

    Path& path() { return path_; }
    Instant now() const { return now_; }
    // Segments that the program has handed over; unlimited unless set.
    std::uint64_t available = UINT64_MAX;
    // Transmissions that get lost, counted from 0.
    std::function<bool(std::uint64_t transmission)> loses = [](std::uint64_t) { return false; };
    std::function<void(const Moment&)> watch = [](const Moment&) {};

    std::uint64_t delivered() const { return delivered_; }
    std::uint64_t lost() const { return lost_; }
    std::uint64_t marked() const { return marked_; }
    std::uint64_t transmissions() const { return transmissions_; }
    std::size_t queued() const
    {
        return static_cast<std::size_t>(std::count_if(departures_.begin(), departures_.end(), [&](Instant at) { return at > now_; }));
    }

    void run(Duration duration)
    {
        const Instant end = now_ + duration;
        sendWhatMayGo();
        while (true) {
            const Instant ack = underWay_.empty() ? kNever : underWay_.front().ackArrives;
            const Instant wake = std::min({ack, paceWake_, timeout_});
            if (wake > end)
                break;
            now_ = wake;
            if (ack == wake)
                ackArrives();
            else if (timeout_ == wake)
                timeOut();
            sendWhatMayGo();
        }
        now_ = end;
    }

private:
    struct Transmission {
        std::uint64_t segment, order;
        Instant sentAt, ackArrives, deliveredTime, firstSent;
        std::uint64_t delivered, lost;
        std::uint32_t flight;
        bool applicationLimited, marked;
    };
    enum class Fate : std::uint8_t { Outstanding, Lost, Acknowledged };

    std::uint32_t limit() const
    {
        // The engine's repairs by PRR, roughly: down to ssthresh.
        return recoveryEnd_ && !control_.ownsRecovery() && !afterTimeout_ ? control_.ssthresh() : control_.window();
    }

    void sendWhatMayGo()
    {
        paceWake_ = kNever;
        while (true) {
            const bool again = !lostSegments_.empty();
            if (!again && next_ >= available) {
                if (flight_ < limit())
                    applicationLimitedUntil_ = std::max<std::uint64_t>(delivered_ + flight_, 1);
                windowWasFull_ = false;
                return;
            }
            if (flight_ > 0 && flight_ + mss_ > limit()) {
                windowWasFull_ = true;
                return;
            }
            if (now_ < nextSend_) {
                paceWake_ = nextSend_;
                windowWasFull_ = flight_ + 2 * mss_ > limit();
                return;
            }
            transmit(again ? takeLost() : next_++, again);
        }
    }

    std::uint64_t takeLost()
    {
        const std::uint64_t segment = *lostSegments_.begin();
        lostSegments_.erase(lostSegments_.begin());
        return segment;
    }

    void transmit(std::uint64_t segment, bool again)
    {
        if (flight_ == 0)
            firstSent_ = deliveredTime_ = now_;
        flight_ += mss_;
        Transmission t{segment,    transmissions_++, now_,  kNever,  deliveredTime_,
                       firstSent_, delivered_,       lost_, flight_, delivered_ < applicationLimitedUntil_,
                       false};
        if (fates_.size() <= segment)
            fates_.resize(segment + 1);
        fates_[segment] = Fate::Outstanding;
        outstanding_.push_back(t);
        timeout_ = now_ + 1s;
        pace();
        control_.sent({now_, mss_, flight_, again, next_ * mss_});
        cross(t);
    }

    void pace()
    {
        if (const auto rate = control_.pacingRate(); rate && *rate > 0)
            nextSend_ = std::max(now_, nextSend_) + Duration(std::int64_t{mss_} * 8 * 1'000'000'000 / *rate);
    }

    void cross(Transmission t)
    {
        while (!departures_.empty() && departures_.front() <= now_)
            departures_.pop_front();
        if (loses(t.order) || departures_.size() > path_.queue)
            return;
        t.marked = path_.markAbove && departures_.size() > *path_.markAbove;
        const Instant start = departures_.empty() ? now_ : departures_.back();
        departures_.push_back(start + Duration(std::int64_t{mss_} * 8 * 1'000'000'000 / path_.rate));
        t.ackArrives = std::max(departures_.back() + path_.rtt, underWay_.empty() ? kStart : underWay_.back().ackArrives);
        underWay_.push_back(t);
    }

    void ackArrives()
    {
        const Transmission t = underWay_.front();
        underWay_.pop_front();
        timeout_ = now_ + 1s;
        AcknowledgedFacts facts;
        facts.now = now_;
        facts.flightBefore = flight_;
        facts.rtt = now_ - t.sentAt;
        facts.congestionMarked = t.marked;
        marked_ += t.marked ? 1 : 0;
        take(t, facts);
        facts.newlyLost = markLost(t.order);
        facts.flight = flight_;
        facts.delivered = delivered_;
        facts.acknowledgedTotal = una_ * mss_;
        facts.sentTotal = next_ * mss_;
        facts.applicationLimited = !windowWasFull_;
        tell(t, facts);
        if (outstanding_.empty() && lostSegments_.empty())
            timeout_ = kNever;
    }

    void take(const Transmission& t, AcknowledgedFacts& facts)
    {
        const auto mine = std::find_if(outstanding_.begin(), outstanding_.end(), [&](const Transmission& o) { return o.order == t.order; });
        if (mine == outstanding_.end())
            return;  // taken for lost meanwhile
        outstanding_.erase(mine);
        flight_ -= mss_;
        if (fates_[t.segment] == Fate::Acknowledged)
            return;
        fates_[t.segment] = Fate::Acknowledged;
        (t.segment == una_ ? facts.newlyAcknowledged : facts.newlySacked) = mss_;
        while (una_ < fates_.size() && fates_[una_] == Fate::Acknowledged)
            ++una_;
        delivered_ += mss_;
        deliveredTime_ = now_;
        firstSent_ = t.sentAt;
        sample(t, facts.sample);
    }

    // draft-ietf-ccwg-bbr §4.1.2
    void sample(const Transmission& t, DeliverySample& sample) const
    {
        sample.priorDelivered = t.delivered;
        sample.flightWhenSent = t.flight;
        sample.applicationLimited = t.applicationLimited;
        sample.delivered = static_cast<std::uint32_t>(delivered_ - t.delivered);
        sample.interval = std::max(t.sentAt - t.firstSent, now_ - t.deliveredTime);
        sample.lost = static_cast<std::uint32_t>(lost_ - t.lost);
        if (sample.interval >= path_.rtt)
            sample.rate = std::int64_t{sample.delivered} * 8 * 1'000'000 / (sample.interval / 1us);
    }

    // What was sent three transmissions before something that arrived, and has not arrived itself.
    std::uint32_t markLost(std::uint64_t order)
    {
        std::uint32_t newly = 0;
        while (!outstanding_.empty() && outstanding_.front().order + 3 <= order) {
            lose(outstanding_.front());
            newly += mss_;
        }
        return newly;
    }

    void lose(Transmission t)
    {
        outstanding_.pop_front();
        flight_ -= mss_;
        lost_ += mss_;
        if (fates_[t.segment] == Fate::Acknowledged)
            return;
        fates_[t.segment] = Fate::Lost;
        lostSegments_.insert(t.segment);
    }

    void tell(const Transmission&, AcknowledgedFacts& facts)
    {
        std::optional<Rule> rule;
        if (recoveryEnd_ && una_ >= *recoveryEnd_) {
            rule = control_.recovered(now_);
            recoveryEnd_.reset();
            afterTimeout_ = false;
        }
        if (facts.newlyLost > 0 && !recoveryEnd_) {
            recoveryEnd_ = next_;
            rule = control_.congestion({now_, CongestionCause::DuplicateAcks, facts.flightBefore, false, next_ * mss_});
        }
        if (facts.congestionMarked && una_ > markedUntil_ && !recoveryEnd_ && !control_.wantsEveryMark()) {
            markedUntil_ = next_;
            rule = control_.congestion({now_, CongestionCause::EcnEcho, facts.flightBefore, false, next_ * mss_});
        }
        facts.inRecovery = recoveryEnd_.has_value();
        const std::optional<Rule> grown = control_.acknowledged(facts);
        watch({now_, control_.window(), flight_, queued(), grown ? grown : rule});
    }

    void timeOut()
    {
        timeout_ = now_ + 1s;
        const std::uint32_t before = flight_;
        while (!outstanding_.empty())
            lose(outstanding_.front());
        recoveryEnd_ = next_;
        afterTimeout_ = true;
        control_.congestion({now_, CongestionCause::Timeout, before, false, next_ * mss_});
    }

    CongestionControl& control_;
    Path path_;
    std::uint32_t mss_;
    Instant now_ = kStart;

    std::uint64_t next_ = 0, una_ = 0;  // segments
    std::vector<Fate> fates_;
    std::set<std::uint64_t> lostSegments_;  // to be sent again
    std::deque<Transmission> outstanding_;
    std::uint32_t flight_ = 0;
    std::optional<std::uint64_t> recoveryEnd_;
    bool afterTimeout_ = false;
    std::uint64_t markedUntil_ = 0;
    bool windowWasFull_ = false;
    std::uint64_t transmissions_ = 0, marked_ = 0;
    std::uint64_t delivered_ = 0, lost_ = 0, applicationLimitedUntil_ = 0;  // octets
    Instant deliveredTime_ = kStart, firstSent_ = kStart;
    Instant nextSend_ = kStart, paceWake_ = kNever, timeout_ = kNever;

    std::deque<Instant> departures_;  // from the bottleneck
    std::deque<Transmission> underWay_;
};

}  // namespace tcplab
