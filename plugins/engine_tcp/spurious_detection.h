// Whether what was repeated was needless, so that the reduction of the window may be undone: by timestamps (the Eifel detection,
// RFC 3522) or by duplicate SACKs (RFC 3708).
#pragma once

#include <cstdint>

#include "base/seq_number.h"

namespace tcplab::engine_tcp {

class SpuriousDetection {
public:
    // The window is reduced, for repetitions of what lies above SND.UNA. `again`: how many of them are in flight already.
    void begin(SeqNumber sndUna, std::uint32_t again, bool mayBeUndone)
    {
        watching_ = mayBeUndone;
        from_ = sndUna;
        repetitions_ = again;
        any_ = again > 0;
        firstRepeatStamp_ = 0;
    }
    void end() { watching_ = false; }
    bool watching() const { return watching_; }

    // A segment goes out again. `stamp`: our timestamp; 0 when there are none.
    void repeated(std::uint32_t stamp)
    {
        if (watching_) {
            ++repetitions_;
            any_ = true;
        }
        if (firstRepeatStamp_ == 0)
            firstRepeatStamp_ = stamp;
    }

    // TSecr of an ACK.
    void echoed(std::uint32_t stamp) { lastEcho_ = stamp; }

    // A D-SACK for octets that end at `right`.
    void duplicateReported(SeqNumber right, SeqNumber sndUna)
    {
        if (repetitions_ > 0 && right > from_ && right <= sndUna)
            --repetitions_;
    }

    // Every repetition came back as a D-SACK.
    bool allReported() const { return watching_ && any_ && repetitions_ == 0; }

    // That, or an ACK echoes a time before the first repetition: it is of an original.
    bool needless() const
    {
        const bool echoesOriginal =
            firstRepeatStamp_ != 0 && lastEcho_ != 0 && static_cast<std::int32_t>(lastEcho_ - firstRepeatStamp_) < 0;
        return allReported() || (watching_ && echoesOriginal);
    }

private:
    SeqNumber from_;
    std::uint32_t repetitions_ = 0;       // that no D-SACK has shown to be needless
    std::uint32_t lastEcho_ = 0;          // TSecr of the newest ACK
    std::uint32_t firstRepeatStamp_ = 0;  // our timestamp at the first of them
    bool watching_ = false;
    bool any_ = false;
};

}  // namespace tcplab::engine_tcp
