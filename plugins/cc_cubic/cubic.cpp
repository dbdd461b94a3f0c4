// CUBIC (RFC 9438): the window grows with the time since the last loss, not with the number of round trips.
#include "card.h"
#include "cc_cubic/cubic_curve.h"
#include "cc_cubic/hystart.h"
#include "cc_cubic/linux_growth.h"
#include "cc_cubic/plugin.h"
#include "plugin/reno_window.h"

#include <tuple>

namespace tcplab::cc_cubic {
namespace {

enum class HyStart : std::uint8_t { Off, Classic, PlusPlus };

HyStart hystartNamed(const std::string& name)
{
    return name == "plusplus" ? HyStart::PlusPlus : name == "classic" ? HyStart::Classic : HyStart::Off;
}

// A stage of congestion avoidance (§4.1.2), from the ACK that begins it to the next loss.
struct Epoch {
    Instant start;
    CubicCurve curve;
    std::uint64_t reno = 0;           // W_est: what Reno would have, octets
    std::uint64_t renoRemainder = 0;  // of its growth and of the window's, what was not yet a whole octet
    std::uint64_t curveRemainder = 0;
};

class Cubic : public CongestionControl {
public:
    explicit Cubic(const CongestionSetup& setup)
        : window_(setup), hystart_(hystartNamed(setup.parameters.text("hystart"))),
          fastConvergence_(setup.parameters.boolean("fastConvergence")), friendliness_(setup.parameters.boolean("friendliness"))
    {}

    void mssChanged(std::uint32_t mss) override { window_.mssChanged(mss); }
    void beginSmall() override { window_.beginSmall(); }

    // After a silence the epoch's clock goes on from here: §5.8, nothing is earned by not sending.
    void sent(const SentFacts& facts) override
    {
        if (facts.flight == facts.octets)
            passOver(facts.now);
    }

    std::optional<Rule> acknowledged(const AcknowledgedFacts& facts) override
    {
        noteRtt(facts.rtt);
        if (window_.inFastRecovery())
            return window_.inflate(facts);
        const bool slowly = window_.inSlowStart();
        std::optional<Rule> rule;
        if (slowly && hystart_ == HyStart::Classic && classic_.ends(facts, window_.octets() / window_.mss(), minimumRtt_))
            rule = endSlowStart();
        if (const auto grown = grow(facts); !rule)
            rule = grown;
        if (const auto noticed = slowly ? hystartPlusPlus(facts) : std::nullopt)
            rule = noticed;
        return rule;
    }

    std::optional<Rule> congestion(const CongestionFacts& facts) override
    {
        if (!facts.repeated) {
            before_ = {wMax_, priorWindow_, epoch_, linux_};
            rememberMaximum();
        }
        window_.decrease(facts, keepBeta(window_.decreaseFrom(facts)));
        window_.afterDecrease(facts);
        epoch_.reset();
        linux_.lost();
        if (facts.cause != CongestionCause::Timeout)
            return Rule::CcCubicDecrease;
        wMax_ = 0;  // §4.8: the stage after a timeout begins with K = 0
        linux_.forget();
        classic_.reset();
        return Rule::CcCubicTimeout;
    }

    std::optional<Rule> recovered(Instant) override { return window_.endRecovery(window_.ssthresh()); }

    // §4.9: the curve, too, goes on as if nothing had been.
    std::optional<Rule> spurious(Instant) override
    {
        const std::optional<Rule> undone = window_.undo();
        if (undone)
            std::tie(wMax_, priorWindow_, epoch_, linux_) = std::tie(before_.wMax, before_.priorWindow, before_.epoch, before_.linux);
        return undone;
    }

    std::optional<Rule> idle(Instant, Duration) override
    {
        epoch_.reset();
        return window_.restart();
    }

    std::uint32_t window() const override { return window_.octets(); }
    std::uint32_t ssthresh() const override { return window_.ssthresh(); }

    Readings readings() const override
    {
        const std::int64_t k = epoch_ ? epoch_->curve.k : linux_.k();
        return {{"w_max", wMax_ * 1.0},
                {"k", static_cast<double>(k) / 1000},
                {"w_est", epoch_ ? static_cast<double>(epoch_->reno) : 0.0},
                {"css", plusPlus_.conservative() && watchedByPlusPlus() ? 1.0 : 0.0}};
    }

private:
    struct Before {
        std::uint32_t wMax = 0, priorWindow = 0;
        std::optional<Epoch> epoch;
        LinuxGrowth linux;
    };

    void noteRtt(std::optional<Duration> rtt)
    {
        if (!rtt)
            return;
        minimumRtt_ = minimumRtt_ == Duration{} ? *rtt : std::min(minimumRtt_, *rtt);
        smoothedRtt_ = smoothedRtt_ == Duration{} ? *rtt : smoothedRtt_ + (*rtt - smoothedRtt_) / 8;
    }

    // RFC 9406 §4: for the first slow start only; a later one has an ssthresh to stop at.
    bool watchedByPlusPlus() const { return hystart_ == HyStart::PlusPlus && window_.ssthresh() == RenoWindow::kUnlimited; }

    std::optional<Rule> hystartPlusPlus(const AcknowledgedFacts& facts)
    {
        const std::optional<Rule> noticed = watchedByPlusPlus() ? plusPlus_.acknowledged(facts) : std::nullopt;
        return noticed == Rule::CcHyStartEnds ? endSlowStart() : noticed;
    }

    Rule endSlowStart()
    {
        window_.setSsthresh(window_.octets());
        return Rule::CcHyStartEnds;
    }

