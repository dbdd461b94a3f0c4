// How many ICMP errors a router may send: a token bucket (RFC 4443 §2.4 f, RFC 1812 §4.3.2.8).
#pragma once

#include <algorithm>

#include "base/time.h"

namespace tcplab::engine_router {

class ErrorLimit {
public:
    // At most `perSecond` (0: none) in the long run, and `burst` at once. The bucket is full at first.
    ErrorLimit(std::int64_t perSecond, std::int64_t burst)
        : price_(perSecond == 0 ? Duration::zero() : Duration(1s) / perSecond), most_(price_ * burst), saved_(most_)
    {}

    // Whether one may go out now.
    bool take(Instant now)
    {
        if (price_ == Duration::zero())
            return false;
        saved_ = std::min(saved_ + (now - last_), most_);
        last_ = now;
        if (saved_ < price_)
            return false;
        saved_ -= price_;
        return true;
    }

private:
    Duration price_;  // of one error, in time without errors
    Duration most_;
    Duration saved_;
    Instant last_ = kStart;
};

}  // namespace tcplab::engine_router
