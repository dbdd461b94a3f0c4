// The tail loss probe that is under way (RFC 8985 §7).
#pragma once

#include "base/seq_number.h"
#include "engine_tcp/reason.h"

namespace tcplab::engine_tcp {

class TailProbe {
public:
    // Its timer has fired; it goes out next.
    Reason due;

    // It goes out, `end` being SND.NXT behind it: as new data or as a repetition.
    void sent(SeqNumber end, bool repeats)
    {
        pending_ = true;
        repeats_ = repeats;
        end_ = end;
    }

    // Whether its answer is still to come.
    bool pending() const { return pending_; }
    bool repeats() const { return repeats_; }
    SeqNumber end() const { return end_; }
    void answered() { pending_ = false; }

    // RFC 8985 §7.4.1: whether a D-SACK for octets that end at `right` tells that the probe was not needed.
    bool wasNeedless(SeqNumber right)
    {
        if (!pending_ || !repeats_ || right != end_)
            return false;
        repeats_ = false;
        return true;
    }

private:
    SeqNumber end_;
    bool pending_ = false;
    bool repeats_ = false;
};

}  // namespace tcplab::engine_tcp
