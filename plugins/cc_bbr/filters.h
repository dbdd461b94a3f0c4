// The estimators that BBR is made of, each by itself.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/time.h"

namespace tcplab::cc_bbr {

constexpr std::int64_t kMostRate = 1'000'000'000'000;  // bit/s; more is a mistake of measurement, and would not fit the arithmetic

// Octets that a rate carries in a while.
inline std::uint64_t octetsIn(std::int64_t bitsPerSecond, Duration duration)
{
    const auto microseconds = static_cast<std::uint64_t>(std::clamp<Duration>(duration, 0s, 10s) / 1us);
    return static_cast<std::uint64_t>(std::min(bitsPerSecond, kMostRate)) * microseconds / 8'000'000;
}

// Round trips counted by packets, not by clock (§5.5.1): one is over when something is acknowledged that was sent after it began.
class Rounds {
public:
    // `priorDelivered`: what had been delivered when the newest of the acknowledged segments was sent.
    bool note(std::uint64_t priorDelivered, std::uint64_t delivered)
    {
        const bool begins = priorDelivered >= end_;
        if (begins) {
            restart(delivered);
            ++count_;
        }
        return begins;
    }
    void restart(std::uint64_t delivered) { end_ = delivered; }
    std::uint64_t count() const { return count_; }

private:
    std::uint64_t end_ = 0;
    std::uint64_t count_ = 0;
};

// The highest delivery rate of this ProbeBW cycle and the one before (§5.5.3 … §5.5.6), bit/s.
class MaxBandwidth {
public:
    void note(std::int64_t rate) { cycles_[0] = std::max(cycles_[0], rate); }
    void nextCycle()
    {
        if (cycles_[0] == 0)
            return;  // a cycle without a sample tells nothing
        cycles_ = {0, cycles_[0]};
    }
    std::int64_t value() const { return std::max(cycles_[0], cycles_[1]); }

private:
    std::array<std::int64_t, 2> cycles_{};  // this one, the last one
};

// "Is the pipe full?" (§5.3.1.2): three rounds in which trying to send faster delivered hardly more, less than a quarter.
class FullPipe {
public:
    void restart(std::int64_t baseline = 0) { baseline_ = baseline, rounds_ = 0, now_ = false; }
    // Once a round; true when it is found to be full.
    bool note(std::int64_t rate)
    {
        if (rate * 4 >= baseline_ * 5) {
            restart(rate);
            return false;
        }
        now_ = ++rounds_ >= 3;
        return now_;
    }
    bool now() const { return now_; }

private:
    std::int64_t baseline_ = 0;
    int rounds_ = 0;
    bool now_ = false;
};

// How much more is acknowledged at once than the bandwidth explains (§5.5.9): the most in ten rounds, octets.
class AckAggregation {
public:
    void restart(Instant now) { start_ = now; }
    void note(Instant now, std::int64_t bandwidth, std::uint64_t delivered, std::uint64_t window, std::uint64_t round, bool oneRoundOnly)
    {
        std::uint64_t expected = octetsIn(bandwidth, now - start_);
        if (delivered_ <= expected) {
            delivered_ = expected = 0;
            start_ = now;
        }
        delivered_ += delivered;
        if (round != round_)
            forgetUpTo(round);
        std::uint64_t& most = rounds_[round % rounds_.size()];
        most = std::max(most, std::min(delivered_ - std::min(delivered_, expected), window));
        value_ = oneRoundOnly ? most : *std::max_element(rounds_.begin(), rounds_.end());
    }
    std::uint64_t value() const { return value_; }

private:
    void forgetUpTo(std::uint64_t round)
    {
        for (; round_ < round; ++round_)
            rounds_[(round_ + 1) % rounds_.size()] = 0;
    }

    Instant start_{};
    std::uint64_t delivered_ = 0;  // since start_
    std::uint64_t round_ = 0;
    std::array<std::uint64_t, 10> rounds_{};
    std::uint64_t value_ = 0;
};

}  // namespace tcplab::cc_bbr
