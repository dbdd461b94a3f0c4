#include "plugin/reno_window.h"

namespace tcplab {

RenoWindow::RenoWindow(const CongestionSetup& setup) : mss_(setup.mss), initialSegments_(setup.initialSegments)
{
    if (setup.parameters.has("profile") && setup.parameters.text("profile") == "linux")
        arithmetic_ = WindowArithmetic::Linux;
    octets_ = initial();
}

std::uint32_t RenoWindow::initial() const
{
    constexpr std::uint32_t kUsualSegment = 1460;
    const std::uint32_t segments = initialSegments_ * mss_;
    return countsLikeLinux() ? segments : std::min(segments, std::max(2 * mss_, initialSegments_ * kUsualSegment));
}

void RenoWindow::mssChanged(std::uint32_t mss)
{
    const std::uint32_t segments = octets_ / mss_;
    mss_ = mss;
    if (!touched_)
        octets_ = initial();
    else if (countsLikeLinux())
        setWindow(std::uint64_t{segments} * mss_);
    octets_ = std::max(octets_, mss_);
}

bool RenoWindow::mayGrow(const AcknowledgedFacts& facts) const { return !facts.applicationLimited && (!facts.inRecovery || afterTimeout_); }

std::optional<Rule> RenoWindow::grow(std::uint32_t acknowledged)
{
    if (acknowledged == 0)
        return std::nullopt;
    const bool slowly = inSlowStart();
    const std::uint32_t rest = slowly ? slowStart(acknowledged) : acknowledged;
    if (rest > 0)
        avoidance(rest);
    return slowly ? Rule::CcSlowStart : Rule::CcAvoidance;
}

std::uint32_t RenoWindow::slowStart(std::uint32_t acknowledged, std::uint32_t most)
{
    touched_ = true;
    const std::uint32_t counted = countsLikeLinux() ? acknowledged : std::min(acknowledged, most * mss_);
    const std::uint32_t grown = std::min(counted, ssthresh_ - octets_);
    setWindow(std::uint64_t{octets_} + grown);
    return counted - grown;
}

Rule RenoWindow::avoidance(std::uint32_t acknowledged)
{
    touched_ = true;
    acknowledged_ += acknowledged;
    if (acknowledged_ >= octets_) {
        acknowledged_ -= octets_;
        setWindow(std::uint64_t{octets_} + mss_);
    }
    return Rule::CcAvoidance;
}

void RenoWindow::decrease(const CongestionFacts& facts, std::uint32_t ssthresh)
{
    touched_ = true;
    acknowledged_ = 0;
    if (facts.repeated)
        return;
    before_ = Before{octets_, ssthresh_};
    ssthresh_ = std::clamp(whole(ssthresh), 2 * mss_, kMost);
}

Rule RenoWindow::afterDecrease(const CongestionFacts& facts)
{
    fastRecovery_ = facts.cause == CongestionCause::DuplicateAcks;
    afterTimeout_ = facts.cause == CongestionCause::Timeout;
    switch (facts.cause) {
    case CongestionCause::Timeout: octets_ = mss_; return Rule::CcTimeout;
    case CongestionCause::EcnEcho: setWindow(ssthresh_); return Rule::CcMarked;
    case CongestionCause::DuplicateAcks: break;
    }
    setWindow(std::uint64_t{ssthresh_} + 3 * mss_);
    return Rule::CcRecovery;
}

Rule RenoWindow::inflate(const AcknowledgedFacts& facts)
{
    if (facts.newlyAcknowledged == 0) {
        setWindow(std::uint64_t{octets_} + mss_);
        return Rule::CcInflates;
    }
    octets_ -= std::min(octets_ - mss_, facts.newlyAcknowledged);
    if (facts.newlyAcknowledged >= mss_)
        octets_ += mss_;
    return Rule::CcPartialAck;
}

std::optional<Rule> RenoWindow::endRecovery(std::uint32_t octets)
{
    afterTimeout_ = false;
    if (!fastRecovery_)
        return std::nullopt;
    fastRecovery_ = false;
    setWindow(octets);
    return Rule::CcRecovered;
}

std::optional<Rule> RenoWindow::undo()
{
    if (!before_)
        return std::nullopt;
    fastRecovery_ = afterTimeout_ = false;
    octets_ = std::max(octets_, before_->octets);
    ssthresh_ = std::max(ssthresh_, before_->ssthresh);
    before_.reset();
    return Rule::CcUndo;
}

std::optional<Rule> RenoWindow::restart()
{
    if (octets_ <= initial())
        return std::nullopt;
    if (countsLikeLinux())
        ssthresh_ = std::max(ssthresh_, whole(octets_ - octets_ / 4));  // RFC 2861: what is known of the path is not forgotten
    octets_ = initial();
    return Rule::CcIdle;
}

std::uint32_t RenoWindow::whole(std::uint64_t octets) const
{
    const auto low = static_cast<std::uint32_t>(std::min<std::uint64_t>(octets, kUnlimited));
    return countsLikeLinux() ? low / mss_ * mss_ : low;
}

}  // namespace tcplab
