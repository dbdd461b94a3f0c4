// One congestion control by itself, made from its card as the program makes it, and told facts by hand.
#pragma once

#include <memory>
#include <string>

#include "plugin/catalogue.h"

namespace tcplab {

constexpr std::uint32_t kMss = 1000;
constexpr std::uint32_t kUnlimited = 0xffffffff;

inline std::unique_ptr<CongestionControl> makeController(void (*contribute)(Catalogue&), const std::string& id, const ValueMap& given = {},
                                                         std::uint32_t initialSegments = 10, std::uint32_t mss = kMss)
{
    Catalogue catalogue;
    contribute(catalogue);
    Parameters parameters = normalize(catalogue.card(id)->parameters, given).value();
    return (*catalogue.congestionControl(id))({mss, initialSegments, std::move(parameters), 1});
}

inline ValueMap linuxProfile() { return {{"profile", Value{std::string("linux")}}}; }

// Keeps the clock and the stream's positions. The sender uses its whole window unless a test says otherwise.
class ControllerUnderTest {
public:
    explicit ControllerUnderTest(std::unique_ptr<CongestionControl> controller) : controller_(std::move(controller))
    {
        sentTotal_ = controller_->window();
    }

    CongestionControl& operator*() { return *controller_; }
    CongestionControl* operator->() { return controller_.get(); }

    Instant now = kStart;
    Duration rtt = 100ms;
    bool inRecovery = false;
    bool applicationLimited = false;

    // What every ACK has in common; a test changes what it is about.
    AcknowledgedFacts facts(std::uint32_t octets)
    {
        AcknowledgedFacts facts;
        facts.now = now;
        facts.newlyAcknowledged = octets;
        facts.flightBefore = flight();
        acknowledgedTotal_ += octets;
        facts.flight = flight();
        facts.rtt = rtt;
        facts.delivered = facts.acknowledgedTotal = acknowledgedTotal_;
        facts.sentTotal = sentTotal_;
        facts.inRecovery = inRecovery;
        facts.applicationLimited = applicationLimited;
        return facts;
    }
    std::optional<Rule> acknowledge(std::uint32_t octets) { return told(facts(octets)); }
    std::optional<Rule> acknowledge(const AcknowledgedFacts& facts) { return told(facts); }
    std::optional<Rule> duplicateAck() { return told(facts(0)); }

    // A round trip: what is in flight is acknowledged, a segment an ACK, while the sender fills its window again.
    void roundTrip(std::uint32_t octetsPerAck = kMss)
    {
        const std::uint64_t end = sentTotal_;
        const Duration step = rtt / std::max<std::int64_t>(1, static_cast<std::int64_t>(flight() / octetsPerAck));
        while (acknowledgedTotal_ < end) {
            now += step;
            acknowledge(static_cast<std::uint32_t>(std::min<std::uint64_t>(octetsPerAck, end - acknowledgedTotal_)));
        }
    }

    // `flight`: nothing stands for a full window.
    std::optional<Rule> congestion(CongestionCause cause, std::optional<std::uint32_t> inFlight = std::nullopt, bool repeated = false)
    {
        inRecovery = cause == CongestionCause::DuplicateAcks;
        return controller_->congestion({now, cause, inFlight.value_or(flight()), repeated, sentTotal_});
    }
    std::optional<Rule> recovered()
    {
        inRecovery = false;
        return controller_->recovered(now);
    }

    std::uint32_t flight() const { return static_cast<std::uint32_t>(sentTotal_ - acknowledgedTotal_); }
    std::uint32_t segments() const { return controller_->window() / kMss; }
    double reading(std::string_view name) const
    {
        for (const Reading& reading : controller_->readings())
            if (reading.name == name)
                return reading.value;
        return -1;
    }

private:
    std::optional<Rule> told(const AcknowledgedFacts& facts)
    {
        const std::optional<Rule> rule = controller_->acknowledged(facts);
        if (!applicationLimited)
            sentTotal_ = std::max(sentTotal_, acknowledgedTotal_ + controller_->window());
        return rule;
    }

    std::unique_ptr<CongestionControl> controller_;
    std::uint64_t acknowledgedTotal_ = 0;
    std::uint64_t sentTotal_ = 0;
};

}  // namespace tcplab
