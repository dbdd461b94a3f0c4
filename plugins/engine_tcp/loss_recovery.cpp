#include "engine_tcp/loss_recovery.h"

#include <algorithm>

namespace tcplab::engine_tcp {

LossRecovery::LossRecovery(SeqNumber iss, const RttSample& handshake) : recover(iss), repeatedUpTo(iss)
{
    if (!handshake.known())
        return;
    SentSegment syn;
    syn.seq = iss;
    syn.length = 1;
    syn.sentAt = handshake.at - handshake.rtt;
    rack.arrived(syn, handshake.at, Duration::max(), std::nullopt);
    minimumRtt.sample(handshake.at, handshake.rtt);
}

Amount LossRecovery::pipe() const
{
    Amount pipe = board.pipe();
    pipe.segments -= std::min(emulatedSacks, pipe.segments);
    return pipe;
}

void LossRecovery::arrived(const SentSegment& segment, Instant now, std::optional<bool> echoed)
{
    rate.arrived(segment, now, segment.payload());
    rack.arrived(segment, now, minimumRtt.value(), echoed);
}

bool LossRecovery::knowsOnlyHandshake() const
{
    return board.empty() && rate.delivered() == 0 && rack.hasSample() == minimumRtt.known() && !rack.hasSeenReordering() &&
           !tailProbe.pending();
}

void LossRecovery::abandon()
{
    board.clear();
    forced.reset();
    tailProbe.due.reset();
}

}  // namespace tcplab::engine_tcp