    std::optional<Rule> grow(const AcknowledgedFacts& facts)
    {
        if (!window_.mayGrow(facts)) {
            passOver(facts.now);
            return std::nullopt;
        }
        clockedTo_ = facts.now;
        if (facts.newlyAcknowledged == 0)
            return std::nullopt;
        if (!window_.inSlowStart())
            return avoidance(facts.now, facts.newlyAcknowledged);
        if (const std::uint32_t rest = slowStart(facts.newlyAcknowledged); rest > 0)
            avoidance(facts.now, rest);
        return Rule::CcSlowStart;
    }

    // Answers what is left over at ssthresh.
    std::uint32_t slowStart(std::uint32_t acknowledged)
    {
        if (!watchedByPlusPlus())
            return window_.slowStart(acknowledged);
        const std::uint32_t counted = std::min(acknowledged, HyStartPlusPlus::kMostSegments * window_.mss());
        return window_.slowStart(plusPlus_.counted(counted), HyStartPlusPlus::kMostSegments);
    }

    Rule avoidance(Instant now, std::uint32_t acknowledged)
    {
        if (window_.countsLikeLinux()) {
            const std::uint32_t mss = window_.mss();
            const std::uint32_t steps =
                linux_.grow(now, window_.octets() / mss, wMax_ / mss, acknowledged / mss, minimumRtt_, friendliness_);
            window_.setWindow(window_.octets() + std::uint64_t{steps} * mss);
            return Rule::CcCubic;
        }
        if (!epoch_)
            epoch_ = Epoch{now, CubicCurve::through(window_.octets(), wMax_, window_.mss()), window_.octets()};
        growReno(acknowledged);
        const std::int64_t t = (now - epoch_->start) / 1ms;
        if (friendliness_ && epoch_->curve.at(t) < static_cast<std::int64_t>(epoch_->reno)) {
            window_.setWindow(std::max<std::uint64_t>(window_.octets(), epoch_->reno));
            return Rule::CcCubicFriendly;
        }
        followCurve(epoch_->curve.at(t + smoothedRtt_ / 1ms), acknowledged);
        return Rule::CcCubic;
    }

    // §4.4, §4.5: a window's worth of ACKs takes the window to where the curve will be in a round trip; never down, and
    // never to more than one and a half of it.
    void followCurve(std::int64_t onCurve, std::uint32_t acknowledged)
    {
        const std::uint64_t window = window_.octets();
        const auto most = static_cast<std::int64_t>(window / 2);
        const std::int64_t missing = std::clamp<std::int64_t>(onCurve - static_cast<std::int64_t>(window), 0, most);
        const std::uint64_t growth = static_cast<std::uint64_t>(missing) * acknowledged + epoch_->curveRemainder;
        epoch_->curveRemainder = growth % window;
        window_.setWindow(window + growth / window);
    }

    // §4.3: Reno with CUBIC's decrease of 0.7 takes as much as Reno with 0.5 when it grows by alpha = 9/17 segment a round trip;
    // from the window that was lost on, by a whole one.
    void growReno(std::uint32_t acknowledged)
    {
        const bool asBefore = epoch_->reno >= priorWindow_;
        const std::uint64_t parts = 17ull * window_.octets();
        const std::uint64_t growth = (asBefore ? 17ull : 9ull) * window_.mss() * acknowledged + epoch_->renoRemainder;
        epoch_->reno = std::min<std::uint64_t>(epoch_->reno + growth / parts, RenoWindow::kMost);
        epoch_->renoRemainder = growth % parts;
    }

    // §4.6: beta = 0.7. Linux has 717/1024.
    std::uint32_t keepBeta(std::uint64_t octets) const
    {
        if (!window_.countsLikeLinux())
            return static_cast<std::uint32_t>(octets * 7 / 10);
        return static_cast<std::uint32_t>(octets / window_.mss() * 717 / 1024 * window_.mss());
    }

    // §4.7, fast convergence: below the last maximum others need room, so the next plateau is lower: (1 + beta) / 2.
    void rememberMaximum()
    {
        priorWindow_ = window_.octets();
        const bool makeRoom = fastConvergence_ && priorWindow_ < wMax_;
        const std::uint64_t window = priorWindow_;
        if (!makeRoom)
            wMax_ = priorWindow_;
        else if (window_.countsLikeLinux())
            wMax_ = static_cast<std::uint32_t>(window / window_.mss() * (1024 + 717) / 2048 * window_.mss());
        else
            wMax_ = static_cast<std::uint32_t>(window * 17 / 20);
    }

    // Time in which the window was not used is no time for the curve.
    void passOver(Instant now)
    {
        if (epoch_)
            epoch_->start += now - clockedTo_;
        linux_.pause(now - clockedTo_);
        clockedTo_ = now;
    }

    RenoWindow window_;
    HyStart hystart_;
    bool fastConvergence_;
    bool friendliness_;
    HyStartPlusPlus plusPlus_;
    HyStartClassic classic_;
    Duration minimumRtt_{};  // 0: no sample yet
    Duration smoothedRtt_{};

    std::uint32_t wMax_ = 0;         // octets; 0: nothing is remembered
    std::uint32_t priorWindow_ = 0;  // cwnd_prior, before the last decrease
    std::optional<Epoch> epoch_;     // unless Linux's arithmetic is asked for
    LinuxGrowth linux_;
    Instant clockedTo_{};  // until here the epoch's clock has been looked after
    Before before_;
};

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  CongestionControlFactory([](const CongestionSetup& setup) { return std::make_unique<Cubic>(setup); }));
}

}  // namespace tcplab::cc_cubic
