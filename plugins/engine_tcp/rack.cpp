#include "engine_tcp/rack.h"

#include <algorithm>

namespace tcplab::engine_tcp {
namespace {

constexpr Duration kMinimumRttWindow = 300s;
constexpr std::uint32_t kWindowPersists = 16;  // RFC 8985 §6.2 step 4
constexpr std::uint32_t kGreatestMultiplier = 255;

}  // namespace

void MinimumRtt::sample(Instant now, Duration rtt)
{
    const RttSample fresh{rtt, now};
    if (rtt <= best_[0].rtt || now - best_[2].at > kMinimumRttWindow) {
        best_[0] = best_[1] = best_[2] = fresh;
        return;
    }
    if (rtt <= best_[1].rtt)
        best_[1] = best_[2] = fresh;
    else if (rtt <= best_[2].rtt)
        best_[2] = fresh;
    // A best that is too old makes room for the next.
    if (now - best_[0].at > kMinimumRttWindow) {
        best_[0] = best_[1];
        best_[1] = best_[2];
        best_[2] = fresh;
    } else if (best_[1].at == best_[0].at && now - best_[1].at > kMinimumRttWindow / 4) {
        best_[1] = best_[2] = fresh;
    } else if (best_[2].at == best_[1].at && now - best_[2].at > kMinimumRttWindow / 2) {
        best_[2] = fresh;
    }
}

void Rack::arrived(const SentSegment& segment, Instant now, Duration minimumRtt, std::optional<bool> echoed)
{
    const Duration rtt = now - segment.sentAt;
    // An ACK that comes sooner than the path allows is the original's, not the retransmission's.
    if (segment.retransmitted() && (echoed == false || rtt < minimumRtt))
        return;
    rtt_ = rtt;
    if (!sample_ || sentAfter(segment.sentAt, segment.end(), sentAt_, end_)) {
        sentAt_ = segment.sentAt;
        end_ = segment.end();
    }
    sample_ = true;
}

void Rack::duplicateSackSeen(SeqNumber sndUna, SeqNumber sndNxt)
{
    reordering_ = true;
    if (roundSet_ && sndUna < duplicateSackRound_)
        return;
    duplicateSackRound_ = sndNxt;
    roundSet_ = true;
    windowMultiplier_ = std::min(windowMultiplier_ + 1, kGreatestMultiplier);
    windowPersists_ = kWindowPersists;
}

void Rack::recoveryEnded()
{
    if (windowPersists_ > 0 && --windowPersists_ == 0)
        windowMultiplier_ = 1;
}

Duration Rack::reorderingWindow(const Context& context, const Scoreboard& board) const
{
    if (!reordering_ && (context.inRecovery || board.sacked().segments >= context.duplicateThreshold))
        return Duration::zero();
    if (context.minimumRtt == Duration::max())
        return Duration::zero();
    return std::min(windowMultiplier_ * (context.minimumRtt / 4), context.srtt);
}

std::optional<Duration> Rack::detect(const Context& context, Scoreboard& board, std::uint32_t& newlyLostOctets)
{
    if (!sample_)
        return std::nullopt;
    const Duration window = reorderingWindow(context, board);
    std::optional<Duration> wait;
    for (std::size_t i = 0; i < board.size(); ++i) {
        SentSegment& segment = board[i];
        if (!segment.outstanding())
            continue;
        if (!sentAfter(sentAt_, end_, segment.sentAt, segment.end())) {
            if (!segment.retransmitted())
                break;  // everything above was sent later still
            continue;
        }
        const Duration remaining = segment.sentAt + rtt_ + window - context.now;
        if (remaining > Duration::zero()) {
            wait = std::max(wait.value_or(Duration::zero()), remaining);
            continue;
        }
        newlyLostOctets += segment.length;
        board.unmarkAgain(segment);
        board.markLost(segment);
    }
    return wait;
}

}  // namespace tcplab::engine_tcp
