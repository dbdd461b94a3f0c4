// The retransmission timeout (RFC 6298), in whole nanoseconds.
#pragma once

#include <algorithm>

#include "base/seq_number.h"
#include "base/time.h"
#include "engine_tcp/settings.h"

namespace tcplab::engine_tcp {

// The bounds are the host's settings, which the caller hands in.
class RtoEstimator {
public:
    explicit RtoEstimator(const Settings& settings) : rto_(settings.initialRto) {}

    // §2.2, §2.3. `rtt` comes from a segment sent only once (Karn's rule, §3), or timestamps tell which it was.
    void sample(const Settings& settings, Duration rtt, SeqNumber sndUna, SeqNumber sndNxt)
    {
        if (settings.linuxHabits())
            linuxSample(settings.minimumRto, rtt, sndUna, sndNxt);
        else if (!sampled())
            srtt_ = rtt, rttvar_ = rtt / 2;
        else {
            const Duration error = srtt_ > rtt ? srtt_ - rtt : rtt - srtt_;
            rttvar_ = (3 * rttvar_ + error) / 4;
            srtt_ = (7 * srtt_ + rtt) / 8;
        }
        sampled_ = slopped_ = true;
        undoBackOff(settings);
    }

    // §5.5: the timeout doubles.
    void backOff(const Settings& settings) { rto_ = std::min(2 * rto_, settings.maximumRto), slopped_ = true; }
    // As if no timeout had happened.
    void undoBackOff(const Settings& settings)
    {
        if (!sampled_)
            return;
        rto_ = settings.linuxHabits() ? std::min(srtt_ + spread_, settings.maximumRto)
                                      : std::clamp(srtt_ + std::max(kGranularity, 4 * rttvar_), settings.minimumRto, settings.maximumRto);
    }

    // §5.7: after a SYN that timed out, data begins with 3 s.
    void restartAfterSynTimeout(const Settings& settings) { rto_ = std::min(Duration{3s}, settings.maximumRto); }

    bool sampled() const { return sampled_; }
    // FreeBSD adds a slop to all timeouts but the very first.
    Duration rto(const Settings& settings) const { return slopped_ ? std::min(rto_ + settings.rtoSlop, settings.maximumRto) : rto_; }
    Duration srtt() const { return srtt_; }  // 0 before the first sample
    Duration rttvar() const { return rttvar_; }

private:
    // Linux keeps the greatest deviation of the last round trip, and adds at least the minimum RTO to SRTT; a sample
    // far below SRTT widens the deviation only a little.
    void linuxSample(Duration least, Duration rtt, SeqNumber sndUna, SeqNumber sndNxt)
    {
        if (!sampled()) {
            srtt_ = rtt;
            rttvar_ = rtt / 2;
            spread_ = roundSpread_ = std::max(4 * rttvar_, least);
            roundEnd_ = sndNxt;
            return;
        }
        const Duration error = rtt - srtt_;
        srtt_ += error / 8;
        Duration excess = (error < Duration::zero() ? -error : error) - rttvar_;
        if (error < Duration::zero() && excess > Duration::zero())
            excess /= 8;
        rttvar_ += excess / 4;
        if (4 * rttvar_ > roundSpread_) {
            roundSpread_ = 4 * rttvar_;
            spread_ = std::max(spread_, roundSpread_);
        }
        if (sndUna > roundEnd_) {
            if (roundSpread_ < spread_)
                spread_ -= (spread_ - roundSpread_) / 4;
            roundEnd_ = sndNxt;
            roundSpread_ = least;
        }
    }

    static constexpr Duration kGranularity = 1ms;  // G of §2; our clock is exact, so it is only a floor

    bool sampled_ = false, slopped_ = false;
    SeqNumber roundEnd_;
    Duration rto_;
    Duration srtt_{};
    Duration rttvar_{};
    Duration spread_{}, roundSpread_{};
};

}  // namespace tcplab::engine_tcp
