// The retransmission timeout (RFC 6298), in whole nanoseconds.
#pragma once

#include <algorithm>

#include "base/time.h"

namespace tcplab::engine_tcp {

class RtoEstimator {
public:
    RtoEstimator(Duration initial, Duration least, Duration greatest) : least_(least), greatest_(greatest), rto_(initial) {}

    // §2.2, §2.3. `rtt` comes from a segment sent only once (Karn's rule, §3).
    void sample(Duration rtt)
    {
        if (srtt_ == Duration::zero()) {
            srtt_ = rtt;
            rttvar_ = rtt / 2;
        } else {
            const Duration error = srtt_ > rtt ? srtt_ - rtt : rtt - srtt_;
            rttvar_ = (3 * rttvar_ + error) / 4;
            srtt_ = (7 * srtt_ + rtt) / 8;
        }
        rto_ = std::clamp(srtt_ + std::max(kGranularity, 4 * rttvar_), least_, greatest_);
    }

    // §5.5: the timeout doubles.
    void backOff() { rto_ = std::min(2 * rto_, greatest_); }

    // §5.7: after a SYN that timed out, data begins with 3 s.
    void restartAfterSynTimeout() { rto_ = std::min(Duration{3s}, greatest_); }

    Duration rto() const { return rto_; }
    Duration srtt() const { return srtt_; }  // 0 before the first sample
    Duration rttvar() const { return rttvar_; }

private:
    static constexpr Duration kGranularity = 1ms;  // G of §2; our clock is exact, so it is only a floor

    Duration least_, greatest_;
    Duration rto_;
    Duration srtt_{};
    Duration rttvar_{};
};

}  // namespace tcplab::engine_tcp
