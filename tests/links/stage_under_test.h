// One stage by itself: made from its card as the program makes it, with packets that are told apart by number.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugin/catalogue.h"

namespace tcplab {

// Packet `number`, `octets` long.
inline TransitPacket numbered(std::uint32_t number, std::size_t octets = 1500)
{
    return {Octets(octets, static_cast<std::uint8_t>(number)), EventId(number)};
}

// What the sender is told of a datagram that was too large.
struct Told {
    Instant at;
    std::uint32_t number;
    std::uint32_t mtu;
    friend bool operator==(const Told&, const Told&) = default;
};

// Of a datagram that is dropped or altered.
struct Drop {
    Instant at;
    std::uint32_t number;
    Rule rule;
    friend bool operator==(const Drop&, const Drop&) = default;
};

struct Release {
    Instant at;
    std::uint32_t number;
    friend bool operator==(const Release&, const Release&) = default;
};

class StageUnderTest : private LinkReport {
public:
    StageUnderTest(void (*contribute)(Catalogue&), const std::string& id, const ValueMap& given, std::uint64_t seed = 1)
    {
        Catalogue catalogue;
        contribute(catalogue);
        const Parameters parameters = normalize(catalogue.card(id)->parameters, given).value();
        stage_ = (*catalogue.linkStage(id))({parameters, RandomStream(seed, "stage under test"), *this}).value();
    }

    LinkStage& stage() { return *stage_; }
    void offer(Instant now, std::uint32_t number, std::size_t octets = 1500) { stage_->offer(now, numbered(number, octets)); }

    // Everything that leaves until the stage is empty, each at the instant that the stage names.
    std::vector<Release> drain()
    {
        std::vector<Release> releases;
        for (Instant next = stage_->nextRelease(); next != kNever; next = stage_->nextRelease())
            releases.push_back({next, stage_->release(next).sent.number()});
        return releases;
    }

    const std::vector<Drop>& drops() const { return drops_; }
    const std::vector<Told>& told() const { return told_; }
    const std::vector<Drop>& alterations() const { return alterations_; }

private:
    void dropped(Instant now, const TransitPacket& packet, Rule rule) override { drops_.push_back({now, packet.sent.number(), rule}); }

    void tooBig(Instant now, const TransitPacket& packet, std::uint32_t mtu) override
    {
        told_.push_back({now, packet.sent.number(), mtu});
        dropped(now, packet, Rule::LinkTooBig);
    }
    void altered(Instant now, const TransitPacket& packet, Rule rule) override
    {
        alterations_.push_back({now, packet.sent.number(), rule});
    }

    std::vector<Drop> drops_;
    std::vector<Drop> alterations_;
    std::vector<Told> told_;
    std::unique_ptr<LinkStage> stage_;
};

}  // namespace tcplab
